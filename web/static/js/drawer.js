// The right-hand drawer: opens when something is swapped into it, takes the focus, gives it back, and keeps the address true.
import { mayLeave } from "./forms.js";

let listAddress = null;
let opener = null;
let changed = false;

const drawer = () => document.getElementById("drawer");
export const drawerIsOpen = () => drawer() && !drawer().hidden;

function focusInside(element) {
  const first = element.querySelector(".summary[data-focus]") ?? element.querySelector("[data-focus]") ?? element;
  first.focus({ preventScroll: first.matches("h1, h2") });
  element.scrollTop = 0;
}

function markRow() {
  for (const row of document.querySelectorAll("tr[aria-current]")) row.removeAttribute("aria-current");
  if (!drawerIsOpen()) return;
  document.querySelector(`tr[data-href="${CSS.escape(location.pathname)}"]`)?.setAttribute("aria-current", "true");
}

/** Close and return to the list: its address, its focus, and its rows anew if something was saved. */
export async function closeDrawer() {
  const box = drawer();
  if (!drawerIsOpen() || !(await mayLeave(box))) return;
  box.hidden = true;
  box.replaceChildren();
  if (listAddress && listAddress !== location.pathname + location.search) history.pushState({ htmx: true }, "", listAddress);
  const back = opener?.isConnected ? opener : document.querySelector(`a[href="${CSS.escape(opener?.getAttribute("href") ?? "")}"]`);
  if (changed && document.getElementById("results")) {
    await window.htmx.ajax("GET", listAddress, { target: "#results" });
    document.querySelector(`#results a[href="${CSS.escape(opener?.getAttribute("href") ?? "")}"]`)?.focus();
  } else back?.focus();
  [listAddress, opener, changed] = [null, null, false];
  markRow();
}

export function installDrawer() {
  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.target !== drawer() || drawerIsOpen()) return;
    listAddress = location.pathname + location.search;
    opener = ctx.sourceElement;
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    const box = drawer();
    if (!box || ctx.target !== box) return;
    if (ctx.request?.method && ctx.request.method !== "GET" && ctx.response?.raw?.ok) changed = true;
    box.hidden = false;
    focusInside(box);
    markRow();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close-drawer]") || !drawerIsOpen()) return;
    event.preventDefault();
    closeDrawer();
  });
  // A page that answered with problems starts at them.
  document.querySelector("main .summary[data-focus]")?.focus();
}

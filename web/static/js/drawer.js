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

const behind = () => document.querySelector("#results, #gantt, [data-live]");

/** What lies behind the drawer, fetched anew after something was saved in it; the focus stays where it is. */
async function refreshBehind() {
  const shown = behind();
  if (!shown || !listAddress) return;
  await window.htmx.ajax("GET", listAddress, {
    target: `#${shown.id}`,
    headers: { "HX-Target": `${shown.localName}#${shown.id}` }, // htmx.ajax names the body otherwise
  });
  markRow();
}

/** Close and return to the list: its address and its focus. */
export async function closeDrawer() {
  const box = drawer();
  if (!drawerIsOpen() || !(await mayLeave(box))) return;
  box.hidden = true;
  box.replaceChildren();
  if (listAddress && listAddress !== location.pathname + location.search) history.pushState({ htmx: true }, "", listAddress);
  if (changed && !behind()) {
    location.assign(listAddress);
    return;
  }
  const sameLink = `main a[href="${CSS.escape(opener?.getAttribute("href") ?? "")}"]`;
  (opener?.isConnected ? opener : document.querySelector(sameLink))?.focus();
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
    box.hidden = false;
    focusInside(box);
    markRow();
    if (ctx.request?.method && ctx.request.method !== "GET" && ctx.response?.raw?.ok) {
      changed = true;
      refreshBehind();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close-drawer]") || !drawerIsOpen()) return;
    event.preventDefault();
    closeDrawer();
  });
  // A page that answered with problems starts at them.
  document.querySelector("main .summary[data-focus]")?.focus();
}

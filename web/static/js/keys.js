// Keys: / search · j k rows · Ctrl+Enter save · Esc close · ? this list. None of them fires while one types, but the last three with Ctrl or Esc.
import { closeDrawer, drawerIsOpen } from "./drawer.js";
import { moveRow } from "./tables.js";

const isTyping = (element) => element?.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

function closeMenus(except) {
  let closed = false;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except || menu.contains(except)) continue;
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector("summary").focus();
    closed = true;
  }
  return closed;
}

/** The top bar's search; on a phone, which has none there, the list's. */
function focusSearch() {
  const fields = [...document.querySelectorAll("[data-search]")].filter((f) => f.offsetParent);
  fields[0]?.focus();
  fields[0]?.select();
  return fields.length > 0;
}

function save() {
  const form = document.activeElement?.closest?.("form") ?? document.querySelector("#drawer form[data-guard], main form[data-guard]");
  if (!form || form.method === "dialog") return false;
  const near = document.activeElement?.closest?.(".menu-panel")?.querySelector("button.primary, button.danger");
  form.requestSubmit(near ?? form.querySelector("button.primary"));
  return true;
}

function plainKey(event) {
  switch (event.key) {
    case "/": return focusSearch();
    case "j": return moveRow(1);
    case "k": return moveRow(-1);
    case "ArrowDown": return document.activeElement?.closest?.("tbody tr[data-href]") && moveRow(1);
    case "ArrowUp": return document.activeElement?.closest?.("tbody tr[data-href]") && moveRow(-1);
    case "?": document.getElementById("keys")?.showModal(); return true;
    default: return false;
  }
}

export function installKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") {
      if (closeMenus(null)) return;
      if (!drawerIsOpen()) return;
      event.preventDefault(); // else this very key would also dismiss the question that closing may ask
      closeDrawer();
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (save()) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(document.activeElement)) return;
    if (plainKey(event)) event.preventDefault();
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu") ?? event.target));
}

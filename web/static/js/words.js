// Sentences come from the page (template #sentences), translated; small ways to say them.

export const sentence = (name) => document.getElementById("sentences")?.dataset[name] ?? "";

/** Tell people who cannot see what changed. An equal sentence is said again. */
export function announce(text) {
  const region = document.getElementById("announce");
  if (!region || !text) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

/** A message at the foot of the window that goes by itself; also announced. */
export function toast(text, kind = "bad") {
  document.querySelector(".toast")?.remove();
  const box = document.createElement("div");
  box.className = `notice toast ${kind}`;
  box.setAttribute("role", "alert");
  box.textContent = text;
  document.body.append(box);
  setTimeout(() => box.remove(), 9000);
}

/** Ask in the page's own dialog. Resolves to true or false. */
export function ask(message, yes) {
  const dialog = document.getElementById("confirm");
  if (!dialog) return Promise.resolve(window.confirm(message));
  dialog.querySelector("[data-message]").textContent = message;
  dialog.querySelector("[data-yes]").textContent = yes || sentence("continue");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

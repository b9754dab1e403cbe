// Forms: questions before changes are lost or something is withdrawn, ticking instead of typing codes, copying.
import { announce, ask, sentence } from "./words.js";

const contents = (form) => new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === "string")).toString();
const first = new WeakMap();
let leaving = false;

const isChanged = (form) => first.has(form) && first.get(form) !== contents(form);
const guarded = (within = document) => [...within.querySelectorAll("form[data-guard]")];

/** True if nothing typed inside `within` would be lost, or the person does not mind. */
export async function mayLeave(within) {
  if (!guarded(within).some(isChanged)) return true;
  return ask(sentence("unsaved"), sentence("leave"));
}

function remember(within) {
  // A form that came back with problems holds what was typed: it counts as changed from the start.
  for (const form of guarded(within)) if (!first.has(form)) first.set(form, within.querySelector?.(".summary[role=alert]") ? "" : contents(form));
}

async function confirmed(form, submitter) {
  if (!(await ask(form.dataset.confirm, form.dataset.confirmLabel))) return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(submitter);
}

/** Keep the typed line of codes and its tick list the same. */
function installChoosers(within) {
  for (const chooser of within.querySelectorAll("[data-chooser][hidden]")) {
    const line = document.getElementById(chooser.dataset.chooser);
    const boxes = [...chooser.querySelectorAll("input[type=checkbox]")];
    const typed = () => line.value.split(/[,;，；、\s]+/).filter(Boolean);
    const tick = () => { const codes = new Set(typed()); for (const box of boxes) box.checked = codes.has(box.value); };
    chooser.hidden = false;
    tick();
    line.addEventListener("input", tick);
    chooser.addEventListener("change", (event) => {
      if (event.target.type !== "checkbox") return;
      const others = typed().filter((code) => code !== event.target.value);
      line.value = (event.target.checked ? [...others, event.target.value] : others).join(", ");
    });
    chooser.querySelector("[type=search]")?.addEventListener("input", (event) => {
      event.stopPropagation();
      const sought = event.target.value.toLowerCase();
      for (const box of boxes) box.parentElement.hidden = !box.parentElement.textContent.toLowerCase().includes(sought);
    });
  }
}

export function installForms() {
  remember(document);
  installChoosers(document);
  document.addEventListener("htmx:after:swap", () => { remember(document); installChoosers(document); });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && form.dataset.confirmed !== "yes") {
      event.preventDefault();
      event.stopImmediatePropagation();
      confirmed(form, event.submitter);
      return;
    }
    delete form.dataset.confirmed;
    if (form.method !== "dialog" && form.method !== "get" && !form.hasAttribute("hx-post")) leaving = true;
  }, true);
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && guarded().some(isChanged)) event.preventDefault();
  });
  // A form sent by htmx may be answered with "go there": that is no loss. If the form comes back instead, the question is due again.
  document.addEventListener("htmx:before:request", (event) => { leaving = event.detail.ctx.request.method !== "GET"; });
  document.addEventListener("htmx:after:swap", () => { leaving = false; });
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("click", async (event) => {
    const copier = event.target.closest("[data-copy]");
    if (!copier) return;
    await navigator.clipboard.writeText(document.getElementById(copier.dataset.copy).textContent.trim());
    announce(sentence("copied"));
    copier.classList.add("primary");
  });
  // Of two people's values, the one chosen goes into the form.
  document.addEventListener("change", (event) => {
    const choice = event.target.closest("[data-take]");
    const field = choice && document.getElementById(choice.dataset.take);
    if (!field) return;
    field.value = choice.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // The problem summary leads into the field itself, also when that is a group.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".summary a[href^='#']");
    if (!link) return;
    const field = document.getElementById(link.hash.slice(1)) ?? document.getElementById(`${link.hash.slice(1)}_zh`);
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
}

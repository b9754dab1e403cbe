// The outline: Alt+Shift and an arrow move the row that has the focus or those that are picked, Ctrl+Z takes back, the grip drags.
import Sortable from "../vendor/sortablejs/sortable.js";

const ACTS = { ArrowRight: "indent", ArrowLeft: "outdent", ArrowUp: "up", ArrowDown: "down" };
const form = () => document.getElementById("arrange");
const body = () => document.querySelector("#results .outline tbody");
const boxes = () => [...document.querySelectorAll("#results td.pick input")];
let stood = null; // the row that had the focus, to give it back when the rows are drawn anew

/** Send what is picked, or else the one row, and remember where the focus was. */
function send(act, row, { alone = false } = {}) {
  stood = row?.dataset.code ?? null;
  const own = row?.querySelector("td.pick input");
  if (alone || !boxes().some((box) => box.checked)) {
    for (const box of boxes()) box.checked = box === own; // not noted as picked: the picks come back with the new rows
  }
  // The boxes belong to the bar below the list; here they are sent with this form.
  for (const old of form().querySelectorAll("[data-row]")) old.remove();
  for (const box of boxes().filter((b) => b.checked)) {
    const sent = Object.assign(document.createElement("input"), { type: "hidden", name: "row", value: box.value });
    sent.dataset.row = "";
    form().append(sent);
  }
  form().elements.act.value = act;
  form().requestSubmit();
}

function onKey(event) {
  if (event.isComposing || event.target.closest?.("input:not([type=checkbox]), select, textarea, #drawer")) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "z") {
    const button = document.querySelector("#results [data-undo]");
    if (!button) return;
    event.preventDefault();
    button.click();
    return;
  }
  if (!event.altKey || !event.shiftKey || !(event.key in ACTS)) return;
  event.preventDefault();
  event.stopPropagation();
  send(ACTS[event.key], event.target.closest?.("#results tbody tr"));
}

/** Where a dropped row belongs: first in what is open above it, else after the row above it; before the first row of all. */
function dropped({ item, oldIndex, newIndex }) {
  if (oldIndex === newIndex) return;
  const above = item.previousElementSibling, below = item.nextElementSibling;
  const fields = form().elements;
  if (!above) [fields.side.value, fields.target.value] = ["before", below.dataset.code];
  else if ("phase" in above.dataset || "open" in above.dataset) [fields.side.value, fields.target.value] = ["into", above.dataset.code];
  else [fields.side.value, fields.target.value] = ["after", above.dataset.code];
  send("place", item, { alone: !item.querySelector("td.pick input")?.checked });
}

function arm() {
  const rows = body();
  if (!rows || Sortable.get(rows)) return;
  Sortable.create(rows, { handle: ".grip", draggable: "tr", filter: "[data-phase]", animation: 120, onEnd: dropped });
}

arm();
document.addEventListener("keydown", onKey, true);
document.addEventListener("click", (event) => {
  const button = event.target.closest(".arrange button");
  if (!button) return;
  event.preventDefault();
  send(button.value, document.activeElement?.closest?.("#results tbody tr"));
});
document.addEventListener("rows:fresh", arm);
document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  const target = typeof ctx.target === "string" ? document.querySelector(ctx.target) : ctx.target;
  if (target?.id === "refused") {
    target.querySelector("[data-focus]")?.focus();
    document.dispatchEvent(new CustomEvent("rows:stale"));
    return;
  }
  if (target?.id !== "results") return;
  document.getElementById("refused")?.replaceChildren();
  arm();
  if (stood) document.querySelector(`#results tr[data-code="${CSS.escape(stood)}"] td.code a`)?.focus();
});

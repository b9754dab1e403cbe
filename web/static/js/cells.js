// Cells: a click or Enter edits one where it stands, Enter saves, Tab saves and goes on, Esc gives up; a refusal stays at the cell.
import { showEdges } from "./tables.js";
import { announce, sentence } from "./words.js";

const INTERACTIVE = "a, button, input, select, textarea, label, summary";
let open = null; // the cell under the pen: { cell, held, first, next }

const headOf = (cell) => cell.closest("table")?.tHead?.rows[0]?.cells[cell.cellIndex];
const editable = (cell) =>
  Boolean(cell?.matches?.("#results tbody tr[data-href]:not(.withdrawn) > td") && headOf(cell)?.dataset.edit && matchMedia("(min-width: 641px)").matches);
const control = () => open?.cell.querySelector("input:not([type=hidden]), select");
const changed = () => control() && control().value !== open.first;

/** The next cell that can be edited, `step` further in reading order. */
function beside(cell, step) {
  const cells = [...cell.closest("tbody").querySelectorAll("tr[data-href] > td")].filter(editable);
  return cells[cells.indexOf(cell) + step];
}

function place(cell) {
  return { href: cell.parentElement.dataset.href, at: cell.cellIndex };
}

function at({ href, at: column }) {
  return document.querySelector(`#results tr[data-href="${CSS.escape(href)}"]`)?.cells[column];
}

function stand(cell) {
  if (!cell) return;
  cell.tabIndex = -1;
  cell.focus();
}

function edit(cell) {
  if (open) return;
  open = { cell, held: [...cell.childNodes], first: null, next: null };
  cell.id = "cell";
  window.htmx.ajax("GET", `${cell.parentElement.dataset.href}/cells/${headOf(cell).dataset.edit}`, {
    target: "#cell",
    headers: { "HX-Target": "td#cell" }, // htmx.ajax names the body otherwise
  });
}

function giveUp(focus = true) {
  const { cell, held } = open;
  open = null;
  cell.removeAttribute("id");
  cell.replaceChildren(...held);
  if (focus) stand(cell);
}

/** Save what was typed, or leave the cell as it was when nothing was; then go to `next`. */
function leave(next) {
  open.next = next ? place(next) : null;
  if (changed()) open.cell.querySelector("form").requestSubmit();
  else {
    giveUp(!next);
    if (next) edit(next);
  }
}

/** The rows and the panel above them anew, where they were scrolled to: a figure of one row may move others. */
export async function refreshList() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const scrolled = document.querySelector("#results .table-scroll");
  const [left, top] = [scrolled?.scrollLeft ?? 0, scrolled?.scrollTop ?? 0];
  for (const id of ["above", "results"]) {
    const [shown, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (!shown || !fresh) continue;
    shown.replaceChildren(...fresh.childNodes);
    window.htmx.process(shown);
  }
  document.querySelector("#results .table-scroll")?.scrollTo(left, top);
  showEdges();
  document.dispatchEvent(new CustomEvent("rows:fresh"));
}

async function saved() {
  const { cell, next } = open;
  const here = place(cell);
  open = null;
  cell.removeAttribute("id");
  announce(sentence("saved"));
  await refreshList();
  const following = next && at(next);
  if (editable(following)) edit(following);
  else stand(at(here));
}

function onKey(event) {
  if (event.isComposing) return;
  const cell = event.target.closest?.("td");
  if (open && open.cell.contains(event.target)) {
    if (event.key === "Escape") giveUp();
    else if (event.key === "Tab") leave(beside(open.cell, event.shiftKey ? -1 : 1));
    else if (event.key === "Enter") leave(null);
    else return;
  } else if (event.target === cell && (event.key === "Enter" || event.key === "F2") && editable(cell)) edit(cell);
  else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const from = cell?.closest("#results tbody tr[data-href]") && (event.target === cell || event.target.matches("a")) ? cell : null;
    if (!from) return;
    const step = event.key === "ArrowRight" ? "nextElementSibling" : "previousElementSibling";
    let to = from[step];
    while (to && !editable(to) && !to.querySelector("a")) to = to[step];
    if (!to) return;
    if (editable(to)) stand(to);
    else to.querySelector("a").focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

export function installCells() {
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    if (event.ctrlKey || event.metaKey || event.target.closest(INTERACTIVE) || !editable(cell) || getSelection()?.toString()) return;
    event.stopImmediatePropagation();
    if (open?.cell !== cell) edit(cell);
  }, true);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("focusout", (event) => {
    if (!open?.cell.contains(event.target) || !event.relatedTarget || open.cell.contains(event.relatedTarget)) return;
    if (!open.cell.querySelector(".error")) leave(null);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    if (!open || event.detail.ctx.target !== open.cell) return;
    const field = control();
    if (!field) return void saved();
    if (open.first === null) open.first = field.value;
    field.focus();
    field.select?.();
  });
  document.addEventListener("pointerover", (event) => {
    const cell = event.target.closest?.("td");
    if (cell && !cell.classList.contains("can-edit") && editable(cell)) cell.classList.add("can-edit");
  });
}

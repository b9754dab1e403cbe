// Picking rows of a list: a click, Shift+click for a range, Space, the head for the page. With one picked, the bar below the list comes.
import { refreshList } from "./cells.js";
import { announce, sentence, toast } from "./words.js";

const picked = new Set(); // codes, so that a pick outlives the rows that are drawn anew
let last = null; // where a range starts

const bar = () => document.getElementById("bulk");
const boxes = () => [...document.querySelectorAll("#results td.pick input")];
const codeOf = (box) => box.value.split(":")[0];

function show(told = true) {
  const all = boxes(), number = all.filter((box) => box.checked).length, head = document.querySelector("[data-pick-all]");
  if (head) [head.hidden, head.checked, head.indeterminate] = [false, number > 0 && number === all.length, number > 0 && number < all.length];
  if (!bar()) return;
  bar().classList.toggle("open", number > 0);
  const words = bar().querySelector("[data-selected]")?.dataset.selected.replace("{n}", number) ?? "";
  const count = bar().querySelector("[data-count]");
  if (told && count.textContent !== words && (number || count.textContent)) announce(words);
  count.textContent = words;
}

function note(box) {
  if (box.checked) picked.add(codeOf(box));
  else picked.delete(codeOf(box));
}

function pick(list, checked) {
  for (const box of list) {
    box.checked = checked;
    note(box);
  }
  show();
}

/** The rows are new: what was picked and is still there stays picked, at the version that is shown now. */
function again() {
  const there = new Set(boxes().map(codeOf));
  for (const code of [...picked]) if (!there.has(code)) picked.delete(code);
  for (const box of boxes()) box.checked = picked.has(codeOf(box));
  last = null;
  show(false);
}

function range(box) {
  const all = boxes(), ends = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
  return ends[0] < 0 ? [box] : all.slice(ends[0], ends[1] + 1);
}

function onClick(event) {
  const cell = event.target.closest("#results :is(td, th).pick");
  if (!cell) return;
  const box = cell.querySelector("input");
  event.stopPropagation();
  if (!box) return;
  if (event.target !== box) box.checked = !box.checked; // the whole cell is the target
  if (box.matches("[data-pick-all]")) pick(boxes(), box.checked);
  else {
    pick(event.shiftKey ? range(box) : [box], box.checked);
    last = box;
  }
}

/** What a cell holds: of somebody or something that has a code, the code. */
function copied(cell) {
  const code = cell.querySelector("[title*=' · ']")?.title.split(" · ")[0];
  const text = code ?? (cell.querySelector("[data-value]") ?? cell).innerText.replace(/\s+/g, " ").trim();
  return text === "—" ? "" : text;
}

/** The picked rows as spreadsheets take them: the code and what can be edited, below their names; pasted back, they change the same rows. */
async function copyRows() {
  const rows = boxes().filter((box) => box.checked).map((box) => box.closest("tr"));
  const heads = [...document.querySelectorAll("#results thead th")];
  const wanted = heads.flatMap((head, at) => (head.dataset.edit || (at && heads[at - 1].matches(".pick")) ? [at] : []));
  const lines = [wanted.map((at) => heads[at].innerText.trim()), ...rows.map((row) => wanted.map((at) => copied(row.cells[at])))];
  await navigator.clipboard.writeText(lines.map((line) => line.join("\t")).join("\n"));
  toast(sentence("copied"), "good");
}

export function installBulk() {
  again();
  document.addEventListener("click", onClick, true);
  document.addEventListener("mousedown", (event) => {
    if (event.shiftKey && event.target.closest("#results .pick")) event.preventDefault(); // a range of rows, not of text
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-unpick]")) {
      pick(boxes(), false);
      document.querySelector("[data-pick-all]")?.focus();
    }
    if (event.target.closest("[data-copy-rows]")) copyRows();
    const fresh = event.target.closest("#results [data-fresh-rows]");
    if (!fresh) return;
    event.preventDefault();
    refreshList();
  });
  document.addEventListener("rows:fresh", again);
  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    const target = typeof ctx.target === "string" ? document.querySelector(ctx.target) : ctx.target;
    if (target?.id === "results") {
      const done = ctx.request?.method === "POST"; // a refusal goes below the rows instead
      const undone = ctx.request?.action?.endsWith("/undo"); // by its address: the button went with the rows
      if (done && !undone && !ctx.sourceElement?.closest?.("[data-keep-picks]")) picked.clear();
      again();
      if (done) toast(sentence(undone ? "undone" : "changed"), "good");
    }
    if (target?.id === "told") target.querySelector("[data-focus]")?.focus();
    if (target?.id === "choice") target.querySelector("input, select")?.focus();
  });
}

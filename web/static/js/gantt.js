// The Gantt: pointing at a row or moving to it by key shows its links and its details; the chart opens at the status date.
const sheet = () => document.getElementById("gantt-sheet");
const rows = () => [...document.querySelectorAll(".gantt-table tbody tr")];
const named = (attribute, code) => `[${attribute}="${CSS.escape(code)}"]`;

let shown = null;
let place = null; // where the chart was scrolled to before it was drawn anew

function show(code) {
  const box = sheet();
  if (!box || code === shown) return;
  for (const old of box.querySelectorAll(".on")) old.classList.remove("on");
  for (const drawn of box.querySelectorAll(".asked")) drawn.remove();
  shown = code;
  if (!code) return;
  box.querySelector(`tr${named("data-code", code)}`)?.classList.add("on");
  const bar = box.querySelector(`.gantt-chart g${named("data-code", code)}`);
  for (const link of box.querySelectorAll(`.links ${ending(code)}`)) link.classList.add("on");
  waiting(box).then((found) => { if (shown === code && box === sheet()) add(box, found, code); });
  const detail = document.getElementById("gantt-detail");
  const words = bar?.querySelector("title")?.textContent;
  if (detail && words) detail.textContent = words;
}

const ending = (code) => `.link[data-ends~="${CSS.escape(code)}"]`;

/** The links that decide no date: fetched once a sheet, when somebody first points at a row of it. */
function waiting(box) {
  box.waiting ??= fetch(box.dataset.links, { headers: { Accept: "text/html" } })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
    .then((words) => new DOMParser().parseFromString(words, "text/html").querySelector("svg"))
    .then((found) => (found?.dataset.stamp === box.dataset.stamp ? found : null)) // of another state of the plan they would lie askew
    .catch(() => { delete box.waiting; return null; }); // the next row tries again
  return box.waiting;
}

function add(box, found, code) {
  const links = box.querySelector(".links");
  for (const link of found?.querySelectorAll(ending(code)) ?? []) {
    links.append(document.importNode(link, true));
    links.lastElementChild.classList.add("asked", "on");
  }
}

function codeAt(target) {
  const own = target.closest?.(".gantt-table tr, .gantt-chart g.bar");
  return own ? own.dataset.code : null;
}

/** The row under the pointer in the chart, whose rows are all of one height. */
function codeAtHeight(event) {
  const chart = event.target.closest?.(".gantt-chart");
  if (!chart) return null;
  const list = rows();
  const height = chart.getBoundingClientRect().height / Math.max(1, list.length);
  return list[Math.floor((event.clientY - chart.getBoundingClientRect().top) / height)]?.dataset.code ?? null;
}

function openAtToday() {
  const box = sheet();
  const scroller = box?.closest(".gantt-scroll");
  if (!scroller || box.dataset.opened) return;
  box.dataset.opened = "yes";
  if (place && place[2] === box.offsetWidth) {
    [scroller.scrollLeft, scroller.scrollTop] = place;
    return;
  }
  const frozen = box.querySelector(".gantt-table").offsetWidth;
  scroller.scrollLeft = Math.max(0, Number(box.dataset.today) - (scroller.clientWidth - frozen) / 3);
  const wanted = location.hash.startsWith("#r-") ? document.getElementById(location.hash.slice(1)) : null;
  const active = box.querySelector("tr.phase.active");
  if (!wanted && active) scroller.scrollTop += active.getBoundingClientRect().top - box.querySelector(".gantt-table").getBoundingClientRect().top;
  if (wanted) {
    wanted.scrollIntoView({ block: "center" });
    wanted.querySelector("a")?.focus({ preventScroll: true });
  }
}

function moveBy(step, row) {
  const list = rows();
  const next = list[list.indexOf(row) + step];
  if (!next) return;
  next.querySelector("a").focus({ preventScroll: true });
  const scroller = next.closest(".gantt-scroll");
  const head = 48;
  const box = next.getBoundingClientRect();
  const view = scroller.getBoundingClientRect();
  if (box.top < view.top + head) scroller.scrollTop -= view.top + head - box.top;
  if (box.bottom > view.bottom) scroller.scrollTop += box.bottom - view.bottom + 16;
}

document.addEventListener("pointerover", (event) => {
  const code = codeAt(event.target) ?? codeAtHeight(event);
  if (code) show(code);
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.(".gantt-table tr");
  if (row) show(row.dataset.code);
});
document.addEventListener("click", (event) => {
  const chart = event.target.closest?.(".gantt-chart");
  const code = chart && (codeAt(event.target) ?? codeAtHeight(event));
  if (code) document.querySelector(`.gantt-table tr${named("data-code", code)} a`)?.click();
});
document.addEventListener("keydown", (event) => {
  const row = document.activeElement?.closest?.(".gantt-table tr");
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const scroller = row.closest(".gantt-scroll");
  const act = {
    ArrowDown: () => moveBy(1, row), ArrowUp: () => moveBy(-1, row),
    j: () => moveBy(1, row), k: () => moveBy(-1, row),
    ArrowRight: () => { scroller.scrollLeft += 120; }, ArrowLeft: () => { scroller.scrollLeft -= 120; },
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}, true); // before the keys that hold for every table, which would move once more
document.addEventListener("htmx:before:swap", () => {
  const scroller = sheet()?.closest(".gantt-scroll");
  place = scroller ? [scroller.scrollLeft, scroller.scrollTop, sheet().offsetWidth] : null;
});
document.addEventListener("htmx:after:swap", () => { shown = null; openAtToday(); });
openAtToday();

// The year of a calendar: arrow keys go from day to day, Shift takes a span of days, the form has the focus once a day is pressed.
const days = () => [...document.querySelectorAll("#year a.y-day")];
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** One day of the sheet can be reached by Tab, the others by arrows. */
function rove(to) {
  const list = days();
  const current = to ?? list.find((day) => day.getAttribute("aria-current")) ?? list[0];
  for (const day of list) day.tabIndex = day === current ? 0 : -1;
  return current;
}

function takeUntil(day) {
  const last = document.querySelector("#year-editor [name=ends_on]");
  const first = document.querySelector("#year-editor [name=starts_on]");
  if (!last || !first || !first.value) return false;
  const [from, to] = [first.value, day.dataset.day].sort();
  [first.value, last.value] = [from, to];
  mark(from, to);
  return true;
}

function mark(from, to) {
  for (const day of days()) day.classList.toggle("taken", day.dataset.day >= from && day.dataset.day <= to);
}

document.addEventListener(
  "click",
  (event) => {
    const day = event.target.closest?.("#year a.y-day");
    if (!day || !event.shiftKey || !takeUntil(day)) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const day = event.target.closest?.("#year a.y-day");
  if (!day || !(event.key in STEPS)) return;
  const list = days();
  const next = list[list.indexOf(day) + STEPS[event.key]];
  if (!next) return;
  event.preventDefault();
  rove(next).focus();
  if (event.shiftKey) takeUntil(next);
});

document.addEventListener("htmx:after:swap", (event) => {
  const { target } = event.detail.ctx;
  if ((typeof target === "string" ? document.querySelector(target) : target)?.id !== "year") return;
  rove();
  (document.querySelector("#year .summary[data-focus]") ?? document.querySelector("#year-editor [name=change]"))?.focus();
});

rove();

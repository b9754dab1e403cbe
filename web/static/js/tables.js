// Tables: a click anywhere on a row opens it, the keys move through rows, the frozen column shows its edge when it matters.
const INTERACTIVE = "a, button, input, select, textarea, label, summary, [role='button']";

const rowLink = (row) => row.querySelector("td:first-child a[href], a[href]");
const rowsOf = (table) => [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => rowLink(row));

/** Move the focus by `step` rows in the table that has it, or enter the first table of the page. */
export function moveRow(step) {
  const current = document.activeElement?.closest?.("tbody tr");
  const table = current?.closest("table") ?? document.querySelector("main table:has(tbody a[href])");
  if (!table) return false;
  const rows = rowsOf(table);
  const next = current ? rows[rows.indexOf(current) + step] : rows[step > 0 ? 0 : rows.length - 1];
  if (!next) return Boolean(current);
  rowLink(next).focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function showEdge(scroller) {
  scroller.classList.toggle("scrolled", scroller.scrollLeft > 0);
  scroller.classList.toggle("more", scroller.scrollLeft + scroller.clientWidth < scroller.scrollWidth - 1);
}

export const showEdges = () => document.querySelectorAll(".table-scroll").forEach(showEdge);

/** On a phone the filters are folded away under their own word; the search stays. */
function foldFilters(phone) {
  for (const more of document.querySelectorAll(".filters-more")) more.open = !phone.matches;
}

export function installTables() {
  const phone = matchMedia("(max-width: 640px)");
  foldFilters(phone);
  phone.addEventListener("change", foldFilters);
  showEdges();
  addEventListener("resize", showEdges);
  document.addEventListener("htmx:after:swap", showEdges);
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest(INTERACTIVE) || getSelection()?.toString()) return;
    const link = rowLink(row);
    if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
    else link.click();
  });
  document.addEventListener("scroll", (event) => {
    if (event.target.classList?.contains("table-scroll")) showEdge(event.target);
  }, { capture: true, passive: true });
}

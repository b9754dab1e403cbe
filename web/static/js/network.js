// The network diagram: Tab reaches one task, arrows go on along the links: right to what waits for it, left to what it waits for, up and
// down in its column. The links of the task that is pointed at or focused stand out.
const nodes = () => [...document.querySelectorAll("#network a.node")];
const links = () => [...document.querySelectorAll("#network path.edge")];
const ends = (link) => link.dataset.ends.split(" ");
const place = (node) => {
  const box = node.querySelector("rect");
  return { x: Number(box.getAttribute("x")), y: Number(box.getAttribute("y")) };
};

function rove(to) {
  const list = nodes();
  const current = to ?? list.find((node) => node.classList.contains("on")) ?? list[0];
  for (const node of list) node.setAttribute("tabindex", node === current ? "0" : "-1");
  return current;
}

/** Where a key leads from a task; of several the one that stands nearest. */
function beyond(node, key) {
  const { x, y } = place(node);
  const code = node.dataset.code;
  let there;
  if (key === "ArrowRight" || key === "ArrowLeft") {
    const [near, far] = key === "ArrowRight" ? [0, 1] : [1, 0];
    const codes = new Set(links().map(ends).filter((pair) => pair[near] === code).map((pair) => pair[far]));
    there = nodes().filter((other) => codes.has(other.dataset.code));
  } else if (key === "ArrowDown") there = nodes().filter((other) => place(other).x === x && place(other).y > y);
  else if (key === "ArrowUp") there = nodes().filter((other) => place(other).x === x && place(other).y < y);
  else return undefined;
  const distance = (other) => Math.abs(place(other).x - x) + Math.abs(place(other).y - y);
  return there.sort((a, b) => distance(a) - distance(b))[0];
}

function point(node) {
  const code = node?.dataset.code;
  for (const link of links()) link.classList.toggle("near", ends(link).includes(code));
}

document.addEventListener("keydown", (event) => {
  const node = event.target.closest?.("#network a.node");
  if (!node || event.altKey || event.ctrlKey || event.metaKey || !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  const next = beyond(node, event.key);
  if (!next) return;
  rove(next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest", inline: "center" });
});

for (const kind of ["focusin", "pointerover"])
  document.addEventListener(kind, (event) => {
    const node = event.target.closest?.("#network a.node");
    if (node || event.target.closest?.("#network")) point(node ?? document.activeElement?.closest("#network a.node"));
  });

document.addEventListener("htmx:after:swap", (event) => {
  const { target } = event.detail.ctx;
  if ((typeof target === "string" ? document.querySelector(target) : target)?.id === "network") rove();
});

rove();

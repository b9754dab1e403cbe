// Theme and rail: kept in this browser. The theme is a cookie, so the server already answers with it; the rail is applied by early.js.
const root = document.documentElement;
const THEMES = ["", "light", "dark"];

function keep(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // Not kept then; it holds until the page is left.
  }
}

function setTheme(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? 31536000 : 0}; samesite=lax`;
  showTheme();
}

function showTheme() {
  const theme = root.dataset.theme ?? "";
  for (const button of document.querySelectorAll("[data-theme-cycle]")) {
    button.hidden = false;
    button.querySelector("span").textContent = button.dataset[theme || "system"];
  }
  for (const choice of document.querySelectorAll("[data-theme-choice]")) {
    choice.hidden = false;
    for (const radio of choice.querySelectorAll("input")) radio.checked = radio.value === theme;
  }
}

function setRail(narrow) {
  if (narrow) root.dataset.rail = "narrow";
  else delete root.dataset.rail;
  keep("rail", narrow ? "narrow" : "");
  showRail();
}

function showRail() {
  for (const button of document.querySelectorAll("[data-rail-toggle]")) {
    button.hidden = false;
    button.setAttribute("aria-expanded", String(root.dataset.rail !== "narrow"));
  }
}

let turns = 0;

/** Chromium keeps the empty boxes of text laid out before its Chinese font came. A spacing never used before, and too small to see, makes it set all text anew. */
function resetText() {
  const turn = () => root.style.setProperty("--hair", `${++turns / 1000}px`);
  requestAnimationFrame(turn);
  setTimeout(turn, 200);
}

export function installAppearance() {
  document.fonts?.addEventListener("loadingdone", resetText);
  if ([...(document.fonts ?? [])].some((face) => face.status === "loaded")) resetText();
  showTheme();
  showRail();
  for (const button of document.querySelectorAll("[data-print], [data-open-dialog], [data-copy]")) button.hidden = false;
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-cycle]")) {
      setTheme(THEMES[(THEMES.indexOf(root.dataset.theme ?? "") + 1) % THEMES.length]);
    }
    if (event.target.closest("[data-rail-toggle]")) setRail(root.dataset.rail !== "narrow");
    if (event.target.closest("[data-print]")) window.print();
    const opener = event.target.closest("[data-open-dialog]");
    if (opener) document.getElementById(opener.dataset.openDialog)?.showModal();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-theme-choice] input")) setTheme(event.target.value);
  });
  document.querySelector(".phase[data-state='active']")?.scrollIntoView({ block: "nearest", inline: "center" });
}

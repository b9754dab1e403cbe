// Runs before the first paint, so that neither theme nor rail jumps. Everything else is in app.js.
(() => {
  const root = document.documentElement;
  root.dataset.js = "on";
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    if (localStorage.getItem("rail") === "narrow") root.dataset.rail = "narrow";
  } catch {
    // Storage may be closed to us (private window, policy): the defaults stand.
  }
})();

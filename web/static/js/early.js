// Runs before the first paint, so that the rail does not jump. Everything else is in app.js.
(() => {
  const root = document.documentElement;
  root.dataset.js = "on";
  try {
    if (localStorage.getItem("rail") === "narrow") root.dataset.rail = "narrow";
  } catch {
    // Storage may be closed to us (private window, policy): the default stands.
  }
})();

// Days: typed as people write them, or picked from the browser's own calendar, which opens on request beside the field.

const PICKED = /^\d{4}-\d{2}-\d{2}$/;

function offer(within) {
  if (!("showPicker" in HTMLInputElement.prototype)) return;
  for (const button of within.querySelectorAll("[data-pick-day][hidden]")) button.hidden = false;
}

function pick(box) {
  const [typed, calendar] = [box.querySelector("input"), box.querySelector("input[type=date]")];
  calendar.disabled = false;
  calendar.value = PICKED.test(typed.value) ? typed.value : "";
  calendar.showPicker();
}

export function installDays() {
  offer(document);
  document.addEventListener("htmx:after:swap", () => offer(document));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick-day]");
    if (button) pick(button.closest("[data-day]"));
  });
  document.addEventListener("change", (event) => {
    const box = event.target.matches("[data-day] > input[type=date]") && event.target.closest("[data-day]");
    if (!box) return;
    const typed = box.querySelector("input");
    typed.value = event.target.value;
    event.target.disabled = true;
    typed.dispatchEvent(new Event("input", { bubbles: true }));
    typed.focus();
  });
}

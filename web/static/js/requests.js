// What happens around htmx requests: clean addresses, failures in words, announcements.
import { announce, sentence, toast } from "./words.js";

/** "Saved." is said once: the address without it is the one to keep, to share and to reload. */
function forgetNotice() {
  const here = new URL(location.href);
  if (!here.searchParams.has("done")) return;
  here.searchParams.delete("done");
  history.replaceState(history.state, "", here);
}

export function installRequests() {
  forgetNotice();
  document.addEventListener("htmx:after:history:update", forgetNotice);
  // Blank filters do not belong into the address.
  document.addEventListener("htmx:config:request", (event) => {
    const { request } = event.detail.ctx;
    if (request.method !== "GET" || !request.body?.entries) return;
    for (const [name, value] of [...request.body.entries()]) if (value === "") request.body.delete(name);
  });
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status >= 500) toast(sentence("failed"));
  });
  document.addEventListener("htmx:error", () => toast(sentence("offline")));
  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    const target = typeof ctx.target === "string" ? document.querySelector(ctx.target) : ctx.target;
    announce(target?.querySelector?.("[data-announce]")?.textContent.trim());
  });
}

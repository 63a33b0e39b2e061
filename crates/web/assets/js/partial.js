// What has to happen around htmx: behaviours are attached to what it brings in, and an answer that is no part of
// this page (a sign-in page after the session ended, an error page) is gone to instead of being put into a corner.

export function partial(attachAll) {
  document.addEventListener("htmx:after:request", (event) => {
    const ctx = event.detail.ctx;
    if (!ctx?.select || !ctx.text) return;
    const page = new DOMParser().parseFromString(ctx.text, "text/html");
    if (page.querySelector(ctx.select)) return;
    event.preventDefault();
    location.assign(ctx.response.raw.url);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx?.target;
    // What was put into the place of the target has its name; attaching to more than that would do things twice.
    const brought = target?.isConnected ? target : document.getElementById(target?.id);
    attachAll(brought ?? document.getElementById("main"));
  });
  document.addEventListener("htmx:error", (event) => {
    const href = event.detail.ctx?.sourceElement?.getAttribute?.("href");
    if (href) location.assign(href);
  });
}

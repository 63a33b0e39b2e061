// Brings the parts of a page ([data-live-part]) up to date when something changed, without taking away what somebody
// is doing: a part that holds the focus, a selection or something typed stays as it is, and a bar offers the rest.

const SOON = 250;
const SPACING = 2_000;

let live = null;
let attachAll = null;
let timer = 0;
let ran = 0;
let running = false;
let again = false;
let fresh = null;

export function refreshing(attach) {
  attachAll = attach;
  live = document.querySelector("[data-live]");
  if (!live) return;
  document.addEventListener("live:change", (event) => changed(event.detail));
  document.addEventListener("live:missed", () => soon());
  document.addEventListener("live:notifications", () => {
    if (document.querySelector("[data-bell-list]")) soon();
  });
  document.addEventListener("live:state", (event) => show("lost", !event.detail.up));
  document.addEventListener("visibilitychange", () => {
    if (again && document.visibilityState === "visible") soon();
  });
  live.querySelector("[data-live-show]")?.addEventListener("click", showLatest);
}

function changed(detail) {
  const ticket = live.dataset.liveTicket;
  if (detail.id <= Number(live.dataset.liveAt) || (ticket && ticket !== detail.ticket)) return;
  if (ticket && detail.gone) {
    show("news", false);
    return show("gone", true);
  }
  soon();
}

function soon() {
  if (document.visibilityState !== "visible") {
    again = true;
    return;
  }
  const rest = Math.max(SOON, ran + SPACING - Date.now());
  timer ||= setTimeout(refresh, rest);
}

async function refresh() {
  timer = 0;
  if (running) {
    again = true;
    return;
  }
  running = true;
  again = false;
  ran = Date.now();
  try {
    const page = await latest();
    if (page) take(page);
  } catch {
    // The stream says when the server is away; what was missed is asked for when it is back.
  } finally {
    running = false;
    if (again) soon();
  }
}

// The page as it would be opened now. An answer of a form stands at the form's address, which shows nothing.
function address() {
  const tab = document.querySelector("#ticket .tabs a[aria-current=page]");
  const own = live.dataset.liveTicket ? `/desk/tickets/${live.dataset.liveTicket}` : location.pathname;
  if (location.pathname !== own) return tab?.getAttribute("href") ?? own;
  const query = new URLSearchParams(location.search);
  query.delete("done");
  return `${own}?${query}`;
}

async function latest() {
  const answer = await fetch(address(), { headers: { Accept: "text/html", "X-Unattended": "1" }, cache: "no-store" });
  if (answer.redirected && new URL(answer.url).pathname === "/sign-in") return show("ended", true);
  if (answer.status === 404 && live.dataset.liveTicket) return show("gone", true);
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById("live") ? page : null;
}

function take(page) {
  fresh = page;
  live.dataset.liveAt = page.getElementById("live").dataset.liveAt;
  show("ended", false);
  const held = parts().filter((part) => !exchange(part, page, false));
  if (live.dataset.liveTicket) {
    if (held.length > 0) return offer(page);
    based(page);
    show("news", false);
  }
}

function parts() {
  return [...document.querySelectorAll("[data-live-part]")];
}

// Exchanges a part for its newer self; false when it differs but must not be touched now.
function exchange(part, page, asked) {
  const newer = page.getElementById(part.id);
  if (!newer || words(part) === words(newer)) return true;
  if (disturbs(part) || (!asked && part.dataset.livePart === "guarded" && isTyping())) return false;
  const opened = [...part.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
  const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  part.replaceWith(newer);
  for (const summary of newer.querySelectorAll("details > summary")) {
    if (opened.includes(summary.textContent)) summary.parentElement.open = true;
  }
  window.htmx?.process(newer);
  attachAll(newer);
  if (focused) newer.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  return true;
}

// What a reader sees of it: times as such, not how long ago they are by now, and no addresses that are signed anew.
function words(part) {
  const copy = part.cloneNode(true);
  for (const time of copy.querySelectorAll("time")) time.textContent = time.dateTime;
  for (const left of copy.querySelectorAll("[data-clock] .clock-words")) left.textContent = left.closest("[data-clock]").dataset.due;
  for (const other of copy.querySelectorAll("[data-presence]")) other.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function disturbs(part) {
  const active = document.activeElement;
  if (part.contains(active) && active.matches("input, textarea, select, button, summary")) return true;
  const selection = getSelection();
  if (selection && !selection.isCollapsed && selection.rangeCount > 0 && selection.getRangeAt(0).intersectsNode(part)) return true;
  return [...part.querySelectorAll("input, textarea, select")].some(isTouched);
}

function isTouched(field) {
  if (field.type === "hidden" || !field.matches("input, textarea, select")) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") {
    const usual = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, usual);
  }
  return field.value !== field.defaultValue;
}

function isTyping() {
  const composer = document.getElementById("composer");
  return Boolean(composer) && (composer.contains(document.activeElement) || [...composer.elements].some(isTouched));
}

// Whoever writes now has seen everything up to here.
function based(page) {
  const newer = page.querySelector("[name=based_on]")?.value;
  if (newer) for (const field of document.querySelectorAll("[name=based_on]")) field.value = newer;
}

function offer(page) {
  live.querySelector("[data-live-what]").textContent = page.querySelector("[data-live-last]")?.textContent ?? "";
  show("news", true);
}

function showLatest() {
  if (!fresh) return;
  for (const part of parts()) exchange(part, fresh, true);
  based(fresh);
  show("news", false);
  const messages = document.querySelectorAll("#live-messages .message");
  messages[messages.length - 1]?.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

function show(what, visible) {
  const bar = live.querySelector(`[data-live-say=${what}]`);
  if (bar) bar.hidden = !visible;
  return null;
}

// One stream of changes for all tabs of this browser: the tab that holds the lock reads it and passes on what it
// hears; when that tab goes, another one takes over where it was left. Every tab hears each change once, as the
// events live:change, live:missed, live:presence, live:notifications and live:state on the document.

const NAME = "touchstone-live";
const PATIENCE = 3_000;
const AGAIN = [2_000, 5_000, 10_000, 30_000];

let root = null;
let last = 0;
let bus = null;
let source = null;
let leave = null;
let tries = 0;
let timer = 0;
let up = null;

export function attach() {
  if (root) return;
  // A page that shows nothing of tickets still has the bell, and begins with what comes.
  root = document.querySelector("[data-live]") ?? document.querySelector("[data-bell][data-live-from]");
  if (!root || !("EventSource" in window)) return;
  last = Number(root.dataset.liveAt ?? 0);
  if ("BroadcastChannel" in window) {
    bus = new BroadcastChannel(NAME);
    bus.addEventListener("message", (event) => heard(event.data));
    bus.postMessage({ name: "ask" });
  }
  begin();
  // A page that is put aside must not keep the others waiting.
  addEventListener("pagehide", end);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    bus?.postMessage({ name: "ask" });
    begin();
  });
}

// Without locks (a page that is not secure) every tab has a stream of its own.
function begin() {
  if (leave) return;
  if (!navigator.locks) {
    leave = () => {};
    bus?.close();
    bus = null;
    return open();
  }
  const wait = new AbortController();
  leave = () => wait.abort();
  navigator.locks
    .request(NAME, { signal: wait.signal }, () => {
      open();
      return new Promise((done) => {
        leave = done;
      });
    })
    .catch(() => {});
}

function end() {
  clearTimeout(timer);
  source?.close();
  source = null;
  leave?.();
  leave = null;
}

function open() {
  const from = last > 0 ? `?last_event_id=${last}` : "";
  source = new EventSource((root.dataset.live ?? root.dataset.liveFrom) + from);
  for (const name of ["ready", "changed", "gone", "offers", "reset"]) {
    source.addEventListener(name, (event) => {
      tries = 0;
      tell({ name, id: Number(event.lastEventId), data: JSON.parse(event.data) });
    });
  }
  // These have no place in the order of changes.
  for (const name of ["presence", "notifications"]) {
    source.addEventListener(name, (event) => tell({ name, data: JSON.parse(event.data) }));
  }
  source.addEventListener("error", () => {
    tell({ name: "down" });
    // A refusal (signed out, no room, restarting) ends a stream for the browser; it is tried again, ever more seldom.
    if (source?.readyState !== EventSource.CLOSED) return;
    const wait = AGAIN[Math.min(tries, AGAIN.length - 1)];
    tries += 1;
    timer = setTimeout(open, wait * (0.75 + Math.random() / 2));
  });
}

function tell(message) {
  bus?.postMessage(message);
  heard(message);
}

function heard(message) {
  switch (message.name) {
    case "ask":
      if (source) bus?.postMessage(up ? { name: "at", id: last } : { name: "down" });
      return;
    case "down":
      return lost();
    case "at":
    case "ready":
      // Whoever was told less than that has missed something.
      back();
      if (message.id > last && !(source && message.name === "ready")) say("missed", message);
      last = Math.max(last, message.id);
      return;
    case "presence":
    case "notifications":
      return say(message.name, message.data);
    case "reset":
      back();
      last = message.id;
      return say("missed", message);
    default:
      back();
      if (message.id <= last) return;
      last = message.id;
      return say("change", { ...message.data, id: message.id, gone: message.name === "gone" });
  }
}

let waiting = 0;

function lost() {
  up = false;
  // A moment without a stream is nobody's concern.
  waiting ||= setTimeout(() => say("state", { up: false }), PATIENCE);
}

function back() {
  clearTimeout(waiting);
  waiting = 0;
  if (up !== true) say("state", { up: true });
  up = true;
}

function say(what, detail) {
  document.dispatchEvent(new CustomEvent(`live:${what}`, { detail }));
}

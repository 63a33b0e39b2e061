// Who else has a ticket open: shown wherever a ticket stands ([data-presence]), and told of the ticket that is open
// here. A presence lives as long as the stream of changes does; nothing is repeated by a timer.

const SOON = 300;
const TYPING_FOR = 8_000;
const TYPING_AGAIN = 10_000;

const tab = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
let live = null;
let asking = 0;
let known = new Map();
let said = null;
let saidAt = 0;
let idle = 0;

export function attach() {
  const first = live === null;
  live ??= document.querySelector("[data-live]");
  if (!live) return;
  if (first) listen();
  if (places().some((place) => !place.dataset.presenceAsked)) ask();
  draw();
}

function listen() {
  document.addEventListener("live:presence", (event) => {
    if (places().some((place) => place.dataset.presence === event.detail.ticket)) ask();
  });
  document.addEventListener("live:missed", ask);
  document.addEventListener("live:state", (event) => {
    if (!event.detail.up) return;
    // What was said may have lapsed meanwhile.
    if (said) tell(said, true);
    ask();
  });
  if (!live.dataset.liveTicket) return;
  tell(looking());
  document.addEventListener("visibilitychange", () => tell(looking()));
  document.addEventListener("input", (event) => {
    if (event.target.closest("#composer")) typing();
  });
  addEventListener("pagehide", () => tell(null));
  addEventListener("pageshow", (event) => {
    if (event.persisted) tell(looking());
  });
}

function looking() {
  return document.visibilityState === "visible" ? "viewing" : "open";
}

function typing() {
  tell("typing", Date.now() - saidAt > TYPING_AGAIN);
  clearTimeout(idle);
  idle = setTimeout(() => tell(looking()), TYPING_FOR);
}

function tell(state, again = false) {
  if (state === said && !again) return;
  said = state;
  saidAt = Date.now();
  if (state !== "typing") clearTimeout(idle);
  // Not more than a courtesy: what does not arrive is said again with the next change.
  fetch(`/api/v1/tickets/${live.dataset.liveTicket}/presence`, {
    method: "POST",
    keepalive: true,
    headers: { "Content-Type": "application/json", "X-CSRF-Token": live.dataset.liveCsrf, "X-Unattended": "1" },
    body: JSON.stringify({ tab, state }),
  }).catch(() => {});
}

function places() {
  return [...document.querySelectorAll("[data-presence]")];
}

function ask() {
  asking ||= setTimeout(fetchAll, SOON);
}

async function fetchAll() {
  asking = 0;
  const tickets = [...new Set(places().map((place) => place.dataset.presence))].slice(0, 200);
  if (tickets.length === 0) return;
  try {
    const answer = await fetch(`/api/v1/presence?tickets=${tickets.join(",")}`, { headers: { "X-Unattended": "1" } });
    if (!answer.ok) return;
    const { items } = await answer.json();
    known = new Map();
    for (const one of items.filter((one) => !one.own)) known.set(one.ticket, [...(known.get(one.ticket) ?? []), one]);
    for (const place of places()) place.dataset.presenceAsked = "yes";
    draw();
  } catch {
    // Asked again when the stream is back.
  }
}

function draw() {
  for (const place of places()) {
    const here = known.get(place.dataset.presence) ?? [];
    const chips = here.map((one) => {
      const chip = document.createElement("span");
      chip.className = `presence-one presence-${one.state}`;
      chip.textContent = live.dataset[`presence${one.state[0].toUpperCase()}${one.state.slice(1)}`].replace("{}", one.name);
      return chip;
    });
    place.replaceChildren(...chips);
    place.hidden = chips.length === 0;
  }
}

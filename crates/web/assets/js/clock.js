// Keeps the time left on every running clock true while the page stays open, in words, colour and shape.
// The server's Date is not the browser's: due times are absolute, so a wrong browser clock shows wrong times only
// until the next page; what counts is judged on the server.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const EVERY = 10_000;
let ticking = false;

export function attach() {
  if (ticking) return;
  ticking = true;
  setInterval(() => {
    if (document.visibilityState === "visible") refresh();
  }, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") refresh();
  });
}

function refresh() {
  const now = Date.now();
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const due = Date.parse(clock.dataset.due);
    const started = Date.parse(clock.dataset.start);
    const left = due - now;
    setLevel(clock, worse(clock.dataset.level, level(left, due - started)));
    const pattern = document.body.dataset[left < 0 ? "clockOver" : "clockLeft"];
    clock.querySelector(".clock-words").textContent = pattern.replace("{}", words(Math.abs(left)));
  }
}

const LEVELS = ["calm", "warm", "hot", "over"];

// The server knows the standard's own warning points; here a level only ever gets worse, at half and four fifths.
function level(left, whole) {
  if (left < 0) return "over";
  if (left * 5 <= whole) return "hot";
  return left * 2 <= whole ? "warm" : "calm";
}

function worse(known, computed) {
  return LEVELS[Math.max(LEVELS.indexOf(known), LEVELS.indexOf(computed))];
}

function setLevel(clock, to) {
  if (clock.dataset.level === to) return;
  clock.classList.replace(`clock-${clock.dataset.level}`, `clock-${to}`);
  clock.dataset.level = to;
  const shape = document.querySelector(`template[data-clock-shape="${to}"]`);
  const svg = shape?.content.firstElementChild;
  if (svg) clock.querySelector(".clock-shape").replaceWith(svg.cloneNode(true));
}

function words(span) {
  const unit = (name, n) => document.body.dataset[name].replace("{}", String(n));
  const [days, hours, minutes] = [Math.floor(span / DAY), Math.floor((span % DAY) / HOUR), Math.floor((span % HOUR) / MINUTE)];
  if (days > 0) return unit("unitDay", days) + (hours > 0 ? ` ${unit("unitHour", hours)}` : "");
  if (hours > 0) return unit("unitHour", hours) + (minutes > 0 ? ` ${unit("unitMinute", minutes)}` : "");
  return minutes > 0 ? unit("unitMinute", minutes) : document.body.dataset.unitNone;
}

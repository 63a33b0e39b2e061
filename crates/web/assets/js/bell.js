// The number on the bell, as it changes; and, for who asks for it on this device, a notification of the desktop and a sound.
// Both are off until somebody turns them on by hand, and only one open tab rings.

const DESKTOP = "touchstone-desktop";
const SOUND = "touchstone-sound";
const MOST = 99;
const QUIET = 1_500;

let bell = null;
let unread = 0;

export function attach() {
  switches();
  if (bell) return;
  bell = document.querySelector("[data-bell]");
  if (!bell) return;
  unread = Number.parseInt(bell.querySelector("[data-bell-count]").textContent, 10) || 0;
  document.addEventListener("live:notifications", (event) => heard(event.detail.unread));
  document.addEventListener("live:missed", look);
}

function heard(now) {
  const more = now > unread;
  unread = now;
  const count = bell.querySelector("[data-bell-count]");
  count.textContent = now > MOST ? `${MOST}+` : String(now);
  count.hidden = now === 0;
  if (more && (isOn(DESKTOP) || isOn(SOUND))) alone(ring);
}

// What was missed while the stream was away is asked for.
async function look() {
  const answer = await fetch("/api/v1/notifications/unread", { headers: { "X-Unattended": "1" }, cache: "no-store" }).catch(() => null);
  if (answer?.ok) heard((await answer.json()).unread);
}

// One tab of this browser does it, and not twice within a moment.
function alone(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request("touchstone-bell", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    await work();
    await new Promise((done) => setTimeout(done, QUIET));
  });
}

async function ring() {
  if (isOn(SOUND)) sound();
  if (isOn(DESKTOP) && Notification.permission === "granted" && document.visibilityState !== "visible") await show();
}

// The words are those of the list, in the language of its reader.
async function show() {
  const answer = await fetch("/notifications?unread=1", { headers: { Accept: "text/html", "X-Unattended": "1" }, cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const newest = page.querySelector("[data-notice]");
  if (!newest) return;
  const words = (part) => newest.querySelector(part)?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const shown = new Notification(words("[data-notice-what]"), {
    body: words("[data-notice-ticket]"),
    tag: newest.dataset.notice,
    icon: document.querySelector("link[rel=icon]")?.href,
  });
  shown.addEventListener("click", () => {
    window.focus();
    location.assign("/notifications?unread=1");
    shown.close();
  });
}

// Two soft tones, made here: there is no file to load.
function sound() {
  const Context = window.AudioContext;
  if (!Context) return;
  const context = new Context();
  for (const [tone, at] of [[660, 0], [880, 0.14]]) {
    const source = context.createOscillator();
    const gain = context.createGain();
    const start = context.currentTime + at;
    source.frequency.value = tone;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.12, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.3);
    source.connect(gain).connect(context.destination);
    source.start(start);
    source.stop(start + 0.32);
  }
  setTimeout(() => context.close(), 1_000);
}

function switches() {
  const place = document.querySelector("[data-bell-device]");
  if (!place?.hidden) return;
  place.hidden = false;
  const desktop = place.querySelector("[data-bell-desktop]");
  if ("Notification" in window) {
    desktop.addEventListener("click", () => turnDesktop(desktop, place.querySelector("[data-bell-refused]")));
    press(desktop, isOn(DESKTOP) && Notification.permission === "granted");
  } else {
    desktop.hidden = true;
  }
  const tone = place.querySelector("[data-bell-sound]");
  tone.addEventListener("click", () => {
    turn(SOUND, !isOn(SOUND));
    press(tone, isOn(SOUND));
    if (isOn(SOUND)) sound();
  });
  press(tone, isOn(SOUND));
}

// The browser asks its user, and only because they pressed the button.
async function turnDesktop(button, refused) {
  const on = button.getAttribute("aria-pressed") !== "true";
  const granted = on && (await Notification.requestPermission()) === "granted";
  refused.hidden = !on || granted;
  turn(DESKTOP, granted);
  press(button, granted);
}

function press(button, on) {
  button.setAttribute("aria-pressed", String(on));
}

// A browser that keeps nothing simply stays quiet.
function isOn(name) {
  try {
    return localStorage.getItem(name) === "on";
  } catch {
    return false;
  }
}

function turn(name, on) {
  try {
    if (on) localStorage.setItem(name, "on");
    else localStorage.removeItem(name);
  } catch {
    // As above.
  }
}

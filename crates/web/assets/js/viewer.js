// Pictures of a conversation without leaving it: a[data-view] opens <dialog id="viewer">, whose arrows lead to the others. An
// address of a file is good for five minutes; a page that was read longer ago asks for itself again, for new ones.

const FRESH = 4 * 60 * 1000;

let listening = false;
let read = performance.now();
let shown = null;

export function attach() {
  if (listening) return;
  listening = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.file");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (viewer() && link.matches("[data-view]")) {
      event.preventDefault();
      show(link);
    } else if (performance.now() - read > FRESH) {
      event.preventDefault();
      renew().finally(() => link.click());
    }
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && viewer()?.open) go(step);
  });
}

function viewer() {
  return document.getElementById("viewer");
}

function part(name) {
  return viewer().querySelector(`[data-viewer-${name}]`);
}

function pictures() {
  return [...document.querySelectorAll("a.file[data-view]")];
}

/** What a file is called across readings of the page: its message, and which of the files there it is. */
function key(link) {
  const message = link.closest(".message");
  return `${message.id} ${[...message.querySelectorAll("a.file")].indexOf(link)}`;
}

function at() {
  return pictures().findIndex((link) => key(link) === shown);
}

function go(step) {
  const next = pictures()[at() + step];
  if (next) show(next);
}

function show(link) {
  shown = key(link);
  const name = link.querySelector(".file-name").textContent;
  part("name").textContent = name;
  part("failed").hidden = true;
  for (const [side, step] of [["back", -1], ["on", 1]]) {
    part(side).disabled = !pictures()[at() + step];
    part(side).onclick = () => go(step);
  }
  const picture = document.createElement("img");
  picture.alt = name;
  picture.addEventListener("error", () => again(picture), { once: true });
  part("stage").replaceChildren(picture);
  fetchInto(picture, link);
  if (viewer().open) return;
  viewer().addEventListener("close", () => pictures()[at()]?.focus(), { once: true });
  viewer().showModal();
}

function fetchInto(picture, link) {
  picture.src = link.href;
  part("download").href = link.href;
}

/** Its address may be over: once more with a new one, then it is said. */
async function again(picture) {
  await renew();
  const link = pictures()[at()];
  if (!picture.isConnected || !link) return;
  picture.addEventListener("error", () => {
    picture.remove();
    part("failed").hidden = false;
  }, { once: true });
  fetchInto(picture, link);
}

async function renew() {
  read = performance.now();
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = new Map([...page.querySelectorAll(".message a.file")].map((link) => [key(link), link.getAttribute("href")]));
  for (const link of document.querySelectorAll(".message a.file")) {
    if (fresh.has(key(link))) link.href = fresh.get(key(link));
  }
}

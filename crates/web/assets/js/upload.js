// Uploads files while the form is still being written, with progress and a way back from errors: chosen, dropped anywhere on
// the form, or pasted. What was uploaded stands in the form as a field holding its id; without this module the files
// simply go with the form.

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
/** Height of a preview in pixels: twice what it is shown at, for fine screens. */
const PREVIEW = 96;

let guarded = false;

export function attach(root) {
  for (const box of root.querySelectorAll("[data-upload]")) prepare(box);
  if (guarded) return;
  guarded = true;
  // A file that misses the form would take the place of the page and of what is written on it.
  for (const type of ["dragover", "drop"]) {
    document.addEventListener(type, (event) => {
      if (bringsFiles(event) && document.querySelector("[data-upload]")) event.preventDefault();
    });
  }
}

function bringsFiles(event) {
  return event.dataTransfer?.types.includes("Files");
}

function prepare(box) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-upload-list]");
  const form = box.closest("form");
  input.addEventListener("change", () => {
    for (const file of input.files) take(box, list, file);
    input.value = "";
  });
  form.addEventListener("submit", (event) => {
    if (list.querySelector("progress")) event.preventDefault();
  }, { capture: true });
  form.addEventListener("dragover", (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    box.classList.add("upload-here");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) box.classList.remove("upload-here");
  });
  form.addEventListener("drop", (event) => {
    box.classList.remove("upload-here");
    if (!bringsFiles(event)) return;
    event.preventDefault();
    for (const file of event.dataTransfer.files) take(box, list, file);
  });
  form.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    // A copied table brings a picture of itself, too: there it is the words that are meant.
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    for (const file of files) take(box, list, named(file));
  });
  box.querySelector("[data-upload-more]").hidden = false;
}

/** A screenshot comes as image.png, however many there are: it is called by the time it was pasted at. */
function named(file) {
  if (file.name !== "image.png") return file;
  const now = new Date();
  const two = (n) => String(n).padStart(2, "0");
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(".");
  return new File([file], `${day} ${time}.png`, { type: file.type });
}

function take(box, list, file) {
  const line = document.createElement("li");
  line.className = "upload";
  const name = document.createElement("span");
  name.className = "upload-name";
  name.textContent = file.name;
  const word = document.createElement("span");
  word.className = "upload-word";
  line.append(name, word);
  list.append(line);
  preview(line, file);
  if (list.querySelectorAll("li:not(.upload-bad)").length > Number(box.dataset.maxFiles)) {
    return fail(box, line, word, box.dataset.wordMany);
  }
  if (file.size > Number(box.dataset.maxBytes)) return fail(box, line, word, box.dataset.wordLarge);
  send(box, line, word, file);
}

/** Drawn by the page itself, before anything is sent; what only claims to be a picture has none. */
async function preview(line, file) {
  if (!PICTURES.includes(file.type)) return;
  const picture = await createImageBitmap(file, { resizeHeight: PREVIEW, resizeQuality: "medium" }).catch(() => null);
  if (!picture) return;
  const canvas = document.createElement("canvas");
  canvas.className = "upload-preview";
  canvas.setAttribute("aria-hidden", "true");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d").drawImage(picture, 0, 0);
  line.prepend(canvas);
}

// XMLHttpRequest, because fetch tells nothing about the progress of an upload.
function send(box, line, word, file) {
  line.classList.remove("upload-bad");
  const progress = document.createElement("progress");
  progress.max = 1;
  progress.setAttribute("aria-label", file.name);
  word.replaceChildren(progress);
  const request = new XMLHttpRequest();
  request.open("POST", box.dataset.url);
  const csrf = box.closest("form").elements.csrf?.value;
  if (csrf) request.setRequestHeader("x-csrf-token", csrf);
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) progress.value = event.loaded / event.total;
  });
  const retry = (text) => fail(box, line, word, text || box.dataset.wordFailed, () => send(box, line, word, file));
  request.addEventListener("error", () => retry());
  request.addEventListener("load", () => {
    if (request.status === 201 && request.response?.id) return done(box, line, word, request.response);
    retry(request.response?.errors?.[0]?.message ?? request.response?.title);
  });
  const body = new FormData();
  body.append("file", file);
  request.send(body);
}

function done(box, line, word, upload) {
  const kept = document.createElement("input");
  kept.type = "hidden";
  kept.name = "attachments";
  kept.value = upload.id;
  word.textContent = box.dataset.wordDone;
  line.append(kept, removal(box, line));
}

function fail(box, line, word, text, again) {
  line.classList.add("upload-bad");
  line.querySelectorAll("button").forEach((button) => button.remove());
  word.textContent = text;
  if (again) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = box.dataset.wordAgain;
    button.addEventListener("click", again);
    line.append(button);
  }
  line.append(removal(box, line));
}

function removal(box, line) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm";
  button.textContent = box.dataset.wordRemove;
  button.addEventListener("click", () => {
    line.remove();
    box.querySelector("input[type=file]").focus();
  });
  return button;
}

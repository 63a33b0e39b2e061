// Uploads files while the form is still being written, with progress and a way back from errors. What was uploaded
// stands in the form as a checked box holding its id; without this module the files simply go with the form.

export function attach(root) {
  for (const box of root.querySelectorAll("[data-upload]")) prepare(box);
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
  for (const type of ["dragover", "drop"]) {
    box.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      if (type === "drop") for (const file of event.dataTransfer.files) take(box, list, file);
    });
  }
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
  if (list.querySelectorAll("li:not(.upload-bad)").length > Number(box.dataset.maxFiles)) {
    return fail(box, line, word, box.dataset.wordMany);
  }
  if (file.size > Number(box.dataset.maxBytes)) return fail(box, line, word, box.dataset.wordLarge);
  send(box, line, word, file);
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

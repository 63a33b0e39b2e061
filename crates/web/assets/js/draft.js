// Keeps what is being typed into a form (data-draft="key") in this browser until it was sent: a reload, a lost
// session or a closed tab loses nothing. Passwords, codes and files are never kept; a draft lives seven days and
// goes when its page says it was received (data-draft-done), or at sign-out.

const PREFIX = "touchstone-draft:";
const SENT = "touchstone-sent:";
const DAYS = 7 * 86_400_000;
const SKIP = new Set(["hidden", "password", "file", "submit", "button"]);

export function attach(root) {
  if (root === document) {
    sweep();
    settle();
  }
  for (const done of root.querySelectorAll("[data-draft-done]")) forget(done.dataset.draftDone);
  for (const button of root.querySelectorAll("[data-draft-clear-all]")) button.addEventListener("click", forgetAll);
  for (const form of root.querySelectorAll("form[data-draft]")) keep(form);
}

function keep(form) {
  const key = form.dataset.draft;
  const note = form.querySelector("[data-draft-note]");
  // After an error the server's copy is the newer one.
  const fresh = form.hasAttribute("data-draft-fresh");
  if (!fresh && restore(form, read(key)) && note) note.hidden = false;
  note?.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
    forget(key);
    form.reset();
    note.hidden = true;
  });
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => write(key, values(form)), 400);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    write(key, values(form));
    sessionStorage.setItem(SENT + key, "yes");
  });
}

// The page after a sending tells whether it was received; whatever it tells, it is asked only once, so that a later
// success of something else takes no draft away.
function settle() {
  const sent = Object.keys(sessionStorage).filter((key) => key.startsWith(SENT));
  const received = document.querySelector(".notice-success") !== null;
  for (const mark of sent) {
    sessionStorage.removeItem(mark);
    if (received) forget(mark.slice(SENT.length));
  }
}

function fields(form) {
  return [...form.elements].filter((field) => field.name && !SKIP.has(field.type) && field.autocomplete !== "one-time-code");
}

function values(form) {
  const kept = {};
  for (const field of fields(form)) {
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.checked && field.name !== "attachments") kept[field.name] = field.value;
    } else if (field.value !== field.defaultValue || field.tagName === "SELECT") {
      kept[field.name] = field.value;
    }
  }
  return kept;
}

// True when something a person had typed came back.
function restore(form, kept) {
  if (!kept) return false;
  let typed = false;
  for (const field of fields(form)) {
    if (!(field.name in kept)) continue;
    if (field.type === "radio") {
      field.checked = field.value === kept[field.name];
    } else if (field.type !== "checkbox" && (field.tagName === "SELECT" || field.value === "")) {
      const differs = field.value !== kept[field.name];
      field.value = kept[field.name];
      typed ||= differs && field.tagName !== "SELECT" && kept[field.name] !== "";
    }
  }
  return typed;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key))?.values ?? null;
  } catch {
    return null;
  }
}

function write(key, kept) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), values: kept }));
  } catch {
    // A full or forbidden store keeps no drafts; the form itself still works.
  }
}

function forget(key) {
  localStorage.removeItem(PREFIX + key);
}

function drafts() {
  return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
}

function forgetAll() {
  for (const key of drafts()) localStorage.removeItem(key);
}

function sweep() {
  for (const key of drafts()) {
    const at = JSON.parse(localStorage.getItem(key) ?? "{}").at ?? 0;
    if (Date.now() - at > DAYS) localStorage.removeItem(key);
  }
}

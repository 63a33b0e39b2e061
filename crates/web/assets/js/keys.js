// The keyboard: an element with data-key="r" is worked by that key, one with data-key="g d" by these two after each other.
// What working means is the element's to say: a link or button is clicked, a field is gone to, a disclosure is opened and
// its first field gone to, a choice is made and the form's text gone to. <dialog data-keys> tells them all, and its switch
// turns keys of one letter off for this browser.

import { walk } from "./rows.js";

const OFF = "touchstone-keys-off";
const FIELDS = "input:not([type=hidden], [type=file], :disabled), select:not(:disabled), textarea:not(:disabled), button";
/** How long the first of two keys waits for the second. */
const PATIENCE = 1500;

let listening = false;
let first = "";
let forget = 0;

export function attach(root) {
  for (const button of root.querySelectorAll("[data-keys-open]")) button.addEventListener("click", sheet);
  for (const control of root.querySelectorAll("[data-keys-switch]")) {
    control.checked = !localStorage.getItem(OFF);
    control.addEventListener("change", () => {
      if (control.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "yes");
    });
  }
  if (listening) return;
  listening = true;
  document.addEventListener("keydown", pressed);
}

/** What can be worked on this page, as seen, what it is about before the ways to elsewhere: the element, its key, its name. */
export function commands() {
  const keyed = (where) => [...document.querySelectorAll(`${where} [data-key]`)].filter(visible);
  const all = [...keyed("#main"), ...keyed(".top")];
  return all.map((one) => ({ element: one, key: one.dataset.key, name: named(one) }));
}

/** Works an element as its key does. */
export function work(element) {
  if (element.matches("summary")) {
    element.parentElement.open = true;
    const field = [...element.parentElement.querySelectorAll(FIELDS)].find(visible);
    (field ?? element).focus();
  } else if (element.matches("input[type=radio]")) {
    element.click();
    element.form.querySelector("textarea").focus();
  } else if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

export function visible(element) {
  const face = element.matches("input[type=radio]") ? element.closest("label") : element;
  return !element.disabled && face.checkVisibility({ visibilityProperty: true });
}

/** What an element is called: by its own words, without counts and keys beside them. */
export function named(element) {
  const told = element.dataset.command ?? element.ariaLabel;
  if (told) return told;
  const words = element.closest("label") ?? element;
  return (words.querySelector("span:not(.visually-hidden)") ?? words).textContent.trim();
}

function pressed(event) {
  if (event.isComposing) return;
  const dialog = document.querySelector("dialog[open]");
  if (dialog) return inDialog(event, dialog);
  const field = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (field) return inField(event, field);
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  if (localStorage.getItem(OFF) && event.key !== "?") return;
  const typed = first + event.key;
  first = "";
  clearTimeout(forget);
  if (typed === "?") return event.preventDefault(), sheet();
  const known = commands();
  const found = known.find((one) => one.key === typed);
  if (found) {
    event.preventDefault();
    return work(found.element);
  }
  if (known.some((one) => one.key.startsWith(`${typed} `))) {
    first = `${typed} `;
    forget = setTimeout(() => { first = ""; }, PATIENCE);
  } else if (walk(typed)) {
    event.preventDefault();
  }
}

/** Escape closes a dialog at once: the browser's own way lets a quick next key still arrive in it. */
function inDialog(event, dialog) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  dialog.close();
}

/** In a field keys are text. Escape leaves it, Ctrl or ⌘ with Enter sends what is written. */
function inField(event, field) {
  if (event.key === "Escape" && !event.defaultPrevented) field.blur();
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !field.matches("textarea")) return;
  const send = [...field.form.querySelectorAll("button:not([type=button], [formaction])")].find(visible);
  if (!send) return;
  event.preventDefault();
  send.click();
}

function sheet() {
  const dialog = document.querySelector("dialog[data-keys]");
  if (!dialog) return;
  const list = dialog.querySelector("[data-keys-page]");
  list.replaceChildren(...commands().map(({ key, name }) => {
    const line = document.createElement("div");
    const term = document.createElement("dt");
    const keys = key.split(" ").map((one) => Object.assign(document.createElement("kbd"), { textContent: one }));
    term.append(...keys);
    line.append(term, Object.assign(document.createElement("dd"), { textContent: name }));
    return line;
  }));
  dialog.showModal();
}

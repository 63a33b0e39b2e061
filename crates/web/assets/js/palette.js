// The palette: Ctrl or ⌘ with K asks what to do, and finds it among what this page can do, where else one may go, and what
// search knows. <dialog data-palette> holds the field, the list and the places; its markup is an ARIA combobox.

import { commands, named, visible, work } from "./keys.js";

let listening = false;
let chosen = 0;
let found = [];

export function attach(root) {
  for (const button of root.querySelectorAll("[data-palette-open]")) button.addEventListener("click", open);
  if (listening) return;
  listening = true;
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const dialog = document.querySelector("dialog[open]");
    if (dialog && !dialog.matches("[data-palette]")) return;
    event.preventDefault();
    if (dialog) dialog.close();
    else open();
  });
  const dialog = palette();
  if (!dialog) return;
  field().addEventListener("input", () => fill(field().value));
  field().addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose((chosen + step + found.length) % (found.length || 1));
    else if (event.key === "Enter") go(found[chosen]);
    else return;
    event.preventDefault();
  });
  list().addEventListener("click", (event) => {
    const entry = event.target.closest("[role=option]");
    if (entry) go(found[[...list().children].indexOf(entry)]);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

const palette = () => document.querySelector("dialog[data-palette]");
const field = () => palette().querySelector("input");
const list = () => palette().querySelector("[role=listbox]");

function open() {
  if (!palette()) return;
  field().value = "";
  palette().showModal();
  fill("");
  field().focus();
}

/** Everything there is to choose: what the page can do, its lists and menus, every place of the house. */
function entries() {
  const kind = palette().dataset;
  const here = commands().map((command) => ({
    ...command,
    kind: command.element.closest("nav") ? kind.place : kind.action,
  }));
  const links = [...document.querySelectorAll("#main .side a, #main .desk-head a, .menu-list .menu-item")].map(
    (element) => ({ element, name: named(element), kind: element.closest("[data-menu]") ? kind.setting : kind.list }),
  );
  const places = [...palette().querySelectorAll("[data-palette-places] a")].map(
    (element) => ({ element, name: named(element), kind: element.dataset.area }),
  );
  const seen = new Set();
  return [...here, ...links, ...places].filter((entry) => {
    const known = entry.element.href ?? entry.name;
    return entry.name && !seen.has(known) && seen.add(known);
  });
}

/** Entries in which every word that was typed occurs, those that begin with the first one before the others. */
function matching(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const told = (entry) => `${entry.name} ${entry.kind}`.toLowerCase();
  const hits = entries().filter((entry) => words.every((word) => told(entry).includes(word)));
  const begins = (entry) => Number(words.length > 0 && entry.name.toLowerCase().startsWith(words[0]));
  return hits.sort((one, other) => begins(other) - begins(one));
}

function fill(text) {
  found = matching(text).slice(0, 50);
  const search = palette().dataset.search;
  if (text.trim() && search) {
    const href = `${search}?q=${encodeURIComponent(text.trim())}`;
    found.push({ href, name: palette().dataset.searchWords.replace("{}", text.trim()), kind: "" });
  }
  list().replaceChildren(...found.map((entry, index) => option(entry, index)));
  list().hidden = found.length === 0;
  palette().querySelector("[data-palette-none]").hidden = found.length > 0;
  choose(0);
}

function option(entry, index) {
  const line = Object.assign(document.createElement("li"), { id: `palette-${index}`, role: "option" });
  const part = (name, words) => Object.assign(document.createElement(name), { textContent: words });
  line.append(part("span", entry.name), part("small", entry.kind));
  if (entry.key) line.append(...entry.key.split(" ").map((key) => part("kbd", key)));
  return line;
}

function choose(index) {
  chosen = index;
  for (const [at, line] of [...list().children].entries()) line.ariaSelected = String(at === index);
  const line = list().children[index];
  line?.scrollIntoView({ block: "nearest" });
  if (line) field().setAttribute("aria-activedescendant", line.id);
  else field().removeAttribute("aria-activedescendant");
}

function go(entry) {
  if (!entry) return;
  palette().close();
  if (entry.href) location.assign(entry.href);
  else if (entry.key || visible(entry.element)) work(entry.element);
  else entry.element.click();
}

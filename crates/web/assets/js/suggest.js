// A list under a text field that offers what fits to what is being typed: arrow keys choose, Enter or Tab takes, Escape lets be.
// What is looked for, how it is called and what taking it does is said by whoever asks for the list.

const SOON = 150;

/** typed(): the words looked for, undefined for none; find(words): what fits; words(item): its name; take(item, words). */
export function suggesting(field, list, { typed, find, words, take }) {
  let chosen = 0;
  let timer = 0;
  let asked = 0;
  let offered = [];
  field.setAttribute("aria-autocomplete", "list");

  const close = () => {
    asked += 1;
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    const items = [...list.children];
    chosen = (place + items.length) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    field.setAttribute("aria-activedescendant", items[chosen].id);
  };
  const taken = (item) => {
    const looked = typed() ?? "";
    close();
    field.focus();
    take(item, looked);
  };
  const show = (items) => {
    if (items.length === 0) return close();
    offered = items;
    list.replaceChildren(
      ...items.map((item, at) => {
        const line = document.createElement("li");
        line.id = `${list.id}-${at}`;
        line.setAttribute("role", "option");
        line.textContent = words(item);
        line.addEventListener("mousedown", (event) => {
          event.preventDefault();
          taken(item);
        });
        return line;
      }),
    );
    field.setAttribute("aria-controls", list.id);
    list.hidden = false;
    mark(0);
  };
  const look = async () => {
    const text = typed();
    if (text === undefined) return close();
    asked += 1;
    const mine = asked;
    try {
      const items = await find(text);
      if (mine === asked) show(items);
    } catch {
      if (mine === asked) close();
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, SOON);
  };

  field.addEventListener("input", (event) => {
    if (event.isComposing) clearTimeout(timer);
    else soon();
  });
  field.addEventListener("compositionend", soon);
  field.addEventListener("blur", () => setTimeout(close, SOON));
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) mark(chosen + steps[event.key]);
    else if (event.key === "Enter" || event.key === "Tab") taken(offered[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

/** Puts a text between two places of a field, as if it had been typed. */
export function put(field, from, to, text) {
  field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

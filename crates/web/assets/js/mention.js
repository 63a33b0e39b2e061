// Behind an @ in an internal note, colleagues who may see the ticket are offered by name: arrow keys choose, Enter or Tab
// takes, Escape lets be. Without scripts a name is typed whole.

const SIGN = /(?:^|[^A-Za-z0-9])[@\uFF20]([^\n@\uFF20]{0,30})$/;
const SOON = 150;

export function attach(root) {
  for (const field of root.querySelectorAll("textarea[data-mention]")) {
    if (field.dataset.mentioning) continue;
    field.dataset.mentioning = "on";
    offering(field);
  }
}

function offering(field) {
  const list = document.getElementById(field.dataset.mentionList);
  if (!list) return;
  let chosen = 0;
  let timer = 0;
  let asked = 0;
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);

  const typed = () => {
    const note = field.form.elements.visibility;
    const internal = note && (note.value === "internal" || note.length === undefined);
    return internal ? SIGN.exec(field.value.slice(0, field.selectionStart))?.[1] : undefined;
  };
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
  const take = (name) => {
    const start = field.selectionStart - (typed()?.length ?? 0);
    field.setRangeText(`${name} `, start, field.selectionStart, "end");
    close();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const show = (people) => {
    if (people.length === 0) return close();
    list.replaceChildren(
      ...people.map((person, at) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${at}`;
        item.setAttribute("role", "option");
        item.textContent = person.name;
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(person.name);
        });
        return item;
      }),
    );
    list.hidden = false;
    mark(0);
  };
  const look = async () => {
    const text = typed();
    if (text === undefined) return close();
    asked += 1;
    const mine = asked;
    try {
      const answer = await fetch(`${field.dataset.mention}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      const people = answer.ok ? (await answer.json()).items : [];
      if (mine === asked) show(people);
    } catch {
      if (mine === asked) close();
    }
  };

  field.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing) return;
    timer = setTimeout(look, SOON);
  });
  field.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(look, SOON);
  });
  field.addEventListener("blur", () => setTimeout(close, SOON));
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) mark(chosen + steps[event.key]);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

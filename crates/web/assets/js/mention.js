// Behind an @ in an internal note, colleagues who may see the ticket are offered by name. Without scripts a name is typed whole.

import { put, suggesting } from "./suggest.js";

const SIGN = /(?:^|[^A-Za-z0-9])[@\uFF20]([^\n@\uFF20]{0,30})$/;

export function attach(root) {
  for (const field of root.querySelectorAll("textarea[data-mention]")) {
    const list = document.getElementById(field.dataset.mentionList);
    if (field.dataset.mentioning || !list) continue;
    field.dataset.mentioning = "on";
    offering(field, list);
  }
}

function offering(field, list) {
  suggesting(field, list, {
    typed() {
      const note = field.form.elements.visibility;
      const internal = note && (note.value === "internal" || note.length === undefined);
      return internal ? SIGN.exec(field.value.slice(0, field.selectionStart))?.[1] : undefined;
    },
    async find(text) {
      const answer = await fetch(`${field.dataset.mention}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      return answer.ok ? (await answer.json()).items : [];
    },
    words: (person) => person.name,
    take(person, text) {
      put(field, field.selectionStart - text.length, field.selectionStart, `${person.name} `);
    },
  });
}

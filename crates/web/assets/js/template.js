// Templates of replies (form[data-templates="address"][data-ticket="id"]): behind a / at the begin of a word they are offered by short code
// and name, and the picker's button puts the chosen one in at the cursor. The server fills in what is known of the ticket; the first gap is
// selected, so that typing fills it. Nothing is sent. Without scripts the button has the server put it behind what was typed.

import { put, suggesting } from "./suggest.js";

const SIGN = /(?:^|[\s\u3000-\u303F\uFF00-\uFF0E\uFF1A-\uFF1F])[/\uFF0F]([^\s/\uFF0F]{0,20})$/;
const GAP = /\{\{[a-z.]+\}\}/;
const OFFERED = 8;
const known = new WeakSet();

export function attach(root) {
  for (const form of root.querySelectorAll("form[data-templates]")) {
    if (known.has(form)) continue;
    known.add(form);
    offering(form);
  }
}

function offering(form) {
  const field = form.elements.body;
  const options = [...form.elements.template.options].map((option) => ({
    id: option.value,
    code: option.dataset.code,
    name: option.textContent.trim(),
  }));
  // A field that nobody has been in yet has its cursor at the begin; what is there is gone on with behind.
  let been = false;
  field.addEventListener("focus", () => { been = true; });

  suggesting(field, document.getElementById("template-list"), {
    typed: () => SIGN.exec(field.value.slice(0, field.selectionStart))?.[1],
    find: async (text) => fitting(options, text.toLowerCase()),
    words: (option) => option.name,
    take(option, text) {
      const end = field.selectionStart;
      insert(form, option.id, end - text.length - 1, end);
    },
  });
  form.querySelector("[data-template-insert]").addEventListener("click", (event) => {
    event.preventDefault();
    const [from, to] = been ? [field.selectionStart, field.selectionEnd] : [field.value.length, field.value.length];
    form.querySelector("[data-template-picker]").open = false;
    insert(form, form.elements.template.value, from, to);
  });
}

function fitting(options, text) {
  const rank = ({ code, name }) => {
    const low = name.toLowerCase();
    return [code === text, code.startsWith(text) && code !== "", low.startsWith(text), low.includes(text)].indexOf(true);
  };
  const found = options.map((option) => ({ option, rank: rank(option) })).filter((one) => one.rank >= 0);
  return found.sort((a, b) => a.rank - b.rank).slice(0, OFFERED).map((one) => one.option);
}

async function insert(form, template, from, to) {
  const field = form.elements.body;
  const status = form.querySelector("[data-template-status]");
  const before = field.value;
  field.focus();
  try {
    const answer = await fetch(`${form.dataset.templates}/${template}/render`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": form.elements.csrf.value },
      body: JSON.stringify({ ticket: form.dataset.ticket }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const { text, missing } = await answer.json();
    // Typed on meanwhile: nothing of that is replaced.
    if (field.value !== before) from = to = field.selectionStart;
    put(field, from, to, text);
    const gap = GAP.exec(text);
    if (gap) field.setSelectionRange(from + gap.index, from + gap.index + gap[0].length);
    status.textContent = missing.length ? status.dataset.gaps.replace("{}", missing.join(", ")) : status.dataset.inserted;
  } catch {
    status.textContent = status.dataset.failed;
  }
}

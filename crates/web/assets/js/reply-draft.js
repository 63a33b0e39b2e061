// What is written on a ticket is kept on the server as it is typed (form[data-reply-draft="address"]), so that it is
// there after a closed tab and on another device. What the server has need not be kept in this browser as well.

const SOON = 800;
const LOCAL = "touchstone-draft:";
const known = new WeakSet();

export function attach(root) {
  for (const form of root.querySelectorAll("form[data-reply-draft]")) {
    if (known.has(form)) continue;
    known.add(form);
    keep(form);
  }
}

function keep(form) {
  const note = form.querySelector("[data-reply-draft-note]");
  let timer = 0;
  let saving = null;
  let sending = false;
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    const mine = (saving ?? Promise.resolve()).then(() => post(form)).finally(() => {
      if (saving === mine) saving = null;
    });
    saving = mine;
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, SOON);
  });
  addEventListener("pagehide", () => {
    if (timer && !sending) save();
  });
  // What is being kept must not arrive after what is sent.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = 0;
    sending = true;
    if (!saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    saving.finally(() => form.requestSubmit(event.submitter));
  });
  note?.querySelector("[data-reply-draft-drop]")?.addEventListener("click", () => {
    form.elements.body.value = "";
    form.elements.body.defaultValue = "";
    note.hidden = true;
    save();
    form.elements.body.focus();
  });
}

async function post(form) {
  const body = form.elements.body.value;
  const visibility = new FormData(form).get("visibility") ?? "internal";
  try {
    const answer = await fetch(form.dataset.replyDraft, {
      method: "POST",
      keepalive: body.length < 15_000,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": form.elements.csrf.value },
      body: JSON.stringify({ body, visibility }),
    });
    if (answer.ok && form.elements.body.value === body) localStorage.removeItem(LOCAL + form.dataset.draft);
  } catch {
    // The copy in this browser is the one that counts until the server is back.
  }
}

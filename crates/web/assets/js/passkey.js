// Passkeys: <form data-passkey="create|get" data-passkey-origin="https://…" hidden> with the question in its field
// `options`. The form is shown where this browser can do it at this address; sending it first asks the authenticator,
// whose answer goes into the field `credential`. An element with data-passkey-elsewhere is shown instead where it cannot.

const able = typeof window.PublicKeyCredential?.parseRequestOptionsFromJSON === "function";

export function attach(root) {
  const forms = root.querySelectorAll("form[data-passkey]");
  for (const form of forms) {
    if (!able || location.origin !== form.dataset.passkeyOrigin) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      answer(form);
    });
  }
  for (const note of root.querySelectorAll("[data-passkey-elsewhere]")) {
    note.hidden = able && location.origin === note.dataset.passkeyElsewhere;
  }
}

async function answer(form) {
  const told = (name, shown) => { form.querySelector(`[data-passkey-${name}]`).hidden = !shown; };
  told("failed", false);
  told("known", false);
  form.setAttribute("aria-busy", "true");
  try {
    const credential = await ask(form.dataset.passkey, JSON.parse(form.elements.options.value));
    form.elements.credential.value = JSON.stringify(credential);
    form.requestSubmit();
  } catch (error) {
    told(error.name === "InvalidStateError" ? "known" : "failed", true);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

function ask(mode, options) {
  if (mode === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey });
}

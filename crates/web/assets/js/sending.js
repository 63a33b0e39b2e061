// A form is sent once: a second click while the first is on its way does nothing.

const known = new WeakSet();

export function attach(root) {
  for (const form of root.querySelectorAll("form[method=post]")) {
    if (known.has(form)) continue;
    known.add(form);
    form.addEventListener("submit", (event) => {
      if (form.dataset.sending) return event.preventDefault();
      form.dataset.sending = "yes";
      form.setAttribute("aria-busy", "true");
    });
  }
}

// Coming back by the history brings the page back as it was left: ready to send again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    delete form.dataset.sending;
    form.removeAttribute("aria-busy");
  }
});

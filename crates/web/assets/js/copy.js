// Copies a code to the clipboard: <button data-copy="text" data-copy-done="word" hidden>. The button is hidden
// until this module runs, because without it it would do nothing.

export function attach(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const label = button.querySelector("span");
      const before = label.textContent;
      label.textContent = button.dataset.copyDone;
      label.setAttribute("role", "status");
      setTimeout(() => { label.textContent = before; }, 2_000);
    });
  }
}

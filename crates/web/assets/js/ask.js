// A question before something that cannot be taken back: buttons with data-ask="sentence".
// The answer comes from the page's own <dialog>, so it is in the reader's language and reachable by keyboard.

export function attach(root) {
  const dialog = document.getElementById("ask");
  if (!dialog || typeof dialog.showModal !== "function") return;
  for (const button of root.querySelectorAll("button[data-ask]")) {
    button.addEventListener("click", (event) => {
      if (button.dataset.asked === "yes") {
        delete button.dataset.asked;
        return;
      }
      event.preventDefault();
      dialog.querySelector("#ask-text").textContent = button.dataset.ask;
      dialog.returnValue = "no";
      dialog.addEventListener("close", () => {
        if (dialog.returnValue !== "yes") return button.focus();
        button.dataset.asked = "yes";
        button.click();
      }, { once: true });
      dialog.showModal();
    });
  }
}

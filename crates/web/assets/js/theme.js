// Shows a chosen theme at once, while the form that keeps the choice is on its way.

export function attach(root) {
  for (const button of root.querySelectorAll("[data-theme-choice]")) {
    button.addEventListener("click", () => {
      document.documentElement.dataset.bsTheme = button.dataset.themeChoice;
    });
  }
}

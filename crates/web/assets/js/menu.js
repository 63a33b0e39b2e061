// Menus are <details data-menu>: they open without a script; with it they also close by Escape, by a click
// elsewhere, and when another one opens.

let listening = false;

export function attach() {
  if (listening) return;
  listening = true;
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

function open() {
  return document.querySelectorAll("details[data-menu][open]");
}

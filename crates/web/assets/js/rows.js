// Lists walked by keyboard: in <ol data-rows> j and k go to the next and the previous entry's link, headings apart, x ticks the entry one is
// at. A list one comes back to is entered where it was left.

const ROW = "[data-rows] > li:not(.ticket-group)";
const LEFT = "touchstone-row:";

let listening = false;

export function attach() {
  if (listening) return;
  listening = true;
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest(ROW);
    if (row) sessionStorage.setItem(LEFT + location.pathname, link(row).pathname);
  });
}

/** Does what a key does in the page's list; whether it does anything. */
export function walk(key) {
  const rows = [...document.querySelectorAll(ROW)];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (key === "x") return tick(rows[at]);
  if ((key !== "j" && key !== "k") || !rows.length) return false;
  const to = at < 0 ? left(rows) : Math.min(Math.max(at + (key === "j" ? 1 : -1), 0), rows.length - 1);
  link(rows[to]).focus();
  rows[to].scrollIntoView({ block: "nearest" });
  return true;
}

function left(rows) {
  const path = sessionStorage.getItem(LEFT + location.pathname);
  return Math.max(rows.findIndex((row) => link(row).pathname === path), 0);
}

function tick(row) {
  const box = row?.querySelector("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}

function link(row) {
  return row.querySelector("a[href]");
}

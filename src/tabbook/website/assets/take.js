// The menu of what readers take with them closes when they turn elsewhere, and by Escape.
(() => {
  "use strict";
  const menu = document.querySelector("details.take");
  if (!menu) return;
  document.addEventListener("click", ({ target }) => { if (!menu.contains(target)) menu.open = false; });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();

// Long outputs open and close.
(() => {
  "use strict";
  for (const button of document.querySelectorAll(".unfold")) {
    button.addEventListener("click", () => {
      const isOpen = button.getAttribute("aria-expanded") === "true";
      const change = () => button.setAttribute("aria-expanded", String(!isOpen));
      if (isOpen) tabbook.keepPlace(() => button, change);
      else change();
    });
  }
})();

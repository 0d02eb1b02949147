// A second framework beside the chosen one: picked by name from a menu, remembered, and shown in every group.
(() => {
  "use strict";
  const { root, store, keepPlace, beingRead, panels } = tabbook;
  const menu = document.querySelector("details.compare");
  if (!menu) return;
  const buttons = [...menu.querySelectorAll("button")];
  const summary = menu.querySelector("summary");

  function describe() {
    const compared = root.dataset.compare || "";
    for (const button of buttons) {
      const name = button.dataset.framework;
      button.setAttribute("aria-pressed", String(name === compared));
      button.parentElement.hidden = name ? name === root.dataset.framework : !compared;
    }
    const chosen = buttons.find((button) => compared && button.dataset.framework === compared);
    summary.title = [menu.dataset.name, chosen && chosen.textContent].filter(Boolean).join(": ");
    summary.setAttribute("aria-label", summary.title);
  }

  function compare(name) {
    store("compare", name || null);
    root.dataset.wanted = root.dataset.framework;
    keepPlace(beingRead, () => {
      panels.compareWith(name);
      panels.describe();
      document.dispatchEvent(new CustomEvent("framework", { detail: root.dataset.framework }));
    });
    menu.open = false;
    summary.focus({ preventScroll: true });
  }

  for (const button of buttons) button.addEventListener("click", () => compare(button.dataset.framework));
  document.addEventListener("click", ({ target }) => { if (!menu.contains(target)) menu.open = false; });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    summary.focus();
  });
  document.addEventListener("framework", describe);
  describe();
})();

// The choice of framework: tabs in each group and one control for the page, all of them the same choice.
(() => {
  "use strict";
  const { root, store, keepPlace, panels: { groups, split, describe, compareWith } } = tabbook;
  const here = split(root.dataset.frameworks);

  function press() {
    for (const choice of document.querySelectorAll(".choice")) {
      choice.setAttribute("aria-pressed", String(choice.dataset.framework === root.dataset.framework));
    }
  }

  function show(framework) {
    const last = root.dataset.framework;
    root.dataset.framework = framework;
    root.dataset.wanted = framework;
    delete root.dataset.lacking;
    // Choosing the second of two makes the first the second.
    compareWith(root.dataset.compare === framework ? last : root.dataset.second);
    describe();
    press();
    document.dispatchEvent(new CustomEvent("framework", { detail: framework }));
  }

  // A reader's own choice is remembered; a framework shown because something led into it is not.
  function choose(framework, find) {
    store("framework", framework, ["localStorage", "sessionStorage"]);
    keepPlace(find, () => show(framework));
  }

  const KEYS = {
    ArrowRight: (index, count) => (index + 1) % count,
    ArrowLeft: (index, count) => (index + count - 1) % count,
    Home: () => 0,
    End: (_, count) => count - 1,
  };

  for (const { tabs } of groups) {
    for (const [index, tab] of tabs.entries()) {
      tab.addEventListener("click", () => choose(tab.dataset.framework, () => tab));
      tab.addEventListener("keydown", (event) => {
        if (!(event.key in KEYS) || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        const next = tabs[KEYS[event.key](index, tabs.length)];
        choose(next.dataset.framework, () => tab);
        next.focus({ preventScroll: true });
      });
    }
  }
  for (const choice of document.querySelectorAll(".choice")) {
    choice.addEventListener("click", () => choose(choice.dataset.framework, tabbook.beingRead));
  }

  function targetOfAddress() {
    try { return document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return null; }
  }

  function openTarget() {
    const target = location.hash && targetOfAddress();
    const panel = target && target.closest(".panel[hidden]");
    if (!panel) return;
    show(panel.dataset.framework);
    target.scrollIntoView();
  }

  // The browser found something in a hidden panel, or follows a link into one.
  document.addEventListener("beforematch", ({ target }) => {
    if (target.matches(".panel[hidden]")) show(target.dataset.framework);
  });

  // A page kept by the browser comes back as it was left; the choice may be a later one.
  window.addEventListener("pageshow", (event) => {
    let later = null;
    try { later = sessionStorage.getItem("tabbook.framework"); } catch { /* forbidden */ }
    const isOther = here.includes(later) && later !== root.dataset.framework;
    if (event.persisted && isOther) keepPlace(tabbook.beingRead, () => show(later));
  });
  window.addEventListener("hashchange", openTarget);
  describe();
  press();
  openTarget();
})();

// The choice of framework: tabs in each group and one control for the page, all of them the same choice.
(() => {
  "use strict";
  const { root, store, keepPlace } = tabbook;
  const here = (root.dataset.frameworks || "").split(" ").filter(Boolean);
  const groups = [...document.querySelectorAll(".group")];
  const tabsOf = (group) => [...group.querySelectorAll(":scope > .tabs > .tab")];
  const panelsOf = (group) => [...group.querySelectorAll(":scope > .panel")];

  // The framework a group shows: the chosen one, or its first.
  function shownIn(group) {
    const has = group.dataset.frameworks.split(" ");
    return has.includes(root.dataset.framework) ? root.dataset.framework : has[0];
  }

  // Tells assistive technology and the keyboard what the style sheet already shows.
  function describe() {
    for (const group of groups) {
      const shown = shownIn(group);
      for (const tab of tabsOf(group)) {
        const isChosen = tab.dataset.framework === shown;
        tab.setAttribute("aria-selected", String(isChosen));
        tab.tabIndex = isChosen ? 0 : -1;
      }
    }
    for (const choice of document.querySelectorAll(".choice")) {
      choice.setAttribute("aria-pressed", String(choice.dataset.framework === root.dataset.framework));
    }
  }

  function show(framework) {
    root.dataset.framework = framework;
    root.dataset.wanted = framework;
    delete root.dataset.lacking;
    describe();
    document.dispatchEvent(new CustomEvent("framework", { detail: framework }));
  }

  // A reader's own choice is remembered; a framework shown because a link pointed into it is not.
  function choose(framework, find) {
    store("framework", framework, ["localStorage", "sessionStorage"]);
    keepPlace(find, () => show(framework));
  }

  // What is being read: the block under the header, or, in a panel, the part of the shown panel at the same position.
  function beingRead(before) {
    if (before) {
      const panel = before.closest(".panel");
      if (!panel) return before;
      const group = panel.parentElement;
      const now = panelsOf(group).find((other) => other.dataset.framework === shownIn(group));
      const position = [...panel.children].indexOf(before);
      return now === panel ? before : now.children[Math.min(position, now.children.length - 1)];
    }
    const line = document.querySelector(".top").getBoundingClientRect().bottom + 8;
    const blocks = document.querySelectorAll("article > :not(.group), .group > .tabs, .panel > *");
    return [...blocks].find((block) => block.getClientRects().length && block.getBoundingClientRect().bottom > line);
  }

  const KEYS = {
    ArrowRight: (index, count) => (index + 1) % count,
    ArrowLeft: (index, count) => (index + count - 1) % count,
    Home: () => 0,
    End: (_, count) => count - 1,
  };

  for (const group of groups) {
    const tabs = tabsOf(group);
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
    choice.addEventListener("click", () => choose(choice.dataset.framework, beingRead));
  }

  // A link into a hidden panel opens it; where the shown panel has the same thing, it leads there instead.
  function openTarget() {
    const name = decodeURIComponent(location.hash.slice(1));
    let target = name && document.getElementById(name);
    const panel = target && target.closest(".panel");
    if (!panel || panel.dataset.framework === shownIn(panel.parentElement)) return;
    const same = document.getElementById(`${name}--${shownIn(panel.parentElement)}`);
    if (same) target = same;
    else show(panel.dataset.framework);
    target.scrollIntoView();
  }

  // A page kept by the browser comes back as it was left; the choice may be a later one.
  window.addEventListener("pageshow", (event) => {
    let later = null;
    try { later = sessionStorage.getItem("tabbook.framework"); } catch { /* forbidden */ }
    if (event.persisted && here.includes(later) && later !== root.dataset.framework) keepPlace(beingRead, () => show(later));
  });
  window.addEventListener("hashchange", openTarget);
  describe();
  openTarget();
})();

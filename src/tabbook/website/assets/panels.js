// What each group shows: the chosen framework, and the one it is compared with; where it has neither, its first.
// Panels that are not shown stay within reach of the browser's own search and of links: both open them.
tabbook.panels = (() => {
  "use strict";
  const { root } = tabbook;
  const split = (names) => (names || "").split(" ").filter(Boolean);
  const groups = [...document.querySelectorAll(".group")].map((element) => ({
    element,
    has: split(element.dataset.frameworks),
    list: element.querySelector(":scope > .tabs"),
    tabs: [...element.querySelectorAll(":scope > .tabs > .tab")],
    panels: [...element.querySelectorAll(":scope > .panel")],
  }));

  function shownIn(group) {
    const asked = [root.dataset.framework, root.dataset.compare].filter((name) => group.has.includes(name));
    return asked.length ? asked : group.has.slice(0, 1);
  }

  // Things that several panels of a group have: their anchor, and the elements that may bear it.
  const twins = groups.flatMap((group) => {
    const found = new Map();
    for (const panel of group.panels) {
      const ending = `--${panel.dataset.framework}`;
      for (const element of panel.querySelectorAll("[id]")) {
        const name = element.id.endsWith(ending) ? element.id.slice(0, -ending.length) : element.id;
        found.set(name, [...(found.get(name) || []), { element, framework: panel.dataset.framework, ending }]);
      }
    }
    return [...found].filter(([, bearers]) => bearers.length > 1).map(([name, bearers]) => ({ group, name, bearers }));
  });

  // A link leads to the panel that is shown, where that has its target; else to the one panel that has it.
  function nameAnchors() {
    for (const { group, name, bearers } of twins) {
      const [shown] = shownIn(group);
      const bearer = bearers.find(({ framework }) => framework === shown) || bearers[0];
      for (const { element, ending } of bearers) element.id = name + ending;
      bearer.element.id = name;
    }
  }

  // Tells the browser, the keyboard and assistive technology what the style sheet already shows.
  function describe() {
    for (const group of groups) {
      const shown = shownIn(group);
      if (root.dataset.compare) group.list.setAttribute("aria-multiselectable", "true");
      else group.list.removeAttribute("aria-multiselectable");
      for (const tab of group.tabs) {
        tab.setAttribute("aria-selected", String(shown.includes(tab.dataset.framework)));
        tab.tabIndex = tab.dataset.framework === shown[0] ? 0 : -1;
      }
      for (const panel of group.panels) {
        if (shown.includes(panel.dataset.framework)) panel.removeAttribute("hidden");
        else panel.setAttribute("hidden", "until-found");
      }
    }
    nameAnchors();
  }

  // Sets the second framework beside the chosen one, where the page has it; none where it is the chosen one itself.
  function compareWith(second) {
    if (second) root.dataset.second = second;
    else delete root.dataset.second;
    const isShown = split(root.dataset.frameworks).includes(second) && second !== root.dataset.framework;
    if (isShown) root.dataset.compare = second;
    else delete root.dataset.compare;
  }

  return { groups, split, shownIn, describe, compareWith };
})();

// Runs in the head, before anything is painted: writes the reader's choices on the html element, where the style
// sheet reads them. So nothing flashes and nothing moves. The address wins over what was stored.
(() => {
  "use strict";
  const root = document.documentElement;
  const read = (store, key) => {
    try { return window[store].getItem("tabbook." + key); } catch { return null; }
  };
  const words = (name) => (root.dataset[name] || "").split(" ").filter(Boolean);
  const known = words("bookFrameworks");
  const here = words("frameworks");
  const [visit] = performance.getEntriesByType("navigation");
  // Going back must not bring back a framework that the reader has left since.
  const later = visit && visit.type === "back_forward" ? read("sessionStorage", "framework") : null;
  const parameters = new URLSearchParams(location.search);
  // An address may say what was shown to this reader unasked.
  const asked = history.state && history.state.unasked ? null : parameters.get("framework");
  const wanted = [later, asked, read("localStorage", "framework")].find((name) => known.includes(name));

  root.dataset.script = "";
  if (wanted) root.dataset.wanted = wanted;
  if (here.length) root.dataset.framework = here.includes(wanted) ? wanted : here[0];
  if (wanted && here.length && !here.includes(wanted)) root.dataset.lacking = wanted;
  const second = [parameters.get("compare"), read("localStorage", "compare")].find((name) => known.includes(name));
  if (second) root.dataset.second = second;
  if (here.includes(second) && second !== root.dataset.framework) root.dataset.compare = second;
  if (read("localStorage", "originals")) root.dataset.originals = "";
  const theme = read("localStorage", "theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
})();

// What is shown in the address: in this page's own always, so that it shows others the same; what the reader has
// chosen, in every link to another page of the book.
(() => {
  "use strict";
  const { root } = tabbook;
  const dependsOnIt = document.querySelector(".group, .notebooks li + li");

  function withChoice(address, framework, hash) {
    const [, path, query, ownHash] = address.match(/^([^?#]*)(\?[^#]*)?(#.*)?$/);
    const parameters = new URLSearchParams(query || "");
    const { second } = root.dataset;
    for (const name of framework ? ["framework", "compare"] : ["compare"]) parameters.delete(name);
    if (framework) parameters.set("framework", framework);
    if (second && second !== root.dataset.framework) parameters.set("compare", second);
    const text = parameters.toString();
    return path + (text ? "?" + text : "") + (hash === undefined ? ownHash || "" : hash);
  }

  function carry() {
    for (const link of document.querySelectorAll("a[href]")) {
      const address = link.getAttribute("href");
      if (/^([a-z][a-z0-9+.-]*:|\/\/|#)/i.test(address) || !/\.html([?#]|$)/.test(address)) continue;
      const hash = link.dataset.language ? location.hash : undefined;
      link.setAttribute("href", withChoice(address, root.dataset.wanted, hash));
    }
  }

  // The entry of the history changes, none is added. One that the reader did not choose is marked so: read again by the
  // same reader it is no choice, and does not win over one made since.
  function showInAddress() {
    if (!root.dataset.bookFrameworks) return;
    const { wanted, framework } = root.dataset;
    const now = location.pathname + location.search + location.hash;
    const address = withChoice(now, wanted || (dependsOnIt ? framework : ""));
    const { unasked, ...state } = history.state || {};
    if (address === now && Boolean(unasked) === !wanted) return;
    try { history.replaceState(wanted ? state : { ...state, unasked: true }, "", address); } catch { /* Some browsers forbid it for files. */ }
  }

  document.addEventListener("framework", () => { showInAddress(); carry(); });
  window.addEventListener("hashchange", () => { showInAddress(); carry(); });
  showInAddress();
  carry();
})();

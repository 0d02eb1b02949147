// What is shown in the address: in this page's own and in every link to another page of the book, so that they show
// others the same.
(() => {
  "use strict";
  const { root } = tabbook;
  // What other pages show a reader who has chosen nothing. The first page of the site only leads on.
  const unasked = document.body.dataset.lead ? "" : (root.dataset.bookFrameworks || "").split(" ")[0];
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
      name(link, withChoice(address, root.dataset.wanted || unasked, hash));
    }
  }

  function name(link, address) {
    link.setAttribute("href", address);
    link.toggleAttribute("data-unasked", !root.dataset.wanted);
  }

  // A link that names what nobody chose names it for others. Its own reader follows it without: that is no choice, and
  // does not win over one made since.
  function follow({ target }) {
    const link = target.closest("a[data-unasked]");
    if (!link || !unasked || link.pathname === location.pathname) return;
    const address = link.getAttribute("href");
    const bare = new URL(link.href);
    bare.searchParams.delete("framework");
    link.setAttribute("href", bare.href);
    setTimeout(() => link.setAttribute("href", address));
  }
  for (const event of ["click", "auxclick"]) document.addEventListener(event, follow);
  tabbook.unasked = unasked;

  // The entry of the history changes, none is added. One that the reader did not choose is marked so: read again by the
  // same reader it is no choice, and does not win over one made since.
  function showInAddress() {
    if (!root.dataset.bookFrameworks) return;
    const { wanted, framework } = root.dataset;
    const now = location.pathname + location.search + location.hash;
    const address = withChoice(now, wanted || (dependsOnIt ? framework : ""));
    const { unasked: was, ...state } = history.state || {};
    if (address === now && Boolean(was) === !wanted) return;
    try { history.replaceState(wanted ? state : { ...state, unasked: true }, "", address); } catch { /* Some browsers forbid it for files. */ }
  }

  document.addEventListener("framework", () => { showInAddress(); carry(); });
  window.addEventListener("hashchange", () => { showInAddress(); carry(); });
  showInAddress();
  carry();
})();

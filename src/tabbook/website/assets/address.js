// The choice in the address: shown in this page's own, and carried by every link to another page of the book.
(() => {
  "use strict";
  const { root } = tabbook;

  function withChoice(address, hash) {
    const [, path, query, ownHash] = address.match(/^([^?#]*)(\?[^#]*)?(#.*)?$/);
    const parameters = new URLSearchParams(query || "");
    const { wanted, second, framework } = root.dataset;
    for (const name of wanted ? ["framework", "compare"] : ["compare"]) parameters.delete(name);
    if (wanted) parameters.set("framework", wanted);
    if (second && second !== framework) parameters.set("compare", second);
    const text = parameters.toString();
    return path + (text ? "?" + text : "") + (hash === undefined ? ownHash || "" : hash);
  }

  function carry() {
    for (const link of document.querySelectorAll("a[href]")) {
      const address = link.getAttribute("href");
      if (/^([a-z][a-z0-9+.-]*:|\/\/|#)/i.test(address) || !/\.html([?#]|$)/.test(address)) continue;
      link.setAttribute("href", withChoice(address, link.dataset.language ? location.hash : undefined));
    }
  }

  function showInAddress() {
    if (!root.dataset.bookFrameworks) return;
    const address = withChoice(location.pathname + location.search + location.hash);
    if (address !== location.pathname + location.search + location.hash) {
      try { history.replaceState(history.state, "", address); } catch { /* Some browsers forbid it for files. */ }
    }
  }

  document.addEventListener("framework", () => { showInAddress(); carry(); });
  window.addEventListener("hashchange", carry);
  showInAddress();
  carry();
})();

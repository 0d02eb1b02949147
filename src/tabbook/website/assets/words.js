// What the other scripts share: storage that may be forbidden.
const tabbook = (() => {
  "use strict";
  const root = document.documentElement;

  function store(key, value, kinds = ["localStorage"]) {
    for (const kind of kinds) {
      try {
        if (value === null) window[kind].removeItem("tabbook." + key);
        else window[kind].setItem("tabbook." + key, value);
      } catch { /* The reader forbids it: the choice then lasts as long as the address. */ }
    }
  }

  function stored(key) {
    try { return localStorage.getItem("tabbook." + key); } catch { return null; }
  }

  return { root, store, stored };
})();

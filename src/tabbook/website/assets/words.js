// What the other scripts share: storage that may be forbidden, and keeping a line where it is on the screen.
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

  // Runs `change`, then scrolls so that what `find` gives afterwards stands where what it gave before stood.
  function keepPlace(find, change) {
    const before = find();
    const top = before ? before.getBoundingClientRect().top : 0;
    change();
    const after = before && find(before);
    if (after) window.scrollBy({ top: after.getBoundingClientRect().top - top, behavior: "instant" });
  }

  return { root, store, stored, keepPlace };
})();

// The desk in a browser: takes up what changed, where it is being read; copies; light and dark.
(() => {
  "use strict";
  let { version } = document.currentScript.dataset;
  const told = document.querySelector(".told");

  // ---------------------------------------------------------------------------------------------------------------
  // A row is known by what its English says: it stays where it is on the screen whatever grows above it.

  const top = () => document.querySelector(".top").getBoundingClientRect().bottom;
  const rows = () => [...document.querySelectorAll(".row[id]")];

  function placeNow() {
    const all = rows();
    const index = all.findIndex((row) => row.getBoundingClientRect().bottom > top() + 8);
    if (index < 0 || scrollY === 0) return null;
    return { names: all.slice(index).map((row) => row.id), y: all.map((row) => row.getBoundingClientRect().top).slice(index) };
  }

  function goBack(place) {
    const at = place ? place.names.findIndex((name) => document.getElementById(name)) : -1;
    if (at < 0) return;
    const now = document.getElementById(place.names[at]).getBoundingClientRect().top;
    scrollBy({ top: now - place.y[at], behavior: "instant" });
  }

  // What had the keyboard's attention has it again: the same button or link of the same row.
  function attention() {
    const here = document.activeElement;
    if (!here || !here.closest("main")) return null;
    const row = here.closest("[id]");
    return { row: row.id, index: [...row.querySelectorAll("a, button, summary")].indexOf(here) };
  }

  function attend(before) {
    const row = before && document.getElementById(before.row);
    const element = row && [...row.querySelectorAll("a, button, summary")][before.index];
    if (element) element.focus({ preventScroll: true });
  }

  let asked = 0;
  async function take() {
    const mine = ++asked;
    const answer = await fetch(location.pathname, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asked) return;
    const main = page.querySelector("main");
    const place = placeNow();
    const before = attention();
    const isOpen = document.querySelector(".doing")?.open;
    if (isOpen) main.querySelector(".doing")?.setAttribute("open", "");
    // A picture that is there already keeps its height: a new one would have none until it is loaded.
    const pictures = new Map([...document.querySelectorAll("main img")].map((one) => [one.getAttribute("src"), one]));
    document.querySelector("main").replaceWith(document.adoptNode(main));
    for (const picture of main.querySelectorAll("img")) {
      const known = pictures.get(picture.getAttribute("src"));
      pictures.delete(picture.getAttribute("src"));
      if (known) picture.replaceWith(known);
    }
    document.title = page.title;
    goBack(place);
    attend(before);
    version = page.querySelector("script[data-version]").dataset.version;
  }

  // A browser keeps few connections to one host; a page that nobody sees needs none.
  let source = null;
  function listen() {
    if (document.hidden === !source) return;
    if (source) source.close();
    source = document.hidden ? null : new EventSource(`/-/events?page=${encodeURIComponent(decodeURIComponent(location.pathname))}`);
    if (source) source.onmessage = (event) => { if (JSON.parse(event.data).version !== version) take(); };
  }
  document.addEventListener("visibilitychange", listen);
  listen();

  // ---------------------------------------------------------------------------------------------------------------

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    try { await navigator.clipboard.writeText(button.dataset.copy); } catch { return; }
    const said = button.textContent;
    told.textContent = `${document.body.dataset.copied}: ${button.dataset.copy.slice(0, 100)}`;
    button.textContent = "✓";
    setTimeout(() => { button.textContent = said; }, 1200);
  });

  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  document.querySelector(".theme").addEventListener("click", () => {
    const system = dark.matches ? "dark" : "light";
    const next = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    if (next === system) delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      if (next === system) localStorage.removeItem("tabbook.theme");
      else localStorage.setItem("tabbook.theme", next);
    } catch { /* It holds for this page then. */ }
  });
})();

// Menus, light and dark, the reader's language.
(() => {
  "use strict";
  const { root, store, stored } = tabbook;

  for (const menu of document.querySelectorAll("details.languages")) {
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  // Where the style sheet cannot open the contents on a wide screen, the script does.
  if (!CSS.supports("selector(::details-content)")) {
    for (const [name, width] of [["contents", 64], ["sections", 84]]) {
      const menu = document.querySelector("." + name);
      if (menu && matchMedia(`(min-width: ${width}rem)`).matches) menu.open = true;
    }
  }

  for (const link of document.querySelectorAll("a[data-language]")) {
    link.addEventListener("click", () => store("language", link.dataset.language));
  }

  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  for (const button of document.querySelectorAll(".theme")) {
    button.addEventListener("click", () => {
      const system = prefersDark.matches ? "dark" : "light";
      const next = (root.dataset.theme || system) === "dark" ? "light" : "dark";
      if (next === system) delete root.dataset.theme;
      else root.dataset.theme = next;
      store("theme", next === system ? null : next);
    });
  }

  // A page at an old address leads on with what stood behind it.
  for (const link of document.querySelectorAll("a[data-moved]")) {
    location.replace(link.getAttribute("href").split("#")[0] + location.search + (link.hash || location.hash));
  }

  // The first page of the site leads on: to the language chosen before, else to the browser's, else to the first.
  const lead = (document.body.dataset.lead || "").split(" ").filter(Boolean);
  if (lead.length) {
    const asked = [stored("language"), ...(navigator.languages || [])].filter(Boolean);
    const match = (name) => lead.find((known) => known.toLowerCase() === name.toLowerCase())
      || lead.find((known) => known.split("-")[0].toLowerCase() === name.split("-")[0].toLowerCase());
    const found = asked.map(match).find(Boolean) || lead[0];
    location.replace(document.querySelector(`a[data-language="${found}"]`).getAttribute("href") + location.hash);
  }
})();

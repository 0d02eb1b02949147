// What is being read stays where it is on the screen when the language changes: passages and cells have the same numbers
// and names in every language.
(() => {
  "use strict";
  const { store } = tabbook;
  const KEY = "place";
  const first = (passage) => Number(passage.dataset.block.split(" ")[0]);
  // Under the header; on a phone it scrolls away.
  const readingLine = () => Math.max(0, document.querySelector(".top").getBoundingClientRect().bottom);
  const page = (address) => new URL(address, location.href).pathname;

  for (const link of document.querySelectorAll(".languages a[data-language]")) {
    link.addEventListener("click", () => {
      const line = readingLine();
      const read = [...document.querySelectorAll("article [data-block], article .cell")]
        .find((block) => block.checkVisibility() && block.getBoundingClientRect().bottom > line);
      if (!read || scrollY < 1) return store(KEY, null, ["sessionStorage"]);
      const { top, height } = read.getBoundingClientRect();
      const place = { page: page(link.href), name: read.id, block: read.dataset.block && first(read) };
      // A passage that begins above the screen is as much of it above there too.
      place.share = top < line ? (line - top) / height : 0;
      place.top = top < line ? 0 : top - line;
      store(KEY, JSON.stringify(place), ["sessionStorage"]);
    });
  }

  let place = null;
  try { place = JSON.parse(sessionStorage.getItem("tabbook." + KEY)); } catch { /* forbidden */ }
  if (!place || place.page !== location.pathname) return;
  store(KEY, null, ["sessionStorage"]);

  function find() {
    if (place.block === undefined) return document.getElementById(place.name);
    const shown = [...document.querySelectorAll("article [data-block]")].filter((block) => block.checkVisibility());
    return shown.filter((block) => first(block) <= place.block).pop() || shown[0];
  }

  function restore() {
    const block = find();
    if (!block) return;
    const line = readingLine();
    const { top, height } = block.getBoundingClientRect();
    window.scrollBy({ top: top + height * place.share - line - place.top, behavior: "instant" });
  }
  restore();
  // Pictures and fonts may come later, and the browser goes to the anchor of the address once more.
  addEventListener("load", () => requestAnimationFrame(restore), { once: true });
})();

// The original text below the translated one: of the passage that is pointed at, or of all.
(() => {
  "use strict";
  const { root, store, stored, keepPlace } = tabbook;
  const article = document.querySelector("article[data-originals]");
  if (!article) return;
  const toggle = document.querySelector("button.originals");
  const passages = [...article.querySelectorAll("[data-block]")];
  const shown = new Map();
  let loading;

  // As a script, for a page that was opened from a disk may load nothing else.
  function load() {
    loading ||= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = article.dataset.originals;
      script.addEventListener("load", done);
      script.addEventListener("error", () => { loading = undefined; failed(new Error(script.src)); });
      document.head.append(script);
    });
    return loading;
  }

  function show(passage) {
    if (shown.has(passage)) return;
    const box = document.createElement("div");
    box.className = "original";
    box.id = `original-${passage.dataset.block.replace(/ /g, "-")}`;
    box.lang = article.dataset.original;
    for (const number of passage.dataset.block.split(" ")) {
      const text = document.createElement("template");
      text.innerHTML = tabbook.originals[number];
      box.append(text.content);
    }
    passage.after(box);
    passage.classList.add("has-original");
    shown.set(passage, box);
  }

  function hide(passage) {
    shown.get(passage)?.remove();
    passage.classList.remove("has-original");
    shown.delete(passage);
  }

  const line = () => Math.max(0, document.querySelector(".top").getBoundingClientRect().bottom);
  const beingRead = (before) => before
    || passages.find((passage) => passage.checkVisibility() && passage.getBoundingClientRect().bottom > line());

  async function showAll(isWanted) {
    try { if (isWanted) await load(); } catch { isWanted = false; }
    keepPlace(beingRead, () => passages.forEach(isWanted ? show : hide));
    article.classList.add("settled");
    toggle.setAttribute("aria-pressed", String(isWanted));
    place(null);
  }

  toggle.addEventListener("click", () => {
    const isWanted = toggle.getAttribute("aria-pressed") !== "true";
    store("originals", isWanted ? "1" : null);
    showAll(isWanted);
  });

  // One small control, beside the passage that is pointed at: a hundred of them would be in everyone's way. From the
  // keyboard it is reached before the text, stands at what is being read, and the arrows move it.
  const control = document.createElement("button");
  control.type = "button";
  control.className = "original-control";
  control.textContent = article.dataset.original;
  control.title = article.dataset.label;
  control.setAttribute("aria-keyshortcuts", "ArrowDown ArrowUp");
  control.setAttribute("aria-label", article.dataset.label);
  article.prepend(control);
  let pointed = null;

  function place(passage) {
    pointed = passage;
    control.toggleAttribute("data-pointed", Boolean(passage));
    if (!passage) return;
    const words = passage.textContent.trim().replace(/\s+/g, " ");
    control.setAttribute("aria-label", `${article.dataset.label}: ${words.length > 40 ? words.slice(0, 40) + "…" : words}`);
    control.setAttribute("aria-pressed", String(shown.has(passage)));
    if (shown.has(passage)) control.setAttribute("aria-describedby", shown.get(passage).id);
    else control.removeAttribute("aria-describedby");
    control.style.top = `${passage.getBoundingClientRect().top - article.getBoundingClientRect().top}px`;
  }

  function point(event) {
    const box = event.target.closest(".original");
    const passage = box ? box.previousElementSibling : event.target.closest("[data-block]");
    if (passage && passage !== pointed) place(passage);
  }
  article.addEventListener("pointerover", point);
  article.addEventListener("focusin", point);
  control.addEventListener("focus", () => { if (!pointed) place(beingRead()); });
  control.addEventListener("blur", () => place(null));
  control.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !pointed || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const seen = passages.filter((passage) => passage.checkVisibility());
    const next = seen[seen.indexOf(pointed) + step];
    if (!next) return;
    place(next);
    next.scrollIntoView({ block: "nearest", behavior: "instant" });
  });
  document.addEventListener("framework", () => place(null));
  control.addEventListener("click", async () => {
    const passage = pointed || beingRead();
    try { await load(); } catch { return; }
    keepPlace(() => passage, () => (shown.has(passage) ? hide : show)(passage));
    place(passage);
  });

  if (stored("originals")) showAll(true);
})();

// Where the reader is: the section marked in the page's contents, and the place kept for the next visit.
(() => {
  "use strict";
  const { store, stored } = tabbook;
  const KEPT = 50;
  const headings = [...document.querySelectorAll("article :is(h1, h2, h3, h4)[id]")];
  const links = new Map([...document.querySelectorAll(".sections a")].map((link) => [link.hash.slice(1), link]));
  if (!headings.length) return;

  const line = () => window.innerHeight / 4;
  const isOver = (heading) => heading.checkVisibility() && heading.getBoundingClientRect().top < line();
  const isAtEnd = () => window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 4;

  function mark() {
    const listed = headings.filter((heading) => links.has(encodeURIComponent(heading.id)) || links.has(heading.id));
    const now = isAtEnd() && window.scrollY > 0 ? listed.at(-1) : listed.findLast(isOver);
    for (const link of links.values()) {
      if (now && decodeURIComponent(link.hash.slice(1)) === now.id) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  }

  function places() {
    try { return JSON.parse(stored("places")) || {}; } catch { return {}; }
  }

  function keepOthersAnd(place) {
    const { [location.pathname]: _, ...others } = places();
    const kept = [...Object.entries(others).slice(1 - KEPT), ...(place ? [[location.pathname, place]] : [])];
    store("places", JSON.stringify(Object.fromEntries(kept)));
  }

  // The heading above, and how far below it: other panels may be shown next time. A glance at the top changes nothing.
  function keep() {
    const now = headings.findLast(isOver);
    if (!now || window.scrollY < window.innerHeight) return;
    keepOthersAnd([now.id, Math.round(-now.getBoundingClientRect().top)]);
  }

  function offer(heading, below) {
    const { resume, close } = document.body.dataset;
    const bar = document.createElement("aside");
    const link = document.createElement("a");
    const button = document.createElement("button");
    bar.className = "resume";
    bar.setAttribute("aria-label", resume.replace("{section}", heading.textContent.trim()));
    link.href = `#${heading.id}`;
    link.textContent = resume.replace("{section}", heading.textContent.trim());
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", close);
    bar.append(link, button);
    const end = () => { bar.remove(); window.removeEventListener("scroll", passed); };
    const passed = () => { if (window.scrollY > window.innerHeight) end(); };
    button.addEventListener("click", () => { end(); keepOthersAnd(null); });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      window.scrollTo({ top: window.scrollY + heading.getBoundingClientRect().top + below, behavior: "instant" });
      end();
    });
    window.addEventListener("scroll", passed, { passive: true });
    document.querySelector("main").append(bar);
  }

  // An address with a place of its own, the way back and a reload know better.
  const [visit] = performance.getEntriesByType("navigation");
  const [name, below] = places()[location.pathname] || [];
  const last = name && document.getElementById(name);
  if (last && !location.hash && visit && visit.type === "navigate") offer(last, below);

  let isAsked = false;
  window.addEventListener("scroll", () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => { isAsked = false; mark(); });
  }, { passive: true });
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  document.addEventListener("framework", mark);
  mark();
})();

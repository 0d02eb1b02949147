// What a note, a citation or a reference leads to, shown beside it: on hover, focus or tap; Escape closes it.
(() => {
  "use strict";
  const LINKS = "a.note, a.reference, a.citation, .citation a";
  const HOVER = 200;
  const read = new Map();
  const box = document.createElement("div");
  let shownFor = null;
  let timer = 0;
  box.id = "preview";
  box.className = "preview";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  // Not behind everything: what is read out belongs to the text.
  document.querySelector("main").append(box);

  // The page that holds the target: this one, or one of the same host, asked for once. A folder has no host to ask.
  function pageOf(url) {
    if (url.pathname === location.pathname) return document;
    if (url.origin !== location.origin || !location.protocol.startsWith("http")) return null;
    const address = url.origin + url.pathname;
    if (!read.has(address)) {
      read.set(address, fetch(address).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "")
        .then((text) => new DOMParser().parseFromString(text, "text/html")));
    }
    return read.get(address);
  }

  // A section is shown by its heading and its first paragraph, everything else as it is.
  function partsOf(target) {
    if (!/^H[1-6]$/.test(target.tagName)) return [target.matches("span:not(.formula), a") ? target.parentElement : target];
    let next = target.nextElementSibling;
    while (next && !/^(P|H[1-6])$/.test(next.tagName)) next = next.nextElementSibling;
    return next && next.tagName === "P" ? [target, next] : [target];
  }

  function isInSight(target) {
    const { top, bottom } = target.getBoundingClientRect();
    return target.checkVisibility() && top > 0 && bottom < window.innerHeight;
  }

  function copyOf(part, url) {
    const copy = document.importNode(part, true);
    for (const gone of copy.querySelectorAll(".back, .here, .on-code, script")) gone.remove();
    for (const element of [copy, ...copy.querySelectorAll("*")]) {
      for (const name of ["id", "tabindex", "aria-describedby", "data-block", "loading"]) element.removeAttribute(name);
      for (const name of ["src", "href"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, new URL(element.getAttribute(name), url).href);
      }
    }
    return copy;
  }

  function place(link) {
    const lines = link.getClientRects();
    const line = lines[lines.length - 1];
    const { width, height } = box.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - 16;
    const isAbove = line.bottom + height + 24 > window.innerHeight && line.top > height + 24;
    box.style.left = `${window.scrollX + Math.max(16, Math.min(line.left - 16, room))}px`;
    box.style.top = `${window.scrollY + (isAbove ? line.top - height - 8 : line.bottom + 8)}px`;
  }

  function hide() {
    clearTimeout(timer);
    if (shownFor) shownFor.removeAttribute("aria-describedby");
    shownFor = null;
    box.hidden = true;
  }

  async function show(link) {
    clearTimeout(timer);
    if (link === shownFor) return;
    hide();
    shownFor = link;
    const url = new URL(link.href);
    const page = await pageOf(url);
    const target = page && page.getElementById(decodeURIComponent(url.hash.slice(1)));
    if (!target || link !== shownFor || isInSight(target)) return;
    box.replaceChildren(...partsOf(target).map((part) => copyOf(part, url)));
    box.hidden = false;
    link.setAttribute("aria-describedby", box.id);
    place(link);
  }

  const later = (act) => { clearTimeout(timer); timer = setTimeout(act, HOVER); };
  for (const link of document.querySelectorAll(LINKS)) {
    link.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") later(() => show(link)); });
    link.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") later(hide); });
    link.addEventListener("focus", () => { if (link.matches(":focus-visible")) show(link); });
    link.addEventListener("blur", () => later(hide));
    // A first tap shows, a second one follows.
    link.addEventListener("click", (event) => {
      if (event.pointerType === "mouse" || !event.pointerType || link === shownFor) return hide();
      event.preventDefault();
      return show(link);
    });
  }
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => later(hide));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", (event) => {
    if (shownFor && !box.contains(event.target) && !shownFor.contains(event.target)) hide();
  });
})();

// In the preview only: shows what was edited where it is being read, shows Problems, and offers to run cells.
(() => {
  "use strict";
  const { words: own } = document.currentScript.dataset;
  let { version } = document.currentScript.dataset;
  const say = JSON.parse(own);
  const KEY = "tabbook.preview.place";

  // ---------------------------------------------------------------------------------------------------------------
  // The place being read: a block, known by its words, its neighbours' and its turn; not a number of pixels.

  const blocks = () => [...document.querySelectorAll("article > :not(.group, .original-control), .group > .tabs, .panel > *")]
    .filter((block) => block.getClientRects().length);
  const words = (block) => (block ? block.textContent.replace(/\s+/g, " ").trim().slice(0, 400) : "");

  function beingRead(all) {
    const header = document.querySelector(".top");
    const line = (header ? header.getBoundingClientRect().bottom : 0) + 8;
    return all.findIndex((block) => block.getBoundingClientRect().bottom > line);
  }

  function placeNow() {
    const all = blocks();
    const index = beingRead(all);
    if (index < 0 || scrollY === 0) return { path: location.pathname, y: scrollY };
    return {
      path: location.pathname, y: scrollY, index, fromEnd: all.length - index,
      top: all[index].getBoundingClientRect().top,
      words: words(all[index]), before: words(all[index - 1]), after: words(all[index + 1]),
    };
  }

  // The block with the same words, nearest to where it was; else the one between the same neighbours; else the turn.
  function find(place) {
    const all = blocks();
    const texts = all.map(words);
    const nearest = (found) => found.sort((a, b) => Math.abs(a - place.index) - Math.abs(b - place.index))[0];
    const where = (wanted, step) => nearest(
      wanted ? texts.flatMap((text, at) => (text === wanted ? [at - step] : [])).filter((at) => all[at]) : [],
    );
    const found = [where(place.words, 0), where(place.before, -1), where(place.after, 1)].find((at) => at !== undefined);
    return all[found ?? Math.min(place.index, all.length - 1)];
  }

  function goBack(place) {
    const block = place.top === undefined ? null : find(place);
    if (block) scrollBy({ top: block.getBoundingClientRect().top - place.top, behavior: "instant" });
    else scrollTo({ top: place.y, behavior: "instant" });
  }

  function reload() {
    sessionStorage.setItem(KEY, JSON.stringify(placeNow()));
    history.scrollRestoration = "manual";
    location.reload();
  }

  const left = JSON.parse(sessionStorage.getItem(KEY) || "null");
  sessionStorage.removeItem(KEY);
  const letBrowserRestore = () => { history.scrollRestoration = "auto"; };
  if (left && left.path === location.pathname) {
    goBack(left);
    // Pictures and fonts may have moved it; a reader who has scrolled meanwhile is left alone. The browser, which knows
    // pixels only, may restore what it knows until the page is loaded.
    const then = scrollY;
    addEventListener("load", () => {
      if (scrollY === then) goBack(left);
      requestAnimationFrame(() => setTimeout(letBrowserRestore));
    });
  } else {
    letBrowserRestore();
  }

  // ---------------------------------------------------------------------------------------------------------------
  // Other words in the same passages go where the old ones are: a page that is loaded again takes much longer.

  const PASSAGES = "article :is(p, li):not(:is(p, li) *, .original *)";
  // The site's scripts know these elements; they must stay, and so be the same.
  const KNOWN = "a.note, a.reference, a.citation, .citation a, [id]";
  const inside = (passage) => [...passage.querySelectorAll(KNOWN)];
  const passages = (page) => [...page.querySelectorAll(PASSAGES)];
  let page = "";

  function isSame(all, others) {
    return all.length === others.length && all.every((one, at) => one.isEqualNode(others[at]));
  }

  // The passages that differ, as they were, as they are, and as they are shown; null where more than words does.
  function compare(was, now) {
    const [before, after, shown] = [was, now, document].map(passages);
    if (before.length !== after.length || before.length !== shown.length) return null;
    const edits = before.map((passage, at) => ({ was: passage, now: after[at], shown: shown[at] }))
      .filter((edit) => !edit.was.isEqualNode(edit.now));
    for (const edit of edits) {
      const isKnown = isSame(inside(edit.was), inside(edit.now)) && edit.was.textContent === edit.shown.textContent;
      if (!isKnown || inside(edit.was).length !== inside(edit.shown).length) return null;
      edit.was.replaceChildren(...edit.now.cloneNode(true).childNodes);
    }
    // What a page says of itself to others follows from its words.
    for (const told of [was, now]) told.querySelectorAll("meta, head > script:not([src])").forEach((each) => each.remove());
    return was.documentElement.isEqualNode(now.documentElement) ? edits : null;
  }

  function put({ now, shown }) {
    const copy = document.importNode(now, true);
    const known = inside(shown);
    inside(copy).forEach((element, at) => { if (copy.contains(element)) element.replaceWith(known[at]); });
    shown.replaceChildren(...copy.childNodes);
  }

  // Whether the page could become `next` as it stands. A search that was used knows the old words.
  function swap(next) {
    if (!page || !next || (typeof tabbook !== "undefined" && tabbook.sections)) return false;
    const edits = compare(...[page, next].map((text) => new DOMParser().parseFromString(text, "text/html")));
    if (!edits) return false;
    const all = blocks();
    const block = scrollY === 0 ? undefined : all[beingRead(all)];
    const top = block && block.getBoundingClientRect().top;
    edits.forEach(put);
    if (block) scrollBy({ top: block.getBoundingClientRect().top - top, behavior: "instant" });
    document.dispatchEvent(new CustomEvent("framework", { detail: document.documentElement.dataset.framework }));
    return true;
  }

  // ---------------------------------------------------------------------------------------------------------------
  // What the page is told, at its foot.

  const make = (name, className, text = "") => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.textContent = text;
    return element;
  };
  const count = (number, noun) => (number === 1 ? say[noun] : say[noun + "s"].replace("{}", number));

  const bar = make("aside", "preview-bar");
  bar.lang = say.lang;
  bar.setAttribute("aria-label", say.preview);
  const problems = make("details", "preview-problems");
  const said = make("p", "preview-said");
  said.setAttribute("role", "alert");
  const status = make("div", "preview-status");
  status.setAttribute("role", "status");
  const run = make("button", "preview-run", say.run);
  run.type = "button";
  run.addEventListener("click", () => { run.disabled = true; fetch("/-/run", { method: "POST" }); });
  bar.append(said, problems, status);
  document.body.append(bar);

  let shown = "";
  function showProblems(told) {
    if (shown === JSON.stringify(told)) return;
    shown = JSON.stringify(told);
    // What stops a build is seen without scrolling.
    const list = [...told].sort((one, other) => other.isError - one.isError);
    const errors = list.filter((problem) => problem.isError).length;
    const title = [errors && count(errors, "error"), list.length - errors && count(list.length - errors, "warning")];
    const items = make("ol");
    items.tabIndex = 0;
    items.setAttribute("aria-label", say.problems);
    // What is wrong is said as the command line says it.
    items.lang = "en";
    for (const problem of list) {
      const item = make("li", problem.isError ? "preview-error" : "preview-warning");
      item.append(make("code", "preview-place", problem.place), make("p", "", `${problem.what}; ${problem.cure} [${problem.code}]`));
      if (problem.detail) item.append(make("pre", "", problem.detail));
      items.append(item);
    }
    const summary = make("summary", "", title.filter(Boolean).join(say.lang === "ja" ? "、" : ", "));
    said.textContent = list.length ? `${summary.textContent}: ${list[0].place}: ${list[0].what}` : "";
    problems.replaceChildren(...(list.length ? [summary, items] : []));
    problems.open = errors > 0;
    problems.hidden = !list.length;
  }

  function showStatus({ waiting, running, isReady }) {
    const parts = [];
    if (running) {
      const progress = make("progress");
      progress.max = running.total || 1;
      progress.value = running.done;
      progress.setAttribute("aria-label", say.progress);
      parts.push(progress, make("span", "", say.done.replace("{done}", running.done).replace("{total}", running.total) + " " + running.names.join(", ")));
    } else if (waiting) {
      run.disabled = false;
      parts.push(make("span", "", count(waiting, "page")), run);
    } else if (!isReady) {
      parts.push(make("span", "", say.building));
    }
    status.replaceChildren(...parts);
    status.hidden = !parts.length;
  }

  function take(told) {
    if (told.version !== version && !swap(told.page)) return reload();
    version = told.version;
    page = told.page ?? page;
    showProblems(told.problems);
    showStatus(told);
    bar.hidden = problems.hidden && status.hidden;
  }

  // The notebook of the chosen framework, in a JupyterLab that is started when it is first asked for.
  for (const link of document.querySelectorAll("a[data-notebook]")) {
    const item = make("li");
    const opens = make("a", "", link.closest("[data-jupyter]").dataset.jupyter);
    opens.href = `/-/jupyter?notebook=${encodeURIComponent(link.dataset.notebook)}`;
    opens.target = "_blank";
    item.append(opens);
    link.closest("li").after(item);
  }

  // A browser keeps few connections to one host; a page that nobody sees needs none.
  let source = null;
  function listen() {
    if (document.hidden === !source) return;
    if (source) source.close();
    source = document.hidden ? null : new EventSource(`/-/events?page=${encodeURIComponent(decodeURIComponent(location.pathname))}`);
    if (source) source.onmessage = (event) => take(JSON.parse(event.data));
  }
  bar.hidden = true;
  document.addEventListener("visibilitychange", listen);
  listen();
  // One that an older visit left would answer in our place.
  if (navigator.serviceWorker) navigator.serviceWorker.getRegistrations().then((all) => all.forEach((one) => one.unregister()));
})();

// Search: nothing is loaded before the dialog opens. On a host Pagefind answers; in a folder, where a browser lets no
// page read other files, and in a preview, the sections themselves do, which come as a script.
(() => {
  "use strict";
  const { root } = tabbook;
  const button = document.querySelector(".find");
  const dialog = document.querySelector(".search");
  if (!button || !dialog || !dialog.showModal) return;
  const [field, list, told] = ["input", "[role=listbox]", "[role=status]"].map((part) => dialog.querySelector(part));
  const first = new URL(button.dataset.search, location.href);
  const SHOWN = 20;
  // Letters of an excerpt: two lines or three.
  const AROUND = /^(ja|ko|zh)/.test(root.lang) ? 90 : 160;

  // --- words -------------------------------------------------------------------------------------------------------

  // Letters of Thai and Lao stay as they are: NFKC would make two of some that everybody writes as one. The sections
  // are without the blanks without width that mark words in Khmer and Burmese.
  const normal = (text) => text.replace(/\u200b/g, "").replace(/[^\u0e00-\u0eff]+/g, (part) => part.normalize("NFKC"));
  const plain = (text) => normal(text).toLowerCase();
  const PARTICLE = /(?<=[가-힣]{2})(에서는|에서|에게|으로|까지|부터|처럼|보다|이란|란|을|를|은|는|이|가|의|에|로|와|과|도|만)$/;

  // A Korean word is looked for without its particle, for the text may have another, and a Japanese one from abroad
  // without the long vowel at its end, which some write and some do not: パラメーター finds パラメータ.
  const LAST_VOWEL = /(?<=[ァ-ヺー]{3})ー(?![ァ-ヺー])/g;
  const cleaned = (query) => normal(query).trim().split(/\s+/)
    .map((word) => word.replace(PARTICLE, "").replace(LAST_VOWEL, "")).join(" ");

  // Letters of scripts without blanks between words, as in search_words.py: Japanese and Chinese; Thai, Lao, Burmese
  // and Khmer with their marks.
  const UNDIVIDED = "ぁ-ゖァ-ヺー一-鿿々〆㐀-䶿"
    + "\\u0e01-\\u0e3a\\u0e40-\\u0e4e\\u0e81-\\u0ece\\u0edc-\\u0edf\\u1000-\\u1049\\u1050-\\u109d\\u1780-\\u17d3";
  const RUN = new RegExp(`[${UNDIVIDED}]+`, "g");
  const divider = Intl.Segmenter && new Intl.Segmenter(root.lang, { granularity: "word" });
  const divided = (run) => divider ? Array.from(divider.segment(run), ({ segment }) => segment) : [run];

  // What must be in a section letter by letter: whole runs of Chinese characters or Katakana, which a browser may
  // divide, and what it takes for words of the rest of a text without blanks, but not for particles.
  function needed(query) {
    const text = plain(query);
    const runs = text.match(/[一-鿿々]{2,}|[ァ-ヺー]{2,}|[가-힣]+/g) || [];
    const words = (text.match(RUN) || []).flatMap(divided).filter((word) => !/^[ぁ-ゖ]$/.test(word));
    return [...new Set([...runs, ...words.filter((word) => !runs.some((run) => run.includes(word)))])];
  }

  // What is looked for: in other scripts a word is what stands between blanks.
  const parts = (query) => [...plain(query).replace(RUN, " ").match(/[^\s가-힣]+/g) || [], ...needed(query)];

  // What the index is asked: it has each two neighbouring letters of these scripts as a word. Marks, as vowels and
  // tones are in Thai, belong to the letter before them.
  const PAIRED = new RegExp(`^[${UNDIVIDED}가-힣]+$`);
  function pairs(word) {
    const letters = PAIRED.test(word) ? word.match(/.\p{M}*/gu) : [];
    return letters.length > 2 ? letters.slice(1).map((letter, at) => letters[at] + letter) : [word];
  }

  // Korean compounds are written with blanks or without: 활성화함수 finds 활성화 함수.
  const loosely = (word) => new RegExp([...word].map((letter) => letter.replace(/[.*+?^${}()|[\]\\]/, "\\$&"))
    .join(/^[가-힣]+$/.test(word) ? "\\s?" : ""));
  const has = (text, word) => text.includes(word) || /^[가-힣]+$/.test(word) && loosely(word).test(text);

  // What is marked: each word as it stands in the text, or the longest beginning of it, for an index knows stems.
  function marksIn(text, query) {
    const words = [query, ...query.split(" "), ...needed(query)].map(plain);
    const marks = words.map((word) => {
      const least = /^[a-z]+$/.test(word) ? Math.max(3, Math.ceil(word.length * 0.6)) : word.length;
      for (let end = word.length; end >= least; end -= 1) if (text.includes(word.slice(0, end))) return word.slice(0, end);
      return has(text, word) ? text.match(loosely(word))[0] : "";
    });
    return [...new Set(marks.filter(Boolean))];
  }

  // --- sections ----------------------------------------------------------------------------------------------------

  function loadScript(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src: address, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  }

  // One hit: [address, title, [[framework, text], …]].
  async function fromPagefind() {
    const [base, ...others] = tabbook.index.bundles.map((bundle) => new URL(bundle, first).href);
    const { createInstance } = await import(new URL("pagefind.js", base));
    // Pagefind would divide the pairs of what is asked once more.
    const options = { metaCacheTag: "", ...(/^(ja|th|zh)/.test(root.lang) && { language: "unknown" }) };
    const engine = createInstance({ basePath: base, noWorker: true, ...options });
    await engine.init();
    await Promise.all(others.map((other) => engine.mergeIndex(other, options)));
    return async (query) => {
      const found = await engine.search(parts(query).flatMap(pairs).join(" ") || query);
      const records = await Promise.all(found.results.slice(0, 2 * SHOWN).map((result) => result.data()));
      return records.map(({ raw_url: address, content, meta }) => {
        const [shown] = content.split("␟");
        const runs = [...shown.matchAll(/⟦([^⟧]*)⟧([^⟦]*)/g)].map(([, framework, text]) => [framework, text.trim()]);
        return [address, meta.title, runs];
      });
    };
  }

  async function fromSections() {
    if (!tabbook.sections) await loadScript(new URL(tabbook.index.sections, first));
    const all = tabbook.sections.map((hit) => [hit, plain(hit[1]), plain(hit[2].map(([, text]) => text).join(" "))]);
    return async (query) => {
      const words = parts(query);
      const having = all.filter(([, title, text]) => words.every((word) => has(title, word) || has(text, word)));
      const count = ([, title, text]) => words.reduce((sum, word) =>
        sum + text.split(word).length - 1 + (title.includes(word) ? 10 : 0), 0);
      return having.sort((one, other) => count(other) - count(one)).map(([hit]) => hit);
    };
  }

  let engine = null;
  async function open() {
    await loadScript(first);
    return location.protocol === "file:" || !tabbook.index.bundles.length ? fromSections() : fromPagefind();
  }

  // The run to show: the one with most of what was looked for. Text that all readers see goes before a framework's.
  function view([address, title, runs], query) {
    const text = plain([title, ...runs.map(([, part]) => part)].join(" "));
    if (!needed(query).every((word) => has(text, word))) return null;
    const scored = runs.map(([framework, part]) => ({ framework, part, marks: marksIn(plain(part), query) }));
    const most = Math.max(0, ...scored.map(({ marks }) => marks.length));
    const best = most ? scored.filter(({ marks }) => marks.length === most) : scored.slice(0, 1);
    const names = [...new Set(best.map(({ framework }) => framework))];
    const every = new Set(runs.map(([framework]) => framework).filter(Boolean));
    const inAll = names.includes("") || !most || names.length === every.size && every.size > 1;
    const own = best.find(({ framework }) => framework === root.dataset.wanted) || best[0];
    const chosen = best.find(({ framework }) => !framework) || own || { framework: "", part: "", marks: [] };
    const [wanted, named] = [plain(query), plain(title)];
    const signs = [text.includes(wanted), named.includes(wanted), named.replace(/^[\d.]+ /, "") === wanted];
    const where = { framework: inAll ? "" : chosen.framework, frameworks: inAll ? [] : names };
    return { address, title, ...chosen, ...where, rank: signs.filter(Boolean).length };
  }

  // --- dialog ------------------------------------------------------------------------------------------------------

  function element(name, className, ...children) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...children);
    return made;
  }

  // `text` with its marks, as nodes: never as HTML.
  function marked(text, marks) {
    if (!marks.length) return [text];
    const pattern = new RegExp(marks.map((mark) => mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "gi");
    const parts = [];
    let last = 0;
    for (const match of text.matchAll(pattern)) {
      parts.push(text.slice(last, match.index), element("mark", "", match[0]));
      last = match.index + match[0].length;
    }
    return [...parts, text.slice(last)];
  }

  function excerpt({ part, marks }) {
    const at = Math.max(0, plain(part).indexOf(marks[0] || ""));
    let start = Math.max(0, at - 50);
    if (start && part.slice(start, at).includes(" ")) start = part.indexOf(" ", start) + 1;
    let end = Math.min(part.length, start + AROUND);
    if (end < part.length && part.slice(at, end).includes(" ")) end = part.lastIndexOf(" ", end);
    return (start ? "…" : "") + part.slice(start, end) + (end < part.length ? "…" : "");
  }

  function option(hit, index) {
    const framework = hit.framework || root.dataset.wanted || tabbook.unasked;
    const address = new URL(hit.address, first);
    if (framework) address.searchParams.set("framework", framework);
    const page = tabbook.index.pages[hit.address.split("#")[0]] || "";
    const marks = marksIn(plain(hit.title), cleaned(field.value));
    const link = element("a", "hit", element("strong", "", ...marked(hit.title || page, marks)));
    if (hit.title && page !== hit.title) link.append(element("small", "page", page));
    for (const name of hit.frameworks) {
      const label = element("small", "found-in", tabbook.index.labels[name] || name);
      label.dataset.framework = name;
      link.append(label);
    }
    if (hit.part) link.append(element("span", "excerpt", ...marked(excerpt(hit), hit.marks)));
    Object.assign(link, { id: "hit-" + index, href: address.href, tabIndex: -1 });
    link.setAttribute("role", "option");
    link.toggleAttribute("data-unasked", !hit.framework && !root.dataset.wanted);
    link.addEventListener("click", () => dialog.close());
    return link;
  }

  function say(words, count) {
    told.textContent = dialog.dataset[words].replace("{}", count);
  }

  function select(link) {
    for (const other of list.children) other.setAttribute("aria-selected", String(other === link));
    if (link) field.setAttribute("aria-activedescendant", link.id);
    else field.removeAttribute("aria-activedescendant");
    if (link) link.scrollIntoView({ block: "nearest" });
  }

  function show(hits, query) {
    list.replaceChildren(...hits.slice(0, SHOWN).map(option));
    list.scrollTop = 0;
    list.removeAttribute("aria-busy");
    field.setAttribute("aria-expanded", String(hits.length > 0));
    select(hits.length ? list.firstElementChild : null);
    if (!query) told.textContent = "";
    else if (!hits.length) say("none");
    else if (hits.length > SHOWN) say("more", SHOWN);
    else say(hits.length === 1 ? "one" : "many", hits.length);
  }

  async function having(search, query) {
    const hits = (await search(query)).map((hit) => view(hit, query)).filter(Boolean);
    return hits.sort((one, other) => other.rank - one.rank);
  }

  // Where no section has all words: those with as many as can be, of which the rarest tell most.
  async function havingSome(search, query) {
    let best = [];
    const words = query.split(" ");
    if (words.length === 1) return best;
    const counts = await Promise.all(words.map(async (word) => (await having(search, word)).length));
    const rarest = [...words.keys()].filter((index) => counts[index]).sort((one, other) => counts[one] - counts[other]);
    const kept = new Set();
    for (const index of rarest) {
      const found = await having(search, words.filter((_, at) => kept.has(at) || at === index).join(" "));
      if (!found.length) continue;
      kept.add(index);
      best = found;
    }
    return best;
  }

  let asked = 0;
  async function find() {
    asked += 1;
    const mine = asked;
    const query = cleaned(field.value);
    if (!query) return show([], "");
    try {
      engine = engine || open();
      const whole = await having(await engine, query);
      const hits = whole.length ? whole : await havingSome(await engine, query);
      if (mine === asked) show(hits, query);
      if (mine === asked && hits.length && !whole.length) say("some", Math.min(hits.length, SHOWN));
    } catch {
      engine = null;
      if (mine === asked) { show([], ""); say("failed"); }
    }
    return undefined;
  }

  let waiting = 0;
  field.addEventListener("input", () => {
    list.setAttribute("aria-busy", "true");
    clearTimeout(waiting);
    waiting = setTimeout(find, 80);
  });
  field.addEventListener("keydown", (event) => {
    const links = [...list.children];
    const index = links.findIndex((link) => link.getAttribute("aria-selected") === "true");
    if (event.isComposing || !links.length || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") links[Math.max(0, index)].click();
    else if (event.key === "ArrowDown") select(links[(index + 1) % links.length]);
    else if (event.key === "ArrowUp") select(links[(index + links.length - 1) % links.length]);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  function begin() {
    if (dialog.open) return;
    dialog.showModal();
    field.select();
    engine = engine || open();
    engine.catch(() => { engine = null; say("failed"); });
    // What was found before leads to the framework that was chosen then.
    if (field.value) find();
  }
  button.addEventListener("click", begin);
  document.addEventListener("keydown", (event) => {
    const isWriting = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || isWriting || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    begin();
  });
})();

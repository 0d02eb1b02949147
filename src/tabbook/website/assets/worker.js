// Keeps the site for readers without a network. `SITE`, written above by the builder, lists every file with a digest of
// its content, by language ("" for those all pages load), and has a version made of these: another site, another worker.
(() => {
  "use strict";
  // Other sites may lie in other folders of the same host.
  const PREFIX = `tabbook ${registration.scope} `;
  const NAME = PREFIX + SITE.version;
  const known = new Set(Object.values(SITE.files).flatMap(Object.keys));
  const isAsset = (path) => path.startsWith("assets/");
  const addressOf = (path) => new URL(path.split("/").map(encodeURIComponent).join("/"), registration.scope).href;

  // The file that an address shows, whatever framework it asks for; a host may leave out `index.html` and `.html`.
  function fileOf(address) {
    const [bare] = address.split(/[?#]/);
    if (!bare.startsWith(registration.scope)) return undefined;
    const path = decodeURIComponent(bare.slice(registration.scope.length));
    return [path, path + (path && !path.endsWith("/") ? "/" : "") + "index.html", path + ".html"]
      .find((name) => known.has(name));
  }

  const languageOf = (address) => (fileOf(address) || "").split("/")[0];
  const oldCaches = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);

  async function digestOf(content) {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
    return [...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // A file that did not change is taken over from the version before.
  async function load(path, digest) {
    for (const name of await oldCaches()) {
      const old = await (await caches.open(name)).match(addressOf(path));
      if (old && old.headers.get("content-digest") === digest) return old;
    }
    const response = await fetch(addressOf(path), { cache: "no-cache" });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    // A response of our own: one that came by another address could not be shown under this one. A host may have
    // changed the content, and so the digest is of what came.
    const content = await response.arrayBuffer();
    const headers = { "content-type": response.headers.get("content-type") || "", "content-digest": await digestOf(content) };
    return new Response(content, { headers });
  }

  async function fill(language) {
    const cache = await caches.open(NAME);
    const waiting = Object.entries(SITE.files[language] || {});
    async function work() {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [path, digest] = next;
        if (!(await cache.match(addressOf(path)))) await cache.put(addressOf(path), await load(path, digest));
      }
    }
    // All have ended before one is heard to have failed: none writes to what is thrown away then.
    const ends = await Promise.allSettled(Array.from({ length: 6 }, work));
    for (const { reason } of ends) if (reason) throw reason;
  }

  // The languages that the version before had, and those being read.
  async function wanted() {
    const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
    const found = new Set(pages.map((page) => languageOf(page.url)));
    for (const name of await oldCaches()) {
      for (const request of await (await caches.open(name)).keys()) found.add(languageOf(request.url));
    }
    return Object.keys(SITE.files).filter((language) => language && found.has(language));
  }

  // Whole, or not at all: a file that does not come leaves the version before in its place.
  async function install() {
    try {
      for (const language of ["", ...(await wanted())]) await fill(language);
    } catch (error) {
      await caches.delete(NAME);
      throw error;
    }
    await skipWaiting();
  }

  async function activate() {
    for (const name of await oldCaches()) await caches.delete(name);
    await clients.claim();
  }

  // Pages come from the host while there is one, so that nobody reads yesterday's; what is named by content need not.
  async function answer(request, path) {
    const kept = async () => (await caches.open(NAME)).match(addressOf(path));
    if (isAsset(path)) return (await kept()) || fetch(request);
    try {
      return await fetch(request);
    } catch (error) {
      const page = await kept();
      if (page) return page;
      throw error;
    }
  }

  // A page says that it is there, and hears when its language is. The other languages come after it, unless the reader
  // pays for what is loaded.
  async function keepFor(page) {
    await fill(languageOf(page.url));
    page.postMessage("kept");
    const isDear = navigator.connection && navigator.connection.saveData;
    for (const language of isDear ? [] : Object.keys(SITE.files)) await fill(language);
  }

  self.addEventListener("install", (event) => event.waitUntil(install()));
  self.addEventListener("activate", (event) => event.waitUntil(activate()));
  self.addEventListener("message", (event) => event.waitUntil(keepFor(event.source)));
  self.addEventListener("fetch", (event) => {
    const path = event.request.method === "GET" && fileOf(event.request.url);
    if (path) event.respondWith(answer(event.request, path));
  });
})();

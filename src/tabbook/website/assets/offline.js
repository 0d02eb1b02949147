// Lets the site be read without a network, once visited: the worker keeps it, the foot of the page says when it has.
(() => {
  "use strict";
  const { root } = tabbook;
  // The zip is not in the zip.
  if (location.protocol === "file:") for (const link of document.querySelectorAll(".zip")) link.hidden = true;
  if (!root.dataset.worker || !navigator.serviceWorker) return;
  const address = new URL(root.dataset.worker, location.href);

  // A preview changes under the reader's eyes: what a site on the same port left must not answer for it.
  async function leave() {
    for (const registration of await navigator.serviceWorker.getRegistrations()) {
      if (registration.scope === new URL(".", address).href) await registration.unregister();
    }
  }

  async function keep() {
    try {
      await navigator.serviceWorker.register(address);
      const { active } = await navigator.serviceWorker.ready;
      active.postMessage("reading");
    } catch { /* A reader may forbid it: the site then needs its host. */ }
  }

  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    const told = document.querySelector(".kept");
    if (data === "kept" && told) told.dataset.kept = "";
  });
  if ("preview" in root.dataset) leave();
  // First the page: who only passes by loads nothing more.
  else window.addEventListener("load", () => setTimeout(keep, 1500));
})();

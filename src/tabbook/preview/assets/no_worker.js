// In place of the site's service worker: goes away at once, so that the preview shows what was saved last.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.registration.unregister()));

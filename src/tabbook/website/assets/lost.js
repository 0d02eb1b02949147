// A host shows this page at whatever address was asked for: the reader's language comes first, and the links are led
// to the folder above that holds the book.
(async () => {
  "use strict";
  const entries = [...document.querySelectorAll("li")];
  const tongue = (name) => name.split("-")[0].toLowerCase();
  const here = location.pathname.split("/");
  const asked = [...here, ...navigator.languages].map(tongue);
  const own = asked.map((name) => entries.find((entry) => tongue(entry.lang) === name)).find(Boolean);
  if (own) own.parentElement.prepend(own);
  if (!location.protocol.startsWith("http")) return;

  const links = [...document.querySelectorAll("a[data-address]")];
  for (let depth = here.length - 1; depth > 0; depth--) {
    const folder = here.slice(0, depth).join("/") + "/";
    const found = await fetch(folder + links[0].dataset.address, { method: "HEAD" }).then((answer) => answer.ok, () => false);
    if (!found) continue;
    for (const link of links) link.setAttribute("href", folder + link.dataset.address);
    return;
  }
})();

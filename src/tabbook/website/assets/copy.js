// On each piece of code a link to it and a button that copies the code and nothing else; boxes that scroll can be
// reached by keyboard.
(() => {
  "use strict";
  const { copy, copied, cellLink } = document.body.dataset;

  // For addresses where the browser has no clipboard, such as a host without encryption.
  function copyByHand(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "offscreen";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  async function write(text) {
    try { await navigator.clipboard.writeText(text); } catch { copyByHand(text); }
  }

  for (const listing of document.querySelectorAll(".listing")) {
    const tools = document.createElement("div");
    const button = document.createElement("button");
    tools.className = "on-code";
    if (listing.parentElement.matches(".cell[id]")) {
      const link = document.createElement("a");
      link.className = "cell-link";
      link.href = `#${listing.parentElement.id}`;
      link.setAttribute("aria-label", cellLink);
      link.textContent = "#";
      tools.append(link);
    }
    button.type = "button";
    button.setAttribute("aria-live", "polite");
    button.className = "copy";
    button.textContent = copy;
    button.addEventListener("click", async () => {
      await write(listing.querySelector("code").textContent);
      button.textContent = copied;
      setTimeout(() => { button.textContent = copy; }, 1600);
    });
    tools.append(button);
    listing.append(tools);
  }

  function reach() {
    for (const box of document.querySelectorAll(":is(pre, .scroll, .wide):not([hidden] *)")) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }
  document.addEventListener("framework", reach);
  window.addEventListener("resize", reach);
  reach();
})();

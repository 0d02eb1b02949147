// A button on each piece of code that copies the code and nothing else; boxes that scroll can be reached by keyboard.
(() => {
  "use strict";
  const { copy, copied } = document.body.dataset;

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
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = copy;
    button.addEventListener("click", async () => {
      await write(listing.querySelector("code").textContent);
      button.textContent = copied;
      setTimeout(() => { button.textContent = copy; }, 1600);
    });
    listing.append(button);
  }

  function reach() {
    for (const box of document.querySelectorAll(":is(pre, .scroll, .wide):not([hidden] *)")) {
      const isTall = box.scrollHeight > box.clientHeight + 1;
      box.classList.toggle("tall", isTall);
      if (isTall || box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }
  document.addEventListener("framework", reach);
  window.addEventListener("resize", reach);
  reach();
})();

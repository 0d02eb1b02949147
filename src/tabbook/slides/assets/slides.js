// The slides of a page: shown by reveal.js, or all below each other where the address says `?print-pdf`.
"use strict";
(() => {
  const root = document.documentElement, told = root.dataset;
  const sections = [...document.querySelectorAll(".slides > section")];
  let speaker = null;

  // What is still higher than its slide is set smaller; last it scrolls.
  const fit = () => {
    root.classList.add("measuring");
    for (const section of sections) {
      const parts = section.querySelector(".parts");
      if (!parts) continue;
      const isHigh = () => parts.scrollHeight > parts.clientHeight + 1;
      let scale = parseFloat(getComputedStyle(section).getPropertyValue("--scale"));
      while (isHigh() && scale > 0.55) section.style.setProperty("--scale", (scale -= 0.05).toFixed(2));
      parts.classList.toggle("scrolls", isHigh());
      if (isHigh()) parts.tabIndex = 0;
    }
    root.classList.remove("measuring");
  };

  const tell = () => {
    if (!speaker || speaker.closed) return;
    const index = Reveal.getIndices().h;
    const notes = sections[index].querySelector(".notes");
    const shown = { slide: index, count: sections.length, notes: notes ? notes.innerHTML : "", lang: root.lang };
    speaker.postMessage({ slides: shown, address: location.href.split("#")[0].split("?")[0] }, "*");
  };

  const openSpeaker = () => {
    speaker = window.open(told.speaker, "tabbook-speaker", "width=1180,height=760");
    if (!speaker) alert(told.speakerRefused);
  };

  const switchColours = () => {
    const isDark = told.theme ? told.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    told.theme = isDark ? "light" : "dark";
  };

  const begin = () => {
    fit();
    if (/[?&]print-pdf\b/.test(location.search)) {
      document.getElementById("paper").media = "all";
      return;
    }
    const isSeen = /[?&]seen\b/.test(location.search);
    const options = { width: 1280, height: 720, margin: 0, minScale: 0.1, maxScale: 4, center: false, display: "flex",
      transition: "none", backgroundTransition: "none", autoAnimate: false, scrollActivationWidth: 0, help: false,
      hash: !isSeen, history: false, controls: !isSeen, controlsTutorial: false, controlsLayout: "edges",
      progress: !isSeen, keyboard: isSeen ? false : { 83: openSpeaker, 84: switchColours } };
    Reveal.initialize(options).then(() => {
      for (const [name, word] of [["left", told.previousSlide], ["right", told.nextSlide]]) {
        document.querySelector(`.navigate-${name}`)?.setAttribute("aria-label", word);
      }
      Reveal.on("slidechanged", tell);
      root.dataset.ready = "";
      if (isSeen) parent.postMessage({ ready: true }, "*");
    });
  };

  // The speaker's window asks where we are, and says where to go.
  addEventListener("message", event => {
    if (!event.data || event.data.speaker === undefined) return;
    if (event.data.speaker === "hello") return tell();
    if (event.data.speaker === "next") return Reveal.next();
    if (event.data.speaker === "previous") return Reveal.prev();
    if (Number.isInteger(event.data.speaker)) Reveal.slide(event.data.speaker);
  });
  document.fonts.ready.then(begin);
})();

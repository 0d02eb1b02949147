// The speaker's window: what the slides' own window says it shows, the slide after it, the notes, and the time.
"use strict";
(() => {
  const find = name => document.getElementById(name);
  const started = Date.now();
  let shown = null;

  const show = frame => {
    const wanted = frame.id === "now" ? shown.slide : Math.min(shown.slide + 1, shown.count - 1);
    frame.contentWindow.postMessage({ speaker: wanted }, "*");
  };

  const tick = () => {
    const seconds = Math.floor((Date.now() - started) / 1000), two = number => String(number).padStart(2, "0");
    find("elapsed").textContent =
      `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    find("clock").textContent =
      new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  };

  addEventListener("message", event => {
    if (event.data && event.data.ready !== undefined && shown) {
      for (const frame of [find("now"), find("following")]) if (frame.contentWindow === event.source) show(frame);
    }
    if (!event.data || !event.data.slides || event.source !== window.opener) return;
    shown = event.data.slides;
    find("place").textContent = `${shown.slide + 1} / ${shown.count}`;
    find("notes").innerHTML = shown.notes;
    find("notes").lang = shown.lang;
    find("notes").parentElement.scrollTop = 0;
    find("following").classList.toggle("over", shown.slide + 1 >= shown.count);
    for (const frame of [find("now"), find("following")]) {
      if (frame.src) show(frame);
      else frame.src = `${event.data.address}?seen`;
    }
  });

  const KEYS = { ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", n: "next", ArrowLeft: "previous",
    ArrowUp: "previous", PageUp: "previous", p: "previous" };
  addEventListener("keydown", event => {
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    window.opener?.postMessage({ speaker: KEYS[event.key] }, "*");
  });

  tick();
  setInterval(tick, 1000);
  window.opener?.postMessage({ speaker: "hello" }, "*");
})();

// Runs in the head: a page with formulas is painted when their font is there, so that no line of text moves for it.
// A slow host is not waited for.
(() => {
  "use strict";
  const root = document.documentElement;
  if (!("maths" in root.dataset) || !document.fonts) return;
  const PATIENCE = 400;
  const paint = () => { delete root.dataset.maths; };
  document.fonts.load('1em "Book Math"').then(paint, paint);
  setTimeout(paint, PATIENCE);
  root.dataset.maths = "awaited";
})();

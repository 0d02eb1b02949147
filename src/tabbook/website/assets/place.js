// The line being read, kept where it is on the screen while panels above and below it change.
Object.assign(tabbook, (() => {
  "use strict";
  let room = null;

  // What is being read: the block that begins in the upper half of the screen, else the one that fills it; or, in a
  // panel, the part of the shown panel at the same position.
  function beingRead(before) {
    const panel = before && before.closest(".panel[hidden]");
    if (panel) {
      const now = panel.parentElement.querySelector(":scope > .panel:not([hidden])");
      const position = [...panel.children].indexOf(before);
      return now.children[Math.min(position, now.children.length - 1)];
    }
    if (before) return before;
    const header = document.querySelector(".top");
    const line = (getComputedStyle(header).position === "sticky" ? header.getBoundingClientRect().bottom : 0) + 8;
    const blocks = document.querySelectorAll("article > :not(.group, .original-control), .group > .tabs, .panel:not([hidden]) > *");
    const seen = [...blocks].filter((block) => block.getClientRects().length && block.getBoundingClientRect().bottom > line);
    const begins = ({ top }) => top >= line - 8 && top < window.innerHeight / 2;
    return seen.find((block) => begins(block.getBoundingClientRect())) || seen[0];
  }

  // Where the page ends before the line is back in its place, the page gets room: below its text, or above the line.
  function makeRoom(element, missing) {
    const [holder, side] = missing > 0
      ? [document.body, "paddingBottom"]
      : [element.closest("article > *") || element, "paddingTop"];
    room = { holder, side };
    holder.style[side] = `${parseFloat(getComputedStyle(holder)[side]) + Math.abs(missing)}px`;
  }

  function dropRoom() {
    if (room) room.holder.style[room.side] = "";
    room = null;
  }

  // Runs `change`, then scrolls so that what `find` gives afterwards stands where what it gave before stood.
  function keepPlace(find, change) {
    const before = find();
    const top = before ? before.getBoundingClientRect().top : 0;
    dropRoom();
    change();
    const after = before && find(before);
    if (!after) return;
    const scroll = () => {
      window.scrollBy({ top: after.getBoundingClientRect().top - top, behavior: "instant" });
      return after.getBoundingClientRect().top - top;
    };
    const missing = scroll();
    if (Math.abs(missing) < 1) return;
    makeRoom(after, missing);
    scroll();
  }

  return { beingRead, keepPlace };
})());

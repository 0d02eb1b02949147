"""A deck in a browser, what does not stay on its slides out."""

from __future__ import annotations

from playwright.sync_api import Page

OVERFLOWING = """() => [...document.querySelectorAll(".slides > section")].flatMap((slide, index) => {
    const room = slide.getBoundingClientRect();
    const found = [...slide.querySelectorAll("*")].filter(part => !part.closest("aside")).filter(part => {
        const box = part.getBoundingClientRect();
        const isOut = box.left < room.left + 60 || box.right > room.right - 60 || box.bottom > room.bottom - 15;
        return (box.width && isOut) || part.scrollWidth > part.clientWidth + 1 && part.clientWidth
            || part.matches(".parts") && part.scrollHeight > part.clientHeight + 1;
    });
    return found.map(part => `slide ${index + 1}: ${part.tagName}.${part.className}`);
})"""
"""What leaves its slide on any side, or does not hold what is in it."""


def to_print(page: Page, address: str) -> None:
    """All slides of a page below each other, as on paper."""
    page.goto(f"{address}?print-pdf")
    page.locator("#paper[media=all]").wait_for(state="attached")

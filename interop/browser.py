"""A headless Chromium, and what it says of a page of HTML."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ["chromium", "chromium-browser", "google-chrome"]
CHROMIUM = next((found for name in _NAMES if (found := shutil.which(name))), None)
"""The browser, if one is installed."""

OVERFLOWING = """() => {
  const width = document.documentElement.clientWidth;
  const all = [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') && !e.closest('.hidden, .skip'));
  const wide = all.filter(e => e.getBoundingClientRect().right > width + 1).map(e => e.outerHTML.slice(0, 80));
  return document.documentElement.scrollWidth > width ? ['the page', ...wide] : wide;
}"""
"""What reaches over the right edge; parts that scroll by themselves are left out."""

FAINT = """() => {
  const luminance = ([r, g, b]) => {
    const part = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const colour = text => text.match(/[\\d.]+/g).map(Number);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const found = colour(getComputedStyle(e).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.closest('.hidden, .skip, style') || !e.checkVisibility()) continue;
    const style = getComputedStyle(e);
    const [one, other] = [luminance(colour(style.color)), luminance(behind(e))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const large = parseFloat(style.fontSize) >= 24;
    if (contrast < (large ? 3 : 4.5)) faint.push(`${contrast.toFixed(2)}: ${walker.currentNode.data.trim().slice(0, 40)}`);
  }
  return faint;
}"""
"""Texts with less contrast than WCAG asks for at level AA."""


LIGHT_ON_WHITE = """() => {
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const isLight = ([r, g, b]) => r + g + b > 3 * 160;
  const isPainted = e => { const c = channels(getComputedStyle(e).backgroundColor); return c.length === 3 || c[3] === 1; };
  const all = [...document.querySelectorAll('body, body *')].filter(e => !e.closest('.hidden, .skip, svg, style'));
  const text = e => [...e.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  const light = all.filter(e => text(e) && isLight(channels(getComputedStyle(e).color)) && !isPainted(e));
  return light.map(e => e.outerHTML.slice(0, 80));
}"""
"""Texts in a light colour with nothing of their own behind them but the paper."""


@dataclass
class Visit:
    """An open page, what it logged and what it asked the network for."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def evaluate(self, script: str) -> Any:
        """What a script says in the page, which has none of its own."""
        return self.page.evaluate(script)


@contextmanager
def running() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        # Root, who runs containers, has no sandbox.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def visit(browser: Browser, file: Path, width: int, scheme: Any) -> Iterator[Visit]:
    """A file in a window of a width, by day (`light`) or night (`dark`)."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    visit = Visit(context.new_page())
    visit.page.on("console", lambda message: visit.messages.append(message.text))
    visit.page.on("pageerror", lambda error: visit.messages.append(str(error)))
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.goto(file.as_uri())
    yield visit
    context.close()

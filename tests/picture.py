"""Draws the picture of the page that stands in the README, docs/page.png, from seeds/ as they are audited now.

python -m tests.picture    # wants Playwright and the system's Chromium; then look at it
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "page.png"
OUTLET = "Meridian Foreign Desk"  # whose article is shown, with the card of its fourth claim
FOURTH = 3
COLOURS = 128


def main() -> None:
    """Audits seeds/, opens the page of it, and puts the picture in its place."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    import audit

    articles = audit.read_articles(ROOT / "seeds")
    made = audit.audit_articles(articles, origin="NBC News")
    shown = next(article for article in made.articles if article.outlet == OUTLET)
    number = made.claims.index(shown.claims[FOURTH]) + 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder) / "page.html"
        path.write_text(made.page(articles), encoding="utf-8")
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1180, "height": 760})
        page.goto(path.as_uri())
        page.locator(f"#c{number}").focus()
        page.evaluate("document.activeElement.closest('.text').scrollIntoView()")
        page.wait_for_timeout(300)
        page.screenshot(path=PICTURE)
        browser.close()
    with Image.open(PICTURE) as drawn:
        few = drawn.convert("RGB").quantize(COLOURS)  # a third of the bytes, and no difference to the eye
    few.save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()

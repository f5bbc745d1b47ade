"""The page in a real browser: nothing is said on the console, every claim stands at its words, filters, links and
keyboard work, nobody is shut out, texts stay texts, a hundred articles are quick, and nothing overlaps on paper.

The browser is the system's Chromium, driven by Playwright; where there is none, these tests are skipped and say so.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pages import LEXICON, hostile, story

from audit.model import Article
from audit.record.result import Audit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from audit.parse import Parser

ROOT = Path(__file__).resolve().parents[1]
FLAGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync""".split()
# The text that a number marks ("c" a claim, "s" a source), and all blocks of an article without the marks in them.
MARKED = """([name, n]) => [...document.querySelectorAll(`[data-${name}~="${n}"]`)].map(e => e.textContent).join("")"""
OVERLAPS = """selector => {
  const all = [...document.querySelectorAll(selector)].map(e => [e, e.getBoundingClientRect()]);
  const boxes = all.filter(([e, b]) => b.width && b.height && e.checkVisibility()).sort((a, b) => a[1].top - b[1].top);
  const found = [];
  boxes.forEach(([one, a], i) => {
    for (const [two, b] of boxes.slice(i + 1)) {
      if (b.top >= a.bottom - 1) break;
      if (one.contains(two) || two.contains(one)) continue;
      if (a.left >= b.right - 1 || b.left >= a.right - 1) continue;
      found.push([one, two].map(e => e.className + e.textContent.slice(0, 30)));
    }
  });
  return found; }"""
PARTS = (
    ".note, .b, table, h2, h3, .leanings li, .pair, .criteria li, .legend li, .about, #filters, svg, details > summary"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Chromium with an empty profile, in which one page after the other is opened."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: pip install -e '.[dev]'"
    )
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("there is no Chromium here (apt-get install chromium), so the page is not tried in a browser")
    with playwright.sync_playwright() as driver:
        profile = tmp_path_factory.mktemp("profile")
        held = driver.chromium.launch_persistent_context(profile, executable_path=found, args=FLAGS, headless=True)
        yield held
        held.close()


class Opened:
    """A page in the browser, what its console said, and what it asked of the network."""

    def __init__(self, browser: Any, path: Path) -> None:
        self.page: Page = browser.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def marked(self, name: str, number: int) -> str:
        """The words on the page that a number marks."""
        return str(self.page.evaluate(MARKED, [name, number]))


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens the page of an audit; closes it after the test, and sees that its console stayed silent."""
    pages: list[Opened] = []

    def open_(audit: Audit, articles: list[Article]) -> Opened:
        path = tmp_path / f"{len(pages)}.html"
        path.write_text(audit.page(articles, LEXICON), encoding="utf-8")
        pages.append(Opened(browser, path))
        return pages[-1]

    yield open_
    for one in pages:
        one.page.close()
        assert one.said == []
        assert [url for url in one.asked if not url.startswith("file:")] == []


@pytest.fixture(scope="module")
def own_five(parser: Parser) -> tuple[Audit, list[Article]]:
    """The audit of the five articles of seeds/, by rules and lexicon alone."""
    from audit.pipeline import audit_articles
    from audit.read import read_articles

    articles = list(read_articles(ROOT / "seeds"))
    return audit_articles(articles, origin="NBC News", parser=parser, rules_only=True), articles


def test_every_claim_of_the_json_stands_on_the_page_at_its_words(own_five: Any, opened: Any) -> None:
    audit, articles = own_five
    shown, texts = opened(audit, articles), {article.id: article.text for article in articles}
    plain = json.loads(json.dumps(audit.to_dict()))
    assert len(plain["claims"]) > 80
    for number, claim in enumerate(plain["claims"], start=1):
        text = texts[claim["article"]]
        assert shown.marked("c", number) == "".join(text[start:end] for start, end in claim["spans"])
        if claim["source"]:
            assert shown.marked("s", number) == "".join(text[a:b] for a, b in claim["source"]["spans"])
        mark = shown.page.locator(f"#c{number}")
        assert mark.get_attribute("aria-label").startswith(f"claim {number}: {claim['kind']}, {claim['trace']}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(opened: Any, scheme: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed: pip install -e '.[dev]'")
    shown = opened(*story(3))
    shown.page.emulate_media(color_scheme=scheme)
    shown.page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
    shown.page.locator("#c1").focus()
    shown.page.evaluate(
        "for (const e of document.querySelectorAll('article, section')) e.style.contentVisibility = 'visible'"
    )
    shown.page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = shown.page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)")
    grave = [
        (one["id"], one["help"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert grave == []


@pytest.mark.parametrize(("width", "medium"), [(1280, "screen"), (700, "screen"), (390, "screen"), (720, "print")])
def test_nothing_overlaps_and_nothing_sticks_out(own_five: Any, opened: Any, width: int, medium: Any) -> None:
    shown = opened(*own_five)
    shown.page.set_viewport_size({"width": width, "height": 900})
    shown.page.emulate_media(media=medium)
    shown.page.evaluate(
        "for (const e of document.querySelectorAll('article, section')) e.style.contentVisibility = 'visible'"
    )
    assert shown.page.evaluate(OVERLAPS, PARTS) == []
    assert shown.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.fixture(scope="module")
def paper(browser: Any, own_five: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of seeds/ as a browser prints it."""
    audit, articles = own_five
    path = tmp_path_factory.mktemp("paper") / "page.html"
    path.write_text(audit.page(articles, LEXICON), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    page.pdf(path=path.with_suffix(".pdf"), format="A4")
    page.emulate_media(media="print")
    assert not page.locator("#filters").is_visible()
    assert page.locator("aside.note").first.is_visible()
    page.close()
    return path.with_suffix(".pdf")


def read_off(paper: Path, *flags: str) -> str:
    """What pdftotext reads off a printed page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext here (apt-get install poppler-utils), so what is printed is not read")
    command = ["pdftotext", *flags, str(paper), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()


def test_on_paper_every_claim_can_be_read(own_five: Any, paper: Path) -> None:
    def bare(text: str) -> str:
        """The text without spaces and hyphens, which are set anew on paper, and without the marks before claims."""
        return re.sub(r"[NAS–][●◐○◇·]|[\s\u00ad-]", "", text)

    audit, articles = own_five
    texts = {article.id: article.text for article in articles}
    pages = [bare(page) for page in read_off(paper, "-raw").split("\f")]
    printed = "".join(pages)

    def stands(words: str) -> bool:
        """Whether the words stand on a page, or begin at the end of one and go on with the next, beside its notes."""
        return words in printed or any(
            words[:cut] in one and words[cut:] in two for one, two in pairwise(pages) for cut in range(1, len(words))
        )

    said = {claim.id: [bare(span.of(texts[claim.article])) for span in claim.spans] for claim in audit.claims}
    assert [id for id, parts in said.items() if not all(map(stands, parts))] == []
    for finding in audit.findings:
        assert all(bare(word) in printed for word in finding.reason.split())


def test_on_paper_no_word_lies_on_another(paper: Path) -> None:
    """Every word's box, as the printed page has it; neighbours may touch by a hair."""
    for page in read_off(paper, "-bbox").split("<page ")[1:]:
        found = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', page)
        boxes = sorted((tuple(map(float, places)), word) for *places, word in found)
        for number, ((left, top, right, bottom), word) in enumerate(boxes):
            for (x, y, x_end, y_end), other in boxes[number + 1 :]:
                if x >= right:
                    break
                wide, high = min(right, x_end) - max(left, x), min(bottom, y_end) - max(top, y)
                least = min((right - left) * (bottom - top), (x_end - x) * (y_end - y))
                assert wide <= 0 or high <= 0 or wide * high < 0.4 * least, (word, other)


def test_the_card_shows_on_hover_and_on_focus_and_lights_what_belongs_to_the_claim(opened: Any) -> None:
    shown = opened(*story(3))
    page, card = shown.page, shown.page.locator("#card")
    assert not card.is_visible()
    page.locator('[data-c~="1"]').last.hover()
    assert "Two harbour engineers → Norvik Post" in card.text_content()
    assert page.locator('.on[data-c~="1"]').count() == page.locator('[data-c~="1"]').count()
    assert page.locator(".on-src").all_text_contents() == ["Two harbour engineers", "the Norvik Post"]
    page.locator("h1").hover()
    assert not card.is_visible()
    page.locator("#c5").focus()
    assert "we will rebuild what we can" in card.text_content()
    page.locator("aside.note").first.hover()
    assert page.locator(".on[data-f]").count() >= 1


def test_of_claims_in_each_other_the_innermost_is_the_one_pointed_at(opened: Any) -> None:
    shown = opened(*story(1))
    shown.page.locator('[data-c="2 3 1"]').first.hover()
    assert shown.page.locator("#card .said b").nth(1).text_content() == "Claim 2"


def test_the_keyboard_goes_from_claim_to_claim_holds_a_card_and_lets_it_go(opened: Any) -> None:
    shown = opened(*story(2))
    page, card = shown.page, shown.page.locator("#card")
    page.locator("#c1").focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "c2"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == "c1"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "card"
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('card').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert page.evaluate("document.activeElement.id") == "c1"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "c2"


def test_filters_keep_the_claims_that_are_asked_for(opened: Any) -> None:
    audit, articles = story(3)
    shown = opened(audit, articles)
    page, count = shown.page, shown.page.locator("#count")

    def kept() -> list[int]:
        return [int(id[1:]) for id in page.locator(".m:not(.off)").evaluate_all("all => all.map(e => e.id)")]

    assert kept() == list(range(1, len(audit.claims) + 1))
    page.locator('[name=kind][value="named"]').uncheck()
    assert kept() == [n for n, c in enumerate(audit.claims, start=1) if c.kind != "named"]
    page.locator('[name=trace][value="untraced"]').uncheck()
    assert kept() == [n for n, c in enumerate(audit.claims, start=1) if c.kind != "named" and c.trace != "untraced"]
    plans = {n for n, c in enumerate(audit.claims, start=1) if c.attitude}
    claims, wishes = [n for n in kept() if n not in plans], [n for n in kept() if n in plans]
    said = f"{len(claims)} of {len(audit.claims) - len(plans)} claims shown"
    assert count.text_content() == f"{said}, and {len(wishes)} of {len(plans)} wishes and plans"
    page.keyboard.press("Tab")
    page.locator("[name=words]").fill("CRANES")
    assert kept() == [n for n, c in enumerate(audit.claims, start=1) if "cranes" in c.text]
    page.locator("[type=reset]").click()
    page.locator(".m.off").first.wait_for(state="detached")
    assert kept() == list(range(1, len(audit.claims) + 1))


def test_a_cell_of_the_matrix_leads_to_its_sentence_and_a_source_opens_its_card(opened: Any) -> None:
    shown = opened(*story(3))
    page = shown.page
    page.locator(".matrix .cell a").nth(1).click()
    page.locator("#c7:focus").wait_for()
    assert page.locator("#c7").evaluate("e => e.getBoundingClientRect().top") < page.viewport_size["height"]
    page.keyboard.press("Enter")
    page.locator("#card dd a").first.click()
    page.locator(".source[open]").wait_for()
    assert "Two harbour engineers" in page.locator(".source[open] summary").text_content()


def test_without_a_script_everything_is_there_to_read(browser: Any, own_five: Any, tmp_path: Path) -> None:
    audit, articles = own_five
    path = tmp_path / "plain.html"
    path.write_text(audit.page(articles, LEXICON).replace("<script>", '<script type="text/plain">'), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    assert not page.locator("#filters").is_visible()
    page.locator("#l1 > summary").click()
    assert page.locator("#d1").is_visible()
    page.locator("#c20").click()
    assert page.locator("#d20").is_visible()  # the browser opens the list that an address lies in
    page.close()


def test_hostile_texts_stay_text(opened: Any) -> None:
    audit, articles = hostile()
    shown = opened(audit, articles)
    for number in range(1, len(audit.claims) + 1):
        shown.page.locator(f"#c{number}").click()
        shown.page.keyboard.press("Escape")
    assert shown.page.evaluate("window.hurt") is None
    assert shown.page.locator("img, main script").count() == 0
    for number, claim in enumerate(audit.claims, start=1):
        assert shown.marked("c", number) == claim.text.replace("\x00", "\ufffd")


def test_a_hundred_articles_are_quick_and_not_heavy(browser: Any, tmp_path: Path) -> None:
    audit, articles = story(100, 32)
    assert sum(len(article.text.split()) for article in articles) > 80_000
    path = tmp_path / "hundred.html"
    made = audit.page(articles, LEXICON)
    assert len(made.encode()) < 10_000_000
    path.write_text(made, encoding="utf-8")
    page = browser.new_page()
    measured = browser.new_cdp_session(page)
    measured.send("Performance.enable", {"timeDomain": "threadTicks"})  # the processor's time: a test machine is busy
    page.goto(path.as_uri())
    page.locator("#c1").focus()
    assert "Claim 1" in page.locator("#card").text_content()
    taken = {one["name"]: one["value"] for one in measured.send("Performance.getMetrics")["metrics"]}["TaskDuration"]
    page.close()
    assert 0 < taken < 3


def test_the_benchmark_of_the_page_measures_it(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "three.html"
    path.write_text(story(3)[0].page(story(3)[1], LEXICON), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.page", "--page", str(path), "--runs", "1", "--limit", "60"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^run 1: \d+\.\d\d s wall clock, \d+\.\d\d s processor time; load", done.stdout, re.MULTILINE)
    heavy = subprocess.run([*command, "--most", "0.001"], capture_output=True, text=True, timeout=120, cwd=ROOT)
    assert heavy.returncode == 1

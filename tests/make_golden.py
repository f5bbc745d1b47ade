"""Writes the brief and every table of a made story, as they are drawn now, to data/golden; then read the diff."""

from __future__ import annotations

from pathlib import Path

import attrs
from pages import story

from audit.record.result import Audit
from audit.report import NAMES
from audit.report.brief import brief_of
from audit.report.screen import on_screen
from audit.trace.across.broke import Broke

FOLDER = Path(__file__).parent / "data" / "golden"
TITLES = {"B1": "Few claims rest on named sources"}


def told() -> Audit:
    """Three articles on one matter, each with its path, of which one gives no credit in its first paragraph."""
    audit, articles = story(3, 5)
    texts = {article.id: article.text for article in articles}
    kept = []
    for number, article in enumerate(audit.articles):
        text, starts = texts[article.id], [0]
        while (end := text.find("\n", starts[-1])) >= 0:
            starts.append(end + 1)
        score = None if article.score is None else article.score - 10 * number
        kept.append(attrs.evolve(article, path=f"news/{article.id}.txt", lines=tuple(starts), score=score))
    broke = Broke("Norvik Post", "credit", "15 claims of 3 articles rest on it; dates do not part them.")
    return attrs.evolve(audit, articles=tuple(kept), broke=broke)


def drawn() -> dict[str, str]:
    """The name of each file, and what is to stand in it."""
    audit = told()
    files = {f"{name}.txt": audit.table(name) + "\n" for name in NAMES}
    files["brief.txt"] = on_screen(brief_of(audit), TITLES)
    files["brief-ascii.txt"] = on_screen(brief_of(audit), TITLES, unicode=False)
    files["brief-colour.txt"] = on_screen(brief_of(audit), TITLES, colour=True)
    return files


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in drawn().items():
        (FOLDER / name).write_text(text, encoding="utf-8")

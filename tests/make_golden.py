"""Writes the brief and every table of a made story, as they are drawn now, to data/golden; then read the diff."""

from __future__ import annotations

from pathlib import Path

import attrs
from pages import LEXICON, story

from audit.model import Deduction
from audit.record.result import Audit
from audit.report import NAMES
from audit.report.brief import brief_of
from audit.report.screen import on_screen
from audit.trace.across.broke import Broke

FOLDER = Path(__file__).parent / "data" / "golden"
CRITERIA = {entry.id: entry for entry in LEXICON.file("criteria")}


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
    files["brief.txt"] = on_screen(brief_of(audit, CRITERIA))
    files["brief-ascii.txt"] = on_screen(brief_of(audit, CRITERIA), unicode=False)
    files["brief-colour.txt"] = on_screen(brief_of(audit, CRITERIA), colour=True)
    files["brief-criteria.txt"] = of_each_criterion()
    return files


def of_each_criterion() -> str:
    """The line of a brief for an article that loses points for one criterion alone, for each of them: at the words of
    an unnamed source, and at a claim that the article makes itself."""
    audit, lines = told(), []
    article = audit.articles[0]
    sources = tuple(span for claim in article.claims[:1] if claim.source for span in claim.source.spans)
    own = next(claim.spans for claim in article.claims if claim.kind == "none")
    for id in CRITERIA:
        for spans in (sources, own):
            lost = attrs.evolve(article, score=95.0, ledger=(Deduction(id, 5.0, "reason", spans),))
            shown = on_screen(brief_of(attrs.evolve(audit, articles=(lost,)), CRITERIA)).split("\n")
            first = next(number for number, line in enumerate(shown) if line.startswith("1. "))
            last = next(number for number, line in enumerate(shown) if line.startswith("Tenths"))
            lines += [f"{id}:", *shown[first:last]]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in drawn().items():
        (FOLDER / name).write_text(text, encoding="utf-8")

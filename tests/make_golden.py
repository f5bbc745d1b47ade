"""Writes the brief and every table of a made story, as they are drawn now, to data/golden; then read the diff."""

from __future__ import annotations

from pathlib import Path

import attrs
from pages import LEXICON, story

from audit.model import Deduction, Evidence, Finding
from audit.record.result import Audit
from audit.report import NAMES
from audit.report.brief import brief_of
from audit.report.rank import TO_ORIGIN
from audit.report.screen import on_screen
from audit.trace.across.broke import Broke, Share

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
        where = {"path": f"news/{article.id}.txt", "lines": tuple(starts)}
        kept.append(attrs.evolve(article, score=score, standing=0.98 - 0.4 * number, **where))
    broke = Broke("Norvik Post", "credit", "15 claims of 3 articles rest on it; dates do not part them.")
    share = Share("Norvik Post", 3, 1, 0, 45, tuple(article.id for article in kept), audit.claims[0].id)
    claim = audit.claims[0]
    found = Finding(
        claim.article, kept[0].ledger[0].criterion, "warning", "Nobody is named.", "Name them.", claim.spans
    )
    return attrs.evolve(audit, articles=tuple(kept), broke=broke, shares=(share,), findings=(*audit.findings, found))


def named() -> Audit:
    """The three articles under longer names, of which the last is the origin's own and the second has no outlet; one
    says of nobody that it has from him what all three tell."""
    audit = told()
    first, second, third = audit.articles
    called = (
        attrs.evolve(first, outlet="The Northern Harbour Intelligencer"),
        attrs.evolve(second, outlet=None, title=None, standing=None),
        attrs.evolve(third, outlet="Norvik Post"),
    )
    credit = Evidence("credit", "Its sentence credits Norvik Post.", origin="Norvik Post")
    claims = tuple(attrs.evolve(c, evidence=credit) if c.trace in TO_ORIGIN else c for c in audit.claims)
    clusters = tuple(attrs.evolve(one, bare=one.claims[1:2]) for one in audit.clusters)
    return attrs.evolve(audit, articles=called, claims=claims, clusters=clusters)


def drawn() -> dict[str, str]:
    """The name of each file, and what is to stand in it."""
    audit = told()
    files = {f"{name}.txt": audit.table(name) + "\n" for name in NAMES}
    files["brief.txt"] = on_screen(brief_of(audit, CRITERIA))
    files["brief-ascii.txt"] = on_screen(brief_of(audit, CRITERIA), unicode=False)
    files["brief-colour.txt"] = on_screen(brief_of(audit, CRITERIA), colour=True)
    files["brief-named.txt"] = on_screen(brief_of(named(), CRITERIA))
    files["brief-wide.txt"] = on_screen(brief_of(named(), CRITERIA), columns=120)
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
            found = Finding(article.id, id, "warning", "reason", "", spans)
            noted = () if CRITERIA[id].get("quiet") else (found,)
            only = attrs.evolve(audit, articles=(lost,), findings=noted)
            shown = on_screen(brief_of(only, CRITERIA)).split("\n")
            first = next(number for number, line in enumerate(shown) if line.startswith("1. "))
            last = next(number for number, line in enumerate(shown) if line.startswith(("Above", "Tenths")))
            lines += [f"{id}:", *shown[first:last]]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in drawn().items():
        (FOLDER / name).write_text(text, encoding="utf-8")

"""The whole road, from files to tables, with the real models and the learned part: a few runs, each for what only it
can show."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import attrs
import pytest
from sarif_schema import schema_errors

import audit
from audit.check import check
from audit.check.sarif import as_sarif
from audit.check.waivers import Waiver
from audit.model import KINDS, TRACES
from audit.parse import Parser

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def seeds(parser: Parser) -> audit.Audit:
    return audit.audit_articles(audit.read_articles(str(ROOT / "seeds")), origin="NBC News", parser=parser)


def test_every_claim_has_one_kind_one_trace_and_spans_that_are_its_text(seeds: audit.Audit) -> None:
    texts = {a.id: a.text for a in audit.read_articles(str(ROOT / "seeds"))}
    assert len(seeds.articles) == 5
    assert not seeds.failures
    for claim in seeds.claims:
        assert claim.kind in KINDS
        assert claim.trace in TRACES
        assert claim.text == " … ".join(span.of(texts[claim.article]) for span in claim.spans)
        assert claim.evidence is not None


def test_the_five_articles_show_what_they_were_written_to_show(seeds: audit.Audit) -> None:
    traces = {a.id: Counter(c.trace for c in seeds.claims if c.article == a.id) for a in seeds.articles}
    assert traces["000-daily-brief"]["credited"]
    assert traces["002-foreign-desk"]["credited"]
    assert traces["004-commentary"]["credited"]
    assert not traces["003-no-credit"]["credited"]
    assert traces["003-no-credit"]["echoed"]
    lede = next(c for c in seeds.claims if c.article == "000-daily-brief" and c.trace == "credited")
    assert lede.kind == "anonymous"
    assert lede.via == ("NBC News",)
    assert all(a.score is not None and 0 <= a.score <= 100 for a in seeds.articles)


def test_a_second_run_gives_the_same_bytes_and_the_json_reads_back(seeds: audit.Audit, parser: Parser) -> None:
    again = audit.audit_articles(
        list(reversed(audit.read_articles(str(ROOT / "seeds")))), origin="NBC News", parser=parser
    )
    first, second = (json.dumps(result.to_dict(), ensure_ascii=False) for result in (seeds, again))
    assert first == second
    assert audit.Audit.from_dict(json.loads(first)) == seeds


def test_the_sarif_of_a_check_is_valid_by_the_schema_of_oasis(seeds: audit.Audit) -> None:
    articles = audit.read_articles(str(ROOT / "seeds"))
    lexicon = audit.load_lexicon()
    settled = [Waiver("B6", "agreed", "audit-waivers.toml: waiver 1")]
    one, places = seeds.findings[0], [c for c in seeds.claims if c.spans][:4]  # those at the same words would be joined
    kinds = zip(("A1", "B6", "C4", "H1"), places, strict=True)
    more = [attrs.evolve(one, criterion=id, article=c.article, spans=c.spans) for id, c in kinds]
    given = attrs.evolve(seeds, findings=(*seeds.findings, *more))
    log = as_sarif(check(given, articles, lexicon, waivers=settled), audit.__version__, lexicon)
    assert not schema_errors(json.loads(json.dumps(log)))
    results = log["runs"][0]["results"]
    assert len({result["ruleId"] for result in results}) > 3
    assert any("suppressions" in result for result in results)


HARD = {
    "one line": "Two engineers said that the bridge was unsafe. " * 400,
    "one sentence": "The mayor said that " + " and ".join(f"bridge {n} is safe" for n in range(400)) + ".",
    "emoji": "“It is 🔥🔥 out there,” 👩‍🚒 Jane Alvarez said. The road is shut 🚧.",
    "right to left": "قال الوزير إن الجسر آمن. The minister said that the bridge was safe. שלום עולם.",
    "nul": "The mayor said\x00 that the bridge was safe.\x00\x00",
    "another language": "Der Bürgermeister sagte, die Brücke sei sicher. Niemand habe ihn gefragt.",
    "unbalanced": "“The bridge is safe, the mayor said. “It is, he added. Nobody” asked.",
    "a long run": "See " + "x" * 5000 + " for more, the mayor said.",
    "few words": "No.",
}


def test_hard_input_gives_rows_and_never_a_crash(parser: Parser) -> None:
    articles = [audit.Article(id=name, text=text) for name, text in HARD.items()]
    result = audit.audit_articles(articles, parser=parser)
    assert not result.failures
    assert [a.id for a in result.articles] == sorted(HARD)
    claims = Counter(c.article for c in result.claims)
    assert claims["one line"] == 400
    for name in ("one sentence", "emoji", "right to left", "nul", "another language", "unbalanced", "a long run"):
        assert claims[name], name
    spoken = next(c for c in result.claims if c.article == "emoji")
    assert spoken.source is not None
    assert "Alvarez" in spoken.source.text


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            "City teachers, who asked not to be named because they were not authorized to speak, told Reuters that the "
            "guild is considering a ban on the windmill in Norvik.",
            "City teachers, who asked not to be named because they were not authorized to speak",
        ),
        (
            "One immigration service engineer briefed on the plan told NBC News that the footwear league is "
            "considering a ban on the overhead wagons in Marrowgate.",
            "One immigration service engineer briefed on the plan",
        ),
    ],
)
def test_a_source_keeps_the_words_that_say_why_it_is_unnamed_or_how_it_knows(
    text: str, source: str, parser: Parser
) -> None:
    claims = audit.audit_articles([audit.Article("a", text)], parser=parser).claims
    assert source in [claim.source.text for claim in claims if claim.source is not None]


def test_what_is_hardly_an_attribution_credits_nobody(parser: Parser) -> None:
    text = "The court opened the mall.\n\nNBC News cancelled the crayon."
    result = audit.audit_articles([audit.Article("a", text)], origin="NBC News", parser=parser)
    assert [claim.trace for claim in result.claims] == ["untraced", "untraced"]

"""Outlets that a sentence names: which it credits, and by which words; what must count and what must not."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from examples import name_of, stored, table

from audit.claims import make_claims
from audit.find import find
from audit.lexicon import load_lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Crediting, Span
from audit.resolve import resolve
from audit.trace import trace
from audit.trace.credit.here import Here, governing
from audit.trace.credit.lines import credits_of
from audit.trace.credit.speakers import surname

LEXICON = load_lexicon()


def read(text: str) -> Article:
    """The example with attributions, names and claims, by the rules alone."""
    return make_claims(resolve(find(stored(text), LEXICON), LEXICON), LEXICON)


@pytest.mark.parametrize("example", table("credits"), ids=name_of)
def test_a_sentence_credits_an_outlet_by_who_says_what_to_whom(example: dict[str, Any]) -> None:
    article = find(stored(example["text"]), LEXICON)
    assert [[c.outlet, c.how or "mention"] for c in article.credits] == example["how"]


@pytest.mark.parametrize("example", [e for e in table("credits") if "traces" in e], ids=name_of)
def test_what_a_sentence_credits_is_traced(example: dict[str, Any]) -> None:
    (done,) = trace([read(example["text"])], example["how"][0][0], LEXICON)
    assert [claim.trace for claim in done.claims] == example["traces"]


def traced(text: str, origin: str) -> list[tuple[str, str]]:
    """Trace and rule of each claim of a text, by the rules alone."""
    (done,) = trace([read(text)], origin, LEXICON)
    return [(claim.trace or "", claim.evidence.rule if claim.evidence else "") for claim in done.claims]


@pytest.mark.parametrize("example", [e for e in table("typed") if "typed" in e], ids=name_of)
def test_an_origin_in_no_lexicon_is_read_from_the_tree_as_typed(example: dict[str, Any]) -> None:
    assert [trace for trace, _ in traced(example["text"], example["typed"])] == example["traces"]


def test_what_a_sentence_credits_to_another_outlet_is_independent() -> None:
    text = "NBC News reported that the port would ban night ferries."
    assert traced(text, "NBC News") == [("credited", "credit-source")]
    assert traced(text, "CNN") == [("independent", "other-outlet")]


def test_an_outlet_that_a_relative_clause_tells_of_is_credited_with_nothing_around_it() -> None:
    texts = {example["id"]: example["text"] for example in table("credits")}
    article = read(texts["an outlet that a relative clause tells of"])
    (tree,) = article.sentences
    outlet, verb = (next(t.span for t in tree.tokens if t.text == word) for word in ("Reuters", "reported"))
    credit = Crediting("Reuters", outlet, 0, "speaker", (verb,))
    pier = next(claim for claim in article.claims if claim.text == "that the pier was old")
    here = Here(pier, 0, (pier,), tree.span)
    assert not governing(here, [credit], tree, LEXICON)
    assert governing(here, [evolve(credit, how="cited")], tree, LEXICON)


def test_the_rule_says_by_what_a_sentence_is_credited() -> None:
    texts = {example["id"]: example["text"] for example in table("credits")}
    assert traced(texts["inserted"], "NBC News") == [("credited", "credit-sentence")]
    assert traced(texts["said within its report"], "NBC News") == [("credited", "credit-chain")]
    within = [("credited", "credit-source"), ("credited", "credit-chain")]
    assert traced(texts["said within more of its report"], "NBC News") == within


def test_a_claim_within_a_credited_one_that_names_no_outlet_itself_is_carried() -> None:
    texts = {example["id"]: example["text"] for example in table("credits")}
    whole = read(texts["said within more of its report"])
    outer, inner = whole.claims
    around = Span(outer.spans[0].start, inner.spans[-1].end)
    claims = (evolve(outer, spans=(around,), text=around.of(whole.text)), evolve(inner, via=(), via_spans=()))
    (done,) = trace([evolve(whole, claims=claims)], "NBC News", LEXICON)
    assert [(c.trace, c.evidence.rule) for c in done.claims if c.evidence] == [
        ("credited", "credit-source"),
        ("carried", "carry-nested"),
    ]


def test_the_rule_says_by_what_a_claim_is_carried() -> None:
    texts = {example["id"]: example["text"] for example in table("credits")}
    assert traced(texts["the speaker goes on"], "NBC News")[1] == ("carried", "carry-speaker")


def test_credits_of_sentences_are_listed_and_mentions_are_not() -> None:
    listed = [(c.how, c.outlet) for c in credits_of(read(table("typed")[0]["text"]), OutletIndex(LEXICON))]
    assert listed == [("sentence", "CNN"), ("vague", None)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Ángela Álvarez", "álvarez"),
        ("Gabriel Attal Jr.", "attal"),
        ("Representative Paul Reed, Democrat of Norvik and a member of the Port Committee", "reed"),
        ("The port press secretary, Ines Vargas", "vargas"),
        ("Ann Lee’s", "lee"),
        ("two officials", ""),
    ],
)
def test_a_surname_is_what_later_sentences_call_somebody_by(words: str, name: str) -> None:
    assert surname(words, LEXICON) == name


def test_the_articles_own_outlet_is_known_by_its_short_name() -> None:
    text = "The captain told The Post that the pier was lost."
    article = find(evolve(stored(text), outlet="The Washington Post"), LEXICON)
    assert [(c.outlet, c.how) for c in article.credits] == [("The Washington Post", "addressee")]

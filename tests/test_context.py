"""What stands around two claims: what is read there, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import astuple, evolve, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import load_lexicon
from audit.model import Article, Claim, Sentence, Source, Span
from audit.parse.protocol import Paired, Read
from audit.trace.echo.content import content_of_text
from audit.trace.echo.context import (
    INPUTS,
    NAMES,
    Alike,
    Around,
    InContext,
    alike,
    around,
    inputs,
    little,
    shipped_context,
)
from audit.trace.echo.judge import EchoJudge
from audit.trace.echo.senses import senses_of
from audit.trace.echo.weights import shipped_model
from benchmarks.context import average_precision, line_of

LEXICON = load_lexicon()
SENSES = senses_of(LEXICON)
SHARES = st.tuples(*[st.floats(0.001, 1)] * 3).map(lambda three: [share / sum(three) for share in three])
COSINES = st.floats(-1, 1)
ALIKES = st.tuples(
    *[COSINES] * (len(NAMES) - 3),
    st.sampled_from([(1.0, 0.0), (0.0, 1.0), (0.0, 0.0)]),
    st.sampled_from([0.0, 0.5, 1.0]),
).map(lambda row: Alike(*row[:-2], *row[-2], row[-1]))
ONE = ("The Brandts were charged on Monday.", "The pair will be in court on Thursday.", "They deny it.")
TWO = ("Two dealers stand accused of fraud.", "Both are due in court on Thursday.")


def article(id: str, sentences: Sequence[str], title: str = "Dealers charged with fraud") -> Article:
    """An article of one paragraph whose claims are its sentences."""
    text, spans = " ".join(sentences), []
    for sentence in sentences:
        start = spans[-1].end + 1 if spans else 0
        spans.append(Span(start, start + len(sentence)))
    claims = tuple(Claim(f"{id}:{n}", id, (span,), span.of(text), "none", sentence=n) for n, span in enumerate(spans))
    return Article(id, text, title=title, sentences=tuple(Sentence(span, ()) for span in spans), claims=claims)


@frozen
class Reading:
    """A reader that always answers the same and makes a vector of how often a text has some letters."""

    answer: Read = field(factory=lambda: Read(0.9, 0.05, 0.05, 0.8))
    turned: list[str] = field(factory=list)

    def __call__(self, pairs: Sequence[Paired]) -> list[Read]:
        return [self.answer] * len(pairs)

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        self.turned.extend(texts)
        rows = [[1.0 + text.count(letter) for letter in "aeiost"] for text in texts]
        return [[value / sum(v * v for v in row) ** 0.5 for value in row] for row in rows]


def test_the_neighbours_the_title_and_the_own_sentence_are_read() -> None:
    one = article("a", ONE)
    found = around(one, one.claims)
    assert [found[claim.id].own for claim in one.claims] == list(ONE)
    assert [found[claim.id].before for claim in one.claims] == ["", ONE[0], ONE[1]]
    assert [found[claim.id].after for claim in one.claims] == [ONE[1], ONE[2], ""]
    assert {each.title for each in found.values()} == {"Dealers charged with fraud"}


def test_a_claim_over_two_sentences_has_both_and_what_stands_beside_both() -> None:
    one = article("a", ONE)
    both = evolve(one.claims[0], spans=(Span(one.claims[0].spans[0].start, one.claims[1].spans[0].end),))
    found = around(one, [both])[both.id]
    assert (found.own, found.before, found.after) == (f"{ONE[0]} {ONE[1]}", "", ONE[2])


def test_only_named_sources_have_names() -> None:
    one = article("a", ONE)
    said = Source("Ms. Okafor", (), "Ada Okafor")
    claims = [evolve(one.claims[0], source=said, kind=kind) for kind in ("named", "anonymous")]
    assert [around(one, [claim])[claim.id].names for claim in claims] == [{"ada", "okafor"}, frozenset()]


@given(st.lists(st.sampled_from([*ONE, *TWO, ""]), min_size=10, max_size=10), st.booleans(), st.booleans())
def test_it_is_the_same_whichever_claim_comes_first(texts: list[str], named: bool, shared: bool) -> None:
    names = (frozenset({"okafor"}), frozenset({"okafor" if shared else "lindt"} if named else ()))
    one, two = (Around(*some, known) for some, known in zip((texts[:4], texts[4:8]), names, strict=True))
    claims = (texts[8] or "a", texts[9] or "b")
    wanted = [*one.texts(claims[0]), *two.texts(claims[1])]
    import numpy as np

    vectors = dict(zip(wanted, map(np.array, Reading().vectors(wanted)), strict=True))
    there, back = alike(one, two, claims, vectors), alike(two, one, claims[::-1], vectors)
    assert astuple(there) == pytest.approx(astuple(back))
    assert there.same_speaker + there.other_speaker <= 1


@given(st.floats(0, 1), SHARES, st.floats(0, 1), st.floats(0, 1), ALIKES)
def test_whatever_stands_around_gives_a_chance(
    told: float, shares: list[float], same: float, said: float, beside: Alike
) -> None:
    values = inputs(told, Read(*shares, same), said, beside)
    assert len(values) == len(INPUTS)
    assert 0 <= shipped_context().chance(values) <= 1


def test_a_claim_of_more_and_rarer_words_says_less_little() -> None:
    weight = shipped_model().weights
    texts = ("The dealers left.", "The dealers left the court.", "The dealers left the court of Norvik in handcuffs.")
    contents = [content_of_text(text, SENSES) for text in texts]
    found = [little(content, contents[-1], weight) for content in contents]
    assert found == sorted(found, reverse=True)
    assert all(0 < each <= 1 for each in found)


def test_what_stands_around_decides_of_claims_of_two_articles() -> None:
    """The same two claims and the same reading: what is learned is asked of what their articles say beside them."""
    for weight, decision in ((9.0, "same"), (-9.0, "different")):
        model = InContext(tuple(weight * (name == "titles") for name in INPUTS), 0.0)
        one, two = article("a", ONE), article("b", TWO)
        judge = EchoJudge(LEXICON, together=Reading(Read(0.5, 0.3, 0.2, 0.5)), context=model)
        judge.read([one, two])
        found = judge(one.claims[1], two.claims[1], None)
        assert found.decision == decision
        if decision == "same":
            assert "with what stands around them" in found.reason


def test_of_one_article_and_of_claims_without_one_nothing_around_is_read() -> None:
    one, reader = article("a", (*ONE, *TWO)), Reading()
    judge = EchoJudge(LEXICON, together=reader)
    judge.read([one])
    judge.ahead([(one.claims[1], one.claims[4], None)], every=True)
    assert judge.weighed(one.claims[1], one.claims[4]) is None
    strange = article("b", TWO).claims[1]
    judge.ahead([(one.claims[1], strange, None)], every=True)
    assert judge.weighed(one.claims[1], strange) is None
    assert reader.turned == []


def test_other_articles_change_nothing() -> None:
    one, two, more = article("a", ONE), article("b", TWO), article("c", ONE[::-1], "Ferries stay in port")
    found = []
    for articles in ([one, two], [more, two, one]):
        judge = EchoJudge(LEXICON, together=Reading())
        judge.read(articles)
        pairs = [(a, b, None) for a in one.claims for b in two.claims]
        judge.ahead(
            [*pairs, *((a, b, None) for a in more.claims for b in two.claims)][: None if more in articles else 6]
        )
        found.append([judge(a, b, None) for a, b, _ in pairs])
    assert found[0] == found[1]


def test_figures_of_pairs_add_up() -> None:
    pairs = [("yes", True, 0.9), ("part", True, 0.8), ("no", True, 0.7), ("yes", False, 0.2)]
    assert line_of("all", pairs) == (
        "all: 4 pairs, 2 right; told 3, right 33.3 %, right or a part 66.7 %; of the right ones told 50.0 %; average"
        " precision 75.0"
    )
    assert average_precision([(0.9, True), (0.8, True), (0.1, False)]) == 100

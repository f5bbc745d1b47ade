"""Which pairs of near claims are judged, and that what is not asked tells nothing."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from attrs import define, field

from audit.model import Article, Claim, Span
from audit.trace.across.judging import Judging
from audit.trace.echo.quoted import Quoted


@define
class Scorer:
    """Says that claims of one text are the same, and keeps what it was asked."""

    asked: list[tuple[str, str]] = field(factory=list)
    read_ids: set[str] = field(factory=set)

    def read(self, articles: Iterable[Article], wanted: frozenset[str]) -> None:
        assert {id.partition(":")[0] for id in wanted} == {article.id for article in articles}
        self.read_ids |= wanted

    def ahead(self, pairs: Sequence[tuple[Claim, Claim, float | None]]) -> None:
        assert all({one.id, two.id} <= self.read_ids for one, two, _ in pairs)

    def both(self, one: Claim, two: Claim, cosine: float | None) -> tuple[Quoted, Quoted]:
        self.asked.append((one.id, two.id))
        verdict = Quoted("", decision="same" if one.text == two.text else "different")
        return verdict, verdict


def judging(told: dict[str, str]) -> tuple[Judging, Scorer]:
    """All pairs of these claims, texts by id, are near."""
    claims = [
        Claim(id, id.partition(":")[0], (Span(n, n + 1),), text, "none") for n, (id, text) in enumerate(told.items())
    ]
    scorer = Scorer()
    made = Judging(scorer, claims, lambda ids: [Article(id, "x") for id in ids])
    made.take(dict.fromkeys(combinations(range(len(claims)), 2), 0.5), frozenset())
    return made, scorer


def test_claims_of_one_article_are_held_against_each_other_only_where_one_may_echo_the_other() -> None:
    made, scorer = judging({"a:1": "credited", "a:2": "open", "a:3": "credited", "a:4": "a poll", "b:1": "else"})
    matches = made.echoes({"a:1", "a:3", "a:4"}, {"a:1"})
    assert matches == {}
    assert [pair for pair in scorer.asked if "b:1" not in pair] == [("a:1", "a:2")]
    assert sum("b:1" in pair for pair in scorer.asked) == 4


def test_what_a_third_claim_makes_sure_is_asked_too() -> None:
    made, scorer = judging({"a:1": "one", "b:1": "one", "b:2": "two", "b:3": "three"})
    made.echoes({"a:1"}, {"a:1"})
    assert not [pair for pair in scorer.asked if "a:1" not in pair]
    made, scorer = judging({"a:1": "one", "b:1": "one", "b:2": "one"})
    made.echoes({"a:1"}, {"a:1"})
    assert ("b:1", "b:2") in scorer.asked


def test_claims_of_one_article_join_what_another_article_tells() -> None:
    told = {"a:1": "one", "a:2": "one", "a:3": "two", "a:4": "two", "b:1": "one", "c:1": "two", "c:2": "three"}
    made, scorer = judging({id: text for id, text in told.items() if not id.startswith("c")})
    assert [(one.id, two.id) for one, two, _ in made.pairs()] == [("a:1", "a:2"), ("a:1", "b:1"), ("a:2", "b:1")]
    assert ("a:3", "a:4") not in scorer.asked
    made, scorer = judging(told)
    assert ("a:3", "a:4") in [(one.id, two.id) for one, two, _ in made.pairs()]
    assert len(scorer.asked) == len(set(scorer.asked))
    before = list(scorer.asked)
    made.pairs()
    assert scorer.asked == before

"""Which claims are compared: those of articles on one story, and lines of others that share telling words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from audit.lexicon import load_lexicon
from audit.model import Article, Claim, Span
from audit.read import read_articles
from audit.trace.across.stories import Stories
from audit.trace.echo.content import stems_of_text
from audit.trace.echo.senses import senses_of
from audit.trace.echo.weights import shipped_model
from benchmarks.distort import retellings

SENSES = senses_of(load_lexicon())
SEEDS = Path(__file__).resolve().parents[1] / "seeds"
FERRY = (
    "The port authority of Norvik will ban night ferries from May",
    "Harbor officials fear that the old pier at Norvik cannot bear another winter",
    "Ferry crews in Norvik heard of the ban from Captain Ines Vargas",
)
FERRY_RETOLD = (
    "No ferry may leave Norvik after dark once May comes",
    "Captain Ines Vargas told crews at the harbor",
    "Engineers doubt that the pier would hold through the cold months",
)
BUDGET = (
    "Senator Paul Okafor wants the school budget cut by a fifth",
    "Teachers in Alder County planned to march on Friday",
    "Lawmakers have until June to agree on the tax",
)
SENTENCES = st.sampled_from([*FERRY, *FERRY_RETOLD, *BUDGET])


def article(name: str, texts: Sequence[str]) -> Article:
    """One claim a sentence."""
    whole = ". ".join(texts) + "."
    claims, start = [], 0
    for number, text in enumerate(texts, start=1):
        claims.append(Claim(f"{name}:{number}", name, (Span(start, start + len(text)),), text, "none"))
        start += len(text) + 2
    return Article(name, whole, claims=tuple(claims))


def stories() -> Stories:
    return Stories(SENSES, shipped_model().weights)


def ids(claims: Sequence[Claim]) -> list[str]:
    return [claim.id for claim in claims]


def test_the_weights_know_a_word_by_the_stem_that_stories_give_it() -> None:
    texts = [read.text.lower() for read in read_articles(SEEDS)]
    words = {word for text in texts for word in re.findall("[a-z]{3,}", text)}
    weights = shipped_model().weights
    found = {word: set(stems_of_text(word, SENSES)) for word in words if SENSES.stem(word) in weights}
    assert len(found) > 300
    assert not [word for word, stems in found.items() if stems and not stems & weights.keys()]


def test_claims_of_one_story_are_compared_though_they_share_no_word() -> None:
    made = stories()
    one, two, other = article("a", FERRY), article("b", FERRY_RETOLD), article("c", BUDGET)
    assert not made.add([one, other], frozenset())
    assert ids(made.add([two], frozenset())) == ["a:1", "a:2", "a:3", "b:1", "b:2", "b:3"], "those added before, too"
    assert made.compared(one.claims[1], two.claims[2])
    assert not made.compared(one.claims[0], other.claims[0])


def test_a_line_of_another_story_is_compared_with_the_claim_whose_words_it_shares() -> None:
    made = stories()
    roundup = article("r", [*BUDGET, FERRY[0] + ", too"])
    long = article("a", [*FERRY, *(f"The {word} crew spoke of the weather at sea" for word in "first old new".split())])
    assert ids(made.add([roundup, long], frozenset())) == ["r:4", "a:1"]
    assert made.compared(roundup.claims[3], long.claims[0])
    assert not made.compared(roundup.claims[0], long.claims[0])


def test_an_article_that_credits_an_outlet_is_compared_with_itself() -> None:
    made = stories()
    one, two = article("a", FERRY), article("b", BUDGET)
    assert ids(made.add([one, two], frozenset({"a"}))) == ["a:1", "a:2", "a:3"]
    assert made.compared(one.claims[0], one.claims[2])
    assert not made.compared(two.claims[0], two.claims[2])


def test_hand_written_retellings_of_one_story_are_told_from_others() -> None:
    told: dict[str, tuple[list[str], list[str]]] = {}
    for row in retellings():
        one, two = told.setdefault(row["story"], ([], []))
        one.append(row["one"])
        two.append(row["two"])
    made = stories()
    articles = [article(f"{name}-{n}", texts) for name, both in told.items() for n, texts in enumerate(both)]
    made.add(articles, frozenset())
    pairs = list(combinations(articles, 2))
    for one, two in pairs:
        same = one.id.rpartition("-")[0] == two.id.rpartition("-")[0]
        assert made.compared(one.claims[0], two.claims[1]) == same, (one.id, two.id)


def test_the_articles_of_seeds_tell_one_story() -> None:
    made = stories()
    articles = []
    for read in read_articles(SEEDS):
        prose = [segment.span.of(read.text) for segment in read.segments if segment.status == "prose"]
        articles.append(article(read.id, prose))
    made.add([*articles, article("other", BUDGET)], frozenset())
    for one, two in combinations(articles, 2):
        assert made.compared(one.claims[0], two.claims[-1]), (one.id, two.id)
    assert not any(made.compared(one.claims[0], article("other", BUDGET).claims[0]) for one in articles)


@given(st.lists(st.lists(SENTENCES, min_size=1, max_size=5), min_size=2, max_size=5), st.randoms(), st.data())
def test_whether_two_claims_are_compared_depends_on_their_articles_alone(
    texts: list[list[str]], random: Random, data: st.DataObject
) -> None:
    articles = [article(f"a{number}", lines) for number, lines in enumerate(texts)]
    crediting = frozenset(data.draw(st.sets(st.sampled_from([made.id for made in articles]))))
    one, two = articles[:2]
    alone, all_of_them = stories(), stories()
    taken = alone.add([one, two], crediting & {one.id, two.id})
    order = random.sample(articles, len(articles))
    cut = data.draw(st.integers(0, len(order)))
    later = [
        claim
        for part in (order[:cut], order[cut:])
        for claim in all_of_them.add(part, crediting & {made.id for made in part})
    ]
    assert set(ids(taken)) <= set(ids(later)), "nothing is lost by what comes beside"
    assert len(set(ids(later))) == len(later), "each is asked for once"
    for mine in one.claims:
        for other in (*one.claims, *two.claims):
            assert alone.compared(mine, other) == all_of_them.compared(mine, other) == alone.compared(other, mine)

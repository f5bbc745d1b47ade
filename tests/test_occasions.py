"""Occasions: when and to whom a source said it, how far that carries, and the laws that hold in any order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import attrs
import pytest
from examples import name_of, stored, table
from hypothesis import example, given
from hypothesis import strategies as st

from audit.claims import make_claims
from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import Article, Claim, Segment, Sentence, Span
from audit.resolve import resolve
from audit.trace import trace
from audit.trace.credit.occasions import occasions_of
from audit.trace.placed import with_occasions

LEXICON = load_lexicon()
EXAMPLES = {example["id"]: example for example in table("occasions") if example["part"] not in ("own", "passing")}
TELLING = [e["id"] for e in table("occasions") if e["part"] in ("goes on", "passing", "narrates", "mention", "another")]
OWN = [example for example in table("occasions") if example["part"] == "own"]
ALL = {example["id"]: example for example in table("occasions")}
HEADING = "What the Port Says"


def shifted(sentence: Sentence, by: int, paragraph: int) -> Sentence:
    """The sentence further down in a text."""
    tokens = tuple(
        attrs.evolve(token, span=Span(token.span.start + by, token.span.end + by)) for token in sentence.tokens
    )
    span = Span(sentence.span.start + by, sentence.span.end + by)
    return attrs.evolve(sentence, span=span, tokens=tokens, paragraph=paragraph, segment=paragraph)


def put_together(ids: Sequence[str], outlet: str | None = None) -> Article:
    """The paragraphs of these examples in one article of an outlet, the empty id being a heading; read by the rules
    alone."""
    text, segments, sentences = "", [], []
    for place, id in enumerate(ids):
        words = ALL[id]["text"] if id else HEADING
        segments.append(Segment(Span(len(text), len(text) + len(words)), "prose" if id else "heading"))
        if id:
            sentences += [shifted(sentence, len(text), place) for sentence in stored(words).sentences]
        text += words + "\n\n"
    article = Article("port", text, outlet=outlet, segments=tuple(segments), sentences=tuple(sentences))
    article = make_claims(resolve(find(article, LEXICON), LEXICON), LEXICON)
    found = occasions_of(article, LEXICON)
    return attrs.evolve(article, claims=tuple(attrs.evolve(c, occasion=found.get(c.id)) for c in article.claims))


def by_paragraph(article: Article, origin: str = "CNN") -> list[list[Claim]]:
    """The claims of each paragraph, traced to an outlet."""
    (done,) = trace([article], origin, LEXICON)
    return [[c for c in done.claims if c.paragraph == place] for place in range(len(article.segments))]


@cache
def alone(id: str) -> Claim:
    """The first claim of an example, read by itself."""
    return put_together([id]).claims[0]


@pytest.mark.parametrize("given_", EXAMPLES.values(), ids=name_of)
def test_a_sentence_says_when_and_to_whom_it_was_said(given_: dict[str, Any]) -> None:
    told = {key: given_[key] for key in ("what", "outlet", "person", "when") if key in given_}
    found = alone(given_["id"]).occasion
    assert {key: getattr(found, key) for key in told} == told
    assert (found is None) == (not told)


def expected(ids: Sequence[str]) -> list[str]:
    """What the parts must come to: the trace to CNN of each paragraph's claims, "" for a heading.

    Who spoke elsewhere before speaks to CNN only as far as the next paragraph.
    """
    found: list[str] = []
    given_ = talked = on = elsewhere = limited = False
    last = 0
    for place, id in enumerate(ids):
        part = EXAMPLES[id]["part"] if id else "heading"
        if part == "heading":
            given_ = talked = on = elsewhere = False
            found.append("")
        elif part == "opens" or id == "back on":
            found.append("credited")
            limited = limited if part == "opens" and on else elsewhere and not (given_ and part == "takes up")
            given_, on, talked, last = True, True, talked or id != "statement to", place
        elif part == "takes up":
            found.append("carried" if talked else "independent")
            on, limited, last = talked, False, place
        elif part == "goes on":
            on = on and (not limited or place - last <= 1)
            last = place
            found.append("carried" if on else "independent")
        else:
            on = on and part not in ("elsewhere", "told others")
            elsewhere = elsewhere or part == "elsewhere"
            found.append({"mention": "other", "narrates": "other"}.get(part, "independent"))
    return found


@given(st.lists(st.sampled_from(["", *EXAMPLES]), min_size=1, max_size=7))
@example(["told in an interview", "told another outlet", "back on", "went on by name"])
@example(["told in an interview", "somebody else", "went on by name"])
@example(["told in an interview", "told reporters", "went on by name"])
@example(["news conference", "told in an interview", "went on by name", "somebody else", "went on by name"])
@example(["told in an interview", "", "went on by name"])
@example(["called it a smear", "the harbor", "went on by name"])
def test_what_a_speaker_says_is_carried_until_another_occasion_outlet_or_heading(ids: list[str]) -> None:
    for id, claims, must in zip(ids, by_paragraph(put_together(ids)), expected(ids), strict=True):
        for claim in claims:
            said = f"{id!r} of {ids}: {claim.text!r} is {claim.trace}, occasion {claim.occasion}"
            if must == "other":
                assert claim.trace not in ("credited", "carried"), said
            else:
                assert claim.trace == must, said


@given(st.lists(st.sampled_from(TELLING), max_size=6))
@example(["his book in passing", "went on by name"])
@example(["a meeting that he tells of", "somebody else", "went on with a quotation"])
@example(["a funeral that he tells of", "went on by name"])
def test_an_article_about_an_interview_goes_on_with_it_whatever_comes_up_there(ids: list[str]) -> None:
    article = with_occasions(put_together(["told in an interview", *ids]), LEXICON)
    for id, claims in zip(ids, by_paragraph(article)[1:], strict=True):
        if ALL[id]["part"] == "goes on":
            assert all(claim.trace == "carried" for claim in claims), id


def test_another_outlet_that_somebody_else_speaks_to_ends_an_interview() -> None:
    ids = ["told in an interview", "his book in passing", "told another outlet", "went on by name"]
    *_, last = by_paragraph(with_occasions(put_together(ids), LEXICON))
    assert [claim.trace for claim in last] == ["independent"]


@given(st.lists(st.sampled_from([id for id, e in EXAMPLES.items() if e["part"] in ("mention", "narrates", "another")])))
def test_a_mention_alone_is_no_credit(ids: list[str]) -> None:
    for claims in by_paragraph(put_together(ids)):
        assert all(claim.trace not in ("credited", "carried") for claim in claims)


@pytest.mark.parametrize("example_", OWN, ids=name_of)
def test_an_interview_without_a_name_is_one_with_the_articles_own_outlet(example_: dict[str, Any]) -> None:
    claims = by_paragraph(put_together([example_["id"], "went on by name"], "CNN"))
    found = [c.trace for group in claims for c in group]
    assert found == ["credited", "carried"] if example_["asked"] else not {"credited", "carried"}.intersection(found)
    elsewhere = by_paragraph(put_together([example_["id"]], "Norvik Courier"))
    assert all(c.trace in ("independent", "untraced") for group in elsewhere for c in group)


@given(st.lists(st.sampled_from([id for id, e in EXAMPLES.items() if e["part"] not in ("opens", "takes up")])))
def test_its_own_article_credits_an_outlet_with_nothing_that_nobody_told_it(ids: list[str]) -> None:
    for claims in by_paragraph(put_together(ids, "CNN")):
        assert all(claim.trace not in ("credited", "carried", "echoed") for claim in claims)


@given(st.lists(st.sampled_from(list(EXAMPLES)), max_size=6))
def test_an_occasion_names_a_claim_before_it_or_words_of_its_own_sentence(ids: list[str]) -> None:
    article = put_together(ids)
    place = {claim.id: n for n, claim in enumerate(article.claims)}
    for claim in article.claims:
        if claim.occasion is not None and claim.occasion.claim is not None:
            assert place[claim.occasion.claim] < place[claim.id]
        elif claim.occasion is not None:
            whole = article.sentences[claim.sentence].span
            assert all(whole.start <= span.start < span.end <= whole.end for span in claim.occasion.spans)

"""Claims: one row per content and per sentence the article says itself; a status for what makes none; laws on trees."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from attrs import evolve
from examples import name_of, stored, table
from hypothesis import given

from audit.claims import make_claims, sentence_status
from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import CUE_CLASSES, KINDS, Article, Claim, Span
from audit.resolve import resolve
from audit.testing.strategies import articles

LEXICON = load_lexicon()
NO_CLAIM = {"question", "imperative", "fragment"}


def claimed(article: Article) -> Article:
    """The article through find, resolve and claims."""
    return make_claims(resolve(find(article, LEXICON), LEXICON), LEXICON)


def told(claim: Claim) -> dict[str, Any]:
    """A claim in the form of the examples."""
    row: dict[str, Any] = {"kind": claim.kind, "text": claim.text}
    if claim.source is not None:
        row["source"] = claim.source.text
    if claim.via:
        row["via"] = list(claim.via)
    if claim.attitude:
        row["attitude"] = True
    return row


@pytest.mark.parametrize("example", table("claims"), ids=name_of)
def test_a_text_makes_these_claims_and_no_other(example: dict[str, Any]) -> None:
    article = claimed(stored(example["text"]))
    assert [told(claim) for claim in article.claims] == example["claims"]
    assert [s.status for s in article.segments if s.status != "prose"] == example.get("skipped", [])


def test_ids_count_from_one_in_text_order() -> None:
    article = claimed(stored("Residents want to leave. The ferry is old.", "ferry"))
    assert [claim.id for claim in article.claims] == ["ferry:1", "ferry:2", "ferry:3"]


def test_a_long_sentence_without_a_finite_verb_is_one_that_the_parser_misread() -> None:
    text = "The council of the old town held a long meeting about the road, the bridge and the new ferry in May."
    sentence = stored(text).sentences[0]
    verbless = evolve(sentence, tokens=tuple(evolve(t, feats="") for t in sentence.tokens))
    short = evolve(verbless, tokens=verbless.tokens[:10], span=Span(0, verbless.tokens[9].span.end))
    assert sentence_status(verbless, text) is None
    assert sentence_status(short, text) == ("fragment", "no finite verb, so no statement")


# --- laws that hold on any trees


@given(articles())
def test_every_claim_has_one_kind_and_its_text_is_that_of_its_spans(article: Article) -> None:
    done = claimed(article)
    assert [claim.id for claim in done.claims] == [f"{article.id}:{n}" for n in range(1, len(done.claims) + 1)]
    assert sum(Counter(claim.kind for claim in done.claims).values()) == len(done.claims)
    for claim in done.claims:
        assert claim.kind in KINDS
        assert claim.article == article.id
        assert claim.text == " … ".join(span.of(article.text) for span in claim.spans)
        assert claim.text.strip()
        ends = [0, *(span.end for span in claim.spans)]
        assert all(before <= span.start for before, span in zip(ends, claim.spans, strict=False))
        assert len(claim.via) == len(claim.via_spans) == len(set(claim.via))
        if claim.cue is None:
            assert (claim.kind, claim.source, claim.cue_class) == ("none", None, None)
        else:
            assert claim.kind != "none"
            assert claim.cue_class in CUE_CLASSES


@given(articles())
def test_a_claim_comes_from_an_attribution_or_from_a_sentence_of_prose(article: Article) -> None:
    done = claimed(article)
    stating = [a for a in done.attributions if a.status == "prose" and a.kind != "none"]
    attributed = [claim for claim in done.claims if claim.cue is not None]
    assert len(attributed) <= len(stating)
    assert {claim.spans for claim in attributed} <= {a.content for a in stating}
    own = [claim.sentence for claim in done.claims if claim.cue is None]
    assert len(own) == len(set(own))
    for number in own:
        sentence = done.sentences[number]
        assert done.segments[sentence.segment].status == "prose"


@given(articles())
def test_nothing_is_dropped_in_silence(article: Article) -> None:
    """Every sentence of prose makes a claim, or is part of one or of its source and cue, or has a status of its own."""
    done = claimed(article)
    skipped = {segment.span for segment in done.segments if segment.status in NO_CLAIM}
    spoken = [span for claim in done.claims for span in claim.spans]
    said = [
        span for a in done.attributions for span in (*a.content, *a.cue.spans, *(a.source.spans if a.source else ()))
    ]
    for number, sentence in enumerate(done.sentences):
        if done.segments[sentence.segment].status != "prose" or not sentence.tokens:
            continue
        own = any(claim.sentence == number for claim in done.claims)
        covered = any(span.overlaps(sentence.span) for span in (*spoken, *said))
        assert own or covered or sentence.span in skipped


@given(articles())
def test_claims_leave_attributions_and_sentences_as_they_are_and_twice_gives_the_same(article: Article) -> None:
    before = resolve(find(article, LEXICON), LEXICON)
    after = make_claims(before, LEXICON)
    assert after.attributions == before.attributions
    assert [evolve(s, segment=0) for s in after.sentences] == [evolve(s, segment=0) for s in before.sentences]
    for old, new in zip(before.sentences, after.sentences, strict=True):
        assert after.segments[new.segment] == before.segments[old.segment]
    assert make_claims(before, LEXICON) == after

"""Dossiers: what the article tells of a source as a whole, from all its mentions."""

from __future__ import annotations

import attrs
from claimed import example
from hypothesis import given

from audit.lexicon import load_lexicon
from audit.model import Article, Dossier
from audit.score.criteria import View
from audit.score.dossier import fully_identified
from audit.testing.strategies import articles

LEXICON = load_lexicon()


def dossiers(article: Article) -> list[Dossier]:
    return list(View(article, LEXICON).dossiers.values())


def only(words: str) -> Dossier:
    (dossier,) = dossiers(example(words))
    return dossier


def test_mentions_of_one_source_are_one_dossier() -> None:
    dossier = only(
        "[anonymous; two port officials; via NBC News] It is shut. [anonymous; the two port officials] It is lost."
    )
    assert dossier.claims == ("x:1", "x:2")
    assert (dossier.number, dossier.steady, dossier.holder) == (2, True, "NBC News")
    assert dossier.role is not None
    assert dossier.role.text == "officials"


def test_an_unnamed_source_has_a_dossier_where_it_is_somebody_who_is_heard() -> None:
    heard = example("[anonymous; two port officials] It is shut. [sources said; polls] It is lost.")
    assert [dossier.name for dossier in dossiers(heard)] == ["two port officials"]
    wished = attrs.evolve(heard, claims=tuple(attrs.evolve(c, cue_class="attitude") for c in heard.claims))
    assert not dossiers(wished)
    assert not dossiers(example("[anonymous; they] It is shut."))
    assert [dossier.kind for dossier in dossiers(example("[named; she] It is shut."))] == ["named"]


def test_a_named_source_has_a_title_and_where_it_is_introduced() -> None:
    article = example("[named; Ann Lee, the head of the Ferry Company,] It is late. @Ms. Lee declined to comment.")
    claims = article.claims
    source = claims[0].source
    assert source is not None
    named = attrs.evolve(claims[0], source=attrs.evolve(source, resolved="Ann Lee"))
    (dossier,) = dossiers(attrs.evolve(article, claims=(named,)))
    assert [span.of(article.text) for span in dossier.introduced] == ["Ann Lee"]
    assert dossier.role is not None
    assert dossier.role.text.startswith("the head of the Ferry Company")
    assert dossier.affiliation is not None
    assert dossier.affiliation.text == "Ferry Company"
    assert len(dossier.declined) == 1
    assert fully_identified([dossier]) == 1


@given(articles())
def test_every_claim_of_a_named_source_is_in_one_dossier_and_spans_lie_in_the_text(article: Article) -> None:
    found = dossiers(article)
    listed = [id for dossier in found for id in dossier.claims]
    assert len(set(listed)) == len(listed)
    assert {c.id for c in article.claims if c.source is not None and c.kind == "named"} <= set(listed)
    for dossier in found:
        details = [d for d in (dossier.role, dossier.affiliation, dossier.side) if d]
        spans = [
            *dossier.reason_spans,
            *dossier.basis_spans,
            *dossier.introduced,
            *(s for d in details for s in d.spans),
        ]
        assert all(span.end <= len(article.text) for span in spans)
        assert all(span.of(article.text) == d.text for d in details for span in d.spans)

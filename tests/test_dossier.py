"""Dossiers: what the words of a source tell, what stands beside it, and what the article tells of it as a whole."""

from __future__ import annotations

import pytest
from claimed import example
from hypothesis import given

from audit.lexicon import load_lexicon
from audit.model import Article, Dossier
from audit.score.dossier import dossiers_of, fully_identified
from audit.score.dossier.reasons import reason_in, refusals
from audit.testing.strategies import articles

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("He spoke on condition of anonymity for fear of reprisals.", "specific"),
        ("She asked not to be named because the files are classified.", "specific"),
        ("He was not authorized to speak to the press.", "boilerplate"),
        ("She spoke on condition of anonymity to discuss private talks.", "boilerplate"),
        ("She spoke on condition of anonymity.", None),
        ("The shop is not authorized to sell wine.", None),
        ("He feared the storm.", None),
    ],
)
def test_why_they_are_not_named(text: str, reason: str | None) -> None:
    found = reason_in(text)
    assert (found.value if found else None) == reason


def test_who_declined_to_comment() -> None:
    text = "It rained. The ferry company declined to comment. Lund did not respond to a request for comment."
    assert [(who, text[span.start : span.end].split()[0]) for who, span in refusals(text)] == [
        ("The ferry company", "declined"),
        ("Lund", "did"),
    ]


def only(words: str) -> Dossier:
    (dossier,) = dossiers_of(example(words), LEXICON)
    return dossier


def test_mentions_of_one_source_are_one_dossier() -> None:
    dossier = only(
        "[anonymous; two port officials; via NBC News] It is shut. [anonymous; the two port officials] It is lost."
    )
    assert dossier.claims == ("x:1", "x:2")
    assert (dossier.number, dossier.steady, dossier.holder) == (2, True, "NBC News")
    assert dossier.role is not None
    assert dossier.role.text == "officials"


def test_a_named_source_has_a_title_and_where_it_is_introduced() -> None:
    article = example("[named; Ann Lee, the head of the Ferry Company,] It is late. @Ms. Lee declined to comment.")
    claims = article.claims
    source = claims[0].source
    assert source is not None
    import attrs

    named = attrs.evolve(claims[0], source=attrs.evolve(source, resolved="Ann Lee"))
    (dossier,) = dossiers_of(attrs.evolve(article, claims=(named,)), LEXICON)
    assert [span.of(article.text) for span in dossier.introduced] == ["Ann Lee"]
    assert dossier.role is not None
    assert dossier.role.text.startswith("the head of the Ferry Company")
    assert dossier.affiliation is not None
    assert dossier.affiliation.text == "Ferry Company"
    assert len(dossier.declined) == 1
    assert fully_identified([dossier]) == 1


@given(articles())
def test_every_attributed_claim_with_a_source_is_in_one_dossier_and_spans_lie_in_the_text(article: Article) -> None:
    found = dossiers_of(article, LEXICON)
    listed = [id for dossier in found for id in dossier.claims]
    assert sorted(listed) == sorted(c.id for c in article.claims if c.source is not None and c.kind != "none")
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

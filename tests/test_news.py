"""What is no English news is said to be none: another language is left out, a listing and a licence are named."""

from __future__ import annotations

import warnings

import pytest
from audits import claim
from fakes import Recorder, take_fake_steps
from hypothesis import given
from hypothesis import strategies as st

from audit import Article, AuditWarning, Segment, Span, audit_articles, list_attributions, load_lexicon
from audit.model import Sentence, Token
from audit.read.language import foreign
from audit.score.news import no_news

LEXICON = load_lexicon()
# Our own wording.
ABROAD = {
    "de": "Der Nordpier wird im Mai geschlossen, wie zwei Ingenieure der Zeitung sagten. Die Stadt wollte sich dazu "
    "nicht äußern, und die Bürgermeisterin sprach von einem Missverständnis, das bald aufgeklärt werde.",
    "fr": "Le quai nord sera fermé en mai, ont déclaré deux ingénieurs au journal. La ville n'a pas voulu répondre à "
    "nos questions, et la maire a parlé d'un malentendu qui sera bientôt dissipé.",
    "es": "El muelle norte se cerrará en mayo, dijeron dos ingenieros al periódico. El ayuntamiento no quiso responder "
    "a nuestras preguntas y la alcaldesa habló de un malentendido que pronto se aclarará.",
    "ja": "北の桟橋は五月に閉鎖されると、二人の技術者が新聞に語った。市は質問に答えなかった。市長は誤解だと述べた。",
}
ENGLISH = (
    "The north pier will close in May, two engineers told the Norvik Post. The city would not answer our questions. "
    "“C'est la vie,” said Mayor Lund, who was born in Besançon and calls the Straße by the harbour her own."
)


@pytest.mark.parametrize("language", ABROAD)
def test_another_language_is_told_by_its_code(language: str) -> None:
    assert foreign(ABROAD[language], LEXICON) == language


def test_english_is_english_whatever_it_quotes_and_a_short_text_is_not_judged() -> None:
    assert foreign(ENGLISH, LEXICON) is None
    assert foreign("word " * 2000, LEXICON) is None


@given(st.lists(st.text("abc", min_size=1), max_size=19).map(" ".join))
def test_few_words_are_not_judged(text: str) -> None:
    assert foreign(text, LEXICON) is None


def test_an_article_in_another_language_is_left_out_and_the_others_are_audited(monkeypatch: pytest.MonkeyPatch) -> None:
    take_fake_steps(monkeypatch)
    given = [Article("a", "Ida Lund: it is shut."), Article("b", ABROAD["de"], path="news/b.txt")]
    result = audit_articles(given, parser=Recorder(), rules_only=True)
    assert [article.id for article in result.articles] == ["a"]
    (failure,) = result.failures
    assert failure.where == "news/b.txt"
    assert "skipped: its language is “de”" in failure.message
    assert list_attributions(given, parser=Recorder(), rules_only=True).failures == (failure,)


def told(*verbs: str, kinds: str = "none") -> Article:
    """An article with a sentence for each verb, "past", "present" or "" for none, and a claim for each."""
    feats = {"past": "Mood=Ind|Tense=Past|VerbForm=Fin", "present": "Mood=Ind|Tense=Pres|VerbForm=Fin", "": "_"}
    spans = [Span(place, place + 1) for place in range(len(verbs))]
    sentences = tuple(
        Sentence(span, (Token(0, span, "x", "x", "VERB", "VBD", feats[verb], -1, "root"),))
        for span, verb in zip(spans, verbs, strict=True)
    )
    claims = tuple(claim(f"a:{n}", "x", kinds) for n in range(len(verbs)))
    return Article("a", "x" * len(verbs), segments=(Segment(Span(0, len(verbs)), "prose", "paragraph"),),
                   sentences=sentences, claims=claims)  # fmt: skip


@pytest.mark.parametrize(
    ("article", "words"),
    [
        (told("", "", ""), "no sentence with a verb"),
        (told(*["present"] * 5), "next to nothing in it has happened"),
        (told(*["present"] * 20, "past"), "next to nothing in it has happened"),
        (told(*["present"] * 4, "past"), None),
        (told(*["present"] * 5, kinds="named"), None),
        (told("present", "present"), None),
        (Article("a", "no trees"), None),
    ],
)
def test_news_tells_what_happened_or_what_somebody_said(article: Article, words: str | None) -> None:
    reason = no_news(article)
    assert reason is None if words is None else words in (reason or "")


def test_an_audit_warns_of_what_reads_like_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    take_fake_steps(monkeypatch)
    listing = told("", "")
    with pytest.warns(AuditWarning, match="a reads like no news: it has no sentence with a verb"):
        result = audit_articles([listing], parser=Recorder(), rules_only=True)
    assert result.articles[0].no_news is not None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert audit_articles([told("past")], parser=Recorder(), rules_only=True).articles[0].no_news is None

"""The account of a sentence: which sentences stand at a line, and that the line asked for is the line shown."""

from __future__ import annotations

from xml.etree import ElementTree

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.explain import LineError, account, sentences_at
from audit.explain.drawn import arcs
from audit.model import (
    CUE_CLASSES,
    KINDS,
    Article,
    Attribution,
    Cue,
    Relay,
    Segment,
    Sentence,
    Source,
    Span,
    Token,
)
from audit.read.places import Lines


def one_sentence_a_piece(text: str) -> Article:
    """An article whose sentences end where a full stop stands."""
    spans, start = [], 0
    for end in (place + 1 for place, letter in enumerate(text) if letter == "."):
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        spans.append(Span(first, end))
        start = end
    return Article("quay", text, path="quay.txt", sentences=tuple(Sentence(span, ()) for span in spans))


QUAY = one_sentence_a_piece("The quay is shut.\u2028It rained.\nNobody came.\vA dog did.\r\nIt left.\rThe sun came.")


@pytest.mark.parametrize(("line", "places"), [(1, [0, 1]), (2, [2, 3]), (3, [4]), (4, [5]), (None, [0, 1, 2, 3, 4, 5])])
def test_lines_are_those_that_an_editor_counts(line: int | None, places: list[int]) -> None:
    assert sentences_at(QUAY, line) == places


@pytest.mark.parametrize("line", [1, 2, 3, 4])
def test_the_line_asked_for_is_the_line_shown(line: int) -> None:
    shown = [row for row in account(QUAY, (), line).splitlines() if row.startswith("quay.txt:")]
    assert shown
    assert set(shown) == {f"quay.txt:{line}"}


@pytest.mark.parametrize("line", [0, 5, -1])
def test_a_line_that_there_is_not_is_refused_with_how_many_there_are(line: int) -> None:
    with pytest.raises(LineError, match=rf"quay\.txt: there is no line {line}; it has 4"):
        sentences_at(QUAY, line)


def test_lines_and_columns_lead_back_to_the_text() -> None:
    lines = Lines("\ufeffone\r\ntwo\u2028still two\n")
    assert len(lines) == 2
    assert [lines.span(number).of(lines.text) for number in (1, 2)] == ["\ufeffone\r\n", "two\u2028still two\n"]
    assert [lines.at(offset) for offset in (0, 1, 4, 6, 10)] == [(1, 1), (1, 1), (1, 4), (2, 1), (2, 5)]
    assert len(Lines("")) == 0


# ------------------------------------------------------------------------------------------------ plain words

SAID = "“The pier is shut,” she told us. It rained."


def attribution(kind: str, **more: object) -> Attribution:
    """“The pier is shut,” she told us."""
    source = Source("she", (Span(20, 23),), "Ida Lund", listed=("Ida Lund",) if kind == "named" else ())
    cue = Cue("told", (Span(24, 28),), "tell", str(more.pop("cue_class", "speech")))
    return Attribution(cue, (Span(0, 19),), "clause", source, kind, **more)  # type: ignore[arg-type]


def said(*attributions: Attribution, status: str = "prose", text: str = SAID) -> Article:
    """Two sentences; the first has the attributions."""
    end = text.index(" It")
    tokens = tuple(
        Token(place, Span(start, start + len(word)), word, word, "X", "X", "_", place - 1, "dep")
        for place, (word, start) in enumerate((word, text.index(word)) for word in text[:end].split())
    )
    sentences = (Sentence(Span(0, end), tokens), Sentence(Span(end + 1, len(text)), ()))
    segments = (Segment(Span(0, len(text)), status, "paragraph"),)
    return Article("pier", text, sentences=sentences, attributions=attributions, segments=segments)


def first_words(article: Article) -> str:
    """What the account says first of the first sentence."""
    return account(article, (), tree=False).split("\n")[3].strip()


def test_the_first_thing_said_is_who_says_what_because_of_which_word_counted_as_what() -> None:
    assert first_words(said(attribution("named"))) == (
        "Read as: this is said by Ida Lund (“she”), because of the word “told”; counted as “named”, "
        "since the text tells who that is."
    )
    assert "Wishes and plans count in no table" in first_words(said(attribution("anonymous", cue_class="attitude")))
    assert "Not sure (0.50 of 1)." in first_words(said(attribution("sources said", confidence=0.5)))
    unlikely = first_words(said(attribution("sources said", confidence=0.3)))
    assert "Too unlikely to make a claim (0.30 of 1)." in unlikely
    assert "by way of NBC News, because" in first_words(said(attribution("named", relays=(Relay("NBC News", ()),))))


def test_what_tells_most_is_said_first_and_the_same_words_are_not_said_twice() -> None:
    wish = attrs.evolve(attribution("named", cue_class="attitude"), content=(Span(1, 9),))
    paper = attrs.evolve(attribution("named"), source=Source("us", (Span(29, 31),), "NBC News"))
    lines = account(said(wish, attribution("named"), paper), (), tree=False).split("\n")
    first, second, third = (line.strip() for line in lines[3:6])
    assert first.startswith("Read as: this is said by Ida Lund")
    assert second.startswith("And as: the same is said by NBC News (“us”), because of")
    assert third.startswith("And as: “The pier” is wanted or planned by")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cue_class", CUE_CLASSES)
def test_every_kind_and_class_has_its_words(kind: str, cue_class: str) -> None:
    assert f"counted as “{kind}”, " in first_words(said(attribution(kind, cue_class=cue_class)))


def test_what_nobody_says_is_the_articles_own_and_what_claims_nothing_is_said_to() -> None:
    assert "the article itself says this, since nothing gives it to anybody" in first_words(said())
    assert "no claim: this is text of the sort “caption”, and only prose makes claims." in first_words(
        said(status="caption")
    )
    assert "no claim: it asks." in first_words(said(text="Is the pier shut? It rained."))


def test_the_tree_stands_behind_its_flag_and_is_drawn_in_a_notebook() -> None:
    article = said(attribution("named"))
    plain, whole = account(article, (), tree=False), account(article, ())
    assert "to paste" not in plain
    assert set(plain.split("\n")) <= set(whole.split("\n"))
    assert "found: clause (speech)" in whole
    drawn = ElementTree.fromstring(f"<div>{plain._repr_html_()}</div>")  # well-formed, so nothing of a text is markup
    texts = [element.text for element in drawn.iter() if element.tag.endswith("}text")]
    assert texts.count("told") == 1
    assert texts.count("dep") == len(article.sentences[0].tokens) - 1


@given(st.text(st.sampled_from("<>&\"'ab\u202e漢"), min_size=1, max_size=9))
def test_hostile_words_stay_words_in_a_drawn_tree(word: str) -> None:
    sentence = Sentence(Span(0, len(word)), (Token(0, Span(0, len(word)), word, word, word, "X", "_", -1, word),))
    (text, upos) = (e.text for e in ElementTree.fromstring(arcs(sentence)).iter() if e.tag.endswith("}text"))
    assert (text or "") == (upos or "") == word.replace("\u202e", "")

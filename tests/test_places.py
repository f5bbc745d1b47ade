"""Places, words: what touches a stretch of text is what a look at every span finds, in the order it was put in."""

from hypothesis import given
from hypothesis import strategies as st

from audit.model import Places, Sentence, Span, Token

spans = st.builds(lambda start, size: Span(start, start + size), st.integers(0, 2_000), st.integers(0, 900))
several = st.lists(spans, max_size=3)


@given(st.lists(several, max_size=12), several)
def test_touching_is_what_a_look_at_every_span_finds(items: list[list[Span]], asked: list[Span]) -> None:
    places = Places(enumerate(items))
    wanted = [n for n, own in enumerate(items) if any(one.overlaps(other) for one in own for other in asked)]
    assert places.touching(asked) == wanted


@given(several, several)
def test_the_words_that_touch_are_those_that_a_look_at_every_word_finds(words: list[Span], asked: list[Span]) -> None:
    tokens = tuple(Token(n, span, "x", "x", "X", "", "", -1, "root") for n, span in enumerate(words))
    sentence = Sentence(Span(0, 3_000), tokens)
    wanted = [token for token in tokens if any(token.span.overlaps(span) for span in asked)]
    assert sentence.touching(asked) == tuple(wanted)


def test_an_item_that_was_put_in_twice_is_given_twice() -> None:
    places = Places([("a", [Span(0, 5)])])
    places.add("b", [Span(3, 9)])
    places.add("a", [Span(4, 300)])
    assert places.touching([Span(4, 5)]) == ["a", "b", "a"]
    assert places.touching([Span(299, 310)]) == ["a"]
    assert places.touching([Span(300, 310)]) == []

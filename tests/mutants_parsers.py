"""A sound parser goes in, broken ones come out: what people get wrong when they wrap a parser of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import evolve, frozen

from audit.model import Article, Sentence, Span, Token
from audit.parse import Parser


@frozen
class Mutant:
    """A broken parser: what is wrong with it, and how it is made from a sound one."""

    name: str
    make: Callable[[Parser], Parser]


class Changed:
    """A parser that passes on what another found, changed."""

    name = "changed"

    def __init__(
        self,
        sound: Parser,
        parsed: Callable[[Article], Article] = lambda article: article,
        together: Callable[[list[Article]], list[Article]] = lambda articles: articles,
        vectors: Callable[[Sequence[str], list[list[float]]], list[list[float]]] = lambda _, vectors: vectors,
    ) -> None:
        self.sound, self.parsed, self.together, self.vectors = sound, parsed, together, vectors
        self.models: Mapping[str, str] = {}

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        return self.together([self.parsed(article) for article in self.sound.parse(articles)])

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        return self.vectors(texts, [list(map(float, vector)) for vector in self.sound.encode(texts)])


MUTANTS: list[Mutant] = []


def sentences(name: str) -> Callable[[Callable[[Sentence, Article], Sentence | None]], None]:
    """A mutant that changes each sentence, or leaves it out."""

    def add(change: Callable[[Sentence, Article], Sentence | None]) -> None:
        def parsed(article: Article) -> Article:
            found = [change(sentence, article) for sentence in article.sentences]
            return evolve(article, sentences=tuple(sentence for sentence in found if sentence is not None))

        MUTANTS.append(Mutant(name, lambda sound: Changed(sound, parsed)))

    return add


def tokens(name: str) -> Callable[[Callable[[Token, Article], Token]], None]:
    """A mutant that changes each word."""

    def add(change: Callable[[Token, Article], Token]) -> None:
        @sentences(name)
        def _(sentence: Sentence, article: Article) -> Sentence:
            return evolve(sentence, tokens=tuple(change(token, article) for token in sentence.tokens))

    return add


def cut(sentence: Sentence, end: int) -> Sentence:
    """The sentence's first words; what hung on another hangs on the root."""
    kept = sentence.tokens[:end]
    root = next((t.index for t in kept if t.head < 0), 0)
    kept = tuple(evolve(t, head=-1 if t.index == root else t.head if t.head < end else root) for t in kept)
    return evolve(sentence, tokens=kept)


@tokens("words are written in small letters")
def _(token: Token, article: Article) -> Token:
    return evolve(token, text=token.text.lower())


@tokens("places count bytes")
def _(token: Token, article: Article) -> Token:
    start, end = (len(article.text[:place].encode()) for place in (token.span.start, token.span.end))
    return evolve(token, span=Span(start, end))


@tokens("places count in a wide encoding's units")
def _(token: Token, article: Article) -> Token:
    start, end = (
        len(article.text[:p].encode("utf-16-le", "surrogatepass")) // 2 for p in (token.span.start, token.span.end)
    )
    return evolve(token, span=Span(start, end))


@tokens("heads count from one")
def _(token: Token, article: Article) -> Token:
    return evolve(token, head=token.head + 1)


@tokens("every word hangs on itself or the one before")
def _(token: Token, article: Article) -> Token:
    return evolve(token, head=token.index)


@tokens("every verb is a root")
def _(token: Token, article: Article) -> Token:
    return evolve(token, head=-1) if token.upos in ("VERB", "AUX") else token


@tokens("all words are nouns")
def _(token: Token, article: Article) -> Token:
    return evolve(token, upos="NOUN", xpos="NN", feats="", deprel="root" if token.head < 0 else "dep")


@sentences("the last word of a sentence is lost")
def _(sentence: Sentence, article: Article) -> Sentence:
    words = [t for t in sentence.tokens if t.text.isalnum()]
    return cut(sentence, words[-1].index) if len(words) > 1 else sentence


@sentences("a sentence ends after sixty words")
def _(sentence: Sentence, article: Article) -> Sentence:
    return cut(sentence, 60) if len(sentence.tokens) > 60 else sentence


@sentences("short sentences are left out")
def _(sentence: Sentence, article: Article) -> Sentence | None:
    return sentence if len(sentence.tokens) > 3 else None


@sentences("all is one paragraph")
def _(sentence: Sentence, article: Article) -> Sentence:
    return evolve(sentence, paragraph=0)


@sentences("all stands in the first segment")
def _(sentence: Sentence, article: Article) -> Sentence:
    return evolve(sentence, segment=0)


def whole(name: str, change: Callable[[Article], Article]) -> None:
    MUTANTS.append(Mutant(name, lambda sound: Changed(sound, change)))


whole("links are lost", lambda a: evolve(a, links=()))
whole("who wrote it and when is lost", lambda a: evolve(a, byline=None, published=None))
whole("white space is tidied up", lambda a: evolve(a, text=" ".join(a.text.split())))
whole(
    "headings are parsed as prose",
    lambda a: evolve(a, segments=tuple(evolve(s, status="prose") if s.status == "heading" else s for s in a.segments)),
)
MUTANTS += [
    Mutant(
        "articles come back by their length",
        lambda p: Changed(p, together=lambda a: sorted(a, key=lambda x: len(x.text))),
    ),
    Mutant("an empty article is left out", lambda p: Changed(p, together=lambda a: [x for x in a if x.sentences])),
    Mutant("vectors are not of length one", lambda p: Changed(p, vectors=lambda _, v: [[2 * x for x in w] for w in v])),
    Mutant("all texts have one vector", lambda p: Changed(p, vectors=lambda t, v: v[:1] * len(t))),
    Mutant("vectors depend on what stands beside", lambda p: Changed(p, vectors=lambda t, v: v[1:] + v[:1])),
]


def _tired(sound: Parser) -> Parser:
    calls: list[int] = []

    def vectors(texts: Sequence[str], found: list[list[float]]) -> list[list[float]]:
        calls.append(1)
        return [w[len(calls) % 7 :] + w[: len(calls) % 7] for w in found]

    return Changed(sound, vectors=vectors)


MUTANTS.append(Mutant("vectors change from call to call", _tired))


def _crashing(sound: Parser) -> Parser:
    def parsed(article: Article) -> Article:
        assert article.sentences[0].tokens, "no words"
        return article

    return Changed(sound, parsed)


MUTANTS.append(Mutant("it takes every article to have a sentence", _crashing))

"""Articles go in, the same ones come out with trees drawn at random over their own words: what no parser gives, so that
every rule meets it.

An article's trees are drawn by its id and its text alone, whatever articles it comes with.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from attrs import evolve

from audit import Article, Sentence, Span, Token

UPOS: Final = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
DEPRELS: Final = (
    "acl acl:relcl advcl advmod amod appos aux aux:pass case cc ccomp compound conj cop csubj dep det discourse "
    "dislocated expl fixed flat goeswith iobj list mark nmod nmod:poss nsubj nsubj:pass nummod obj obl obl:npmod "
    "obl:tmod orphan parataxis punct reparandum vocative xcomp"
).split()
FEATS: Final = (
    "",
    "Number=Plur",
    "Number=Sing",
    "Tense=Past|VerbForm=Fin",
    "PronType=Prs|Person=3",
    "Mood=Imp",
    "Polarity=Neg",
)
CUES: Final = "say tell report accord claim insist warn believe want write quote interview deny confirm".split()
SOURCES: Final = "official source spokesman he they analyst people report paper network nbc expert poll who".split()
_XPOS: Final = ("NN", "NNP", "VBD", "VBZ", "PRP", "IN", "DT", ".", "")
_WORD: Final = re.compile(r"\w+|[^\w\s]")
_LONGEST: Final = 40  # words of a sentence
_WORDS: Final = 400  # of a segment that get trees
_DIRECTIONS: Final = 16


class Wild:
    """A parser whose trees are drawn at random over the words of a text; it fails on the articles of the ids that it
    ``refuses``, as any parser may."""

    name = "wild"
    models: Mapping[str, str] = {}

    def __init__(self, seed: int = 0, refuses: frozenset[str] = frozenset()) -> None:
        self._seed, self._refuses = seed, refuses

    def parse(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with trees. Raises RuntimeError for one that it refuses."""
        if any(article.id in self._refuses for article in articles):
            raise RuntimeError("refused")
        return [evolve(article, sentences=tuple(self._sentences(article))) for article in articles]

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for each text, one of a few, the same for the same text."""
        places = [zlib.crc32(text.encode("utf-8", "surrogatepass")) % _DIRECTIONS for text in texts]
        return [[float(place == n) for n in range(_DIRECTIONS)] for place in places]

    def _sentences(self, article: Article) -> list[Sentence]:
        drawn = random.Random(ascii((self._seed, article.id, article.text[:2_000])))
        found = []
        for place, segment in enumerate(article.segments):
            if segment.status in ("boilerplate", "metadata"):
                continue
            words = [*islice(_WORD.finditer(article.text, segment.span.start, segment.span.end), _WORDS)]
            starts = range(0, len(words), _LONGEST)
            found += [_sentence(drawn, words[first : first + _LONGEST], place) for first in starts]
        return found


def _sentence(drawn: random.Random, words: Sequence[re.Match[str]], segment: int) -> Sentence:
    number = len(words)
    order = drawn.sample(range(number), number)
    rank = {word: place for place, word in enumerate(order)}
    heads = [-1 if word == order[0] else order[int(drawn.random() * rank[word])] for word in range(number)]
    texts = [word[0] for word in words]
    upos = [
        of_word if text[0].isalnum() else of_mark
        for text, of_word, of_mark in zip(
            texts, drawn.choices(UPOS, k=number), drawn.choices(("PUNCT", "SYM", "X", "NOUN"), k=number), strict=True
        )
    ]
    deprels, feats = drawn.choices(DEPRELS, k=number), drawn.choices(FEATS, k=number)
    lemmas = [text.lower() for text in texts]
    if number > 3 and drawn.random() < 0.6:  # somebody tells something: else hardly a rule would find a source
        cue, source, content, subject = order[:4]
        heads[source] = heads[content] = cue
        heads[subject] = content
        upos[cue], upos[content] = "VERB", drawn.choice(("VERB", "VERB", "NOUN", "ADJ"))
        upos[source], upos[subject] = (drawn.choice(("PROPN", "NOUN", "PRON")) for _ in range(2))
        lemmas[cue], lemmas[source] = drawn.choice(CUES), drawn.choice((lemmas[source], drawn.choice(SOURCES)))
        deprels[source] = drawn.choice(("nsubj", "nsubj", "nsubj:pass", "obl", "obj"))
        deprels[content] = drawn.choice(("ccomp", "ccomp", "parataxis", "xcomp", "obj", "acl"))
        deprels[subject] = "nsubj"
    deprels[order[0]] = "root"
    spans = [Span(*word.span()) for word in words]
    columns = zip(spans, texts, lemmas, upos, drawn.choices(_XPOS, k=number), feats, heads, deprels, strict=True)
    tokens = tuple(Token(place, *column) for place, column in enumerate(columns))
    return Sentence(Span(spans[0].start, spans[-1].end), tokens, segment, segment)

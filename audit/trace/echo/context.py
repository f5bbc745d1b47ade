"""What stands around two claims goes in, numbers that tell how alike it is come out.

"The pair will be in court on Thursday" says little by itself; the sentences beside it and the title of its article tell
of whom. A claim that another speaker makes is another utterance, whatever words both have.

How likely two claims of one story say the same, with all that, was learned of pairs of real news by training/context.py
and lies in models/echo-context.json: a logistic regression over what was made of the two alone and these numbers,
which count for more where the claims say less.

Source: ours; see the card in audit/models.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import attrs
from attrs import astuple, field, frozen

from audit.lexicon.forms import tokens_of
from audit.model import Article, Claim
from audit.parse.checked import vouched
from audit.parse.protocol import ModelError, Read
from audit.trace.echo.content import Content
from audit.trace.echo.features import DEFAULT_WEIGHT, logistic
from audit.trace.echo.weights import evidence, logit

Vectors = Mapping[str, Any]  # text -> unit vector
MODEL: Final = Path(__file__).resolve().parents[2] / "models" / "echo-context.json"
_TELLING: Final = 20.0  # weight of words that say half of what a claim may
_MARKS: Final = frozenset('“”"')
_LEAST: Final = 3  # letters of a part of a name that tells whose it is


@frozen
class Around:
    """What stands around a claim: the ``title`` of its article, its ``own`` sentences, the one ``before`` them and the
    one ``after``, "" where there is none; the parts of the ``names`` of who says it, in lower case, none where nobody
    is named."""

    title: str
    own: str
    before: str
    after: str
    names: frozenset[str] = frozenset()

    def texts(self, claim: str) -> tuple[str, ...]:
        """What has to have a vector, with the claim's own text."""
        return tuple(text for text in (claim, self.title, self.own, self.beside, self.before, self.after) if text)

    @property
    def beside(self) -> str:
        """The neighbours, in one."""
        return " ".join(text for text in (self.before, self.after) if text)


@frozen
class Alike:
    """How alike two claims and what stands around them are: cosines, 0 where one of the texts is missing, of the
    ``claims``, the ``titles`` and others; whether both have named speakers who share a name (``same_speaker``, 0 or 1),
    or share none (``other_speaker``, 0 or 1); and how many of the two quote, a half each (``quoted``)."""

    claims: float
    titles: float
    sentences: float  # those that the claims stand in
    neighbours: float  # of both, in one
    nearest: float  # the two neighbours that are most alike
    crossed: float  # a claim and the other's neighbours, the mean of both
    title_and_claim: float  # …
    same_speaker: float
    other_speaker: float
    quoted: float


def around(article: Article, claims: Iterable[Claim]) -> dict[str, Around]:
    """By the id of each claim what stands around it; of an article without sentences there is nothing but its title."""
    found, title, sentences = {}, _plain(article.title or ""), article.sentences
    for claim in claims:
        first, end = claim.sentence, claim.spans[-1].end
        last = first
        while last + 1 < len(sentences) and sentences[last + 1].span.start < end:
            last += 1
        own, before, after = (
            _plain(" ".join(sentence.span.of(article.text) for sentence in sentences[max(0, low) : high]))
            for low, high in ((first, last + 1), (first - 1, first), (last + 1, last + 2))
        )
        found[claim.id] = Around(title, own, before, after, _names(claim))
    return found


@frozen
class Alone:
    """What is known of two claims without what is around: the logits of the chance that they are ``told`` to be the
    same by, and of a reading's answers "the ``same``" and "``against``"; how ``alike`` they were read, and how
    ``little`` the one that says less tells (0 to 1).
    """

    told: float
    same: float
    against: float
    alike: float
    little: float


ALONE: Final = tuple(one.name for one in attrs.fields(Alone))
NAMES: Final = tuple(one.name for one in attrs.fields(Alike))
INPUTS: Final = (*ALONE, *NAMES, *("*".join((ALONE[-1], name)) for name in (ALONE[0], *NAMES)))


@frozen(eq=False)
class InContext:
    """What was learned: ``weights``, logits a number each of INPUTS, and the ``bias``, a logit."""

    weights: tuple[float, ...] = field(repr=False)
    bias: float

    def chance(self, values: Sequence[float]) -> float:
        """The chance that two claims say the same, 0 to 1, by the numbers of ``inputs``."""
        return logistic(self.bias + sum(w * value for w, value in zip(self.weights, values, strict=True)))


def inputs(told: float, read: Read, little: float, around: Alike) -> tuple[float, ...]:
    """The numbers that are weighed, as INPUTS names them; ``told`` is the chance of the two alone, 0 to 1."""
    alone, beside = Alone(logit(told), *evidence(read), little), astuple(around)
    return (*astuple(alone), *beside, little * alone.told, *(little * value for value in beside))


def little(a: Content, b: Content, weight: Mapping[str, float]) -> float:
    """How little the one that says less tells by itself, 0 to 1; ``weight`` tells how rare a stem is."""
    return 1 / (1 + min(sum(weight.get(w.stem, DEFAULT_WEIGHT) for w in one.words) for one in (a, b)) / _TELLING)


@cache
def shipped_context(path: Path = MODEL) -> InContext:
    """What comes with the package. Raises ValueError where the file is not one of these numbers."""
    data = json.loads(vouched(path, ModelError))
    if tuple(data["weights"]) != INPUTS:
        raise ValueError(f"{path}: learned of other numbers; run training/context.py again")
    return InContext(tuple(data["weights"].values()), data["bias"])


def alike(one: Around, two: Around, claims: tuple[str, str], vectors: Vectors) -> Alike:
    """The numbers of two claims, given with their texts; the same whichever comes first."""

    def cosine(a: str, b: str) -> float:
        return float(vectors[a] @ vectors[b]) if a and b else 0.0

    sides = ((one.before, one.after), (two.before, two.after))
    both = bool(one.names and two.names)
    shared = bool(one.names & two.names)
    return Alike(
        claims=cosine(*claims),
        titles=cosine(one.title, two.title),
        sentences=cosine(one.own, two.own),
        neighbours=cosine(one.beside, two.beside),
        nearest=max(cosine(a, b) for a in sides[0] for b in sides[1]),
        crossed=(cosine(claims[0], two.beside) + cosine(claims[1], one.beside)) / 2,
        title_and_claim=(cosine(claims[0], two.title) + cosine(claims[1], one.title)) / 2,
        same_speaker=float(both and shared),
        other_speaker=float(both and not shared),
        quoted=sum(not _MARKS.isdisjoint(text) for text in claims) / 2,
    )


def _names(claim: Claim) -> frozenset[str]:
    """The parts of the name of a named source."""
    if claim.kind != "named" or claim.source is None:
        return frozenset()
    words = tokens_of(claim.source.resolved or claim.source.text)
    return frozenset(word.text.lower() for word in words if word.text[:1].isupper() and len(word.text) >= _LEAST)


def _plain(text: str) -> str:
    return " ".join(text.split())

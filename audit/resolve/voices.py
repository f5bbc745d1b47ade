"""A spokesperson of whom nothing but that is told goes in, for whom they speak comes out: the body that what is said
begins with, or the one that says "we".

Source: ours; who "we" are in what a body says, Quirk et al. 1985, 6.7 (the institutional "we").
"""

from __future__ import annotations

from typing import Final

from audit.model import Attribution
from audit.resolve.context import Context, Reference
from audit.resolve.description import body_in_view
from audit.resolve.names import Mention
from audit.resolve.nouns import points_by

_SPOKEN_BACK: Final = 3  # sentences
_OPENING: Final = 40  # characters in which what is said names whom it is about


def of_subject(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """Whom an unnamed spokesperson speaks for who is told by that alone, after what is said: the body, or else the
    person, that it begins with: "the Ferry Company's chief has left, a spokesman said"."""
    attribution = reference.attribution
    if attribution is None or reference.phrase.determiner not in context.lexicon.words("people.one"):
        return None
    if reference.sentence.children(reference.head.index, "nmod"):
        return None  # "a spokesman for the strikers" is no spokesman of anybody else
    first, before = attribution.content[0], reference.head.span.start
    if first.start > before:
        return None
    held = [(m, e) for m, e in context.mentions.in_order if first.start <= m.span.start < before]
    bodies = [e.name for m, e in held if m.span.start <= first.start + _OPENING and context.is_body(e)]
    subjects = [_employer(context, m) or e.name for m, e in held if m.subject]
    named: tuple[str, str | None] | None = next((("named", name) for name in (*bodies, *subjects)), None)
    if named is None and _says_we(context, attribution):
        body = body_in_view(context, reference)
        named = ("named", body.name) if body is not None else _body_that_spoke(context, reference)
    return named


def _body_that_spoke(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """The body that spoke last in the sentences before."""
    for span, done in reversed(context.done):
        source, distance = done.source, reference.number - context.sentence_at(span.start)
        if source is None or span.start >= reference.head.span.start or distance > _SPOKEN_BACK:
            continue
        if done.kind == "named" and source.resolved and source.phrase is not None and source.phrase.sort == "body":
            return done.kind, source.resolved
    return None


def _says_we(context: Context, attribution: Attribution) -> bool:
    """Whether what is said speaks of "us", "our policy": a spokesperson's body."""
    near = context.article.sentences[max(0, attribution.sentence - 2) :][:4]
    told = (token for sentence in near for token in sentence.touching(attribution.content))
    return any(points_by(token) == "author" and "Number=Plur" in token.feats for token in told)


def _employer(context: Context, mention: Mention) -> str | None:
    """The name before a title before a name: "Lund Marsh CEO Ivo Brandt"."""
    titles, tokens = context.lexicon.by_word("titles"), context.article.sentences[mention.sentence].tokens
    place = mention.titled - 1
    while place >= 0 and tokens[place].text.lower() in titles:
        place -= 1
    beside = context.mentions.at(mention.sentence, place) if 0 <= place < mention.first - 1 else None
    if beside is not None:
        return beside.name
    before = context.article.sentences[mention.sentence].tokens[mention.titled : mention.first]
    words = [t for t in before if t.upos == "PROPN" and t.text.lower() not in titles]
    return " ".join(t.text for t in words) if 0 < len(words) < len(before) else None

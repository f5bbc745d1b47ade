"""A pronoun that is a source goes in, whom it stands for comes out: "he", "she", "they", "it", "I", "we".

References are followed within the article only. What the text does not tell stays unresolved (None).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from audit.context import Context, head_of, plain
from audit.mentions import Entity, Mention
from audit.model import Attribution, Span, Token

# How far back a pronoun may look: further than this the writer names the speaker again
_SENTENCES_BACK: Final = 8


def _fits(pronoun: Token, entity: Entity) -> bool:
    word = pronoun.text.lower()
    if entity.organisation:
        return False
    wanted = "masculine" if word in ("he", "him", "his", "himself") else "feminine"
    return entity.gender in (None, wanted)


def person(context: Context, attribution: Attribution, number: int, pronoun: Token) -> Entity | None:
    """The person that "he" or "she" stands for: of those who fit, the one the text has most in view.

    In view are, first, the subjects and speakers of the nearest clause or sentence before (centering: Grosz, Joshi and
    Weinstein 1995, subjects before objects), then any name. Words inside quotations are the speaker's, not the
    narrator's.
    """
    best: tuple[float, int, Entity] | None = None
    here = context.quoted(pronoun.span.start)
    speakers = {span.start for span, done in context.done if done.kind == "named"}
    known = any(e.gender for e in context.mentions.entities)
    for mention, entity in context.mentions.in_order:
        if mention.span.start >= pronoun.span.start:
            break
        distance = number - mention.sentence
        if distance > _SENTENCES_BACK or not _fits(pronoun, entity):
            continue
        if not _may_be_person(entity):
            continue
        weight = -1.0 * distance
        weight += 1.2 if mention.subject else 0.0
        weight += 0.8 if any(mention.span.start >= s and mention.span.start < s + 60 for s in speakers) else 0.0
        weight += 0.9 if entity.gender is not None and known else 0.0
        weight -= 0.4 if mention.possessive else 0.0
        quoted = context.quoted(mention.span.start)
        if quoted is not None and quoted != here:
            weight -= 2.5
        if distance == 0 and _inside_own_content(context, attribution, mention):
            weight -= 1.5
        if best is None or (weight, mention.span.start) >= best[:2]:
            best = (weight, mention.span.start, entity)
    # a chain of pronouns keeps its person in view: "Jane Alvarez … She said … She added …"
    for span, done in reversed(context.done):
        if span.start >= pronoun.span.start or done.source is None:
            continue
        distance = number - context.sentence_at(span.start)
        if distance > 3:
            break
        same = done.source.text.lower() == pronoun.text.lower() and done.source.resolved
        if same and (best is None or 1.6 - distance > best[0]):
            known_as = context.entity_named(done.source.resolved)
            if known_as is not None and _fits(pronoun, known_as):
                return known_as
    return best[2] if best else None


def _may_be_person(entity: Entity) -> bool:
    return not entity.organisation and (
        entity.gender is not None
        or bool(entity.roles)
        or any(len(m.name) > 1 for m in entity.mentions)
        or any(m.subject for m in entity.mentions)
    )


def _inside_own_content(context: Context, attribution: Attribution, mention: Mention) -> bool:
    return any(span.start <= mention.span.start < span.end for span in attribution.content)


def unnamed_person(context: Context, attribution: Attribution, number: int) -> tuple[str, str | None]:
    """ "She" after "one official": the unnamed person last spoken of; named, but unresolved, where there is none."""
    for span, done in reversed(context.done):
        distance = number - context.sentence_at(span.start)
        if distance > 3 or done.source is None:
            break
        if done.kind in ("anonymous", "sources said") and done.source.number == 1:
            return done.kind, done.source.resolved or plain(done.source.text)
    return "named", None


def group(context: Context, attribution: Attribution, number: int, pronoun: Token) -> tuple[str, str | None]:
    """ "They": the plural source last spoken of, else the organisation, else an unnamed group."""
    for span, done in reversed(context.done):
        if span.start >= pronoun.span.start or done.source is None:
            continue
        distance = number - context.sentence_at(span.start)
        if distance > 3:
            break
        text = done.source.text.lower()
        plural = done.source.number not in (None, 1) or _is_plural(context, span) or " and " in text
        if plural and text not in ("i", "we"):
            return done.kind, done.source.resolved or plain(done.source.text)
    organisation = _latest(context, number, pronoun, lambda e: e.organisation, back=1)
    if organisation is not None:
        return "named", organisation.name
    return "anonymous", None


def _is_plural(context: Context, span: Span) -> bool:
    sentence = context.article.sentences[context.sentence_at(span.start)]
    inside = frozenset(t.index for t in sentence.tokens if t.span.overlaps(span))
    head = head_of(sentence, inside)
    return head is not None and "Number=Plur" in head.feats


def thing(context: Context, number: int, pronoun: Token) -> tuple[str, str | None]:
    """ "It": the organisation, outlet or document last in view."""
    for span, done in reversed(context.done):
        if span.start >= pronoun.span.start or done.source is None:
            continue
        if number - context.sentence_at(span.start) > 2:
            break
        head = done.source.text.lower()
        if done.kind == "named" and head not in ("he", "she", "i", "we", "they", "who"):
            entity = context.entity_named(done.source.resolved)
            if entity is None or entity.organisation:
                return "named", done.source.resolved or plain(done.source.text)
    organisation = _latest(context, number, pronoun, lambda e: e.organisation, back=2)
    return "named", organisation.name if organisation else None


def author(context: Context, attribution: Attribution, pronoun: Token) -> tuple[str, str | None]:
    """ "I" and "we": inside a quotation its speaker, outside the article's author."""
    quotation = context.quoted(pronoun.span.start)
    if quotation is None:
        return "named", context.article.byline
    for _, done in context.done:
        if done.source is not None and any(span.overlaps(quotation.span) for span in done.content):
            return done.kind, done.source.resolved or plain(done.source.text)
    return "named", None


def _latest(context: Context, number: int, before: Token, fits: Callable[[Entity], bool], back: int) -> Entity | None:
    found: Entity | None = None
    for mention, entity in context.mentions.in_order:
        if mention.span.start >= before.span.start:
            break
        if number - mention.sentence <= back and fits(entity):
            found = entity
    return found

"""A source's words and what its article offers go in, the kind and the name they refer to come out: pronouns,
relatives,
documents by their maker, definite descriptions.

References are followed within the article only. What the text does not tell stays unresolved (None).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final

import attrs

from audit.find.quotation import Quotation
from audit.kind import Described, Kinds
from audit.mentions import Entity, Mention, Mentions
from audit.model import Article, Attribution, Sentence, Span, Token
from audit.outlets import OutletIndex, bare_name

# How far back a pronoun may look: further than this the writer names the speaker again
_SENTENCES_BACK: Final = 8
_OUTLET_NOUNS: Final = frozenset(
    {
        "network",
        "newspaper",
        "paper",
        "outlet",
        "station",
        "channel",
        "magazine",
        "publication",
        "broadcaster",
        "agency",
    }
)


@attrs.define
class Context:
    """What one article offers to references; lives for one call of resolve."""

    article: Article
    kinds: Kinds
    mentions: Mentions
    outlets: OutletIndex
    quotations: Sequence[Quotation]
    starts: list[int]
    done: list[tuple[Span, Attribution]] = attrs.field(factory=list)

    def sentence_at(self, place: int) -> int:
        return max(0, bisect_right(self.starts, place) - 1)

    def entity_named(self, name: str | None) -> Entity | None:
        return next((e for e in self.mentions.entities if e.name == name), None)

    def quoted(self, place: int) -> Quotation | None:
        return next((q for q in self.quotations if q.span.start <= place < q.span.end), None)


def head_of(sentence: Sentence, inside: frozenset[int]) -> Token | None:
    for index in sorted(inside):
        token = sentence.tokens[index]
        if (token.head not in inside and token.upos not in ("PUNCT", "ADP", "DET", "CCONJ", "ADV")) or len(inside) == 1:
            return token
    return next((sentence.tokens[i] for i in sorted(inside) if sentence.tokens[i].head not in inside), None)


def follow(
    context: Context,
    attribution: Attribution,
    described: Described,
    number: int,
    sentence: Sentence,
    head: Token,
    inside: frozenset[int],
) -> tuple[str, str | None]:
    """Kind and resolved name, the reference followed as far as the text goes."""
    if described.points == "relative":
        return _relative(context, described, number, sentence, head)
    if described.points == "person":
        entity = _person(context, attribution, number, head)
        return ("named", entity.name) if entity else _unnamed_person(context, attribution, number)
    if described.points == "group":
        return _group(context, attribution, number, head)
    if described.points == "thing":
        return _thing(context, number, head)
    if described.points == "author":
        return _author(context, attribution, head)
    maker = _maker(context, attribution, number, sentence, head, inside)
    if maker is not None:
        return maker
    if described.points == "definite":
        found = _description(context, described, number, sentence, head, inside)
        if found is not None:
            return found
    return described.kind, _own_name(context, described, number, sentence, head, inside)


def _maker(
    context: Context, attribution: Attribution, number: int, sentence: Sentence, head: Token, inside: frozenset[int]
) -> tuple[str, str | None] | None:
    """Whose a document is that tells it by a pronoun: "her memoir", "statements he has made"."""
    if "document" not in context.kinds.roles(head):
        return None
    for index in sorted(inside):
        token = sentence.tokens[index]
        owner = token.deprel == "nmod:poss" and token.head == head.index
        author = token.deprel.startswith("nsubj") and sentence.tokens[token.head].head == head.index
        if not (owner or author):
            continue
        if token.text.lower() in ("he", "she", "his", "her"):
            entity = _person(context, attribution, number, token)
            return ("named", entity.name) if entity else None
        entity = context.mentions.at(number, token.index)
        if entity is not None:
            return "named", entity.name
    return None


def _own_name(
    context: Context, described: Described, number: int, sentence: Sentence, head: Token, inside: frozenset[int]
) -> str | None:
    if described.kind != "named":
        return None
    words = sorted(inside)
    text = context.article.text[sentence.tokens[words[0]].span.start : sentence.tokens[words[-1]].span.end]
    outlet = context.outlets.name_of(text)
    if outlet is not None and outlet["kind"] != "vague":
        return str(outlet["name"])
    if any(c.index in inside for c in sentence.children(head.index, "conj")):
        return bare_name(text)
    named = [head, *(c for c in sentence.children(head.index, "appos", "flat", "compound") if c.index in inside)]
    for token in named if head.upos != "PROPN" else named[:1] + [t for t in named[1:] if t.deprel == "flat"]:
        entity = context.mentions.at(number, token.index)
        if entity is not None and token.deprel.split(":")[0] != "compound":
            return entity.name
    for child in sentence.children(head.index, "nmod", "obl", "advcl", "acl"):  # "officials, including Ronald Johnson"
        if any(c.lemma in ("include", "including") for c in sentence.children(child.index, "case", "mark")):
            for index in sentence.subtree(child.index):
                entity = context.mentions.at(number, index)
                if entity is not None and not entity.organisation:
                    return entity.name
    return bare_name(text) if head.upos == "PROPN" else None


def _relative(
    context: Context, described: Described, number: int, sentence: Sentence, head: Token
) -> tuple[str, str | None]:
    """ "who", "which", "whose": the noun that the relative clause hangs on."""
    here, seen = head, set[int]()
    while here.head >= 0 and here.index not in seen:
        seen.add(here.index)
        if here.deprel in ("acl:relcl", "acl") and here.index != head.index:
            noun = sentence.tokens[here.head]
            inside = frozenset(i for i in sentence.subtree(noun.index) if i not in set(sentence.subtree(here.index)))
            words = sorted(inside) or [noun.index]
            text = context.article.text[sentence.tokens[words[0]].span.start : sentence.tokens[words[-1]].span.end]
            told = context.kinds.describe(sentence, noun, inside, text)
            if told.points == "definite":
                found = _description(context, told, number, sentence, noun, inside)
                if found is not None:
                    return found
            name = _own_name(context, told, number, sentence, noun, inside)
            return told.kind, name if told.kind == "named" else _plain(text)
        here = sentence.tokens[here.head]
    return described.kind, None


def _fits(pronoun: Token, entity: Entity) -> bool:
    word = pronoun.text.lower()
    if entity.organisation:
        return False
    wanted = "masculine" if word in ("he", "him", "his", "himself") else "feminine"
    return entity.gender in (None, wanted)


def _person(context: Context, attribution: Attribution, number: int, pronoun: Token) -> Entity | None:
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


def _unnamed_person(context: Context, attribution: Attribution, number: int) -> tuple[str, str | None]:
    """ "She" after "one official": the unnamed person last spoken of; named, but unresolved, where there is none."""
    for span, done in reversed(context.done):
        distance = number - context.sentence_at(span.start)
        if distance > 3 or done.source is None:
            break
        if done.kind in ("anonymous", "sources said") and done.source.number == 1:
            return done.kind, done.source.resolved or _plain(done.source.text)
    return "named", None


def _group(context: Context, attribution: Attribution, number: int, pronoun: Token) -> tuple[str, str | None]:
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
            return done.kind, done.source.resolved or _plain(done.source.text)
    organisation = _latest(context, number, pronoun, lambda e: e.organisation, back=1)
    if organisation is not None:
        return "named", organisation.name
    return "anonymous", None


def _is_plural(context: Context, span: Span) -> bool:
    sentence = context.article.sentences[context.sentence_at(span.start)]
    inside = frozenset(t.index for t in sentence.tokens if t.span.overlaps(span))
    head = head_of(sentence, inside)
    return head is not None and "Number=Plur" in head.feats


def _thing(context: Context, number: int, pronoun: Token) -> tuple[str, str | None]:
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
                return "named", done.source.resolved or _plain(done.source.text)
    organisation = _latest(context, number, pronoun, lambda e: e.organisation, back=2)
    return "named", organisation.name if organisation else None


def _author(context: Context, attribution: Attribution, pronoun: Token) -> tuple[str, str | None]:
    """ "I" and "we": inside a quotation its speaker, outside the article's author."""
    quotation = context.quoted(pronoun.span.start)
    if quotation is None:
        return "named", context.article.byline
    for _, done in context.done:
        if done.source is not None and any(span.overlaps(quotation.span) for span in done.content):
            return done.kind, done.source.resolved or _plain(done.source.text)
    return "named", None


def _latest(context: Context, number: int, before: Token, fits: Callable[[Entity], bool], back: int) -> Entity | None:
    found: Entity | None = None
    for mention, entity in context.mentions.in_order:
        if mention.span.start >= before.span.start:
            break
        if number - mention.sentence <= back and fits(entity):
            found = entity
    return found


def _description(
    context: Context,
    described: Described,
    number: int,
    sentence: Sentence,
    head: Token,
    inside: frozenset[int],
) -> tuple[str, str | None] | None:
    """ "The senator", "the campaign", "the network", "the six sources", "the poll": what it was called before."""
    noun = head.lemma.lower()
    modifiers = {
        sentence.tokens[i].text.casefold() for i in inside if i != head.index and sentence.tokens[i].upos == "PROPN"
    }
    if (noun != "source" and described.kind in ("anonymous", "sources said")) or noun == "source":
        earlier = _earlier_source(context, number, head, noun)
        if earlier is not None:
            kind, text = earlier
            return (described.kind if noun == "source" and described.kind == "sources said" else kind), text
    if noun in _OUTLET_NOUNS and not modifiers:
        outlet = _latest_outlet(context, head.span.start)
        if outlet is not None:
            return "named", outlet
    owned = [sentence.tokens[i] for i in inside if sentence.tokens[i].deprel == "nmod:poss"]
    if owned and owned[0].upos == "PRON":
        return None
    best: Entity | None = None
    for mention, entity in context.mentions.in_order:
        if mention.span.start >= head.span.start and mention.sentence >= number:
            break
        if (noun in entity.roles and not (inside and mention.sentence == number and mention.head in inside)) or (
            entity.organisation and noun in entity.name.casefold().split() and len(entity.name.split()) > 1
        ):
            best = entity
    if best is not None and described.number in (None, 1) and "Number=Plur" not in head.feats:
        return "named", best.name
    if described.kind == "named" and not modifiers and "document" in context.kinds.roles(head):
        document = _earlier_document(context, number, head, noun)
        if document is not None:
            return "named", document
    return None


def _earlier_source(context: Context, number: int, head: Token, noun: str) -> tuple[str, str] | None:
    """The unnamed source that a definite one goes back to: the same noun, said before."""
    for span, done in reversed(context.done):
        if span.start >= head.span.start or done.source is None:
            continue
        if done.kind not in ("anonymous", "sources said"):
            continue
        words = done.source.text.casefold().split()
        plural = head.text.casefold()
        if noun in words or plural in words or (noun == "source" and done.kind == "anonymous"):
            return done.kind, done.source.resolved or _plain(done.source.text)
    return None


def _latest_outlet(context: Context, before: int) -> str | None:
    found = context.outlets.find(context.article.text[:before])
    named = [entry for _, entry in found if entry["kind"] != "vague"]
    return str(named[-1]["name"]) if named else None


def _earlier_document(context: Context, number: int, head: Token, noun: str) -> str | None:
    """The fullest earlier phrase with the same noun and a name in it: "the poll" for "a Bloomberg poll"."""
    for back in range(number, max(-1, number - 15), -1):
        sentence = context.article.sentences[back]
        for token in reversed(sentence.tokens):
            if token.span.start >= head.span.start or token.lemma.lower() != noun or token.upos != "NOUN":
                continue
            near = [c for c in sentence.children(token.index, "compound", "nmod", "amod") if c.upos == "PROPN"]
            near = [c for c in near if c.index < token.index]
            if near:
                first = min(min(sentence.subtree(c.index)) for c in near)
                text = context.article.text[sentence.tokens[first].span.start : token.span.end]
                return _plain(text)
    return None


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" ,;:—–-")

"""A noun that stands for somebody goes in, the name or the phrase that the article gave before comes out.

"The senator", "the campaign", "the network", "the six sources", "the poll".

What the text does not tell stays unresolved (None).

Source: definite descriptions that point back, Quirk et al. 1985, 5.26 to 5.33; which of several is meant is ours.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Final

import attrs

from audit.lexicon.outlets import bare_name
from audit.model import Sentence, Token
from audit.resolve.bearers import bearer, deputises, in_view, named_after, named_later, untold
from audit.resolve.bodies import is_acronym
from audit.resolve.context import Context, Reference, plain
from audit.resolve.incumbent import incumbent
from audit.resolve.makers import maker_before
from audit.resolve.mentions import Entity
from audit.resolve.names import Mention
from audit.resolve.parts import head_of, own_names

_TITLE_ALONE: Final = 3  # words: an article and a title
_SEVERAL: Final = 2  # words of a description, besides articles
_NEAR: Final = 4  # sentences before a description in which the body must be named that it takes up
_TWICE: Final = 2  # a body named once in passing is not in view


def own_name(context: Context, reference: Reference) -> str | None:
    """The name that a source's own words give: an outlet's, a person's or body's in its fullest form in the article,
    that of a member ("officials, including Ronald Johnson"), else the words; None where they name nobody."""
    number, sentence, head, inside = reference.number, reference.sentence, reference.head, reference.inside
    if reference.described.kind != "named":
        return None
    text = context.words_of(sentence, inside)
    outlet = context.outlets.name_of(text)
    if outlet is not None and outlet["kind"] != "vague":
        return str(outlet["name"])
    if any(c.index in inside and _is_another(sentence, head, c) for c in sentence.children(head.index, "conj")):
        return bare_name(text)
    held = (c for c in sentence.children(head.index, "nmod") if c.upos == "PROPN" and c.index in inside)
    held = (c for c in held if not sentence.children(c.index, "case"))  # "Secretary of State Alvarez"
    named = [head, *held, *(c for c in sentence.children(head.index, "appos", "flat", "compound") if c.index in inside)]
    holder = _holder(context, reference)
    if holder is not None:
        return holder.name
    if head.upos == "PROPN":
        named = named[:1] + [t for t in named[1:] if t.deprel in ("flat", "nmod")]
    else:
        named += own_names(sentence, head, inside)
    for token in named:
        entity = context.mentions.at(number, token.index)
        if entity is not None and token.deprel.split(":")[0] != "compound":
            return (context.mentions.bearer(number, token.index, inside) or entity).name
    for leader in context.kinds.nouns.leading(sentence, head):
        entity = context.mentions.at(number, leader.index)
        if entity is not None and leader.index in inside and not entity.organisation:
            return entity.name
    for child in sentence.children(head.index, "nmod", "obl", "advcl", "acl"):  # "officials, including Ronald Johnson"
        if context.kinds.nouns.names_members(sentence, child):
            for index in sentence.subtree(child.index):
                entity = context.mentions.at(number, index)
                if entity is not None and not entity.organisation:
                    return entity.name
    if len(inside) < _TITLE_ALONE and head.text.lower() in context.lexicon.by_word("titles"):  # "the President"
        so_called = (e for _, e in reversed(context.mentions.before(head)) if head.text.lower() in e.roles)
        holder = next((e for e in so_called if not deputises(context, reference, e)), None) or incumbent(
            context, reference
        )
        return holder.name if holder is not None else None
    if head.upos == "PROPN" and head.text.lower() in context.lexicon.by_word("titles"):  # "Senator from Texas"
        told = bearer(context, reference)
        return told[0].name if told is not None and told[1] else bare_name(text)
    return bare_name(text) if head.upos == "PROPN" else None


def _holder(context: Context, reference: Reference) -> Entity | None:
    """Who holds an office that is written as names are, with capitals, though an article or an owner says that it is
    none: "the Harbour Line President", "the former Harbour General"; None where it names more, or the article tells of
    nobody who holds it."""
    head, inside = reference.head, reference.inside
    if head.upos != "PROPN" or head.text.lower() not in context.lexicon.by_word("titles"):
        return None
    given = reference.sentence.children(head.index, "det", "nmod:poss")
    if max(inside) > head.index or not any(c.index in inside for c in given) or "Number=Plur" in head.feats:
        return None
    who = attrs.evolve(reference, phrase=attrs.evolve(reference.phrase, sort="person"))
    told = bearer(context, who)
    return told[0] if told is not None else in_view(context, who)


def named_last(context: Context, reference: Reference) -> Entity | None:
    """The person whose full name ends a description of one, where the tree hangs it on another name within: "a lawyer
    with the Harbour Law Group, Jane Alvarez", "former envoy to Springfield Jane Alvarez"; None where it hangs on a
    common noun, whose name it is then."""
    sentence, inside, titles = reference.sentence, reference.inside, context.lexicon.by_word("titles")
    if reference.phrase.plural or "Number=Plur" in reference.head.feats:
        return None
    for mention, entity in context.mentions.in_order:
        if mention.sentence != reference.number or mention.first - 1 not in inside:
            continue
        last = not any(i > mention.head and sentence.tokens[i].upos != "PUNCT" for i in inside)
        if last and mention.head in inside and _beside_post(context, reference, mention, entity):
            return entity
        person = len(mention.name) > 1 and not entity.organisation and entity.gender is not None
        tokens, name = sentence.tokens, range(mention.first, mention.head + 1)
        above = [tokens[tokens[i].head] for i in name if tokens[i].head not in name and tokens[i].head >= 0]
        hung = all(t.upos == "PROPN" and t.text.lower() not in titles for t in above)
        beside = hung and all(tokens[i].deprel in ("appos", "flat") for i in name)
        comma = tokens[min(mention.titled, mention.first) - 1].text == ","
        if last and person and mention.head in inside and _ends_office(context, reference, mention):
            return entity
        if last and person and mention.head in inside and beside and (comma or tokens[mention.first - 1] in above):
            return entity
    return None


def _beside_post(context: Context, reference: Reference, mention: Mention, entity: Entity) -> bool:
    """Whether a name between commas is that of whoever holds the post before it, wherever the tree hangs it: "the head
    of the harbor police, Ivo Lund, said". A state's or a body's name is not."""
    tokens, nouns = reference.sentence.tokens, context.kinds.nouns
    before, after = min(mention.titled, mention.first) - 1, tokens[mention.head + 1 : mention.head + 2]
    if tokens[before].text != "," or not after or after[0].text != "," or len(mention.name) < 2:
        return False
    place = bool(entity.words & context.lexicon.words("people.state")) or any(m.place for m in entity.mentions)
    if place or context.is_body(entity) or reference.head.index > before:
        return False
    human = reference.phrase.sort == "person" or nouns.is_human(reference.head)
    name = tokens[mention.head]
    told = context.reference(reference.number, name, frozenset(range(mention.first, mention.head + 1)))
    above = tokens[tokens[mention.first].head] if tokens[mention.first].head >= 0 else reference.head
    known = entity.gender is not None or told.phrase.sort == "person" or above.upos == "NOUN"
    return human and known and not (nouns.is_human(above) and above is not reference.head)


def _ends_office(context: Context, reference: Reference, mention: Mention) -> bool:
    """Whether a name stands right behind an office in small letters and what that is over, wherever the tree hangs it:
    "director of National Intelligence Jane Alvarez". A noun for one without an article is a title."""
    sentence, head, titles = reference.sentence, reference.head, context.lexicon.by_word("titles")
    alone = not any(c.deprel in ("det", "nmod:poss") for c in sentence.children(head.index))
    over = sentence.tokens[head.index + 1 : mention.first]
    capitals = [t for t in over[1:] if t.text[:1].isupper()]
    written = bool(over) and over[0].upos == "ADP" and len(capitals) == len(over) - 1 and bool(capitals)
    post = head.lemma.lower() in context.lexicon.words("people.post") or head.lemma.lower() in titles
    return alone and post and written and not any(t.text.lower() in titles for t in capitals)


def _is_another(sentence: Sentence, head: Token, other: Token) -> bool:
    """Whether a noun beside one with an article is somebody else; of two nouns with one article between them both are
    said of one ("the former mayor and senator")."""
    shared = head.upos == other.upos == "NOUN" and "Number=Sing" in head.feats and "Number=Sing" in other.feats
    articles = [bool(sentence.children(noun.index, "det", "nmod:poss")) for noun in (head, other)]
    return not (shared and articles == [True, False])


def description(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """The kind and the name of what a definite noun phrase goes back to: "the senator", "the campaign", "the network",
    "the six sources", "the poll". None where the article has named nothing before that fits."""
    sentence, head, inside = reference.sentence, reference.head, reference.inside
    described = reference.described
    noun = head.lemma.lower()
    modifiers = {
        sentence.tokens[i].text.casefold() for i in inside if i != head.index and sentence.tokens[i].upos == "PROPN"
    }
    only = noun in context.lexicon.words("people.only-source")  # says no more than that somebody is one
    again = _again(context, reference)
    if again is not None:
        return again
    found = bearer(context, reference)
    if found is not None and found[1]:
        return "named", found[0].name
    if only or described.kind in ("anonymous", "sources said"):
        earlier = _earlier_source(context, reference)
        if earlier is not None:
            kind, text = earlier
            bare = only and described.kind == "sources said" and "Number=Sing" not in head.feats
            bare = bare and described.number is None  # "the three sources" are those three
            return (described.kind if bare else kind), text
    if noun in context.lexicon.words("people.outlet-noun") and not modifiers:
        outlet = outlet_in_view(context, head)
        if outlet is not None:
            return "named", outlet
    owned = [sentence.tokens[i] for i in inside if sentence.tokens[i].deprel == "nmod:poss"]
    if owned and owned[0].upos == "PRON":
        return None
    roles = context.kinds.nouns.roles(head)
    written = described.kind == "named" and not modifiers and "document" in roles
    if written and (name := maker_before(context, reference)) is not None:
        return "named", name
    if "document" in roles and (body := _body_within(context, reference)) is not None:
        return "named", body.name
    one = described.number in (None, 1) and "Number=Plur" not in head.feats
    if one:
        entity = found[0] if found is not None else None
        entity = entity or incumbent(context, reference) or _body_before(context, reference, modifiers)
        entity = entity or in_view(context, reference) or named_after(context, reference)
        entity = entity or named_later(context, reference) or untold(context, reference)
        if entity is not None:
            return "named", entity.name
    if noun in context.lexicon.words("people.firm") and not modifiers and "Number=Plur" not in head.feats:
        firm = _firm_in_view(context, reference)
        if firm is not None:
            return "named", firm.name
    bare = not any(c.index in inside for c in sentence.children(head.index, "amod", "nmod", "compound", "acl"))
    if written or (described.kind == "named" and not modifiers and bare and "institution" in roles):
        name = _fuller(context, reference)
        name = name or (_report_in_view(context, reference) if bare else None)
        if name is not None:
            return "named", name
    if noun in context.lexicon.words("people.generic-body") and "Number=Plur" not in head.feats:
        body = body_in_view(context, reference)
        if body is not None:
            return "named", body.name
    return None


def _body_within(context: Context, reference: Reference) -> Entity | None:
    """The body whose initials, or whose name in short, stand before a document's noun: "the IMF report"."""
    sentence, head = reference.sentence, reference.head
    for child in sentence.children(head.index, "compound"):
        entity = context.mentions.at(reference.number, child.index) if child.index in reference.inside else None
        if entity is not None and context.is_body(entity) and len(entity.name.split()) > 1:
            return entity
    return None


def outlet_in_view(context: Context, noun: Token) -> str | None:
    """The outlet that "the newspaper" goes back to: the one that the article credited last, not one that it only
    names; without any credit, the one named last. "The agency" is a wire's, else some office's."""
    found = context.latest_outlet(noun.span.start, credited=True) or context.latest_outlet(noun.span.start)
    entry = context.outlets.name_of(found) if found is not None else None
    wire = entry is not None and entry["kind"] == "wire"
    return found if wire or noun.lemma.lower() not in context.lexicon.words("people.wire-noun") else None


def _report_in_view(context: Context, reference: Reference) -> str | None:
    """The outlet whose report "the report" is, where the article has credited one and told of no other report."""
    head = reference.head
    known = context.lexicon.phrases("crediting.reports").has(head)
    if not known or head.lemma.lower() not in context.lexicon.words("crediting.points_back"):
        return None
    for sentence in context.article.sentences[: reference.number + 1]:
        for token in sentence.tokens:
            if token.upos == "NOUN" and token.lemma == head.lemma and token.span.start < head.span.start:
                return None
    return context.latest_outlet(head.span.start, credited=True)


def body_in_view(context: Context, reference: Reference) -> Entity | None:
    """The body that "the group" goes back to: of those named in the sentences before, the one most in view, a subject
    before others; None where there is none."""
    best: tuple[float, Entity] | None = None
    for mention, entity in context.mentions.in_order:
        distance = reference.number - mention.sentence
        if mention.span.start >= reference.head.span.start:
            break
        outlet = context.outlets.name_of(entity.name) is not None
        if distance > _NEAR or mention.place or outlet or not _is_group(context, mention, entity):
            continue
        weight = 1.2 * mention.subject - 0.6 * distance - 0.4 * mention.modifier + min(1.0, 0.1 * len(entity.mentions))
        said = reference.attribution.content if reference.attribution is not None else ()
        weight -= 1.5 * any(span.overlaps(mention.span) for span in said)
        if best is None or weight >= best[0]:
            best = weight, entity
    return best[1] if best is not None else None


def _is_group(context: Context, mention: Mention, entity: Entity) -> bool:
    """Whether a name is a body's that is no government, court or chamber."""
    if entity.gender or entity.words & context.lexicon.words("people.unique") or any(m.place for m in entity.mentions):
        return False
    if not entity.organisation and context.types is None:
        return False
    sentence = context.article.sentences[mention.sentence]
    inside = frozenset(range(mention.first, mention.head + 1))
    head = head_of(sentence, inside)
    if head is None or entity.organisation:
        return entity.organisation
    first = sentence.tokens[head.head] if head.deprel.startswith("conj") else head
    beside = context.mentions.at(mention.sentence, first.index)
    if beside is not None and any(m.place and m.sentence == mention.sentence for m in beside.mentions):
        return False  # "in Lund, Harbour Beach and Malmo"
    return context.reference(mention.sentence, head, inside).phrase.sort == "body"


def _body_before(context: Context, reference: Reference, modifiers: Set[str]) -> Entity | None:
    """The body last named before whose name has the noun, and the names that stand before it here: "the department",
    "the State Department"."""
    best: Entity | None = None
    noun, start = reference.head.lemma.lower(), reference.sentence.tokens[min(reference.inside)].span.start
    nouns = {noun, context.lexicon.pairs("people.same-body").get(noun, noun)} - context.lexicon.words("people.land")
    for mention, entity in context.mentions.in_order:
        if mention.span.start >= start:
            break  # its own words are no earlier name
        fits = entity.organisation and not nouns.isdisjoint(entity.words) and len(entity.words) > 1
        if fits and modifiers <= entity.words:
            best = entity
    return best


def _again(context: Context, reference: Reference) -> tuple[str, str] | None:
    """The unnamed source whom a description of several words takes up in the same words: "the senior ferry official",
    after "a senior ferry official said"."""
    sentence, head = reference.sentence, reference.head
    told = [sentence.tokens[i] for i in reference.inside if sentence.tokens[i].upos in ("NOUN", "PROPN", "ADJ")]
    words = {token.text.casefold() for token in told}
    if len(words) < _SEVERAL or "Number=Plur" in head.feats:
        return None
    for span, done in reversed(context.done):
        if span.start < head.span.start and done.kind == "anonymous" and done.source is not None:
            earlier = done.source.phrase
            if earlier is None or earlier.plural or earlier.determiner not in context.lexicon.words("people.one"):
                continue
            said = set(done.source.text.casefold().split()) - context.lexicon.words("people.one", "people.definite")
            if words == said:
                return done.kind, done.source.resolved or plain(done.source.text)
    return None


def _earlier_source(context: Context, reference: Reference) -> tuple[str, str] | None:
    """The unnamed source that a definite one goes back to: the same noun, said before."""
    head, noun = reference.head, reference.head.lemma.lower()
    for span, done in reversed(context.done):
        if span.start >= head.span.start or done.source is None:
            continue
        if done.kind not in ("anonymous", "sources said"):
            continue
        words = done.source.text.casefold().split()
        plural = head.text.casefold()
        if (
            noun in words
            or plural in words
            or (noun in context.lexicon.words("people.only-source") and done.kind == "anonymous")
        ):
            return done.kind, done.source.resolved or plain(done.source.text)
    return None


def _firm_in_view(context: Context, reference: Reference) -> Entity | None:
    """The body that "the company" goes back to: of those named twice before that are no persons, no places and no
    offices of a state, the one named most, the latest of several; None where there is none."""
    public, lands = context.lexicon.words("people.public-body", "people.unique"), context.lexicon.pairs("forms.country")

    def before(entity: Entity) -> list[Mention]:
        return [m for m in entity.mentions if m.span.start < reference.head.span.start]

    bodies = [
        entity
        for entity in context.mentions.entities
        if entity.gender is None
        and not entity.roles
        and public.isdisjoint(entity.words)
        and entity.name.lower() not in lands
        and len(found := before(entity)) >= _TWICE
        and not any(m.place for m in found)
        and any(m.subject or m.possessive for m in found)
    ]
    return max(bodies, key=lambda entity: (len(before(entity)), before(entity)[-1].span), default=None)


def _fuller(context: Context, reference: Reference) -> str | None:
    """The fullest earlier phrase with the same noun and a name in it: "the poll" for "a Bloomberg poll"."""
    noun, kin = reference.head.lemma.lower(), context.lexicon.words("people.findings")
    return _named_before(context, reference, {noun}) or (
        _named_before(context, reference, kin) if noun in kin else None
    )


def _named_before(context: Context, reference: Reference, nouns: Set[str]) -> str | None:
    """The last phrase before with one of these nouns and a name before it."""
    number, head = reference.number, reference.head
    dates = context.lexicon.words("forms.weekday", "forms.month")
    for back in range(number, max(-1, number - 15), -1):
        sentence = context.article.sentences[back]
        for token in reversed(sentence.tokens):
            if token.span.start >= head.span.start or token.lemma.lower() not in nouns or token.upos != "NOUN":
                continue
            near = [c for c in sentence.children(token.index, "compound", "nmod", "amod") if c.upos == "PROPN"]
            near = [c for c in near if c.index < token.index and c.text.lower() not in dates]
            if near:
                first = min(min(sentence.subtree(c.index)) for c in near)
                text = plain(context.article.text[sentence.tokens[first].span.start : token.span.end])
                entity = context.mentions.at(back, near[-1].index)
                initials = entity is not None and is_acronym(near[-1].text) and near[-1].text != entity.name
                return f"{entity.name} {token.text}" if entity is not None and initials else text
    return None

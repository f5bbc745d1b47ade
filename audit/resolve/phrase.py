"""The words of a source go in with their tree, a Phrase comes out: what they tell of whoever speaks.

This is the one place that reads a source's words; kinds, traces, dossiers and criteria ask the Phrase.

Source: what they should tell by AP Stylebook, "anonymous sources", and NPR Ethics Handbook, "describe them as precisely
as you can".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from audit.lexicon import Lexicon
from audit.model import Detail, Phrase, Sentence, Span, Spans, Token
from audit.resolve.affiliation import affiliation_of, side_of
from audit.resolve.basis import basis_in
from audit.resolve.counted import how_many, is_counted
from audit.resolve.nouns import Nouns, nouns_of, roles_of
from audit.resolve.parts import Parts, head_of, is_people, own_names, take_apart
from audit.resolve.reasons import reason_in

# What was learned of a noun: one of SORTS, None where nothing was
Typing = Callable[[Token], str | None]

_POINTERS: Final = ("PRP", "WP", "WDT", "PRP$", "WP$")
_CLAUSES: Final = ("acl", "acl:relcl", "advcl")


def read_phrase(
    sentence: Sentence, head: Token, inside: frozenset[int], text: str, lexicon: Lexicon, typed: Typing | None = None
) -> Phrase:
    """What a source's words tell: ``inside`` are their places in the sentence, ``head`` the noun or pronoun that the
    others hang on, ``text`` the article's text, which all spans index, ``typed`` what was learned of nouns."""
    nouns = nouns_of(lexicon)
    if is_pronoun(head, nouns):
        return _pronoun(head)
    parts = take_apart(sentence, head, inside, text, nouns)
    number, quantity = how_many(parts)
    known = _known_by(parts)
    basis = basis_in(known, lexicon)
    reason = reason_in(sentence, lexicon, {t.index for t in known})
    used = {found.span for found in (basis, reason) if found}
    marks = _marks(parts, used)
    front = [t for h in parts.heads for t in parts.before(h)]
    pointing = _points(parts)
    former = any(t.lemma.lower() in nouns.former or t.text.lower() in nouns.former for t in front)
    current = any(t.lemma.lower() in nouns.current or t.text.lower() in nouns.current for t in front)
    return Phrase(
        heads=tuple(dict.fromkeys(nouns.lemma(h) for h in parts.heads)),
        sort=_sort(parts, typed),
        determiner=_determiner(parts, head),
        plural=len(parts.heads) > 1 or nouns.plural(parts.core),
        number=number,
        quantity=quantity,
        pointing=pointing,
        other=not pointing and _sets_apart(parts),
        bare=not marks and not _after(parts) and not is_counted(parts),
        marks=marks,
        name=_name(parts),
        role=_role(parts),
        rank=next((parts.detail([t.index]) for t in front if t.lemma.lower() in nouns.ranks), None),
        affiliation=affiliation_of(parts),
        side=side_of(parts),
        tense=None if former == current else "former" if former else "current",
        basis=basis.value if basis else None,
        basis_spans=(basis.span,) if basis else (),
        reason=reason.value if reason else "none",
        reason_spans=(reason.span,) if reason else (),
    )


def phrase_at(sentence: Sentence, spans: Spans, text: str, lexicon: Lexicon) -> Phrase | None:
    """What the words of a sentence that touch these spans tell; None where none does. ``text`` is the article's."""
    inside = frozenset(t.index for t in sentence.touching(spans))
    head = head_of(sentence, inside)
    return read_phrase(sentence, head, inside, text, lexicon) if head is not None else None


def is_pronoun(token: Token, nouns: Nouns) -> bool:
    """Whether a word only points ("he", "who", "they"); "someone", "those" and "others" say that there is somebody."""
    if token.upos == "PRON" or token.xpos in _POINTERS:
        word = token.text.lower()
        return token.xpos in _POINTERS or "Prs" in token.feats or "Rel" in token.feats or word not in nouns.nobody
    return False


def _pronoun(head: Token) -> Phrase:
    word = head.text.lower()
    return Phrase(heads=(word,), sort="pronoun", plural="Number=Plur" in head.feats, pointing=True, bare=True)


def _after(parts: Parts) -> bool:
    """Whether words hang on a head noun after it that say more of it: no conjuncts, no marks."""
    conjoined = {i for h in parts.heads[1:] for i in parts.sentence.subtree(h.index)}
    return any(
        c.index > h.index and c.index not in conjoined and c.deprel not in ("punct", "cc", "case", "conj")
        for h in parts.heads
        for c in parts.children(h)
    )


def _known_by(parts: Parts) -> tuple[Token, ...]:
    """The words in which a source's basis and reason may stand: its own, and the clauses that hang on its nouns
    although they were not taken for a part of it ("…, who was in the room"); never what is said in them."""
    places = set(parts.inside)
    tokens = parts.sentence.tokens
    for head in parts.heads:
        for clause in parts.sentence.children(head.index, *_CLAUSES):
            said = {i for c in parts.sentence.children(clause.index, "ccomp") for i in parts.sentence.subtree(c.index)}
            places |= set(parts.sentence.subtree(clause.index)) - said
    return tuple([tokens[i] for i in sorted(places)])


# ------------------------------------------------------------------------------------------------ who


def _role(parts: Parts) -> Detail | None:
    """The noun that says what they do or are; "critics", "people", "Republicans" and "Mexicans" say neither."""
    nouns = parts.nouns
    for head in parts.heads:
        word = nouns.lemma(head)
        nobody = {word, head.text.lower()} & (nouns.nobody | nouns.sides)
        if nobody or nouns.is_party(head) or is_people(parts, head) or head.upos == "NUM":
            continue
        roles = nouns.roles(head)
        if roles and roles <= {"document"}:
            continue
        if head.upos == "PROPN" and head.xpos != "NNPS" and not roles and not nouns.is_human(head):
            continue
        if head.upos == "PROPN" and parts.before(head) and not roles:
            continue
        if head.upos not in ("NOUN", "PROPN"):
            continue
        if word in nouns.experts and not roles & {"anonymous", "office"} and not _has_field(parts, head):
            continue
        return parts.detail([head.index])
    return None


def _has_field(parts: Parts, head: Token) -> bool:
    """Whether a field is told of experts: "legal experts", "experts on shipping"; rank and number are none."""
    front = (t for t in parts.before(head) if t.deprel.split(":")[0] in ("amod", "compound", "nmod"))
    if not all(map(parts.nouns.is_neutral, front)):
        return True
    return any(c.index > head.index for c in parts.children(head, "nmod"))


def _sort(parts: Parts, typed: Typing | None) -> str:
    """Who or what the words stand for, one of SORTS: by the lexicon's nouns, else by what was learned; the form of a
    word for people (realtor, Texan) counts where nothing surer was learned."""
    nouns, core = parts.nouns, parts.core
    kinds = set[str]()
    for head in parts.heads:
        roles, name = roles_of(nouns, parts.sentence, head), nouns.is_name(head)
        name = name and not nouns.is_one_of_group(parts.sentence, head)
        learned = typed(head) if typed is not None and head.upos in ("NOUN", "PROPN") and (name or not roles) else None
        if name and learned not in (None, "unclear"):
            kinds.add(learned or "")
        elif roles & {"anonymous", "office", "vague"}:
            kinds.add("person")
        elif roles:
            kinds.add("body" if "institution" in roles else "document")
        else:
            human = nouns.is_group(head) or (head.upos != "PROPN" and nouns.is_human(head))
            kinds.add("person" if human and learned in (None, "unclear") else learned or "unclear")
    if kinds & {"person", "people"} or is_people(parts, core):
        many = len(parts.heads) > 1 or nouns.plural(core) or core.text.lower() in nouns.several or "people" in kinds
        return "people" if many else "person"
    return next((kind for kind in ("body", "document", "thing") if kind in kinds), "unclear")


def _name(parts: Parts) -> str | None:
    """The proper name in the words: the head's own, or that of an appositive."""
    for head in parts.heads:
        for top in (head, *parts.children(head, "appos", "flat"), *own_names(parts.sentence, head, parts.inside)):
            if top.upos != "PROPN" or top.xpos == "NNPS":
                continue
            places = [top.index]
            places += [
                c.index for c in parts.children(top, "flat", "compound") if c.upos == "PROPN" and c.deprel != "punct"
            ]
            return " ".join(parts.detail(places).text.split())
    return None


def _determiner(parts: Parts, head: Token) -> str | None:
    """The word at the start that points or counts."""
    for top in (head, *parts.outer, parts.core):
        for child in parts.children(top, "det", "nummod", "nmod:poss"):
            if child.index < top.index:
                return child.text.lower()
    first = parts.sentence.tokens[min(parts.inside)] if parts.inside else head
    word = first.text.lower()
    return word if word in parts.nouns.several or word in parts.nouns.part else None


def _points(parts: Parts) -> bool:
    """Whether they are leaned on as brought in before: "the sources", "one of the officials", "those advisers"."""
    nouns = parts.nouns
    for head in (*parts.outer, *parts.heads):
        for child in parts.before(head):
            word = child.text.lower()
            if word in nouns.definite and child.head == head.index:
                return True
            owner = child.deprel == "nmod:poss" and child.head == head.index
            if (
                owner
                and child.upos == "PRON"
                and (parts.outer or "Number=Plur" in child.feats or "Gender=Neut" in child.feats)
            ):
                return True
            if owner and parts.outer:
                return True
    return parts.core.upos == "PRON" and bool(parts.outer)


def _sets_apart(parts: Parts) -> bool:
    others = parts.nouns.lexicon.words("people.other")
    return any(
        h.text.lower() in others or any(c.text.lower() in others for c in parts.children(h, "amod", "det"))
        for h in (*parts.outer, *parts.heads)
    )


def _marks(parts: Parts, used: set[Span]) -> tuple[str, ...]:
    """The lemmas that set it apart from others of its noun; how a source knows says nothing of which side it is on."""
    nouns, tokens = parts.nouns, parts.sentence.tokens
    heads = {h.index for h in parts.heads} | {t.index for t in parts.outer}
    skipped = set[int]()
    for head in parts.heads:
        for child in parts.children(head):
            below = parts.sentence.subtree(child.index)
            if child.index > head.index and any(s.overlaps(tokens[i].span) for s in used for i in below):
                skipped |= set(below) - heads
    found: list[str] = []
    for place in sorted(parts.inside - heads - skipped):
        token = tokens[place]
        lemma = token.text.lower() if token.upos == "PRON" else token.lemma.lower()
        if token.upos not in ("NOUN", "PROPN", "ADJ", "VERB", "X") and not _is_his(token):
            continue
        if nouns.is_neutral(token) or any(s.overlaps(token.span) for s in used):
            continue
        plain = lemma.rstrip(".") if lemma not in nouns.states else min(nouns.states)
        found.append(plain)
    return tuple(dict.fromkeys(found))


def _is_his(token: Token) -> bool:
    """A possessive of one person ("his aides")."""
    one = "Number=Sing" in token.feats and "Gender=Neut" not in token.feats
    return token.deprel == "nmod:poss" and token.upos == "PRON" and one

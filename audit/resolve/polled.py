"""A source's words go in, the poll that found out what they say comes out, where they are a share of those whom it
asked: "62 percent of them", "just over half of the respondents", after "a Norvik University poll".

Source: AAPOR Code of Ethics, disclosure, and AP Stylebook, "polls and surveys": whoever counts opinions is named with
what was found; those who were asked are the poll's, and tell reporters nothing.
"""

from __future__ import annotations

from typing import Final

from audit.model import Token
from audit.resolve.context import Context, Reference, plain
from audit.resolve.parts import has_case

_BACK: Final = 12  # sentences before in which the poll may have been told of, or taken up ("the poll found")


def poll_of(context: Context, reference: Reference) -> str | None:
    """The poll's name with its noun, as the article has it; None where the words tell no share of anybody, or where no
    poll with a name stands in the sentence or in those before."""
    share = _is_share(context, reference)
    if not share and not _is_portion(context, reference):
        return None
    survey, study = context.lexicon.phrases("find.survey"), context.lexicon.phrases("people.survey-too")
    number, last = reference.number, max(-1, reference.number - _BACK)
    while number > last:
        sentence = context.article.sentences[number]
        for noun in reversed(sentence.tokens):
            told = share or number == reference.number
            if noun.upos == "NOUN" and (survey.has(noun) or (told and study.has(noun))):
                name = _named(context, number, noun)
                if name is not None:
                    return name
                last = max(-1, number - _BACK)
        number -= 1
    return None


def _is_share(context: Context, reference: Reference) -> bool:
    """Whether words tell how large a part of those asked says something: by a percentage, or as "respondents", "half of
    all respondents"."""
    share, asked = context.lexicon.words("people.share"), context.lexicon.words("people.respondent")
    head = reference.head
    inside = [reference.sentence.tokens[i] for i in reference.inside]
    outer = [t for t in inside if t.index == head.index or t.head == head.index]
    counted = any(t.lemma.lower() in share or t.text.lower() in share for t in outer)
    those = {*reference.phrase.heads, *(t.lemma.lower() for t in outer if t is head or t.deprel == "nmod")}
    return counted or not those.isdisjoint(asked)


def _is_portion(context: Context, reference: Reference) -> bool:
    """Whether words tell a part of a public by a fraction: "a majority of voters", no "a majority of senators", whom
    anybody can count."""
    sentence, head, nouns = reference.sentence, reference.head, context.kinds.nouns
    if head.lemma.lower() not in context.lexicon.words("people.portion"):
        return False
    publics = context.lexicon.phrases("people.public")
    return any(
        publics.has(whole) for whole in sentence.children(head.index, "nmod") if has_case(sentence, whole, nouns.of)
    )


def _named(context: Context, number: int, noun: Token) -> str | None:
    """A poll with the name that stands before it or, with a preposition, right after it; or with whom it is by."""
    sentence = context.article.sentences[number]
    near = [c for c in sentence.children(noun.index, "compound", "nmod", "amod", "nmod:poss") if c.upos == "PROPN"]
    dates = context.lexicon.words("forms.weekday", "forms.month")
    near = [c for c in near if c.text.lower() not in dates]
    if not near:
        return _made_by(context, number, noun)
    before = [c for c in near if c.index < noun.index]
    inside = [i for c in before or near[:1] for i in sentence.subtree(c.index)]
    first, last = min(*inside, noun.index), max(*inside, noun.index)
    return plain(context.article.text[sentence.tokens[first].span.start : sentence.tokens[last].span.end])


def _made_by(context: Context, number: int, noun: Token) -> str | None:
    """The poll with its maker: "a survey last year of farmers by the Harbour Institute", "held by the Gazette"."""
    sentence, by = context.article.sentences[number], context.lexicon.words("find.agent")
    below = [sentence.tokens[i] for i in sentence.subtree(noun.index) if i > noun.index]
    for word in below:
        after = next((t for t in below if t.index > word.index and t.upos not in ("DET", "ADJ")), None)
        entity = context.mentions.at(number, after.index) if after is not None else None
        if word.lemma.lower() in by and entity is not None and not any(m.place for m in entity.mentions):
            return f"{noun.text} by {entity.name}"
    return None

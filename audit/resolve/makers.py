"""A document that a definite noun phrase takes up goes in, whose it is comes out: "the council issued a statement … The
statement said".

Who makes a document stands as its owner, after a preposition, as the subject of the verb that it is the object of
("issued"), or as the speaker who said something in it. Several people, or a body, need no name for that: "Democrats in
the legislature issued a statement". "The document" takes up whatever was written; "the memo" a memorandum.

Source: verbs of creation and of sending, Levin 1993, 26 and 11; bridging by a verb's roles, Clark 1975; words in
lexicons/people.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from audit.model import Attribution, Sentence, Token
from audit.resolve.context import Context, Reference, plain
from audit.resolve.parts import phrase

_BACK: Final = 20  # sentences in which a document is looked for that a description takes up
_PARTS: Final = ("nsubj", "obj", "obl", "nmod")  # what a text brings in is; what something is called is not
_NEAR: Final = 2  # sentences before a statement in which somebody may have spoken who made it


def maker_before(context: Context, reference: Reference) -> str | None:
    """Whoever made the document of the same noun that stands last before, by name or in the article's words; None where
    none is told."""
    head, written = reference.head, context.lexicon.phrases("people.written")
    whatever = context.lexicon.phrases("people.whatever-written").has(head)
    if "Number=Plur" in head.feats or not (whatever or written.has(head)):
        return None
    again = context.lexicon.pairs("people.same-document")
    noun = again.get(head.lemma, head.lemma)
    lexicon, marks = context.lexicon, _marks(context, reference.sentence, head)
    families = (
        lexicon.words("people.findings"),
        lexicon.words("people.messages"),
        lexicon.words("people.press-item"),
    )
    kin = frozenset[str]().union(*(family for family in families if noun in family and not marks))
    likely: str | None = None  # whoever made the findings that another noun of theirs takes up
    if (agent := _agent(context, reference.number, reference.sentence, head)) is not None:
        return agent
    for number in range(reference.number, max(-1, reference.number - _BACK), -1):
        sentence = context.article.sentences[number]
        for token in reversed(sentence.tokens):
            if token.span.start >= head.span.start or token.upos not in ("NOUN", "VERB"):
                continue
            if token.upos == "VERB":  # "the Gazette reported … the report"
                again_said = token.lemma == head.lemma and not marks
                speaker = _speaker(context, number, token) if again_said else None
                if speaker is not None:
                    return speaker
                continue
            same = again.get(token.lemma, token.lemma) == noun or (whatever and written.has(token))
            same = same and marks <= _marks(context, sentence, token)
            akin = likely is None and token.lemma in kin
            if (same or akin) and (name := _maker(context, number, sentence, token)) is not None:
                if same:
                    return name
                likely = name
            elif same and token.deprel in _PARTS and _is_indefinite(sentence, token):
                return likely  # brought in as nobody's: "an engineer wrote a report"
    return likely or (_last_speaker(context, reference) if not marks else None)


def _is_indefinite(sentence: Sentence, noun: Token) -> bool:
    return any("Definite=Ind" in mark.feats for mark in sentence.children(noun.index, "det"))


def _marks(context: Context, sentence: Sentence, document: Token) -> frozenset[str]:
    """The nouns before a document's that make it another: "the trustees report"; no days."""
    dates = context.lexicon.words("forms.weekday", "forms.month")
    before = sentence.children(document.index, "compound")
    return frozenset(t.lemma.lower() for t in before if t.text.lower() not in dates)


def _last_speaker(context: Context, reference: Reference) -> str | None:
    """Whoever spoke in the sentences right before, where a statement is told of that the article has not brought in."""
    if not context.lexicon.phrases("people.spoken-word").has(reference.head):
        return None
    for sentence in context.article.sentences[max(0, reference.number - _BACK) : reference.number]:
        if any(t.upos == "NOUN" and t.lemma == reference.head.lemma for t in sentence.tokens):
            return None
    for number in range(reference.number - 1, max(-1, reference.number - _NEAR - 1), -1):
        for done in _done_in(context, number):
            if done.cue.cue_class == "speech":
                return _told(done)
    return None


def _done_in(context: Context, number: int) -> Iterator[Attribution]:
    """What was attributed so far in a sentence to somebody who is told there, the last first."""
    start = context.article.sentences[number].span.start
    for span, done in reversed(context.done):  # in text order
        if span.end <= start:
            return
        if done.sentence == number and done.source is not None:
            yield done


def _maker(context: Context, number: int, sentence: Sentence, document: Token) -> str | None:
    for done in _done_in(context, number):  # it has been told before: "according to a report in the Gazette"
        source = done.source if done.kind == "named" else None
        if source is None or source.resolved is None or source.phrase is None:
            continue
        if source.phrase.sort == "document" and document.text in source.text.split():
            return source.resolved
    dates = context.lexicon.words("forms.weekday", "forms.month")
    for owner in sentence.children(document.index, "nmod:poss"):
        if owner.text.lower() in dates or owner.upos == "PRON":
            continue
        return _called(context, number, owner)
    authors, of = context.lexicon.words("find.author", "people.from"), context.lexicon.words("people.of")
    for noun in sentence.children(document.index, "nmod"):
        cases = {c.lemma for c in sentence.children(noun.index, "case")}
        if cases & authors:
            return _called(context, number, noun)
        within = cases & context.lexicon.words("find.inside")
        outlet = context.outlets.name_of(plain(context.words_of(sentence, phrase(sentence, noun)))) if within else None
        if outlet is not None:
            return str(outlet["name"])
        if cases & of and (entity := context.mentions.at(number, noun.index)) is not None:
            return entity.name  # "a survey of voters" tells whom it asked
    if (agent := _agent(context, number, sentence, document)) is not None:
        return agent
    verb = sentence.tokens[document.head] if document.head >= 0 else document
    relation = document.deprel.split(":")[0]
    for done in _done_in(context, number):  # "issued a joint statement, vowing that …"
        if any(map(document.span.overlaps, done.cue.spans)):
            return _told(done)
    making = context.lexicon.phrases("people.making").has(verb)
    within = {c.lemma for c in sentence.children(document.index, "case")} & context.lexicon.words("find.inside")
    if relation == "obl" and within and (speaker := _speaker(context, number, verb)) is not None:
        return speaker
    made, said = relation == "obj" and making, relation == "obl" and bool(within) and making
    doer = verb
    while not sentence.children(doer.index, "nsubj") and doer.deprel in ("advcl", "xcomp", "conj") and doer.head >= 0:
        doer = sentence.tokens[doer.head]  # "Lund left, saying in a statement that …"
    for subject in sentence.children(doer.index, "nsubj") if made or said else ():
        if subject.deprel == "nsubj":
            return _called(context, number, subject)
    return None


def _agent(context: Context, number: int, sentence: Sentence, document: Token) -> str | None:
    """By whom the document's own words say that it was made: "a statement issued by the council", none that something
    is so."""
    after = sentence.tokens[document.index + 1 : document.index + 2]  # wherever the tree hangs it
    beside = [token for token in after if token.xpos == "VBN" and token.head != document.index]
    for verb in (*sentence.children(document.index, "acl"), *beside):
        if sentence.children(verb.index, "mark", "nsubj", "csubj", "aux"):
            continue
        for noun in sentence.children(verb.index, "obl"):
            if noun.deprel == "obl:agent":
                return _called(context, number, noun)
    return None


def _speaker(context: Context, number: int, verb: Token) -> str | None:
    """Who was told so far to say something by this verb ("argued in a brief that …")."""
    for done in _done_in(context, number):
        if any(map(verb.span.overlaps, done.cue.spans)):
            return _told(done)
    return None


def _told(done: Attribution) -> str | None:
    """What a source was taken for, or its own words where it is several people or a body; None for another document."""
    source = done.source
    if source is None or source.phrase is None or done.kind == "none":
        return None
    if source.resolved is not None and (done.kind == "named" or source.phrase.sort == "pronoun"):
        return source.resolved
    if source.phrase.sort in ("document", "pronoun"):
        return None
    several = source.phrase.sort == "people" or source.phrase.plural or source.phrase.sort == "body"
    return plain(source.text) if several or done.kind == "named" else None


def _called(context: Context, number: int, noun: Token) -> str | None:
    """The name of somebody, or of whom a source at this place was taken for."""
    entity = context.mentions.at(number, noun.index)
    if entity is not None:
        return entity.name
    for span, done in reversed(context.done):
        if span.end <= context.article.sentences[number].span.start:
            break
        if span.start <= noun.span.start < span.end:
            return _told(done)
    return _named_beside(context, number, noun) or _in_words(context, number, noun)


def _in_words(context: Context, number: int, noun: Token) -> str | None:
    """The words for several people or a body that is not named ("Democrats in the legislature")."""
    sentence = context.article.sentences[number]
    told = context.reference(number, noun, phrase(sentence, noun))
    several = told.phrase.sort == "people" or (told.phrase.sort in ("person", "body") and told.phrase.plural)
    several = several or noun.upos == "PROPN"
    if not several or noun.upos == "PRON" or told.described.points not in (None, "definite"):
        return None
    return plain(context.words_of(sentence, told.inside))


def _named_beside(context: Context, number: int, noun: Token) -> str | None:
    """The name beside a noun for people: who he is ("their lawyer, Ivo Brandt"), or whose they are ("members of the
    Harbour Guild")."""
    sentence, of = context.article.sentences[number], context.lexicon.words("people.of")
    if noun.upos != "NOUN":
        return None
    several, human = "Number=Plur" in noun.feats, context.kinds.nouns.is_human(noun)
    for child in sentence.children(noun.index, "nmod" if several else "appos"):
        whose = {case.lemma for case in sentence.children(child.index, "case")} & of
        entity = context.mentions.at(number, child.index)
        if entity is None or not (human or (entity.gender is not None and not several)):
            continue
        if entity.organisation and whose if several else not entity.organisation:
            return entity.name
    return None

"""A source's words and what its article offers go in, the kind and the name they refer to come out: pronouns,
relatives, documents by their maker, definite descriptions.

References are followed within the article only. What the text does not tell stays unresolved (None).

Source: ours: which reference is followed how; the kinds of reference after Quirk et al. 1985, 5.26 to 5.33 and 6.15.
"""

from __future__ import annotations

from typing import Final

from audit.lexicon.outlets import bare_name
from audit.model import Attribution, Detail, Sentence, Token
from audit.resolve.antecedent import learned, likelihood
from audit.resolve.candidates import third_person
from audit.resolve.context import Context, Reference, plain, speaks
from audit.resolve.description import description, named_last, own_name
from audit.resolve.makers import maker_before
from audit.resolve.nouns import points_by
from audit.resolve.parts import has_case, head_of, phrase
from audit.resolve.pronoun import (
    author,
    fits,
    gender_of,
    group,
    joined,
    last_told,
    person,
    thing,
    unnamed_person,
)
from audit.resolve.surnames import family, misread
from audit.resolve.voices import of_subject

_SPOKEN_BACK: Final = 3  # sentences
_TOPIC: Final = 0.5  # the least probability of what was learned that outweighs whom the last sentence was about


def follow(context: Context, reference: Reference) -> tuple[str, str | None]:
    """Kind and resolved name, the reference followed as far as the text goes."""
    points = reference.described.points
    if points == "relative":
        return _relative(context, reference)
    if third_person(points):
        return _pronoun(context, reference)
    if points == "author":
        return author(context, reference.head)
    maker = misread(context, reference) or _maker(context, reference) or family(context, reference)
    maker = maker or _brought_in(context, reference) or _part_of(context, reference)
    if maker is not None:
        return maker
    if points == "definite":
        found = description(context, reference)
        if found is not None:
            return found
    name = own_name(context, reference)
    unnamed = name is None and reference.described.kind in ("anonymous", "named")
    if unnamed and (entity := named_last(context, reference)):
        return "named", entity.name
    told = _voice(context, reference) or _in_filing(context, reference) if name is None else None
    if told is None and points == "definite":
        told = learned(context, reference, True)
    told = told or (_of_owner(context, reference) if name is None else None)
    return told or (reference.described.kind, name)


def _voice(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """The named body or person whom an unnamed spokesperson speaks for: "a Harbour Authority spokeswoman", "a spokesman
    for Ruth Alvarez"; and who is taken up by "the spokeswoman" alone."""
    phrase, voices = reference.phrase, context.lexicon.words("people.voice")
    if not context.lexicon.words("people.counsel").isdisjoint(phrase.heads):
        return _client(context, reference)
    if phrase.plural or voices.isdisjoint(phrase.heads):
        return None
    for index in sorted(reference.inside):  # "a spokesman for Mr. Lund, Ivo Brandt", wherever the tree hangs the name
        token = reference.sentence.tokens[index]
        if token.deprel == "appos" and token.upos == "PROPN" and index > reference.head.index:
            entity = context.mentions.at(reference.number, index)
            state = entity is not None and entity.words & context.lexicon.words("people.state")
            if entity is not None and not entity.organisation and not state:
                return "named", entity.name
    if phrase.affiliation is not None:
        return _named_body(context, reference, phrase.affiliation)
    told = of_subject(context, reference)
    if told is not None:
        return told
    for span, done in reversed(context.done):
        earlier = done.source.phrase if done.source is not None else None
        if span.start < reference.head.span.start and earlier is not None and not voices.isdisjoint(earlier.heads):
            return done.kind, done.source.resolved if done.source is not None else None
    return None


def _of_owner(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """The body of somebody named whom a pronoun stands for: "his office", after Ivo Lund, is "Ivo Lund's office"."""
    sentence, head = reference.sentence, reference.head
    if reference.described.kind != "named" or reference.phrase.sort != "body" or reference.phrase.plural:
        return None
    for owner in sentence.children(head.index, "nmod:poss"):
        if points_by(owner) == "person" and owner.index in reference.inside:
            kind, name = _pronoun(context, context.reference(reference.number, owner, frozenset()))
            after = reference.inside - {i for i in reference.inside if i <= owner.index}
            if kind == "named" and name and after:
                return "named", f"{name}'s {plain(context.words_of(sentence, after))}"
    return None


def _client(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """The named person or body whose lawyer speaks for it: "his lawyer", "Lund's attorneys", "a lawyer for Ruth
    Alvarez"."""
    sentence, head = reference.sentence, reference.head
    for owner in sentence.children(head.index, "nmod:poss", "nmod"):
        whose, cases = owner.deprel == "nmod:poss", sentence.children(owner.index, "case")
        if not whose and not any(map(context.lexicon.phrases("people.for").has, cases)):
            continue
        if points_by(owner) == "person":
            kind, name = _pronoun(context, context.reference(reference.number, owner, frozenset()))
            return (kind, name) if kind == "named" and name else None
        entity = context.mentions.at(reference.number, owner.index)
        if entity is None and whose and owner.upos == "NOUN":
            told = context.reference(reference.number, owner, frozenset(sentence.subtree(owner.index)))
            found = description(context, told) if told.described.points == "definite" else None
            entity = context.entity_named(found[1]) if found is not None and found[0] == "named" else None
        if entity is not None:
            return "named", entity.name
    for body in sentence.children(head.index, "compound", "nmod"):  # "Justice Department lawyers", no "a lawyer"
        entity = context.mentions.at(reference.number, body.index)
        known = entity is not None and body.index < head.index and context.is_body(entity)
        if known and entity is not None and not reference.phrase.determiner and not reference.phrase.basis:
            return "named", entity.name
    return None


def _in_filing(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """Those who speak for an office by what they have filed: "federal prosecutors wrote in a court filing"."""
    attribution, sentence = reference.attribution, reference.sentence
    if attribution is None or context.lexicon.words("people.filing").isdisjoint(reference.phrase.heads):
        return None
    inside, papers = context.lexicon.words("find.inside"), context.lexicon.phrases("people.paper-filed")
    for match in papers.find(sentence.tokens):
        noun = sentence.tokens[match.last]
        cases = {case.lemma for case in sentence.children(noun.index, "case")}
        free = not any(noun.span.overlaps(span) for span in attribution.content)
        if free and noun.deprel.split(":")[0] in ("obl", "nmod") and cases & inside:
            return "named", plain(context.words_of(sentence, reference.inside))
    return None


def _part_of(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """The unnamed people of whom a number counts a part by a pronoun: "one of them", after "three senior officials"."""
    sentence, head, nouns = reference.sentence, reference.head, context.kinds.nouns
    if reference.described.kind != "sources said" or {head.text.lower()}.isdisjoint(nouns.quantifiers):
        return None
    for whole in sentence.children(head.index, "nmod"):
        if points_by(whole) == "group" and has_case(sentence, whole, nouns.of):
            them = context.reference(reference.number, whole, frozenset(), reference.attribution)
            kind, name = _pronoun(context, them)
            return (kind, name) if kind == "anonymous" and name else None
    return None


def _brought_in(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """What a bare noun for something written goes back to, where the article has told whose it is: "according to
    excerpts", after "excerpts from her speech"."""
    words, head = reference.phrase, reference.head
    if words.sort != "document" or not words.bare or words.determiner or head.upos != "NOUN":
        return None
    if reference.described.kind != "sources said" or head.index == 0:
        return None
    for number in range(reference.number - 1, -1, -1):
        sentence = context.article.sentences[number]
        for noun in sentence.tokens:
            if noun.upos == "NOUN" and noun.lemma == head.lemma and noun.feats == head.feats:
                told = context.reference(number, noun, phrase(sentence, noun))
                if told.described.kind == "named":
                    made = _maker(context, told)
                    return made or ("named", plain(context.words_of(sentence, told.inside)))
    return None


def _named_body(context: Context, reference: Reference, words: Detail) -> tuple[str, str | None] | None:
    """The body or person that these words of a phrase name, in its fullest form; None where they name nobody."""
    inside = reference.sentence.touching(words.spans)
    if not any(token.upos == "PROPN" for token in inside):
        return None
    name = bare_name(words.text)
    head = head_of(reference.sentence, frozenset(token.index for token in inside))
    entity = context.mentions.at(reference.number, head.index) if head is not None else None
    fuller = entity is not None and len(entity.name.split()) >= len(name.split())
    return "named", entity.name if entity is not None and fuller else name


def _pronoun(context: Context, reference: Reference) -> tuple[str, str | None]:
    """Whom he, she, they or it stands for: by what was learned, where there is that, else by the rules.

    What was learned is taken where it is sure. Where it is not, what the rules say is taken if what was learned finds
    the same likeliest, or if it is one who has just spoken: speakers go on. "It" is left to the rules then: they look
    for a body that acts, which most of what "it" stands for is not.
    """
    points, sure = reference.described.points, learned(context, reference, True)
    goes_on = _goes_on(context, reference) if points != "thing" else None
    if goes_on is not None:
        return goes_on
    topic = last_told(context, reference) if points == "person" and context.ranking is not None else None
    if topic is not None and likelihood(context, reference) < _TOPIC:
        return "named", topic.name
    if sure is not None:
        return sure
    if points == "thing":
        stood = thing(context, reference)
        return (_written_before(context, reference) or stood) if stood[1] is None else stood
    ruled = group(context, reference) if points == "group" else person(context, reference)
    if ruled is None:
        return unnamed_person(context, reference)
    if context.ranking is None or _has_spoken(context, reference, ruled[1]):
        return ruled
    if points == "group" and ruled[1] is not None and ruled[1] == _side_by_side(context, reference.number - 1):
        return ruled
    if points == "person" and ruled == learned(context, reference, False):
        return ruled
    return ("anonymous" if points == "group" else "named"), None


def _goes_on(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """Whom "he", "she" or "they" stands for who adds to what was said: whoever said it in the sentence before, as the
    subject of that, if it is one person, or several. None where nothing is added, or nobody such spoke."""
    attribution = reference.attribution
    if attribution is None or not _adds(context, reference, attribution):
        return None
    number = reference.number - 1
    for place, done in reversed(context.done):
        if done.sentence != number or done.source is None or context.quoted(place.start) is not None:
            continue
        sentence = context.article.sentences[number]
        who = head_of(sentence, frozenset(t.index for t in sentence.touching(done.source.spans)))
        if who is None or who.deprel != "nsubj" or not _is_main(sentence, who) or done.cue.cue_class != "speech":
            continue
        if reference.described.points == "group":
            several = "Number=Plur" in who.feats or joined(sentence, who, context.lexicon)
            told = done.source.resolved or plain(done.source.text)
            return (done.kind, told) if several and done.kind in ("named", "anonymous") else None
        entity = context.entity_named(done.source.resolved) if done.source.resolved else None
        if entity is not None and not entity.organisation and fits(reference.head, entity.gender):
            return "named", entity.name
        human = who.upos == "NOUN" and "Number=Plur" not in who.feats and context.kinds.nouns.is_human(who)
        if human and done.kind in ("named", "anonymous") and fits(reference.head, gender_of(who, context.lexicon)):
            return done.kind, done.source.resolved or plain(done.source.text)
        return None
    return None


def _is_main(sentence: Sentence, subject: Token) -> bool:
    """Whether a subject is a main clause's, or of the clause of saying that stands around what is said."""
    here = sentence.tokens[subject.head]
    while here.head >= 0 and here.deprel.split(":")[0] in ("conj", "parataxis"):
        here = sentence.tokens[here.head]
    return here.head < 0


def _adds(context: Context, reference: Reference, attribution: Attribution) -> bool:
    """Whether a cue says that it adds to what was said: "she added", "he also said"."""
    verb = reference.sentence.tokens[reference.head.head] if reference.head.deprel == "nsubj" else None
    if verb is None or not any(verb.span.overlaps(span) for span in attribution.cue.spans):
        return False  # "he said, adding that": what he adds to stands in the same sentence
    more = (verb, *reference.sentence.children(verb.index, "advmod"))
    return attribution.cue.cue_class == "speech" and any(map(context.lexicon.phrases("people.more").has, more))


def _written_before(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """Whose the document is that "it" stands for, which says something: the last one that the sentences before tell of
    by its owner, "on her website: … it says"."""
    attribution = reference.attribution
    if attribution is None or not speaks(attribution, context.lexicon):
        return None
    for number in range(reference.number, max(-1, reference.number - 1 - _SPOKEN_BACK), -1):
        sentence = context.article.sentences[number]
        for noun in reversed(sentence.tokens):
            before = noun.upos == "NOUN" and noun.span.start < reference.head.span.start
            if before and context.quoted(noun.span.start) is None and "document" in context.kinds.nouns.roles(noun):
                return _maker(context, context.reference(number, noun, phrase(sentence, noun)))
    return None


def _side_by_side(context: Context, number: int) -> str | None:
    """The words of a sentence's subject where that is several side by side: "Lund and Brandt met"; None for another."""
    if number < 0 or (root := context.article.sentences[number].root) is None:
        return None
    sentence = context.article.sentences[number]
    for subject in sentence.children(root.index, "nsubj"):
        if joined(sentence, subject, context.lexicon):
            return plain(context.words_of(sentence, phrase(sentence, subject)))
    return None


def _has_spoken(context: Context, reference: Reference, name: str | None) -> bool:
    """Whether a source of the last sentences was taken for one of this name."""
    for span, done in reversed(context.done):
        if reference.number - context.sentence_at(span.start) > _SPOKEN_BACK:
            return False
        source = done.source
        before = source is not None and span.start < reference.head.span.start
        if before and source is not None and name in (source.resolved, plain(source.text)):
            return True
    return False


def _maker(context: Context, reference: Reference) -> tuple[str, str | None] | None:
    """Whose a document is that tells it by a pronoun: "her memoir", "statements he has made"."""
    sentence, head = reference.sentence, reference.head
    if "document" not in context.kinds.nouns.roles(head):
        return None
    for index in sorted(reference.inside):
        token = sentence.tokens[index]
        owner = token.deprel == "nmod:poss" and token.head == head.index
        author = token.deprel.startswith("nsubj") and sentence.tokens[token.head].head == head.index
        if not (owner or author):
            continue
        if points_by(token) == "person":
            made = context.entity_named(maker_before(context, reference))  # "Lund said in a statement … his statement"
            fit = made is not None and not made.organisation and fits(token, made.gender)
            # else whoever made a document need not be who tells the content: a name there may be the maker's
            told = _pronoun(context, context.reference(reference.number, token, frozenset()))
            return ("named", made.name) if made is not None and fit else told
        entity = context.mentions.at(reference.number, token.index)
        if entity is not None:
            return "named", entity.name
        whose = context.reference(reference.number, token, phrase(sentence, token))
        found = description(context, whose) if whose.described.points == "definite" else None
        if found is not None and found[0] == "named":
            return found  # "the group's website"
    return None


def _relative(context: Context, reference: Reference) -> tuple[str, str | None]:
    """ "who", "which", "whose": the noun that the relative clause hangs on."""
    sentence, head = reference.sentence, reference.head
    here, seen = head, set[int]()
    while here.head >= 0 and here.index not in seen:
        seen.add(here.index)
        if here.deprel in ("acl:relcl", "acl") and here.index != head.index:
            noun = sentence.tokens[here.head]
            if context.lexicon.phrases("people.who").has(head):
                noun = _somebody(context, reference.number, noun)
            named = sentence.tokens[noun.head] if noun.deprel == "appos" and noun.head >= 0 else noun
            if named.upos == "PROPN" and (noun.upos == "NOUN" or sentence.children(noun.index, "det")):
                noun = named  # "Third Bridge, a group that wants …"
            dropped = {*sentence.subtree(here.index), *(c.index for c in sentence.children(noun.index, "case"))}
            inside = frozenset(i for i in sentence.subtree(noun.index) if i not in dropped)
            told = context.reference(reference.number, noun, inside, reference.attribution)
            if told.described.points == "definite":
                found = description(context, told)
                if found is not None:
                    return found
            kind = told.described.kind
            name = own_name(context, told) if kind == "named" else None
            return kind, name or plain(context.words_of(sentence, told.inside))
        here = sentence.tokens[here.head]
    return "none", None


def _somebody(context: Context, number: int, noun: Token) -> Token:
    """The noun that "who" stands for: where the tree hangs it on a body's name within somebody's description, whom that
    describes ("Ivo Lund, head of the Harbour Law Centre, who said")."""
    sentence = context.article.sentences[number]
    here = noun
    while _is_body(context, number, here) and here.deprel.split(":")[0] in ("nmod", "appos", "conj") and here.head >= 0:
        here = sentence.tokens[here.head]
    if here is noun:
        return noun
    if here.deprel.startswith("conj") and sentence.tokens[here.head].deprel == "appos":
        here = sentence.tokens[here.head]  # "Ivo Lund, a professor and head of the Harbour Law Centre, who said"
    entity = context.mentions.at(number, here.index)
    return here if context.kinds.nouns.is_human(here) or (entity is not None and not context.is_body(entity)) else noun


def _is_body(context: Context, number: int, noun: Token) -> bool:
    """Whether a noun is no person by its name or by what it is."""
    entity = context.mentions.at(number, noun.index)
    if entity is not None:
        return context.is_body(entity)
    return not context.kinds.nouns.is_human(noun)

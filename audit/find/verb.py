"""Verbs as cues: a dependency tree goes in, attributions of verbs with clause, infinitive, object or prepositional
content come out.

Source: direct and indirect speech, Quirk et al. 1985, 14.28 to 14.35; verb classes of Levin 1993 in
lexicons/cues.toml; relations of Universal Dependencies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from attrs import frozen

from audit.find.draft import NOTHING, Clue, Draft, Words, below, is_clause, is_infinitive, words
from audit.find.lookup import ANY_VERB, Cues, before
from audit.find.source import agent, apposed, is_it, is_lost, phrase, subject
from audit.model import Sentence, Token

_PREDICATES: Final = ("xcomp", "obl", "advcl")


@frozen
class _Seen:
    """A verb that may be a cue, with what every construction asks of it; ``who`` heads its source, None without."""

    sentence: Sentence
    verb: Token
    clue: Clue
    cues: Cues
    passive: bool
    who: Token | None

    @property
    def preposition(self) -> Token | None:
        """The preposition that the cue takes in ("call for"); None where it is the verb alone or with a particle."""
        tokens = self.sentence.tokens
        return next((tokens[i] for i in sorted(self.clue.words) if tokens[i].deprel in ("case", "mark")), None)

    def children(self, *relations: str) -> tuple[Token, ...]:
        """The verb's dependents in these relations."""
        return self.sentence.children(self.verb.index, *relations)

    def below(self, token: Token, without: Words = NOTHING) -> Words:
        """The word and all it governs."""
        return below(self.sentence, token.index, without)

    def before(self, token: Token, among: frozenset[str]) -> bool:
        """Whether a preposition or conjunction of the list stands before the word."""
        return before(self.sentence, token, among)


@frozen
class _Drawn:
    """What a construction draws: its name, the lexicon's frame that it is, the content."""

    construction: str
    frame: str
    content: Words


def verb_drafts(sentence: Sentence, cues: Cues, anything: bool = False) -> Iterator[Draft]:
    """Every attribution whose cue is a verb of the lexicon; with ``anything``, whose cue could be any verb at all."""
    for verb in sentence.tokens:
        if verb.upos not in ("VERB", "AUX"):
            continue
        clue = cues.of(sentence, verb)
        if clue is None and anything and verb.upos == "VERB":
            clue = Clue((ANY_VERB,), frozenset([verb.index]))
        if clue is not None:
            draft = _draft(sentence, verb, clue, cues)
            if draft is not None:
                yield draft


def _draft(sentence: Sentence, verb: Token, clue: Clue, cues: Cues) -> Draft | None:
    passive = is_passive(sentence, verb)
    if _is_asked(sentence, verb, cues):
        return None
    if passive or _is_reduced(sentence, verb, cues):
        who = agent(sentence, verb, cues)
    else:
        who = subject(sentence, verb, cues) or inverted(sentence, verb, clue)
    seen = _Seen(sentence, verb, clue, cues, passive, who)
    drawn = next((drawn for construction in _CONSTRUCTIONS if (drawn := construction(seen)) is not None), None)
    if drawn is None:
        return None
    # "a report saying that …": the verb's own clause hangs on its source and is no part of it
    source = phrase(sentence, who, frozenset([verb.index])) if who is not None and who.deprel != "expl" else NOTHING
    if source and who is not None:
        source |= apposed(sentence, who) - drawn.content - {verb.index}
    content = drawn.content
    if ANY_VERB in clue.entries and (drawn.construction == "quotation" or not (source or content)):
        return None
    hearer = hearer_of(sentence, verb, passive, cues)
    addressee = phrase(sentence, hearer) if hearer is not None else NOTHING
    if passive and drawn.construction in ("clause", "infinitive") and not cues.addresses(verb):
        raised = sentence.children(verb.index, "nsubj")
        if raised and not is_it(raised[0]):
            content |= phrase(sentence, raised[0])  # "the plan is said to …": the subject belongs to what is said
    cue = cue_words(sentence, verb, clue, cues) - source - addressee
    content = content - cue - source - (addressee if drawn.construction == "clause" else NOTHING)
    entry = clue.entry_for(drawn.frame)
    open_ended = clue.takes("clause") or clue.takes("quote")
    return Draft(
        construction=("passive " if passive else "") + drawn.construction,
        head=verb.index,
        cue=cue,
        content=content,
        cue_class=entry["class"],
        confidence=0.9 if content else 0.5,
        source=source - cue,
        addressee=addressee,
        entry=entry,
        frame=drawn.frame,
        open=open_ended and drawn.construction in ("clause", "inserted clause", "quotation", "following clause"),
    )


def is_passive(sentence: Sentence, verb: Token) -> bool:
    """Whether the verb is a passive: "was told", "is expected", a past participle on a noun ("a plan proposed by")."""
    if any(t.deprel in ("nsubj:pass", "aux:pass", "csubj:pass") for t in sentence.children(verb.index)):
        return True
    if verb.deprel.startswith("conj") and verb.xpos == "VBN" and not sentence.children(verb.index, "nsubj", "aux"):
        return is_passive(sentence, sentence.tokens[verb.head])
    return verb.deprel == "acl" and verb.xpos == "VBN" and not is_lost(sentence, verb)


def _is_asked(sentence: Sentence, verb: Token, cues: Cues) -> bool:
    """Whether a participle without a subject only tells what its hearer was asked: "Asked about the pier, she said"."""
    placed = verb.deprel == "advcl" or not verb.index  # "Asked why …" at the start, wherever the tree hangs it
    bare = verb.xpos in ("VBN", "VBD") and placed and not sentence.children(verb.index, "nsubj", "aux", "mark")
    bare = bare and (verb.xpos == "VBN" or not verb.index)
    return bare and cues.addresses(verb) and agent(sentence, verb, cues) is None


def _is_reduced(sentence: Sentence, verb: Token, cues: Cues) -> bool:
    """Whether a participle after "as" has no subject: "as confirmed by the governor"."""
    if verb.deprel != "advcl" or verb.xpos != "VBN" or sentence.children(verb.index, "nsubj", "aux", "cop"):
        return False
    return before(sentence, verb, cues.manner)


def inverted(sentence: Sentence, verb: Token, clue: Clue) -> Token | None:
    """“The bridge,” said the mayor, “will close”; Said the mayor: “The bridge will close”: the noun right after a verb
    that quotes, wherever the tree hangs it."""
    if not clue.takes("quote") or verb.xpos not in ("VBD", "VBZ", "VBP", "VBN"):
        return None
    if verb.index and (verb.xpos == "VBN" or sentence.tokens[verb.index - 1].text not in ("”", '"', "''", ",")):
        return None
    for token in sentence.tokens[verb.index + 1 : verb.index + 8]:
        if token.upos in ("NOUN", "PROPN", "PRON"):
            below_it = sentence.subtree(token.index)
            if below_it[0] != verb.index + 1:
                return None
            if not verb.index:
                return token if sentence.tokens[below_it[-1] : below_it[-1] + 2][-1].text == ":" else None
            return token if token.head != verb.index else None
    return None


def hearer_of(sentence: Sentence, verb: Token, passive: bool, cues: Cues) -> Token | None:
    """To whom it is said: the object of "told", the subject of "was told", "to" somebody; None where nobody is
    named."""
    if cues.addresses(verb):
        objects = sentence.children(verb.index, "nsubj") if passive else sentence.children(verb.index, "iobj", "obj")
        return objects[0] if objects else None
    for noun in sentence.children(verb.index, "obl"):
        if noun.upos in ("PROPN", "PRON", "NOUN") and before(sentence, noun, cues.addressing):
            return noun
    return None


def is_negative(token: Token) -> bool:
    """Whether the tree marks a word as negative: "not", "never", "no" (Universal Dependencies' Polarity, PronType)."""
    return "Polarity=Neg" in token.feats or "PronType=Neg" in token.feats


def cue_words(sentence: Sentence, verb: Token, clue: Clue | None, cues: Cues) -> Words:
    """The verb with its auxiliaries, negation, particle and the adverbs that stand between them.

    A verb that only carries it belongs to it too: "went on to say", "refused to discuss".
    """
    parts = {verb.index} | set(clue.words if clue else ())
    for child in sentence.children(verb.index):
        relation = child.deprel.split(":")[0]
        if relation == "aux" or child.deprel == "compound:prt" or (relation == "advmod" and is_negative(child)):
            parts.add(child.index)
    first = min(parts)
    for child in sentence.children(verb.index, "advmod"):
        adjacent = child.index < verb.index and (child.index > first or child.index == first - 1)
        if adjacent and not sentence.children(child.index) and child.upos == "ADV":
            parts.add(child.index)
    carrier = sentence.tokens[verb.head] if verb.head >= 0 else None
    if (
        carrier is not None
        and (verb.deprel == "xcomp" or (verb.deprel == "advcl" and carrier.lemma in cues.carriers))
        and carrier.upos == "VERB"
        and carrier.index < verb.index
        and verb.index - carrier.index <= 4
        and not sentence.children(carrier.index, "obj", "iobj")
    ):
        parts |= cue_words(sentence, carrier, None, cues)
        parts |= words(sentence.children(verb.index, "mark"))
    return frozenset(parts)


def _clause(seen: _Seen) -> _Drawn | None:
    """Officials said [that the plan was dead]. [The plan was dead], officials said."""
    if not seen.clue.takes("clause"):
        return None
    relations = ("ccomp", "csubj") if seen.children("expl", "aux:pass") else ("ccomp",)
    complements = [c for c in seen.children(*relations) if is_clause(seen.sentence, c) or c.index > seen.verb.index]
    found: Words = NOTHING
    for complement in complements:
        found |= seen.below(complement)
    return _Drawn("clause", "clause", found) if complements else None


def _deferred(seen: _Seen) -> _Drawn | None:
    """The mayor said after the vote ended [that the bridge would close]: the tree hangs the content clause on the verb
    of an adverbial clause, which takes none of its own."""
    if not seen.clue.takes("clause") or seen.children("ccomp", "xcomp"):
        return None
    for between in seen.children("advcl"):
        if between.index < seen.verb.index or seen.cues.of(seen.sentence, between) is not None:
            continue
        for clause in seen.sentence.children(between.index, "ccomp"):
            if clause.index > between.index and seen.before(clause, seen.cues.complementizers):
                return _Drawn("clause", "clause", seen.below(clause))
    return None


def _following(seen: _Seen) -> _Drawn | None:
    """The mayor noted: [the bridge is old]. A clause that the tree only sets beside the verb."""
    if not seen.clue.takes("clause") or seen.cues.addresses(seen.verb) or seen.children("obj", "xcomp"):
        return None
    if seen.preposition is not None:
        return None  # "called on Congress to act": the phrase has its own content
    for clause in seen.children("parataxis"):
        if clause.index > seen.verb.index and is_clause(seen.sentence, clause):
            return _Drawn("following clause", "clause", seen.below(clause))
    return None


def _inserted(seen: _Seen) -> _Drawn | None:
    """[The plan], officials said, [was dead]. [The plan was dead], as officials said; as confirmed by officials."""
    verb, clue = seen.verb, seen.clue
    if verb.head < 0 or not (clue.takes("clause") or clue.takes("quote")) or seen.children("ccomp", "xcomp"):
        return None
    beside = verb.deprel == "parataxis" and seen.who is not None and seen.who.head == verb.index
    if not beside:
        if verb.deprel != "advcl" or not seen.before(verb, seen.cues.manner):
            return None
        others = [t for t in seen.children("obj", "obl") if t.index not in clue.words]
        if not all(seen.before(t, seen.cues.agents) for t in others):
            return None
    content = seen.below(seen.sentence.tokens[verb.head], frozenset([verb.index]))
    return _Drawn("inserted clause", "clause" if clue.takes("clause") else "quote", content)


def _infinitive(seen: _Seen) -> _Drawn | None:
    """The senator vowed [to fight]. The plan is expected [to pass]."""
    raised = seen.passive and seen.clue.takes("clause")  # "is said to be dead"
    if not (seen.clue.takes("infinitive") or raised):
        return None
    for complement in seen.children("xcomp"):
        if complement.index < seen.verb.index:
            continue
        if not is_infinitive(seen.sentence, complement) and complement.xpos != "VBG" and not seen.passive:
            continue
        content = seen.below(complement)
        objects = seen.children("obj", "iobj")
        if objects and not seen.passive and not seen.cues.addresses(seen.verb):
            content |= seen.below(objects[0])  # "expect prices to fall": the object is what falls
        return _Drawn("infinitive", "infinitive" if seen.clue.takes("infinitive") else "clause", content)
    return None


def _small_clause(seen: _Seen) -> _Drawn | None:
    """She called [him a liar]. He described [the plan as dead]. They accused [him of lying]. [“A liar,”] she called
    [him]."""
    if not seen.clue.takes("object"):
        return None
    objects = seen.children("obj")
    after = [c for c in seen.children(*_PREDICATES) if c.index > seen.verb.index]
    small = seen.cues.predicates | seen.cues.asked
    kept = [c for c in after if c.deprel == "xcomp" or seen.before(c, small)]
    fronted = [c for c in seen.children("ccomp", "parataxis") if c.index < seen.verb.index]
    kept += [c for c in fronted if not is_clause(seen.sentence, c)]
    if not objects or not kept:
        return None
    content = seen.below(objects[0])
    for part in kept:
        content |= seen.below(part)
    return _Drawn("small clause", "object", content)


def _oblique(seen: _Seen) -> _Drawn | None:
    """Critics called for [a ban]. He pointed to [the poll]. They spoke about [the plan]."""
    tokens, tells_time = seen.sentence.tokens, seen.cues.tells_time
    preposition = seen.preposition
    if preposition is not None:
        noun = tokens[preposition.head]
        if tells_time(noun):
            return None  # "declined to comment on Monday"
        return _Drawn("oblique", "oblique", seen.below(noun, frozenset([preposition.index])))
    if not seen.clue.takes("oblique"):
        return None
    for noun in seen.children("obl", "advcl"):
        if noun.index > seen.verb.index and not tells_time(noun) and seen.before(noun, seen.cues.topics):
            return _Drawn("oblique", "oblique", seen.below(noun))
    return None


def _object(seen: _Seen) -> _Drawn | None:
    """The senator denied [the report]. [The report] was denied."""
    if not seen.clue.takes("object"):
        return None
    if not seen.passive:
        objects = [c for c in seen.children("obj") if c.index > seen.verb.index or c.upos != "PRON"]
        return _Drawn("object", "object", seen.below(objects[0])) if objects else None
    raised = seen.children("nsubj")
    if seen.verb.deprel == "acl" or not raised:
        return None
    content = phrase(seen.sentence, raised[0])
    for part in seen.children(*_PREDICATES):
        if seen.before(part, seen.cues.predicates):
            content |= seen.below(part)
    return _Drawn("object", "object", content)


def _quotation(seen: _Seen) -> _Drawn | None:
    """[“Never!”] the mayor shouted. What is said stands outside the verb's clause, for gather to find."""
    fits = seen.clue.takes("quote") or (seen.clue.takes("clause") and not seen.passive and not seen.children("obj"))
    return _Drawn("quotation", "quote", NOTHING) if fits else None


# The first that draws something is the one that counts.
_CONSTRUCTIONS: Final[tuple[Callable[[_Seen], _Drawn | None], ...]] = (
    _clause,
    _deferred,
    _following,
    _inserted,
    _infinitive,
    _small_clause,
    _oblique,
    _object,
    _quotation,
)

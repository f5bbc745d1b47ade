"""Verbs as cues: a dependency tree goes in, attributions of verbs with clause, infinitive, object or prepositional
content come out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from audit.find.draft import NOTHING, Clue, Draft, Words, below, is_clause, words
from audit.find.lookup import ANY_VERB, Cues
from audit.find.source import agent, phrase, subject
from audit.model import Sentence, Token

# Verbs whose object is the hearer, so that "was told that" has no speaker in its subject
HEARER: Final = frozenset(
    ("tell inform remind assure warn ask notify advise brief persuade convince instruct urge call order").split()
)
TIMES: Final = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december day week month year morning afternoon evening night today yesterday "
        "tomorrow weekend time moment"
    ).split()
)
# The lexicon's frame for a construction whose name is not that of its frame
_FRAME: Final = {
    "inserted clause": "clause",
    "following clause": "clause",
    "small clause": "object",
    "quotation": "quote",
}


def verb_drafts(sentence: Sentence, cues: Cues, anything: bool = False) -> Iterator[Draft]:
    """Every attribution whose cue is a verb of the lexicon; with ``anything``, whose cue could be any verb at all."""
    for verb in sentence.tokens:
        if verb.upos not in ("VERB", "AUX"):
            continue
        clue = cues.of(sentence, verb)
        if clue is None and anything and verb.upos == "VERB":
            clue = Clue((ANY_VERB,), frozenset([verb.index]))
        if clue is not None:
            draft = _draft(sentence, verb, clue)
            if draft is not None:
                yield draft


def _draft(sentence: Sentence, verb: Token, clue: Clue) -> Draft | None:
    passive = is_passive(sentence, verb)
    if passive or _is_reduced(sentence, verb):
        who = agent(sentence, verb)
    else:
        who = subject(sentence, verb) or inverted(sentence, verb, clue)
    drawn = (
        _clause(sentence, verb, clue)
        or _inserted(sentence, verb, clue, who)
        or _infinitive(sentence, verb, clue, passive)
        or _small_clause(sentence, verb, clue)
        or _oblique(sentence, verb, clue)
        or _object(sentence, verb, clue, passive)
    )
    # "a report saying that …": the verb's own clause hangs on its source and is no part of it
    source = phrase(sentence, who, frozenset([verb.index])) if who is not None and who.deprel != "expl" else NOTHING
    if drawn is None:
        if not (clue.takes("quote") or clue.takes("clause")):
            return None
        drawn = ("quotation", NOTHING)
    if ANY_VERB in clue.entries and (drawn[0] == "quotation" or not (source or drawn[1])):
        return None
    construction, content = drawn
    hearer = hearer_of(sentence, verb, passive)
    addressee = phrase(sentence, hearer) if hearer is not None else NOTHING
    if passive and construction in ("clause", "infinitive") and verb.lemma not in HEARER:
        raised = sentence.children(verb.index, "nsubj")
        if raised and raised[0].lemma != "it":
            content |= phrase(sentence, raised[0])  # "the plan is said to …": the subject belongs to what is said
    cue = cue_words(sentence, verb, clue) - source - addressee
    content = content - cue - source - (addressee if construction == "clause" else NOTHING)
    entry = clue.entry_for(_FRAME.get(construction, construction))
    open_ended = clue.takes("clause") or clue.takes("quote")
    return Draft(
        construction=("passive " if passive else "") + construction,
        head=verb.index,
        cue=cue,
        content=content,
        cue_class=entry["class"],
        confidence=0.9 if content else 0.5,
        source=source - cue,
        addressee=addressee,
        entry=entry,
        open=open_ended and construction in ("clause", "inserted clause", "quotation", "following clause"),
    )


def is_passive(sentence: Sentence, verb: Token) -> bool:
    """Whether the verb is a passive: "was told", "is expected", a past participle on a noun ("a plan proposed by")."""
    if any(t.deprel in ("nsubj:pass", "aux:pass", "csubj:pass") for t in sentence.children(verb.index)):
        return True
    if verb.deprel.startswith("conj") and verb.xpos == "VBN" and not sentence.children(verb.index, "nsubj", "aux"):
        return is_passive(sentence, sentence.tokens[verb.head])
    return verb.deprel == "acl" and verb.xpos == "VBN"


def _is_reduced(sentence: Sentence, verb: Token) -> bool:
    """Whether a participle after "as" has no subject: "as confirmed by the governor"."""
    marks = sentence.children(verb.index, "mark", "case")
    bare = not sentence.children(verb.index, "nsubj", "aux", "cop")
    return verb.deprel == "advcl" and verb.xpos == "VBN" and bare and any(mark.lemma == "as" for mark in marks)


def inverted(sentence: Sentence, verb: Token, clue: Clue) -> Token | None:
    """“The bridge,” said the mayor, “will close”: the noun right after a verb that quotes, wherever the tree hangs
    it."""
    before = sentence.tokens[verb.index - 1].text if verb.index else ""
    if not clue.takes("quote") or verb.xpos not in ("VBD", "VBZ", "VBP") or before not in ("”", '"', "''", ","):
        return None
    for token in sentence.tokens[verb.index + 1 : verb.index + 8]:
        if token.upos in ("NOUN", "PROPN", "PRON"):
            below_it = sentence.subtree(token.index)
            return token if below_it[0] == verb.index + 1 and token.head != verb.index else None
    return None


def hearer_of(sentence: Sentence, verb: Token, passive: bool) -> Token | None:
    """To whom it is said: the object of "told", the subject of "was told", "to" somebody."""
    if verb.lemma in HEARER:
        if passive:
            subjects = sentence.children(verb.index, "nsubj")
            return subjects[0] if subjects else None
        objects = sentence.children(verb.index, "iobj", "obj")
        return objects[0] if objects else None
    for noun in sentence.children(verb.index, "obl"):
        if noun.upos in ("PROPN", "PRON", "NOUN") and any(
            case.lemma == "to" for case in sentence.children(noun.index, "case")
        ):
            return noun
    return None


def cue_words(sentence: Sentence, verb: Token, clue: Clue | None) -> Words:
    """The verb with its auxiliaries, negation, particle and the adverbs that stand between them.

    A verb that only carries it belongs to it too: "went on to say", "refused to discuss".
    """
    parts = {verb.index} | set(clue.words if clue else ())
    for child in sentence.children(verb.index):
        relation = child.deprel.split(":")[0]
        if (
            relation == "aux"
            or child.deprel == "compound:prt"
            or (relation == "advmod" and child.lemma in ("not", "never", "n't"))
        ):
            parts.add(child.index)
    first = min(parts)
    for child in sentence.children(verb.index, "advmod"):
        adjacent = child.index < verb.index and (child.index > first or child.index == first - 1)
        if adjacent and not sentence.children(child.index) and child.upos == "ADV":
            parts.add(child.index)
    carrier = sentence.tokens[verb.head] if verb.head >= 0 else None
    if (
        carrier is not None
        and (verb.deprel == "xcomp" or (verb.deprel == "advcl" and carrier.lemma == "go"))
        and carrier.upos == "VERB"
        and carrier.index < verb.index
        and verb.index - carrier.index <= 4
        and not sentence.children(carrier.index, "obj", "iobj")
    ):
        parts |= cue_words(sentence, carrier, None)
        parts |= words(sentence.children(verb.index, "mark"))
    return frozenset(parts)


_Drawn = tuple[str, Words] | None


def _clause(sentence: Sentence, verb: Token, clue: Clue) -> _Drawn:
    """Officials said [that the plan was dead]. [The plan was dead], officials said."""
    if not clue.takes("clause"):
        return None
    relations = ("ccomp", "csubj") if sentence.children(verb.index, "expl", "aux:pass") else ("ccomp",)
    complements = [
        c for c in sentence.children(verb.index, *relations) if is_clause(sentence, c) or c.index > verb.index
    ]
    if not complements:
        clauses = [
            c
            for c in sentence.children(verb.index, "parataxis")
            if c.index > verb.index and is_clause(sentence, c) and not sentence.children(verb.index, "obj", "xcomp")
        ]
        if clauses and verb.lemma not in HEARER:
            return "following clause", below(sentence, clauses[0].index)
        return None
    found: Words = NOTHING
    for complement in complements:
        found |= below(sentence, complement.index)
    return "clause", found


def _inserted(sentence: Sentence, verb: Token, clue: Clue, who: Token | None) -> _Drawn:
    """[The plan], officials said, [was dead]. [The plan was dead], as officials said; as confirmed by officials."""
    if verb.head < 0 or not (clue.takes("clause") or clue.takes("quote")):
        return None
    if sentence.children(verb.index, "ccomp", "xcomp"):
        return None
    governor = sentence.tokens[verb.head]
    if verb.deprel == "parataxis" and who is not None and who.head == verb.index:
        return "inserted clause", below(sentence, governor.index, frozenset([verb.index]))
    if verb.deprel == "advcl" and any(m.lemma == "as" for m in sentence.children(verb.index, "mark")):
        beside = sentence.children(verb.index, "obj", "obl")
        if not all(any(case.lemma == "by" for case in sentence.children(t.index, "case")) for t in beside):
            return None
        return "inserted clause", below(sentence, governor.index, frozenset([verb.index]))
    return None


def _infinitive(sentence: Sentence, verb: Token, clue: Clue, passive: bool) -> _Drawn:
    """The senator vowed [to fight]. The plan is expected [to pass]."""
    raised = passive and clue.takes("clause")  # "is said to be dead"
    if not (clue.takes("infinitive") or raised):
        return None
    for complement in sentence.children(verb.index, "xcomp"):
        if complement.index < verb.index:
            continue
        content = below(sentence, complement.index)
        marked = any(m.lemma == "to" for m in sentence.children(complement.index, "mark"))
        if not marked and complement.xpos != "VBG" and not passive:
            continue
        objects = sentence.children(verb.index, "obj", "iobj")
        if objects and not passive and verb.lemma not in HEARER:  # "expect prices to fall": the object is what falls
            content |= below(sentence, objects[0].index)
        return "infinitive", content
    return None


def _small_clause(sentence: Sentence, verb: Token, clue: Clue) -> _Drawn:
    """She called [him a liar]. He described [the plan as dead]. They accused [him of lying]."""
    if not clue.takes("object"):
        return None
    objects = sentence.children(verb.index, "obj")
    predicates = [c for c in sentence.children(verb.index, "xcomp", "obl", "advcl") if c.index > verb.index]
    kept = [
        c
        for c in predicates
        if c.deprel == "xcomp"
        or any(m.lemma in ("as", "of", "for", "to", "about", "on") for m in sentence.children(c.index, "case", "mark"))
    ]
    if not objects or not kept:
        return None
    content = below(sentence, objects[0].index)
    for part in kept:
        content |= below(sentence, part.index)
    return "small clause", content


def _oblique(sentence: Sentence, verb: Token, clue: Clue) -> _Drawn:
    """Critics called for [a ban]. He pointed to [the poll]. They spoke about [the plan]."""
    preposition = [sentence.tokens[i] for i in clue.words if sentence.tokens[i].deprel in ("case", "mark")]
    if preposition:
        noun = sentence.tokens[preposition[0].head]
        if noun.lemma.lower() in TIMES:
            return None  # "declined to comment on Monday"
        return "oblique", below(sentence, noun.index, frozenset([preposition[0].index]))
    if not clue.takes("oblique"):
        return None
    for noun in sentence.children(verb.index, "obl", "advcl"):
        cases = sentence.children(noun.index, "case", "mark")
        if noun.lemma.lower() in TIMES:
            continue
        if noun.index > verb.index and any(
            c.lemma in ("about", "on", "of", "against", "for", "with", "over") for c in cases
        ):
            return "oblique", below(sentence, noun.index)
    return None


def _object(sentence: Sentence, verb: Token, clue: Clue, passive: bool) -> _Drawn:
    """The senator denied [the report]. [The report] was denied."""
    if not clue.takes("object"):
        return None
    if passive:
        raised = sentence.children(verb.index, "nsubj")
        if verb.deprel == "acl":
            return None
        if raised:
            rest = [
                c for c in sentence.children(verb.index, "obl", "xcomp", "advcl")
                if any(m.lemma in ("as", "of", "for", "to") for m in sentence.children(c.index, "case", "mark"))
            ]  # fmt: skip
            content = phrase(sentence, raised[0])
            for part in rest:
                content |= below(sentence, part.index)
            return "object", content
        return None
    objects = [c for c in sentence.children(verb.index, "obj") if c.index > verb.index or c.upos != "PRON"]
    if not objects:
        return None
    return "object", below(sentence, objects[0].index)

"""A cue's word goes in, the words that name its source come out: subjects, agents, possessors, and those they are
shared with.

Source: control and shared subjects, Huddleston and Pullum 2002, 14.2; relations of Universal Dependencies.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from audit.find.draft import NOTHING, Words, below, is_finite, words
from audit.find.lookup import Cues, before
from audit.model import Sentence, Token

# Relations that hang on a noun without being part of what it names
_LOOSE: Final = ("punct", "cc", "case", "mark", "discourse", "parataxis", "vocative", "dislocated", "advcl")
_DASHES: Final = ("—", "–", "―", "-", "--", "–-")
_ENDS: Final = (".", "”", '"', "''")
_MAIN: Final = ("conj", "parataxis", "ccomp", "cop", "aux")
_OPENING: Final = "\"'“”‘’($"  # marks before a name that belong to it


def subject(sentence: Sentence, verb: Token, cues: Cues) -> Token | None:
    """The word that heads the verb's subject, its own or one it shares; None where the tree shows none.

    A conjoined verb shares that of the first ("He spoke and said"), an infinitive complement or a participle that of
    its governor ("went on to say", "…, adding that"), a participle on a noun has the noun ("a report saying"). The
    infinitive under an object has the object ("asked him to say"), but under "promise" the subject: object and subject
    control (Huddleston and Pullum 2002, 14.2).
    """
    shown = _shown(sentence, verb, cues)
    if shown is not None:
        return shown
    seen: set[int] = set()
    here: Token | None = verb
    while here is not None and here.index not in seen:
        seen.add(here.index)
        own = sentence.children(here.index, "nsubj", "csubj")
        if own:
            return _after_dateline(sentence, _of_one_clause(sentence, own, here))
        if here.head < 0:
            return None
        governor = sentence.tokens[here.head]
        relation = here.deprel.split(":")[0]
        if relation == "conj" or (relation in ("xcomp", "advcl") and not is_finite(sentence, here)):
            if relation == "xcomp":
                controller = sentence.children(governor.index, "obj", "iobj")
                if controller and governor.lemma not in cues.keepers:
                    return controller[0]
            here = governor
        elif relation == "acl":
            if is_lost(sentence, here):
                return sentence.root
            return governor if governor.upos in ("NOUN", "PROPN", "PRON") else None
        elif relation == "parataxis" and "VerbForm=Ger" in verb.feats:
            here = governor
        else:
            return None
    return None


def _shown(sentence: Sentence, verb: Token, cues: Cues) -> Token | None:
    """Who does what a participle without a comma before it tells, where that is the word right before it: "the tape
    showed Lund telling them", "a video of him mocking the plan" (Huddleston and Pullum 2002, 14.5.3 and 14.1.3)."""
    if verb.xpos != "VBG" or not verb.index or sentence.children(verb.index, "nsubj", "aux", "mark"):
        return None
    who = sentence.tokens[verb.index - 1]
    if who.upos not in ("PROPN", "PRON"):
        return None
    while who.deprel in ("flat", "compound") and who.head >= 0:
        who = sentence.tokens[who.head]
    governor = sentence.tokens[verb.head] if verb.head >= 0 else None
    perceived = governor is not None and cues.lexicon.phrases("find.perceived").has(governor)
    beside = (
        who.deprel.split(":")[0] in ("obj", "nsubj", "iobj") and governor is not None and who.head == governor.index
    )
    if perceived and beside and who.index > verb.head:
        return who
    return who if "Case=Acc" in who.feats and before(sentence, who, cues.of_whom) else None


def is_lost(sentence: Sentence, verb: Token) -> bool:
    """Whether a participle on a noun is a statement's own verb, which the tree has none of: "The records [listed] the
    pier as sound". A participle of the passive takes no object, and tells by whom (Quirk et al. 1985, 17.29)."""
    root = sentence.root
    if verb.deprel != "acl" or verb.xpos != "VBN" or root is None or root.upos not in ("NOUN", "PROPN"):
        return False
    if sentence.tokens[-1].text not in _ENDS or verb.index < root.index or sentence.children(verb.index, "obl:agent"):
        return False
    if any("VerbForm=Fin" in t.feats and t.deprel in _MAIN and t.head == root.index for t in sentence.tokens):
        return False
    after = [t.deprel for t in sentence.children(verb.index, "obj", "obl") if t.index > verb.index]
    active = "obj" in after or (bool(after) and verb.head != root.index)  # "the list of piers [referred] to Lund"
    return active and not sentence.children(root.index, "nsubj", "cop", "aux")


def _of_one_clause(sentence: Sentence, own: Sequence[Token], verb: Token) -> Sequence[Token]:
    """A verb's subjects without those that are of another clause, wherever the tree hangs them: a conjunction parts
    them from the next, or they are many and the next is one by name ("the men Lund says took it")."""
    if own[-1].index > verb.index:
        return own
    kept = list(own[-1:])
    for one, following in zip(own[-2::-1], own[:0:-1], strict=True):
        gap = sentence.tokens[max(phrase(sentence, one)) + 1 : min(phrase(sentence, following))]
        many = one.upos == "NOUN" and "Number=Plur" in one.feats and "Number=Sing" in following.feats
        if any(t.upos == "CCONJ" for t in gap) or (many and following.upos == "PROPN" and not gap):
            break
        kept.insert(0, one)
    return kept


def _after_dateline(sentence: Sentence, own: Sequence[Token]) -> Token:
    """The first of a verb's subjects, or who follows it where it is only the place of a dateline ("OSLO — The mayor
    said"): words in capitals that begin the sentence, with a dash after them (AP Stylebook, datelines)."""
    place, tokens = own[0], sentence.tokens
    dash = next((t for t in tokens[place.index + 1 : place.index + 7] if t.text in _DASHES), None)
    if dash is None or not all(t.text.isupper() or t.upos == "PUNCT" for t in tokens[: place.index + 1]):
        return place
    beside = sentence.children(place.index, "appos", "parataxis", "conj", "list", "nmod", "dep")
    following = [t for t in (*own[1:], *beside) if t.index > dash.index and t.upos in ("NOUN", "PROPN", "PRON")]
    return following[0] if following else place


def agent(sentence: Sentence, verb: Token, cues: Cues) -> Token | None:
    """The noun of a "by" phrase on a passive verb ("was confirmed by the mayor"); None without one.

    Where the tree has the relation obl:agent (Universal Dependencies), that is the agent; "by Friday" is none.
    """
    phrases = sentence.children(verb.index, "obl")
    marked = [noun for noun in phrases if noun.deprel == "obl:agent"]
    return next((noun for noun in marked or phrases if before(sentence, noun, cues.agents)), None)


def is_it(token: Token) -> bool:
    """Whether a word is "it", which as the subject of "is said" or "is clear" names nobody: a neuter pronoun."""
    return token.upos == "PRON" and "Gender=Neut" in token.feats


def phrase(sentence: Sentence, head: Token, without: Words = NOTHING) -> Words:
    """The words of a source: the noun with its determiner, title, appositive and modifiers, without the preposition
    before it.

    Adverbs set off by commas before it, clauses beside it and what hangs below ``without`` are no part of it.
    """
    drop = set(without)
    for child in sentence.children(head.index):
        relation = child.deprel.split(":")[0]
        if (
            relation in _LOOSE
            and (relation not in ("punct", "cc") or child.index < head.index)
            and not (relation == "punct" and child.text in _OPENING)
        ):
            drop.add(child.index)
    return below(sentence, head.index, frozenset(drop))


def apposed(sentence: Sentence, who: Token) -> Words:
    """The words of a second subject of the same verb right after the first, with the comma between: a verb has one
    subject, so that it is the first's apposition ("the chief engineer, Mark Lund, said"); none for any other."""
    last = max(phrase(sentence, who))
    for twin in sentence.children(who.head, "nsubj") if who.head >= 0 and who.deprel == "nsubj" else ():
        named = {who.upos, twin.upos} <= {"NOUN", "PROPN"} and "PROPN" in (who.upos, twin.upos)
        if twin.index <= last or not named or sentence.children(twin.index, "cc"):
            continue
        words_of = phrase(sentence, twin)
        gap = range(last + 1, min(words_of))
        if all(sentence.tokens[i].text == "," for i in gap) and len(gap) < 2:
            return words_of | frozenset(gap)
    return NOTHING


def possessor(sentence: Sentence, noun: Token) -> Token | None:
    """The owner in "Trump's claim", "their view"; None without one."""
    found = sentence.children(noun.index, "nmod:poss")
    return found[0] if found else None


def possessor_words(sentence: Sentence, owner: Token) -> Words:
    """The words of an owner ("the old mayor's") without the possessive ending."""
    ending = words(
        t for t in sentence.children(owner.index, "case") if t.xpos == "POS" or t.text in ("'s", "’s", "'", "’")
    )
    return phrase(sentence, owner) - ending

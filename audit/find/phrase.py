"""Cues that are no verbs: prepositions, adverbs, nouns, adjectives, speakers before a colon. Trees go in, drafts come
out.

Source: attribution without a verb in PARC 3 (Pareti 2016); comment clauses, Quirk et al. 1985, 15.53.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from audit.find.draft import NOTHING, Clue, Draft, Words, below, is_clause, is_infinitive, words
from audit.find.lookup import ANY_ADJECTIVE, ANY_NOUN, Cues, before
from audit.find.source import is_it, phrase, possessor, possessor_words, subject
from audit.find.verb import cue_words, is_negative
from audit.model import Sentence, Token

# How a tree hangs the first word of "according to", "per", "citing"
_INTRODUCING: Final = ("case", "mark", "advmod", "amod", "acl", "advcl", "fixed")


def prepositional_drafts(sentence: Sentence, cues: Cues, anything: bool = False) -> Iterator[Draft]:
    """[The plan was dead], according to officials. Per the report, [it was dead].

    Of two such phrases on one clause the later is the outer one: its words are no part of what the earlier one holds.
    """
    table = cues.table("phrase")
    outer: Words = NOTHING
    for case in reversed(sentence.tokens):
        if case.deprel not in _INTRODUCING and case.upos != "VERB":
            continue
        cue = cues.fixed(sentence, case)
        if cue is None:
            continue
        entry = table[" ".join(sentence.tokens[i].text.lower() for i in sorted(cue))][0]
        noun = _governed(sentence, case, cue)
        if noun is None or noun.index in cue:
            continue
        if case.upos == "ADP" and len(cue) == 1 and noun.upos != "PROPN" and not sentence.children(noun.index, "det"):
            continue  # "fifty tickets per hour" is a rate: no source stands bare after a mere preposition
        source = phrase(sentence, noun, without=frozenset(cue)) - cue - outer
        anchor = None if _of_a_noun(sentence, case) else _clause_above(sentence, noun, cue)
        content = below(sentence, anchor.index, frozenset(cue | {noun.index})) if anchor is not None else NOTHING
        yield Draft(
            "according to",
            case.index,
            cue,
            content - source - cue - outer,
            entry["class"],
            0.95 if content else 0.6,
            source=source,
            entry=entry,
            frame="clause",
            open=True,
        )
        outer |= source | cue


def _of_a_noun(sentence: Sentence, case: Token) -> bool:
    """Whether a participle belongs to a noun that is no subject ("a report citing officials"): what the clause says is
    not theirs."""
    if case.upos != "VERB" or case.deprel.split(":")[0] != "acl" or case.head < 0:
        return False
    return not sentence.tokens[case.head].deprel.startswith("nsubj")


def _governed(sentence: Sentence, case: Token, cue: Words) -> Token | None:
    """The noun that the preposition introduces, however the tree hangs the two together."""
    if case.head < 0:
        return None
    governor = sentence.tokens[case.head]
    if governor.index in cue:  # "in the words of the mayor"
        beyond = [c for c in sentence.children(governor.index, "nmod", "obl") if c.index > max(cue)]
        return beyond[0] if beyond else None
    if case.upos == "VERB" or case.deprel in ("advcl", "acl"):  # "according" as a participle: the noun hangs below it
        below_it = [c for c in sentence.children(case.index, "obl", "obj", "nmod") if c.index > max(cue)]
        return below_it[0] if below_it else (governor if governor.index > max(cue) else None)
    return governor if governor.index > max(cue) else None


def _clause_above(sentence: Sentence, noun: Token, cue: Words) -> Token | None:
    """The head of the clause that the phrase modifies: the nearest predicate above it."""
    here, seen = noun, {noun.index} | set(cue)
    while here.head >= 0:
        here = sentence.tokens[here.head]
        if here.index in seen and here.index not in cue:
            return None
        seen.add(here.index)
        if here.index in cue:
            continue
        if is_clause(sentence, here) or here.head < 0:
            return here
    return None


def survey_draft(sentence: Sentence, cues: Cues) -> Draft | None:
    """In the poll, [a third of the voters were undecided]: a survey pointed to before a clause with no cue of its own.

    None for any other sentence. What a survey is stands in the lexicon ("find.survey").
    """
    root = sentence.root
    if root is None or cues.of(sentence, root) is not None:
        return None
    for noun in sentence.children(root.index, "obl"):
        cases = [c for c in sentence.children(noun.index, "case") if c.lemma.lower() in cues.inside]
        pointed = any(
            "Definite=Def" in d.feats or "PronType=Dem" in d.feats for d in sentence.children(noun.index, "det")
        )
        if not (noun.index < root.index and cues.surveys.has(noun) and cases and pointed):
            continue
        cue, source = words(cases), phrase(sentence, noun) - words(cases)
        content = below(sentence, root.index, frozenset({noun.index}))
        return Draft("survey", cases[0].index, cue, content - source - cue, "document", 0.75, source=source)
    return None


def hedge_drafts(sentence: Sentence, cues: Cues, anything: bool = False) -> Iterator[Draft]:
    """[The plan was] reportedly [dead]. Allegedly, [he knew]."""
    table = cues.table("adverb")
    for adverb in sentence.tokens:
        entries = table.get(adverb.text.lower())
        if entries is None or adverb.head < 0:
            continue
        entry = entries[0]
        anchor = sentence.tokens[adverb.head]
        while not is_clause(sentence, anchor) and anchor.head >= 0 and anchor.deprel != "root":
            if anchor.upos in ("NOUN", "PROPN", "ADJ") and anchor.deprel in ("amod", "nmod", "obl", "obj", "appos"):
                break
            anchor = sentence.tokens[anchor.head]
        content = below(sentence, anchor.index, frozenset([adverb.index]))
        yield Draft("hedge", adverb.index, frozenset([adverb.index]), content, entry["class"], 0.85, entry=entry)


def noun_drafts(sentence: Sentence, cues: Cues, anything: bool = False) -> Iterator[Draft]:
    """Trump's claim [that he won]. The senator's support [for the bill]. There are fears [that it would fail]. She made
    the claim [that he won]."""
    for noun in sentence.tokens:
        if noun.upos != "NOUN":
            continue
        clue = cues.of(sentence, noun, "noun")
        if clue is None and anything:
            clue = Clue((ANY_NOUN,), frozenset([noun.index]))
        if clue is None:
            continue
        owner = possessor(sentence, noun)
        author = _with_case(sentence, noun, cues.authors)
        construction, frame, content = _of_noun(sentence, noun, clue, cues, author)
        if not content:
            continue
        source, cue = NOTHING, words([noun])
        if owner is not None:
            source = possessor_words(sentence, owner)
            cue |= words(t for t in sentence.children(noun.index, "amod", "det") if t.index == noun.index - 1)
        elif author is not None:
            source = phrase(sentence, author)
        elif (verb := _lending(sentence, noun, cues)) is not None:
            who = subject(sentence, verb, cues)  # "She made the claim that …": the subject of the verb that carries it
            if who is not None and who.index not in content:
                source = phrase(sentence, who)
                cue |= cue_words(sentence, verb, None, cues) | frozenset(range(verb.index, noun.index + 1))
        there_is = NOTHING if source else _existential(sentence, noun, cues)
        if there_is:
            construction = "there is"
            cue |= there_is
        if construction == "noun phrase" and not source:
            continue  # "the debate over X" tells of no speaker
        entry = clue.entry_for(frame)
        cue -= source
        yield Draft(
            construction,
            noun.index,
            cue,
            content - source - cue,
            entry["class"],
            0.7 if construction == "noun clause" else 0.55,
            source=source - content,
            entry=entry,
            frame=frame,
        )


def _of_noun(sentence: Sentence, noun: Token, clue: Clue, cues: Cues, author: Token | None) -> tuple[str, str, Words]:
    """The claim [that …], the promise [to …], the criticism [of …]: construction, frame and content; the content may be
    empty."""
    for clause in sentence.children(noun.index, "acl", "ccomp"):
        if clue.takes("clause") and before(sentence, clause, cues.complementizers):
            return "noun clause", "clause", below(sentence, clause.index)
        if clue.takes("infinitive") and is_infinitive(sentence, clause):
            return "noun infinitive", "infinitive", below(sentence, clause.index)
    if clue.takes("oblique"):
        topic = _with_case(sentence, noun, cues.matters, author)
        if topic is not None:
            return "noun phrase", "oblique", below(sentence, topic.index)
    return "", "", NOTHING


def _lending(sentence: Sentence, noun: Token, cues: Cues) -> Token | None:
    """The light verb whose object the noun is ("make the claim"); None where another verb governs it."""
    if noun.head < 0 or noun.deprel != "obj":
        return None
    verb = sentence.tokens[noun.head]
    return verb if verb.lemma in cues.light else None


def _existential(sentence: Sentence, noun: Token, cues: Cues) -> Words:
    """There is talk of a strike: that somebody talks is asserted, and no more; "there is no doubt" asserts the
    contrary.

    The words "there is", or nothing.
    """
    if noun.head < 0 or not noun.deprel.startswith("nsubj"):
        return NOTHING
    there = [expletive for expletive in sentence.children(noun.head, "expl") if expletive.xpos == "EX"]
    beside = sentence.children(noun.index, "det", "advmod", "amod")
    if not there or any(is_negative(word) or word.lemma in cues.denials for word in beside):
        return NOTHING
    return frozenset({there[0].index, noun.head})


def _with_case(sentence: Sentence, noun: Token, among: frozenset[str], other: Token | None = None) -> Token | None:
    """The first word after the noun that hangs on it by one of these prepositions and is not ``other``."""
    for child in sentence.children(noun.index, "nmod", "obl", "acl", "advcl"):
        if child.index > noun.index and child is not other and before(sentence, child, among):
            return child
    return None


def adjective_drafts(sentence: Sentence, cues: Cues, anything: bool = False) -> Iterator[Draft]:
    """She is confident [that it will pass]. He is willing [to sell]. He was critical [of the plan]."""
    for adjective in sentence.tokens:
        if adjective.upos not in ("ADJ", "VERB"):
            continue
        clue = cues.of(sentence, adjective, "adjective")
        if clue is None and anything and adjective.upos == "ADJ":
            clue = Clue((ANY_ADJECTIVE,), frozenset([adjective.index]))
        if clue is None or (adjective.upos == "VERB" and not sentence.children(adjective.index, "cop", "aux")):
            continue
        who = subject(sentence, adjective, cues)
        construction, frame, content = _of_adjective(sentence, adjective, clue, cues)
        if not content or who is None or is_it(who) or who.index in content:
            continue
        cue = cue_words(sentence, adjective, clue, cues) | words(sentence.children(adjective.index, "cop", "aux"))
        source = phrase(sentence, who)
        entry = clue.entry_for(frame)
        yield Draft(
            construction,
            adjective.index,
            cue - source,
            content - cue - source,
            entry["class"],
            0.7,
            source=source,
            entry=entry,
            frame=frame,
        )


def _of_adjective(sentence: Sentence, adjective: Token, clue: Clue, cues: Cues) -> tuple[str, str, Words]:
    """Confident [that …], willing [to …], critical [of …]: construction, frame and content; the content may be
    empty."""
    for clause in sentence.children(adjective.index, "ccomp", "xcomp", "advcl", "csubj"):
        if clause.index < adjective.index:
            continue
        marks = sentence.children(clause.index, "mark")
        finite = clause.deprel != "xcomp" and (not marks or marks[0].lemma in cues.complementizers)
        if finite and clue.takes("clause"):
            return "adjective clause", "clause", below(sentence, clause.index)
        if clue.takes("infinitive") and is_infinitive(sentence, clause):
            return "adjective infinitive", "infinitive", below(sentence, clause.index)
    if clue.takes("oblique"):
        topic = _with_case(sentence, adjective, cues.regards)
        if topic is not None:
            return "adjective phrase", "oblique", below(sentence, topic.index)
    return "", "", NOTHING

"""Cues that are no verbs: prepositions, adverbs, nouns, adjectives, speakers before a colon. Trees go in, drafts come
out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from audit.find.draft import NOTHING, Clue, Draft, Words, below, is_clause, words
from audit.find.lookup import ANY_ADJECTIVE, ANY_NOUN, Cues
from audit.find.source import phrase, possessor, possessor_words, subject
from audit.find.verb import cue_words
from audit.model import Sentence, Token

# Verbs that lend a noun their subject and little more: "she made the claim", "they voiced the fear"
_LIGHT: Final = frozenset(
    (
        "make have express issue voice repeat offer give raise deliver release hold share take file launch lodge get"
    ).split()
)
_OF_CONTENT: Final = ("of", "about", "for", "on", "against", "over", "to", "in", "with")


def prepositional_drafts(sentence: Sentence, cues: Cues, anything: bool = False) -> Iterator[Draft]:
    """[The plan was dead], according to officials. Per the report, [it was dead].

    Of two such phrases on one clause the later is the outer one: its words are no part of what the earlier one holds.
    """
    table = cues.table("phrase")
    outer: Words = NOTHING
    for case in reversed(sentence.tokens):
        if case.deprel not in ("case", "mark", "advmod", "amod", "acl", "advcl", "fixed") and case.upos != "VERB":
            continue
        cue = _fixed(sentence, case, tuple(table))
        if cue is None:
            continue
        entry = table[" ".join(sentence.tokens[i].text.lower() for i in sorted(cue))][0]
        noun = _governed(sentence, case, cue)
        if noun is None or noun.index in cue:
            continue
        if case.lemma == "per" and noun.upos != "PROPN" and not sentence.children(noun.index, "det"):
            continue  # "fifty tickets per hour" is a rate
        source = phrase(sentence, noun, without=frozenset(cue)) - cue - outer
        anchor = _clause_above(sentence, noun, cue)
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
            open=True,
        )
        outer |= source | cue


def _fixed(sentence: Sentence, first: Token, phrases: tuple[str, ...]) -> Words | None:
    """The words of the longest phrase of the table that starts here."""
    best: Words | None = None
    for entry in phrases:
        parts = entry.split()
        end = first.index + len(parts)
        if end <= len(sentence.tokens) and all(
            sentence.tokens[first.index + i].text.lower() == part for i, part in enumerate(parts)
        ):
            found = frozenset(range(first.index, end))
            if best is None or len(found) > len(best):
                best = found
    return best


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
    """Trump's claim [that he won]. The senator's support [for the bill]. Fears [that it would fail]."""
    for noun in sentence.tokens:
        if noun.upos != "NOUN":
            continue
        clue = cues.of(sentence, noun, "noun")
        if clue is None and anything:
            clue = Clue((ANY_NOUN,), frozenset([noun.index]))
        if clue is None:
            continue
        owner = possessor(sentence, noun)
        source = possessor_words(sentence, owner) if owner is not None else NOTHING
        by = _with_case(sentence, noun, "by", "from", "among")
        if owner is None and by is not None:
            source = phrase(sentence, by)
        content, construction = NOTHING, ""
        for clause in sentence.children(noun.index, "acl", "ccomp"):
            marks = sentence.children(clause.index, "mark")
            if clue.takes("clause") and any(m.lemma in ("that", "whether", "if") for m in marks):
                content, construction = below(sentence, clause.index), "noun clause"
                break
            if clue.takes("infinitive") and any(m.lemma == "to" for m in marks):
                content, construction = below(sentence, clause.index), "noun infinitive"
                break
        if not content and clue.takes("oblique"):
            for case in _OF_CONTENT:
                of = _with_case(sentence, noun, case)
                if of is not None and of is not by:
                    content, construction = below(sentence, of.index), "noun phrase"
                    break
        if not content:
            continue
        cue = {noun.index} | words(
            t for t in sentence.children(noun.index, "amod", "det") if t.index == noun.index - 1 and owner is not None
        )
        verb = sentence.tokens[noun.head] if noun.head >= 0 else None
        if owner is None and by is None and verb is not None and noun.deprel == "obj" and verb.lemma in _LIGHT:
            who = subject(sentence, verb)  # "She made the claim that …": the subject of the verb that carries it
            if who is not None and who.index not in content:
                source = phrase(sentence, who)
                cue |= cue_words(sentence, verb, None) | set(range(verb.index, noun.index + 1))
        there_is = NOTHING if source else _existential(sentence, noun)
        if there_is:
            construction = "there is"
            cue |= there_is
        if construction == "noun phrase" and not source:
            continue  # "the debate over X" tells of no speaker
        entry = clue.entry_for(construction.removeprefix("noun ").replace("phrase", "oblique"))
        found = frozenset(cue) - source
        yield Draft(
            construction,
            noun.index,
            found,
            content - source - found,
            entry["class"],
            0.7 if construction == "noun clause" else 0.55,
            source=source - content,
            entry=entry,
        )


def _existential(sentence: Sentence, noun: Token) -> Words:
    """There is talk of a strike: that somebody talks is asserted, and no more; "there is no doubt" asserts the
    contrary.

    The words "there is", or nothing.
    """
    if noun.head < 0 or not noun.deprel.startswith("nsubj"):
        return NOTHING
    there = sentence.children(noun.head, "expl")
    negated = any(c.lemma in ("no", "not", "little") for c in sentence.children(noun.index, "det", "advmod", "amod"))
    if negated or not there or there[0].lemma != "there":
        return NOTHING
    return frozenset({there[0].index, noun.head})


def _with_case(sentence: Sentence, noun: Token, *lemmas: str) -> Token | None:
    for child in sentence.children(noun.index, "nmod", "obl", "acl", "advcl"):
        if child.index > noun.index and any(c.lemma in lemmas for c in sentence.children(child.index, "case", "mark")):
            return child
    return None


def adjective_drafts(sentence: Sentence, cues: Cues, anything: bool = False) -> Iterator[Draft]:
    """She is confident [that it will pass]. He was critical [of the plan]. It is unclear [whether he knew]."""
    for adjective in sentence.tokens:
        if adjective.upos not in ("ADJ", "VERB"):
            continue
        clue = cues.of(sentence, adjective, "adjective")
        if clue is None and anything and adjective.upos == "ADJ":
            clue = Clue((ANY_ADJECTIVE,), frozenset([adjective.index]))
        if clue is None or (adjective.upos == "VERB" and not sentence.children(adjective.index, "cop", "aux")):
            continue
        who = subject(sentence, adjective)
        content, construction = NOTHING, ""
        for clause in sentence.children(adjective.index, "ccomp", "xcomp", "advcl", "csubj"):
            if clause.index < adjective.index:
                continue
            marks = [m.lemma for m in sentence.children(clause.index, "mark")]
            finite = (
                clue.takes("clause")
                and clause.deprel != "xcomp"
                and (not marks or marks[0] in ("that", "whether", "if"))
            )
            infinitive = clue.takes("infinitive") and "to" in marks
            if finite or infinitive:
                content = below(sentence, clause.index)
                construction = "adjective clause" if finite else "adjective infinitive"
                break
        if not content and clue.takes("oblique"):
            of = _with_case(sentence, adjective, "of", "about", "to", "with", "for")
            if of is not None:
                content, construction = below(sentence, of.index), "adjective phrase"
        if not content or who is None or who.lemma == "it" or who.index in content:
            continue
        cue = cue_words(sentence, adjective, clue) | words(sentence.children(adjective.index, "cop", "aux"))
        source = phrase(sentence, who)
        yield Draft(
            construction,
            adjective.index,
            cue - source,
            content - cue - source,
            clue.entries[0]["class"],
            0.7,
            source=source,
            entry=clue.entries[0],
        )

"""A word of a tree goes in, the lexicon's entries for it as a cue come out, with particle or preposition where the
entry has one; beside them the words of constructions.toml that the constructions ask for.

Source: each entry's ``origin`` in lexicons/cues.toml and constructions.toml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from attrs import field, frozen

from audit.find.draft import Clue, Words, words
from audit.lexicon import Entry, Lexicon
from audit.lexicon.phrases import Phrases
from audit.model import Sentence, Token

_KIND: Final = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective", "ADV": "adverb"}
_FRAMES: Final = ["clause", "infinitive", "object", "oblique", "quote"]
# What stands in for an entry where a word that is in no lexicon is proposed as a cue
ANY_VERB: Final = Entry("cues", "any.verb", "", data={"class": "speech", "pos": "verb", "frames": _FRAMES})
ANY_NOUN: Final = Entry("cues", "any.noun", "", data={"class": "speech", "pos": "noun", "frames": _FRAMES})
ANY_ADJECTIVE: Final = Entry(
    "cues", "any.adjective", "", data={"class": "knowledge", "pos": "adjective", "frames": _FRAMES}
)


@frozen
class Cues:
    """The lexicon's cues by part of speech, and its words for the constructions, in lower case.

    ``lexicon.once(Cues)`` gives those of a lexicon, made when they are first asked for. The sources of the lists
    stand beside them in constructions.toml.
    """

    lexicon: Lexicon = field(repr=False)

    def table(self, pos: str) -> Mapping[str, tuple[Entry, ...]]:
        """Word or phrase in lower case -> its entries, for one part of speech ("verb", "phrase"); may be empty."""
        return self._tables.get(pos, {})

    def of(self, sentence: Sentence, token: Token, pos: str | None = None) -> Clue | None:
        """The entry for a word as a cue, the longest phrase first: "point out", "call for", then "call".

        ``pos`` is the part of speech to look under, by default that of the word's tag. None where the lexicon has
        none.
        """
        pos = pos or _KIND.get(token.upos, "")
        table = self._tables.get(pos)
        if not table:
            return None
        lemma = self.lemma(token) if pos == "verb" else token.lemma.lower()
        if lemma in self._openings[pos]:
            found = max(
                self._with_company(sentence, token, lemma, table), key=lambda clue: len(clue.words), default=None
            )
            if found is not None:
                return found
        entries = table.get(lemma)
        return Clue(entries, frozenset([token.index])) if entries is not None else None

    def _with_company(
        self, sentence: Sentence, token: Token, lemma: str, table: Mapping[str, tuple[Entry, ...]]
    ) -> Iterator[Clue]:
        """The entries for a word with its particle or object ("point out"), its preposition ("call for"), or both
        ("lash out at", "take issue with")."""
        after = [child for child in sentence.children(token.index) if child.index > token.index]
        beside = [t for t in after if t.deprel.split(":")[0] in ("compound", "advmod", "obj", "xcomp")]
        for child in beside:
            if entries := table.get(f"{lemma} {child.text.lower()}"):
                yield Clue(entries, words([token, child]))
        below_it = [t for child in beside for t in sentence.children(child.index, "nmod", "obl")]
        for child in [t for t in after if t.deprel.split(":")[0] in ("obl", "advcl", "xcomp")] + below_it:
            if child.deprel.startswith("obl") and self.tells_time(child):
                continue  # "noted on Monday that …"
            for case in sentence.children(child.index, "case", "mark"):
                if case.index > child.index:
                    continue
                if child not in below_it and (entries := table.get(f"{lemma} {case.text.lower()}")):
                    yield Clue(entries, words([token, case]))
                for middle in beside:
                    if entries := table.get(f"{lemma} {middle.text.lower()} {case.text.lower()}"):
                        yield Clue(entries, words([token, middle, case]))

    def lemma(self, token: Token) -> str:
        """A word's lemma in lower case; of a past form or a participle that the parser took for one of a verb that is
        no cue ("begged" for one of "begg", "warning" for one of "warning"), the cue that it is a regular form of."""
        lemma = token.lemma.lower()
        if token.xpos not in ("VBD", "VBN", "VBG") or lemma in self.table("verb"):
            return lemma
        return (self._participles if token.xpos == "VBG" else self._pasts).get(token.text.lower(), lemma)

    def addresses(self, verb: Token) -> bool:
        """Whether the verb's object is whom it is said to: "told the paper", "urged voters to stay"."""
        return self.lemma(verb) in self.hearers

    def fixed(self, sentence: Sentence, first: Token, pos: str = "phrase") -> Words | None:
        """The places of the longest phrase of the table that starts with this word, as written: "in the words of"."""
        for phrase in self._phrases.get(pos, {}).get(first.text.lower(), ()):
            end = first.index + len(phrase)
            if phrase == tuple(token.text.lower() for token in sentence.tokens[first.index : end]):
                return frozenset(range(first.index, end))
        return None

    @cached_property
    def hearers(self) -> frozenset[str]:
        """Verbs whose object is the hearer, so that "was told that" has no speaker in its subject."""
        return frozenset(
            word.lower() for entry in self.lexicon.file("cues") if entry.get("hearer", False) for word in entry.words
        )

    @cached_property
    def agents(self) -> frozenset[str]:
        """Prepositions before who did it: "was confirmed by the mayor"."""
        return self.lexicon.words("find.agent")

    @cached_property
    def addressing(self) -> frozenset[str]:
        """Prepositions before the hearer: "confirmed to the paper that"."""
        return self.lexicon.words("find.hearer")

    @cached_property
    def authors(self) -> frozenset[str]:
        """Prepositions before the speaker that a noun has: "criticism from the union"."""
        return self.lexicon.words("find.author")

    @cached_property
    def topics(self) -> frozenset[str]:
        """Prepositions before what a verb speaks of: "spoke about the plan"."""
        return self.lexicon.words("find.topic")

    @cached_property
    def matters(self) -> frozenset[str]:
        """Prepositions before what a noun is about: "support for the plan"."""
        return self.lexicon.words("find.matter")

    @cached_property
    def regards(self) -> frozenset[str]:
        """Prepositions before what an adjective is about: "critical of the plan"."""
        return self.lexicon.words("find.regard")

    @cached_property
    def predicates(self) -> frozenset[str]:
        """Words before what is said of an object: "described him as a liar", "accused him of lying"."""
        return self.lexicon.words("find.predicate")

    @cached_property
    def asked(self) -> frozenset[str]:
        """Words before what somebody is asked or pressed about: "pressed him on the loan"."""
        return self.lexicon.words("find.asked-about")

    @cached_property
    def manner(self) -> frozenset[str]:
        """Words before a clause that only names who said it: "as the mayor said"."""
        return self.lexicon.words("find.as")

    @cached_property
    def complementizers(self) -> frozenset[str]:
        """Words before a content clause: "the claim that"."""
        return self.lexicon.words("find.complementizer")

    @cached_property
    def light(self) -> frozenset[str]:
        """Verbs that lend a noun their subject and little more: "she made the claim"."""
        return self.lexicon.words("find.light-verb")

    @cached_property
    def carriers(self) -> frozenset[str]:
        """Verbs that carry a participle or an infinitive on: "went on to say"."""
        return self.lexicon.words("find.carrier")

    @cached_property
    def of_whom(self) -> frozenset[str]:
        """The preposition before who is to be seen or heard in a recording: "a video of him"."""
        return self.lexicon.words("find.of-whom")

    @cached_property
    def keepers(self) -> frozenset[str]:
        """Verbs with an object whose subject does what the infinitive says: "promised voters to say more"."""
        return self.lexicon.words("find.subject-control")

    @cached_property
    def denials(self) -> frozenset[str]:
        """Words beside a noun that take it back, where the tree does not mark them as negative: "little doubt"."""
        return self.lexicon.words("find.little")

    def tells_time(self, noun: Token) -> bool:
        """Whether a noun tells when ("declined to comment on Monday" has no topic); months are names ("in May")."""
        if self.lexicon.phrases("find.time", "forms.weekday").has(noun):
            return True
        return noun.upos == "PROPN" and noun.text.lower().rstrip(".") in self.lexicon.words("forms.month")

    @cached_property
    def surveys(self) -> Phrases:
        """Nouns for a count of opinions, before what it found: "in the poll, a third were undecided"."""
        return self.lexicon.phrases("find.survey")

    @cached_property
    def views(self) -> Phrases:
        """Nouns for how somebody sees or says something: "in her view"."""
        return self.lexicon.phrases("find.view")

    @cached_property
    def inside(self) -> frozenset[str]:
        """Prepositions before a document in which something stands: "in the poll"."""
        return self.lexicon.words("find.inside")

    @cached_property
    def headings(self) -> frozenset[str]:
        """Words that make what stands before a colon a speaker: titles, "Q", "Poll"."""
        titles = (word.lower() for entry in self.lexicon.file("titles") for word in entry.words)
        return self.lexicon.words("find.before-colon").union(titles)

    @cached_property
    def _tables(self) -> dict[str, dict[str, tuple[Entry, ...]]]:
        tables: dict[str, dict[str, tuple[Entry, ...]]] = {}
        for entry in self.lexicon.file("cues"):
            table = tables.setdefault(entry["pos"], {})
            for word in entry.words:
                table[word.lower()] = (*table.get(word.lower(), ()), entry)
        return tables

    @cached_property
    def _pasts(self) -> dict[str, str]:
        """Regular past form of a verb of the table -> the verb; the spellings of Quirk et al. 1985, 3.5 to 3.10."""
        verbs = [word.split()[0] for word in self.table("verb")]
        return {
            form: verb for verb in verbs for form in (f"{verb}{verb[-1]}ed", f"{verb}ed", f"{verb}d", f"{verb[:-1]}ied")
        }

    @cached_property
    def _participles(self) -> dict[str, str]:
        """Regular present participle of a verb of the table -> the verb; spelled as past forms are."""
        verbs = [word.split()[0] for word in self.table("verb")]
        return {
            form: verb
            for verb in verbs
            for form in (f"{verb}{verb[-1]}ing", f"{verb.removesuffix('e')}ing", f"{verb}ing")
        }

    @cached_property
    def _openings(self) -> dict[str, frozenset[str]]:
        """Part of speech -> words that a phrase of several words begins with."""
        return {
            pos: frozenset(word.split()[0] for word in table if len(word.split()) > 1)
            for pos, table in self._tables.items()
        }

    @cached_property
    def _phrases(self) -> dict[str, dict[str, list[tuple[str, ...]]]]:
        """Part of speech -> first word -> the phrases that begin with it, the longest first."""
        found: dict[str, dict[str, list[tuple[str, ...]]]] = {}
        for pos, table in self._tables.items():
            for phrase in sorted((tuple(word.split()) for word in table), key=len, reverse=True):
                found.setdefault(pos, {}).setdefault(phrase[0], []).append(phrase)
        return found


def before(sentence: Sentence, token: Token, among: Iterable[str]) -> bool:
    """Whether a preposition or conjunction of the list stands before the word: a case or mark with such a lemma."""
    return any(child.lemma.lower() in among for child in sentence.children(token.index, "case", "mark"))

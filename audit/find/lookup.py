"""A word of a tree goes in, the lexicon's entries for it as a cue come out, with particle or preposition where the
entry has one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from audit.find.draft import Clue, words
from audit.lexicon import Entry, Lexicon
from audit.model import Sentence, Token

_KIND = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adjective", "ADV": "adverb"}


_FRAMES = ["clause", "infinitive", "object", "oblique", "quote"]
# What stands in for an entry where a word that is in no lexicon is proposed as a cue
ANY_VERB = Entry("cues", "any.verb", "", data={"class": "speech", "pos": "verb", "frames": _FRAMES})
ANY_NOUN = Entry("cues", "any.noun", "", data={"class": "speech", "pos": "noun", "frames": _FRAMES})
ANY_ADJECTIVE = Entry("cues", "any.adjective", "", data={"class": "knowledge", "pos": "adjective", "frames": _FRAMES})


@frozen
class Cues:
    """The lexicon's cues by part of speech; make one per lexicon and article batch."""

    lexicon: Lexicon

    @cached_property
    def _tables(self) -> dict[str, dict[str, tuple[Entry, ...]]]:
        tables: dict[str, dict[str, tuple[Entry, ...]]] = {}
        for entry in self.lexicon.file("cues"):
            table = tables.setdefault(entry["pos"], {})
            for word in entry.words:
                table[word.lower()] = (*table.get(word.lower(), ()), entry)
        return tables

    def table(self, pos: str) -> Mapping[str, tuple[Entry, ...]]:
        """Word or phrase -> its entries, for one part of speech."""
        return self._tables.get(pos, {})

    def of(self, sentence: Sentence, token: Token, pos: str | None = None) -> Clue | None:
        """The entry for a word as a cue, the longest phrase first: "point out", "call for", then "call"."""
        table = self._tables.get(pos or _KIND.get(token.upos, ""), {})
        if not table:
            return None
        lemma = token.lemma.lower()
        for child in sentence.children(token.index, "compound", "advmod", "obl", "advcl", "obj", "xcomp"):
            if child.index < token.index:
                continue
            relation = child.deprel.split(":")[0]
            if relation in ("compound", "advmod", "obj", "xcomp"):
                entries = table.get(f"{lemma} {child.text.lower()}")
                if entries is not None:
                    return Clue(entries, words([token, child]))
            if relation in ("obl", "advcl", "xcomp"):
                for case in sentence.children(child.index, "case", "mark"):
                    entries = table.get(f"{lemma} {case.text.lower()}")
                    if entries is not None and case.index < child.index:
                        return Clue(entries, words([token, case]))
        entries = table.get(lemma)
        return Clue(entries, frozenset([token.index])) if entries is not None else None

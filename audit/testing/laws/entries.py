"""Lexicon entries with their examples go in; the first example that does not do what its entry says comes out.

What an example is depends on the file: a sentence with an attribution by the entry's cue, a source of its kind, a
person whose title or given name tells something, a public occasion, a pair of claims that oppose each other or share
words that stand for each other, an article in the notation of criteria, words that a rule finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from audit.find import find
from audit.lexicon import RULES, Entry, Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import KINDS, Article, Cue, Segment, Span
from audit.parse import Parser, load_parser
from audit.resolve import resolve
from audit.resolve.mentions import mentions_of
from audit.score import View
from audit.score.criteria import CRITERIA
from audit.testing.laws.notation import noted
from audit.testing.laws.shown import quoted
from audit.testing.strategies.smallest import Passed
from audit.trace.credit.public import public_spans
from audit.trace.echo.align import align
from audit.trace.echo.content import content_of_text
from audit.trace.echo.senses import senses_of

KIND_OF_ROLE: Final = {  # role of a noun in sources.toml -> the kind of a source that it heads
    "anonymous": "anonymous",
    "vague": "sources said",
    "document": "named",
    "institution": "named",
    "office": "named",
    "basis": "anonymous",
}
PAIRS: Final = ("antonyms", "polarity", "synonyms")  # files whose examples are pairs of claims
_LINE: Final = re.compile(r"\S(?:.*\S)?")


class Examples:
    """What the entries' examples do with a lexicon; each is parsed once, the parser loaded where it is first needed."""

    def __init__(self, lexicon: Lexicon, parser: Parser | None = None) -> None:
        self._lexicon, self._parser = lexicon, parser
        self._kept: dict[str, Article] = {}
        self._asked: dict[str, Callable[[Entry, str], bool]] = {
            "cues": self._claims_by,
            "sources": self._has_kind,
            "outlets": self._names,
            "titles": self._tells,
            "names": self._tells,
            "occasions": self._public,
            "synonyms": self._aligned,
            "criteria": self._fires,
            "antonyms": self._at_odds,
            "polarity": self._at_odds,
        }
        # what is asked where an entry must fire: less than what it must not do elsewhere
        self._loose = {"cues": self._draws, "sources": self._heads_it}

    def fires(self, stem: str, entry: Entry) -> str | None:
        """The first sentence of an entry of the file ``stem`` on which it must fire and does not."""
        return self._wrong(stem, entry, entry.fires, True)

    def silent(self, stem: str, entry: Entry) -> str | None:
        """The first sentence of an entry on which it must be silent and is not."""
        return self._wrong(stem, entry, entry.silent, False)

    def hears(self, stem: str, entry: Entry) -> str | None:
        """What is wrong with an entry none of whose sentences fires."""
        if not entry.fires or any(self._asked[stem](entry, text) for text in entry.fires):
            return None
        return (
            f'{stem}.toml: entry "{entry.id}": fires on none of its examples any more, such as {quoted(entry.fires[0])}'
        )

    def _wrong(self, stem: str, entry: Entry, texts: tuple[str, ...], must: bool) -> str | None:
        does = self._asked.get(stem, self._stands if stem in RULES else None)
        if does is None or not texts:
            raise Passed
        for text in texts:
            if stem in PAIRS and text.count("|") != 1:
                return f'{stem}.toml: entry "{entry.id}": {quoted(text)} is no pair of claims; write "one | other"'
            if (self._loose.get(stem, does) if must else does)(entry, text) != must:
                how = "does not fire on" if must else "must be silent, and fires on"
                return f'{stem}.toml: entry "{entry.id}": {how} {quoted(text)}'
        return None

    def _parsed(self, text: str) -> Article:
        if text not in self._kept:
            if self._parser is None:
                self._parser = load_parser()
            lines = tuple(Segment(Span(*found.span()), "prose") for found in _LINE.finditer(text))
            given = Article("example", text, segments=lines)
            self._kept[text] = self._parser.parse([given])[0]
        return self._kept[text]

    def _draws(self, entry: Entry, text: str, kinds: frozenset[str] = frozenset(KINDS)) -> bool:
        """Whether a word of a cue's entry draws an attribution of its class, of one of these kinds."""
        found = resolve(find(self._parsed(text), self._lexicon), self._lexicon).attributions
        words = {part for word in entry.words for part in (word.lower(), word.lower().split()[0])}
        return any(
            a.content and a.kind in kinds and a.cue.cue_class == entry["class"] and words & _forms(a.cue) for a in found
        )

    def _claims_by(self, entry: Entry, text: str) -> bool:
        """Whether it draws one that makes a claim: one of kind "none" is listed, and makes none."""
        return self._draws(entry, text, frozenset(KINDS) - {"none"})

    def _has_kind(self, entry: Entry, text: str) -> bool:
        """Whether a source has the kind that its noun's entry gives it."""
        found = resolve(find(self._parsed(text), self._lexicon), self._lexicon).attributions
        return KIND_OF_ROLE[entry["role"]] in {a.kind for a in found if a.content and a.source is not None}

    def _heads_it(self, entry: Entry, text: str) -> bool:
        """Whether it has the kind, and a noun of the entry stands there in its base form's tree."""
        words = {word.lower().split()[-1] for word in entry.words}
        tokens = (token for sentence in self._parsed(text).sentences for token in sentence.tokens)
        return any(t.lemma.lower() in words for t in tokens) and self._has_kind(entry, text)

    def _tells(self, entry: Entry, text: str) -> bool:
        """Whether somebody has the role or the gender that a title or a given name tells, or two given names."""
        words = {word.lower().rstrip(".") for word in entry.words}
        found = mentions_of(self._parsed(text), self._lexicon).entities
        gender = entry.get("gender")
        if entry.file == "titles":
            return any(one.roles & words and gender in (None, one.gender) for one in found)
        if entry.get("groups"):  # one person under two given names
            return any(len({mention.name[0] for mention in one.mentions}) > 1 for one in found)
        return any(one.gender == gender and one.name.split()[0].lower() in words for one in found)

    def _public(self, entry: Entry, text: str) -> bool:
        """Whether something is said or done before everybody."""
        return bool(public_spans(self._parsed(text), self._lexicon))

    def _aligned(self, entry: Entry, text: str) -> bool:
        """Whether two words of the two claims stand for each other."""
        senses = senses_of(self._lexicon)
        one, two = (content_of_text(part.strip(), senses) for part in text.split("|"))
        return any(pair.how == "synonym" for pair in align(one, two, senses).pairs)

    def _fires(self, entry: Entry, text: str) -> bool:
        """Whether a criterion finds something; one that no code of ours looks for is passed over."""
        if entry.id not in CRITERIA:
            raise Passed
        article = noted(text, self._parsed, self._lexicon)
        return bool(CRITERIA[entry.id](View(article, self._lexicon)))

    def _names(self, entry: Entry, text: str) -> bool:
        """Whether an outlet is found; a programme of it needs a sentence that credits it, and is passed over."""
        found = {one.id for _, one in self._lexicon.once(OutletIndex).find(text)}
        if entry.id not in found and any(programme in text for programme in entry.get("programmes") or ()):
            raise Passed
        return entry.id in found

    def _at_odds(self, entry: Entry, text: str) -> bool:
        """Whether words of the two claims are opposites, or the one claim is denied, or less sure."""
        senses = senses_of(self._lexicon)
        one, two = (content_of_text(part.strip(), senses) for part in text.split("|"))
        found = align(one, two, senses)
        return bool(found.modes) or any(pair.opposed for pair in found.pairs)

    def _stands(self, entry: Entry, text: str) -> bool:
        """Whether a rule is found: a list in a tree, a pattern in letters."""
        if entry.get("status"):
            return self._lexicon.pattern(entry.id).fullmatch(text) is not None
        if entry.listed:
            trees = self._parsed(text).sentences
            return any(match for sentence in trees for match in self._lexicon.found(entry.id, sentence))
        return self._lexicon.pattern(entry.id).search(text) is not None


def _forms(cue: Cue) -> set[str]:
    shown = cue.text.lower().split()
    return {" ".join(shown), cue.head.lower(), *shown}

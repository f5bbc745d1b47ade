"""The lexicon goes in, what its words mean to each other comes out: alike, opposed, negating, doubting, telling little.

Words are compared by ``stem``, a short form that their inflections and derivations share, so that "approve" finds
"approval".

Source: ours: the lists' entries in lexicons/ have each its own; stems are those of audit.lexicon.forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

from audit.lexicon import Lexicon
from audit.lexicon.forms import bases_of, stem

_SHORTEST = 4  # letters of a word that a prefix may turn into its opposite


@frozen(eq=False)
class Senses:
    """What the lexicon says of words: groups of stems alike, stems opposed, roles, words that stand together.

    ``roles`` are those of lexicons/polarity.toml by word, ``phrasal`` by a word and what stands after it ("rule" ->
    "out" -> undoing). ``light`` words tell little of what happened, ``slight`` ones change nothing in a near copy;
    ``clitics`` deny as the end of a word ("n't"). ``joined`` are words that stand together, with "_" between. Words of
    ``contrast`` begin another clause, what those of ``conceding`` open is only granted. ``countries`` are a people's or
    a country's names -> its one name, ``signs`` those of money and shares, ``numbers`` number words, ``irregular``
    irregular forms -> base forms; ``prefixes`` turn a word, or an adjective only, into its opposite.
    """

    lexicon: Lexicon = field(repr=False)
    groups: Mapping[str, frozenset[int]] = field(repr=False)
    opposites: Mapping[str, frozenset[str]] = field(repr=False)
    roles: Mapping[str, str] = field(repr=False)
    phrasal: Mapping[str, Mapping[str, str]] = field(repr=False)
    joined: frozenset[str] = field(repr=False)
    light: frozenset[str] = field(repr=False)
    slight: frozenset[str] = field(repr=False)
    contrast: frozenset[str] = field(repr=False)
    conceding: frozenset[str] = field(repr=False)
    countries: Mapping[str, str] = field(repr=False)
    signs: frozenset[str] = field(repr=False)
    numbers: frozenset[str] = field(repr=False)
    irregular: Mapping[str, str] = field(repr=False)
    prefixes: tuple[str, ...] = field(repr=False)
    prefixes_of_adjectives: tuple[str, ...] = field(repr=False)
    clitics: tuple[str, ...] = field(repr=False)
    _seconds: frozenset[str] = field(init=False, repr=False)
    _roles: dict[str, str | None] = field(init=False, factory=dict, repr=False)
    _phrasal: dict[str, Mapping[str, str]] = field(init=False, factory=dict, repr=False)

    @_seconds.default
    def _second_words(self) -> frozenset[str]:
        return frozenset(word.split("_")[1] for word in self.joined)

    def stem(self, word: str) -> str:
        """What the forms and derivations of a word share (``audit.lexicon.forms``)."""
        return stem(word, self.lexicon)

    def alike(self, one: str, two: str) -> bool:
        """Whether two stems stand in one group of lexicons/synonyms.toml."""
        mine = self.groups.get(one)
        theirs = self.groups.get(two) if mine else None
        return bool(mine and theirs and not mine.isdisjoint(theirs))

    def opposed(self, one: str, two: str) -> bool:
        """Whether two stems are opposites in lexicons/antonyms.toml."""
        return two in self.opposites.get(one, ())

    def opposed_by_prefix(self, one: str, two: str, adjectives: bool) -> bool:
        """Whether two lemmas differ by a prefix that negates ("stable", "unstable"); some do so to adjectives only."""
        short, long = (one, two) if len(one) <= len(two) else (two, one)
        if not long.endswith(short):
            return False  # most pairs
        prefixes = self.prefixes + self.prefixes_of_adjectives if adjectives else self.prefixes
        return len(short) >= _SHORTEST and any(long in (prefix + short, f"{prefix}-{short}") for prefix in prefixes)

    def together(self, words: Sequence[str], place: int, most: int) -> tuple[str, int]:
        """The words from a place on, ``most`` at most, that the lexicon knows as one ("white_house", "rule_out" for
        "ruled out"), in a text without a tree, and the place after them; else the word there alone."""
        if place + 1 < len(words) and words[place + 1] in self._seconds:
            for first in bases_of(words[place], self.lexicon):
                for end in range(min(place + most, len(words)), place + 1, -1):
                    known = "_".join((first, *words[place + 1 : end]))
                    if known in self.joined:
                        return known, end
        return words[place], place + 1

    def phrasal_of(self, word: str) -> Mapping[str, str]:
        """What stands after a word of a text without a tree to give the two a role -> that role; for most, nothing."""
        if word not in self._phrasal:
            forms = bases_of(word, self.lexicon)
            self._phrasal[word] = next((self.phrasal[form] for form in forms if form in self.phrasal), {})
        return self._phrasal[word]

    def role(self, word: str) -> str | None:
        """The role in lexicons/polarity.toml of a word of a text without a tree, whatever its form; None for most."""
        if word not in self._roles:
            clitic = next((clitic for clitic in self.clitics if word.endswith(clitic)), None)
            forms = (clitic,) if clitic else bases_of(word, self.lexicon)
            self._roles[word] = next((self.roles[form] for form in forms if form in self.roles), None)
        return self._roles[word]


def senses_of(lexicon: Lexicon) -> Senses:
    """The entries of synonyms.toml, antonyms.toml, polarity.toml and sameness.toml, by stem or by word; made once."""
    return lexicon.once(_made)


def _made(lexicon: Lexicon) -> Senses:
    groups: dict[str, set[int]] = {}
    rows = [row.split() for entry in lexicon.file("synonyms") for row in entry["groups"]]
    for number, row in enumerate(rows):
        for word in row:
            groups.setdefault(stem(word, lexicon), set()).add(number)
    opposites: dict[str, set[str]] = {}
    for entry in lexicon.file("antonyms"):
        crossed = ((one, two) for one in entry.words for two in entry.get("against", ()))
        for one, two in (*crossed, *_pairs(entry.get("pairs", ()))):
            a, b = stem(one, lexicon), stem(two, lexicon)
            if a != b:
                opposites.setdefault(a, set()).add(b)
                opposites.setdefault(b, set()).add(a)
    roles: dict[str, str] = {}
    phrasal: dict[str, dict[str, str]] = {}
    for entry in lexicon.file("polarity"):
        for word in entry.words:
            first, _, after = word.lower().partition(" ")
            if after:
                phrasal.setdefault(first, {})[after] = entry["role"]
            else:
                roles[first] = entry["role"]
    together = {word.lower() for row in rows for word in row if "_" in word}
    light = lexicon.words("sameness.function", "sameness.light")
    together |= {f"{first}_{after}" for first, row in phrasal.items() if first not in light for after in row}
    return Senses(
        lexicon,
        {word: frozenset(found) for word, found in groups.items()},
        {word: frozenset(found) for word, found in opposites.items()},
        roles,
        phrasal,
        joined=frozenset(together),
        light=light,
        slight=lexicon.words("sameness.slight"),
        contrast=lexicon.words("sameness.contrast"),
        conceding=lexicon.words("sameness.conceding"),
        countries=lexicon.pairs("forms.country"),
        signs=lexicon.words("forms.money", "forms.percent"),
        irregular=lexicon.pairs("forms.irregular"),
        numbers=lexicon.words("forms.number", "forms.group-number", "forms.scale"),
        prefixes=_starts(lexicon.words("sameness.opposing-prefix")),
        prefixes_of_adjectives=_starts(lexicon.words("sameness.opposing-prefix-of-adjectives")),
        clitics=tuple(word for word, role in roles.items() if role == "negator" and "'" in word),
    )


def _starts(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(word.removesuffix("-") for word in words))


def _pairs(rows: Iterable[str]) -> Iterable[tuple[str, str]]:
    for row in rows:
        one, _, two = row.partition("/")
        if two:
            yield one, two

"""A claim goes in, with its trees or as bare text; what it says comes out: words with polarity, quantities, dates.

A bare text has no relations: its clauses are cut at punctuation, and a word's polarity is that of its clause.

Source: relations and parts of speech of Universal Dependencies; lists in lexicons/sameness.toml.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from attrs import frozen

from audit.lexicon.forms import number_of, tokens_of
from audit.model import Article, Claim, Sentence, Span, Token
from audit.trace.echo.polarity import CLAUSE_MARKS, by_clause, by_tree, denies
from audit.trace.echo.quantities import Day, Quantity, Wording, bare_wording, dates_in, quantities_in
from audit.trace.echo.senses import Senses

_CONTENT: Final = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "INTJ", "SYM", "X", "NUM"})
_NAME: Final = "PROPN"
# In the passive what is done to is the object, and who does it an agent.
_PART: Final = {"nsubj:pass": "obj", "obl:agent": "agent"}
# Constructions whose content is what was said, whether the cue denies or not
_IN_SO_MANY_WORDS: Final = ("quotation", "floating quotation", "speaker and colon", "signed quotation")
_QUOTES: Final = '"“”'
_NEARLY_ALL: Final = 0.8
_ALONE: Final = tuple((place,) for place in range(500))  # held once, whoever stands there
_TOGETHER: Final = 3  # words that may stand together in the lexicon, at most


@frozen
class Word:
    """A content word: its place among the claim's words, lemma, stem, and what the tree and its clause make of it.

    ``head`` is the place of the nearest content word above it, -1 for none; ``relation`` the way there ("nsubj",
    "obl").
    """

    place: int
    text: str
    lemma: str
    stem: str
    pos: str
    relation: str
    head: int
    positive: bool
    mode: str
    span: Span | None = None

    @property
    def name(self) -> bool:
        """Whether it is part of a name, or made from one ("Mexican")."""
        return self.pos == _NAME or (self.pos == "ADJ" and self.text[:1].isupper() and self.place > 0)


@frozen(eq=False)
class Multiset:
    """Things and how often each is there; ``total`` counts all."""

    counts: Mapping[Any, int]
    total: int

    @classmethod
    def of(cls, things: Iterable[Any]) -> Multiset:
        """The multiset of hashable values."""
        counts = Counter(things)
        return cls(counts, counts.total())

    def shared(self, other: Multiset) -> int:
        """How many are in both."""
        few, many = (
            (self.counts, other.counts) if len(self.counts) <= len(other.counts) else (other.counts, self.counts)
        )
        return sum([one if one < (two := many[thing]) else two for thing, one in few.items() if thing in many])


@frozen(eq=False)
class Content:
    """What a claim says: its content words in text order, all its words in lower case, its quantities and dates.

    ``tells``: whether it has a verb, or as a phrase without one ("strikes without consent") two content words and more
    that are no names; ``quoted``: whether nearly all of it stands in quotation marks.
    """

    words: tuple[Word, ...]
    plain: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[Day, ...]
    parsed: bool
    spans: tuple[Span, ...]  # of all its tokens, by the places that quantities and dates tell
    tells: bool = True
    quoted: bool = False

    @cached_property
    def names(self) -> frozenset[int]:
        """The places of words that are part of a name."""
        return frozenset(word.place for word in self.words if word.name)

    @cached_property
    def by_stem(self) -> Mapping[str, tuple[int, ...]]:
        """Stem -> the places of its words."""
        return _by((word.stem, word.place) for word in self.words)

    @cached_property
    def by_end(self) -> Mapping[str, tuple[int, ...]]:
        """Last letter of a lemma -> the places of its words."""
        return _by((word.lemma[-1:], word.place) for word in self.words)

    @cached_property
    def stands(self) -> Mapping[str, tuple[int, ...]]:
        """Word of ``plain`` -> where it stands."""
        return _by((word, place) for place, word in enumerate(self.plain))

    @cached_property
    def counted(self) -> Multiset:
        """All words, and how often each stands there."""
        return Multiset.of(self.plain)

    @cached_property
    def twos(self) -> Multiset:
        """Pairs of neighbouring words."""
        return Multiset.of(pairwise(self.plain))

    @cached_property
    def threes(self) -> Multiset:
        """Threes of neighbouring words."""
        return Multiset.of(zip(self.plain, self.plain[1:], self.plain[2:], strict=False))

    @cached_property
    def letters(self) -> Multiset:
        """Runs of four letters."""
        text = f" {' '.join(self.plain)} "
        return Multiset.of(text[k : k + 4] for k in range(len(text) - 3))


def _by(rows: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for key, place in rows:
        held = found.get(key)
        found[key] = (*held, place) if held else _ALONE[place] if place < len(_ALONE) else (place,)
    return found


def content_of_tokens(tokens: Sequence[Token], senses: Senses, denied: bool = False) -> Content:
    """The content of a claim's tokens, which may be of several sentences and lack some heads; ``denied``: what brings
    it on says that it is not so."""
    heads = _heads(tokens)
    texts = _texts(tokens, senses)
    lemmas = [_lemma(token, senses) for token in tokens]
    counted = [_counted(tokens, heads, place, senses) for place in range(len(tokens))]
    attitudes = by_tree(tokens, heads, senses, denied)
    quantities = quantities_in(Wording(texts, lemmas, counted, [token.upos for token in tokens]), senses.lexicon)
    dates = dates_in(texts, senses.lexicon)
    taken = {place for quantity in quantities for place in quantity.places} | {day.place for day in dates}
    swallowed, names = _joined(tokens, lemmas, heads, senses.joined)
    kept = [
        place
        for place, token in enumerate(tokens)
        if place not in taken
        and place not in swallowed
        and token.upos in _CONTENT
        and (token.upos == _NAME or names.get(place) or lemmas[place] not in senses.light)
        and any(map(str.isalnum, texts[place]))
    ]
    at = {place: number for number, place in enumerate(kept)}
    words = []
    for number, place in enumerate(kept):
        token = tokens[place]
        lemma = names.get(place, lemmas[place])
        up, relation = heads[place], token.deprel
        while up >= 0 and up not in at:
            relation = tokens[up].deprel if tokens[up].upos in ("AUX", "VERB") else relation
            up = heads[up]
        words.append(
            Word(
                number,
                token.text,
                lemma,
                senses.stem(lemma),
                token.upos,
                _PART.get(relation) or relation.split(":")[0],
                at.get(up, -1),
                attitudes[place].positive,
                attitudes[place].mode,
                token.span,
            )
        )
    plain = tuple(text.lower().replace("’", "'") for text in texts if any(map(str.isalnum, text)))
    tells = any(token.upos in ("VERB", "AUX") for token in tokens) or sum(not word.name for word in words) > 1
    spans = tuple(token.span for token in tokens)
    return Content(tuple(words), plain, tuple(quantities), tuple(dates), True, spans, tells, _quoted(tokens))


def _quoted(tokens: Sequence[Token]) -> bool:
    inside, held, words = False, 0, 0
    for token in tokens:
        if token.text in _QUOTES:
            inside = not inside if token.text == '"' else token.text == "“"
        elif any(map(str.isalnum, token.text)):
            held, words = held + inside, words + 1
    return held >= _NEARLY_ALL * max(words, 1)


def content_of_text(text: str, senses: Senses) -> Content:
    """The content of a claim that has no tree."""
    bare = _without_tree(text, senses)
    spoken = ["" if n in bare.dated else word for n, word in enumerate(bare.low)]  # "May" is a month
    attitudes = by_clause(spoken, senses)
    quantities = quantities_in(bare_wording(bare.texts), senses.lexicon)
    taken = bare.dated | {place for quantity in quantities for place in quantity.places}
    words: list[Word] = []
    for place, end, key, pos in bare.kept:
        if place not in taken:
            span = Span(bare.spans[place].start, bare.spans[end - 1].end)
            form, said = senses.stem(key), attitudes[place]
            number, written = len(words), bare.texts[place]
            words.append(Word(number, written, key, form, pos, "", -1, said.positive, said.mode, span))
    plain = tuple(word for word in bare.low if word[:1].isalnum())
    return Content(tuple(words), plain, tuple(quantities), bare.dates, False, tuple(bare.spans))


def stems_of_text(text: str, senses: Senses) -> dict[str, bool]:
    """The stems of a text's content words, numbers left out, each with whether it is a name's; a country's people go
    by the country. What claims are found by, before anything else is read in them."""
    found: dict[str, bool] = {}
    for _, _, key, pos in _without_tree(text, senses).kept:
        if not key[0].isdigit() and key not in senses.numbers:
            country = senses.countries.get(key.replace("_", " ")) or senses.countries.get(key.removesuffix("s"))
            form = senses.stem(country or key)
            if len(form) > 1:
                found[form] = found.get(form, False) or pos == _NAME
    return found


@frozen(eq=False)
class _WithoutTree:
    """The words of a text without a tree: as written, in lower case, where; its dates and their places; and of each
    content word, or words that stand together, the first place, the place after it, the lemma and part of speech."""

    texts: Sequence[str]
    low: Sequence[str]
    spans: Sequence[Span]
    dates: tuple[Day, ...]
    dated: frozenset[int]
    kept: Sequence[tuple[int, int, str, str]]


def _without_tree(text: str, senses: Senses) -> _WithoutTree:
    found = [token for token in tokens_of(text) if not token.marks or token.text in CLAUSE_MARKS | senses.signs]
    texts = [token.text for token in found]
    low = [word.lower().replace("’", "'").removesuffix("'s") for word in texts]
    dates = tuple(dates_in(texts, senses.lexicon))
    dated = frozenset(day.place for day in dates)
    kept: list[tuple[int, int, str, str]] = []
    place = 0
    while place < len(texts):
        lemma, end = senses.together(low, place, _TOGETHER)
        country = texts[place].isupper() and lemma in senses.countries  # "US", not "us"
        if lemma[:1].isalnum() and (country or lemma not in senses.light):
            name = country or (texts[place][0].isupper() and place > 0)
            kept.append((place, end, senses.countries[lemma] if country else lemma, _NAME if name else "X"))
        place = end
    return _WithoutTree(texts, low, [token.span for token in found], dates, dated, kept)


def contents_of(article: Article, claims: Iterable[Claim], senses: Senses) -> dict[str, Content]:
    """Claim id -> content, by the article's trees where its sentences cover the claim, else by the claim's text."""
    sentences = article.sentences
    starts = {number: sentence.span for number, sentence in enumerate(sentences)}
    found: dict[str, Content] = {}
    for claim in claims:
        tokens: list[Token] = []
        for number in _near(claim, starts):
            granted = _granted(sentences[number], senses)
            tokens += [
                t
                for t in sentences[number].tokens
                if t.index not in granted and any(t.span.overlaps(span) for span in claim.spans)
            ]
        quoted = claim.construction in _IN_SO_MANY_WORDS
        denied = claim.cue is not None and not quoted and denies(claim.cue, senses)
        found[claim.id] = content_of_tokens(tokens, senses, denied) if tokens else content_of_text(claim.text, senses)
    return found


def _granted(sentence: Sentence, senses: Senses) -> frozenset[int]:
    """What a sentence only grants before its point: "although the town has done so before, …"."""
    found: set[int] = set()
    for token in sentence.tokens:
        if token.deprel == "advcl" and any(
            mark.lemma.lower() in senses.conceding for mark in sentence.children(token.index, "mark")
        ):
            found.update(sentence.subtree(token.index))
    return frozenset(found) if 2 * len(found) < len(sentence.tokens) else frozenset()


def _near(claim: Claim, spans: dict[int, Span]) -> list[int]:
    """The sentences that a claim's spans touch; most claims lie in the one they name."""
    first = max(0, claim.sentence - 1)
    near = range(first, min(len(spans), claim.sentence + 12))
    hit = [n for n in near if any(spans[n].overlaps(span) for span in claim.spans)]
    return hit or [n for n, span in spans.items() if any(span.overlaps(part) for part in claim.spans)]


def _heads(tokens: Sequence[Token]) -> list[int]:
    """The place of each token's head among the tokens, -1 where it is not there."""
    heads: list[int] = []
    sentence: dict[int, int] = {}
    begin = 0
    for place, token in enumerate(tokens):
        if place and token.index <= tokens[place - 1].index:  # the next sentence begins
            heads += [sentence.get(t.head, -1) for t in tokens[begin:place]]
            sentence, begin = {}, place
        sentence[token.index] = place
    heads += [sentence.get(t.head, -1) for t in tokens[begin:]]
    return [head if head != place else -1 for place, head in enumerate(heads)]


def _texts(tokens: Sequence[Token], senses: Senses) -> list[str]:
    """The tokens' texts; a number word that the tokenizer cut in two ("twel", "ve") is one word again."""
    texts = [token.text for token in tokens]
    for place in range(len(texts) - 1):
        one, two = texts[place], texts[place + 1]
        touch = tokens[place].span.end == tokens[place + 1].span.start
        if touch and one.isalpha() and two.isalpha() and number_of([one + two], senses.lexicon) is not None:
            texts[place], texts[place + 1] = one + two, ""
    return texts


def _lemma(token: Token, senses: Senses) -> str:
    """The lemma in lower case; of an irregular verb the lexicon's, where the lemmatizer may not know it ("freed")."""
    lemma = (token.lemma or token.text).lower().replace("’", "'")
    if token.upos == "VERB":
        lemma = senses.irregular.get(token.text.lower(), lemma)
    return lemma.removesuffix("'s")


def _counted(tokens: Sequence[Token], heads: Sequence[int], place: int, senses: Senses) -> str:
    """The lemma of what a number counts: the noun above it."""
    token = tokens[place]
    if token.upos not in ("NUM", "SYM", "NOUN", "ADJ"):
        return ""
    if token.deprel.split(":")[0] not in ("nummod", "compound", "amod") or heads[place] < 0:
        return ""
    head = tokens[heads[place]]
    return _lemma(head, senses) if head.upos in ("NOUN", "PROPN", "SYM") else ""


def _joined(
    tokens: Sequence[Token], lemmas: Sequence[str], heads: Sequence[int], known: frozenset[str]
) -> tuple[set[int], dict[int, str]]:
    """Words that stand together in the lexicon ("White House", "rule out"): the places swallowed, the place -> lemma
    kept."""
    swallowed: set[int] = set()
    names: dict[int, str] = {}
    for place, token in enumerate(tokens):
        if token.deprel == "compound:prt" and heads[place] >= 0:
            pair = f"{lemmas[heads[place]]}_{lemmas[place]}"
            if pair in known:
                names[heads[place]] = pair
            swallowed.add(place)
        elif place not in swallowed:
            for end in (place + _TOGETHER, place + 2):
                phrase = "_".join(t.text.lower() for t in tokens[place:end])
                phrase_of_lemmas = "_".join(lemmas[place:end])
                hit = phrase if phrase in known else phrase_of_lemmas if phrase_of_lemmas in known else None
                if hit and end <= len(tokens):
                    top = next((p for p in range(place, end) if not place <= heads[p] < end), place)
                    names[top] = hit
                    swallowed.update(p for p in range(place, end) if p != top)
                    break
    return swallowed, names

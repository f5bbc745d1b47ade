"""Trees, attributions and the outlets that a text names go in, what each mention tells comes out: does it credit the
outlet, and by which words (``audit.find.role`` reads that from the tree).

Source: AP Stylebook on second references; words in lexicons/crediting.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from audit.find.draft import LIKELY, NOTHING, Words
from audit.find.lay import spans_of
from audit.find.role import Role, Said, role_of
from audit.find.shortened import Namer, with_short_names
from audit.find.unit import joined
from audit.find.unlisted import unlisted, with_unlisted
from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Attribution, Crediting, Sentence, Span

if TYPE_CHECKING:
    from audit.find.press import Press

_KEPT: Final = 2_000  # sentences of which is kept what they name, and their characters at most


def outlets_in(lexicon: Lexicon) -> Namer:
    """Finds the lexicon's outlets in a text, under the names that tables use, and papers that it does not list but
    whose names end as only a newspaper's does: "the Norvik Tribune"."""
    return lexicon.once(_Listed)


class _Listed:
    """A Namer by the lexicon, which keeps what it found in the sentences before: each is asked several times."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._index, self._papers = lexicon.once(OutletIndex), lexicon.pattern("crediting.unlisted")
        self._kept: dict[str, tuple[tuple[int, int, str | None], ...]] = {}

    def __call__(self, text: str, start: int) -> Sequence[tuple[Span, str | None]]:
        found = self._kept.get(text)
        if found is None:
            found = tuple((span.start, span.end, name) for span, name in self._found(text))
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            if len(text) <= _KEPT:
                self._kept[text] = found
        return [(Span(start + first, start + end), name) for first, end, name in found]

    def _found(self, text: str) -> Sequence[tuple[Span, str | None]]:
        found = [(span, None if e["kind"] == "vague" else str(e["name"])) for span, e in self._index.find(text)]
        for match in self._papers.finditer(text):
            place = Span(match.start("name"), match.end("name"))
            if not any(place.overlaps(span) for span, _ in found):
                found.append((place, match["name"]))
        return sorted(found, key=lambda one: one[0])


def mentions_in(article: Article, lexicon: Lexicon) -> tuple[Crediting, ...]:
    """The ``credits`` that find left on the article; where it did not see it, the trees are asked."""
    return credits_in(article, lexicon) if article.credits is None else article.credits


def credits_in(
    article: Article, lexicon: Lexicon, named: Namer | None = None, press: Press | None = None
) -> tuple[Crediting, ...]:
    """Every mention of an outlet in the article's sentences, in text order, each with what credits it there.

    ``named`` finds the mentions; by default they are those of the lexicon's outlets and, with ``press``, which learned
    what outlets' names are like, those of others that it tells where the article credits them. The bare name of one
    that a person of the article has credits nobody. Of an outlet that a sentence
    without a tree names nothing can be told: such mentions are left out.
    """
    own = lexicon.once(OutletIndex).canonical(article.outlet) if article.outlet else None
    people = lexicon.once(OutletIndex).people_in(article.text)
    by_sentence: dict[int, list[Attribution]] = {}
    for attribution in article.attributions:
        if attribution.confidence >= LIKELY:
            by_sentence.setdefault(attribution.sentence, []).append(attribution)

    def said_in(number: int) -> Sequence[Said]:
        return [_said(article.sentences[number], a) for a in by_sentence.get(number, ())]

    find = named or outlets_in(lexicon)
    if named is None and press is not None:
        find = with_unlisted(find, unlisted(article, lexicon, press, find, said_in))
    find = with_short_names(find, lexicon, own if named is None else None)
    found: list[Crediting] = []
    for number, sentence in enumerate(article.sentences):
        mentions = find(sentence.span.of(article.text), sentence.span.start)
        if not mentions:
            continue  # most sentences
        said = said_in(number)
        wholes = joined(article.text, mentions)
        for (span, name), whole in zip(mentions, wholes, strict=True):
            if name is not None and not sentence.tokens:
                continue
            nobody = name is None or span.of(article.text) in people
            role = Role() if nobody else role_of(sentence, whole, lexicon, said)
            words, speaker, staff = (
                spans_of(sentence, w, article.text) for w in (role.words, role.speaker, role.staff)
            )
            found.append(
                Crediting(name, span, number, role.how, words, next(iter(speaker), None), next(iter(staff), None))
            )
    return tuple(found)


def _said(sentence: Sentence, attribution: Attribution) -> Said:
    def places(spans: Sequence[Span]) -> Words:
        return frozenset(t.index for t in sentence.touching(spans))

    cue = sorted(places(attribution.cue.spans))
    heads = [i for i in cue if sentence.tokens[i].lemma.lower() == attribution.cue.head]
    head = heads[0] if heads else cue[-1] if cue else -1
    source = places(attribution.source.spans) if attribution.source else NOTHING
    return Said(head, source, attribution.construction, attribution.cue.cue_class)

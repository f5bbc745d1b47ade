"""Articles with trees go in, the same articles with their attributions come out: source, cue, content, and the
outlets between.

One construction, one small function (verb, phrase, speaker); here their drafts are gathered, laid on the text, joined
with the quotations that run over sentences, and put in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from audit.find.byhand import Marked, by_hand
from audit.find.credit import credits_in
from audit.find.disputed import with_disputed
from audit.find.gather import attributions_of, considered, univocal
from audit.find.propose import Considered, Read, read_all
from audit.find.quotation import quotations
from audit.find.relay import with_relays
from audit.lexicon import Lexicon
from audit.model import Article

if TYPE_CHECKING:
    from audit.find.refine import Refiner

__all__ = ["Considered", "Finder", "Marked", "by_hand", "considered", "find", "univocal"]


def find(article: Article, lexicon: Lexicon, refiner: Refiner | None = None) -> Article:
    """The article with its ``quotations``, its ``attributions`` in text order of their cues, and ``credits``, outlets
    that it names; kinds and names are left to resolve.

    ``refiner`` is the learned part (audit.find.refine.load_refiner); without it the rules and the lexicon decide alone.
    """
    return _found(_with_quotations(article), lexicon, refiner)


class Finder:
    """``find`` with a lexicon and a refiner, which reads several articles at once where it is told of them ahead."""

    def __init__(self, lexicon: Lexicon, refiner: Refiner | None = None) -> None:
        self._lexicon, self._refiner = lexicon, refiner
        self._known: dict[str, tuple[Article, Article, Read]] = {}

    def ahead(self, articles: Sequence[Article]) -> None:
        """Takes the articles that are asked for next; where it cannot read them together, each is read alone."""
        self._known.clear()
        if self._refiner is None:
            return
        try:
            quoted = [_with_quotations(article) for article in articles]
            read = read_all(quoted, self._lexicon, self._refiner)
        except Exception:  # the article that is the cause raises again when it is asked for
            return
        self._known.update((one.id, (one, two, known)) for one, two, known in zip(articles, quoted, read, strict=True))

    def __call__(self, article: Article) -> Article:
        """The article as ``find`` gives it."""
        given, quoted, read = self._known.pop(article.id, (None, None, None))
        if quoted is None or given is not article:
            quoted, read = _with_quotations(article), None
        return _found(quoted, self._lexicon, self._refiner, read)


def _with_quotations(article: Article) -> Article:
    return attrs.evolve(article, quotations=quotations(article.text, article.segments))


def _found(article: Article, lexicon: Lexicon, refiner: Refiner | None, read: Read | None = None) -> Article:
    drawn = attrs.evolve(article, attributions=attributions_of(article, lexicon, refiner, read))
    credits = credits_in(drawn, lexicon, press=refiner.press if refiner is not None else None)
    disputed = with_disputed(drawn.attributions, credits, drawn.sentences, lexicon)
    return attrs.evolve(drawn, attributions=with_relays(disputed, credits), credits=credits)

"""The notation of criteria.toml goes in, an article with claims and stored trees comes out (``notation`` says how)."""

from __future__ import annotations

from functools import cache

from examples import stored

from audit.lexicon import Lexicon, load_lexicon
from audit.model import Article, Phrase
from audit.testing.laws import notation


@cache
def _lexicon() -> Lexicon:
    return load_lexicon()


@cache
def phrase_of(source: str, start: int = 0) -> Phrase | None:
    """What a source's words tell, by the stored tree of a sentence in which it speaks; they stand at ``start``."""
    return notation.phrase_of(source, stored, _lexicon(), start)


def example(words: str) -> Article:
    """An article from the notation."""
    return notation.noted(words, stored, _lexicon())

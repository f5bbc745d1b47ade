"""Articles go in; those in English, and a failure for each in another language, come out.

Prose full of English grammatical words is English. Of other prose the language is told from its letters, by
py3langid; where that is not sure, or the text is short, the article counts as English.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from audit.lexicon import Lexicon
from audit.model import Article, Failure

_SURE: Final = 0.9  # probability, from which another language is believed
_LONGEST: Final = 2_000  # characters that are looked at
_LEAST: Final = 20  # different words that it takes to tell
_OFTEN: Final = 0.15  # share of English grammatical words from which a text is English; news has a quarter of them


def in_english(articles: Iterable[Article], lexicon: Lexicon) -> tuple[list[Article], list[Failure]]:
    """The articles in English, in order, and why the others are left out."""
    kept, failures = [], []
    for article in articles:
        language = foreign(_prose(article), lexicon)
        if language is None:
            kept.append(article)
        else:
            message = f"skipped: its language is “{language}” (ISO 639-1), and only English is audited"
            failures.append(Failure(article.path or article.id, message))
    return kept, failures


def foreign(text: str, lexicon: Lexicon) -> str | None:
    """The code (ISO 639-1) of a text's language where that is not English; None where it is, or cannot be told."""
    text = text[:_LONGEST]
    words, small = text.lower().split(), lexicon.words("layout.small-in-english")
    if len(words) >= _LEAST and sum(map(small.__contains__, words)) >= _OFTEN * len(words):
        return None
    written = sum(letter.isalpha() and not letter.isascii() for letter in text)
    if len(set(words)) < _LEAST and written < 2 * _LEAST:  # scripts without spaces have other letters
        return None
    language, probability = _identifier().classify(text)
    return None if language == "en" or probability < _SURE else str(language)


def _prose(article: Article) -> str:
    found = [part.span.of(article.text) for part in article.segments if part.status == "prose"]
    return "\n".join(found) if found else article.text


@cache
def _identifier() -> Any:
    import py3langid
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    path = Path(py3langid.__file__).parent / MODEL_FILE
    return LanguageIdentifier.from_modelpath(str(path), norm_probs=True)

"""Articles go in; those in English, and a failure for each in another language, come out.

A language is told from the letters of the article's prose, by py3langid; where it is not sure, or the text is short,
the article counts as English.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from audit.model import Article, Failure

_SURE: Final = 0.9  # probability, from which another language is believed
_LONGEST: Final = 2_000  # characters that are looked at
_LEAST: Final = 20  # different words that it takes to tell


def in_english(articles: Iterable[Article]) -> tuple[list[Article], list[Failure]]:
    """The articles in English, in order, and why the others are left out."""
    kept, failures = [], []
    for article in articles:
        language = foreign(_prose(article))
        if language is None:
            kept.append(article)
        else:
            message = f"skipped: its language is “{language}” (ISO 639-1), and only English is audited"
            failures.append(Failure(article.path or article.id, message))
    return kept, failures


def foreign(text: str) -> str | None:
    """The code (ISO 639-1) of a text's language where that is not English; None where it is, or cannot be told."""
    text = text[:_LONGEST]
    written = sum(letter.isalpha() and not letter.isascii() for letter in text)
    if len(set(text.lower().split())) < _LEAST and written < 2 * _LEAST:  # scripts without spaces have other letters
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

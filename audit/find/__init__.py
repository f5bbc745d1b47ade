"""Articles with trees go in, the same articles with their attributions come out: source, cue, content, and the outlets between.

One construction, one small function (verb, phrase, speaker); here their drafts are gathered, laid on the text, joined with
the quotations that run over sentences, and put in order.
"""

from __future__ import annotations

import attrs

from audit.find.gather import attributions_of, univocal
from audit.lexicon import Lexicon
from audit.model import Article

__all__ = ["find", "univocal"]


def find(article: Article, lexicon: Lexicon) -> Article:
    """The article with ``attributions``, in text order of their cues; kinds and names are left to resolve."""
    return attrs.evolve(article, attributions=attributions_of(article, lexicon))

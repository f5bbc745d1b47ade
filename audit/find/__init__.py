"""Articles with trees go in, the same articles with their attributions come out: source, cue, content, and the
outlets between.

One construction, one small function (verb, phrase, speaker); here their drafts are gathered, laid on the text, joined
with the quotations that run over sentences, and put in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from audit.find.byhand import Marked, by_hand
from audit.find.credit import credits_in
from audit.find.disputed import with_disputed
from audit.find.gather import Considered, attributions_of, considered, univocal
from audit.find.quotation import quotations
from audit.find.relay import with_relays
from audit.lexicon import Lexicon
from audit.model import Article

if TYPE_CHECKING:
    from audit.find.refine import Refiner

__all__ = ["Considered", "Marked", "by_hand", "considered", "find", "univocal"]


def find(article: Article, lexicon: Lexicon, refiner: Refiner | None = None) -> Article:
    """The article with its ``quotations``, its ``attributions`` in text order of their cues, and ``credits``, outlets
    that it names; kinds and names are left to resolve.

    ``refiner`` is the learned part (audit.find.refine.load_refiner); without it the rules and the lexicon decide alone.
    """
    article = attrs.evolve(article, quotations=quotations(article.text, article.segments))
    drawn = attrs.evolve(article, attributions=attributions_of(article, lexicon, refiner))
    credits = credits_in(drawn, lexicon, press=refiner.press if refiner is not None else None)
    disputed = with_disputed(drawn.attributions, credits, drawn.sentences, lexicon)
    return attrs.evolve(drawn, attributions=with_relays(disputed, credits), credits=credits)

"""Articles with claims and the name of an origin go in; every claim comes out with its trace and the evidence for it.

The rules, in the order in which they count:

| trace | rule | when |
|---|---|---|
| credited | ``credit-chain`` | the origin is among the outlets the claim passed through |
| | ``credit-source`` | its source is the origin, its report, its people or its sources ("NBC's six sources") |
| | ``credit-sentence`` | other words of its sentence credit the origin, and no other source governs it |
| | ``credit-link`` | its sentence links to a report of the origin, and it rests on no named source |
| | ``credit-own-report`` | the article is the origin's own, and another article credits it with the claim |
| | ``credit-dateline`` | it stands beside a dateline that makes another outlet's article the origin's copy |
| carried | ``carry-quotation`` | it stands in paragraphs that are quoted from the origin |
| | ``carry-nested`` | it stands within the words of a claim that traces to the origin |
| | ``carry-speaker`` | its named source told the origin so, or speaks for it, and no other occasion is given |
| | ``carry-source`` | its unnamed source is one that the article credited to the origin before |
| | ``carry-report`` | its source points back to the origin, its report ("the network") or a paper that it obtained |
| | ``carry-window`` | without a source, it goes on with a claim credited or carried by its source (``credit.window``) |
| | ``carry-dateline`` | the article is the origin's copy by dateline or byline; no named source or other outlet |
| independent | ``other-outlet`` | another outlet stands in its chain or is its source |
| | ``other-source`` | its source is named and is not the origin, or is the origin that speaks of itself |
| echoed | ``echo`` | it has no credit and says what a credited or carried claim says |
| untraced | ``echo-possible`` | it may say what such a claim says: shown apart, not counted |
| | ``contradicts`` | it says the opposite of such a claim, or gives another number or date |
| | ``echo-too-early`` | it says so, but before every article that credits the origin for it |
| | ``vague-credit`` | its credit names no outlet ("local media reported") |
| | ``no-credit`` | none of these |

So in the origin's own article what named people say in public stays independent, as it does everywhere else, and what
the article tells by itself or from unnamed sources is untraced, unless it says that they told the outlet: that an
outlet prints something does not make it the outlet's reporting.
"""

from __future__ import annotations

from collections.abc import Sequence

from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Span
from audit.parse.protocol import Reader
from audit.trace.across.joined import Joined, Traced, join, remembered, traced
from audit.trace.credit.account import AUTO, Origins, is_auto, origins_given
from audit.trace.credit.lines import linked_to
from audit.trace.credit.origin import Origin
from audit.trace.echo.judge import Encode

__all__ = [
    "AUTO",
    "Encode",
    "Joined",
    "Origins",
    "Traced",
    "is_auto",
    "join",
    "names_origin",
    "origins_given",
    "remembered",
    "trace",
    "traced",
]


def trace(
    articles: Sequence[Article],
    origin: Origins,
    lexicon: Lexicon,
    encode: Encode | None = None,
    together: Reader | None = None,
) -> list[Article]:
    """The same articles, in the same order, every claim with one of TRACES and its evidence.

    ``origin`` is looked up among the lexicon's outlets (name, aliases, family) and else matched as typed; of several,
    each claim traces to one; "auto" finds the outlets that others credit and traces to each. ``together`` reads pairs
    of claims, both texts at once; else ``encode`` turns texts into unit vectors; without either echoes are found by
    shared words alone. The result for a claim does not depend on the order of the articles. Raises ValueError for an
    origin that names nothing and for a list in one text.
    """
    return list(traced(articles, origin, lexicon, encode, together).articles)


def names_origin(article: Article, origin: str, lexicon: Lexicon) -> bool:
    """Whether the article names the origin anywhere, links to a report of it, or is the origin's own."""
    outlet = Origin(origin, lexicon.once(OutletIndex))
    if outlet.find(article.text) or (article.outlet and outlet.meant_by(article.outlet)):
        return True
    return bool(linked_to(article, Span(0, len(article.text)), outlet))

"""A known article goes in, the same one with one claim told more openly comes out: with an occasion, with a speaker for
a verdict, with somebody who bears a crowd out.

Source: NPR Ethics Handbook and Reuters Handbook of Journalism (say where and when it was said; give a verdict to
whoever made it); AP Stylebook, anonymous sources (no bare "critics say").
"""

from __future__ import annotations

from attrs import evolve

from audit.lexicon import Lexicon
from audit.model import Article, Occasion, Source
from audit.testing.laws.better import Rise, number_of, unattributed, with_claim
from audit.testing.strategies import Known
from audit.testing.strategies.vocabulary import vocabulary

UNNAMED = ("sources said", "anonymous")
_WHEN = ("Monday", "Friday night", "March")
_HOW = (("statement", "statement"), ("interview", "interview"), ("conference", "news conference"))


def with_occasion(known: Known, place: int) -> tuple[Article, Article, str] | None:
    """A claim that somebody made without an occasion gets one; which, the place (from 0) says."""
    article = known.records
    bare = [claim for claim in article.claims if claim.kind != "none" and claim.occasion is None]
    if not bare:
        return None
    claim = bare[place % len(bare)]
    how, what = _HOW[place % len(_HOW)]
    occasion = Occasion(what, when=_WHEN[place // 2 % len(_WHEN)], how=how)
    told = with_claim(article, claim, evolve(claim, occasion=occasion))
    return article, told, f"claim {number_of(claim)} was said in a {what}"


def spoken(known: Known, place: int) -> tuple[Article, Article, str] | None:
    """What a named source says, on the article's own word and in that one's mouth: the verdicts of known articles."""
    article = known.records
    # behind another claim of its paragraph it may lean on that one's attribution
    firsts = {claim.paragraph: claim.id for claim in reversed(article.claims)}
    named = [c for c in article.claims if c.kind == "named" and firsts[c.paragraph] == c.id and not c.attitude]
    if not named:
        return None
    claim = named[place % len(named)]
    return unattributed(article, claim), article, f"claim {number_of(claim)} is in a named mouth"


def borne_out(lexicon: Lexicon) -> Rise:
    """A crowd that speaks ("sources", "critics"), else an unnamed source, gives way to somebody who is named."""

    def rise(known: Known, place: int) -> tuple[Article, Article, str] | None:
        article = known.records
        unnamed = [claim for claim in article.claims if claim.kind in UNNAMED and claim.source is not None]
        crowd = [claim for claim in unnamed if claim.kind == "sources said"] or unnamed
        if not crowd:
            return None
        claim = crowd[place % len(crowd)]
        assert claim.source is not None
        words = vocabulary(lexicon)
        name = f"{words.given[place % len(words.given)]} {words.surnames[place % len(words.surnames)]}"
        source: Source = evolve(claim.source, resolved=name, listed=(name,))
        told = with_claim(article, claim, evolve(claim, kind="named", source=source))
        return article, told, f"{name} stands behind claim {number_of(claim)}"

    return rise

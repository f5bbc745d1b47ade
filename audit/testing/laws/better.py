"""A known article goes in, one that tells less of its sources and one that tells more come out: what must not hurt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from attrs import evolve

from audit.lexicon import Lexicon
from audit.model import Article, Claim, Span
from audit.testing.laws.shown import of_claim, quoted
from audit.testing.strategies import Known, Story, Voice, write
from audit.testing.strategies.grammar import SPOKEN
from audit.testing.strategies.plan import ORIGIN, OTHER_OUTLET, Saying
from audit.testing.strategies.vocabulary import Vocabulary, vocabulary

# the worse article, the better one, and what is better in words, which stands behind "when"; None where there is
# nothing to change; the number says which part of the article it is
Rise = Callable[[Known, int], tuple[Article, Article, str] | None]
_LADDER: Final = ("sources said", "anonymous", "named")


def better_kind(known: Known, place: int) -> tuple[Article, Article, str] | None:
    """A claim of "sources said" becomes one of an anonymous source, one of that one of a named source; which, the place
    (from 0) says."""
    article = known.records
    weak = [claim for claim in article.claims if claim.kind in _LADDER[:2] and claim.source is not None]
    if not weak:
        return None
    claim = weak[place % len(weak)]
    kind = _LADDER[_LADDER.index(claim.kind) + 1]
    return article, with_claim(article, claim, evolve(claim, kind=kind)), f"claim {number_of(claim)} is {kind}"


def with_claim(article: Article, claim: Claim, new: Claim) -> Article:
    """The article with another claim in the place of one; its attribution follows."""
    attributions = tuple(
        evolve(a, kind=new.kind) if a.content == claim.spans and a.kind == claim.kind else a
        for a in article.attributions
        if new.kind != "none" or a.content != claim.spans
    )
    claims = tuple(new if one.id == claim.id else one for one in article.claims)
    return evolve(article, claims=claims, attributions=attributions)


def unattributed(article: Article, claim: Claim) -> Article:
    """The article with a claim that nobody is said to have made."""
    # a hedge stands within what it hedges: without it the claim is the whole clause
    whole = (Span(claim.spans[0].start, claim.spans[-1].end),)
    bare = evolve(claim, kind="none", source=None, cue=None, cue_class=None, construction=None, via=(), via_spans=())
    return with_claim(article, claim, evolve(bare, spans=whole, text=whole[0].of(article.text)))


def described(lexicon: Lexicon, how: str) -> Rise:
    """One source is described better, wherever it speaks: an unnamed one by "reason", "stock" (a reason that tells no
    risk), "basis", "number" or "affiliation", a named one by its "title"."""
    key = "reason" if how == "stock" else how

    def rise(known: Known, place: int) -> tuple[Article, Article, str] | None:
        # the sentence of a wish is a claim itself, and longer with every word of who wishes
        said = (s for s in known.story.sayings if s.construction != "attitude")
        voices = [s.voice for s in said if s.voice and _may_have(s.voice, how)]
        if not voices:
            return None
        voice = voices[place % len(voices)]
        less, more = voice, voice
        if getattr(voice, key) is not None:
            nothing: dict[str, Any] = {key: None}
            less = evolve(voice, **nothing)
        if less is voice or how == "stock":
            something: dict[str, Any] = {key: _more(vocabulary(lexicon), how, place)}
            more = evolve(voice, **something)
        shown = quoted(" ".join(voice.name) if voice.name else voice.noun)
        worse, told = (
            known.records if one is voice else write(_with_voice(known.story, voice, one), lexicon).records
            for one in (less, more)
        )
        return worse, told, f"{shown} is told of in more words"

    return rise


def _may_have(voice: Voice, how: str) -> bool:
    if how == "title":
        return voice.name is not None and len(voice.name) > 1
    if how == "number" and voice.number == 1:
        return False
    return voice.kind == "anonymous" and not voice.again


def _more(words: Vocabulary, how: str, place: int) -> str | int:
    listed = {
        "reason": tuple(words.reasons),
        "stock": tuple(one for one, value in words.reasons.items() if value == "boilerplate"),
        "basis": tuple(words.bases),
        "number": (2, 3, 6),
        "affiliation": words.affiliations,
        "title": words.titles,
    }[how]
    return listed[place % len(listed)]


def _with_voice(story: Story, voice: Voice, better: Voice) -> Story:
    found = {voice: better, evolve(voice, again=True): evolve(better, again=True)}
    sayings = (evolve(s, voice=found.get(s.voice, s.voice)) if s.voice else s for s in story.sayings)
    return evolve(story, sayings=tuple(sayings))


def hedged(lexicon: Lexicon) -> Rise:
    """Somebody who is named, or unnamed with a role at least, in the place of "reportedly", before the same words."""

    def rise(known: Known, place: int) -> tuple[Article, Article, str] | None:
        sayings, told = known.story.sayings, _free(known)
        if not told:
            return None
        one = told[place % len(told)]
        content = evolve(sayings[one].content, negated=False)
        both = (
            evolve(sayings[one], construction="hedge", content=content, voice=None, fronted=True),
            evolve(sayings[one], content=content),
        )
        hedge, sourced = (_put(known, one, saying, lexicon) for saying in both)
        return hedge, sourced, "a source stands in the place of “reportedly”"

    return rise


def _put(known: Known, place: int, saying: Saying, lexicon: Lexicon) -> Article:
    """The article with this saying in the place (from 0) of another; the same one where it is no other."""
    sayings = known.story.sayings
    if sayings[place] == saying:
        return known.records
    return write(evolve(known.story, sayings=(*sayings[:place], saying, *sayings[place + 1 :])), lexicon).records


def _free(known: Known) -> list[int]:
    """The places of sayings whose speaker may be another: who speaks once, in a sentence of its own."""
    sayings = known.story.sayings
    again = {evolve(s.voice, again=False) for s in sayings if s.voice and s.voice.again}
    return [
        number
        for number, s in enumerate(sayings)
        if s.voice is not None
        and s.kind in ("named", "anonymous")
        and s.construction in SPOKEN
        and not (s.voice.again or s.joined or s.voice in again)
        and not (number + 1 < len(sayings) and sayings[number + 1].joined)
    ]


def with_outlet(lexicon: Lexicon) -> Rise:
    """An outlet to which an unnamed source spoke is named: "two officials told NBC News that …"."""

    def rise(known: Known, place: int) -> tuple[Article, Article, str] | None:
        sayings = known.story.sayings
        told = [one for one in _free(known) if sayings[one].kind == "anonymous"]
        if not told:
            return None
        one = told[place % len(told)]
        outlet = sayings[one].outlet or (ORIGIN, OTHER_OUTLET)[place % 2]
        both = (
            evolve(sayings[one], construction="clause", verb="said"),
            evolve(sayings[one], construction="told", verb="told", outlet=outlet),
        )
        bare, credited = (_put(known, one, saying, lexicon) for saying in both)
        return bare, credited, f"it is told that the source spoke to {outlet}"

    return rise


def all_named(lexicon: Lexicon) -> Rise:
    """Everybody who speaks unnamed is named instead."""

    def rise(known: Known, place: int) -> tuple[Article, Article, str] | None:
        words, sayings = vocabulary(lexicon), known.story.sayings
        voices = dict.fromkeys(
            evolve(s.voice, again=False) for s in sayings if s.voice is not None and s.voice.name is None
        )
        taken = {part for s in sayings if s.voice and s.voice.name for part in s.voice.name}
        given, surnames = ([one for one in some if one not in taken] for some in (words.given, words.surnames))
        if not voices or len(voices) > len(given):
            return None
        named = {
            voice: Voice("named", name=(given[(place + n) % len(given)], surnames[(place + n) % len(surnames)]))
            for n, voice in enumerate(voices)
        }
        turned = tuple(
            evolve(s, voice=named[evolve(s.voice, again=False)]) if s.voice and s.voice.name is None else s
            for s in sayings
        )
        told = write(evolve(known.story, sayings=turned), lexicon).records
        return known.records, told, "everybody who speaks is named"

    return rise


def attributed(known: Known, place: int) -> tuple[Article, Article, str] | None:
    """A claim that has an attribution, beside the same one that nobody is said to have made; which, the place (from 0)
    says."""
    article = known.records
    # behind another claim of its paragraph it may lean on that one's attribution
    firsts = {claim.paragraph: claim.id for claim in reversed(article.claims)}
    said = [c for c in article.claims if c.kind != "none" and firsts[c.paragraph] == c.id and not c.attitude]
    if not said:
        return None
    claim = said[place % len(said)]
    return unattributed(article, claim), article, f"claim {number_of(claim)} has its attribution"


def silenced(known: Known, place: int) -> tuple[Article, Article, str] | None:
    """An article beside the same one in which nobody is said to have made any of its claims; the place (from 0) is not
    asked for."""
    article = bare = known.records
    said = [claim for claim in article.claims if claim.kind != "none" and not claim.attitude]
    for claim in said:
        bare = unattributed(bare, claim)
    return (bare, article, "its claims have their attributions") if said else None


def number_of(claim: Claim) -> str:
    """A claim by its number in the article, and what it is."""
    return f"{claim.id.rpartition(':')[2]} ({of_claim(claim)})"

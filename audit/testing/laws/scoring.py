"""A scorer goes in, the laws that any transparency score must keep come out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from random import Random

from attrs import evolve

from audit.lexicon import Lexicon
from audit.model import Article, Claim, Rating, Span
from audit.pipeline import Scorer
from audit.testing.laws.run import Law
from audit.testing.laws.shown import of_article, of_claim, quoted
from audit.testing.strategies import Known, Story, Voice, known_articles, short_articles, write
from audit.testing.strategies.choice import shuffles, with_place
from audit.testing.strategies.smallest import Passed
from audit.testing.strategies.vocabulary import Vocabulary, vocabulary

_LADDER = ("sources said", "anonymous", "named")
_SLACK = 0.0501  # a score is shown to a tenth

_Rate = Callable[[Article], Rating]


def scorer_laws(scorer: Scorer, lexicon: Lexicon) -> tuple[Law, ...]:
    """The laws, each ready to be run on the scorer with this lexicon, whose words the examples are made of.

    What a change may do to a score is what CheckList (Ribeiro et al. 2020) calls invariance and directional
    expectation; that reason, basis and number speak for a source: AP Stylebook, NPR Ethics Handbook ("Anonymous
    sourcing"), New York Times (guidelines on anonymous sources). Scores and points may be any kind of number.
    """

    def rate(article: Article) -> Rating:
        return scorer(article, lexicon)

    def on(article_law: Callable[[_Rate, Article], str | None]) -> Callable[[Article], str | None]:
        return lambda article: article_law(rate, article)

    any_article, known = short_articles(lexicon=lexicon), known_articles(lexicon=lexicon)
    places = with_place(any_article.map(_as_known) | known)
    needy = with_place(known_articles(needs=True, lexicon=lexicon))
    return (
        Law("null without claims", "an article without claims has no score, and no ledger", any_article, on(_null)),
        Law("in range", "an article with claims scores from 0 to 100", any_article, on(_in_range)),
        Law("ledger adds up", "the score is 100 less the ledger's points", any_article, on(_adds_up)),
        Law("known ledger adds up", "so it is for plain articles", known.map(_records), on(_adds_up)),
        Law("spans in the text", "every row's spans lie in the text", any_article, on(_spans)),
        Law("rows speak", "every row names a criterion and gives a reason in words", any_article, on(_rows)),
        Law(
            "twice the same",
            "the same record always gets the same rating, whatever was scored in between",
            with_place(known),
            lambda drawn: _twice(rate, *drawn),
        ),
        Law(
            "order is nothing",
            "the order in which claims and attributions are listed changes no criterion's points, and not the score",
            shuffles(any_article.map(_as_known) | known),
            lambda drawn: _order(rate, *drawn),
        ),
        Law(
            "better kind",
            "a claim that rises from sources said to anonymous, or from anonymous to named, never lowers the score",
            places,
            lambda drawn: _better_kind(rate, *drawn),
        ),
        Law(
            "reason",
            "saying why a source is not named never lowers the score",
            with_place(known),
            lambda drawn: _told(rate, lexicon, "reason", *drawn),
        ),
        Law(
            "basis",
            "saying how an unnamed source knows never lowers the score",
            with_place(known),
            lambda drawn: _told(rate, lexicon, "basis", *drawn),
        ),
        Law(
            "number",
            "saying that unnamed sources are two or more never lowers the score",
            with_place(known),
            lambda drawn: _told(rate, lexicon, "number", *drawn),
        ),
        Law(
            "no attribution",
            "taking the attribution from a claim that needs one never raises the score",
            needy,
            lambda drawn: _unattributed(rate, *drawn),
        ),
        Law(
            "renaming",
            "people renamed one to one change nothing",
            with_place(known),
            lambda drawn: _renamed(rate, lexicon, *drawn),
        ),
    )


def _records(known: Known) -> Article:
    return known.records


def _as_known(article: Article) -> Known:
    return Known(Story(article.id, ()), article)


# ------------------------------------------------------------------------------------------------ one article


def _null(rate: _Rate, article: Article) -> str | None:
    bare = evolve(article, claims=(), attributions=())
    rating = rate(bare)
    if rating.score is None and not rating.ledger:
        return None
    return f"{of_article(bare)} gets {_shown(rating)}"


def _in_range(rate: _Rate, article: Article) -> str | None:
    counted = [claim for claim in article.claims if not claim.attitude]
    if not counted:
        raise Passed  # whether attitudes alone make a score is the scorer's own affair
    rating = rate(article)
    if rating.score is not None and math.isfinite(rating.score) and 0.0 <= rating.score <= 100.0:
        return None
    return f"{of_article(article)} gets {_shown(rating)}"


def _adds_up(rate: _Rate, article: Article) -> str | None:
    rating = rate(article)
    if rating.score is None:
        return f"{of_article(article)} has no score but a ledger" if rating.ledger else None
    left = 100 - math.fsum(row.points for row in rating.ledger)
    if abs(left - float(rating.score)) < _SLACK:
        return None
    return f"{of_article(article)} gets {_shown(rating)}, but the ledger leaves {left:g}"


def _spans(rate: _Rate, article: Article) -> str | None:
    for row in rate(article).ledger:
        for span in row.spans:
            if not span.start < span.end <= len(article.text):
                where = f"{span.start} to {span.end}, but the text has {len(article.text)} characters"
                return f"the row {row.criterion} of {of_article(article)} points to {where}"
    return None


def _rows(rate: _Rate, article: Article) -> str | None:
    for row in rate(article).ledger:
        if not row.criterion.strip() or not row.reason.strip():
            return f"{of_article(article)} has the row {row.criterion!r} with the reason {row.reason!r}"
    return None


# ------------------------------------------------------------------------------------------------ two articles


def _twice(rate: _Rate, known: Known, place: int) -> str | None:
    article = known.records
    first = rate(article)
    shorter = evolve(article, claims=article.claims[: place % len(article.claims)], attributions=())
    between = rate(shorter)
    second, third = rate(article), rate(article)
    if not shorter.claims and between.score is not None:
        return f"after {of_article(article)}, the same article without its claims still gets {_shown(between)}"
    if first == second == third:
        return None
    return f"{of_article(article)} gets first {_shown(first)}, then {_shown(second)}, then {_shown(third)}"


def _order(rate: _Rate, known: Known, random: Random) -> str | None:
    article = known.records
    claims, attributions = list(article.claims), list(article.attributions)
    random.shuffle(claims)
    random.shuffle(attributions)
    shuffled = evolve(article, claims=tuple(claims), attributions=tuple(attributions))
    before, after = rate(article), rate(shuffled)
    if _same(before, after):
        return None
    order = ", ".join(claim.id.rpartition(":")[2] for claim in claims)
    return f"{of_article(article)} gets {_shown(before)}, but {_shown(after)} with the claims in the order {order}"


def _better_kind(rate: _Rate, known: Known, place: int) -> str | None:
    article = known.records
    weak = [claim for claim in article.claims if claim.kind in _LADDER[:2] and claim.source is not None]
    if not weak:
        raise Passed
    claim = weak[place % len(weak)]
    kind = _LADDER[_LADDER.index(claim.kind) + 1]
    better = _changed(article, claim, evolve(claim, kind=kind))
    return _fell(rate, article, better, f"claim {_number(claim)} is {kind}")


def _told(rate: _Rate, lexicon: Lexicon, how: str, known: Known, place: int) -> str | None:
    """One unnamed source is described better, wherever it speaks."""
    voices = [s.voice for s in known.story.sayings if s.voice and _lacks(s.voice, how)]
    if not voices:
        raise Passed
    voice, words = voices[place % len(voices)], vocabulary(lexicon)
    bases, reasons = tuple(words.bases), tuple(words.reasons)
    better = {
        "reason": evolve(voice, reason=reasons[place % len(reasons)]),
        "basis": evolve(voice, basis=bases[place % len(bases)]),
        "number": evolve(voice, number=(2, 3, 6)[place % 3]),
    }[how]
    changed = write(_with_voice(known.story, voice, better), lexicon)
    return _fell(rate, known.records, changed.records, f"{quoted(voice.noun)} is told of in more words")


def _lacks(voice: Voice, how: str) -> bool:
    return voice.kind == "anonymous" and not voice.again and getattr(voice, how) is None


def _with_voice(story: Story, voice: Voice, better: Voice) -> Story:
    found = {voice: better, evolve(voice, again=True): evolve(better, again=True)}
    sayings = (evolve(s, voice=found.get(s.voice, s.voice)) if s.voice else s for s in story.sayings)
    return evolve(story, sayings=tuple(sayings))


def _unattributed(rate: _Rate, known: Known, place: int) -> str | None:
    article = known.records
    # behind another claim of its paragraph it may lean on that one's attribution
    firsts = {claim.paragraph: claim.id for claim in reversed(article.claims)}
    said = [c for c in article.claims if c.kind != "none" and firsts[c.paragraph] == c.id and not c.attitude]
    if not said:
        raise Passed
    claim = said[place % len(said)]
    # a hedge stands within what it hedges: without it the claim is the whole clause
    whole = (Span(claim.spans[0].start, claim.spans[-1].end),)
    said_itself = evolve(
        claim, kind="none", source=None, cue=None, cue_class=None, construction=None, via=(), via_spans=(), spans=whole
    )
    said_itself = evolve(said_itself, text=whole[0].of(article.text))
    bare = _changed(article, claim, said_itself)
    before, after = rate(article), rate(bare)
    if not _higher(after, before):
        return None
    when = f"when claim {_number(claim)} has no attribution"
    return f"{of_article(article)} gets {_shown(before)}, but {_shown(after)} {when}"


def _changed(article: Article, claim: Claim, new: Claim) -> Article:
    """The article with another claim in the place of one; its attribution follows."""
    attributions = tuple(
        evolve(a, kind=new.kind) if a.content == claim.spans and a.kind == claim.kind else a
        for a in article.attributions
        if new.kind != "none" or a.content != claim.spans
    )
    claims = tuple(new if one.id == claim.id else one for one in article.claims)
    return evolve(article, claims=claims, attributions=attributions)


def _renamed(rate: _Rate, lexicon: Lexicon, known: Known, place: int) -> str | None:
    names = list(dict.fromkeys(s.voice.name for s in known.story.sayings if s.voice and s.voice.name))
    if not names:
        raise Passed
    fresh = dict(zip(names, _other_names(vocabulary(lexicon), names, place), strict=False))
    sayings = (
        evolve(s, voice=evolve(s.voice, name=fresh[s.voice.name])) if s.voice and s.voice.name in fresh else s
        for s in known.story.sayings
    )
    other = write(evolve(known.story, sayings=tuple(sayings)), lexicon).records
    before, after = rate(known.records), rate(other)
    if _same(before, after):
        return None
    return f"{of_article(known.records)} gets {_shown(before)}, but {_shown(after)} with the text {quoted(other.text)}"


def _other_names(words: Vocabulary, names: Sequence[tuple[str, ...]], place: int) -> Iterator[tuple[str, ...]]:
    """Names in the place of others, none of which shares a word with one of those."""
    taken = {part for name in names for part in name}
    given, surnames = ([one for one in some if one not in taken] for some in (words.given, words.surnames))
    for step, name in enumerate(names, start=place):
        surname = surnames[step % len(surnames)]
        yield (given[step % len(given)], surname) if len(name) > 1 else (surname,)


# ------------------------------------------------------------------------------------------------ ratings


def _fell(rate: _Rate, article: Article, better: Article, when: str) -> str | None:
    before, after = rate(article), rate(better)
    if not _higher(before, after):
        return None
    told = "" if better.text == article.text else f", as in {quoted(better.text)}"
    return f"{of_article(article)} gets {_shown(before)}, but {_shown(after)} when {when}{told}"


def _same(before: Rating, after: Rating) -> bool:
    """Whether score, criteria and points are the same; reasons and spans go with the words."""
    return _shown(before) == _shown(after)


def _higher(one: Rating, other: Rating) -> bool:
    """Whether one score is higher than the other; to have none where the other has one is both higher and lower."""
    if one.score is None or other.score is None:
        return one.score is not other.score
    return float(one.score) > float(other.score) + 1e-6


def _shown(rating: Rating) -> str:
    if rating.score is None:
        return "no score" + (" but a ledger" if rating.ledger else "")
    rows = ", ".join(
        f"{row.criterion} {float(row.points):g}" for row in sorted(rating.ledger, key=lambda r: (r.criterion, r.points))
    )
    return f"{float(rating.score):g}" + (f" (lost: {rows})" if rows else "")


def _number(claim: Claim) -> str:
    return f"{claim.id.rpartition(':')[2]} ({of_claim(claim)})"

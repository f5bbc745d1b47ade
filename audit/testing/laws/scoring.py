"""A scorer goes in, the laws that any transparency score must keep come out."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from random import Random

from attrs import evolve, field, frozen

from audit.lexicon import Lexicon
from audit.model import Article, Rating, Span
from audit.pipeline import Scorer
from audit.testing.laws import better, changed, sourced
from audit.testing.laws.kept import Kept
from audit.testing.laws.run import Law
from audit.testing.laws.shown import of_article, of_rating, of_ratings, quoted
from audit.testing.strategies import Known, Story, known_articles, short_articles
from audit.testing.strategies.choice import with_place
from audit.testing.strategies.smallest import Passed

_SLACK = 0.0501  # a score is shown to a tenth
_FEW = 1e-6  # points; less is rounding
_LONG = 12  # claims of an article that is long enough by itself
_KEPT = 3  # articles that are scored again and again


@frozen
class Rules:
    """What a scorer declares of itself: an article of fewer claims than ``least`` has no score, only claims with an
    attribution count where ``attributed`` is true, and who has one name alone is not named where ``full`` is."""

    least: int = 1
    attributed: bool = False
    full: bool = False


@frozen
class _Scored:
    """A scorer with its lexicon and what it declares."""

    scorer: Scorer
    lexicon: Lexicon
    rules: Rules
    seen: list[tuple[Article, Rating]] = field(factory=list)
    once: Kept[Article, Rating] = field(init=False)
    """A record's rating, asked for once for all laws but those that ask whether it stays the same."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "once", Kept(self))

    def __call__(self, article: Article) -> Rating:
        rating = self.scorer(article, self.lexicon)
        if len(self.seen) < _KEPT and rating.score is not None:
            self.seen.append((article, rating))
        return rating

    def counted(self, article: Article) -> int:
        """How many of an article's claims count; whether attitudes do is the scorer's own affair."""
        return sum(
            not claim.attitude and (claim.kind != "none" or not self.rules.attributed) for claim in article.claims
        )

    def rated(self, *articles: Article) -> tuple[Rating, ...]:
        """The articles' ratings; raises Passed where one has too few claims for a score."""
        if any(self.counted(article) < self.rules.least for article in articles):
            raise Passed
        return tuple(map(self.once, articles))


def scorer_laws(scorer: Scorer, lexicon: Lexicon, rules: Rules | None = None) -> tuple[Law, ...]:
    """The laws, each ready to be run on the scorer with this lexicon, whose words the examples are made of.

    What a change may do to a score is what CheckList (Ribeiro et al. 2020) calls invariance and directional
    expectation; that reason, basis and number speak for a source: AP Stylebook, NPR Ethics Handbook ("Anonymous
    sourcing"), New York Times (guidelines on anonymous sources). Scores and points may be any kind of number.
    """
    rate = _Scored(scorer, lexicon, rules or Rules())
    drawn = with_place(short_articles(lexicon=lexicon).map(_as_known))
    known = with_place(known_articles(lexicon=lexicon))
    needy = with_place(known_articles(needs=True, lexicon=lexicon))

    def law(name: str, says: str, breaks: Callable[[_Scored, Known, int], str | None], examples: object = known) -> Law:
        return Law(name, says, examples, lambda one: breaks(rate, *one))

    def same(name: str, says: str, change: changed.Change) -> Law:
        return law(name, says, partial(_unchanged, change))

    def rises(name: str, says: str, rise: better.Rise) -> Law:
        return law(name, f"{says} never lowers the score", partial(_risen, rise))

    return (
        law("null without claims", "an article without claims has no score, and no ledger", _null, drawn),
        law("in range", "an article with claims scores from 0 to 100", _in_range, drawn),
        law("known in range", "so it is for plain articles", _in_range),
        law("ledger adds up", "the score is 100 less the ledger's points", _adds_up, drawn),
        law("known ledger adds up", "so it is for plain articles", _adds_up),
        law("spans in the text", "every row's spans lie in the text, and hold words", _spans, drawn),
        law("known spans in the text", "so it is for plain articles", _spans),
        law("rows speak", "every row names a criterion and gives a reason in words", _rows, drawn),
        law("known rows speak", "so it is for plain articles", _rows),
        law("twice the same", "the same record gets the same rating, whatever was scored in between", _twice),
        law("used is fresh", "what a scorer gave at first it gives after any number of articles", _fresh),
        law(
            "order is nothing",
            "the order in which claims and attributions are listed changes no criterion's points, and not the score",
            _order,
        ),
        law(
            "long stories",
            "the ledger of an article many times as long adds up, too, in whatever order its claims are listed",
            _long,
        ),
        same(
            "sentence without claims", "a sentence that claims nothing changes nothing", changed.with_question(lexicon)
        ),
        same("no prose", "lines that are no prose change nothing", changed.with_line(lexicon)),
        same("another id", "what the article is called changes nothing", changed.with_id),
        same("another outlet", "which outlet it is of changes nothing, where no words name it", changed.other_outlet),
        same("another date", "when it was published changes nothing", changed.other_date),
        same("another address", "where it stands on the web changes nothing", changed.other_url),
        same("traces are nothing", "to which outlet claims were traced changes nothing", changed.without_traces),
        law("put in front", "a heading or front matter put in front shifts spans, and changes nothing else", _headed),
        same(
            "renaming",
            "people renamed one to one change nothing, whatever form their names have",
            changed.renamed(lexicon),
        ),
        law("form of a name", "whoever is named is named, whatever form the name has", _form),
        law("without a fault", "an article in which everybody has a name and an occasion has a score, too", _spotless),
        same("marks", "straight quotation marks for curly ones change nothing", changed.with_other_marks(lexicon)),
        same("white space", "blank lines at the end change nothing", changed.with_white_space),
        law("wishes", "a wish or a plan counts as what somebody says does, or less, or not at all", _wishes),
        rises("better kind", "a claim that rises from sources said over anonymous to named", better.better_kind),
        rises(
            "hedge",
            "a source that is named, or unnamed with no more than a role, in the place of a bare hedge",
            better.hedged(lexicon),
        ),
        rises("reason", "saying why a source is not named", better.described(lexicon, "reason")),
        rises(
            "stock reason", "saying why a source is not named, in a stock phrase,", better.described(lexicon, "stock")
        ),
        rises("basis", "saying how an unnamed source knows", better.described(lexicon, "basis")),
        rises("number", "saying that unnamed sources are two or more", better.described(lexicon, "number")),
        rises("affiliation", "saying whom an unnamed source works for", better.described(lexicon, "affiliation")),
        rises("title", "saying what office somebody has who is named", better.described(lexicon, "title")),
        rises("outlet told", "saying which outlet an unnamed source spoke to", better.with_outlet(lexicon)),
        rises("all named", "naming everybody who speaks", better.all_named(lexicon)),
        rises("occasion", "saying on what occasion somebody said it", sourced.with_occasion),
        rises(
            "borne out", "naming somebody in the place of a crowd, or of whom nobody knows", sourced.borne_out(lexicon)
        ),
        law(
            "no attribution",
            "taking the attribution from a claim that needs one never raises the score",
            _attributed,
            needy,
        ),
        law("nobody speaks", "taking the attribution from all claims never raises the score", _silenced, needy),
        law(
            "spoken",
            "a verdict or a plan put into a named mouth never lowers the score",
            _spoken,
            needy,
        ),
    )


def _as_known(article: Article) -> Known:
    return Known(Story(article.id, ()), article)


# ------------------------------------------------------------------------------------------------ one article


def _null(rate: _Scored, known: Known, place: int) -> str | None:
    bare = evolve(known.records, claims=(), attributions=())
    rating = rate(bare)
    if rating.score is None and not rating.ledger:
        return None
    return f"{of_article(bare)} gets {of_rating(rating)}"


def _in_range(rate: _Scored, known: Known, place: int) -> str | None:
    (rating,) = rate.rated(known.records)
    if rating.score is not None and math.isfinite(rating.score) and 0.0 <= rating.score <= 100.0:
        return None
    return f"{of_article(known.records)} gets {of_rating(rating)}"


def _adds_up(rate: _Scored, known: Known, place: int) -> str | None:
    return _sums(rate.once(known.records), known.records)


def _sums(rating: Rating, article: Article) -> str | None:
    if rating.score is None:
        return f"{of_article(article)} has no score but a ledger" if rating.ledger else None
    left = 100 - math.fsum(row.points for row in rating.ledger)
    if abs(left - float(rating.score)) < _SLACK:
        return None
    return f"{of_article(article)} gets {of_rating(rating, 9)}, but the ledger leaves {left:.9g}"


def _long(rate: _Scored, known: Known, place: int) -> str | None:
    times = 1 if len(known.records.claims) >= _LONG else 2 + place % 2
    long = changed.repeated(known, times, rate.lexicon)
    (rating,) = rate.rated(long)
    if rating.score is None or not 0.0 <= rating.score <= 100.0:
        return f"{of_article(long)} gets {of_rating(rating)}"
    turned = evolve(long, claims=long.claims[::-1], attributions=long.attributions[::-1])
    return _sums(rating, long) or _differs(rate, long, turned, "with the claims listed from behind")


def _spans(rate: _Scored, known: Known, place: int) -> str | None:
    article = known.records
    for row in rate.once(article).ledger:
        for span in row.spans:
            if span.end > len(article.text):
                return f"{of_article(article)}: row {row.criterion} points beyond the end ({span.end})"
            if not span.of(article.text).strip():
                return (
                    f"{of_article(article)}: row {row.criterion} points to {span.of(article.text)!r}, which is no words"
                )
    return None


def _rows(rate: _Scored, known: Known, place: int) -> str | None:
    for row in rate.once(known.records).ledger:
        if not row.criterion.strip() or not row.reason.strip():
            return f"{of_article(known.records)}: the row {row.criterion!r} gives the reason {row.reason!r}"
    return None


# ------------------------------------------------------------------------------------------------ two of them


def _twice(rate: _Scored, known: Known, place: int) -> str | None:
    article = known.records
    first = rate(article)
    shorter = evolve(article, claims=article.claims[: place % max(1, len(article.claims))], attributions=())
    between = rate(shorter)
    second = rate(article)
    if not shorter.claims and between.score is not None:
        return f"after {of_article(article)}, the same article without its claims still gets {of_rating(between)}"
    if first == second:
        return None
    shown = of_ratings(first, second)
    return f"{of_article(article)} gets first {shown[0]}, then {shown[1]}"


def _fresh(rate: _Scored, known: Known, place: int) -> str | None:
    rate.once(known.records)
    if not rate.seen:
        raise Passed
    article, first = rate.seen[place % len(rate.seen)]
    now = rate(article)
    if first == now:
        return None
    shown = of_ratings(first, now)
    return f"{of_article(article)} got {shown[0]}, and after other articles {shown[1]}"


def _order(rate: _Scored, known: Known, place: int) -> str | None:
    # what two sources say alike is not kept by its words
    twice = changed.said_twice(known, place, rate.lexicon) if place % 2 else None
    article, random = twice or known.records, Random(place)
    claims, attributions = list(article.claims), list(article.attributions)
    random.shuffle(claims)
    random.shuffle(attributions)
    shuffled = evolve(article, claims=tuple(claims), attributions=tuple(attributions))
    order = ", ".join(claim.id.rpartition(":")[2] for claim in claims)
    return _differs(rate, article, shuffled, f"with the claims in the order {order}")


def _unchanged(change: changed.Change, rate: _Scored, known: Known, place: int) -> str | None:
    both = change(known, place)
    if both is None:
        raise Passed
    return _differs(rate, *both, f"with {changed.told(*both)}")


def _wishes(rate: _Scored, known: Known, place: int) -> str | None:
    """Whether a wish of somebody unnamed counts as what was said does, or less, or not at all."""
    found = changed.with_wishes(known, place, rate.lexicon)
    without, wished, said = rate.rated(*found)
    if without.score is None or wished.score is None or said.score is None:
        return None if without.score is wished.score else f"{of_article(found[1])} gets {of_rating(wished)}"
    ends = sorted((float(without.score), float(said.score)))
    if ends[0] - _FEW <= float(wished.score) <= ends[1] + _FEW:
        return None
    shown = of_ratings(without, wished, said)
    return (
        f"{of_article(found[1])} gets {shown[1]}, but {shown[0]} without its wishes, and {shown[2]} if they were said"
    )


def _differs(rate: _Scored, article: Article, other: Article, when: str) -> str | None:
    before, after = rate.rated(article, other)
    if _points(before) == _points(after):
        return None
    shown = of_ratings(before, after)
    return f"{of_article(article)} gets {shown[0]}, but {shown[1]} {when}"


def _form(rate: _Scored, known: Known, place: int) -> str | None:
    if rate.rules.full:
        raise Passed
    return _unchanged(changed.named_otherwise(rate.lexicon), rate, known, place)


def _spotless(rate: _Scored, known: Known, place: int) -> str | None:
    article = changed.spotless(known, place)
    if article is None:
        raise Passed
    (rating,) = rate.rated(article)
    if rating.score is None or not 0.0 <= rating.score <= 100.0:
        return f"{of_article(article)} gets {of_rating(rating)}, though each claim has a name and an occasion"
    return _sums(rating, article)


def _headed(rate: _Scored, known: Known, place: int) -> str | None:
    other, moved = changed.with_heading(known, place, rate.lexicon)
    before, after = rate.rated(known.records, other)
    shifted = [Span(s.start + moved, s.end + moved) for row in before.ledger for s in row.spans]
    same = sorted(shifted) == sorted(span for row in after.ledger for span in row.spans)
    if _points(before) == _points(after) and same:
        return None
    shown = of_ratings(before, after)
    return f"{of_article(known.records)} gets {shown[0]}, but {shown[1]} with the text {quoted(other.text)}"


def _points(rating: Rating) -> str:
    """Score, criteria and points; reasons and spans go with the words, and the order of rows is the scorer's own."""
    return of_rating(rating, 9)


# ------------------------------------------------------------------------------------------------ better and worse


def _risen(rise: better.Rise, rate: _Scored, known: Known, place: int) -> str | None:
    found = rise(known, place)
    if found is None:
        raise Passed
    return _fell(rate, *found)


def _attributed(rate: _Scored, known: Known, place: int) -> str | None:
    if rate.rules.attributed:
        raise Passed
    return _risen(better.attributed, rate, known, place)


def _silenced(rate: _Scored, known: Known, place: int) -> str | None:
    if rate.rules.attributed:
        raise Passed
    return _risen(better.silenced, rate, known, place)


def _spoken(rate: _Scored, known: Known, place: int) -> str | None:
    if rate.rules.attributed:
        raise Passed
    return _risen(sourced.spoken, rate, known, place)


def _fell(rate: _Scored, article: Article, better: Article, when: str) -> str | None:
    """What is wrong where the better article scores less."""
    before, after = rate.rated(article, better)
    if not _higher(before, after):
        return None
    shown = of_ratings(before, after)
    told = "" if better.text == article.text else f", as in {quoted(better.text)}"
    return f"{of_article(article)} gets {shown[0]}, but {shown[1]} when {when}{told}"


def _higher(one: Rating, other: Rating) -> bool:
    """Whether one score is higher than the other; to have none where the other has one is both higher and lower."""
    if one.score is None or other.score is None:
        return one.score is not other.score
    return float(one.score) > float(other.score) + _FEW

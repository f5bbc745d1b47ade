"""More articles than fit in memory go in, one after the other; they come out traced, some at a time, as one run over
all of them would trace them.

Articles are laid down in a file (``shelf``), the pairs of claims to compare are found among all (``candidates``), and
articles that share none are of different blocks (``blocks``), each of which is traced by itself. Only where a block is
larger than a bound, and is cut, can a trace differ from that of one run over all.

Source: ours: the rules in the docstring of audit.trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from audit.lexicon import Lexicon, LexiconError
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Claim, Named, reason_of
from audit.model.plain import from_plain, to_plain
from audit.parse.protocol import Reader
from audit.resolve.together import named_in, who_is_who
from audit.trace.across import near as searched
from audit.trace.across.blocks import MOST, Block, blocks_of, portions
from audit.trace.across.candidates import Told, candidates
from audit.trace.across.hashing import vectors_of
from audit.trace.across.index import SEARCH_FLOOR, SEARCH_MOST, TraceIndex
from audit.trace.across.near import FLOOR, Array, rounded
from audit.trace.across.shelf import Laid, Shelf, unpacked
from audit.trace.across.stories import words_of
from audit.trace.credit.account import (
    AUTO,
    Origins,
    account_of,
    credited_by,
    most_credited,
    origins_given,
    origins_named,
)
from audit.trace.echo.content import stems_of_text
from audit.trace.echo.judge import Encode
from audit.trace.echo.senses import senses_of
from audit.trace.echo.verdict import Judged
from audit.trace.echo.weights import shipped_model


@frozen(eq=False)
class Tracing:
    """How articles are traced: arguments as those of ``audit.trace.trace``; ``most`` counts a block's articles."""

    lexicon: Lexicon = field(repr=False)
    origin: Origins = AUTO
    encode: Encode | None = field(default=None, repr=False)
    together: Reader | None = field(default=None, repr=False)
    most: int = MOST

    def index(self) -> TraceIndex:
        """An index of nothing. Raises ValueError for an origin that names nothing."""
        return TraceIndex(self.lexicon, self.origin, self.encode, together=self.together)


@frozen(eq=False)
class Portion:
    """Whole blocks: each with its articles, traced, in the order of their ids, and the pairs of their claims that say
    the same, may say so, or contradict each other; ``places`` are those of the articles by id, as they were laid down,
    ``lost`` the ids of articles that could not be traced together, and why."""

    blocks: tuple[tuple[Block, tuple[Article, ...]], ...] = field(repr=False)
    places: Mapping[str, int] = field(repr=False)
    pairs: tuple[tuple[Claim, Claim, Judged], ...] = field(repr=False)
    lost: Mapping[str, str] = field(factory=dict)


def laid(place: int, article: Article, by: Tracing, given: Sequence[Sequence[float]] | None = None) -> Laid:
    """An article ready to be laid down at its place among the inputs; ``given`` are vectors of its claims, for which
    then no others are made.

    Raises whatever tracing the article alone raises.
    """
    outlets = by.lexicon.once(OutletIndex)
    crediting = False
    if given is None:
        crediting = any(account_of(article, outlets, origins_given(by.origin, outlets)).found.values())
    weights = shipped_model().weights
    claims = article.claims if given is None else ()
    stems = {claim.id: stems_of_text(claim.text, senses_of(by.lexicon)) for claim in claims}
    told = article if given is None else evolve(article, claims=())
    words, lengths = words_of([told], stems, weights)
    vectors = rounded(vectors_of(stems.values(), weights))
    return Laid(
        place,
        article,
        crediting,
        credited_by(article, outlets),
        to_plain(tuple(named_in(article))),
        words,
        float(lengths[0]),
        vectors,
        None if given is None else _rows(given),
    )


def list_together(shelf: Shelf, lexicon: Lexicon) -> dict[str, str]:
    """Lists the sources of all articles by one name each (``audit.resolve.together``); comes back with the offices of
    those of whom one is told, by listed name. Names of all articles are held at once, some 500 bytes each."""
    kept: dict[Named, Named] = {}
    names: dict[str, list[Named]] = {}
    places: dict[str, int] = {}
    for place, id, data in shelf.by_id("place, id, named"):
        name = id.decode("utf-8", "surrogatepass")
        found = from_plain(tuple[Named, ...], unpacked(data))
        names[name] = [kept.setdefault(one, one) for one in found]
        places[name] = place
    known = who_is_who(names, lexicon)
    titles = {person.name: person.title for person in known.values() if person.title}
    renamed = (
        (places[id], changed)
        for id, some in names.items()
        if (changed := {one.name: to for one in some if (to := known[id, one.name].name) != one.name})
    )
    with shelf.together():
        shelf.list_as(renamed)
    return titles


def origins_of(shelf: Shelf, by: Tracing) -> dict[str, str]:
    """Key of each origin -> its name: those given, or all outlets that articles of others credit."""
    outlets = by.lexicon.once(OutletIndex)
    if origins_given(by.origin, outlets) is not None:
        return origins_named(by.origin, (), outlets)
    return most_credited((key, name) for (data,) in shelf.by_id("credited") for key, name in unpacked(data))


def traced_portions(
    shelf: Shelf,
    by: Tracing,
    origins: Mapping[str, str],
    told: Told = lambda _: None,
    passed: Callable[[int], bool] = lambda _: False,
) -> Iterator[Portion]:
    """All articles of a shelf, traced to these origins, some blocks at a time; ``told`` is called with what is done
    next. Those whose first article's place has ``passed`` are left out: they were traced before."""
    like = by.index()
    floor, most = (SEARCH_FLOOR, SEARCH_MOST) if by.together is not None else (FLOOR, searched.MOST)
    stem = senses_of(by.lexicon).stem
    pairs, with_encoder = candidates(shelf, like.encode, stem, floor, most, told)
    places: list[int] = []
    days: list[str | None] = []
    for place, published in shelf.by_id("place, published"):
        places.append(place)
        days.append(published)
    blocks = blocks_of(pairs, days, by.most)
    told("tracing")
    for lot in portions(blocks):
        order = sorted(number for block in lot for number in block.articles)
        if passed(places[order[0]]):
            continue
        held = dict(zip(order, shelf.articles([places[number] for number in order]), strict=True))

        def traced(some: Sequence[Block], held: Mapping[int, Article] = held) -> _Traced:
            articles = {number: held[number] for block in some for number in block.articles}
            index = TraceIndex.portion(articles.values(), origins, pairs.within(some), with_encoder, like)
            done = index.traced()
            return {number: done[n] for n, number in enumerate(sorted(articles))}, index.pairs(), {}

        done, said, lost = _whole_or_parts(lot, held, traced)
        yield Portion(
            tuple((block, tuple(done[number] for number in block.articles)) for block in lot),
            {article.id: places[number] for number, article in held.items()},
            tuple(said),
            lost,
        )


_Traced = tuple[dict[int, Article], list[tuple[Claim, Claim, Judged]], dict[str, str]]


def _whole_or_parts(
    lot: Sequence[Block], held: Mapping[int, Article], traced: Callable[[Sequence[Block]], _Traced]
) -> _Traced:
    """Blocks traced together; where that fails, each by itself; the articles of one that fails alone stay untraced.
    Raises LexiconError."""
    try:
        return traced(lot)
    except LexiconError:
        raise
    except Exception as error:
        if len(lot) == 1:
            some = {number: held[number] for number in lot[0].articles}
            return some, [], {article.id: reason_of(error) for article in some.values()}
    parts = [_whole_or_parts([block], held, traced) for block in lot]
    done = {number: article for part, _, _ in parts for number, article in part.items()}
    pairs = [pair for _, part, _ in parts for pair in part]
    return done, pairs, {id: why for _, _, part in parts for id, why in part.items()}


def _rows(given: Sequence[Sequence[float]]) -> Array:
    return rounded(given) if len(given) else rounded([[0.0]])[:0]

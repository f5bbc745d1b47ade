"""Articles that are traced some at a time, from a file, come out as one run over all of them traces them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import load_lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Claim, Named, Segment, Sentence, Source, Span
from audit.resolve.together import listed_together, titles_of
from audit.testing.strategies import Known, corpora, known_corpora
from audit.trace import Origins, join, traced
from audit.trace.across import blocks, near
from audit.trace.across.beyond import Tracing, laid, list_together, origins_of, traced_portions
from audit.trace.across.blocks import Pairs, blocks_of, portions
from audit.trace.across.cluster import Cluster, clusters_of
from audit.trace.across.shelf import Shelf, ShelfError
from audit.trace.echo.judge import Encode

LEXICON = load_lexicon()
ORIGINS = st.sampled_from(["NBC News", "auto", ("NBC News", "CNN"), "The Norvik Post"])


LINES = (  # kind, source, the outlet it came through, what is claimed
    ("anonymous", "two officials", "NBC News", "The port authority of Norvik will ban night ferries from May"),
    ("none", "", "", "No night ferry may leave the port of Norvik once May comes"),
    ("named", "Ines Vargas", "", "the port authority of Norvik will ban night ferries from May"),
    ("none", "", "", "The old pier at Norvik cannot bear another winter, harbor officials fear"),
    ("anonymous", "harbor officials", "The Norvik Post", "the old pier at Norvik cannot bear another winter"),
    ("sources said", "", "", "the old pier at Norvik can bear another winter"),
    ("named", "Paul Okafor", "CNN", "The school budget of Alder County will be cut by a fifth"),
    ("none", "", "", "Alder County will cut its school budget by a fifth"),
    ("none", "", "", "Alder County will cut its school budget by a third"),
    ("named", "Okafor", "", "teachers in Alder County march on Friday"),
    ("none", "", "", "Engineers in Besk drained the reservoir below the granite dam"),
    ("anonymous", "an engineer", "NBC News", "the reservoir below the granite dam in Besk was drained"),
    ("none", "", "", "The reservoir was drained"),
)
DAYS = st.sampled_from([None, "2025-03-01", "2025-03-02", "2025-03-02T09:00:00+01:00"])


@st.composite
def lots(draw: st.DrawFn) -> list[Article]:
    """Articles of some stories: lines that retell, credit or contradict each other, in any order and with any date."""
    count = draw(st.integers(0, 8))
    names = draw(st.permutations([f"a{n}" for n in range(count)]))
    outlets = st.sampled_from([None, "NBC News", "The Norvik Post", "Besk Daily"])
    lines = st.lists(st.sampled_from(LINES), max_size=3)
    return [written(name, draw(lines), draw(DAYS), draw(outlets)) for name in names]


def written(name: str, lines: Sequence[tuple[str, str, str, str]], day: str | None, outlet: str | None) -> Article:
    """An article of these lines, a paragraph and a claim each."""
    text, claims, sentences = "", [], []
    for number, (kind, source, via, told) in enumerate(lines):
        lead = f"{source} told {via or 'us'} that " if source else ""
        begin, start = len(text), len(text) + len(lead)
        text += f"{lead}{told}.\n\n"
        who = Span(begin, begin + len(source))
        claims.append(
            Claim(
                f"{name}:{number + 1}",
                name,
                (Span(start, start + len(told)),),
                told,
                kind,
                Source(source, (who,), listed=(source,) if kind == "named" else ()) if source else None,
                via=(via,) if via else (),
                sentence=number,
                paragraph=number,
            )
        )
        sentences.append(Sentence(Span(begin, start + len(told) + 1), (), number, 0))
    named = tuple(Named(source) for _, source, _, _ in dict.fromkeys(lines) if source[:1].isupper())
    parts = (Segment(Span(0, len(text)), "prose"),) if text else ()
    return Article(
        name,
        text,
        outlet=outlet,
        published=day,
        segments=parts,
        sentences=tuple(sentences),
        claims=tuple(claims),
        named=named,
    )


def encode(texts: Sequence[str]) -> list[list[float]]:
    """A vector for each text; texts that share words have vectors that are near."""
    return [
        [sum(Random(f"{n} {word}").gauss(0, 1) for word in text.lower().split()) for n in range(24)] for text in texts
    ]


def beyond(
    given_articles: Sequence[Article], origin: Origins, encoder: Encode | None, most: int = blocks.MOST
) -> tuple[dict[str, Article], list[Cluster], dict[str, str], list[int]]:
    """The articles traced from a shelf, in the order given; their clusters, the offices, and sizes of blocks."""
    by = Tracing(LEXICON, origin, encoder, most=most)
    outlets = LEXICON.once(OutletIndex)
    with tempfile.TemporaryDirectory() as name:
        shelf = Shelf(Path(name) / "shelf")
        with shelf.together():
            shelf.lay(laid(place, article, by) for place, article in enumerate(given_articles))
        titles = list_together(shelf, LEXICON)
        done: dict[str, Article] = {}
        clusters: list[Cluster] = []
        sizes: list[int] = []
        for portion in traced_portions(shelf, by, origins_of(shelf, by)):
            some = [article for _, articles in portion.blocks for article in articles]
            done |= {article.id: article for article in some}
            clusters += clusters_of(some, portion.pairs, outlets)
            sizes += [len(block.articles) for block, _ in portion.blocks]
        shelf.close()
    clusters.sort(key=lambda cluster: (-len(cluster.articles), -len(cluster.claims), cluster.claims))
    return done, [attrs.evolve(c, id=n) for n, c in enumerate(clusters, 1)], titles, sizes


def same(given_articles: Sequence[Article], origin: Origins, encoder: Encode | None) -> list[int]:
    """Holds both ways against each other; comes back with how many articles each block has."""
    listed = listed_together(given_articles, LEXICON)
    whole = traced(listed, origin, LEXICON, encoder)
    joined = join(whole.articles, origin, LEXICON, encoder, whole.index)
    done, clusters, titles, sizes = beyond(given_articles, origin, encoder)
    assert done == {article.id: article for article in whole.articles}
    assert clusters == list(joined.clusters)
    assert titles == titles_of(listed, LEXICON)
    return sizes


def in_small(run: Callable[[], object], exact: int, size: int) -> None:
    """Runs with other bounds: up to so many vectors all pairs are looked at, so many articles are traced in one go."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "EXACT", exact)
        patch.setattr(blocks, "PORTION", size)
        run()


@settings(deadline=None, max_examples=60)
@given(lots(), ORIGINS, st.sampled_from([None, encode]), st.sampled_from([0, 5_000]), st.integers(1, 4))
def test_stories_in_any_order_come_out_as_one_run_traces_them(
    drawn: list[Article], origin: Origins, encoder: Encode | None, exact: int, size: int
) -> None:
    in_small(lambda: same(drawn, origin, encoder), exact, size)


@settings(deadline=None, max_examples=25)
@given(corpora(), ORIGINS, st.sampled_from([None, encode]))
def test_any_records_come_out_as_one_run_traces_them(
    drawn: tuple[Article, ...], origin: Origins, encoder: Encode | None
) -> None:
    same(drawn, origin, encoder)


@settings(deadline=None, max_examples=15)
@given(st.lists(known_corpora(), max_size=2), ORIGINS)
def test_known_articles_come_out_as_one_run_traces_them(known: list[tuple[Known, ...]], origin: Origins) -> None:
    same(
        [
            attrs.evolve(
                one.records,
                id=f"{n}-{one.records.id}",
                claims=tuple(attrs.evolve(c, id=f"{n}-{c.id}", article=f"{n}-{c.article}") for c in one.records.claims),
            )
            for n, some in enumerate(known)
            for one in some
        ],
        origin,
        None,
    )


def test_two_stories_are_two_blocks_and_echoes_are_found_in_each() -> None:
    articles = [
        written("ferry", LINES[:1], None, "Besk Daily"),
        written("pier", LINES[2:4], None, None),
        written("budget", LINES[6:7], None, "The Norvik Post"),
        written("ferry-retold", [LINES[1], ("none", "", "", LINES[2][3])], None, None),
        written("budget-retold", LINES[7:9], None, None),
        written("dam", LINES[10:11], None, None),
    ]
    assert sorted(same(articles, "auto", None)) == [1, 2, 3]
    done, *_ = beyond(articles, "auto", None)
    traces = {claim.id: claim.trace for article in done.values() for claim in article.claims}
    assert traces["budget-retold:1"] == traces["ferry-retold:2"] == "echoed"
    assert traces["dam:1"] == "untraced"


def test_a_block_above_the_bound_is_split_by_time() -> None:
    days = ["2025-03-03", "2025-03-01", None, "2025-03-02", "2025-03-04"]
    count = len(days)
    starts = np.arange(count + 1)
    row, other = np.arange(count - 1), np.arange(1, count)
    pairs = Pairs(np.concatenate([row, [4]]), np.concatenate([other, [3]]), np.ones(count, np.float32), starts)
    assert [block.articles for block in blocks_of(pairs, days, 5)] == [(0, 1, 2, 3, 4)]
    cut = blocks_of(pairs, days, 2)
    assert [(block.articles, block.parts, block.of) for block in cut] == [((1,), 3, 5), ((0, 3), 3, 5), ((2, 4), 3, 5)]
    known = pairs.within([cut[2], cut[0]])  # of 1, 2 and 4 none is beside another but in the row
    assert (known.row.tolist(), known.other.tolist()) == ([], [])
    whole = pairs.within(blocks_of(pairs, days, 5))
    assert (whole.row.tolist(), whole.other.tolist()) == ([0, 1, 2, 3, 4], [1, 2, 3, 4, 3])
    assert [len(lot) for lot in portions(cut, 3)] == [2, 1]


def test_vectors_that_are_given_are_compared_whatever_the_words(tmp_path: Path) -> None:
    articles = [written("a", LINES[:1], None, None), written("b", LINES[10:11], None, None)]
    by = Tracing(LEXICON, "NBC News")
    shelf = Shelf(tmp_path / "shelf")
    with shelf.together():
        shelf.lay(laid(n, article, by, [[1.0, 0.1 * n]]) for n, article in enumerate(articles))
    (portion,) = traced_portions(shelf, by, origins_of(shelf, by))
    shelf.close()
    assert [len(block.articles) for block, _ in portion.blocks] == [2]


def test_what_is_laid_down_together_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    by = Tracing(LEXICON, "NBC News")
    one, two = (laid(n, written(name, LINES[:2], None, None), by) for n, name in enumerate("ab"))
    shelf = Shelf(tmp_path / "shelf")
    with pytest.raises(ShelfError, match="UNIQUE"), shelf.together():
        shelf.lay([one, attrs.evolve(two, place=0)])
    assert shelf.count("articles") == 0
    with shelf.together():
        shelf.lay([one, two])
        shelf.say("inputs", 2)
    with pytest.raises(ShelfError, match="another process"):
        Shelf(tmp_path / "shelf")
    shelf.close()
    again = Shelf(tmp_path / "shelf")
    assert (again.said("inputs"), again.said("nothing"), again.has("a"), again.has("c")) == (2, None, True, False)
    assert again.articles([1, 0]) == [two.article, one.article]
    again.clear(said=True)
    assert again.said("inputs") is None
    again.close()


def test_a_file_that_is_no_shelf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shelf").write_text("Not a database, but long enough to be read as one. " * 20)
    with pytest.raises(ShelfError, match="remove it, or begin anew"):
        Shelf(tmp_path / "shelf")


@given(st.lists(st.integers(-3, 3), min_size=48, max_size=48 * 6), st.integers(1, 4))
def test_near_claims_are_the_same_whatever_the_portions(numbers: list[int], portion: int) -> None:
    vectors = np.array(numbers[: len(numbers) // 8 * 8], np.float32).reshape(-1, 8)
    names = [f"c{n}" for n in range(len(vectors))]
    found = []
    for exact, some in ((5_000, 10**6), (5_000, portion), (0, 10**6), (0, portion)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(near, "EXACT", exact)
            patch.setattr(near, "_PORTION", some)
            made = near.Near.of(names, near.rounded(vectors), near.FLOOR, 3)
        found.append([part.tolist() for part in made.nearest()])
    assert found[0] == found[1]
    assert found[2] == found[3]

"""Articles that are traced some at a time, from a file, come out as one run over all of them traces them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import load_lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Claim, Named, Segment, Sentence, Source, Span
from audit.resolve.together import listed_together, titles_of
from audit.testing.strategies import corpora, known_corpora
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
        name, text, outlet=outlet, published=day, segments=parts, sentences=tuple(sentences), claims=tuple(claims), named=named
    )


def encode(texts: Sequence[str]) -> list[list[float]]:
    """A vector for each text; texts that share words have vectors that are near."""
    return [[sum(Random(f"{n} {word}").gauss(0, 1) for word in text.lower().split()) for n in range(24)] for text in texts]


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
    listed = listed_together(given_articles, LEXICON)
    whole = traced(listed, origin, LEXICON, encoder)
    joined = join(whole.articles, origin, LEXICON, encoder, whole.index)
    done, clusters, titles, sizes = beyond(given_articles, origin, encoder)
    assert done == {article.id: article for article in whole.articles}
    assert clusters == list(joined.clusters)
    assert titles == titles_of(listed, LEXICON)
    return sizes


@given(lots(), ORIGINS, st.sampled_from([None, encode]), st.sampled_from([0, 5_000]), st.integers(1, 4))
def test_lots_of_stories(drawn, origin, encoder, exact, size) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "EXACT", exact)
        patch.setattr(blocks, "PORTION", size)
        print(same(drawn, origin, encoder))

@given(corpora(), ORIGINS, st.sampled_from([None, encode]), st.sampled_from([0, 5_000]), st.integers(1, 3))
def test_any_articles_come_out_as_one_run_traces_them(drawn, origin, encoder, exact, size) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "EXACT", exact)
        patch.setattr(blocks, "PORTION", size)
        same(drawn, origin, encoder)


@settings(max_examples=20)
@given(known_corpora(), ORIGINS)
def test_known(known, origin) -> None:
    print(same([one.records for one in known], origin, None))

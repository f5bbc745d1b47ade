"""Several articles together: laws of tracing on any claims and vectors, chains, clusters, tables, graph, the index."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from examples import stored
from hypothesis import given
from hypothesis import strategies as st

from audit.claims import make_claims
from audit.find import find
from audit.lexicon import Lexicon, load_lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import TRACES, Article, Claim, Link, Phrase, Segment, Sentence, Source, Span
from audit.read import read_articles
from audit.resolve import resolve
from audit.trace import join, names_origin, trace
from audit.trace.across.broke import OPENING
from audit.trace.across.chain import Chain, chain_of
from audit.trace.across.cluster import Cluster, clusters_of, headline
from audit.trace.across.index import TraceIndex
from audit.trace.across.near import FLOOR, Near
from audit.trace.across.saved import load_index, save_index
from audit.trace.credit.copied import at_foot
from audit.trace.credit.lines import credits_of
from audit.trace.echo.judge import Judgement
from audit.trace.echo.quoted import Quoted

LEXICON = load_lexicon()
INDEX = OutletIndex(LEXICON)
Vectors = Mapping[str, Sequence[float]]

# --- articles that speak of one story: outlet, crediting words, source, kind, content
OUTLETS = ("NBC News", "CNN", "Reuters", "Politico")
CONTENTS = (
    "the port of Norvik will ban all night ferries from May",
    "all night ferries will be banned in the port of Norvik from May",
    "the port of Norvik will not ban night ferries in May",
    "the mayor sold forty old buses to the museum",
    "forty old buses were sold to the museum by the mayor",
    "crews were told of the ban on Monday",
)
LEADS = (
    ("two harbor officials told {outlet} that ", "anonymous", "two harbor officials", True),
    ("{outlet} reported that ", "named", "{outlet}", True),
    ("the sources said ", "sources said", "the sources", False),
    ("Mayor Ruth Okafor said ", "named", "Mayor Ruth Okafor", False),
    ("local media reported that ", "sources said", "local media", False),
    ("", "none", None, False),
)
# what resolve reads from the trees of such words
PHRASES = {
    "two harbor officials": Phrase(("official",), "people", plural=True, number=2, marks=("harbor",)),
    "the sources": Phrase(("source",), "people", determiner="the", plural=True, pointing=True, bare=True),
    "local media": Phrase(("media",), "body", marks=("local",)),
}


def article(
    name: str, rows: Sequence[tuple[int, str, int]], outlet: str | None = None, day: str | None = None
) -> Article:
    """An article of sentences: which of LEADS, for which outlet, which of CONTENTS; every two make a paragraph."""
    text, claims, sentences = "", [], []
    for number, (lead, credited, content) in enumerate(rows):
        words, kind, source, through = LEADS[lead]
        begin = len(text)
        text += words.format(outlet=credited)
        start = len(text)
        text += CONTENTS[content]
        span = Span(start, len(text))
        named = source.format(outlet=credited) if source else None
        at = text.find(named, begin) if named else -1
        place = (Span(at, at + len(named)),) if named and at >= 0 else ()
        via = (credited,) if through and named != credited else ()
        found = text.find(credited, begin)
        via_spans = (Span(found, found + len(credited)),) if via and found >= 0 else ()
        claims.append(
            Claim(
                f"{name}:{number + 1}",
                name,
                (span,),
                span.of(text),
                kind,
                source=Source(named, place, phrase=PHRASES.get(named)) if named else None,
                via=via,
                via_spans=via_spans,
                sentence=number,
                paragraph=number // 2,
            )
        )
        sentences.append(Sentence(Span(begin, len(text)), (), number // 2, 0))
        text += ". "
    segments = (Segment(Span(0, len(text)), "prose"),)
    return Article(
        name, text, outlet=outlet, published=day, segments=segments, sentences=tuple(sentences), claims=tuple(claims)
    )


rows = st.lists(
    st.tuples(st.integers(0, len(LEADS) - 1), st.sampled_from(OUTLETS), st.integers(0, len(CONTENTS) - 1)),
    min_size=1,
    max_size=5,
)
days = st.sampled_from((None, "2025-04-01", "2025-04-02"))


@st.composite
def corpora(draw: st.DrawFn, least: int = 1) -> list[Article]:
    made = draw(
        st.lists(st.tuples(rows, st.sampled_from((None, "CNN", "Harbor Weekly")), days), min_size=least, max_size=4)
    )
    return [article(f"a{number}", *parts) for number, parts in enumerate(made)]


def vectors_of(articles: Sequence[Article]) -> dict[str, list[float]]:
    """A vector by content: the two wordings of one fact lie near each other, the others far apart."""
    table = np.eye(8)
    table[1] = 0.9 * table[0] + 0.435 * table[7]
    table[2] = 0.85 * table[0] + 0.527 * table[6]
    table[4] = 0.9 * table[3] + 0.435 * table[7]
    return {c.id: table[CONTENTS.index(c.text)].tolist() for a in articles for c in a.claims}


def traced(articles: Sequence[Article], origin: str = "NBC News", lexicon: Lexicon = LEXICON) -> dict[str, Claim]:
    index = TraceIndex(lexicon, origin)
    index.add(articles, vectors_of(articles))
    return {claim.id: claim for a in index.traced() for claim in a.claims}


origins = st.sampled_from(("NBC News", "auto"))


@given(corpora(), origins, st.randoms(use_true_random=False))
def test_every_claim_has_one_trace_whatever_the_order(articles: list[Article], origin: str, random: Any) -> None:
    found = traced(articles, origin)
    assert {c.id for a in articles for c in a.claims} == set(found)
    assert all(claim.trace in TRACES and claim.evidence is not None for claim in found.values())
    shuffled = list(articles)
    random.shuffle(shuffled)
    assert traced(shuffled, origin) == found


@given(corpora(), st.integers(1, 3), days)
def test_an_article_about_something_else_changes_no_trace(articles: list[Article], count: int, day: str | None) -> None:
    before = traced(articles)
    more = article("zz", [(lead, "NBC News", 0) for lead in range(count)], day=day)
    vectors = {claim.id: [0.0] * 5 + [1.0] + [0.0] * 2 for claim in more.claims}
    others = vectors_of(articles)
    near = any(np.dot(mine, theirs) >= FLOOR for mine in vectors.values() for theirs in others.values())
    index = TraceIndex(LEXICON, "NBC News")
    index.add([*articles, more], {**others, **vectors})
    after = {claim.id: claim for a in index.traced() for claim in a.claims}
    assert near or {id: after[id] for id in before} == before


RENAMED = {"NBC News": "Aster Wire", "CNN": "Birch Daily", "Reuters": "Cedar Press", "Politico": "Dune Post"}


def renamed_lexicon() -> Lexicon:
    entries = []
    for entry in LEXICON.file("outlets"):
        if entry["name"] in RENAMED:
            entries.append(attrs.evolve(entry, words=(), data={**entry.data, "name": RENAMED[entry["name"]]}))
        elif entry["kind"] == "vague":
            entries.append(entry)
    return Lexicon({**LEXICON.entries, "outlets": tuple(entries)}, LEXICON.checksums)


RENAMED_LEXICON = renamed_lexicon()


@given(
    st.lists(st.tuples(rows, st.sampled_from((None, "CNN")), days), min_size=1, max_size=4),
    st.sampled_from(("NBC News", "auto")),
)
def test_outlets_renamed_rename_traces_and_nothing_else(made: list[Any], origin: str) -> None:
    given_ = [article(f"a{n}", lines, outlet, day) for n, (lines, outlet, day) in enumerate(made)]
    other = [
        article(f"a{n}", [(lead, RENAMED[name], content) for lead, name, content in lines], RENAMED.get(outlet), day)
        for n, (lines, outlet, day) in enumerate(made)
    ]
    before, after = traced(given_, origin), traced(other, RENAMED.get(origin, origin), RENAMED_LEXICON)
    for id, claim in before.items():
        assert claim.evidence is not None
        twin = after[id].evidence
        assert twin is not None
        assert (after[id].trace, twin.rule, twin.claim, twin.similarity) == (
            claim.trace,
            claim.evidence.rule,
            claim.evidence.claim,
            claim.evidence.similarity,
        )
        assert twin.origin == RENAMED.get(claim.evidence.origin or "", claim.evidence.origin)


@given(corpora(), origins)
def test_chains_have_no_cycle_and_end_in_the_article(articles: list[Article], origin: str) -> None:
    found = traced(articles, origin)
    for a in articles:
        for claim in a.claims:
            chain = chain_of(found[claim.id], a, INDEX)
            relays = [link.name for link in chain.links if link.role == "relay"]
            assert len(relays) == len(set(relays))
            assert a.outlet not in relays
            assert [link.role for link in chain.links].count("article") == 1
            assert chain.links[-1].role == "article"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("People familiar with the matter said that it was over.", "People"),
        ("A person familiar with the talks who was in the room said that it was over.", "A person"),
        ("Those briefed on the effort said that it was over.", "Those"),
        ("One harbor official said that it was over.", "One harbor official"),
        ("Regulators and advisers said that it was over.", "Regulators and advisers"),
        ("One of the officials said that it was over.", "One of the officials"),
    ],
)
def test_a_chain_names_an_unnamed_source_without_how_it_knows(text: str, name: str) -> None:
    article = make_claims(resolve(find(stored(text), LEXICON), LEXICON), LEXICON)
    assert chain_of(article.claims[0], article, INDEX).links[0].name == name


@given(corpora(), origins)
def test_a_claim_credited_in_its_sentence_is_never_an_echo(articles: list[Article], origin: str) -> None:
    for claim in traced(articles, origin).values():
        if claim.via and (origin == "auto" or "NBC News" in claim.via):
            assert claim.trace in ("credited", "independent")
            assert claim.trace == "credited" or origin == "auto"


@given(corpora(), origins)
def test_without_its_crediting_words_an_unnamed_claim_does_not_become_independent(
    articles: list[Article], origin: str
) -> None:
    def bare(claim: Claim, a: Article) -> Claim:
        return attrs.evolve(claim, via=(), via_spans=()) if claim.kind != "named" else claim

    before = traced(articles, origin)
    stripped = []
    for a in articles:
        text = a.text
        for outlet in OUTLETS:
            for words in (f"told {outlet} that", f"{outlet} reported that"):
                text = text.replace(words, " " * len(words))
        stripped.append(attrs.evolve(a, text=text, claims=tuple(bare(claim, a) for claim in a.claims)))
    after = traced(stripped, origin)
    for id, claim in before.items():
        if claim.kind != "named" and claim.trace != "independent":
            assert after[id].trace != "independent"


@given(corpora(least=2), origins, st.data())
def test_articles_added_later_or_to_a_saved_index_give_the_same(
    articles: list[Article], origin: str, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(articles) - 1))
    vectors = vectors_of(articles)
    whole, grown = TraceIndex(LEXICON, origin), TraceIndex(LEXICON, origin)
    whole.add(articles, vectors)
    grown.add(articles[cut:], vectors)
    grown.traced()
    grown.add(articles[:cut], vectors)
    assert grown.traced() == whole.traced()
    assert [(a.id, b.id, v) for a, b, v in grown.pairs()] == [(a.id, b.id, v) for a, b, v in whole.pairs()]


def test_a_saved_index_goes_on_where_it_stopped(tmp_path: Path) -> None:
    one = article("a1", [(0, "NBC News", 0), (2, "", 5)], day="2025-04-01")
    two = article("a2", [(5, "", 1)], day="2025-04-02")
    vectors = vectors_of([one, two])
    whole = TraceIndex(LEXICON, "auto")
    whole.add([one, two], vectors)
    first = TraceIndex(LEXICON, "auto")
    first.add([one], vectors)
    save_index(first, tmp_path / "index")
    again = load_index(tmp_path / "index", LEXICON)
    again.add([two], vectors)
    assert again.traced() == [attrs.evolve(a, attributions=()) for a in whole.traced()]
    assert [claim.trace for a in again.traced() for claim in a.claims] == ["credited", "carried", "echoed"]
    with pytest.raises(ValueError, match="make it anew"):
        load_index(tmp_path, LEXICON)
    with pytest.raises(ValueError, match="an id of its own"):
        again.add([two], vectors)


@pytest.mark.parametrize("exact", [10_000, 50])
def test_the_nearest_are_the_same_in_any_portions(exact: int) -> None:
    random = np.random.default_rng(3)
    centres = random.standard_normal((12, 384))
    vectors = np.concatenate([c + 0.6 * random.standard_normal((12, 384)) for c in centres])
    names = [f"c{n:03}" for n in range(len(vectors))]
    whole, grown = Near(exact=exact), Near(exact=exact)
    whole.add(names, vectors)
    for start in (0, 40, 41, 97):
        end = {0: 40, 40: 41, 41: 97, 97: len(names)}[start]
        grown.add(names[start:end], vectors[start:end])
    for mine, theirs in zip(whole.nearest(), grown.nearest(), strict=True):
        assert np.array_equal(mine, theirs)
    row, other, cosine = whole.nearest()
    assert (row // 12 == other // 12).all()
    assert (np.diff(cosine)[np.diff(row) == 0] <= 0).all()
    assert len(row) >= 0.95 * 8 * len(names)  # of 11 others in a group the 8 nearest are kept


# --- what several articles tell together


def joined(*articles: Article, origin: str = "auto") -> tuple[list[Article], tuple[Chain, ...], tuple[Cluster, ...]]:
    done = trace(articles, origin, LEXICON)
    found = join(done, origin, LEXICON)
    return done, found.chains, found.clusters


def test_a_chain_prints_on_one_line() -> None:
    _, chains, _ = joined(article("000", [(0, "NBC News", 0), (3, "", 3), (5, "", 5)]), origin="NBC News")
    assert [chain.line for chain in chains] == [
        "two harbor officials → NBC News → 000",
        "Mayor Ruth Okafor → 000",
        "000",
    ]


def test_what_was_told_to_the_articles_own_outlet_has_no_relay() -> None:
    _, chains, _ = joined(article("000", [(0, "CNN", 0)], outlet="CNN"))
    assert chains[0].line == "two harbor officials → CNN"


def test_articles_that_credit_one_outlet_have_one_origin() -> None:
    articles = [article("a1", [(0, "NBC News", 0)]), article("a2", [(1, "NBC News", 1)]), article("a3", [(5, "", 1)])]
    _, _, clusters = joined(*articles)
    assert [(c.line, c.origin, c.by) for c in clusters] == [("3 articles, one origin: NBC News", "NBC News", "credit")]
    assert clusters[0].headline[0].isupper()
    assert clusters[0].bare == ("a3:1",)


@given(corpora(least=2))
def test_claims_of_a_cluster_that_tell_of_nobody_are_those_without_credit_relay_or_name(
    articles: list[Article],
) -> None:
    done, _, clusters = joined(*articles)
    claims = {claim.id: claim for one in done for claim in one.claims}
    for cluster in clusters:
        assert set(cluster.bare) <= set(cluster.claims)
        assert (len(cluster.bare) == len(cluster.claims)) == (not cluster.origins)
        for id in cluster.bare:
            assert claims[id].trace not in ("credited", "carried")
            assert claims[id].kind != "named"
            assert not claims[id].via


def test_different_outlets_are_independent_origins_and_one_family_is_not() -> None:
    _, _, two = joined(article("a1", [(0, "NBC News", 0)]), article("a2", [(0, "Reuters", 1)]))
    assert [c.line for c in two] == ["2 articles, 2 origins: NBC News, Reuters"]
    _, _, one = joined(article("a1", [(0, "NBC News", 0)]), article("a2", [(0, "MSNBC", 1)]))
    assert [c.line for c in one] == ["2 articles, one origin: NBC News"]


def test_without_credit_the_date_decides_and_without_dates_nothing() -> None:
    first = article("a1", [(5, "", 0)], outlet="Harbor Weekly", day="2025-04-01")
    second = article("a2", [(5, "", 1)], day="2025-04-02")
    _, _, clusters = joined(first, second)
    assert [(c.origin, c.by) for c in clusters] == [("Harbor Weekly", "date")]
    _, _, clusters = joined(first, attrs.evolve(second, published=None))
    assert [(c.origin, c.by) for c in clusters] == [(None, "unknown")]


def test_auto_finds_the_outlets_that_others_credit_and_traces_to_each() -> None:
    done, _, _ = joined(
        article("a1", [(0, "NBC News", 0), (0, "Reuters", 3)]),
        article("a2", [(5, "", 1), (4, "", 5), (5, "", 4)]),
        article("a3", [(0, "CNN", 5)], outlet="CNN"),  # told to itself: nobody credits it
    )
    assert join(done, "auto", LEXICON).origins == ("NBC News", "Reuters")
    found = {c.id: (c.trace, c.evidence.origin) for a in done for c in a.claims if c.evidence}
    assert found["a1:1"] == ("credited", "NBC News")
    assert found["a1:2"] == ("credited", "Reuters")
    assert found["a2:1"] == ("echoed", "NBC News")
    assert found["a2:3"] == ("echoed", "Reuters")
    assert next(c for a in done for c in a.claims if c.id == "a2:2").evidence.rule == "vague-credit"


def test_of_several_origins_each_claim_traces_to_one_and_the_order_changes_nothing() -> None:
    a1 = article("a1", [(0, "NBC News", 0), (0, "Reuters", 3)])
    a2 = article("a2", [(0, "Reuters", 4), (5, "", 1)])
    for origin in (["NBC News", "Reuters"], ("Reuters", "NBC News", "MSNBC")):  # one family is one origin
        done = trace([a1, a2], origin, LEXICON)
        found = {c.id: c.evidence.origin for a in done for c in a.claims if c.evidence and c.trace == "credited"}
        assert found == {"a1:1": "NBC News", "a1:2": "Reuters", "a2:1": "Reuters"}
        assert join(done, origin, LEXICON).origins == ("Reuters", "NBC News")  # most rests on Reuters
    alone = trace([a1, a2], ["Reuters"], LEXICON)
    assert [c.trace for a in alone for c in a.claims] == [
        c.trace for a in trace([a1, a2], "Reuters", LEXICON) for c in a.claims
    ]


@pytest.mark.parametrize(
    "origin", ["NBC News, Reuters", ["NBC News, Reuters"], [], ["auto", "Reuters"], ["Reuters", " "]]
)
def test_origins_that_cannot_be_read_are_refused(origin: Any) -> None:
    with pytest.raises(ValueError, match="origin: "):
        trace([article("a1", [(0, "NBC News", 0)])], origin, LEXICON)


def broke_of(*articles: Article) -> tuple[str | None, str]:
    found = join(trace(articles, "auto", LEXICON), "auto", LEXICON).broke
    assert found is not None
    return found.origin, found.by


def test_who_broke_the_story_is_told_as_far_as_text_and_dates_tell() -> None:
    one = article("a1", [(0, "NBC News", 0), (2, "", 3)], day="2025-04-02")
    two = article("a2", [(0, "NBC News", 1)], day="2025-04-02")
    own = article("a0", [(5, "", 2)], outlet="NBC News", day="2025-04-01")
    assert broke_of(one, two) == ("NBC News", "credit")
    assert broke_of(one, two, own) == ("NBC News", "credit and date")
    assert broke_of(one, article("a2", [(0, "Reuters", 1), (2, "", 4)], day="2025-04-02")) == (None, "unknown")
    early = article("a3", [(5, "", 0)], day="2025-03-30")
    assert broke_of(one, two, early) == (None, "unknown")  # told before, and without credit
    quiet = [article("b1", [(5, "", 0)], day="2025-04-01", outlet="Harbor Weekly"), article("b2", [(5, "", 1)])]
    assert broke_of(*quiet) == (None, "unknown")
    assert broke_of(quiet[0], attrs.evolve(quiet[1], published="2025-04-02")) == ("Harbor Weekly", "date")


def credited_in(name: str, paragraph: int) -> Article:
    """An article that says something itself first, and credits NBC News in the paragraph of this number, from 0."""
    made = article(name, [(5, "", 3), (0, "NBC News", 0)], day="2025-04-02")
    own, credit = made.claims
    return attrs.evolve(made, claims=(own, attrs.evolve(credit, paragraph=paragraph)))


def test_an_outlet_has_the_story_where_most_articles_credit_it_high() -> None:
    high, low = [[credited_in(f"a{n}{p}", p) for n in range(3)] for p in (OPENING - 1, OPENING)]
    assert broke_of(*high) == broke_of(*high[:2], low[0]) == ("NBC News", "credit")
    assert broke_of(high[0], *low[:2]) == broke_of(*low) == (None, "unknown")  # a side matter for most
    for origin, who in (("auto", "No outlet is"), ("NBC News", "NBC News is not")):
        traced = trace(low, origin, LEXICON)
        found = join(traced, origin, LEXICON)
        assert found.broke is not None
        assert found.broke.reason == f"{who} credited with the story as a whole."
        (share,) = found.shares
        assert next(c.trace for a in traced for c in a.claims if c.id == share.claim) == "credited"


def test_credits_have_their_class() -> None:
    words = (
        "OSLO (Reuters) - The port will close. It said so on https://www.nbcnews.com/news/x today. "
        "It burned.\nLocal media reported a strike.\nWith inputs from agencies\nWith inputs from AFP\n"
    )
    dots = [n + 1 for n, c in enumerate(words) if c == "." and words[n + 1] in " \n"]
    ends = [0, *dots, len(words)]
    spans = [Span(a + (words[a] in " \n"), b) for a, b in pairwise(ends)]
    made = Article(
        "a", words, segments=(Segment(Span(0, len(words)), "prose"),), sentences=tuple(Sentence(s, ()) for s in spans)
    )
    found = {(credit.how, credit.outlet) for credit in credits_of(made, INDEX)}
    assert {
        ("dateline", "Reuters"),
        ("link", "NBC News"),
        ("vague", None),
        ("credit line", "Agence France-Presse"),
    } <= found


@pytest.mark.parametrize(
    ("line", "outlets"),
    [
        ("Copyright 2025 Reuters", ["Reuters"]),
        ("Copyright The Associated Press", ["Associated Press"]),
        ("© 2025 by Reuters. All rights reserved.", ["Reuters"]),
        ("Source: Reuters", ["Reuters"]),
        ("Copyright lawyers said Reuters had won.", []),
        ("Copyright lawyers for Reuters had won.", []),
        ("Reporting from Reuters, he said, had been read by all.", []),
    ],
)
def test_a_line_beside_the_story_credits_an_outlet_and_a_sentence_about_one_does_not(
    line: str, outlets: list[str]
) -> None:
    assert [credit.outlet for credit in at_foot(Article("a", f"The port will close.\n\n{line}\n"), INDEX)] == outlets


NBC = "https://www.nbcnews.com/news/norvik-ferries-rcna1"
CNN = "https://edition.cnn.com/2025/04/01/norvik"


def linking(made: Article, *links: tuple[str, str]) -> Article:
    """The article with links behind the first place of the words given."""
    places = [(made.text.index(words), words, url) for words, url in links]
    return attrs.evolve(made, links=tuple(Link(Span(at, at + len(words)), url) for at, words, url in places))


def rules(made: Article, origin: str = "NBC News") -> list[tuple[str | None, str | None]]:
    (done,) = trace([made], origin, LEXICON)
    return [(c.trace, c.evidence.rule if c.evidence else None) for c in done.claims]


def test_a_link_to_the_origins_report_credits_the_claims_of_its_sentence_and_opens_the_window() -> None:
    plain = article("a", [(5, "", 0), (5, "", 3), (5, "", 5)])
    assert rules(plain)[1] == ("untraced", "no-credit")
    made = linking(plain, ("forty old buses", "https://amp.nbcnews.com/norvik/buses?x=1"), ("the mayor", NBC))
    assert rules(made) == [("untraced", "no-credit"), ("credited", "credit-link"), ("carried", "carry-window")]
    (done,) = trace([made], "NBC News", LEXICON)
    assert done.claims[1].evidence is not None
    assert [span.of(made.text) for span in done.claims[1].evidence.spans] == ["the mayor", "forty old buses"]
    found = [(c.how, c.outlet, c.span.of(made.text), c.sentence) for c in credits_of(made, INDEX)]
    assert found == [("link", "NBC News", "the mayor", 1), ("link", "NBC News", "forty old buses", 1)]


def test_a_link_credits_what_an_unnamed_source_says_and_not_what_a_named_one_does() -> None:
    made = linking(article("a", [(3, "", 0)]), ("said", NBC))
    assert rules(made) == [("independent", "other-source")]
    made = linking(article("a", [(2, "", 0)]), ("said", NBC))
    assert rules(made) == [("credited", "credit-link")]


@pytest.mark.parametrize(
    "url",
    [
        "https://www.nbcnews.com",
        "https://www.nbcnews.com/",
        "https://www.nbcnews.com/#top",
        "https://www.nbcnews.com/topics/ferries",
        "https://www.nbcnews.com/author/ann-lee-ncpn1",
        "https://nbcnews.com.example.org/news/x",
        "https://www.facebook.com/sharer?u=https://www.nbcnews.com/news/x",
        "https://notnbcnews.com/news/x",
        "mailto:tips@nbcnews.com",
        "https://[broken/news",
    ],
)
def test_a_link_that_leads_to_no_report_of_the_origin_credits_nothing(url: str) -> None:
    made = linking(article("a", [(5, "", 0)]), ("ferries", url))
    assert rules(made) == [("untraced", "no-credit")]
    assert credits_of(made, INDEX) == ()


def test_a_link_that_is_a_whole_line_is_a_teaser_and_credits_nothing() -> None:
    made = article("a", [(5, "", 0), (5, "", 3)])
    whole = made.text.rstrip(". ")
    assert rules(linking(made, (whole, NBC))) == [("untraced", "no-credit")] * 2
    assert rules(linking(made, (CONTENTS[0], NBC)))[0] == ("credited", "credit-link")


def test_a_link_to_another_outlet_credits_that_outlet_unless_the_sentence_credits_the_origin() -> None:
    made = linking(article("a", [(1, "NBC News", 0), (5, "", 5)]), ("crews", CNN))
    assert rules(made)[1] == ("independent", "other-outlet")
    assert rules(made, "CNN")[1] == ("credited", "credit-link")
    (done,) = trace([made], "auto", LEXICON)
    assert done.claims[1].evidence is not None
    assert (done.claims[1].trace, done.claims[1].evidence.origin) == ("credited", "CNN")
    both = linking(made, ("crews", CNN), ("the ban on", NBC))
    assert rules(both)[1] == ("credited", "credit-link")


def test_a_link_to_the_articles_own_outlet_leaves_carried_claims_as_they_are() -> None:
    made = article("a", [(1, "NBC News", 0), (5, "", 5)], "CNN")
    assert rules(linking(made, ("crews", CNN)))[1] == rules(made)[1] == ("carried", "carry-window")


def test_a_link_within_another_claim_of_the_sentence_is_that_ones() -> None:
    words = f"{CONTENTS[0]}, and {CONTENTS[3]}."
    one, two = Span(0, len(CONTENTS[0])), Span(len(CONTENTS[0]) + 6, len(words) - 1)
    made = Article(
        "a",
        words,
        segments=(Segment(Span(0, len(words)), "prose"),),
        sentences=(Sentence(Span(0, len(words)), ()),),
        claims=tuple(Claim(f"a:{n}", "a", (s,), s.of(words), "none") for n, s in enumerate((one, two), start=1)),
    )
    assert rules(linking(made, ("ferries", NBC)))[0] == ("credited", "credit-link")
    assert rules(linking(made, ("buses", CNN))) == [("untraced", "no-credit"), ("independent", "other-outlet")]


def test_an_origin_that_articles_only_link_to_is_named_and_links_are_kept_in_a_saved_index(tmp_path: Path) -> None:
    made = linking(article("a", [(5, "", 0)]), ("ferries", NBC))
    assert names_origin(made, "NBC News", LEXICON)
    assert not names_origin(made, "CNN", LEXICON)
    index = TraceIndex(LEXICON, "NBC News")
    index.add([made])
    save_index(index, tmp_path)
    (kept,) = load_index(tmp_path, LEXICON).traced()
    assert kept.links == made.links
    assert kept.claims[0].trace == "credited"


def test_a_page_that_links_to_the_origin_is_traced_by_its_links(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    page = tmp_path / "ferries.html"
    page.write_text(
        "<!DOCTYPE html><html><head><title>Ferries</title></head><body>"
        '<nav><a href="https://www.cnn.com/2025/all">CNN</a></nav><article><h1>No ferries by night</h1>'
        f'<p>The port of Norvik will ban <a href="{NBC}">all night ferries</a> from May, and the board is to vote on'
        " it soon.</p><p>Crews heard of it on Monday from the harbour office, which keeps the list of all berths."
        "</p><p>Divers, painters and two dozen anglers use the same water after dark, and none of them was asked before"
        " the plan was drawn up. A hearing is set for the second week of April in the old customs house."
        f'</p><p><a href="{CNN}">Forty old buses were sold to the museum</a></p></article></body></html>',
        encoding="utf-8",
    )
    (read,) = read_articles(page)
    lines = [segment.span for segment in read.segments if segment.status == "prose"]
    made = attrs.evolve(
        read,
        sentences=tuple(Sentence(line, (), n, n) for n, line in enumerate(lines)),
        claims=tuple(
            Claim(f"{read.id}:{n}", read.id, (line,), line.of(read.text), "none", sentence=n - 1, paragraph=n - 1)
            for n, line in enumerate(lines, start=1)
        ),
    )
    assert rules(made)[:2] == [("credited", "credit-link"), ("carried", "carry-window")]
    assert {(c.how, c.outlet) for c in credits_of(made, INDEX)} == {("link", "NBC News")}


def test_a_dateline_carries_what_has_no_other_source() -> None:
    made = article("a", [(5, "", 0), (5, "", 3), (3, "", 5)])
    text = "OSLO (Reuters) - " + made.text
    shift = len("OSLO (Reuters) - ")

    def moved(span: Span) -> Span:
        return Span(span.start + shift, span.end + shift)

    claims = tuple(
        attrs.evolve(c, spans=tuple(map(moved, c.spans)), source=c.source and attrs.evolve(c.source, spans=()))
        for c in made.claims
    )
    sentences = tuple(
        attrs.evolve(s, span=Span(0 if n == 0 else s.span.start + shift, s.span.end + shift))
        for n, s in enumerate(made.sentences)
    )
    done = trace([attrs.evolve(made, text=text, claims=claims, sentences=sentences)], "Reuters", LEXICON)
    assert [c.trace for c in done[0].claims] == ["credited", "carried", "independent"]


# --- tables and graphs


def audit_of(*articles: Article, origin: Any = "NBC News") -> Any:
    from audit.model import AuditedArticle
    from audit.record.result import Audit

    done = trace(articles, origin, LEXICON)
    found = join(done, origin, LEXICON)
    audited = tuple(
        AuditedArticle(a.id, None, a.outlet, a.published, None, None, None, len(a.text), None, (), a.segments)
        for a in done
    )
    claims = tuple(claim for a in done for claim in a.claims)
    typed = origin if isinstance(origin, str) else "; ".join(origin)
    return Audit("0", {}, {}, typed, audited, claims, (), (), **found.kept(a.id for a in done))


def story() -> Any:
    return audit_of(
        article("a1", [(0, "NBC News", 0), (2, "", 3)], outlet="Harbor Weekly"),
        article("a2", [(5, "", 1), (4, "", 5)]),
        article("a3", [(3, "", 4)]),
    )


SEVERAL = ("articles", "traces", "claims", "clusters", "matrix", "credit", "echoes", "origins")


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize("origin", ["auto", ["Reuters", "NBC News"]])
def test_with_several_origins_every_table_says_which(name: str, origin: Any) -> None:
    audit = audit_of(
        article("a1", [(0, "NBC News", 0), (0, "Reuters", 3)]), article("a2", [(5, "", 1), (5, "", 4)]), origin=origin
    )
    for drawn in (audit.table(name), audit.table(name, "csv"), audit.table(name, "json"), audit.table(name, wide=True)):
        said = " ".join(drawn.split())
        assert "NBC News" in said
        assert "Reuters" in said
        assert "outlet that others credit" not in said
    assert max(map(len, audit.table(name).splitlines())) <= 80


@pytest.mark.parametrize("name", ["clusters", "matrix", "credit", "echoes", "claims", "origins"])
def test_tables_of_several_articles_fit_80_columns(name: str) -> None:
    drawn = story().table(name)
    assert max(map(len, drawn.splitlines())) <= 80
    assert story().table(name, unicode=False).isascii()
    assert story().table(name, "csv").splitlines()
    assert json.loads(story().table(name, "json"))


def test_tables_say_what_was_found() -> None:
    audit = story()
    (row,) = (r for r in json.loads(audit.table("credit", "json")) if r["article"] == "Harbor Weekly")
    assert (row["to the origin"], row["credited"], row["carried"], row["echoed"]) == (2, 1, 1, 0)
    assert row["first credit"] == "sentence 1"
    (echo,) = json.loads(audit.table("echoes", "json"))
    assert (echo["claim"], echo["other claim"]) == (CONTENTS[1], CONTENTS[0])
    assert echo["found"] == "no credit found"
    matrix = json.loads(audit.table("matrix", "json"))
    assert {row["Harbor Weekly"] for row in matrix} == {"credited", "carried"}
    assert "two harbor officials → NBC News → Harbor Weekly" in audit.table("claims", wide=True)


def test_an_echo_that_copies_words_says_how_many() -> None:
    audit = audit_of(article("a1", [(0, "NBC News", 0)]), article("a2", [(5, "", 0)]), article("a3", [(5, "", 1)]))
    rows = {row["article"]: row["words alike"] for row in json.loads(audit.table("echoes", "json"))}
    assert rows == {"a2": len(CONTENTS[0].split()), "a3": 0}
    assert "11 words" in " ".join(audit.table("echoes").split())


def test_an_audit_with_chains_and_clusters_reads_back() -> None:
    from audit.record.result import Audit

    audit = story()
    assert Audit.from_dict(json.loads(json.dumps(audit.to_dict()))) == audit


def test_the_graph_is_drawn_as_dot_and_json() -> None:
    audit = story()
    drawn = audit.graph("dot")
    assert drawn.startswith("digraph origins {")
    assert drawn.endswith("}")
    assert '"outlet:NBC News" -> "article:a1" [label="2 relayed"];' in drawn
    assert '"article:a1" -> "article:a2" [label="1 say the same, no credit found", style=dashed, dir=none];' in drawn
    earlier = audit_of(
        article("a1", [(0, "NBC News", 0)], day="2031-05-01"), article("a2", [(5, "", 1)], day="2031-05-02")
    )
    assert '"article:a1" -> "article:a2" [label="1 no credit found", style=dashed];' in earlier.graph("dot")
    wishes = [attrs.evolve(claim, cue_class="attitude") for claim in audit.claims]
    assert "->" not in attrs.evolve(audit, claims=tuple(wishes)).graph("dot")
    graph = json.loads(audit.graph("json"))
    names = {node["id"] for node in graph["nodes"]}
    assert all(edge["start"] in names and edge["end"] in names for edge in graph["edges"])
    with pytest.raises(ValueError, match="there are dot, json, prov"):
        audit.graph("svg")


def test_prov_says_what_was_quoted_from_whom() -> None:
    model = pytest.importorskip("prov.model")
    text = story().graph("prov")
    document = model.ProvDocument.deserialize(content=text, format="json")
    assert model.ProvDocument.deserialize(content=document.serialize(format="json"), format="json") == document
    types = json.dumps(json.loads(text))
    assert "prov:Quotation" in types or "wasQuotedFrom" in types
    assert "prov:PrimarySource" in types or "hadPrimarySource" in types


@pytest.mark.parametrize(
    ("texts", "head"),
    [
        (
            ("whether the north pier will close for a year?", "The north pier will close for a whole year."),
            "The north pier will close for a whole year.",
        ),
        (
            ("However, the north pier will close for a whole year.", "it will close for a year, from May to May"),
            "The north pier will close for a whole year.",
        ),
        (
            ("“The pier will be closed from May for a year,”", "the pier"),
            "“The pier will be closed from May for a year”",
        ),
        (
            ("“We shall close the north pier for a whole year,” Mr.", "it"),
            "“We shall close the north pier for a whole year”",
        ),
        (("and the pier will close from May for a year", "the pier"), "The pier will close from May for a year"),
        (
            ("Does anybody want the north pier of Norvik to be closed?", "that the north pier of Norvik is to close"),
            "The north pier of Norvik is to close",
        ),
    ],
)
def test_the_headline_is_the_fullest_plain_statement(texts: tuple[str, str], head: str) -> None:
    claims = [Claim(f"a{n}:1", f"a{n}", (Span(0, len(t)),), t, "none") for n, t in enumerate(texts)]
    assert headline(claims, LEXICON) == head
    assert headline(claims[::-1], LEXICON) == head


def test_what_is_written_and_has_no_name_is_no_origin_of_its_own_beside_one_that_has() -> None:
    text, paper = CONTENTS[0], Phrase(("excerpt",), "document", plural=True)
    verdict = Quoted("the same")

    def said(name: str, who: str, phrase: Phrase, resolved: str | None = None) -> Article:
        source = Source(who, (Span(0, 1),), resolved, phrase=phrase, listed=(who,))
        return Article(name, text, claims=(Claim(f"{name}:1", name, (Span(0, 9),), text, "named", source),))

    mayor = said("a1", "Ruth Okafor", Phrase(("Okafor",), "people", name="Ruth Okafor"), "Ruth Okafor")
    other = said("a2", "excerpts", paper)
    (claim,), (second,) = mayor.claims, other.claims
    outlets = LEXICON.once(OutletIndex)
    (cluster,) = clusters_of([mayor, other], [(claim, second, verdict)], outlets)
    assert (cluster.origins, cluster.bare) == (("Ruth Okafor",), ())
    alone = said("a1", "excerpts", paper)
    (cluster,) = clusters_of([alone, other], [(alone.claims[0], second, verdict)], outlets)
    assert cluster.origins == ("excerpts",)
    back = said("a1", "this data", Phrase(("datum",), "document", determiner="this", pointing=True))
    (cluster,) = clusters_of([back, other], [(back.claims[0], second, verdict)], outlets)
    assert (cluster.origins, cluster.bare) == (("excerpts",), ("a1:1",))


def test_claims_that_only_a_third_joins_stand_in_no_cluster_together() -> None:
    made = [article(name, [(0, "NBC News", 0)]) for name in ("a1", "a2", "a3")]
    one, two, three = (each.claims[0] for each in made)
    outlets = LEXICON.once(OutletIndex)
    told = [(one, two, Quoted("the same")), (two, three, Quoted("the same", similarity=0.96))]
    (cluster,) = clusters_of(made, told, outlets)
    assert cluster.claims == (one.id, two.id)
    may = (one, three, Quoted("perhaps", "possible", 0.5))
    (cluster,) = clusters_of(made, [*told, may], outlets)
    assert cluster.claims == (one.id, two.id, three.id)


def test_claims_on_one_matter_join_no_cluster() -> None:
    made = [article(name, [(0, "NBC News", 0)]) for name in ("a1", "a2")]
    pair = (made[0].claims[0], made[1].claims[0])
    outlets = LEXICON.once(OutletIndex)
    assert clusters_of(made, [(*pair, Judgement("same", 0.98, 0.92))], outlets)
    assert not clusters_of(made, [(*pair, Judgement("same", 0.98, 0.92, loose=True))], outlets)


def test_a_wish_or_plan_counts_in_no_cluster() -> None:
    made = [article("a1", [(0, "NBC News", 0)]), article("a2", [(5, "", 1)])]
    index = TraceIndex(LEXICON)
    index.add(made)
    pairs = index.pairs()
    outlets = LEXICON.once(OutletIndex)
    assert clusters_of(made, pairs, outlets)
    wishes = [(one, attrs.evolve(two, cue_class="attitude"), verdict) for one, two, verdict in pairs]
    assert not clusters_of(made, wishes, outlets)

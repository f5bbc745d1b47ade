"""Traces: an example for each rule in made-up stories, what must not count, and the laws that hold for any articles."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import attrs
import pytest
from claimed import phrase_of
from examples import sources_in
from hypothesis import given
from hypothesis import strategies as st

import audit.trace
from audit.lexicon import load_lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import TRACES, Article, Claim, Crediting, Segment, Source, Span
from audit.testing.strategies import articles
from audit.trace import names_origin, trace
from audit.trace.across.index import TraceIndex
from audit.trace.credit.groups import points_to_report, same_group
from audit.trace.credit.origin import Origin
from audit.trace.credit.published import first_published
from audit.trace.echo.bridge import Bridged, bridge
from audit.trace.echo.verdict import Judged

LEXICON = load_lexicon()
INDEX = OutletIndex(LEXICON)
NBC = Origin("NBC News", INDEX)
_CLAIM = re.compile(
    r"\[(?P<kind>[\w ]+)(?:; (?P<source>[^;=\]]+))?(?:=(?P<resolved>[^;\]]+))?(?:; via (?P<via>[^\]]+))?\]"
)


def source_of(words: str, places: tuple[Span, ...], resolved: str | None = None) -> Source:
    """A source with what its words tell, and what those tell that it stands for."""
    referent = phrase_of(resolved) if resolved else None
    return Source(words, places, resolved, None, phrase_of(words, places[0].start if places else 0), referent)


def story(words: str, name: str = "a", published: str | None = None, outlet: str | None = None) -> Article:
    """An article in a short notation: a line is a paragraph, "# " starts a heading, and "[kind; source=resolved; via
    outlet, outlet] text" is a claim; the source is not part of the text unless the text holds its words."""
    text, claims, segments = "", [], []
    for paragraph, line in enumerate(words.strip().splitlines()):
        line = line.strip()
        begin = len(text)
        if line.startswith("# "):
            text += line[2:]
            segments.append(Segment(Span(begin, len(text)), "heading"))
        else:
            pieces = list(_CLAIM.finditer(line))
            for n, match in enumerate(pieces):
                body = line[match.end() : pieces[n + 1].start() if n + 1 < len(pieces) else None].strip()
                span = Span(len(text), len(text) + len(body))
                text += body + " "
                source = None
                if match["source"]:
                    at = body.find(match["source"])
                    places = (Span(span.start + at, span.start + at + len(match["source"])),) if at >= 0 else ()
                    source = source_of(match["source"], places, match["resolved"])
                claims.append(
                    Claim(
                        f"{name}:{len(claims) + 1}",
                        name,
                        (span,),
                        body,
                        match["kind"],
                        source=source,
                        via=tuple(match["via"].split(", ")) if match["via"] else (),
                        sentence=len(claims),
                        paragraph=paragraph,
                    )
                )
            segments.append(Segment(Span(begin, len(text)), "prose"))
        text += "\n"
    assert claims
    return Article(name, text, outlet=outlet, published=published, segments=tuple(segments), claims=tuple(claims))


def traces(*stories: Article, origin: str = "NBC News") -> list[str]:
    return [claim.trace or "" for article in trace(stories, origin, LEXICON) for claim in article.claims]


def rules(*stories: Article, origin: str = "NBC News") -> list[str]:
    return [c.evidence.rule for a in trace(stories, origin, LEXICON) for c in a.claims if c.evidence is not None]


CREDIT = "[anonymous; two harbor officials; via NBC News] The port will ban night ferries."


# credited


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (CREDIT, "credit-chain"),
        ("[anonymous; two harbor officials; via CNN, NBC] The port will ban night ferries.", "credit-chain"),
        ("[named; NBC News] The port will ban night ferries.", "credit-source"),
        ("[named; the network=NBC News] The port will ban night ferries.", "credit-source"),
    ],
)
def test_its_chain_or_its_source_credits_a_claim_to_the_origin(line: str, rule: str) -> None:
    assert traces(story(line)) == ["credited"]
    assert rules(story(line)) == [rule]


@pytest.mark.parametrize(
    "line",
    [
        "[none] The minister attacked NBC News in a speech.",
        "[none] NBC News has four hundred reporters.",
        "[none] The port dismissed the NBC News report.",
        "[none] The port did not reply to NBC News.",
        "[sources said; critics of NBC News] The port will ban night ferries.",
    ],
)
def test_the_origin_as_a_topic_is_no_credit(line: str) -> None:
    assert traces(story(line)) == ["untraced"]


def test_what_a_named_source_says_of_the_origins_report_is_its_own() -> None:
    line = "[named; Mayor Ruth Okafor] NBC News reported a falsehood."
    assert rules(story(line)) == ["other-source"]
    assert traces(story("[named; former NBC News anchor Ann Lee] The port will close.")) == ["independent"]


def test_one_sentence_may_credit_two_outlets_each_for_its_own() -> None:
    article = story("[sources said; sources; via NBC News] Ferries stop at ten, [named; CNN] trains run on.")
    one_sentence = tuple(attrs.evolve(claim, sentence=0) for claim in article.claims)
    assert traces(attrs.evolve(article, claims=one_sentence)) == ["credited", "independent"]


def test_an_origin_in_no_lexicon_is_matched_as_typed() -> None:
    line = (
        "[sources said; sources; via Norvik Courier] A port will close. [named; the norvik courier] The norvik courier."
    )
    assert traces(story(line), origin="the norvik Courier") == ["credited", "credited"]
    assert traces(story(line)) != traces(story(line), origin="Norvik Courier")
    assert names_origin(story(line), "Norvik Courier", LEXICON)
    assert not names_origin(story(line), "NBC News", LEXICON)
    with pytest.raises(ValueError, match="name of an outlet"):
        trace([], "  ", LEXICON)


def test_in_the_origins_own_article_a_source_told_it_so_where_the_words_say_so() -> None:
    article = story(
        """[anonymous; two harbor officials; via NBC News] The port will ban ferries. [none] Crews were told on Monday.
        [named; Mayor Ruth Okafor] The ban is needed. [named; Reuters] The rail line closed too.""",
        outlet="NBC",
    )
    assert traces(article) == ["credited", "carried", "independent", "independent"]
    assert rules(article)[:2] == ["credit-chain", "carry-window"]


@pytest.mark.parametrize(
    "line",
    [
        "[none] The pier is long.",
        "[none] “The pier is long.”",
        "[anonymous; two harbor officials] The pier is long.",
        "[anonymous; voters] The pier is long.",
        "[anonymous; several lawmakers] The pier is long.",
        "[sources said; critics] The pier is long.",
        "[sources said] The pier is long.",
    ],
)
def test_what_the_origins_own_article_only_prints_is_not_its_reporting(line: str) -> None:
    assert traces(story(line, outlet="NBC News")) == ["untraced"]


def test_the_origins_own_article_does_not_echo_what_others_credit_it_with() -> None:
    own = story("[none] Night ferries will be banned by the port in May.", "own", outlet="NBC News")
    other = story("[anonymous; two harbor officials; via NBC News] The port will ban night ferries in May.", "other")
    assert traces(own) == ["untraced"]
    assert traces(own, other) == ["credited"] * 2
    assert rules(own, other)[0] == "credit-own-report"
    copied = attrs.evolve(own, outlet="Norvik Courier")
    assert traces(copied, other) == ["echoed", "credited"]


def test_a_dateline_or_byline_of_a_wire_makes_the_article_its_copy() -> None:
    lede = "[none] NORVIK (Reuters) - The port will ban night ferries."
    article = story(f"{lede}\n# Later\n[none] Fines come in May.\n[named; Mayor Ruth Okafor] The ban is needed.")
    assert traces(article, origin="Reuters") == ["credited", "carried", "independent"]
    assert rules(article, origin="Reuters")[:2] == ["credit-dateline", "carry-dateline"]
    first, *others = article.claims  # as audit.read divides a text, the dateline stands before the sentence
    after = attrs.evolve(first, spans=(Span(article.text.index("The port"), first.spans[-1].end),))
    assert rules(attrs.evolve(article, claims=(after, *others)), origin="Reuters")[0] == "credit-dateline"
    signed = attrs.evolve(story("[none] The port will ban night ferries."), byline="By Ann Lee, Reuters")
    assert rules(signed, origin="Reuters") == ["carry-dateline"]


def test_a_wires_own_article_is_no_copy_of_the_wire() -> None:
    lede = "[none] NORVIK (Reuters) - The port will ban night ferries."
    own = story(f"{lede}\n[none] Fines come in May.\n[anonymous; voters] The ban is needed.", outlet="Reuters")
    assert traces(own, origin="Reuters") == ["untraced"] * 3
    other = story("[anonymous; two clerks; via Reuters] The port will ban night ferries.", "other")
    assert rules(own, other, origin="Reuters")[0] == "credit-own-report"


def test_paragraphs_quoted_from_the_origin_are_carried() -> None:
    text = "[none] NBC News put it this way:\n[none] “The port will ban night ferries.”\n[none] Fines come in May."
    article = story(text)
    said = Crediting("NBC News", Span(0, 8), 0, "speaker", (Span(9, 12),))
    assert rules(attrs.evolve(article, credits=(said,)))[1] == "carry-quotation"
    assert rules(attrs.evolve(article, credits=(attrs.evolve(said, how=None),)))[1] == "no-credit"


# carried by the source


@pytest.mark.parametrize(
    "source",
    [
        "the officials",
        "one of the officials",
        "officials",
        "sources",
        "the sources",
        "six sources",
        "one harbor official",
    ],
)
def test_sources_credited_before_carry(source: str) -> None:
    article = story(f"{CREDIT}\n# Later\n[none] It rained.\n[anonymous; {source}] Fines come in May.")
    assert traces(article)[2] == "carried"
    assert rules(article)[2] == "carry-source"


@pytest.mark.parametrize(
    "source",
    [
        "Danish officials",
        "legal experts",
        "supporters",
        "former police officials",
        "officials in the Treasury",
        "critics",
        "a harbor official",
        "another harbor official",
    ],
)
def test_a_group_with_a_side_of_its_own_is_not_carried(source: str) -> None:
    assert traces(story(f"{CREDIT}\n[anonymous; {source}] Fines come in May."))[1] == "untraced"


def test_sources_whom_another_outlet_was_credited_with_are_not_carried() -> None:
    between = "[anonymous; three clerks; via Reuters] The rail line closes too."
    assert traces(story(f"{CREDIT}\n{between}\n[sources said; sources] Fines come in May.")) == [
        "credited",
        "independent",
        "untraced",
    ]


def test_the_officials_point_back_where_only_the_outlet_was_credited() -> None:
    first = "[named; NBC News] The port will ban night ferries.\n# Later"
    assert traces(story(f"{first}\n[anonymous; one of the former officials] Fines come in May."))[1] == "carried"
    assert traces(story(f"{first}\n[anonymous; two Danish officials] Fines come in May."))[1] == "untraced"


def test_nothing_is_carried_before_the_first_credit() -> None:
    assert traces(story(f"[sources said; sources] Fines come in May.\n{CREDIT}")) == ["untraced", "credited"]


def test_the_network_is_the_outlet_credited_last() -> None:
    article = story(f"{CREDIT}\n[named; the network] Fines come in May.")
    assert rules(article)[1] == "carry-report"


# carried by the window


def test_the_window_holds_for_the_rest_of_the_paragraph_and_the_next() -> None:
    article = story(f"{CREDIT} [none] Crews know.\n[none] Fines follow. [sources said] Guards come.\n[none] It rained.")
    assert traces(article) == ["credited", "carried", "carried", "carried", "untraced"]
    assert rules(article)[1:4] == ["carry-window"] * 3
    assert trace([article], "NBC News", LEXICON)[0].claims[3].evidence.claim == "a:1"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "between",
    [
        "\n# What comes next\n",
        "\n[named; Mayor Ruth Okafor] Roads are safe. ",
        "\n[sources said; aides; via CNN] Shops shut. ",
    ],
)
def test_a_heading_a_named_source_or_another_outlet_closes_the_window(between: str) -> None:
    assert traces(story(f"{CREDIT}{between}[none] Fines follow."))[-1] == "untraced"


def test_a_source_carried_claim_opens_the_window_again() -> None:
    article = story(f"{CREDIT}\n[none] It rained.\n[anonymous; the officials] Fines follow.\n[none] Guards come.")
    assert traces(article) == ["credited", "carried", "carried", "carried"]


def test_an_advertisement_between_paragraphs_is_no_paragraph() -> None:
    article = story(f"{CREDIT}\n[none] Fines follow.")
    apart = (article.claims[0], attrs.evolve(article.claims[1], paragraph=7))
    assert traces(attrs.evolve(article, claims=apart)) == ["credited", "carried"]


def test_a_wish_told_of_somebody_does_not_close_the_window() -> None:
    article = story(f"{CREDIT} [named; the mayor] to close more roads. [none] Fines follow.")
    wish = attrs.evolve(article.claims[1], cue_class="attitude")
    assert traces(attrs.evolve(article, claims=(article.claims[0], wish, article.claims[2])))[2] == "carried"


# independent


def test_named_sources_and_other_outlets_are_independent() -> None:
    article = story(
        """[named; Mayor Ruth Okafor] Roads are safe.
        [anonymous; two clerks; via Reuters] The rail line closes.
        [named; a Reuters poll] Voters agree.
        [sources said; local media] Shops shut."""
    )
    assert traces(article) == ["independent", "independent", "independent", "untraced"]


# echoed

TARGET = (
    "[anonymous; two harbor officials; via NBC News] The port authority will ban six night ferries to Norvik from May."
)


def echo_of(words: str, published: str | None = None, credited: str | None = None) -> Claim:
    out = trace([story(TARGET, "a", credited), story(words, "b", published)], "NBC News", LEXICON)
    return out[1].claims[0]


def test_a_restatement_without_credit_is_an_echo_with_its_match() -> None:
    claim = echo_of("[none] From May, the port authority is banning 6 night ferries to Norvik.")
    assert claim.trace == "echoed"
    assert claim.evidence is not None
    assert claim.evidence.claim == "a:1"
    assert claim.evidence.similarity is not None
    assert "dates are missing" in claim.evidence.reason


@pytest.mark.parametrize(
    "words",
    [
        "The port authority will not ban six night ferries to Norvik from May.",
        "The port authority has ruled out a ban on six night ferries to Norvik from May.",
        "The port authority will ban nine night ferries to Norvik from May.",
        "The port authority will paint its sheds.",
    ],
)
def test_other_polarity_other_numbers_or_other_matter_is_no_echo(words: str) -> None:
    assert echo_of(f"[none] {words}").trace == "untraced"


def test_a_named_claim_is_never_an_echo() -> None:
    words = "[named; Mayor Ruth Okafor] From May, the port authority is banning 6 night ferries to Norvik."
    assert echo_of(words).trace == "independent"


def test_an_article_published_before_every_credit_does_not_echo() -> None:
    words = "[none] From May, the port authority is banning 6 night ferries to Norvik."
    assert echo_of(words, published="2024-03-02", credited="2024-03-01").trace == "echoed"
    early = echo_of(words, published="2024-02-28", credited="2024-03-01")
    assert early.trace == "untraced"
    assert early.evidence is not None
    assert early.evidence.rule == "echo-too-early"
    assert first_published("2024-03-01T10:00:00Z", "2024-03-01") == "same day"
    assert first_published("last week", "2024-03-01") == "unknown"


def test_what_may_be_an_echo_is_shown_and_not_counted() -> None:
    class Unsure:
        def both(self, one: Claim, two: Claim, cosine: float | None) -> tuple[Judged, Judged]:
            return (Bridged(0.5, 0.6, "unsure", "possible"),) * 2

        def read(self, articles: Iterable[Article], wanted: frozenset[str]) -> None: ...

        def ahead(self, pairs: Sequence[tuple[Claim, Claim, float | None]]) -> None: ...

    index = TraceIndex(LEXICON, "NBC News", scorer=Unsure())
    index.add([story(CREDIT, "b"), story("[none] From May, the port is banning night ferries.")])
    claim = index.traced()[0].claims[0]
    assert claim.trace == "untraced"
    assert claim.evidence is not None
    assert (claim.evidence.rule, claim.evidence.claim, claim.evidence.similarity) == ("echo-possible", "b:1", 0.5)


def test_a_third_claim_makes_a_possible_echo_sure() -> None:
    target, near, far = (story(f"[none] Words {name}.", name).claims[0] for name in "abc")
    sure, possible = Bridged(0.9, 0.6, "alike"), Bridged(0.5, 0.6, "unsure", "possible")
    matches: dict[str, list[tuple[Claim, Judged]]] = {near.id: [(target, sure)], far.id: [(target, possible)]}
    bridge(matches, [(far.id, near.id, Bridged(0.7, 0.6, "alike"))])
    ((_, verdict),) = matches[far.id]
    assert (verdict.decision, verdict.similarity) == ("same", 0.7)
    assert near.id in verdict.reason
    alone: dict[str, list[tuple[Claim, Judged]]] = {near.id: [(target, possible)], far.id: [(target, possible)]}
    bridge(alone, [(far.id, near.id, sure)])
    assert alone[far.id] == [(target, possible)], "two that are unsure make nothing sure"


def test_only_articles_that_tell_one_story_are_encoded() -> None:
    seen: list[str] = []

    def encode(texts: Sequence[str]) -> list[list[float]]:
        seen.extend(texts)
        return [[1.0, 0.0] for _ in texts]

    near = "[none] From May, the port authority is banning 6 night ferries to Norvik."
    far = "[none] A whale was seen off the lighthouse on Sunday."
    out = trace([story(TARGET, "a"), story(near, "b"), story(far, "c")], "NBC News", LEXICON, encode)
    assert [article.claims[0].trace for article in out[1:]] == ["echoed", "untraced"]
    assert len([text for text in seen if " " in text]) == 2, "the rest are words, each once"
    assert not any("whale" in text for text in seen)


def test_reasons_speak_of_what_was_found() -> None:
    for article in trace([story(f"{CREDIT}\n[none] It rained.\n[none] Whales came.")], "NBC News", LEXICON):
        assert article.claims[-1].evidence is not None
        assert article.claims[-1].evidence.reason.startswith("No credit to NBC News found")


# the parts


def test_the_package_lists_every_rule_that_a_trace_can_have() -> None:
    listed = re.findall(r"\| ``([a-z-]+)`` \|", audit.trace.__doc__ or "")
    given_: set[str] = set()
    for path in Path(audit.trace.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GIVES_A_RULE:
                given_ |= {n.value for n in ast.walk(node.args[GIVES_A_RULE[node.func.id]]) if is_rule(n)}
    assert len(listed) == len(set(listed))
    assert set(listed) == given_


def test_every_rule_that_a_trace_can_have_is_asked_for_by_name_in_a_test() -> None:
    listed = re.findall(r"\| ``([a-z-]+)`` \|", audit.trace.__doc__ or "")
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert not [rule for rule in listed if f'"{rule}"' not in tests]


# What makes evidence, and which of its arguments is the rule
GIVES_A_RULE = {"Evidence": 0, "uncredited": 1}


def is_rule(node: ast.AST) -> bool:
    return (isinstance(node, ast.Constant) and isinstance(node.value, str) and "-" in node.value) or (
        isinstance(node, ast.Constant) and node.value in ("echo", "contradicts")
    )


def test_marks_of_a_group_decide_whether_it_is_the_same() -> None:
    (known,) = sources_in("[anonymous; six current and former U.S. officials familiar with the matter]")
    same = """[anonymous; one former U.S. official with knowledge of the plan] [anonymous; two of the officials]
        [anonymous; American officials] [anonymous; sources]"""
    others = """[anonymous; Mexican officials] [anonymous; U.S. and Mexican officials]
        [anonymous; law enforcement officials] [anonymous; lawyers] [anonymous; other officials]"""
    for line, fits in ((same, True), (others, False)):
        for words in sources_in(line):
            new, old = phrase_of(words), phrase_of(known)
            assert new is not None
            assert old is not None
            assert same_group(new, [old], LEXICON) == fits, (words, new)


def test_words_that_point_back_to_a_report_name_nothing_else() -> None:
    back = "[named; the network] [named; that news agency] [named; the same report] [named; its report]"
    others = "[named; a network] [named; the Norvik network] [named; the report by Reuters] [anonymous; two officials]"
    for line, points in ((back, True), (others, False)):
        for words in sources_in(line):
            source = Source(words, (Span(0, len(words)),), phrase=phrase_of(words))
            assert points_to_report(source, LEXICON) == points, words


# laws


@given(st.lists(articles(), min_size=1, max_size=3, unique_by=lambda article: article.id), st.randoms())
def test_every_claim_has_one_trace_and_the_order_of_articles_changes_nothing(
    drawn: list[Article], random: Random
) -> None:
    out = trace(drawn, "NBC News", LEXICON)
    assert [article.id for article in out] == [article.id for article in drawn]
    for before, after in zip(drawn, out, strict=True):
        assert attrs.evolve(after, claims=before.claims) == before
        for claim in after.claims:
            assert claim.trace in TRACES
            assert claim.evidence is not None
            assert all(span.end <= len(after.text) for span in claim.evidence.spans)
    shuffled = list(drawn)
    random.shuffle(shuffled)
    assert {a.id: a for a in trace(shuffled, "NBC News", LEXICON)} == {a.id: a for a in out}


@given(articles())
def test_credited_is_never_echoed_and_named_never_untraced(article: Article) -> None:
    for claim in trace([article], "NBC News", LEXICON)[0].claims:
        if any(NBC.meant_by(outlet) for outlet in claim.via):
            assert claim.trace == "credited"
        elif claim.kind == "named":
            assert claim.trace in ("credited", "carried", "independent")

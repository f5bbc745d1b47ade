"""Ledgers in an editor's words, two of them compared, and the presets that choose criteria."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from claimed import example

from audit.lexicon import LexiconError, load_lexicon, presets, with_weights
from audit.model import Article, AuditedArticle, Claim, Deduction, Span
from audit.report.why import compare, why
from audit.score import View, audited, rated, score

LEXICON = load_lexicon()
WEAK = "[sources said; sources] The plan is dead. [anonymous; two aides] The “old” hall is sold. [none] It rained."
GOOD = "[named; Mayor Ruth Okafor] The bridge is safe. [none] It opened on Monday."


def made(words: str, id: str = "x") -> tuple[AuditedArticle, Article]:
    article = attrs.evolve(example(words), id=id)
    view = View(article, LEXICON)
    return audited(view, rated(view)), article


def test_a_ledger_names_rows_standards_words_and_remedies_and_adds_up() -> None:
    record, article = made(WEAK)
    text = why(record, article.text, LEXICON)
    assert text.startswith(f"x: {record.score:g} of 100\n")
    for row in record.ledger:
        assert f"{'−' if row.points > 0 else '+'}{abs(row.points):g}" in text
    assert "B6 No reason is given for a source going unnamed (AP, SPJ, NYT, NPR)" in text
    assert "line 1: “sources”" in text
    assert "→ Say why the source is not named." in text
    assert f"= {record.score:g} " in " ".join(text.split())
    assert "Not assessed:" in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_count_them(end: str) -> None:
    words = "Sources said that the plan is dead."
    text = f"It rained.{end}A page break\f{words}"
    row = Deduction("B6", 5.0, "No reason is given.", (Span(text.index(words), len(text)),))
    record = attrs.evolve(made(WEAK)[0], ledger=(row,))
    assert "line 2: “Sources said" in why(record, text, LEXICON)


def test_an_article_without_claims_has_nothing_to_explain() -> None:
    view = View(Article("y", "It."), LEXICON)
    record = audited(view, rated(view))
    assert why(record, "It.", LEXICON) == "y: no score, since it makes no claims.\n"
    assert "nothing to compare" in compare(record, made(GOOD)[0], LEXICON)


def test_two_ledgers_are_compared_row_by_row() -> None:
    one, other = made(GOOD, "good")[0], made(WEAK, "weak")[0]
    text = compare(one, other, LEXICON, width=0)
    assert one.score is not None
    assert other.score is not None
    assert f"They are {one.score - other.score:.3g} points apart." in text
    lost = {row.criterion: row.points for row in one.ledger}
    for row in other.ledger:
        more = row.points - lost.get(row.criterion, 0.0)
        assert not more or f"{'weak' if more > 0 else 'good'} loses {abs(more):.3g} more" in text


def test_every_preset_chooses_criteria_with_equal_weights_and_says_that_nobody_endorsed_it() -> None:
    assert set(presets()) == {"default", "ap", "bbc", "npr", "reuters"}
    assert with_weights(LEXICON, "default") is LEXICON
    for name in presets()[1:]:
        chosen = [e for e in with_weights(LEXICON, name).file("criteria") if e["on"]]
        assert len({e["points"] for e in chosen} - {0.0}) == 1
        standards = {"ap": "AP", "bbc": "BBC", "npr": "NPR", "reuters": "Reuters"}[name]
        assert all(standards in e["standards"] for e in chosen)
        every = {e.id for e in LEXICON.file("criteria") if standards in e["standards"]}
        assert {e.id for e in chosen} == every
        folder = Path(__file__).resolve().parents[1] / "lexicons" / "presets"
        assert "Nobody" in (folder / f"{name}.toml").read_text(encoding="utf-8")


def test_a_users_own_weights_score_by_the_same_file_form(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\nnote = "ours"\n[points]\nB2 = 40\n[cap]\nB2 = 5\n', encoding="utf-8")
    lexicon = with_weights(LEXICON, path)
    article = example(WEAK)
    assert [(row.criterion, row.points) for row in score(article, lexicon).ledger] == [("B2", 5.0)]
    assert "presets/mine.toml" in lexicon.checksums


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "m"\nnote = ""\n[points]\nZ9 = 1\n', 'key "points.Z9": no such criterion'),
        ('name = "m"\nnote = ""\n[points]\nB2 = -1\n', 'key "points.B2": must be a number from 0 to 100'),
        ('name = "m"\nnote = ""\n', 'key "points": must be a table'),
        ("[points", "not a TOML file"),
    ],
)
def test_a_broken_file_of_weights_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=r"mine\.toml") as caught:
        with_weights(LEXICON, path)
    assert said in str(caught.value)


def test_an_unknown_preset_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(LexiconError, match="ap, bbc, npr, reuters"):
        with_weights(LEXICON, "guardian")


def test_the_level_counts_fully_identified_sources() -> None:
    claims: tuple[Claim, ...] = made(GOOD)[1].claims
    assert claims
    record = made(GOOD)[0]
    levels = {n: attrs.evolve(record, identified=n).level for n in (None, 0, 1, 3, 7)}
    assert levels == {None: None, 0: "none", 1: "one", 3: "two or three", 7: "four or more"}

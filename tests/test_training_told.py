"""What labels of news tell of antecedents: a pronoun and a definite noun that speak stand for whom the label names."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from examples import stored

from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import Span
from audit.resolve.candidates import Table
from audit.resolve.sources import walked
from benchmarks.gold import GoldError
from benchmarks.wide import story_file
from training.asked import of_news
from training.told import Label, Told, read_labelled, told_in

LEXICON = load_lexicon()
TWO = "Jane Alvarez met Robert Ellis on Monday. She said that the road would open. He said that it would stay shut."
MAYOR = "“I think that the bridge is old,” the mayor said."


def told(text: str, *labels: tuple[str, str, str, str]) -> tuple[Table, dict[str, Told]]:
    """The candidates, and what labels (a part of the text, kinds, source, cue) tell, by the word that points."""
    table = Table(walked(find(stored(text), LEXICON), LEXICON)[1])
    spans = [(Span(text.index(part), text.index(part) + len(part)), *rest) for part, *rest in labels]
    found = told_in(table, tuple(Label(*label) for label in spans))
    return table, {table.rows[place].token.text: one for place, one in found.items()}


def names(table: Table, one: Told) -> set[str]:
    return {table.context.mentions.entities[place].name for place in one.entities}


def test_a_pronoun_that_speaks_stands_for_whom_the_label_names() -> None:
    table, found = told(
        TWO,
        ("She said that the road would open.", "n", "Jane Alvarez", "said"),
        ("He said that it would stay shut.", "n", "Ellis", "said"),
    )
    assert {word: names(table, one) for word, one in found.items()} == {"She": {"Jane Alvarez"}, "He": {"Robert Ellis"}}


@pytest.mark.parametrize("label", [("n", "Jane Alvarez", "announced"), ("-", "", ""), ("n", "Ivo Brandt", "said")])
def test_nothing_is_told_by_another_cue_or_a_name_that_the_text_lacks(label: tuple[str, str, str]) -> None:
    assert told(TWO, ("She said that the road would open.", *label))[1] == {}


def test_a_noun_whose_own_words_are_the_label_stands_for_nobody() -> None:
    table, found = told(MAYOR, (MAYOR, "a", "the mayor", "said"))
    assert {word: (one.entities, one.nouns) for word, one in found.items()} == {"mayor": (frozenset(), frozenset())}
    assert all(case.none for case in of_news(table, {}).cases)


def test_what_points_and_is_not_labelled_is_no_answer() -> None:
    text = TWO
    table, _ = told(text)
    he = Label(Span(text.index("He said"), len(text)), "n", "Robert Ellis", "said")
    (case,) = of_news(table, told_in(table, (he,))).cases
    answers = {table.rows[row].token.text: bool(right) for row, right in zip(case.others, case.right, strict=True)}
    closed = {table.rows[row].token.text for row, free in zip(case.others, case.open, strict=True) if not free}
    assert answers["Robert"] is True or answers["Ellis"] is True
    assert "She" not in closed  # another gender is no candidate at all
    assert not case.none


def test_an_article_that_is_another_text_is_refused(tmp_path: Path) -> None:
    row = {"title": "A road", "source": "Gazette", "date": "2020-01-01T00:00", "url": "https://example.org/road"}
    row["content_original"] = TWO
    (tmp_path / "a1.json").write_text(json.dumps(row), encoding="utf-8")
    labels = tmp_path / "labels.jsonl"
    made = sha256(story_file(row).encode()).hexdigest()

    def write(checksum: str, name: str = "a1") -> None:
        line = {"id": name, "checksum": checksum, "labels": [[0, 4, "n", "Jane Alvarez", "said"], [5, 9, "x"]]}
        labels.write_text(json.dumps(line) + "\n", encoding="utf-8")

    write(made)
    ((article, found),) = read_labelled(labels, tmp_path)
    assert TWO in article.text
    assert found == (Label(Span(0, 4), "n", "Jane Alvarez", "said"), Label(Span(5, 9), "x", "", ""))
    write("0" * 64)
    with pytest.raises(GoldError, match="another text"):
        list(read_labelled(labels, tmp_path))
    write(made, "b2")
    with pytest.raises(GoldError, match="no such file"):
        list(read_labelled(labels, tmp_path))

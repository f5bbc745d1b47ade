"""What must hold of pairs: whatever order those asked after come in, each has the same numbers; and LitBank's words are
found in its originals."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.find import find
from audit.lexicon import load_lexicon
from audit.resolve.candidates import Table
from audit.resolve.pairs import before, pair_numbers
from audit.resolve.salience import Salience
from audit.resolve.sources import walked
from audit.testing.strategies import Known, known_articles
from benchmarks.gold import GoldError
from benchmarks.litbank import on_trees, read_litbank

LEXICON = load_lexicon()


@settings(max_examples=25)
@given(known_articles(), st.randoms(use_true_random=False))
def test_each_has_the_same_numbers_in_whatever_order_they_are_asked(known: Known, shuffle: Random) -> None:
    table = Table(walked(find(known.trees, LEXICON), LEXICON)[1])
    salience = Salience(table)
    for place, row in enumerate(table.rows):
        others = before(table, place) if row.points else []
        if others:
            found = pair_numbers(table, salience, place, others)
            order = list(range(len(others)))
            shuffle.shuffle(order)
            again = pair_numbers(table, salience, place, [others[i] for i in order])
            assert np.isfinite(found).all()
            assert (found[order] == again).all()


WORDS = ["Mara", "met", "the", "mayor", ".", "She", "laughed", "."]
GOLD = ["(1)", "_", "(2", "2)", "_", "(1)", "_", "_"]


def novel(folder: Path, original: str) -> Path:
    (folder / "coref" / "conll").mkdir(parents=True)
    (folder / "original").mkdir()
    rows = [f"x\t0\t{n}\t{word}\t_\t{gold}" for n, (word, gold) in enumerate(zip(WORDS, GOLD, strict=True))]
    (folder / "coref" / "conll" / "1_x_brat.conll").write_text("#begin document\n" + "\n".join(rows), "utf-8")
    (folder / "original" / "1_x.txt").write_text(original, "utf-8")
    return folder


def test_words_of_a_novel_are_found_in_its_lines_and_paragraphs(tmp_path: Path) -> None:
    (found,) = read_litbank(novel(tmp_path, "Mara met\nthe _mayor_.\n\n\nShe laughed. And more that is not read."))
    text = found.article.text
    assert [(entity, text[span.start : span.end]) for entity, span in found.mentions] == [
        ("1", "Mara"),
        ("2", "the  mayor"),
        ("1", "She"),
    ]
    assert [text[s.span.start : s.span.end].strip() for s in found.article.segments] == [
        "Mara met the  mayor .",
        "She laughed.",
    ]
    assert on_trees(found, found.article).mentions == ()


def test_a_novel_whose_words_are_not_in_its_original_is_left_out(tmp_path: Path) -> None:
    assert list(read_litbank(novel(tmp_path, "Mara met nobody at all."))) == []


def test_a_folder_without_novels_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no coref/conll"):
        list(read_litbank(tmp_path))

"""Trees from raw text against a treebank: how it is read, how trees are put against it, what is counted."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from audit.model import Sentence, Span, Token
from audit.parse import Parser
from benchmarks.gold import GoldError
from benchmarks.treebank import (
    Score,
    as_conllu,
    evaluated,
    held,
    main,
    measured,
    parsed,
    read_documents,
    relations,
    rows,
    told,
    treebanks,
    without_long,
)

UD = Path(__file__).parent / "data" / "treebank"
TEST = UD / "en_own-ud-test.conllu"


def test_a_document_is_its_text_with_paragraphs_and_places() -> None:
    market, harbour = read_documents(TEST)
    assert market.text.startswith("The market hasn't opened yet. Officials said")
    assert [market.text[span.start : span.end][:9] for span in market.paragraphs] == ["The marke", "\"We can't"]
    assert market.text.count("\n\n") == 1
    assert harbour.id == "own_harbour"
    solid = "".join(market.text.split())
    for words in market.words:
        assert all(solid[word.start : word.end] == word.columns[1] for word in words)  # "has" and "n't" apart


def test_what_is_right_scores_all_and_one_wrong_head_less() -> None:
    documents = read_documents(TEST)
    gold = [one.conllu for one in documents]
    assert set(measured("".join(gold), "".join(gold)).values()) == {100.0}
    assert all(score.f1 == 100 for score in relations(documents, gold).values())
    wrong = [text.replace("\t12\tccomp", "\t11\tacl") for text in gold]
    figures = measured("".join(gold), "".join(wrong))
    words = sum(len(sentence) for one in documents for sentence in one.words)
    assert figures["UAS"] == pytest.approx(100 - 100 / words)
    found = relations(documents, wrong)
    assert found["ccomp"] == Score(gold=3, found=2, right=2)
    assert found["acl"] == Score(gold=0, found=1, right=0)
    assert found["acl"].f1 == 0


def test_a_contraction_counts_the_same_written_out_or_marked() -> None:
    documents = read_documents(TEST)
    plain = ["\n".join(x for x in one.conllu.split("\n") if "-" not in x.partition("\t")[0]) for one in documents]
    assert set(measured("".join(one.conllu for one in documents), "".join(plain)).values()) == {100.0}
    assert all(score.f1 == 100 for score in relations(documents, plain).values())


def test_other_text_is_refused() -> None:
    gold = read_documents(TEST)[0].conllu
    with pytest.raises(GoldError, match="not of one text"):
        measured(gold, gold.replace("market", "harbour"))


def token(index: int, start: int, end: int, text: str, head: int, label: str) -> Token:
    return Token(index, Span(start, end), text[start:end], text[start:end], "X", "X", "", head, label)


def test_every_character_stands_in_the_trees_that_are_scored() -> None:
    text = "Up http://a now dunno"
    some = (token(0, 0, 2, text, -1, "root"), token(1, 12, 15, text, 0, "dep"))
    twice = (token(2, 16, 21, text, 0, "dep"), token(3, 16, 21, text, 2, "dep"))  # a contraction not written out
    written = as_conllu(text, [Sentence(Span(0, 21), (*some, *twice), 0, 0)])
    table = [line.split("\t") for line in written.strip().split("\n")]
    assert [(row[0], row[1], row[6]) for row in table] == [
        ("1", "Up", "0"),
        ("2", "http://a", "1"),
        ("3", "now", "1"),
        ("4-5", "dunno", "_"),
        ("4", "dunno", "1"),
        ("5", "dunno", "4"),
    ]


def test_sentences_with_a_very_long_token_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "en_own-ud-test.conllu"
    path.write_text(TEST.read_text("utf-8").replace("\tyet\t", "\t" + "y" * 61 + "\t", 1), encoding="utf-8")
    first = read_documents(path)[0]
    kept = without_long(first)
    assert kept is not None
    assert len(kept.lines) == len(first.lines) - 1
    assert kept.text.startswith("Officials said")
    assert len(kept.paragraphs) == 2


def test_rows_tell_news_and_what_was_trained_on_apart() -> None:
    market, harbour = read_documents(TEST)
    news = attrs.evolve(market, id="GUM_news_market")
    found = rows({"EWT": [market], "GUM": [news, harbour]}, {"EWT": [market.conllu], "GUM": [news.conllu, harbour.conllu]}, {"own_harbour"})  # fmt: skip # noqa: E501
    assert [row.name for row in found] == ["EWT", "GUM", "GUM, news", "GUM, not in train", "all"]
    assert found[1].words == found[2].words + sum(map(len, harbour.words))
    assert held(found) == []  # all right
    assert "GUM, news" in told(found)
    assert "advmod" in told(found, every=True)


def test_our_parser_reads_our_treebank(parser: Parser) -> None:
    documents = read_documents(TEST)
    figures = measured("".join(one.conllu for one in documents), "".join(parsed(parser, documents)))
    assert figures["Words"] > 95
    assert figures["LAS"] > 80


def test_what_cannot_be_measured_is_told_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--ud", str(tmp_path)]) == 2
    assert "*-ud-test*.conllu" in capsys.readouterr().err
    (tmp_path / "en_own-ud-test.conllu").write_text("\n")
    assert main(["--ud", str(tmp_path)]) == 2
    assert "no sentence" in capsys.readouterr().err
    (tmp_path / "en_own-ud-test.conllu").write_bytes(TEST.read_bytes())
    assert main(["--ud", str(tmp_path), "--models", str(tmp_path / "none")]) == 2
    assert "no such model folder" in capsys.readouterr().err
    with pytest.raises(GoldError):
        treebanks(tmp_path, "dev")
    with pytest.raises(GoldError):
        evaluated(tmp_path, part="dev")

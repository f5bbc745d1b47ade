"""What must hold of the benchmark of pronouns: entities read as they are bracketed, texts laid out exactly, answers
judged by the words that name somebody."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from audit.find import find
from audit.lexicon import load_lexicon
from audit.resolve.candidates import Table
from audit.resolve.sources import walked
from benchmarks import pronouns
from benchmarks.coreference import Gold, answers_by, brackets, head_words, read_documents, rows_in_gold
from benchmarks.gold import GoldError
from benchmarks.pronouns import Answer, answers, figures

LEXICON = load_lexicon()


def rows(*words: str) -> str:
    """Lines of CoNLL-U from "form lemma UPOS XPOS feats head relation misc"; their numbers are counted."""
    lines = []
    for number, word in enumerate(words, start=1):
        form, lemma, upos, xpos, feats, head, relation, misc = word.split()
        lines.append("\t".join([str(number), form, lemma, upos, xpos, feats, head, relation, "_", misc]))
    return "\n".join(lines)


LEADS = """# newdoc id = GUM_news_bridge
# global.Entity = GRP-etype-infstat-salience-centering-minspan-link-identity
# meta::genre = news
# newpar
# newpar_block = p (2 s)
# text = Mara Oduya leads Dunmore's council.
""" + rows(
    "Mara Mara PROPN NNP Number=Sing 3 nsubj Entity=(1-person-new-nnnnn-cf1-1,2-coref",
    "Oduya Oduya PROPN NNP Number=Sing 1 flat Entity=1)",
    "leads lead VERB VBZ _ 0 root _",
    "Dunmore Dunmore PROPN NNP Number=Sing 6 nmod:poss Entity=(2-organization-new-nnnnn-cf2-3-coref(3-place-new",
    "'s 's PART POS _ 4 case Entity=3)",
    "council council NOUN NN Number=Sing 3 obj Entity=2)|SpaceAfter=No",
    ". . PUNCT . _ 3 punct _",
).replace("4\tDunmore", "4-5\tDunmore's\t_\t_\t_\t_\t_\t_\t_\t_\n4\tDunmore")  # a contraction, as the text writes it

SAID = "# text = She said it sleeps.\n" + rows(
    "She she PRON PRP Gender=Fem|Number=Sing|Person=3|PronType=Prs 2 nsubj Entity=(1-person-giv:act-nnnnn-cf1-1-ana)",
    "said say VERB VBD _ 0 root _",
    "it it PRON PRP Number=Sing 4 nsubj Entity=(2-organization-giv:act-nnnnn-cf2-1-ana)",
    "sleeps sleep VERB VBZ _ 2 ccomp SpaceAfter=No",
    ". . PUNCT . _ 2 punct _",
)

KNOWS = "# newpar\n# newpar_block = head (1 s)\n# text = They said it sleeps.\n" + rows(
    "They they PRON PRP Number=Plur|Person=3|PronType=Prs 2 nsubj Entity=(9-person-acc-nnnnn-cf1-1-sgl)",
    "said say VERB VBD _ 0 root _",
    "it it PRON PRP Number=Sing 4 nsubj Entity=(2-organization-giv:act-nnnnn-cf2-1-ana)",
    "sleeps sleep VERB VBZ _ 2 ccomp SpaceAfter=No",
    ". . PUNCT . _ 2 punct _",
)

CORPUS = "\n\n".join([LEADS, SAID, KNOWS, LEADS.replace("GUM_news_bridge", "GUM_bio_oduya")]) + "\n\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "gum.conllu"
    path.write_text(CORPUS, encoding="utf-8")
    return path


def test_a_document_is_its_sentences_with_every_word_where_its_span_says(corpus: Path) -> None:
    first, second = read_documents(corpus)
    article = first.article
    assert article.text == "Mara Oduya leads Dunmore's council. She said it sleeps.\nThey said it sleeps."
    assert [s.span.of(article.text) for s in article.sentences] == [
        "Mara Oduya leads Dunmore's council.",
        "She said it sleeps.",
        "They said it sleeps.",
    ]
    assert [t.span.of(article.text) for t in article.sentences[1].tokens] == ["She", "said", "it", "sleeps", "."]
    assert [(s.span.of(article.text), s.status) for s in article.segments] == [
        ("Mara Oduya leads Dunmore's council. She said it sleeps.", "prose"),
        ("They said it sleeps.", "heading"),
    ]
    assert [s.segment for s in article.sentences] == [0, 0, 1]
    assert (first.genre, second.genre) == ("news", "news")
    assert second.article.id == "GUM_bio_oduya"


def test_mentions_nest_and_have_heads(corpus: Path) -> None:
    document = next(iter(read_documents(corpus)))
    found = {(m.entity, m.sentence): (m.words, m.head) for m in document.mentions}
    assert found["1", 0] == ((0, 1), 0)
    assert found["2", 0] == ((3, 4, 5), 5)
    assert found["3", 0] == ((3, 4), 3)
    assert found["1", 1] == ((0,), 0)


def test_a_mention_is_known_by_its_head_and_a_name_by_its_last_word(corpus: Path) -> None:
    document = next(iter(read_documents(corpus)))
    words = {(m.entity, m.sentence): head_words(document.article.sentences[m.sentence], m) for m in document.mentions}
    assert words["1", 0] == {"mara", "oduya"}
    assert words["2", 0] == {"council"}
    assert words["1", 1] == frozenset()  # a pronoun names nobody


def test_brackets_open_and_close_in_order() -> None:
    assert list(brackets("")) == []
    assert list(brackets("(1-person-new)")) == [("open", "1-person-new"), ("close", "1")]
    assert list(brackets("3)2)")) == [("close", "3"), ("close", "2")]
    assert list(brackets("(7-abstract-new(3-place-giv:act-Some_%28place%29)")) == [
        ("open", "7-abstract-new"),
        ("open", "3-place-giv:act-Some_%28place%29"),
        ("close", "3"),
    ]
    assert list(brackets("4)(5-person-new")) == [("close", "4"), ("open", "5-person-new")]


@pytest.mark.parametrize(
    ("resolved", "words"),
    [
        ("Mara Oduya", {"oduya"}),
        ("Mara Oduya Jr.", {"oduya", "jr"}),
        ("a clerk of the court", {"clerk", "court"}),
        ("the men who fished", {"men", "fished"}),
        ("Dunmore’s", {"dunmore"}),
    ],
)
def test_an_answer_is_judged_by_its_last_word_and_its_head(resolved: str, words: set[str]) -> None:
    assert answers_by(resolved) == words


def test_every_pronoun_that_speaks_counts_and_one_that_gold_never_names_cannot_be_right(corpus: Path) -> None:
    document = next(iter(read_documents(corpus)))
    she, they = answers(document, LEXICON)
    assert (she.pronoun, she.resolved, she.right, she.sentence) == ("she", "Mara Oduya", True, 1)
    assert she.names == ("Mara Oduya",)
    assert (they.pronoun, they.names, they.right) == ("they", (), False)


def test_an_answer_is_right_where_its_head_is_that_of_a_mention(corpus: Path) -> None:
    gold = Gold.of(next(iter(read_documents(corpus))))
    assert gold.is_right("1", "Mara Oduya")
    assert gold.is_right("1", "President Oduya")  # no words of the text: judged by its last word
    assert gold.is_right("2", "Dunmore's council")
    assert not gold.is_right("2", "Dunmore")
    assert not gold.is_right("1", "council")


def test_candidates_are_laid_on_gold_by_where_their_words_begin(corpus: Path) -> None:
    document = next(iter(read_documents(corpus)))
    table = Table(walked(find(document.article, LEXICON), LEXICON)[1])
    found = {row.token.text: entity for row, entity in zip(table.rows, rows_in_gold(document, table), strict=True)}
    assert (found["Mara"], found["council"], found["She"]) == ("1", "2", "1")


def test_a_name_that_follows_its_noun_is_a_mention_of_whom_both_name(tmp_path: Path) -> None:
    text = "# newdoc id = GUM_news_play\n# newpar\n# text = Actor Mara Oduya left Ivo.\n" + rows(
        "Actor actor NOUN NN Number=Sing 4 nsubj Entity=(1-person-new",
        "Mara Mara PROPN NNP Number=Sing 1 flat _",
        "Oduya Oduya PROPN NNP Number=Sing 2 flat Entity=1)",
        "left leave VERB VBD _ 0 root _",
        "Ivo Ivo PROPN NNP Number=Sing 4 obj Entity=(2-person-new)|SpaceAfter=No",
        ". . PUNCT . _ 4 punct _",
    )
    (tmp_path / "gum.conllu").write_text(text + "\n\n", encoding="utf-8")
    (document,) = read_documents(tmp_path / "gum.conllu")
    gold = Gold.of(document)
    assert {gold.document.article.text[start:][:4] for start in gold.at} == {"Acto", "Mara", "Ivo."}
    assert gold.is_right("1", "Mara Oduya")
    assert not gold.is_right("2", "Mara Oduya")
    assert document.mentions[0].kind == "person"


def test_unresolved_is_not_wrong() -> None:
    def answer(resolved: str | None, right: bool) -> Answer:
        return Answer("d", "news", "he", resolved, ("Ivo Brandt",), right, 0)

    found = figures([answer("Ivo Brandt", True), answer("Mara Oduya", False), answer(None, False), answer(None, False)])
    assert found == {"number": 4, "named": 4, "resolved": 50.0, "precision": 50.0, "recall": 25.0}
    assert figures([]) == {"number": 0, "named": 0, "resolved": 0.0, "precision": 0.0, "recall": 0.0}


def test_the_command_prints_a_row_for_each_pronoun_and_genre(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    errors = tmp_path / "errors.txt"
    monkeypatch.setattr(
        sys, "argv", ["pronouns", "--gold", str(corpus), "--gold-trees", "--rules-only", "--errors", str(errors)]
    )
    assert pronouns.main() == 0
    lines = {line.split("  ")[0]: line.split()[-5:] for line in capsys.readouterr().out.splitlines() if "  " in line}
    assert lines["she"] == ["1", "1", "100.0", "100.0", "100.0"]
    assert lines["in news"] == ["2", "1", "100.0", "100.0", "100.0"]
    assert errors.read_text(encoding="utf-8").strip() == ""


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.conllu"
    path.write_text(f"{SAID}\n\n1\tone\n".replace("# text", "# newdoc id = a\n# text"), encoding="utf-8")
    with pytest.raises(GoldError, match=r"broken\.conllu: line 9: .*columns"):
        list(read_documents(path))
    with pytest.raises(GoldError, match=r"missing\.conllu"):
        list(read_documents(tmp_path / "missing.conllu"))

"""CoNLL-U: what is written reads back the same, other people's files get spans, and a broken line is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.model import Sentence, Span
from audit.parse import ConlluError, read_conllu, write_conllu
from audit.testing.strategies import articles, sentences, texts

# As treebanks are published: no spans, "cannot" as two words of one token, an empty node.
FOREIGN = """\
# sent_id = 1
# text = They cannot say so.
1	They	they	PRON	PRP	Number=Plur	4	nsubj	_	_
2-3	cannot	_	_	_	_	_	_	_	_
2	can	can	AUX	MD	_	4	aux	_	_
3	not	not	PART	RB	_	4	advmod	_	_
3.1	do	do	VERB	_	_	_	_	_	_
4	say	say	VERB	VB	_	0	root	_	_
5	so	so	ADV	RB	_	4	advmod	_	SpaceAfter=No
6	.	.	PUNCT	.	_	4	punct	_	_

# start_char = 20
1	Yes	yes	INTJ	UH	_	0	root	_	SpaceAfter=No
2	!	!	PUNCT	.	_	1	punct	_	_
"""


@given(st.data(), texts(), st.integers(0, 9), st.integers(0, 9))
def test_a_sentence_is_read_back_as_it_was_written(
    data: st.DataObject, text: str, paragraph: int, segment: int
) -> None:
    sentence = data.draw(sentences(text, paragraph=paragraph, segment=segment).filter(lambda s: s.tokens))
    assert read_conllu(write_conllu([sentence])) == [sentence]


@given(articles().map(lambda article: [s for s in article.sentences if s.tokens]))
def test_the_sentences_of_an_article_are_read_back_as_they_were_written(trees: list[Sentence]) -> None:
    written = write_conllu(trees)
    assert read_conllu(written) == trees
    assert write_conllu(read_conllu(written)) == written


def test_trees_without_spans_get_them_from_their_spaces() -> None:
    first, second = read_conllu(FOREIGN)
    text = "They cannot say so. Yes!"
    assert [t.span.of(text) for t in first.tokens] == ["They", "cannot", "cannot", "say", "so", "."]
    assert [t.text for t in first.tokens] == ["They", "can", "not", "say", "so", "."]
    assert [t.span.of(text) for t in second.tokens] == ["Yes", "!"]
    assert (first.span, second.span) == (Span(0, 19), Span(20, 24))


def test_columns_are_read_and_the_root_has_no_governor() -> None:
    first, _ = read_conllu(FOREIGN)
    assert [t.head for t in first.tokens] == [3, 3, 3, -1, 3, 3]
    they = first.tokens[0]
    assert (they.lemma, they.upos, they.xpos, they.feats, they.deprel) == (
        "they",
        "PRON",
        "PRP",
        "Number=Plur",
        "nsubj",
    )
    assert first.tokens[1].feats == ""


def test_nothing_is_written_and_read_as_nothing() -> None:
    assert write_conllu([]) == ""
    assert read_conllu("") == read_conllu("\n\n") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\tnsubj\t_\t_", "\tnsubj\t_", "line 3: 9 columns instead of 10"),
        ("\t4\tnsubj", "\tfour\tnsubj", "line 3: invalid literal"),
        ("4\tsay\t", "5\tsay\t", "line 8: word 5 where 4 is due"),
        ("\t4\tpunct", "\t9\tpunct", "word 6 has no governor in the sentence"),
        ("\t_\tSpaceAfter=No\n2\t!", "\t_\tstart_char=x|end_char=3\n2\t!", "line 13: invalid literal"),
        ("1\tYes", "# only a comment\n\n1\tYes", "line 12: a sentence without words"),
    ],
)
def test_a_broken_line_is_named(old: str, new: str, said: str) -> None:
    assert old in FOREIGN
    with pytest.raises(ConlluError, match=said):
        read_conllu(FOREIGN.replace(old, new))


WORDS = [number for number, line in enumerate(FOREIGN.splitlines()) if "\t" in line]
CELLS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=6) | st.sampled_from(
    ("_", "0", "-5", "99", "SpaceAfter=No", "start_char=3|end_char=1", "start_char=3", "=|=")
)


@given(st.sampled_from(WORDS), st.integers(1, 9), CELLS)
def test_any_cell_is_read_or_refused_in_words(line: int, column: int, cell: str) -> None:
    lines = FOREIGN.splitlines()
    cells = lines[line].split("\t")
    cells[column] = cell
    lines[line] = "\t".join(cells)
    message = ""
    try:
        trees = read_conllu("\n".join(lines))
    except ConlluError as error:
        message = str(error)
    if message:
        assert message.startswith("line ")
    else:
        assert [len(tree.tokens) for tree in trees] == [6, 2]

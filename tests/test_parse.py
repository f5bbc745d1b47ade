"""Parse: spans are the text whatever the text, models are checked before they are loaded, vectors tell the like."""

from __future__ import annotations

import hashlib
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve
from examples import article_of, stored
from hypothesis import given
from hypothesis import strategies as st

from audit.model import Article, Sentence
from audit.parse import ModelError, Parser, StoredParser, load_parser
from audit.parse.pieces import KEPT_OF_A_RUN, LONGEST_RUN, like_training, pieces
from audit.testing.strategies import articles

# --- with the embedded models


def parsed(parser: Parser, *texts: str) -> list[Article]:
    return parser.parse([article_of(text, f"text-{number}") for number, text in enumerate(texts)])


def check(article: Article) -> None:
    """Tokens stand in the text in order, each with its own words, in a tree with one root, within their segment."""
    end = 0
    for sentence in article.sentences:
        segment = article.segments[sentence.segment]
        assert segment.span.start <= sentence.span.start < sentence.span.end <= segment.span.end
        assert end <= sentence.span.start
        assert sum(token.head < 0 for token in sentence.tokens) == 1
        for before, token in itertools.pairwise((None, *sentence.tokens)):
            assert token is not None
            assert token.span.of(article.text) == token.text
            assert token.text.strip()
            if before is not None and token.span != before.span:  # words of a contraction may share a span
                assert before.span.end <= token.span.start
        end = sentence.span.end


ODD = {
    "curly quotation marks": "“We’re done,” she said — and left. He didn’t.",
    "emoji": "The mayor 🙂 said 👩‍👩‍👧 that it was fine. It was 🎉.",
    "NUL and controls": "The mayor\x00said that\x07it was fine.\u200b It was.",
    "right to left": "העיר אמרה שהגשר סגור. The bridge\u200f is shut.",
    "another language": "Der Bürgermeister sagte, dass die Brücke geschlossen sei.",
    "odd spaces": "The mayor\u00a0said\u2009that it was\u3000fine.",
    "lone surrogate": "The mayor said \ud83d that it was fine.",
    "unbalanced quotation marks": "“The bridge is old, she said. ‘It ”must” close.",
    "only marks": "?! … “”",
    "combining marks": "Jose\u0301 said that the cafe\u0301 was shut.",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_spans_are_the_text(parser: Parser, text: str) -> None:
    (article,) = parsed(parser, text)
    assert article.sentences
    check(article)


def test_a_run_without_spaces_is_one_costly_word_no_more(parser: Parser) -> None:
    text = f"The mayor posted {'x' * 5000} on Monday. It was long."
    (article,) = parsed(parser, text)
    check(article)
    assert "x" * 5000 in [token.text for sentence in article.sentences for token in sentence.tokens]
    assert article.sentences[-1].span.of(text) == "It was long."


def test_a_sentence_of_2000_words_is_cut_and_nothing_lost(parser: Parser) -> None:
    text = "The mayor said that " + "the old bridge and the new road and " * 250 + "the harbour were shut."
    (article,) = parsed(parser, text)
    check(article)
    assert "".join(t.text for s in article.sentences for t in s.tokens) == text.replace(" ", "")
    assert max(len(sentence.tokens) for sentence in article.sentences) <= 250


def test_articles_without_text_have_no_sentences(parser: Parser) -> None:
    for article in parsed(parser, "", " \n ", "\x00"):
        assert article.sentences == ()
    assert parser.parse([]) == []


def test_front_matter_is_not_parsed_and_table_cells_stand_alone(parser: Parser) -> None:
    article = article_of("outlet: Norvik Post\n\nRoads shut | 12 roads | 3 bridges\n\nThe road is shut.")
    first, second, third = article.segments
    segments = (evolve(first, status="metadata"), evolve(second, status="table"), third)
    (done,) = parser.parse([evolve(article, segments=segments)])
    check(done)
    assert [(s.segment, s.span.of(done.text)) for s in done.sentences] == [
        (1, "Roads shut"),
        (1, "12 roads"),
        (1, "3 bridges"),
        (2, "The road is shut."),
    ]


def test_articles_keep_their_order_and_their_trees_in_any_batch(parser: Parser) -> None:
    texts = [
        "The mayor said that the bridge was old.",
        "",
        "Nobody cares.\n\nThe road is shut.",
        "Two officials told NBC News that the search had ended.",
    ]
    together = parsed(parser, *texts)
    assert [article.id for article in together] == ["text-0", "text-1", "text-2", "text-3"]

    def shape(article: Article) -> list[list[tuple[str, int, str]]]:
        return [[(t.text, t.head, t.deprel) for t in sentence.tokens] for sentence in article.sentences]

    alone = [parsed(parser, text)[0] for text in texts]
    assert [shape(article) for article in together] == [shape(article) for article in alone]


def test_stored_parses_are_those_of_the_embedded_models(parser: Parser) -> None:
    texts = ["The minister said that the bridge would close.", "Sources said that the talks had failed."]
    for text in texts:
        (article,) = parser.parse([article_of(text)])
        assert [s.tokens for s in article.sentences] == [s.tokens for s in stored(text).sentences]


def test_the_parser_says_what_it_is(parser: Parser) -> None:
    assert isinstance(parser, Parser)
    assert parser.name == "embedded"
    assert {"tokenize.pt", "mwt.pt", "pos.pt", "lemma.pt", "depparse.pt"} <= set(parser.models)
    assert all(len(checksum) == 64 for checksum in parser.models.values())


def test_vectors_have_length_one_and_are_nearest_for_the_like(parser: Parser) -> None:
    claim, paraphrase, other = parser.encode(
        [
            "The bridge over the river will be shut for repairs in May.",
            "Repairs will close the river bridge in May.",
            "The orchestra played two encores on Saturday night.",
        ]
    )

    def dot(left: list[float], right: list[float]) -> float:
        return sum(a * b for a, b in zip(left, right, strict=True))

    for vector in (claim, paraphrase, other):
        assert dot(vector, vector) == pytest.approx(1.0, abs=1e-4)
    assert dot(claim, paraphrase) > 0.6 > 0.4 > dot(claim, other)
    assert parser.encode([]) == []


# --- what the models see


@given(st.text())
def test_what_the_models_see_is_as_long_as_the_text(text: str) -> None:
    seen = like_training(text)
    assert len(seen) == len(text)
    assert like_training(seen) == seen
    plain = "".join(character for character in text if character.isascii() and character.isprintable())
    assert "".join(s for s, t in zip(seen, text, strict=True) if t.isascii() and t.isprintable()) == plain


def test_typographic_characters_become_plain_ones() -> None:
    assert like_training("“It’s\u00a0„old“,”\u2009he said‑\x00") == '"It\'s "old"," he said- '


RUNS = st.lists(
    st.text(alphabet="ab“ .\n", max_size=9) | st.integers(1, 3 * LONGEST_RUN).map(lambda length: "x" * length),
    max_size=6,
).map("".join)


@given(RUNS | st.text())
def test_the_spans_of_a_piece_map_back_to_the_text(text: str) -> None:
    for piece in pieces(article_of(text)):
        whole = piece.span(0, len(piece.text))
        assert like_training(whole.of(text)).strip()
        end = whole.start
        for place in range(len(piece.text)):
            span = piece.span(place, place + 1)
            assert span.start == end  # characters follow each other without a gap
            assert like_training(text[span.start]) == piece.text[place]
            end = span.end
        assert end == whole.end


@given(RUNS)
def test_a_long_run_is_shown_by_its_first_characters(text: str) -> None:
    for piece in pieces(article_of(text)):
        assert all(len(run) < LONGEST_RUN for run in piece.text.split())
        for place, left_out in piece.cuts:
            assert piece.text[place - KEPT_OF_A_RUN : place].split() == [piece.text[place - KEPT_OF_A_RUN : place]]
            assert left_out >= LONGEST_RUN - KEPT_OF_A_RUN


# --- stored trees, and models that are not there


def test_a_list_of_links_within_a_sentence_is_not_shown_to_the_models() -> None:
    text = (
        "Governor Ruth Okafor Ruth Anne OkaforPort asks for more Quay shut again MORE on Monday met Ivo Lund "
        "Ivo (Bo) LundMORE, who left. She met Ida Roe Ida Jane Roe2020 votes near MORE. They ate."
    )
    (piece,) = pieces(article_of(text))
    assert piece.text.split() == (
        "Governor Ruth Okafor on Monday met Ivo Lund , who left. She met Ida Roe . They ate.".split()
    )
    words = [(place, letter) for place, letter in enumerate(piece.text) if letter != " "]
    assert all(piece.span(place, place + 1).of(text) == letter for place, letter in words)


@given(articles())
def test_a_stored_parser_gives_back_what_it_holds(article: Article) -> None:
    trees: dict[str, tuple[Sentence, ...]] = {article.id: article.sentences}
    parser = StoredParser(trees)
    assert isinstance(parser, Parser)
    (found,) = parser.parse([evolve(article, sentences=())])
    assert found == article
    assert parser.encode(["a"]) == []


def test_a_stored_parser_refuses_an_article_it_does_not_hold() -> None:
    with pytest.raises(KeyError, match="example"):
        StoredParser({}).parse([article_of("The road is shut.")])


# --- threads that wait


@pytest.mark.parametrize(
    ("start", "given", "spins"),
    [("import audit", None, "0"), ("import audit.find.refine", None, "0"), ("import audit", "ACTIVE", "30000000000")],
)
def test_threads_that_wait_sleep_unless_the_user_says_otherwise(start: str, given: str | None, spins: str) -> None:
    """OpenMP prints what it goes by as torch loads it; without a policy of ours its threads spin."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OMP_", "GOMP_"))}
    environment |= {"OMP_DISPLAY_ENV": "VERBOSE", "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    environment |= {"OMP_WAIT_POLICY": given} if given else {}
    script = f"{start}; import os, torch; print(os.environ['OMP_WAIT_POLICY'])"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [given or "PASSIVE"]
    said = [line for line in done.stderr.splitlines() if "GOMP_SPINCOUNT" in line]  # GNU's OpenMP says it, others not
    assert all(f"'{spins}'" in line for line in said)
    assert said or sys.platform != "linux"


@pytest.mark.parametrize("given", [None, "2"])
@pytest.mark.parametrize(
    ("name", "ours"),
    [("OPENBLAS_NUM_THREADS", "1"), ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "32"), ("LRU_CACHE_CAPACITY", "32")],
)
def test_what_the_libraries_below_go_by_is_ours_unless_the_user_says_otherwise(
    name: str, ours: str, given: str | None
) -> None:
    environment = {key: value for key, value in os.environ.items() if key != name}
    environment |= {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    environment |= {name: given} if given else {}
    script = f"import audit, os; print(os.environ[{name!r}])"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [given or ours]


# --- memory


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="how much memory a process has is read from /proc")
def test_products_of_ever_other_sizes_take_no_more_memory() -> None:
    """As torch comes, each size leaves a copy of the weights behind: 140 MB here."""
    script = """
import audit, mmap, torch
from audit.parse.freed import give_back
from audit.parse.packed import packed
layer = packed(torch.nn.Linear(384, 1536), 100)
def held():
    give_back()
    return int(open("/proc/self/statm").read().split()[1]) * mmap.PAGESIZE >> 20
def take(rows):
    with torch.inference_mode():
        layer(torch.zeros(rows, 384))
take(1000)
for rows in range(40): take(600 + rows)
before = held()
for rows in range(250): take(1 + rows)
print(held() - before)
"""
    environment = {name: value for name, value in os.environ.items() if not name.endswith("CACHE_CAPACITY")}
    environment |= {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 60


NAMES = ("tokenize.pt", "mwt.pt", "pos.pt", "lemma.pt", "depparse.pt")


def model_folder(folder: Path, names: tuple[str, ...] = NAMES) -> Path:
    """A folder of the embedded form with small files in the models' place, and their true checksums."""
    (folder / "encoder").mkdir(parents=True)
    lines = []
    for name in names:
        (folder / name).write_bytes(name.encode())
        lines.append(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n")
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    return folder


def refusal(model: str | Path) -> str:
    with pytest.raises(ModelError) as error:
        load_parser(model)
    return str(error.value)


def test_a_damaged_model_is_named_before_it_is_loaded(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "models")
    (folder / "pos.pt").write_bytes(b"something else")
    said = refusal(folder)
    assert str(folder / "pos.pt") in said
    assert "damaged" in said
    assert "--model" in said


def test_a_missing_model_file_is_named(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "models")
    (folder / "lemma.pt").unlink()
    said = refusal(folder)
    assert str(folder / "lemma.pt") in said
    assert "missing" in said


def test_models_without_their_checksums_are_refused(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "models")
    (folder / "SHA256SUMS").unlink()
    assert "SHA256SUMS" in refusal(folder)
    said = refusal(model_folder(tmp_path / "fewer", NAMES[:-1]))
    assert "SHA256SUMS does not list depparse.pt" in said


def test_files_that_are_no_models_are_refused_in_words(tmp_path: Path) -> None:
    assert "cannot be loaded" in refusal(model_folder(tmp_path / "models"))


def test_a_folder_that_is_not_there_and_one_without_models_are_named(tmp_path: Path) -> None:
    said = refusal(tmp_path / "nowhere")
    assert "no such model folder" in said
    assert "stanza:default" in said
    said = refusal(tmp_path)
    assert str(tmp_path) in said
    assert "resources.json" in said


def test_an_unknown_official_package_is_named_with_those_that_are_known() -> None:
    said = refusal("stanza:quick")
    assert "stanza:quick: unknown package" in said
    assert "stanza:default, stanza:default_accurate" in said

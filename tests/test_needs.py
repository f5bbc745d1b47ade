"""What needs a source, as learned: NumPy says what torch learned, each claim for itself, and a lean eases alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from claimed import example
from examples import name_of, stored, table
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from transformers import AutoTokenizer

from audit.claims import make_claims
from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import Span, Token
from audit.parse import ModelError
from audit.parse.spelled import ENCODER, Spelled
from audit.resolve import resolve
from audit.score import View
from audit.score.learned import FOLDER, Asked, Needs, NeedsError, load_needs, with_needs
from audit.score.needs import accuses
from audit.score.needs import asked as counted_in
from audit.score.reading import AFTER, BEFORE, BESIDE, JUDGED, LONGEST, NEAR, TAGS, Reading, reading, tag_of
from audit.score.setting import PLACES, Setting, Settings, numbers, ranks
from training.needs import HEADS, JUDGING, LETTERS, NEEDING, WIDTH, Labelled, Network, told, weights

LEXICON = load_lexicon()
FEATURES = ("verdict", "length", "subject NOUN")
SETTINGS = {"features": FEATURES, "scale": 1.0, "shift": 0.0, "leaning": 0.5, "bar": 0.4, "sha256": "0"}
SPELLED, ANOTHER = Spelled(ENCODER), Spelled(ENCODER)
WORDS = ("It", "was", "a", "humiliating", "defeat", "Zoë", "½", "antidisestablishmentarianism", "\u200b", "…")
SETTINGS |= {"letters": LETTERS, "asking": NEEDING, "judging": JUDGING, "heads": HEADS}


def network(seed: int = 3, more: int = 0) -> Network:
    """A network that has learned nothing, its layers, which begin as ones that add nothing, drawn at random too."""
    import torch

    torch.manual_seed(seed)
    nothing, spread = np.zeros(WIDTH, np.float32), np.full(WIDTH, 1.5, np.float32)
    made = Network(len(FEATURES) + more, nothing, spread, (nothing + 0.01, spread / 30))
    with torch.no_grad():
        for weight in made.layers.parameters():
            weight.add_(0.05 * torch.randn_like(weight))
    made.eval()
    return made


def asked(seed: int, size: int, leaning: bool = False) -> Asked:
    rng = np.random.default_rng(seed)
    near = rng.integers(0, 9, 3)
    parts = [BEFORE] * near[0] + [BESIDE] * near[1] + [JUDGED] * size + [AFTER] * near[2]
    tags = [str(tag) for tag in rng.choice(TAGS, len(parts))]
    tokens = [
        Token(n, Span(6 * n, 6 * n + 5), "words", "word", tag, "NN", "_", n - 1, "dep") for n, tag in enumerate(tags)
    ]
    vectors = rng.normal(size=(len(parts), WIDTH)).astype(np.float16)
    own = tuple(token for token, part in zip(tokens, parts, strict=True) if part == JUDGED)
    words = tuple(map(str, rng.choice(WORDS, len(parts))))
    read = Reading(vectors, words, tuple(map(tag_of, tags)), tuple(parts), tuple(t.span for t in tokens), own)
    return Asked(read, {"verdict": 1.0, "length": float(rng.random()), "unknown": 1.0}, leaning)


CLAIMS = st.lists(st.builds(asked, st.integers(0, 99), st.integers(1, 90), st.booleans()), min_size=1, max_size=4)


def counted(claim: Asked) -> Any:
    return np.array([claim.counted.get(name, 0.0) for name in FEATURES], np.float32)


@settings(max_examples=15)
@given(CLAIMS)
def test_numpy_says_what_torch_learned(claims: list[Asked]) -> None:
    made = network()
    nothing = np.zeros(len(LETTERS), np.float32)
    rows = [Labelled(c.reading, counted(c), nothing, 0.0, None) for c in claims]
    found = told(made, rows)
    for need, row, claim in zip(
        Needs(weights(made), SETTINGS, SPELLED).of(claims, LEXICON), found, claims, strict=True
    ):
        wanted = 1 / (1 + np.exp(-(row[0] - 0.5 * claim.leaning)))
        assert need.source == pytest.approx(wanted, abs=0.01)  # half floats
        assert 0 <= need.voice <= need.source <= 1


def drawn_together() -> dict[str, Any]:
    rng = np.random.default_rng(5)
    made = {name: rng.normal(size=(WIDTH, width)) / 20 for name, width in (("beside", 4), ("whole", 3))}
    made |= {"beside_shift": rng.normal(size=4), "whole_shift": rng.normal(size=3)}
    return {name: value.astype(np.float16) for name, value in made.items()}


def setting(seed: int) -> Setting:
    rng = np.random.default_rng(seed)
    before, after, whole = rng.normal(size=(3, WIDTH)).astype(np.float32)
    return Setting(tuple(rng.random(PLACES)), before if seed % 2 else None, after, whole)


@settings(max_examples=15)
@given(CLAIMS, st.integers(0, 99))
def test_numpy_reads_what_stands_around_as_torch_does(claims: list[Asked], seed: int) -> None:
    together = drawn_together()
    made = network(more=PLACES + 4 + 4 + 3)
    placed = [attrs.evolve(claim, setting=setting(seed + n)) for n, claim in enumerate(claims)]
    nothing = np.zeros(len(LETTERS), np.float32)
    wide = {name: value.astype(np.float32) for name, value in together.items()}
    rows = [
        Labelled(
            claim.reading,
            np.concatenate([counted(claim), numbers(claim.setting, wide)]).astype(np.float32),
            nothing,
            0.0,
            None,
        )
        for claim in placed
    ]
    needs = Needs({**weights(made), **together}, SETTINGS, SPELLED)
    for need, row, claim in zip(needs.of(placed, LEXICON), told(made, rows), placed, strict=True):
        wanted = 1 / (1 + np.exp(-(row[0] - 0.5 * claim.leaning)))
        assert need.source == pytest.approx(wanted, abs=0.02)  # half floats


def test_where_a_claim_stands_hangs_on_paragraphs_that_claim_something_and_on_nobody_who_speaks() -> None:
    article = example("[none] It rained. [named; Ann Lee] It is over. [none] It was a humiliating defeat.")
    trees = [attrs.evolve(s, vectors=np.full((len(s.tokens), WIDTH), n)) for n, s in enumerate(article.sentences)]
    article = attrs.evolve(article, sentences=tuple(trees))
    around = Settings(article, article.claims)
    first, *_, last = (around.of(claim) for claim in article.claims)
    assert first.place[:3] == (1.0, 0.0, 0.0)
    assert first.before is None
    assert last.after is None
    assert last.place[4] == pytest.approx(2 / 3)
    bare = [attrs.evolve(claim, kind="none", source=None, cue=None) for claim in article.claims]
    assert all(
        Settings(article, bare).of(b).place == around.of(c).place for b, c in zip(bare, article.claims, strict=True)
    )
    assert ranks(article.claims) == {claim.paragraph: place for place, claim in enumerate(article.claims)}


@settings(max_examples=15)
@given(CLAIMS)
def test_a_claim_is_judged_by_itself_and_names_its_own_words(claims: list[Asked]) -> None:
    needs = Needs(weights(network()), SETTINGS, SPELLED)
    for need, claim in zip(needs.of(claims, LEXICON), claims, strict=True):
        (alone,) = needs.of([claim], LEXICON)
        assert need.source == pytest.approx(alone.source, abs=1e-4)
        ends = (claim.reading.own[0].span.start, claim.reading.own[-1].span.end)
        assert all(ends[0] <= span.start < span.end <= ends[1] for span in need.words)


def test_read_are_the_words_of_a_claim_in_its_sentence_and_of_those_beside_it() -> None:
    article = stored(
        "Ana Lund said the bridge would stay shut.\n\nIt is not safe for anybody.\n\nBoats crossed the harbour all day."
    )
    first, second, third = (s.tokens for s in article.sentences)
    trees = [attrs.evolve(s, vectors=np.full((len(s.tokens), WIDTH), n)) for n, s in enumerate(article.sentences)]
    article = attrs.evolve(article, sentences=tuple(trees))
    span = Span(second[2].span.start, second[4].span.end)
    found = reading(article, [span], 1)
    assert found is not None
    parts = [BEFORE] * len(first) + [BESIDE] * 2 + [JUDGED] * 3 + [BESIDE] * (len(second) - 5) + [AFTER] * len(third)
    assert list(found.parts) == parts
    assert found.own == second[2:5]
    assert [int(row[0]) for row in found.vectors] == [0] * len(first) + [1] * len(second) + [2] * len(third)
    assert [article.text[s.start : s.end] for s in found.spans] == [t.text for t in (*first, *second, *third)]
    assert list(found.words) == [t.text for t in (*first, *second, *third)]
    assert reading(article, [], 1) is None
    assert len(reading(article, [second[0].span], 1).tags) <= NEAR + LONGEST + NEAR  # type: ignore[union-attr]


def test_a_word_is_spelled_with_the_mean_of_its_pieces_whatever_their_case() -> None:
    with safe_open(str(FOLDER / "encoder" / "model.safetensors"), "np") as weights_of:
        rows = weights_of.get_tensor("embeddings.word_embeddings.weight").astype(np.float32)
    words = AutoTokenizer.from_pretrained(str(FOLDER / "encoder"), local_files_only=True)
    pieces = words("antidisestablishmentarianism", add_special_tokens=False)["input_ids"]
    assert len(pieces) > 1
    long, upper, nothing = SPELLED.of(["antidisestablishmentarianism", "ANTIdisestablishmentarianism", "\u200b"])
    assert long == pytest.approx(rows[pieces].mean(0), abs=1e-3)
    assert (long == upper).all()
    assert not nothing.any()
    assert SPELLED.of([]).shape == (0, WIDTH)


@given(st.lists(st.text(max_size=9), max_size=6), st.lists(st.text(max_size=9), max_size=6))
def test_a_word_is_spelled_the_same_whatever_is_asked_beside_it(some: list[str], others: list[str]) -> None:
    together, alone = ANOTHER.of([*some, *others]), [SPELLED.of([word]) for word in some]
    assert all((one[0] == row).all() for one, row in zip(alone, together, strict=False))


def test_words_are_spelled_the_same_by_several_threads_while_rows_are_put_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.parse.spelled._KEPT", 3)
    made, lists = Spelled(ENCODER), [[*WORDS[n:], *WORDS[:n], f"word{n}"] for n in range(len(WORDS))] * 20
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(made.of, lists))
    assert all((rows == SPELLED.of(words)).all() for rows, words in zip(found, lists, strict=True))


def test_an_encoder_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.parse.spelled.ENCODER", tmp_path / "encoder")
    with pytest.raises(NeedsError, match="encoder: the encoder cannot be read"):
        load_needs()


@settings(max_examples=15)
@given(st.integers(0, 999), st.integers(1, 40))
def test_an_attributed_claim_before_never_asks_for_more(seed: int, size: int) -> None:
    needs = Needs(weights(network()), SETTINGS, SPELLED)
    (plain,), (leaning,) = needs.of([asked(seed, size)], LEXICON), needs.of([asked(seed, size, True)], LEXICON)
    assert leaning.source <= plain.source


def test_without_vectors_or_without_what_was_learned_an_article_stays_as_it_is() -> None:
    article = example("[none] It was a humiliating defeat. [named; Ann Lee] It is over.")
    assert with_needs(article, LEXICON, Needs(weights(network()), SETTINGS, SPELLED)) is article
    assert with_needs(article, LEXICON, None) is article
    view = View(article, LEXICON)
    (need,) = view.needs.values()
    assert need.loaded
    assert not need.mind


def test_every_letter_that_asks_is_one_of_the_guideline() -> None:
    assert set(NEEDING) < set(LETTERS)
    assert len(set(LETTERS)) == len(LETTERS)


def test_damaged_weights_are_refused(tmp_path: Any) -> None:
    (tmp_path / "needs-words.json").write_text('{"sha256": "0"}')
    (tmp_path / "needs-words.safetensors").write_bytes(b"no weights")
    with pytest.raises(NeedsError, match="damaged"):
        load_needs(tmp_path)
    assert not issubclass(NeedsError, ModelError)


TOLD_AS_SUCH = (
    "The clerk was charged with fraud.",
    "A former broker pleaded guilty to lying.",
    "She was sued over allegations of harassment.",
    "The council works against organized crime.",
    "The bill changes the criminal justice system.",
    "The firm did not cheat its workers.",
    "The clerk seemed too dull to have falsified the books.",
    "The firm was too small to cheat anybody.",
    "The office has the means to go after illegal sales of boats.",
    "A tape of the clerk bragging about cheating his guests was sold.",
)
FACTS = (
    "The clerk falsified the books in a scheme.",
    "The firm cheated its workers.",
    "The payment was illegal.",
    "The clerk seemed dull enough to have falsified the books.",
    "The firm went on to cheat its guests.",
    "The office has lived from illegal sales of boats.",
    "The clerk went on cheating his guests.",
)


@pytest.mark.parametrize("text", [*TOLD_AS_SUCH, *FACTS])
def test_wrong_doing_is_an_accusation_only_where_the_article_tells_it_as_a_fact(text: str) -> None:
    (sentence,) = stored(text).sentences
    assert accuses(sentence.tokens, LEXICON) is (text in FACTS)
    assert ("accuses" in counted_in(sentence.tokens, LEXICON)) is (text in FACTS)


@pytest.mark.parametrize("example", [e for e in table("needs") if "accuses" in e], ids=name_of)
def test_the_law_as_such_and_history_accuse_nobody(example: dict[str, Any]) -> None:
    (sentence,) = stored(example["text"]).sentences
    assert accuses(sentence.tokens, LEXICON) is example["accuses"]


@pytest.mark.parametrize("example", [e for e in table("needs") if "insiders" in e], ids=name_of)
def test_officials_of_a_body_who_tell_what_it_does_speak_for_it(example: dict[str, Any]) -> None:
    view = View(make_claims(resolve(find(stored(example["text"]), LEXICON), LEXICON), LEXICON), LEXICON)
    assert [claims[0].source.text for claims in view.insiders.values() if claims[0].source] == example["insiders"]

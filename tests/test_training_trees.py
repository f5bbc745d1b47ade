"""What makes the parser's models again: a small run on a treebank of our own, its card and checksums, what it refuses;
the adapter and what is remembered of the encoder."""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
import torch
from safetensors.torch import load_file
from transformers import BertConfig, BertModel

from audit.model import Article, Segment, Span
from audit.parse import load_parser
from audit.parse.embedded import verify
from audit.parse.stanza_parser import EMBEDDED
from benchmarks.treebank import read_documents
from training import adapted, checkpoints, treebanks, trees
from training import made as made_of

# Stanza leaves the files open that its scorer reads.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
UD = Path(__file__).parent / "data" / "treebank"
SMALLEST = attrs.evolve(
    trees.SMALL,
    parts={
        "tokenize": {"steps": 30, "eval_steps": 30},
        "mwt": {"num_epoch": 1},
        "lemma": {"num_epoch": 1},
        "depparse": {"steps": 4, "words": 60, "made": 4, "made_steps": 3},
        "pos": {"steps": 4, "sentences": 4},
    },
)


@pytest.fixture(scope="module", autouse=True)
def _smallest() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trees, "SMALL", SMALLEST)
        yield
    logging.getLogger("stanza").setLevel(logging.ERROR)


def run(*asked: object) -> int:
    return trees.main(["--small", *map(str, asked)])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "models"
    assert run("--ud", UD, "--out", out) == 0
    return out


def test_what_is_made_loads_and_parses(made: Path) -> None:
    text = "The ferry didn't leave on time."
    article = Article(id="a", text=text, segments=(Segment(Span(0, len(text)), "prose"),))
    parser = load_parser(made)
    (parsed,) = parser.parse([article])
    assert [one for one in parsed.segments if one.status == "failed"] == []
    tokens = [token for sentence in parsed.sentences for token in sentence.tokens]
    assert tokens
    assert all(text[token.span.start : token.span.end] == token.text for token in tokens)
    assert parsed.sentences[0].vectors is not None  # tagger and parser share the encoder in the form that we know
    assert len(parser.encode([text])[0]) == 384


def test_checksums_are_of_every_file_but_the_card(made: Path) -> None:
    files = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert set(verify(made)) == files - {"README.md", "SHA256SUMS"}
    assert not list(made.parent.glob("*.making"))


def test_the_card_tells_data_licences_settings_time_seed_and_versions(made: Path) -> None:
    card = (made / "README.md").read_text("utf-8")
    told = ("reduced setting", "| OWN |", "LAS", "en_own-ud-train.conllu | train | 10 | 5 |", "Apache-2.0", "seed 1234")
    assert not [part for part in (*told, "steps 4, words 60", "rank 48, alpha 96", "torch 2") if part not in card]
    assert "not told; see where it was published" in card  # our own treebank has no licence beside it
    assert str(made.parent) not in card


def test_models_hold_half_floats_and_no_path(made: Path) -> None:
    for part in trees.PARTS:
        known = torch.load(made / f"{part}.pt", weights_only=True)
        floats = {v.dtype for v in known["model"].values() if isinstance(v, torch.Tensor) and v.is_floating_point()}
        assert floats == {torch.float16}
        assert not [key for key, value in known["config"].items() if isinstance(value, str) and "/" in value]


def test_settings_are_those_of_our_own_models(made: Path) -> None:
    different = {"shorthand", "device", "vocab_size", "pos_vocab_size", "save_dir", "save_name", "wandb", "wandb_name"}
    different |= {"steps", "eval_steps", "num_epoch", "max_steps", "batch_size"}  # the reduced setting's
    different |= {"eval_interval", "checkpoint_interval", "log_step"}  # of Stanza's own loop, which heads do without
    for part in trees.PARTS:
        ours, theirs = (torch.load(f / f"{part}.pt", weights_only=True)["config"] for f in (EMBEDDED, made))
        assert {k for k in ours.keys() | theirs.keys() if ours.get(k) != theirs.get(k)} <= different, part


def test_parts_that_are_not_asked_for_are_our_own(tmp_path: Path) -> None:
    out = tmp_path / "models"
    assert run("--ud", UD, "--out", out, "--only", "mwt") == 0
    for name in ("tokenize.pt", "adapter.safetensors", "pos.pt"):
        assert (out / name).read_bytes() == (EMBEDDED / name).read_bytes()
    assert (out / "mwt.pt").read_bytes() != (EMBEDDED / "mwt.pt").read_bytes()
    assert "Not made but taken from audit/models (see its card): the plain encoder, tokenize, lemma, depparse, pos" in (
        out / "README.md"
    ).read_text("utf-8")


def test_a_run_that_broke_off_leaves_no_folder_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "models"
    asked = ("--ud", UD, "--out", out, "--only", "mwt", "lemma")
    whole = trees.lemma

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(trees, "lemma", broken)
    with pytest.raises(KeyboardInterrupt):
        run(*asked)
    assert not out.exists()
    monkeypatch.setattr(trees, "lemma", whole)
    capsys.readouterr()
    assert run(*asked) == 0
    assert "mwt: made before" in capsys.readouterr().err
    assert verify(out)


def cut_off(patch: pytest.MonkeyPatch, every: int) -> None:
    """Each step leaves a checkpoint, and each run is cut off after so many."""
    left, write = [every], checkpoints.Checkpoints.write

    def written(self: checkpoints.Checkpoints, *what: Any) -> None:
        write(self, *what)
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt

    patch.setattr(checkpoints.Checkpoints, "write", written)
    patch.setattr(checkpoints.Checkpoints, "due", lambda _: True)


def test_a_part_that_was_cut_off_goes_on_and_learns_the_same_bit_by_bit(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "models"
    asked = ("--ud", UD, "--out", out, "--only", "depparse", "pos")
    runs = 0
    while not out.exists():
        runs += 1
        with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
            cut_off(patch, 3)
            assert run(*asked) == 0
    told = capsys.readouterr().err
    assert runs == 4  # 4 and 3 steps of the parser, 4 of the tagger
    for where in ("depparse: goes on after step 3", "sentences too: goes on after step 2", "pos: goes on after step 2"):
        assert where in told
    assert "pos: step 4/4" in told
    for name in ("depparse.pt", "pos.pt"):
        ours, theirs = (torch.load(folder / name, weights_only=True)["model"] for folder in (made, out))
        assert ours.keys() == theirs.keys()
        assert [key for key in ours if not torch.equal(ours[key], theirs[key])] == [], name
    first, second = (load_file(folder / "adapter.safetensors") for folder in (made, out))
    assert [key for key in first if not torch.equal(first[key], second[key])] == []


def refused(capsys: pytest.CaptureFixture[str], *asked: object) -> str:
    assert run(*asked) == 2
    error = capsys.readouterr().err.strip()
    assert "\n" not in error
    return error


def test_what_cannot_be_made_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ("--out", tmp_path / "models")
    assert "no such folder" in refused(capsys, "--ud", tmp_path / "none", *out)
    ud = tmp_path / "ud"
    ud.mkdir()
    assert "*-ud-dev*.conllu" in refused(capsys, "--ud", ud, *out)
    shutil.copy(UD / "en_own-ud-dev.conllu", ud)
    assert "*-ud-train*.conllu" in refused(capsys, "--ud", ud, *out)
    train = ud / "en_own-ud-train.conllu"
    train.write_text("# newdoc id = empty\n\n")
    assert f"{train}: no sentence" in refused(capsys, "--ud", ud, *out)
    train.write_text("# newdoc id = odd\n1\tThe\tthe\n\n")
    assert f"{train}:2: not a line of CoNLL-U" in refused(capsys, "--ud", ud, *out)
    train.write_text("# newdoc id = own_ferry\n" + "\t".join("1 A a DET DT _ 0 root _ _".split()) + "\n\n")
    assert "every document to train on stands in a dev or test file" in refused(capsys, "--ud", ud, *out)
    train.write_text("# newdoc id = plain\n" + "\t".join("1 A a DET DT _ 0 root _ _".split()) + "\n\n")
    assert "no contraction" in refused(capsys, "--ud", ud, *out)
    assert "made together" in refused(capsys, "--ud", UD, *out, "--only", "depparse")
    assert "adapter.safetensors" in refused(capsys, "--ud", UD, *out, "--rest", ud, "--only", "mwt")
    if not torch.cuda.is_available():
        assert "no such device" in refused(capsys, "--ud", UD, *out, "--device", "cuda")
    (tmp_path / "models").mkdir()
    assert "is there already" in refused(capsys, "--ud", UD, *out)


# ------------------------------------------------------------------------------------------------ data


def test_documents_of_dev_and_test_are_not_trained_on() -> None:
    train, dev = treebanks.read(UD)
    assert {one.id for one in train.documents} == {"own_library", "own_orchard"}
    assert (train.sentences, train.twice, dev.sentences) == (10, 5, 4)
    few, _ = treebanks.read(UD, sentences=7)
    assert [len(one.lines) for one in few.documents] == [5, 2]


def test_the_lemmatizer_reads_a_form_twice_at_most() -> None:
    train, _ = treebanks.read(UD)
    rows = [line.split("\t") for line in treebanks.few_of_each(train.documents, 7).splitlines() if line]
    forms = [tuple(row[1:4]) for row in rows]
    assert forms.count(("the", "the", "DET")) == 2
    assert ("pears", "pear", "NOUN") in forms
    assert all(int(row[0]) <= 7 for row in rows)


def test_sentences_of_many_pieces_are_left_out(tmp_path: Path) -> None:
    def letters(words: list[str], is_split_into_words: bool) -> dict[str, list[int]]:
        return {"input_ids": [0] * (2 + sum(map(len, words)))}

    line = "\t".join("1 {} x X X _ 0 root _ _".split())
    (tmp_path / "in").write_text("\n\n".join(line.format(word) for word in ("abc", "abcd", "ab")) + "\n\n")
    assert treebanks.of_few_pieces(tmp_path / "in", tmp_path / "out", letters) == 1
    assert "abcd" not in (tmp_path / "out").read_text()


# ------------------------------------------------------------------------------------------------ made sentences


def tree(nodes: list[made_of.Node]) -> str:
    """Words as head:relation, the head by its form."""
    rows = [line.split("\t") for line in made_of.written(nodes).strip().split("\n")]
    forms = {row[0]: row[1] for row in rows} | {"0": "–"}
    return " ".join(f"{row[1]}/{row[7]}>{forms[row[6]]}" for row in rows)


def parts() -> tuple[made_of.Clause, made_of.Clause, made_of.Clause]:
    written = ("the/det>2 gate/nsubj>4 is/cop>4 shut", "one/nummod>2 official", "said on/case>3 Monday/obl>1")
    clause, who, verb = map(made_of.phrase, written)
    return clause, who, verb


def test_what_is_said_hangs_on_who_says_it_as_in_the_treebanks() -> None:
    assert tree(made_of.quoted(*parts(), True)) == (
        '"/punct>shut the/det>gate gate/nsubj>shut is/cop>shut shut/ccomp>said ,/punct>shut "/punct>shut said/root>– '
        "one/nummod>official official/nsubj>said on/case>Monday Monday/obl>said ./punct>said"
    )
    assert tree(made_of.before(*parts(), True)).startswith("one/nummod>official official/nsubj>said said/root>– on/")
    assert tree(made_of.between(*parts(), False)) == (
        "the/det>gate gate/nsubj>shut ,/punct>said one/nummod>official official/nsubj>said said/parataxis>shut "
        "on/case>Monday Monday/obl>said ,/punct>said is/cop>shut shut/root>– ./punct>shut"
    )
    assert tree(made_of.according(*parts(), False)) == (
        "according/case>official to/fixed>according one/nummod>official official/obl>shut ,/punct>official "
        "the/det>gate gate/nsubj>shut is/cop>shut shut/root>– ./punct>shut"
    )
    assert tree(made_of.afterwards(*parts(), False)).endswith("Monday/obl>said ./punct>said")


def test_nothing_is_put_before_a_word_that_cannot_stand_alone() -> None:
    clause = made_of.phrase("he/nsubj>3 'd/aux>3 wait")
    assert tree(made_of.between(clause, *parts()[1:], False)).startswith("he/nsubj>wait 'd/aux>wait wait/ccomp>said")


def test_made_sentences_are_trees_of_plain_clauses_and_the_same_on_every_run(tmp_path: Path) -> None:
    train, dev = treebanks.read(UD)
    plain = [" ".join(word.columns[1] for word in words) for words in made_of.clauses(dev.documents)]
    assert plain == [
        "The ferry did n't leave on time .",
        "A captain said the fog was too thick .",
        "They 'd been told in the morning .",
    ]  # not what has its speaker behind it
    sentences = list(made_of.made(train.documents, 60, seed=5))
    assert sentences == list(made_of.made(train.documents, 60, seed=5)) != list(made_of.made(train.documents, 60, 6))
    (tmp_path / "made").write_text("".join(sentences), encoding="utf-8")
    (document,) = read_documents(tmp_path / "made")
    for words in document.words:
        heads = {word.columns[0]: word.columns[6] for word in words}
        assert list(heads.values()).count("0") == 1
        for place in heads:
            seen = set()
            while place != "0" and place not in seen:
                seen.add(place)
                place = heads[place]
            assert place == "0", "a circle"
    assert list(made_of.made([], 3, 1)) == []


# ------------------------------------------------------------------------------------------------ adapter


def encoder() -> Any:
    torch.manual_seed(3)
    shape = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 5, "num_attention_heads": 2}
    return BertModel(BertConfig(vocab_size=50, **shape), add_pooling_layer=False).eval().requires_grad_(False)


IDS = torch.tensor([[1, 2, 3, 4], [5, 6, 7, 0]])
MASK = (IDS > 0).long()


def read_by(model: Any, ids: torch.Tensor = IDS, mask: torch.Tensor = MASK) -> torch.Tensor:
    with torch.no_grad():
        layers = model(ids, attention_mask=mask, output_hidden_states=True).hidden_states[-4:]
    return torch.stack(layers) * mask[None, :, :, None]


def test_an_adapter_says_nothing_at_first_and_is_read_back_as_it_was_learned(tmp_path: Path) -> None:
    plain, learning = encoder(), encoder()
    learned = adapted.adapt(learning)
    assert len(learned) == 2 * 5 * 5
    assert all(weight.requires_grad for weight in learned)
    assert torch.equal(read_by(plain), read_by(learning))
    for weight in learned:
        torch.nn.init.normal_(weight, std=0.05)
    assert not torch.allclose(read_by(plain), read_by(learning), atol=0.1)
    adapted.save_adapter(learning, tmp_path / "adapter.safetensors")
    again = adapted.with_adapter(encoder(), tmp_path / "adapter.safetensors")
    assert torch.allclose(read_by(again), read_by(learning), atol=0.01)


def test_an_encoder_that_stands_still_is_asked_once_a_sentence() -> None:
    plain, asked = encoder(), []
    plain.register_forward_pre_hook(lambda _, rows: asked.append(len(rows[0])))
    remembered = adapted.Remembered(plain).train()  # what Stanza does to all before a step
    first = read_by(remembered)
    assert torch.allclose(first, read_by(encoder()), atol=0.01)
    assert torch.equal(read_by(remembered), first)
    longer = torch.tensor([[1, 2, 3, 4, 0], [8, 9, 10, 11, 12]])
    assert torch.equal(read_by(remembered, longer, (longer > 0).long())[:, 0, :4], first[:, 0])
    assert asked == [1, 1, 1]


def learner() -> checkpoints.Learner:
    torch.manual_seed(5)
    weights = [torch.nn.Parameter(torch.randn(3))]
    rows = torch.utils.data.DataLoader(range(7), batch_size=2, shuffle=True)
    return checkpoints.Learner(weights, torch.optim.Adam(weights), checkpoints.Batches(lambda _: iter(rows)))


def taught(one: checkpoints.Learner, steps: int) -> list[Any]:
    """As a network does, each step draws from what shuffles the batches, too."""
    seen = []
    for _ in range(steps):
        seen.append(batch := one.batches.take().tolist())
        one.optimizer.zero_grad()
        ((one.weights[0] * torch.randn(3)).sum() * sum(batch)).backward()
        one.optimizer.step()
    return [*seen, one.weights[0].tolist()]


def test_a_checkpoint_is_gone_on_from_in_the_midst_of_an_epoch(tmp_path: Path) -> None:
    whole = learner()
    taught(whole, 6)
    kept = checkpoints.Checkpoints(tmp_path, "head", {"seed": 1})
    kept.write("head, more", whole, 6, 1.5)
    after = taught(whole, 5)
    again = learner()
    fresh = checkpoints.Checkpoints(tmp_path, "head", {"seed": 1})
    assert fresh.read("head", again) == (0, 0.0)
    assert fresh.read("head, more", again) == (6, 1.5)
    assert taught(again, 5) == after
    assert fresh.before() > (0.0, 0.0)
    assert [path.name for path in tmp_path.iterdir()] == ["head-more.checkpoint"]
    fresh.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_checkpoint_of_another_run_or_a_broken_one_is_told_and_begun_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("one")

    def kept(seed: int) -> checkpoints.Checkpoints:
        one = checkpoints.Checkpoints(tmp_path, "head", {"seed": seed, "settings": {"steps": 9}})
        one.also({"data": tmp_path / "data"})
        return one

    kept(1).write("head", learner(), 6, 1.5)
    assert kept(1).read("head", learner()) == (6, 1.5)
    assert kept(2).read("head", learner()) == (0, 0.0)
    assert "head: begun anew; head.checkpoint is of other seed\n" in capsys.readouterr().err
    (tmp_path / "data").write_text("two")
    assert kept(2).read("head", learner()) == (0, 0.0)
    assert "is of other data, seed\n" in capsys.readouterr().err
    path = tmp_path / "head.checkpoint"
    path.write_bytes(path.read_bytes()[:999])
    assert kept(1).read("head", learner()) == (0, 0.0)
    assert "head: begun anew; head.checkpoint cannot be read\n" in capsys.readouterr().err


def test_the_last_fifth_goes_at_a_fifth_and_the_adapter_warms_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rates = []
    head, adapter = ([torch.nn.Parameter(torch.zeros(1))] for _ in range(2))
    optimizer = adapted._adam({"lr": 0.01, "beta2": 0.99}, head, adapter)
    trainer = SimpleNamespace(update=lambda _: rates.append([g["lr"] for g in optimizer.param_groups]) or (1.0, None))
    one = checkpoints.Learner([*head, *adapter], optimizer, checkpoints.Batches(lambda _: iter(range(30))))
    adapted.step(trainer, one, 200, "head", checkpoints.Checkpoints(tmp_path, "head", {}))
    assert rates[0] == pytest.approx([0.01, 0.01 * 0.3 / 100])
    assert rates[159] == pytest.approx([0.01, 0.003])
    assert rates[160] == rates[199] == pytest.approx([0.002, 0.0006])
    assert "head: step 200/200, loss 1.000" in capsys.readouterr().err

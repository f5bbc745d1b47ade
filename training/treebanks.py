"""A folder of Universal Dependencies goes in, what Stanza's trainers read comes out: CoNLL-U, text, labels of letters.

A document that stands in a dev or test file too is left out of the training data. Empty nodes are left out.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen
from stanza.utils.datasets import prepare_tokenizer_data
from stanza.utils.datasets.conllu_to_text import convert_text
from stanza.utils.datasets.contract_mwt import contract_mwt

from benchmarks.gold import GoldError
from benchmarks.treebank import Document, read_documents, treebanks

PIECES_A_WORD: Final = 3  # sentences with more on average (addresses, rows of signs) teach nothing and cost most
TIMES_A_FORM: Final = 2  # that the lemmatizer's network reads a form; its dictionary reads all
# By the beginning of a file's name, where no licence lies beside it
LICENCES: Final = {
    "en_ewt": "English EWT, the English Web Treebank of Universal Dependencies, by its authors and the Universal "
    "Dependencies contributors: CC BY-SA 4.0",
    "en_gum": "English GUM, the Georgetown University Multilayer corpus, by Amir Zeldes and the GUM annotators: "
    "annotations CC BY 4.0; texts under the licences that GUM's own file lists by genre, some share-alike, those of "
    "how-to guides, fiction and Reddit non-commercial",
}


@frozen
class Source:
    """A file of a treebank: its path, its part, its documents as they are used, how many sentences were left out
    because their document stands in another part too, its checksum, its licence."""

    path: Path
    part: str
    documents: tuple[Document, ...]
    twice: int
    sha256: str
    licence: str

    @property
    def sentences(self) -> int:
        """How many are used."""
        return sum(len(document.lines) for document in self.documents)


def read(folder: Path, sentences: int = 0, dev_sentences: int = 0) -> list[Source]:
    """The train and dev files of a folder, at most so many sentences of each, 0 for all.

    Raises GoldError where the folder, a part or the sentences of a file are missing.
    """
    if not folder.is_dir():
        raise GoldError(f"{folder}: no such folder; give --ud one with *-ud-train*.conllu and *-ud-dev*.conllu")
    kept_apart = set()
    for part in ("dev", "test"):
        with contextlib.suppress(GoldError) if part == "test" else contextlib.nullcontext():
            for path in _files(folder, part):
                kept_apart |= {document.id for document in read_documents(path)}
    found = []
    for part, most in (("train", sentences), ("dev", dev_sentences)):
        for path in _files(folder, part):
            whole = read_documents(path)
            documents = [one for one in whole if part == "dev" or one.id not in kept_apart]
            twice = sum(len(one.lines) for one in whole) - sum(len(one.lines) for one in documents)
            checksum = hashlib.sha256(path.read_bytes()).hexdigest()
            found.append(Source(path, part, tuple(_first(documents, most)), twice, checksum, _licence(path)))
    if not any(source.documents for source in found if source.part == "train"):
        raise GoldError(f"{folder}: every document to train on stands in a dev or test file too")
    return found


def _files(folder: Path, part: str) -> list[Path]:
    return [path for paths in treebanks(folder, part).values() for path in paths]


def _first(documents: Iterable[Document], most: int) -> Iterable[Document]:
    left = most
    for document in documents:
        if not most or len(document.lines) <= left:
            yield document
        elif left:
            yield _cut(document, left)
        left = max(0, left - len(document.lines))


def _cut(document: Document, sentences: int) -> Document:
    columns = document.lines[:sentences], document.begins[:sentences], document.words[:sentences]
    return Document(document.id, document.text, document.paragraphs, *columns)


def _licence(path: Path) -> str:
    for name in ("LICENSE.txt", "LICENSE"):
        if (beside := path.with_name(name)).is_file():
            first = next(filter(None, map(str.strip, beside.read_text("utf-8", errors="replace").splitlines())), "")
            return f"{path.name.split('-ud-')[0]}: {first}"
    known = (told for start, told in LICENCES.items() if path.name.startswith(start))
    return next(known, f"{path.name.split('-ud-')[0]}: not told; see where it was published")


@frozen
class Prepared:
    """Where Stanza's trainers find what they read; names of parts ("train", "dev") -> file."""

    conllu: dict[str, Path]
    text: dict[str, Path]
    labels: dict[str, Path]
    contractions: Path  # of the training data, with their words (JSON)
    dev_contracted: Path  # dev without the words of contractions, as the expander reads it
    forms: Path  # the training data's words, each at most TIMES_A_FORM times


def prepared(sources: Sequence[Source], work: Path) -> Prepared:
    """Writes it all. Raises GoldError where the training data hold no contraction."""
    conllu, text, labels, counted = {}, {}, {}, {}
    for part in ("train", "dev"):
        conllu[part], text[part] = work / f"{part}.conllu", work / f"{part}.txt"
        labels[part], counted[part] = work / f"{part}.labels", work / f"{part}.json"
        documents = [document for source in sources if source.part == part for document in source.documents]
        conllu[part].write_text("".join(map(as_read, documents)), encoding="utf-8")
        convert_text(str(conllu[part]), str(text[part]))
        asked = [str(text[part]), str(conllu[part]), "-o", str(labels[part]), "-m", str(counted[part])]
        with contextlib.redirect_stdout(io.StringIO()):
            prepare_tokenizer_data.main(asked)
        if not any("-" in line.partition("\t")[0] for one in documents for lines in one.lines for line in lines):
            names = ", ".join(source.path.name for source in sources if source.part == part)
            raise GoldError(f"{names}: no contraction (a line 1-2 before its words), so none can be learned or tried")
    contracted, forms = work / "dev-contracted.conllu", work / "forms.conllu"
    contract_mwt(str(conllu["dev"]), str(contracted))
    train = [document for source in sources if source.part == "train" for document in source.documents]
    forms.write_text(few_of_each(train), encoding="utf-8")
    return Prepared(conllu, text, labels, counted["train"], contracted, forms)


def as_read(document: Document) -> str:
    """A document as CoNLL-U with its paragraphs."""
    parts = [f"# newdoc id = {document.id}\n"]
    for lines, begins in zip(document.lines, document.begins, strict=True):
        parts += ["# newpar\n"] * begins + ["\n".join(lines), "\n\n"]
    return "".join(parts)


def few_of_each(documents: Sequence[Document], width: int = 20) -> str:
    """The words in rows of ``width``, each with its part of speech and lemma at most TIMES_A_FORM times: trees that
    are none, for a lemmatizer that reads words alone."""
    seen: Counter[tuple[str, ...]] = Counter()
    kept: list[list[str]] = []
    for document in documents:
        for words in document.words:
            for word in words:
                columns = list(word.columns)
                key = tuple(columns[1:4])
                seen[key] += 1
                if seen[key] <= TIMES_A_FORM:
                    kept.append(columns)
    rows = []
    for start in range(0, len(kept), width):
        for number, columns in enumerate(kept[start : start + width], start=1):
            head, label = ("0", "root") if number == 1 else ("1", "dep")
            rows.append("\t".join([str(number), *columns[1:6], head, label, "_", "_"]))
        rows.append("")
    return "\n".join(rows) + "\n"


def of_few_pieces(conllu: Path, out: Path, tokenizer: Any) -> int:
    """Writes the sentences that have at most PIECES_A_WORD pieces a word; how many were left out."""
    kept, left_out = [], 0
    for document in read_documents(conllu):
        for lines, words in zip(document.lines, document.words, strict=True):
            pieces = tokenizer([word.columns[1] for word in words], is_split_into_words=True)["input_ids"]
            if len(pieces) - 2 > PIECES_A_WORD * len(words):
                left_out += 1
            else:
                kept.append("\n".join(lines) + "\n\n")
    out.write_text("".join(kept), encoding="utf-8")
    return left_out

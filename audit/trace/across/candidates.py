"""A shelf of articles goes in; the pairs of their claims that are worth comparing come out, found as in memory.

What is held at once are arrays of some 300 bytes a claim; vectors lie in files beside the shelf. Comparing articles
with articles takes a time that grows with the square of their number: a few minutes for 100,000.

Source: ours: the same search as ``near`` and ``stories``, told of all articles at once.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np

from audit.trace.across.blocks import Pairs
from audit.trace.across.hashing import WORD_FLOOR
from audit.trace.across.near import FLOOR, MOST, SCALE, Array, Near, rounded
from audit.trace.across.shelf import Shelf, unpacked, whole
from audit.trace.across.stories import ALIKE, BY_LENGTH, ONE_STORY, SIZE, tell_one
from audit.trace.echo.judge import Encode
from audit.trace.echo.quoted import Stem, places_of

_WORDS: Final = 384  # numbers of a claim's vector of words
_BLOCK: Final = 2_048  # articles compared with as many at once
_TEXTS: Final = 4_096  # encoded at once
_SOME: Final = 50_000  # pairs of articles compared at once
Told = Callable[[str], None]


def candidates(
    shelf: Shelf,
    encode: Encode | None,
    stem: Stem,
    floor: float = FLOOR,
    most: int = MOST,
    told: Told = lambda _: None,
) -> tuple[Pairs, bool]:
    """The pairs to compare, and whether vectors of an encoder, or given ones, told their cosines.

    ``encode``, ``floor`` and ``most`` are those that an index in memory has for its encoder, ``stem`` that of its
    lexicon; ``told`` is called with what is done next. Vectors that were given are taken for all claims, which are then
    all compared.
    """
    names: list[str] = []
    counts, crediting, given = [], [], True
    for claims, credits, has, texts in shelf.by_id("claims, crediting, given IS NOT NULL, texts"):
        names += [id for id, _ in unpacked(texts)]
        counts.append(claims)
        crediting.append(bool(credits))
        given = given and bool(has)
    starts = np.concatenate([[0], np.cumsum(np.array(counts, np.int64))]).astype(np.int64)
    quoted = _quoted(shelf, np.repeat(np.arange(len(counts)), np.array(counts, np.int64)), stem)
    with _folder(shelf.path) as folder:
        if given and counts:
            told("comparing claims")
            vectors = _given(shelf, folder, starts)
            near = Near.of(names, vectors, floor, most)
            return Pairs(*_with(near.nearest(), quoted), starts), True
        return _by_story(shelf, folder, names, np.array(crediting, bool), starts, quoted, encode, floor, most, told)


def _by_story(
    shelf: Shelf,
    folder: Path,
    names: Sequence[str],
    crediting: Array,
    starts: Array,
    quoted: Array,
    encode: Encode | None,
    floor: float,
    most: int,
    told: Told,
) -> tuple[Pairs, bool]:
    told("comparing articles")
    words, lengths, stems = _rows(shelf, folder, starts)
    counts = np.diff(starts)
    met = crediting | _met(words, lengths, counts > 0)
    told("comparing claims")
    homes = np.repeat(np.arange(len(counts)), counts)
    row, other, _ = Near.of(names, stems, ALIKE).nearest()
    across = homes[row] != homes[other]
    total = max(1, len(names))
    alike = np.unique(_codes(row[across], other[across], total))
    worth = met[homes]
    worth[alike // total] = worth[alike % total] = True
    some = np.flatnonzero(worth)
    vectors = _encoded(shelf, folder, some, encode) if encode is not None and len(some) else None
    encoded = vectors is not None
    if vectors is None:
        vectors, floor, most = _of_rows(stems, some, folder), WORD_FLOOR, MOST
    near = Near.of([names[place] for place in some.tolist()], vectors, floor, most)
    row, other, cosine = near.nearest()
    row, other, cosine = _with((some[row], some[other], cosine), quoted)
    kept = _compared(row, other, homes, crediting, alike, total, words, lengths)
    return Pairs(row[kept], other[kept], cosine[kept], starts), encoded


def _quoted(shelf: Shelf, homes: Array, stem: Stem) -> Array:
    """The places of claims of different articles that hold one quotation, as an array of two columns."""
    texts = (text for (some,) in shelf.by_id("texts") for _, text in unpacked(some))
    return np.array(places_of(texts, homes.tolist(), stem), np.int64).reshape(-1, 2)


def _with(found: tuple[Array, Array, Array], quoted: Array) -> tuple[Array, Array, Array]:
    """Pairs with their cosines, in the order of the first's place, and those that hold one quotation, of which nobody
    asks the cosine."""
    row, other, cosine = found
    there = np.isin(_codes(quoted[:, 0], quoted[:, 1], 2**31), _codes(row, other, 2**31))
    new = quoted[~there]
    row, other = np.concatenate([row, new[:, 0]]), np.concatenate([other, new[:, 1]])
    order = np.argsort(row, kind="stable")
    return row[order], other[order], np.concatenate([cosine, np.ones(len(new), np.float32)])[order]


def _compared(
    row: Array, other: Array, homes: Array, crediting: Array, alike: Array, total: int, words: Array, lengths: Array
) -> Array:
    """Which pairs can tell the same, as ``Stories.compared`` has it."""
    one, two = homes[row], homes[other]
    within = one == two
    kept = np.where(within, crediting[one], False)
    kept |= ~within & np.isin(_codes(row, other, total), alike)
    open_ = np.flatnonzero(~within & ~kept)
    codes, back = np.unique(_codes(one[open_], two[open_], len(lengths)), return_inverse=True)
    told = np.zeros(len(codes), bool)
    for low in range(0, len(codes), _SOME):
        left, right = codes[low : low + _SOME] // len(lengths), codes[low : low + _SOME] % len(lengths)
        products = np.einsum("ij,ij->i", words[left].astype(np.float32), words[right].astype(np.float32))
        told[low : low + _SOME] = tell_one(products, lengths[left], lengths[right])
    kept[open_] = told[back]
    return kept


def _met(words: Array, lengths: Array, telling: Array) -> Array:
    """Which articles tell one story with another."""
    met = np.zeros(len(lengths), bool)
    some = lengths[telling]
    widest = (max(some.max(), 1e-9) / max(some.min(), 1e-9)) ** BY_LENGTH if len(some) else 1.0
    least = ONE_STORY / widest * SCALE**2 * (1 - 1e-6)  # of a product, below which no lengths make it one story
    for low in range(0, len(lengths), _BLOCK):
        left = words[low : low + _BLOCK].astype(np.float32)
        for begin in range(low, len(lengths), _BLOCK):
            here, there = met[low : low + _BLOCK], met[begin : begin + _BLOCK]
            if here.all() and there.all():
                continue
            flat = np.flatnonzero((products := left @ words[begin : begin + _BLOCK].astype(np.float32).T) >= least)
            i, j = np.divmod(flat, products.shape[1])
            one, two = i + low, j + begin
            kept = (one < two) & telling[one] & telling[two]
            near = tell_one(products.ravel()[flat[kept]], lengths[one[kept]], lengths[two[kept]])
            met[one[kept][near]] = met[two[kept][near]] = True
    return met


def _codes(one: Array, two: Array, count: int) -> Array:
    """A number for each pair, whichever of the two comes first."""
    return np.minimum(one, two).astype(np.int64) * count + np.maximum(one, two)


# ------------------------------------------------------------------------------------------ vectors, in files


def _rows(shelf: Shelf, folder: Path, starts: Array) -> tuple[Array, Array, Array]:
    """The articles' rows of words, their lengths, and the claims' vectors of words."""
    count = len(starts) - 1
    words, stems = _file(folder / "articles", count, SIZE), _file(folder / "claims", int(starts[-1]), _WORDS)
    lengths = np.zeros(count, np.float64)
    for place, (row, length, some) in enumerate(shelf.by_id("words, length, stems")):
        words[place] = whole(row, SIZE)[0]
        lengths[place] = length
        stems[starts[place] : starts[place + 1]] = whole(some, _WORDS)
    return words, lengths, stems


def _given(shelf: Shelf, folder: Path, starts: Array) -> Array:
    vectors: Array | None = None
    for place, (data, claims) in enumerate(shelf.by_id("given, claims")):
        if claims:
            rows = np.frombuffer(data, np.int16).reshape(claims, -1)
            if vectors is None:
                vectors = _file(folder / "given", int(starts[-1]), rows.shape[1])
            vectors[starts[place] : starts[place + 1]] = rows
    return np.zeros((0, 0), np.int16) if vectors is None else vectors


def _of_rows(rows: Array, places: Array, folder: Path) -> Array:
    chosen = _file(folder / "chosen", len(places), rows.shape[1])
    for low in range(0, len(places), _TEXTS):
        chosen[low : low + _TEXTS] = rows[places[low : low + _TEXTS]]
    return chosen


def _encoded(shelf: Shelf, folder: Path, places: Array, encode: Encode) -> Array | None:
    """The encoder's vectors of these claims, each text encoded once, in the order of the texts; None where it has
    none."""
    wanted, at = set(places.tolist()), 0
    texts: dict[str, list[int]] = {}
    for (packed_texts,) in shelf.by_id("texts"):
        for _, text in unpacked(packed_texts):
            if at in wanted:
                texts.setdefault(text, []).append(at)
            at += 1
    ordered, where = sorted(texts), {place: number for number, place in enumerate(places.tolist())}
    vectors: Array | None = None
    for low in range(0, len(ordered), _TEXTS):
        some = ordered[low : low + _TEXTS]
        made = encode(some)
        if not len(made):
            return None
        rows = rounded(made)
        if vectors is None:
            vectors = _file(folder / "encoded", len(places), rows.shape[1])
        for text, row in zip(some, rows, strict=True):
            vectors[[where[place] for place in texts[text]]] = row
    return vectors


def _file(path: Path, rows: int, width: int) -> Array:
    """An array of whole numbers that lies in a file; an empty one in memory."""
    if not rows or not width:
        return np.zeros((rows, width), np.int16)
    return np.memmap(path, np.int16, "w+", shape=(rows, width))


@contextmanager
def _folder(beside: Path) -> Iterator[Path]:
    """A folder for files of vectors, on the disk of the shelf, which goes when they are done with; one that a killed
    run left goes first. Whoever has the shelf open is alone with it."""
    path = beside.with_name(f"{beside.name}.vectors")
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)

"""Words go in, what the encoder has for their pieces before it looks at anything around them comes out: a row of 384
numbers a word, the mean of its pieces' embeddings.

What the parser's encoder makes of a word tells its part in the sentence, less which word it is: that a word judges
("bizarre", "baseless") is told better by this. NumPy; nothing is encoded again.

Source: the embeddings are those of the encoder in audit/models; what they tell is said there, in the cards of what
needs a source and of whose word a sentence is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

ENCODER: Final = Path(__file__).resolve().parent.parent / "models" / "encoder"
WIDTH: Final = 384
_TABLE: Final = "embeddings.word_embeddings.weight"
_KEPT: Final = 50_000  # words whose rows are kept


class Spelled:
    """The embeddings of an encoder in a folder, by word; rows are kept of the words that were asked for."""

    def __init__(self, folder: Path) -> None:
        from safetensors import safe_open
        from tokenizers import Tokenizer

        with safe_open(str(folder / "model.safetensors"), "np") as weights:
            self._table = weights.get_tensor(_TABLE)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._rows: dict[str, Any] = {}

    def of(self, words: Iterable[str]) -> Any:
        """An array (words, WIDTH) of half floats, noughts for a word without pieces."""
        import numpy as np

        asked, kept = list(words), self._rows
        found = {word: kept[word] for word in asked if word in kept}
        new = sorted(set(asked) - found.keys())
        for word, cut in zip(new, self._tokenizer.encode_batch(new, add_special_tokens=False), strict=True):
            pieces = self._table[cut.ids].astype(np.float32)
            row = pieces.mean(0) if len(pieces) else np.zeros(WIDTH, np.float32)
            found[word] = row.astype(np.float16)
        if len(kept) > _KEPT:
            self._rows = found  # never emptied: another thread may be asking it
        else:
            kept.update(found)
        return np.stack([found[word] for word in asked]) if asked else np.zeros((0, WIDTH), np.float16)


_kept = lru_cache(maxsize=1)(Spelled)


def our_own(broken: type[ValueError]) -> Spelled:
    """The embeddings of the encoder in audit/models, whatever the parser's; they stay loaded. Raises ``broken``, naming
    the folder and the way without it, where they cannot be read."""
    try:
        return _kept(ENCODER)
    except Exception as error:  # the tokenizer's library raises nothing narrower
        raise broken(
            f"{ENCODER}: the encoder cannot be read ({error}); install the package again, or use --rules-only"
        ) from error

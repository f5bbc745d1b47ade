"""An article's resolved sources go in, the same ones come out, those changed of whom it is plain over the whole article
that they stand for somebody else: for another name than the rules took, or for one where the rules found none.

The rules, and the networks of antecedents that they ask, see a pronoun or a noun and what stands before it. A small
network, trained on sentences of which readers told who speaks, weighs all that the article names against what the rules
made of a source, with who spoke before and speaks next. Without word vectors (``rules_only``, stored trees) the rules
decide alone. NumPy at run time.

Source: ours, learned from training/news.jsonl by training/speakers.py; the card in audit/models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from audit.model import Attribution, Source, Span
from audit.parse.checked import checked
from audit.resolve.context import Context, plain
from audit.resolve.speakers import Asked, Speakers, floats

FOLDER: Final = Path(__file__).resolve().parent.parent / "models"
NAME: Final = "speakers"


class WeigherError(ValueError):
    """The learned part is missing or damaged; the message names the file and the way without it."""


class Weigher:
    """The trained network with the margins by which a name must win, ready to be asked."""

    def __init__(self, weights: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        import numpy as np

        self._w = {name: np.asarray(value, dtype=np.float32) for name, value in weights.items()}
        self.margins = {way: float(margin) for way, margin in settings["margins"].items()}  # of probability
        self.checksum = str(settings["sha256"])

    def chances(self, asked: Asked, names: Any) -> Any:
        """How likely a source stands for each of its entities, and, last, for what the rules made of it where that is
        none of them or one: an array that adds up to one. ``names`` are the vectors of all entities' names."""
        import numpy as np

        w, theirs = self._w, asked.theirs
        names = names[list(asked.entities)]
        own = asked.own @ w["own.weight"].T + w["own.bias"] + asked.vector @ w["word.weight"].T
        key = names @ w["key.weight"].T + w["key.bias"]
        query = asked.vector @ w["query.weight"].T + w["query.bias"]
        hidden = own + theirs @ w["theirs.weight"].T + w["theirs.bias"] + names @ w["name.weight"].T
        hidden += (query * key) @ w["both.weight"].T
        hidden = np.maximum(np.maximum(hidden, 0) @ w["hidden.weight"].T + w["hidden.bias"], 0)
        found = hidden @ w["out.weight"][0] + w["out.bias"][0]
        ruled = theirs[:, 0] @ theirs
        rest = np.concatenate([asked.own, asked.vector, theirs.max(0), ruled])
        rest = np.maximum(rest @ w["kept.weight"].T + w["kept.bias"], 0)
        scores = np.append(found, rest @ w["kept_out.weight"][0] + w["kept_out.bias"][0])
        scores = np.exp(scores - scores.max())
        return scores / scores.sum()

    def another(self, asked: Asked, names: Any) -> int | None:
        """The place of the entity that a source stands for instead of what the rules made of it; None where these may
        be right. ``names`` as above: an array (entities, WIDTH)."""
        chances = self.chances(asked, names)
        ruled = asked.theirs[:, 0] > 0
        kept = chances[-1] + chances[:-1][ruled].sum()
        others = chances[:-1] * ~ruled
        best = int(others.argmax())
        return asked.entities[best] if others[best] > kept + self.margins[asked.way] else None


def weighed(context: Context, done: Sequence[Attribution], weigher: Weigher | None) -> tuple[Attribution, ...]:
    """The attributions in their order, weighed; as they are without a weigher or without word vectors."""
    if weigher is None or any(sentence.vectors is None for sentence in context.article.sentences):
        return tuple(done)
    speakers, found = Speakers(context, done), list(done)
    for asked in speakers.asked():
        source = done[asked.attribution].source
        if source is not None and source.phrase is not None and source.phrase.sort == "document" and source.resolved:
            continue
        entity = weigher.another(asked, speakers.vectors)
        if entity is not None:
            found[asked.attribution] = _said_by(context, done[asked.attribution], entity, done)
    return tuple(found)


def _said_by(context: Context, attribution: Attribution, entity: int, done: Sequence[Attribution]) -> Attribution:
    """The attribution with this entity as its source: its words stay where they stand for it; of what floats, they are
    those by which the entity last spoke or was named."""
    name, source = context.mentions.entities[entity].name, attribution.source
    assert source is not None
    if floats(attribution):
        source = _last_spoken(context, attribution, entity, done)
    return evolve(attribution, kind="named", source=evolve(source, resolved=name, referent=None, listed=(name,)))


def _last_spoken(context: Context, attribution: Attribution, entity: int, done: Sequence[Attribution]) -> Source:
    one, start = context.mentions.entities[entity], attribution.content[0].start
    spoken = [a.source for a in done if a.source is not None and a.source.resolved == one.name and not floats(a)]
    before = [source for source in spoken if source.spans[0].start < start]
    if before or spoken:
        return max(before, key=lambda s: s.spans) if before else min(spoken, key=lambda s: s.spans)
    mention = min(one.mentions, key=lambda m: abs(m.span.start - start))
    sentence = context.article.sentences[mention.sentence]
    inside = frozenset(range(mention.first, mention.head + 1))
    reference = context.reference(mention.sentence, sentence.tokens[mention.head], inside)
    span = Span(sentence.tokens[mention.first].span.start, sentence.tokens[mention.head].span.end)
    return Source(plain(span.of(context.article.text)), (span,), resolved=one.name, phrase=reference.phrase)


def load_weigher(folder: Path = FOLDER) -> Weigher:
    """What was learned, from its two files; the weights are checked against the checksum in the other. Raises
    WeigherError."""
    from safetensors.numpy import load_file

    weights, told = checked(folder, NAME, WeigherError)
    return Weigher(load_file(str(weights)), told)

"""An article's attributions go in, the head words of those who say or know something by them come out.

Source: ours; whoever speaks is somebody whom the reader knows by then, which a noun in passing need not be.
"""

from __future__ import annotations

from audit.model import Span
from audit.resolve.context import Context
from audit.resolve.parts import head_of


def tellers(context: Context) -> dict[tuple[int, int], tuple[Span, ...]]:
    """The place (sentence, word) of a source's head word -> the contents that it says or knows."""
    found = dict[tuple[int, int], tuple[Span, ...]]()
    for attribution in context.article.attributions:
        if attribution.source is None or attribution.cue.cue_class not in ("speech", "knowledge"):
            continue
        spans = attribution.source.spans
        number = context.sentence_at(spans[0].start)
        sentence = context.article.sentences[number]
        head = head_of(sentence, frozenset(t.index for t in sentence.touching(spans)))
        if head is not None:
            found[number, head.index] = (*found.get((number, head.index), ()), *attribution.content)
    return found

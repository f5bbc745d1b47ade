"""An article's candidates go in, who of them tells what, who spoke last and who is named how often of late come out.

Source: centering (Grosz, Joshi and Weinstein 1995): who was spoken of last is spoken of next; that nobody speaks of
himself by "he" in what he says, and that he who speaks goes on, is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

from attrs import frozen

from audit.model import Span
from audit.resolve.candidates import Table
from audit.resolve.tellers import tellers

_OF_LATE: Final = 3  # sentences
_TELLERS: Final = 2  # of those who tell something, so many are told apart, the last ones


@frozen(eq=False, slots=False)
class Salience:
    """What the attributions and the names of one article tell of its candidates."""

    table: Table

    @cached_property
    def told(self) -> dict[int, tuple[Span, ...]]:
        """What candidates say or know by an attribution, by their rows, in the order of these."""
        places = ((self.table.headed(*place), content) for place, content in tellers(self.table.context).items())
        return dict(sorted((row, content) for row, content in places if row is not None))

    @cached_property
    def _contents(self) -> Any:
        """Each content's first offset, the one after its last, and who tells it: whole numbers [3, content]."""
        import numpy as np

        found = [(span.start, span.end, row) for row, spans in self.told.items() for span in spans]
        return np.array(found, dtype=np.int64).reshape(-1, 3).T

    @cached_property
    def _tells(self) -> Any:
        """Whether each candidate tells something, an array of booleans."""
        import numpy as np

        found = np.zeros(len(self.table.rows), dtype=bool)
        found[list(self.told)] = True
        return found

    def columns(self, place: int, at: Any) -> list[Any]:
        """How the article has those at these rows in view of the candidate at this place: an array for each column."""
        import numpy as np

        codes = self.table.codes
        start, entity, entities = codes.start, codes.entity, codes.entity[at]
        first, end, tellers = self._contents
        sayers = tellers[(first <= start[place]) & (start[place] < end)].tolist()
        last = [row for row in self.told if row < place][-_TELLERS:][::-1]
        nobody = np.zeros(len(at), dtype=bool)
        said = nobody
        for span in self.told.get(place, ()):
            said = said | ((span.start <= start[at]) & (start[at] < span.end))
        says = any_of(at, sayers)
        return [
            any_of(entities, [e for row in sayers if (e := entity[row]) >= 0]) | (says & (entities < 0)),
            says,
            said,
            self._tells[at],
            *(at == row for row in last),
            *(nobody for _ in range(_TELLERS - len(last))),
            any_of(entities, [e for row in last if (e := entity[row]) >= 0]),
            np.minimum(self._named(place, _OF_LATE)[entities], 5) / 5,
            np.minimum(self._named(place)[entities], 10) / 10,
            codes.paragraph[at] == codes.paragraph[place],
            codes.paragraph[at] == codes.paragraph[place] - 1,
            at == self._centre(place, at),
        ]

    def _named(self, place: int, back: int | None = None) -> Any:
        """How often each entity was named before this place, in all sentences or the last ones; the last is nobody."""
        import numpy as np

        codes = self.table.codes
        entities = codes.entity[:place]
        if back is not None:
            first = np.searchsorted(codes.sentence, codes.sentence[place] - back)
            entities = entities[first:]
        return np.bincount(entities[entities >= 0], minlength=len(self.table.counts) + 1)

    def _centre(self, place: int, at: Any) -> int:
        """The first subject of the nearest earlier sentence that has one among these; -1 for none."""
        codes = self.table.codes
        sentences = codes.sentence[at]
        subjects = (codes.subject[at] > 0) & (sentences < codes.sentence[place])
        return int(at[subjects & (sentences == sentences[subjects].max())].min()) if subjects.any() else -1


def any_of(values: Any, wanted: Sequence[int]) -> Any:
    """Which of an array of whole numbers are among a few of them, an array of booleans."""
    import numpy as np

    found = np.zeros(len(values), dtype=bool)
    for one in wanted:
        found |= values == one
    return found

"""A pronoun or a definite noun goes in, the name or noun of the article that it most likely stands for comes out, with
a probability; None where what was learned cannot tell.

A small network scores each pair of a word and what it may stand for, and, beside them, that it stands for nothing
that the article named. A pronoun that stands for a pronoun hands its probability on to what that one stands for, so
that in the end names and nouns share it, each name once however often it is named. Networks that have read news are
asked about words that tell something, others about the rest. Trained by ``training/resolver.py``; card in audit/models.
``--rules-only`` does without it.

Source: mention ranking (Durrett and Klein 2013); what is learned, from GUM, LitBank, GAP and news (see the card).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from audit.model import Span
from audit.parse.checked import checked
from audit.resolve.candidates import Candidate, Table, third_person
from audit.resolve.pairs import agree, before, pair_numbers
from audit.resolve.persons import is_bodily
from audit.resolve.salience import Salience

OF_SOURCES: Final = "source_"  # how the names of networks begin that are asked about sources
_LEAST: Final = 0.03  # a probability below this is not handed on


class RankerError(ValueError):
    """What was learned is missing or damaged; the message names the file and the way without it."""


@frozen
class Antecedent:
    """What a word stands for: the row of the word, the mention that is most likely, its entity (-1 for none), that
    entity's probability, that of the next."""

    asking: int  # its row in the table
    mention: Candidate
    entity: int  # its place among the article's, -1 for none
    probability: float
    next: float  # a probability


class Ranker:
    """The learned weights, with the thresholds above which an answer is given; ask ``load_ranker``.

    ``weights`` are arrays by the name of their network and their own ("words1.fa.weight").
    """

    def __init__(self, weights: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        self.weights = weights
        self.ways = sorted({name.partition(".")[0] for name in weights})
        self.checksum = str(settings["sha256"])
        self.thresholds: Mapping[str, tuple[float, float]] = {
            way: (float(least), float(margin)) for way, (least, margin) in settings["thresholds"].items()
        }
        self.given = float(settings["given"])  # the least probability of one of two given names

    def of(self, table: Table) -> Ranking:
        """The ranking of one article's candidates."""
        return Ranking(self, table)


@frozen(eq=False)
class _Network:
    """One network over one article: what each candidate adds to the scores of its pairs, by itself: as one that is
    asked about, and as one that asks, which is worked out ahead for those of ``lines``, by their rows."""

    weights: Mapping[str, Any]
    numbers: Any
    vectors: Any
    asked: Any
    key: Any
    lines: Mapping[int, int]
    asking: tuple[Any, Any, Any]

    def _of(self, place: int) -> tuple[Any, Any, Any]:
        """What the candidate at this place adds as one that asks."""
        line, made = self.lines.get(place), self.asking
        if line is None:
            line, made = 0, _asking(self.weights, self.numbers, self.vectors, [place])
        x, none, query = made
        return x[line], none[line], None if query is None else query[line]

    def scores(self, place: int, others: list[int], pairs: Any) -> Any:
        """A score for each of the others, and one more for none of them."""
        import numpy as np

        w = self.weights
        asking, none, query = self._of(place)
        x = asking + self.asked[others] + pairs @ w["fp.weight"].T
        if query is not None:
            x += (query * self.key[others]) @ w["pp.weight"].T
        x = np.maximum(x, 0) @ w["h2.weight"].T + w["h2.bias"]
        found = np.maximum(x, 0) @ w["out.weight"][0] + w["out.bias"][0]
        none = np.maximum(none, 0) @ w["n2.weight"][0] + w["n2.bias"][0]
        return np.append(found, none)


def _network(weights: Mapping[str, Any], way: str, numbers: Any, vectors: Any, asking: list[int]) -> _Network:
    """The network of this name; the candidates in the rows ``asking`` are those that most likely ask."""
    w = {name.partition(".")[2]: array for name, array in weights.items() if name.startswith(f"{way}.")}
    asked, key = numbers @ w["fc.weight"].T, None
    if vectors is not None:
        asked += vectors @ w["vc.weight"].T
        key = vectors @ w["k.weight"].T + w["k.bias"]
    lines = {place: line for line, place in enumerate(asking)}
    return _Network(w, numbers, vectors, asked, key, lines, _asking(w, numbers, vectors, asking))


def _asking(w: Mapping[str, Any], numbers: Any, vectors: Any, rows: list[int]) -> tuple[Any, Any, Any]:
    """What the candidates in these rows add as those that ask: to the scores of others, to that of none of them, and
    what the others' keys are weighed by, None without vectors."""
    some = numbers[rows]
    others, none = some @ w["fa.weight"].T + w["fa.bias"], some @ w["n1.weight"].T + w["n1.bias"]
    if vectors is None:
        return others, none, None
    words = vectors[rows]
    query = words @ w["q.weight"].T + w["q.bias"]
    return others + words @ w["va.weight"].T, none + words @ w["nv.weight"].T, query


@frozen(eq=False, slots=False)
class Ranking:
    """Answers for one article, each worked out when it is asked for."""

    ranker: Ranker
    table: Table
    _known: dict[int, Mapping[tuple[str, ...] | int, tuple[float, int]]] = field(factory=dict, repr=False)

    def _networks(self, place: int) -> tuple[_Network, ...]:
        """Those that are asked about the candidate at this place."""
        return self._of_sources if place in self.salience.told else self._of_others

    @cached_property
    def _of_sources(self) -> tuple[_Network, ...]:
        """The networks that have read whom sources of news stand for; all where there are none."""
        ways = [way for way in self.ranker.ways if way.startswith(OF_SOURCES)]
        return self._made(ways, list(self.salience.told)) if ways else self._of_others

    @cached_property
    def _of_others(self) -> tuple[_Network, ...]:
        """The networks for words that tell nothing."""
        ways = [way for way in self.ranker.ways if not way.startswith(OF_SOURCES)] or self.ranker.ways
        return self._made(ways, [place for place, row in enumerate(self.table.rows) if row.points is not None])

    def _made(self, ways: Sequence[str], asking: list[int]) -> tuple[_Network, ...]:
        """The networks of these names: those that read numbers alone, and, where there are words' vectors, those that
        read them too."""
        w, numbers, vectors = self.ranker.weights, self.table.numbers, self.table.vectors
        reads = {way: f"{way}.va.weight" in w for way in ways}
        return tuple(
            _network(w, way, numbers, vectors if reads[way] else None, asking)
            for way in ways
            if vectors is not None or not reads[way]
        )

    @cached_property
    def salience(self) -> Salience:
        """What the article's attributions and names tell of its candidates."""
        return Salience(self.table)

    def probabilities(self, place: int, others: Sequence[int]) -> Any:
        """How likely the candidate at this place stands for each of the others: an array, which with "for none of
        them" adds up to one. The networks' scores are averaged."""
        import numpy as np

        pairs = pair_numbers(self.table, self.salience, place, others)
        rows = list(others)
        scores = np.mean([network.scores(place, rows, pairs) for network in self._networks(place)], axis=0)
        scores = np.exp(scores - scores.max())
        return (scores / scores.sum())[:-1]

    def standing(self, place: int, barred: Sequence[Span] = ()) -> Mapping[tuple[str, ...] | int, tuple[float, int]]:
        """What the candidate at this place stands for in the end: a name's entity or a noun's words, with its
        probability and the row of its likeliest mention. What is left of one is for nothing. Who stands in a span that
        is ``barred`` is not asked; that counts for all that ask later."""
        if place in self._known:
            return self._known[place]
        self._known[place] = {}  # what asks in a circle finds nothing
        row = self.table.rows[place]
        shares: dict[tuple[str, ...] | int, tuple[float, float, int]] = {}

        def add(key: tuple[str, ...] | int, share: float, weight: float, mention: int) -> None:
            total, best, at = shares.get(key, (0.0, -1.0, mention))
            shares[key] = (total + share, *((weight, mention) if weight > best else (best, at)))

        left = 1.0
        if row.points is not None:
            others = [
                other
                for other in before(self.table, place)
                if not any(span.start <= self.table.rows[other].start < span.end for span in barred)
            ]
            if others:
                for other, share in zip(others, self.probabilities(place, others).tolist(), strict=True):
                    left -= share
                    one = self.table.rows[other]
                    if row.points == "person" and one.entity >= 0 and self._is_body(one.entity):
                        continue  # its share stays unclaimed
                    if one.points is None or other > place:
                        if one.points is None:
                            add(self._key(other), share, share, other)
                    elif share >= _LEAST:
                        for key, (theirs, mention) in self.standing(other).items():
                            if agree(row, self.table.rows[mention]):
                                add(key, share * theirs, share * theirs, mention)
                    elif one.points == "definite":
                        add(self._key(other), share, share, other)
        if not third_person(row.points):
            add(("", str(place)), left, left, place)
        found = {key: (total, mention) for key, (total, _, mention) in shares.items()}
        self._known[place] = found
        return found

    def _is_body(self, entity: int) -> bool:
        context = self.table.context
        return is_bodily(context, context.mentions.entities[entity])

    def _key(self, place: int) -> tuple[str, ...] | int:
        row = self.table.rows[place]
        if row.joined:
            return (row.token.lemma.lower(), str(place))
        entity = self.table.entity_of(place)
        return entity if entity >= 0 else (row.token.lemma.lower(), "s" if row.plural else "")

    def among(self, place: int, given: Sequence[int]) -> list[float]:
        """How likely the candidate at this place stands for each of those given, or for whom they name, itself or
        through a pronoun."""
        others = sorted({*before(self.table, place), *given} - {place})
        found = dict.fromkeys(map(self._key, given), 0.0)
        for other, share in zip(others, self.probabilities(place, others).tolist(), strict=True):
            pronoun = third_person(self.table.rows[other].points)
            handed = self.standing(other) if pronoun and other < place else {self._key(other): (1.0, other)}
            for key, (theirs, _) in handed.items():
                if key in found:
                    found[key] += share * theirs
        return [found[self._key(one)] for one in given]

    def antecedent(self, sentence: int, token: int, barred: Sequence[Span] = ()) -> Antecedent | None:
        """Whom the pronoun or definite noun at this place stands for; None where that is not likely enough."""
        found = self.likeliest(sentence, token, barred)
        if found is None:
            return None
        least, margin = self.ranker.thresholds[self.table.rows[found.asking].points or ""]
        return found if found.probability >= least and found.probability - found.next >= margin else None

    def likeliest(self, sentence: int, token: int, barred: Sequence[Span] = ()) -> Antecedent | None:
        """The same, however small the probability; None only where there is nobody."""
        place = self.table.at(sentence, token)
        if place is None or self.table.rows[place].points is None:
            return None
        found = sorted(self.standing(place, barred).values(), reverse=True)
        others = [(share, mention) for share, mention in found if mention != place]
        if not others:
            return None
        best, mention = others[0]
        rest = max((share for share, other in found if other != mention), default=0.0)
        return Antecedent(place, self.table.rows[mention], self.table.entity_of(mention), best, rest)


def load_ranker(folder: Path | None = None) -> Ranker:
    """What was learned, from its two files, which lie with the models; the weights are checked against the checksum in
    the other. Raises RankerError."""
    from safetensors.numpy import load_file

    folder = folder or Path(__file__).resolve().parents[1] / "models"
    weights, told = checked(folder, "resolver", RankerError)
    return Ranker({name: array.astype("float32") for name, array in load_file(str(weights)).items()}, told)

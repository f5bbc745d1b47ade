"""Articles with claims go in, at once or one after another; their traces and the claims that say the same come out.

The result is the same in whatever order and portions articles are added, and after saving and loading.

Source: ours: the rules in the docstring of audit.trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from attrs import define, field, frozen

from audit.lexicon import Lexicon
from audit.lexicon.outlets import OutletIndex
from audit.model import Article, Claim, Evidence
from audit.parse.protocol import Reader
from audit.trace.across.evidence import echo_evidence, unsure_evidence
from audit.trace.across.hashing import WORD_FLOOR, word_vectors
from audit.trace.across.judging import Judging
from audit.trace.across.near import FLOOR, Known, Near
from audit.trace.across.stories import Stories
from audit.trace.credit.account import (
    AUTO,
    Account,
    Origins,
    account_of,
    origins_given,
    origins_named,
    rests_on,
    strongest,
    uncredited,
)
from audit.trace.credit.own import of_its_own
from audit.trace.credit.published import first_published
from audit.trace.credit.walk import Found
from audit.trace.echo.judge import EchoJudge, Encode
from audit.trace.echo.quoted import places_of
from audit.trace.echo.senses import senses_of
from audit.trace.echo.verdict import Judged, PairScorer
from audit.trace.echo.weights import shipped_model

SEARCH_FLOOR: Final = 0.4  # of the vectors of what reads pairs: 96 % of retellings of topics held lie above
SEARCH_MOST: Final = 4  # of those nearest to a claim; in so many of 40 topics, 94 of 100 retellings were among three


@frozen(eq=False)
class State:
    """What an index holds and cannot make anew: the accounts of its articles by id, and its compared claims.

    ``order`` are the claims' ids, ``vectors`` their vectors in the same order, whole numbers as ``Near`` rounds them;
    ``with_encoder`` is whether an encoder made these, ``by_story`` whether claims are compared only where ``Stories``
    says so.
    """

    accounts: Mapping[str, Account] = field(repr=False)
    order: Sequence[str] = field(repr=False)
    vectors: Any = field(repr=False)
    with_encoder: bool
    by_story: bool


@define(eq=False)
class TraceIndex:
    """All articles added so far, ready to be traced to ``origin`` ("auto" for every outlet that others credit).

    ``together`` reads pairs of claims that their words bring together; else ``encode`` turns texts into unit vectors;
    without either claims are compared by their words alone. ``scorer`` judges a pair. Raises ValueError for an origin
    that names nothing.
    """

    lexicon: Lexicon = field(repr=False)
    origin: Origins = AUTO
    encode: Encode | None = field(default=None, repr=False)
    together: Reader | None = field(default=None, repr=False, kw_only=True)
    scorer: PairScorer = field(repr=False)
    _outlets: OutletIndex = field(init=False, repr=False)
    _accounts: dict[str, Account] = field(init=False, factory=dict, repr=False)
    _claims: list[Claim] = field(init=False, factory=list, repr=False)
    _stories: Stories | None = field(init=False, default=None, repr=False)
    _near: Near | Known | None = field(init=False, default=None, repr=False)
    _known: Mapping[str, str] | None = field(init=False, default=None, repr=False)  # origins told from outside
    _with_encoder: bool = field(init=False, default=False)
    _judging: Judging = field(init=False, repr=False)
    _taken: int = field(init=False, default=0, repr=False)  # of the claims, those whose near pairs may be judged

    @scorer.default
    def _judge_of_pairs(self) -> PairScorer:
        return EchoJudge(self.lexicon, self.encode, together=self.together)

    def __attrs_post_init__(self) -> None:
        self._judging = Judging(self.scorer, self._claims, lambda ids: (self._accounts[id].article for id in ids))
        if self.together is not None:
            self.encode = self.together.vectors
        self._outlets = self.lexicon.once(OutletIndex)
        origins_given(self.origin, self._outlets)  # raises ValueError for a name that names nothing

    @classmethod
    def of(
        cls,
        state: State,
        lexicon: Lexicon,
        origin: Origins,
        encode: Encode | None = None,
        scorer: PairScorer | None = None,
    ) -> TraceIndex:
        """An index that goes on from what another held. Raises KeyError for claims that no article of it has."""
        index = cls(lexicon, origin, encode, scorer=scorer or EchoJudge(lexicon, encode))
        index._accounts.update(state.accounts)
        by_id = {claim.id: claim for account in state.accounts.values() for claim in account.article.claims}
        index._claims += [by_id[id] for id in state.order]
        index._with_encoder = state.with_encoder
        if state.by_story:
            index._worth_comparing([account.article for account in state.accounts.values()])
        if index._claims:
            index._near = index._new_near()
            index._near.add(state.order, state.vectors)
        return index

    @classmethod
    def portion(
        cls,
        articles: Iterable[Article],
        origins: Mapping[str, str],
        near: Known,
        with_encoder: bool,
        like: TraceIndex,
    ) -> TraceIndex:
        """An index of some of the articles that are traced, which compares what was found to be near among all.

        ``origins`` are those of all articles, by key; ``near`` are the pairs to compare, by the places of the claims in
        the order of the articles' ids and then of the text. The lexicon, the origin and the readers are those of
        ``like``.
        """
        index = cls(like.lexicon, like.origin, like.encode, together=like.together)
        given = origins_given(index.origin, index._outlets)
        for article in sorted(articles, key=lambda article: article.id):
            index._accounts[article.id] = account_of(article, index._outlets, given)
            index._claims += article.claims
        index._known, index._near, index._with_encoder = origins, near, with_encoder
        return index

    @property
    def state(self) -> State:
        """What the index holds now, from which ``of`` makes one that goes on."""
        return State(
            accounts=dict(self._accounts),
            order=tuple(claim.id for claim in self._claims),
            vectors=self._near.vectors if isinstance(self._near, Near) else np.zeros((0, 0), np.int16),
            with_encoder=self._with_encoder,
            by_story=self._stories is not None,
        )

    @property
    def ids(self) -> set[str]:
        """The ids of all articles added."""
        return set(self._accounts)

    def add(self, articles: Iterable[Article], vectors: Mapping[str, Sequence[float]] | None = None) -> None:
        """Adds articles; ``vectors``: those of claims that are stored already, by id, of one length.

        With stored vectors all claims are compared; else those alone that can tell the same (``Stories``), which may
        have claims of articles added before encoded now. Raises ValueError for an article whose id is there already.
        """
        new = sorted(articles, key=lambda article: article.id)
        origins = origins_given(self.origin, self._outlets)
        for article in new:
            if article.id in self._accounts:
                raise ValueError(
                    f'the id "{article.id}" is that of an article in the index; give each an id of its own'
                )
            self._accounts[article.id] = account_of(article, self._outlets, origins)
        made: Any = None
        if vectors is not None:
            claims = [claim for article in new for claim in article.claims]
            made = np.asarray([vectors[claim.id] for claim in claims], np.float32)
        else:
            claims = self._worth_comparing(new)
            texts = sorted({claim.text for claim in claims})
            encoded = self.encode(texts) if self.encode is not None else ()
            if len(encoded):
                by_text = dict(zip(texts, encoded, strict=True))
                made = np.asarray([by_text[claim.text] for claim in claims], np.float32)
        if not claims:
            return
        if not isinstance(self._near, Near):
            self._with_encoder = made is not None
            self._near = self._new_near()
        elif self._with_encoder != (made is not None):
            raise ValueError("an index takes vectors of an encoder for all its articles or for none")
        self._claims += claims
        if made is None:
            made = word_vectors([c.text for c in claims], senses_of(self.lexicon), shipped_model().weights)
        self._near.add([c.id for c in claims], made)

    def _new_near(self) -> Near:
        if self.together is not None:
            return Near(floor=SEARCH_FLOOR, most=SEARCH_MOST)
        return Near(floor=FLOOR if self._with_encoder else WORD_FLOOR)

    def _worth_comparing(self, articles: Sequence[Article]) -> list[Claim]:
        if self._stories is None:
            self._stories = Stories(senses_of(self.lexicon), shipped_model().weights)
        crediting = frozenset(a.id for a in articles if any(self._accounts[a.id].found.values()))
        return self._stories.add(articles, crediting)

    def _compared(self, i: int, j: int) -> bool:
        return self._stories is None or self._stories.compared(self._claims[i], self._claims[j])

    # ---------------------------------------------------------------------------------------------- what is found

    def origins(self) -> dict[str, str]:
        """Key of each origin -> its name: those given, or all outlets that articles of others credit."""
        if self._known is not None:
            return dict(self._known)
        return origins_named(self.origin, self._accounts.values(), self._outlets)

    def traced(self) -> list[Article]:
        """All articles by id, every claim with its trace and the evidence for it."""
        origins = self.origins()
        found, targets = self._read(origins)
        echoes = self._asked().echoes(found, targets)
        name = " or ".join(list(origins.values())) if 0 < len(origins) < 4 else "another outlet"
        published = {id: account.article.published for id, account in self._accounts.items()}
        for claim in (c for account in self._accounts.values() for c in account.article.claims if c.id not in found):
            open_ = self._open(claim, echoes.get(claim.id), found, published, name)
            found[claim.id] = of_its_own(open_, self._accounts[claim.article].article.outlet, self._outlets)
        return [
            attrs.evolve(
                account.article,
                claims=tuple(
                    attrs.evolve(claim, trace=found[claim.id][0], evidence=found[claim.id][1])
                    for claim in account.article.claims
                ),
            )
            for _, account in sorted(self._accounts.items())
        ]

    def pairs(self) -> list[tuple[Claim, Claim, Judged]]:
        """Pairs of claims that say the same, may say so, or contradict each other, by their ids; of those of one
        article the ones that other articles' claims join (``Judging.pairs``)."""
        return self._asked().pairs()

    def _neighbours(self) -> set[tuple[int, int]]:
        if self._near is None:
            return set()
        row, other, _ = (part.tolist() for part in self._near.nearest())
        return set(zip(row, other, strict=True))

    def _quoted(self) -> frozenset[tuple[int, int]]:
        """The pairs of compared claims that hold one quotation, the smaller place first; nobody need judge them."""
        homes = [claim.article for claim in self._claims]
        pairs = places_of((claim.text for claim in self._claims), homes, senses_of(self.lexicon).stem)
        if isinstance(self._near, Known):  # what is compared was told from outside
            known = {(min(pair), max(pair)) for pair in self._neighbours()}
            return frozenset(known.intersection(pairs))
        return frozenset((i, j) for i, j in pairs if self._compared(i, j))

    def _asked(self) -> Judging:
        """The pairs of near claims that may be judged."""
        if self._taken != len(self._claims) and self._near is not None:
            quoted, near = self._quoted(), {}
            for i, j, cosine in zip(*(part.tolist() for part in self._near.nearest()), strict=True):
                one, two = self._claims[i], self._claims[j]
                if (min(i, j), max(i, j)) not in quoted and not _same_words(one, two) and self._compared(i, j):
                    near[(i, j) if one.id < two.id else (j, i)] = round(cosine, 5) if self._with_encoder else None
            self._judging.take(near, quoted)
            self._taken = len(self._claims)
        return self._judging

    def _read(self, origins: Mapping[str, str]) -> tuple[dict[str, Found], dict[str, str]]:
        """Traces that articles give by themselves, and by claim id the key of the origin that it traces to."""
        found: dict[str, Found] = {}
        targets: dict[str, str] = {}
        keys = list(origins)
        for account in self._accounts.values():
            here = [key for key in keys if key in account.found]
            for claim in account.article.claims:
                best = strongest(claim, account, here)
                if best is not None:
                    targets[claim.id] = best[0]
                    trace, evidence = best[1]
                    found[claim.id] = (trace, attrs.evolve(evidence, origin=origins[best[0]]))
                elif claim.id in account.independent:
                    found[claim.id] = account.independent[claim.id]
                else:
                    own = rests_on(claim, account)
                    if own is not None:
                        found[claim.id] = ("independent", own)
        return found, targets

    def _open(
        self,
        claim: Claim,
        matches: Sequence[tuple[Claim, Judged]] | None,
        found: Mapping[str, Found],
        published: Mapping[str, str | None],
        name: str,
    ) -> Found:
        late: tuple[Claim, Judged] | None = None
        for other, verdict in matches or ():
            order = first_published(published[claim.article], published[other.article])
            if order == "first" and other.article != claim.article:
                late = late or ((other, verdict) if verdict.decision == "same" else None)
            elif verdict.decision == "same":
                return "echoed", echo_evidence(claim, other, verdict, order, found[other.id])
            else:
                return "untraced", unsure_evidence(other, verdict, found[other.id][1].origin)
        if late is not None:
            other, verdict = late
            to = found[other.id][1].origin
            reason = (
                f"No credit found. It says what claim {other.id} says, but its article was published before every"
                f" article that credits {to} for it, so it cannot repeat them."
            )
            return "untraced", Evidence("echo-too-early", reason, 0.6, (), other.id, verdict.similarity, to)
        named = self._outlets.find(claim.source.text) if claim.source is not None else ()
        return "untraced", uncredited(name, any(entry["kind"] == "vague" for _, entry in named))


def _same_words(one: Claim, two: Claim) -> bool:
    """Whether two claims share words of one article, as a sentence and what its source says do."""
    return one.article == two.article and any(a.overlaps(b) for a in one.spans for b in two.spans)

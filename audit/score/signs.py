"""A View and a firing of a criterion go in, what speaks for telling an editor of it, or against, comes out as numbers.

Counted is what the source's words tell of it, how its claim is told and what it is about, who else speaks beside it and
further down, where outlets are credited, what was found before, and what sort of text the article is.

Source: ours: what readers gave as their reasons for finding such findings wrong or idle; how much each weighs is
learned (``audit.score.worth``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final

from attrs import define, field

from audit.lexicon.forms import tokens_of
from audit.model import Claim, Token
from audit.score.criteria import Firing, View
from audit.score.criteria.bare import leans_itself
from audit.score.criteria.confided import (
    confided,
    excused,
    in_public,
    kept_back,
    recalled,
    relayed,
    second_hand,
    seen_to_act,
    set_apart,
    told_another,
)
from audit.score.criteria.view import count_words, quoted
from audit.score.dossier import UNNAMED, source_key
from audit.score.genre import genre_of
from audit.score.needs import asked
from audit.score.page import start

_CONTENT: Final = ("NOUN", "PROPN", "VERB", "ADJ", "NUM")
_READ: Final = 4  # claims of a source whose words are read
_FAR: Final = (10, 4)  # sentences before and after a hedge in which an outlet may be credited with it
_NEAR: Final = (4, 2)
_LONG: Final = 3  # letters of a headline's word that tells nothing, or fewer
_LAST: Final = 2  # sentences that end an article
_FEW: Final = 2  # words of which it tells nothing that others use them, too
_MOST: Final = 20
_HEADS: Final = (  # lists of nouns that tell what sort of source it is
    *("people.insider", "people.expert", "people.rank", "standards.anybody", "standards.any-speaker"),
    *("standards.confidant", "standards.crowd", "standards.generic-role", "standards.nobody", "standards.office"),
    *("standards.public-people", "standards.relational", "standards.speaker"),
)
_CUES: Final = (  # lists of cues that tell how it speaks
    *("standards.attack", "standards.distancing", "standards.going-on", "standards.hedge", "standards.opining"),
    *("standards.own-act", "standards.refusing", "standards.reporting", "standards.thinking"),
)


@define(eq=False, slots=False)
class Signs:
    """What is counted of the firings of one article; ``fired`` are all that its criteria find, by their ids."""

    view: View
    fired: Mapping[str, Sequence[Firing]]
    _words: dict[str, frozenset[str]] = field(init=False, factory=dict, repr=False)

    def of(self, id: str, firing: Firing) -> dict[str, float]:
        """The numbers of one firing, by name; those that are nought are left out."""
        number = min(_MOST, len(firing.claims)), min(_MOST, len(firing.spans))
        found = {"shown": float(firing.shown), "claims": math.log1p(number[0]), "places": math.log1p(number[1])}
        found |= self._whole
        place = firing.spans[0].start if firing.spans else -1
        for other, some in self.fired.items():
            if other != id and any(one.spans and one.spans[0].start == place for one in some):
                found[f"also {other}"] = 1.0
        claims = [self._claims[one] for one in firing.claims if one in self._claims]
        if claims:
            first = claims[0]
            for part in (self._place, self._source, self._claim, self._beside, self._credited):
                found |= part(first, claims)
            found |= self._again(id, firing, first)
            if firing.shown and found["hedge far"]:
                found["shown far"] = 1.0
        return {name: value for name, value in found.items() if value}

    # -------------------------------------------------------------------------------------------- the article

    @cached_property
    def _claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.view.claims}

    @cached_property
    def _whole(self) -> dict[str, float]:
        view, article = self.view, self.view.article
        number, kinds = max(1, len(view.claims)), [claim.kind for claim in view.claims]
        spans = [quotation.span for quotation in article.quotations]
        outside = [s for s in article.sentences if not any(s.span.overlaps(span) for span in spans)]
        words = max(1, sum(len(sentence.tokens) for sentence in outside))
        person = sum(
            "Person=1" in token.feats or "Person=2" in token.feats
            for sentence in outside
            for token in sentence.tokens
            if token.upos == "PRON"
        )
        return {
            f"genre {genre_of(view)}": 1.0,
            **{f"share {kind}": kinds.count(kind) / number for kind in {*kinds}},
            "many": math.log1p(number) / 4,
            "voice": sum(need.voice for need in view.needs.values()) / number,
            "person": min(1.0, 40 * person / words),
            "unnamed": math.log1p(min(_MOST, len(view.unnamed))),
        }

    @cached_property
    def _credits(self) -> frozenset[int]:
        """The sentences that name another outlet, or credit one."""
        view = self.view
        credited = {
            credit.sentence for credit in view.article.credits or () if credit.outlet and not self._own(credit.outlet)
        }
        return frozenset(credited) | {
            place
            for place, sentence in enumerate(view.article.sentences)
            if any(
                entry["kind"] != "vague" and not self._own(str(entry["name"]))
                for _, entry in view.outlets.find(sentence.span.of(view.article.text))
            )
        }

    def _own(self, name: str | None) -> bool:
        own = self.view.article.outlet
        return bool(own and name) and self.view.outlets.same(name or "", own or "")

    @cached_property
    def _by_sentence(self) -> dict[int, list[Claim]]:
        found: dict[int, list[Claim]] = {}
        for claim in self.view.claims:
            found.setdefault(claim.sentence, []).append(claim)
        return found

    @cached_property
    def _headline(self) -> frozenset[str]:
        title, _ = self.view.page.headline
        return frozenset(token.text.casefold() for token in tokens_of(title) if len(token.text) > _LONG)

    def _content(self, claims: Iterable[Claim]) -> frozenset[str]:
        """The lemmas of what claims are about."""
        found = frozenset[str]()
        for claim in claims:
            if claim.id not in self._words:
                words = self.view.page.said(claim)
                self._words[claim.id] = frozenset(
                    word.lemma.casefold() for word in words if not isinstance(word, Token) or word.upos in _CONTENT
                )
            found |= self._words[claim.id]
        return found

    # -------------------------------------------------------------------------------------------- the firing

    def _place(self, first: Claim, claims: Sequence[Claim]) -> dict[str, float]:
        rank = self.view.paragraphs[first.paragraph]
        return {
            "opening": float(rank == 0),
            "early": float(rank in (1, 2)),
            "depth": rank / max(1, len(self.view.paragraphs)),
            "rank": min(rank, _MOST) / _MOST,
            "rests": len(claims) / max(1, len(self.view.claims)),
            "headline": max(_shared(self._content([claim]), self._headline) for claim in claims),
            "last": float(first.sentence >= len(self.view.article.sentences) - _LAST),
            "deck": float(self.view.in_deck(first)),
        }

    def _source(self, first: Claim, claims: Sequence[Claim]) -> dict[str, float]:
        view, phrase, heads, cue = self.view, self.view.page.phrase(first), self.view.heads(first), first.cue or ""
        found = {f"sort {phrase.sort}": 1.0, f"kind {first.kind}": 1.0, f"class {first.cue_class}": 1.0}
        words = view.page.cue(first)
        found |= {f"cue {word.lemma.lower()}": 1.0 for word in words}
        found |= {f"in {name}": 1.0 for name in _HEADS if heads & view.lexicon.words(name)}
        found |= {f"says {name}": 1.0 for name in _CUES if cue and view.page.has(name, words)}
        found |= {f"tense {phrase.tense}": 1.0, f"basis {phrase.basis}": 1.0}
        found |= {
            "plural": float(phrase.plural),
            "one": float(phrase.number == 1),
            "number": float((phrase.number or 0) > 1),
            "quantity": float(phrase.quantity is not None),
            "pointing": float(phrase.pointing),
            "other": float(phrase.other),
            "bare": float(phrase.bare),
            "ranked": float(phrase.rank is not None),
            "role": float(phrase.role is not None),
            "affiliated": float(phrase.affiliation is not None),
            "side": float(phrase.side is not None),
            "words": math.log1p(count_words(first.source.text)) / 2 if first.source else 0.0,
            "name": float(phrase.name is not None),
        }
        if first.source is None:
            return found
        told = view.told.get(source_key(view.page, first))
        if told is not None:
            found |= {
                f"reason {told.reason}": 1.0,
                f"known by {told.basis}": 1.0,
                "declined": float(bool(told.declined)),
                "told side": float(told.side is not None),
                "told affiliation": float(told.affiliation is not None),
                "told role": float(told.role is not None),
                "told number": float(told.number is not None),
                "confided": float(confided(view, claims)),
                "excused": float(excused(view, claims)),
            }
        found["described"] = float(view.described_before(first))
        if view.article.sentences:
            found |= {"second hand": float(second_hand(view, claims)), "recalled": float(recalled(view, claims))}
            found |= {
                rule.__name__: float(any(rule(view, claim) for claim in claims))
                for rule in (relayed, in_public, told_another, seen_to_act, set_apart, kept_back)
            }
        return found

    def _claim(self, first: Claim, claims: Sequence[Claim]) -> dict[str, float]:
        view, page, occasion = self.view, self.view.page, first.occasion
        found: dict[str, float] = {}
        for claim in claims[:_READ]:
            tokens = [token for _, token in page.tokens(claim.spans)]
            for name, value in (asked(tokens, view.lexicon) if tokens else {}).items():
                found[f"it {name}"] = max(value, found.get(f"it {name}", 0.0))
            found |= {f"modal {token.lemma.lower()}": 1.0 for token in tokens if token.xpos == "MD"}
        words = [page.words(claim) for claim in claims]
        outlet = occasion.outlet if occasion is not None else None
        return found | {
            "leans": float(bool(view.article.sentences) and leans_itself(view, first)),
            "sure": first.confidence,
            "via": float(bool(first.via)),
            "occasion": float(occasion is not None),
            "day": float(occasion is not None and occasion.when is not None),
            "where": float(occasion is not None and occasion.where is not None),
            "to an outlet": float(outlet is not None),
            "to its own": float(any(self._own(name) for name in (*first.via, outlet))),
            "quoted": float(any(quoted(claim, view.article.text) for claim in claims)),
            "marks": float(any(view.holds_quotation(claim) for claim in claims)),
            "in quotation": float(view.in_quotation(first)),
            "long": math.log1p(min(100, sum(words))) / 4,
            "short": float(max(words) < 6),
        }

    def _beside(self, first: Claim, claims: Sequence[Claim]) -> dict[str, float]:
        """Who speaks in the sentences around, who says the same, and how soon somebody named speaks."""
        view, here, mine = self.view, first.sentence, {claim.id for claim in claims}
        public = view.lexicon.words("standards.public-occasion")
        found: dict[str, float] = {}
        for step in (-2, -1, 0, 1, 2):
            around = self._by_sentence.get(here + step, ())
            found[f"public {step}"] = float(any(c.occasion is not None and c.occasion.how in public for c in around))
            if abs(step) <= 1:
                found |= {f"{claim.kind} {step}": 1.0 for claim in around if claim.id not in mine}
        paragraphs, said = {claim.paragraph for claim in claims}, self._content(claims)
        named = [claim for claim in view.claims if claim.kind == "named" and claim.id not in mine]
        later = [claim for claim in named if start(claim) > start(first)]
        steps = [max(1, claim.sentence - here) for claim in later]
        return found | {
            "named in paragraph": float(any(claim.paragraph in paragraphs for claim in named)),
            "said by name": max((_shared(said, self._content([claim])) for claim in named), default=0.0),
            "said by name later": max((_shared(said, self._content([claim])) for claim in later), default=0.0),
            "named later": min(10, len(later)) / 10,
            "named next": 1 / min(steps) if steps else 0.0,
        }

    def _credited(self, first: Claim, _: Sequence[Claim]) -> dict[str, float]:
        """Where other outlets are credited, on whose word a hedge may rest."""
        here = first.sentence
        before = min((here - place for place in self._credits if place < here), default=math.inf)
        after = min((place - here for place in self._credits if place > here), default=math.inf)
        inside = bool(first.via) or here in self._credits
        alone, far = (not inside and before > most and after > next_ for most, next_ in (_NEAR, _FAR))
        hedge = first.source is None
        return {
            "credit here": float(inside),
            "credit before": 1 / before,
            "credit after": 1 / after,
            "credits": math.log1p(min(_MOST, len(self._credits))),
            "no credit": float(not inside and before == after == math.inf),
            "no credit near": float(alone),
            "hedge far": float(hedge and far),
            "hedge alone": float(hedge and alone),
            "hedge and credit": float(hedge and not alone),
            "source alone": float(not hedge and alone),
        }

    def _again(self, id: str, firing: Firing, first: Claim) -> dict[str, float]:
        """Whether the same was found before, of whom, and who went unnamed before."""
        view, fired = self.view, self.fired.get(id, ())
        before, heads = [one for one in fired if one.spans and one.spans < firing.spans], view.heads(first)
        earlier = [self._claims[one] for other in before for one in other.claims[:1] if one in self._claims]
        unnamed = [
            claim for claim in view.claims if claim.kind in UNNAMED and claim.source and start(claim) < start(first)
        ]
        return {
            "again": float(bool(before)),
            "how often": min(5, len(before)) / 5,
            "again of them": float(any(view.heads(claim) & heads for claim in earlier)),
            "unnamed before": math.log1p(min(_MOST, len(unnamed))),
            "of their noun": float(any(view.heads(claim) & heads for claim in unnamed)),
            "at all": math.log1p(min(_MOST, len(fired))),
        }


def _shared(some: frozenset[str], others: frozenset[str]) -> float:
    """How many of the words stand among the others, as a share; of a word or two it tells nothing."""
    return len(some & others) / len(some) if len(some) > _FEW else 0.0

"""A tracer goes in, the laws that any tracing of claims to an origin must keep come out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from attrs import evolve

from audit.lexicon import Lexicon
from audit.model import TRACES, Article
from audit.pipeline import Tracer
from audit.testing.laws.run import Law
from audit.testing.laws.shown import of_article, of_claim
from audit.testing.strategies import Known, corpora, known_articles, known_corpora
from audit.testing.strategies.choice import shuffles
from audit.testing.strategies.plan import ALIAS, ORIGIN
from audit.testing.strategies.shapes import SHAPES, told_shapes
from audit.testing.strategies.smallest import Passed

_Trace = Callable[[Sequence[Article]], list[Article]]
_ABSENT = "The Skagen Ledger"  # an outlet that no drawn article names


def tracer_laws(tracer: Tracer, lexicon: Lexicon) -> tuple[Law, ...]:
    """The laws, each ready to be run on the tracer with this lexicon, whose words the examples are made of.

    What a trace is: the README's table of traces, of which every claim has exactly one, with its evidence.
    """

    def trace(articles: Sequence[Article], origin: str = ORIGIN) -> list[Article]:
        return tracer(articles, origin, lexicon)

    drawn = corpora(max_size=3, short=True, lexicon=lexicon).map(_untraced)
    known = known_articles(lexicon=lexicon).map(lambda article: (article,)) | known_corpora(lexicon)

    def shaped(name: str, says: str) -> Law:
        """The known traces of one shape of story."""
        return Law(name, says, told_shapes(name, lexicon), lambda given: _known(trace, given))

    return (
        Law(
            "one trace each",
            "every claim gets one trace with evidence that has a rule and a reason",
            drawn,
            lambda given: _one_each(trace(given)),
        ),
        Law(
            "nothing else",
            "articles and claims come back in order, and only traces are new",
            drawn,
            lambda given: _kept(trace, given),
        ),
        Law(
            "evidence is there",
            "evidence points into the claim's own article, or to a claim that there is",
            drawn,
            lambda given: _evidence(trace(given)),
        ),
        Law(
            "twice the same", "the same articles always get the same traces", drawn, lambda given: _twice(trace, given)
        ),
        Law(
            "order is nothing",
            "the order of the articles changes no trace",
            shuffles(
                corpora(min_size=2, max_size=3, short=True, lexicon=lexicon).map(_untraced)
                | known_corpora(lexicon).map(_as_articles)
            ),
            lambda given: _order(trace, *given),
        ),
        Law(
            "no origin, no trace",
            "where no article names the origin, nothing is credited to it, carried from it or an echo of it",
            drawn,
            lambda given: _absent(trace(given, _ABSENT)),
        ),
        Law(
            "known traces",
            "plain articles get the traces that they must get",
            known,
            lambda given: _known(trace, given),
        ),
        Law(
            "known evidence",
            "plain articles get evidence with a rule and a reason, within the text or at a claim that there is",
            known,
            lambda given: _known_evidence(trace, given),
        ),
        Law(
            "nothing known is lost",
            "plain articles and their claims, wishes too, come back in order, and only traces are new",
            known,
            lambda given: _kept(trace, _as_articles(given)),
        ),
        Law(
            "alone or beside",
            "what stands beside an article changes no trace but that of an echo, or of the origin's own report",
            known_corpora(lexicon),
            lambda given: _beside(trace, given),
        ),
        Law(
            "asked by another name",
            "whoever asks for the origin by another of its names gets the same traces",
            known,
            lambda given: _renamed(trace, given),
        ),
        Law(
            "twins",
            "the same article under another id gets the same traces, whatever is an echo",
            known,
            lambda given: _twins(trace, given),
        ),
        Law(
            "what leads to the origin",
            "an echo repeats a claim that is credited or carried, and only a credit before it carries a claim",
            known,
            lambda given: _leads(trace(_as_articles(given))),
        ),
        *(shaped(shape.name, shape.says) for shape in SHAPES),
    )


def _untraced(articles: Sequence[Article]) -> tuple[Article, ...]:
    return tuple(evolve(a, claims=tuple(evolve(c, trace=None, evidence=None) for c in a.claims)) for a in articles)


def _as_articles(known: Sequence[Known]) -> tuple[Article, ...]:
    return tuple(one.untraced for one in known)


def _one_each(traced: Sequence[Article]) -> str | None:
    for article in traced:
        for claim in article.claims:
            if claim.trace not in TRACES:
                return f"the claim {of_claim(claim)} of {of_article(article)} gets the trace {claim.trace!r}"
            if claim.evidence is None or not claim.evidence.rule or not claim.evidence.reason:
                return f"the claim {of_claim(claim)} of {of_article(article)} is {claim.trace} without a reason"
    return None


def _kept(trace: _Trace, given: Sequence[Article]) -> str | None:
    back = _untraced(trace(given))
    if list(back) == list(given):
        return None
    for before, after in zip(given, back, strict=False):
        if before != after:
            return f"{of_article(before)} comes back as {of_article(after)}"
    return f"{len(given)} articles go in, {len(back)} come out"


def _evidence(traced: Sequence[Article]) -> str | None:
    ids = {claim.id for article in traced for claim in article.claims}
    for article in traced:
        for claim in article.claims:
            found = claim.evidence
            if found is None:
                continue
            if any(span.end > len(article.text) for span in found.spans):
                return f"the evidence for {of_claim(claim)} points beyond the end of {of_article(article)}"
            if found.claim is not None and (found.claim not in ids or found.claim == claim.id):
                return (
                    f"the evidence for {of_claim(claim)} names the claim {found.claim!r}, of {', '.join(sorted(ids))}"
                )
    return None


def _known_evidence(trace: _Trace, given: Sequence[Known]) -> str | None:
    traced = trace(_as_articles(given))
    return _one_each(traced) or _evidence(traced)


def _beside(trace: _Trace, given: Sequence[Known]) -> str | None:
    articles = _as_articles(given)
    together = _traces(trace(articles))
    for article in articles:
        if article.outlet == ORIGIN:
            continue  # another article's credit shows what is its own report
        alone = _traces(trace([article]))
        for claim in article.claims:
            if "echoed" in (alone[claim.id], together[claim.id]) or claim.attitude:
                continue
            if alone[claim.id] != together[claim.id]:
                what = f"is {alone[claim.id]} alone, and {together[claim.id]} beside {of_article(articles[0])}"
                return f"the claim {of_claim(claim)} of {of_article(article)} {what}"
    return None


def _traces(traced: Sequence[Article]) -> dict[str, str | None]:
    return {claim.id: claim.trace for article in traced for claim in article.claims}


def _renamed(trace: Callable[..., list[Article]], given: Sequence[Known]) -> str | None:
    articles = _as_articles(given)
    one, other = _traces(trace(articles)), _traces(trace(articles, ALIAS))
    return _differs(articles, one, other, f"where the origin is asked for as {ALIAS}")


def _twins(trace: _Trace, given: Sequence[Known]) -> str | None:
    articles = _as_articles(given)
    twins = [_named(article, f"{article.id}-twin") for article in articles]
    found = _traces(trace([*articles, *twins]))
    for article, twin in zip(articles, twins, strict=True):
        for claim, again in zip(article.claims, twin.claims, strict=True):
            traces = found.get(claim.id), found.get(again.id)
            if traces[0] != traces[1] and "echoed" not in traces and not claim.attitude:
                what = f"is {traces[0]}, and {traces[1]} in the same article under the id {twin.id!r}"
                return f"the claim {of_claim(claim)} of {of_article(article)} {what}"
    return None


def _named(article: Article, id: str) -> Article:
    claims = (evolve(c, id=f"{id}:{c.id.rpartition(':')[2]}", article=id) for c in article.claims)
    return evolve(article, id=id, claims=tuple(claims))


def _leads(traced: Sequence[Article]) -> str | None:
    traces = _traces(traced)
    for article in traced:
        credit = False
        for claim in sorted(article.claims, key=lambda one: one.spans):
            matched = claim.evidence.claim if claim.evidence else None
            if claim.trace == "echoed" and matched and traces.get(matched) not in ("credited", "carried"):
                what = f"is an echo of {matched}, which is {traces.get(matched)}"
                return f"the claim {of_claim(claim)} of {of_article(article)} {what}"
            if claim.trace == "carried" and not credit:
                return f"the claim {of_claim(claim)} of {of_article(article)} is carried before any credit"
            credit = credit or claim.trace == "credited"
    return None


def _twice(trace: _Trace, given: Sequence[Article]) -> str | None:
    first = trace(given)
    trace(given[:1])
    return _differs(given, _traces(first), _traces(trace(given)), "a second time")


def _order(trace: _Trace, given: Sequence[Article], random: Random) -> str | None:
    shuffled = list(given)
    random.shuffle(shuffled)
    order = ", ".join(article.id for article in shuffled)
    return _differs(given, _traces(trace(given)), _traces(trace(shuffled)), f"with the articles in the order {order}")


def _differs(
    given: Sequence[Article], one: dict[str, str | None], other: dict[str, str | None], when: str
) -> str | None:
    for article in given:
        for claim in article.claims:
            if one.get(claim.id) != other.get(claim.id):
                what = f"is first {one.get(claim.id)}, and {other.get(claim.id)} {when}"
                return f"the claim {of_claim(claim)} of {of_article(article)} {what}"
    return None


def _absent(traced: Sequence[Article]) -> str | None:
    for article in traced:
        for claim in article.claims:
            if claim.trace in ("credited", "carried", "echoed"):
                return f"the claim {of_claim(claim)} of {of_article(article)} is {claim.trace}, from {_ABSENT}"
    return None


def _known(trace: _Trace, given: Sequence[Known]) -> str | None:
    articles = _as_articles(given)
    if not any(article.claims for article in articles):
        raise Passed
    for known, article in zip(given, trace(articles), strict=True):
        for claim, found in zip(known.records.claims, article.claims, strict=True):
            if not claim.attitude and claim.trace != found.trace:
                why = f" ({found.evidence.reason})" if found.evidence else ""
                also = f", beside {of_article(articles[0])}" if known is not given[0] else ""
                said = f"is {found.trace}{why}, and must be {claim.trace}"
                return f"the claim {of_claim(claim)} of {of_article(known.untraced)}{also} {said}"
    return None

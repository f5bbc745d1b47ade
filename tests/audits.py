"""Hand-made and drawn Audits for the tests of tables, JSON and the command: no model is loaded."""

from __future__ import annotations

from hypothesis import strategies as st

from audit.lexicon import load_lexicon
from audit.model import (
    AuditedArticle,
    Claim,
    Deduction,
    Evidence,
    Failure,
    Finding,
    Segment,
    Source,
    SourceSummary,
    Span,
)
from audit.record.result import Audit
from audit.record.summary import summarize
from audit.testing.strategies import corpora, ratings

Draw = st.DrawFn
LEXICON = load_lexicon()


def claim(number: str, text: str, kind: str = "none", **more: object) -> Claim:
    """A claim "article:n"; its span is as long as its text."""
    article = number.rpartition(":")[0]
    return Claim(number, article, (Span(0, len(text)),), text, kind, **more)  # type: ignore[arg-type]


def audited(id: str, outlet: str | None = None, score: float | None = 80.0, *ledger: Deduction) -> AuditedArticle:
    """An article of 1,000 characters, all prose."""
    segments = (Segment(Span(0, 1000), "prose", "paragraph"),)
    return AuditedArticle(id, None, outlet, "2031-05-02", None, None, f"news/{id}.txt", 1000, score, ledger, segments)


ENGINEERS = Source("two harbour engineers", (Span(30, 51),), None, 2)


def harbour() -> Audit:
    """Three outlets on one harbour: one credits the Norvik Post, one carries it, one repeats it without credit."""
    claims = (
        claim(
            "courier:1",
            "the north pier will close for a year",
            "anonymous",
            source=ENGINEERS,
            cue="told",
            cue_class="speech",
            construction="clause",
            via=("Norvik Post",),
            via_spans=(Span(57, 68),),
            confidence=0.91234,
            trace="credited",
            evidence=Evidence("credit-chain", "Its sentence credits Norvik Post.", 0.97, (Span(57, 68),)),
        ),
        claim("courier:2", "the cranes are sold", trace="carried", evidence=Evidence("window", "It follows.", 0.6)),
        claim("courier:3", "to rebuild the pier", "named", source=Source("Mayor Lund", (Span(0, 10),), "Ida Lund"),
              cue="wants", cue_class="attitude", trace="independent"),
        claim(
            "mirror:1",
            "the pier on the north side closes for twelve months",
            trace="echoed",
            evidence=Evidence("echo", "It says the same.", 0.7, (), "courier:1", 0.81236),
        ),
        claim("mirror:2", "fishing is fine", "sources said", cue="reportedly", cue_class="hedge", trace="untraced"),
        claim("post:1", "it will cost 40 million", "named", source=Source("Lund", (Span(0, 4),), "Ida Lund"),
              cue="said", cue_class="speech", trace="independent"),
    )  # fmt: skip
    ledger = (Deduction("B1", 7.5, "two of five claims name their source", (Span(0, 9),)), Deduction("B2", 2.0, "bare"))
    return Audit(
        version="0.1.0",
        models={"parser": "none"},
        lexicons={"cues.toml": "ab" * 32},
        origin="Norvik Post",
        articles=(
            audited("courier", "The Courier", 90.46, *ledger),
            audited("mirror", None, 61.0),
            audited("post", "Norvik Post", None),
        ),
        claims=claims,
        sources=summarize(claims, LEXICON),
        findings=(Finding("mirror", "C2", "warning", "repeats the Norvik Post", "credit it", (Span(3, 9),)),),
        failures=(Failure("news/empty.txt", "empty; an article needs text"),),
        warnings=("something to know",),
    )


@st.composite
def audits(draw: Draw) -> Audit:
    """Audits of drawn articles, with any text for labels, with and without an origin."""
    articles = draw(corpora(max_size=5))
    origin = draw(st.none() | st.just("NBC News"))
    rated = [draw(ratings()) for _ in articles]
    claims = tuple(c for article in articles for c in article.claims)
    if origin is None:
        claims = tuple(Claim(**{**_fields(c), "trace": None, "evidence": None}) for c in claims)
    label = st.none() | st.text(max_size=30)
    return Audit(
        version="1",
        models={"parser": draw(st.text(max_size=5))},
        lexicons={},
        origin=origin,
        articles=tuple(
            AuditedArticle(
                a.id, draw(label), draw(label), None, None, None, None, len(a.text), r.score, r.ledger, a.segments
            )
            for a, r in zip(articles, rated, strict=True)
        ),
        claims=claims,
        sources=(*summarize(claims, LEXICON), SourceSummary(draw(st.text(max_size=40)), "named", 1, (articles[0].id,))),
        findings=(Finding(articles[0].id, "A1", "note", draw(st.text()), draw(st.text())),),
    )  # fmt: skip


def _fields(c: Claim) -> dict[str, object]:
    return {name: getattr(c, name) for name in Claim.__slots__ if name != "__weakref__"}

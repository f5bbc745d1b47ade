"""Audits with their texts, made by hand, for the tests of the page: no model is loaded."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from audit.lexicon import load_lexicon
from audit.model import (
    Article,
    AuditedArticle,
    Claim,
    Deduction,
    Detail,
    Dossier,
    Evidence,
    Finding,
    Occasion,
    Segment,
    Source,
    Span,
)
from audit.record.result import Audit
from audit.record.summary import summarize
from audit.trace.across.chain import Chain, Step
from audit.trace.across.cluster import Cluster

LEXICON = load_lexicon()
HOSTILE = (
    "<script>window.hurt = 1</script>",
    '"><img src=x onerror="window.hurt = 1">',
    "{{ 7 * 7 }}{% raw %}{# no #}",
    "</script><script>window.hurt = 1</script><!--",
    "\u202eright to left\u2066 and",
    "&lt;b&gt; &amp; ]]> \x00 \r\n 'quoted' `tick` 😀",
)
PARAGRAPHS = (
    "Two harbour engineers told the Norvik Post that the north pier will close for a year.",
    "The cranes are sold, and the mayor said “we will rebuild what we can” at a news conference on Friday.",
    "Reportedly the ferry stops too. Nobody at the port would say why the plan was kept quiet for so long.",
    "In the years before, the harbour had been a quiet place where few boats came in, and fewer went out again. Old "
    "people of the town remember the time when the pier was new, when the first ships tied up there, and a band played "
    "until the evening. What came after is a long tale of small repairs, of storms, and of money that was never there.",
)


def made(articles: Sequence[Article], claims: Sequence[Claim], **more: object) -> Audit:
    """An Audit of articles and claims, with a ledger, a dossier and findings that touch them."""
    kept, findings = [], []
    for article in articles:
        own = [claim for claim in claims if claim.article == article.id]
        spans = tuple(claim.spans[0] for claim in own)
        ledger = (Deduction("B1", 7.5, f"few names in {article.label}", spans), Deduction("Z9", 2.0, "of no lexicon"))
        dossiers = tuple(
            Dossier(c.source.text, c.kind, (c.id,), c.source.spans, role=Detail("role"), reason="boilerplate")
            for c in own
            if c.source is not None
        )
        findings += [
            Finding(article.id, "B2", "error", f"bare: {c.text[:20]}", "say who", c.spans[:1]) for c in own[:2]
        ]
        findings.append(Finding(article.id, "B1", "warning", "few names", "name them", spans))
        kept.append(
            AuditedArticle(
                *(article.id, article.title, article.outlet, article.published, article.url, article.byline, None),
                *(len(article.text), 90.5 if own else None, ledger if own else (), article.segments, dossiers, 1),
                ("A2 The attribution comes late: too often wrong", "Whether it is true: no text shows that."),
            )
        )
    return Audit(
        *("0", {}, {}, "Norvik Post", tuple(kept), tuple(claims), summarize(claims, LEXICON), tuple(findings)),
        origins=("Norvik Post",),
        **more,  # type: ignore[arg-type]
    )


def story(number: int, paragraphs: int = 3) -> tuple[Audit, list[Article]]:
    """So many articles of so many paragraphs on one matter: every kind and trace, claims that nest and overlap, echoes
    and a cluster over all articles."""
    articles: list[Article] = []
    claims: list[Claim] = []
    chains: list[Chain] = []
    for n in range(1, number + 1):
        id, text, segments, own = f"paper-{n:03}", "", [], list[Claim]()
        for place in range(paragraphs):
            line = PARAGRAPHS[place % 4]
            segments.append(Segment(Span(len(text), len(text) + len(line)), "prose", "paragraph"))
            own += _told(id, len(own) + 1, line, len(text), n == 1 or place > 0)
            text += line + "\n\n"
        segments.append(Segment(Span(len(text), len(text) + 13), "boilerplate", "advertisement"))
        text += "Advertisement"
        about = ("2031-05-02", "https://example.org/p", "Ann Lee")
        articles.append(Article(id, text, f"Pier to close ({n})", f"Paper {n}", *about, None, tuple(segments)))
        chains += [Chain(c.id, (ENGINEERS, Step("Norvik Post", "relay"), Step(id, "article"))) for c in own if c.via]
        claims += own
    same = tuple(f"paper-{n:03}:1" for n in range(1, number + 1))
    where = tuple(article.id for article in articles)
    head = "That the north pier will close for a year"
    cluster = Cluster(1, head, same, where, "Norvik Post", "credit", ("Norvik Post",), 1)
    return made(articles, claims, chains=tuple(chains), clusters=(cluster,) if number > 1 else ()), articles


ENGINEERS = Step("Two harbour engineers", "source", "anonymous", 2)


def _told(article: str, first: int, line: str, start: int, credited: bool) -> list[Claim]:
    """The claims of a paragraph that begins at a place of its article, numbered from ``first``."""

    def at(words: str) -> Span:
        return Span(start + line.index(words), start + line.index(words) + len(words))

    found: list[Claim] = []

    def claim(words: tuple[str, ...], kind: str, trace: str, **more: object) -> None:
        id, spans = f"{article}:{first + len(found)}", tuple(map(at, words))
        found.append(Claim(id, article, spans, " … ".join(words), kind, trace=trace, **more))  # type: ignore[arg-type]

    if line == PARAGRAPHS[0]:
        via = (at("the Norvik Post"),)
        credit = Evidence("credit-chain", "Its sentence credits Norvik Post.", 0.97, via, origin="Norvik Post")
        echo = Evidence("echo", "It says the same.", 0.8, (), "paper-001:1", 0.91, "Norvik Post")
        claim(
            *(("that the north pier will close for a year",), "anonymous", "credited" if credited else "echoed"),
            source=Source("Two harbour engineers", (at("Two harbour engineers"),), None, 2),
            cue="told",
            cue_class="speech",
            construction="clause",
            via=("Norvik Post",),
            via_spans=via,
            evidence=credit if credited else echo,
            occasion=Occasion("interview", "Norvik Post", None, "Friday"),
        )
        pier = Source("pier", (at("pier"),), "The pier")
        claim(("the north pier",), "named", "carried", source=pier, cue_class="attitude")
        claim(("north pier will close",), "none", "untraced")
    elif line == PARAGRAPHS[1]:
        mayor = Source("the mayor", (at("the mayor"),), "Ida Lund")
        claim(("The cranes are sold",), "none", "carried")
        claim(("we will rebuild what we can",), "named", "independent", source=mayor, cue="said", cue_class="speech")
    elif line == PARAGRAPHS[2]:
        claim(("the ferry stops", "too"), "sources said", "untraced", cue="Reportedly", cue_class="hedge")
    return found


def hostile() -> tuple[Audit, list[Article]]:
    """One article of which every text tries to be more than text."""
    text = "\n\n".join(HOSTILE)
    bad = HOSTILE[0] + HOSTILE[1] + HOSTILE[4]
    article = Article(
        bad,
        text,
        bad,
        bad,
        bad,
        "javascript:window.hurt=1//" + bad,
        bad,
        None,
        (Segment(Span(0, len(text)), "prose", bad),),
    )
    spans = [Span(text.index(one), text.index(one) + len(one)) for one in HOSTILE]
    claims = [
        Claim(f"{bad}:{n}", bad, (span,), span.of(text), "named", Source(bad, (span,), bad), bad, "speech", via=(bad,),
              trace="credited", evidence=Evidence(bad, bad, origin=bad), occasion=Occasion(bad, bad, bad, bad))
        for n, span in enumerate(spans, start=1)
    ]  # fmt: skip
    findings = (Finding(bad, bad, "error", bad, bad, (spans[0],), (bad,)),)
    audit = made([article], claims)
    return attrs.evolve(audit, findings=findings, origin=bad, origins=(bad,), warnings=(bad,)), [article]

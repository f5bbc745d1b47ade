"""Who every claim of a news article is attributed to, how openly, and whether it traces back to who first reported it.

articles = audit.read_articles("seeds/")
result = audit.audit_articles(articles, origin="NBC News")
print(result.table("articles"))
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.explain import explain_article as explain_article
    from audit.explain.drawn import Explanation as Explanation
    from audit.lexicon import Lexicon as Lexicon
    from audit.lexicon import LexiconError as LexiconError
    from audit.lexicon import load_lexicon as load_lexicon
    from audit.lexicon import presets as presets
    from audit.lexicon import with_weights as with_weights
    from audit.model import Article as Article
    from audit.model import Attribution as Attribution
    from audit.model import AuditedArticle as AuditedArticle
    from audit.model import Claim as Claim
    from audit.model import Crediting as Crediting
    from audit.model import Cue as Cue
    from audit.model import Deduction as Deduction
    from audit.model import Detail as Detail
    from audit.model import Dossier as Dossier
    from audit.model import Evidence as Evidence
    from audit.model import Failure as Failure
    from audit.model import Finding as Finding
    from audit.model import Link as Link
    from audit.model import Named as Named
    from audit.model import Need as Need
    from audit.model import Occasion as Occasion
    from audit.model import Phrase as Phrase
    from audit.model import Quotation as Quotation
    from audit.model import Rating as Rating
    from audit.model import Relay as Relay
    from audit.model import Segment as Segment
    from audit.model import Sentence as Sentence
    from audit.model import Source as Source
    from audit.model import SourceSummary as SourceSummary
    from audit.model import Span as Span
    from audit.model import SubScore as SubScore
    from audit.model import Token as Token
    from audit.parse import ModelError as ModelError
    from audit.parse import Parser as Parser
    from audit.parse import load_parser as load_parser
    from audit.pipeline import AuditWarning as AuditWarning
    from audit.pipeline import OriginError as OriginError
    from audit.pipeline import Scorer as Scorer
    from audit.pipeline import Tracer as Tracer
    from audit.pipeline import audit_articles as audit_articles
    from audit.pipeline import list_attributions as list_attributions
    from audit.read import ReadError as ReadError
    from audit.read import Reading as Reading
    from audit.read import read_articles as read_articles
    from audit.record.brat import BratError as BratError
    from audit.record.brat import read_brat as read_brat
    from audit.record.brat import write_brat as write_brat
    from audit.record.result import AttributionList as AttributionList
    from audit.record.result import Audit as Audit
    from audit.record.result import ListedArticle as ListedArticle
    from audit.record.result import ListedAttribution as ListedAttribution
    from audit.stream import audit_stream as audit_stream
    from audit.stream.files import Far as Far
    from audit.stream.files import audit_files as audit_files
    from audit.stream.journal import JournalError as JournalError
    from audit.stream.traced import trace_files as trace_files
    from audit.trace.across.broke import Broke as Broke
    from audit.trace.across.broke import Share as Share
    from audit.trace.across.chain import Chain as Chain
    from audit.trace.across.chain import Step as Step
    from audit.trace.across.cluster import Cluster as Cluster
    from audit.trace.credit.copied import Credit as Credit
    from audit.trace.echo.verbatim import Run as Run

    __version__: str

# torch's threads spin while they wait for each other: beside another busy process that costs nine tenths of the speed.
# OpenMP reads this once, when torch is loaded; what the user has set stays.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# NumPy's OpenBLAS spins too, and knows no policy. Our products are small: one thread has them done before two have met.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# oneDNN, and torch above it, keep what they made for a product of so and so many rows, 1,024 of each, some megabytes an
# article: sentences and batches have ever other sizes, so next to none of it is met again.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "32")
os.environ.setdefault("LRU_CACHE_CAPACITY", "32")

# each public name where it lives: it is taken from there when it is first asked for, so importing audit costs little
_HOMES = dict(
    path.rpartition(".")[::-2]
    for path in (
        "audit.read.read_articles",
        "audit.read.Reading",
        "audit.read.ReadError",
        "audit.pipeline.audit_articles",
        "audit.pipeline.list_attributions",
        "audit.pipeline.AuditWarning",
        "audit.pipeline.OriginError",
        "audit.stream.audit_stream",
        "audit.stream.files.audit_files",
        "audit.stream.files.Far",
        "audit.stream.traced.trace_files",
        "audit.stream.journal.JournalError",
        "audit.explain.explain_article",
        "audit.parse.load_parser",
        "audit.parse.Parser",
        "audit.parse.ModelError",
        "audit.lexicon.load_lexicon",
        "audit.lexicon.Lexicon",
        "audit.lexicon.LexiconError",
        "audit.lexicon.presets",
        "audit.lexicon.with_weights",
        "audit.model.Article",
        "audit.model.Attribution",
        "audit.model.AuditedArticle",
        "audit.model.Claim",
        "audit.model.Deduction",
        "audit.model.Dossier",
        "audit.model.Evidence",
        "audit.model.Failure",
        "audit.model.Finding",
        "audit.model.Occasion",
        "audit.model.Rating",
        "audit.model.SubScore",
        "audit.model.Segment",
        "audit.model.Source",
        "audit.model.SourceSummary",
        "audit.model.Span",
        "audit.record.result.Audit",
        "audit.record.result.AttributionList",
        "audit.record.result.ListedArticle",
        "audit.record.brat.read_brat",
        "audit.record.brat.write_brat",
        "audit.record.brat.BratError",
        "audit.model.Cue",
        "audit.model.Crediting",
        "audit.model.Detail",
        "audit.model.Link",
        "audit.model.Named",
        "audit.model.Phrase",
        "audit.model.Quotation",
        "audit.model.Need",
        "audit.model.Relay",
        "audit.model.Sentence",
        "audit.model.Token",
        "audit.trace.across.chain.Step",
        "audit.trace.credit.copied.Credit",
        "audit.trace.echo.verbatim.Run",
        "audit.record.result.ListedAttribution",
        "audit.explain.drawn.Explanation",
        "audit.pipeline.Scorer",
        "audit.pipeline.Tracer",
        "audit.trace.across.broke.Broke",
        "audit.trace.across.broke.Share",
        "audit.trace.across.chain.Chain",
        "audit.trace.across.cluster.Cluster",
    )
)
__all__ = [*_HOMES, "__version__"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            value: Any = version("news-sourcing-audit")
        except PackageNotFoundError:  # run from a checkout that is not installed
            value = "0+unknown"
    elif name in _HOMES:
        from importlib import import_module

        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

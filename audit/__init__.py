"""Who every claim of a news article is attributed to, how openly, and whether it traces back to who first reported it.

articles = audit.read_articles("seeds/")
result = audit.audit_articles(articles, origin="NBC News")
print(result.table("articles"))
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.lexicon import Lexicon as Lexicon
    from audit.lexicon import load_lexicon as load_lexicon
    from audit.model import Article as Article
    from audit.model import Claim as Claim
    from audit.parse import load_parser as load_parser
    from audit.pipeline import audit_articles as audit_articles
    from audit.read import read_articles as read_articles
    from audit.record.result import Audit as Audit

    __version__: str

# torch's threads spin while they wait for each other: beside another busy process that costs nine tenths of the speed.
# OpenMP reads this once, when torch is loaded; what the user has set stays.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

# name -> the module it is taken from when it is first asked for: importing audit costs next to nothing
_HOMES = {
    "read_articles": "audit.read",
    "audit_articles": "audit.pipeline",
    "load_parser": "audit.parse",
    "load_lexicon": "audit.lexicon",
    "Lexicon": "audit.lexicon",
    "Article": "audit.model",
    "Claim": "audit.model",
    "Audit": "audit.record.result",
}
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

"""Origins and traced articles go in; what their user should know of them comes out: that nothing traces to any."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from audit.lexicon import Lexicon
from audit.model import Article
from audit.trace import Origins, is_auto, names_origin


def warned(origin: Origins | None, articles: Sequence[Article], lexicon: Lexicon) -> tuple[str, ...]:
    """What is to be said of the origins that articles were traced to; nothing where there are none."""
    if origin is None or not articles:
        return ()
    return of_origins(
        origin,
        any(map(by_credit, articles)),
        lambda name: any(names_origin(article, name, lexicon) for article in articles),
    )


def by_credit(article: Article) -> bool:
    """Whether a claim of the article traces to an origin by credit."""
    return any(claim.trace in ("credited", "carried") for claim in article.claims)


def of_origins(origin: Origins, traced: bool, named: Callable[[str], bool]) -> tuple[str, ...]:
    """What is to be said of the origins: that nothing traces to any, or that no article has one's name; ``traced`` is
    whether a claim traces to one by credit, ``named`` tells whether an article has a name."""
    if is_auto(origin):
        return () if traced else ("no article credits another outlet, so there is no origin to trace to",)
    names = (origin,) if isinstance(origin, str) else tuple(origin)
    said = "so nothing can be traced to it; check how the articles spell it"
    if traced and isinstance(origin, str):
        return ()  # a tracer of the user's own knows it by other names
    return tuple(f'no article names "{name}", {said}' for name in names if not named(name))

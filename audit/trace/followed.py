"""Articles and what traces them go in; they come out with traces, and one that cannot be traced costs no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from audit.lexicon import Lexicon, LexiconError
from audit.model import Article, Failure, reason_of
from audit.trace.across.joined import Traced
from audit.trace.credit.account import Origins
from audit.trace.echo.judge import Encode


def by_own(
    tracer: Callable[..., Sequence[Article]],
    articles: Sequence[Article],
    origin: Origins,
    lexicon: Lexicon,
    encode: Encode | None,
) -> Traced:
    """What a user's tracer makes of the articles; it has no index of ours."""
    return Traced(tuple(tracer(articles, origin=origin, lexicon=lexicon, encode=encode)))


def followed(articles: list[Article], tracer: Callable[[Sequence[Article]], Traced], failures: list[Failure]) -> Traced:
    """The articles with traces; those that cannot be traced even alone become failures, the others are traced again.
    Raises LexiconError."""
    if not articles:
        return Traced(())
    try:
        return tracer(articles)
    except LexiconError:
        raise
    except Exception as error:
        whole = error
    sound: list[Article] = []
    for article in articles:
        try:
            tracer([article])
        except Exception as error:
            failures.append(Failure.of(article, "trace", error))
        else:
            sound.append(article)
    if len(sound) < len(articles):
        return followed(sound, tracer, failures)
    # each can be traced, all together cannot: their traces stay unknown, and the audit says so
    failures.append(Failure("trace", f"no claim was traced: {reason_of(whole)}"))
    return Traced(tuple(articles))

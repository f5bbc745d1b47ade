"""The body of a request goes in, the articles and the origin that it asks about come out, or a refusal in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from attrs import evolve, field, frozen

from audit.lexicon import Lexicon
from audit.model import Article, Failure
from audit.read import Reading
from audit.read.drafts import FIELDS, Unreadable, from_record

_KEYS: Final = ("articles", "origin")
_SHAPE: Final = 'post {"text": …} or {"articles": [{"text": …}, …], "origin": …}'


class Refusal(Exception):
    """What was asked cannot be done: the status of HTTP, and why in words."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.headers = status, dict(headers or {})


@frozen
class Asked:
    """What a request asks: its articles' records, the origin to trace to, or origins, and whether for the page."""

    articles: tuple[Mapping[str, Any], ...] = field(repr=False)
    origin: str | tuple[str, ...] | None = None
    page: bool = False

    def read(self, lexicon: Lexicon) -> Reading:
        """The articles in segments; those that cannot be read are its failures, as those of files are. Raises Refusal
        where none can, or two have one id."""
        articles: list[Article] = []
        failures: list[Failure] = []
        for number, record in enumerate(self.articles, start=1):
            where = f"article {number}"
            try:
                made = from_record(record, Path(str(number)), where, lexicon, number).article
            except Unreadable as error:
                failures.append(error.failure)
                continue
            id = made.id or str(number)
            if any(id == other.id for other in articles):
                raise Refusal(400, f'{where}: key "id": "{id}" is that of another article; give each its own')
            articles.append(evolve(made, id=id, path=None))
        if not articles:
            raise Refusal(400, "; ".join(f"{failure.where}: {failure.message}" for failure in failures))
        return Reading(articles, failures)


def asked_in(body: bytes, accept: str) -> Asked:
    """What a body of JSON asks; ``accept`` is the header of that name. Raises Refusal."""
    try:
        given = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"no JSON in UTF-8: {error}; {_SHAPE}") from error
    if not isinstance(given, dict):
        raise Refusal(400, f"no JSON object; {_SHAPE}")
    if "text" in given:
        given = {"articles": [{k: v for k, v in given.items() if k not in _KEYS}], "origin": given.get("origin")}
    unknown = sorted(set(given) - set(_KEYS))
    if unknown:
        raise Refusal(400, f'key "{unknown[0]}" is none of {", ".join(("text", *_KEYS))}; {_SHAPE}')
    articles = given.get("articles")
    if not isinstance(articles, list) or not articles:
        raise Refusal(400, f'key "articles" must be a list with an article in it; {_SHAPE}')
    for number, one in enumerate(articles, start=1):
        if not isinstance(one, dict):
            raise Refusal(400, f"article {number} is no JSON object; {_SHAPE}")
        strange = sorted(set(one) - {"text", *FIELDS})
        if strange:
            raise Refusal(400, f'article {number}: key "{strange[0]}" is none of {", ".join(("text", *FIELDS))}')
    return Asked(tuple(articles), _origin(given.get("origin")), "text/html" in accept)


def _origin(given: Any) -> str | tuple[str, ...] | None:
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, list) and given and all(isinstance(one, str) for one in given):
        return tuple(given)
    raise Refusal(400, 'key "origin" must be the name of an outlet, a list of them, or "auto"')

"""An audit and its articles' texts go in, one page comes out: HTML that needs no network, no build and no script.

Whatever a text holds stays text: templates escape all that they are given, the data that the script reads are JSON in
which no tag can begin, and the page allows no script, style or address but its own (Content Security Policy). What a
page cannot hold (half a surrogate pair, the null character) is shown as U+FFFD.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from audit.lexicon import Lexicon
from audit.report.brief import Briefed
from audit.report.cells import stop_after
from audit.report.page.drawing import GraphLike
from audit.report.page.lookup import slug
from audit.report.page.view import view

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER: Final = Path(__file__).parent.joinpath("templates")
# What HTML forbids, though Python's text may hold it; a carriage return goes as a reference, or it would be read as a
# line feed.
_FORBIDDEN: Final = re.compile(r"[\x00\ud800-\udfff]")


def page(audit: Briefed, texts: Mapping[str, str], graph: GraphLike, lexicon: Lexicon) -> str:
    """The page of an audit; ``texts`` are those of its articles, by id. An article whose text is not given is shown
    without it."""
    from markupsafe import Markup

    shown = view(audit, texts, graph, lexicon)
    style, script = _own("style.css"), _own("script.js")
    # both are ours alone: no text of an article is in them
    shown |= {
        "style": Markup(style),
        "script": Markup(script),
        "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'",
        "data": Markup(as_data(shown["data"])),
    }
    made = _environment().get_template("page.html.j2").render(shown)
    return _FORBIDDEN.sub("\ufffd", made).replace("\r", "&#13;")


def as_data(data: Any) -> str:
    """JSON of dicts, lists, strings and numbers in which neither a tag nor a comment can begin: "<", ">" and "&" are
    escaped, and all that is not ASCII."""
    plain = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return plain.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["slug"] = slug
    made.filters["stop"] = stop_after
    return made


@cache
def _own(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"

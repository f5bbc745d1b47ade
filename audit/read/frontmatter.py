"""A text goes in, where its YAML front matter stands and what it says come out."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from typing import Any, Final

from audit.model import Span

_FENCE: Final = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\n|\r)")
_FENCE_END: Final = re.compile(r"(?<=[\n\r])(?:---|\.\.\.)[ \t]*(?=[\n\r]|\Z)")
_BLANK: Final = r"(?:[ \t]*(?:#[^\n\r]*)?(?:\r\n|\n|\r))*+"
_KEY: Final = re.compile(_BLANK + r"(?:[\w\"'][\w\"' -]*+:(?=[ \t\r\n]|\Z)|(?:---|\.\.\.)[ \t]*(?:[\n\r]|\Z))")


MOST: Final = 256 << 10  # characters of a front matter; more would keep the reader of YAML busy for minutes
DEEPEST: Final = 50  # lists within lists, which take the reader of YAML the square of their number


class FrontMatterError(ValueError):
    """A front matter is broken: ``line`` counts from 1 in the file, the message says what to do."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def opens_front_matter(text: str) -> bool:
    """Whether the text begins as front matter does, closed or not: a line ``---``, then ``key:`` (or the end of it).

    A first line ``---`` before anything else is a rule drawn across the page.
    """
    fence = _FENCE.match(text)
    return fence is not None and _KEY.match(text, fence.end()) is not None


def front_matter(text: str) -> Span | None:
    """Where the front matter stands, from its ``---`` to the line ``---`` or ``...``; None where there is none.

    >>> front_matter("---\\ntitle: A day at sea\\n---\\nIt rained.")
    Span(start=0, end=27)
    """
    end = _FENCE_END.search(text, 3) if opens_front_matter(text) else None
    return None if end is None else Span(0, end.start() + 3)


def front_fields(block: str, keys: Iterable[str]) -> dict[str, str]:
    """The values of ``keys`` in a front matter, as written, but dates in ISO form and lists of names joined by commas.

    ``block`` is the text of its span. Empty values are left out, other keys ignored. Raises FrontMatterError.
    """
    if len(block) > MOST:
        told = f"a front matter of {len(block):,} characters, and at most {MOST:,} are read"
        raise FrontMatterError(1, f"{told}; keep what is known of the article there, and the rest elsewhere")
    try:
        yaml: Any = importlib.import_module("yaml")  # imported where it is used: few articles have front matter
    except ModuleNotFoundError:
        raise FrontMatterError(1, "front matter needs PyYAML: pip install pyyaml") from None
    rows = re.split(r"\r\n|\n|\r", block)
    try:
        # nodes, not objects: "id: 007" and "title: yes" keep their letters
        node = _composed(yaml, "\n".join(["", *rows[1:-1]]))
    except yaml.YAMLError as error:
        raise _broken(error, block) from None
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise FrontMatterError(node.start_mark.line + 1, "broken front matter: write it as lines of key: value")
    wanted, fields = set(keys), dict[str, str]()
    for key, value in node.value:
        if isinstance(key.value, str) and key.value in wanted:
            line = key.start_mark.line + 1
            if key.value in fields:
                raise FrontMatterError(line, f'key "{key.value}" stands twice in the front matter; keep one')
            fields[key.value] = _written(yaml, value, key.value, line)
    return {key: value for key, value in fields.items() if value}


def _composed(yaml: Any, text: str) -> Any:
    """What YAML makes of a text, None where it says nothing. Raises YAMLError, also for what is nested too deeply."""
    loader = yaml.SafeLoader(text)
    deeper, depth = loader.compose_node, 0

    def compose_node(parent: Any, index: Any) -> Any:
        nonlocal depth
        if depth == DEEPEST:
            problem = f"more than {DEEPEST} lists within lists"
            raise yaml.composer.ComposerError(None, None, problem, loader.peek_event().start_mark)
        depth += 1
        try:
            return deeper(parent, index)
        finally:
            depth -= 1

    loader.compose_node = compose_node
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _broken(error: Exception, block: str) -> FrontMatterError:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        line = mark.line + 1
    else:  # a character that YAML does not allow
        line = block.count("\n", 0, getattr(error, "position", None) or 0) + 1
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__
    return FrontMatterError(line, f"broken front matter: {problem}; write it as lines of key: value")


def _written(yaml: Any, node: Any, key: str, line: int) -> str:
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return ", ".join(item.value.strip() for item in node.value)
    if not isinstance(node, yaml.ScalarNode):
        raise FrontMatterError(line, f'key "{key}" must be a text, a number, a date or a list of names')
    if node.tag == "tag:yaml.org,2002:null":
        return ""
    if node.tag == "tag:yaml.org,2002:timestamp":
        try:
            return str(yaml.safe_load(node.value).isoformat())
        except (ValueError, AttributeError):  # a day that is in no calendar: kept as it is written
            return str(node.value)
    return str(node.value).strip()

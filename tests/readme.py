"""The README's examples as data: its console and Python blocks, what each must print, and a way to write that anew.

    python -m tests.readme --write    # runs every example and puts what it prints into README.md

A ```console block holds one command after "$ " and then what it prints; a ```python block that is followed by a ```text
block prints that. Commands of pip and pytest are not run here: the checks run them.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
_BLOCK = re.compile(r"^```(console|python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@frozen
class Example:
    """One example: its language, what is run, what the README says that it prints (None where it does not say)."""

    language: str
    run: str
    printed: str | None
    start: int
    end: int


def examples(text: str) -> Iterator[Example]:
    """The examples of a README, in order; start and end are those of what is printed."""
    blocks = list(_BLOCK.finditer(text))
    for number, block in enumerate(blocks):
        language, body = block.group(1), block.group(2)
        if language == "console":
            command, _, printed = body.partition("\n")
            place = block.start(2) + len(command) + 1
            yield Example("console", command.removeprefix("$ "), printed or None, place, block.end(2))
        elif language == "python":
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            told = following is not None and following.group(1) == "text"
            told = told and not text[block.end() : following.start()].strip()
            if told:
                yield Example("python", body, following.group(2), following.start(2), following.end(2))
            else:
                yield Example("python", body, None, block.end(2), block.end(2))


def run(example: Example, names: dict[str, Any]) -> str:
    """What an example prints, run at the top of a checkout; ``names`` are kept from one Python example to the next."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        if example.language == "python":
            # no name of a file: Hypothesis would take lines of the README itself for the source of its functions
            exec(compile(example.run, "<README>", "exec"), names)
        else:
            from audit.cli import main

            program, *arguments = shlex.split(example.run)
            if program == "audit":
                with contextlib.suppress(SystemExit):
                    main(arguments)
    return out.getvalue()


def rewritten(text: str) -> str:
    """The README with what its examples print now."""
    names: dict[str, Any] = {}
    found = list(examples(text))
    printed = [run(example, names) for example in found]
    for example, now in reversed(list(zip(found, printed, strict=True))):
        if example.printed is not None:
            text = text[: example.start] + now + text[example.end :]
    return text


if __name__ == "__main__":
    new = rewritten(README.read_text(encoding="utf-8"))
    if "--write" in sys.argv:
        README.write_text(new, encoding="utf-8")
    else:
        sys.stdout.write(new)

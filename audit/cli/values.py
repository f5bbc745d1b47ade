"""What a user typed goes in, the value that an option takes comes out, or a word on what is wrong with it."""

from __future__ import annotations

import argparse
from typing import Final

BRIEF: Final = "brief"
GRAPHS: Final = ("dot", "graph-json", "prov")
WHOLE: Final = ("xlsx", "jsonld")


class Version(argparse.Action):
    """Prints the version: looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from audit import __version__

        print(f"audit {__version__}")
        parser.exit()


def number_of_jobs(given: str) -> int:
    """How many processes, 1 or more. Raises ArgumentTypeError."""
    if not given.isdigit() or int(given) < 1:
        raise argparse.ArgumentTypeError(f"must be a number of processes, 1 or more, not {given!r}")
    return int(given)


def an_outlet(name: str) -> str:
    """The name of an outlet, its spaces single. Raises ArgumentTypeError."""
    name = " ".join(name.split())
    if not name:
        raise argparse.ArgumentTypeError("must name an outlet")
    return name


def a_number(given: str) -> int:
    """A number of articles, 1 or more. Raises ArgumentTypeError."""
    if not given.isdigit() or int(given) < 1:
        raise argparse.ArgumentTypeError(f"must be a number of articles, 1 or more, not {given!r}")
    return int(given)


def mebibytes(number: str) -> float:
    """How many MiB (2**20 bytes) are typed, more than 0. Raises ArgumentTypeError."""
    try:
        size = float(number)
    except ValueError:
        size = 0.0
    if not 0 < size < 1 << 20:
        raise argparse.ArgumentTypeError("must be a number of MiB, more than 0")
    return size


def table_format(name: str) -> str:
    """A format that a report has. Raises ArgumentTypeError, with those that there are."""
    from audit.report import formats

    there = (BRIEF, *formats(), *GRAPHS, *WHOLE)
    if name not in there:
        raise argparse.ArgumentTypeError(f'there is no format "{name}"; choose from {", ".join(there)}')
    return name

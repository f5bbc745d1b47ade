"""What the tests share: Hypothesis profiles, the lexicon, the embedded parser, a folder of private material."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from audit.lexicon import Lexicon, load_lexicon

if TYPE_CHECKING:
    from audit.parse import Parser

# Before anything loads torch, for the processes that tests start too: see audit/__init__.py.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# No deadline in either: a slow or busy machine is not a failing law.
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "ci")  # "dev" draws other examples


@pytest.fixture(scope="session")
def shared() -> Path:
    """Material that is not ours to publish (gold, corpora): AUDIT_SHARED names the folder, else the test skips."""
    named = os.environ.get("AUDIT_SHARED")
    if not named:
        pytest.skip("AUDIT_SHARED is not set: this test needs a folder of articles and gold that cannot be published")
    folder = Path(named).resolve()
    if not folder.is_dir():
        pytest.fail(f"AUDIT_SHARED names {named}, which is not a folder")
    return folder


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """Our own lexicon, read once."""
    return load_lexicon()


@pytest.fixture(scope="session")
def parser() -> Parser:
    """The embedded models, loaded once: for the few tests of the whole road; rules are tested on stored parses."""
    from audit.parse import load_parser

    return load_parser()

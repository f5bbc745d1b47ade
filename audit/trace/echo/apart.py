"""Two claims' contents go in; why they cannot say the same, however alike they are, comes out.

Source: quotation marks promise the very words (AP Stylebook, "quotations in the news"), so that two quotations of other
words are two utterances; that a name or a word without a verb tells nothing by itself is grammar (Huddleston and Pullum
2002, 2.1: the predicate).
"""

from __future__ import annotations

from typing import Final

from audit.trace.echo.content import Content

SHARED: Final = 0.5  # of the shorter quotation's content words; two newsrooms cut one utterance at different places


def apart(a: Content, b: Content) -> str | None:
    """The reason in words; None where the two may say the same."""
    if not (a.tells and b.tells):
        return "one of them is no more than a name or a word, and tells nothing by itself"
    if a.quoted and b.quoted:
        one, two = ({word.stem for word in content.words} for content in (a, b))
        if len(one & two) < SHARED * min(len(one), len(two)):
            return "two quotations of other words"
    return None

"""A claim goes in, what tables call the sources that it rests on comes out, and by what two claims' sources are one.

Source: ours; determiners in lexicons/forms.toml.
"""

from __future__ import annotations

from typing import Final

from audit.lexicon import Lexicon
from audit.model import Claim

# what a source is called of whom nothing is said: only a cue ("reportedly"), or a pronoun that stands for nobody known
UNSTATED: Final = "(not said who)"


def names_of(claim: Claim) -> tuple[str, ...]:
    """What tables call a claim's source: the names that it is listed by, else what it stands for, else its words."""
    source = claim.source
    pronoun = source is not None and source.phrase is not None and source.phrase.sort == "pronoun"
    if source is None or (pronoun and source.resolved is None):
        return (UNSTATED,)
    return source.listed or (source.called,)


def bare_name(name: str, lexicon: Lexicon) -> str:
    """The name without the determiner that it begins with: "the officials" and "officials" are one description; "some
    of the officials" begins with no determiner."""
    first, _, rest = name.partition(" ")
    alone = rest.partition(" ")[0].lower() in lexicon.words("forms.after-a-pronoun")
    return rest if rest and not alone and first.lower() in lexicon.words("forms.determiner") else name


def keys_of(claim: Claim, lexicon: Lexicon) -> tuple[tuple[str, str, bool], ...]:
    """For each source of a claim what makes it one with others: its bare name whatever its case, its kind, and whether
    it is told who is meant."""
    clear = claim.kind != "named" or (claim.source is not None and claim.source.clear)
    return tuple((bare_name(name, lexicon).casefold(), claim.kind, clear) for name in names_of(claim))

"""An article's names in groups, each of one person or body, come in, the same groups go out with misspelt surnames
joined: a surname that nobody in the article bears in full, one letter off that of the one person who is named so.

Source: ours; the press gives the full name first (AP Stylebook, "names"), so that a surname without one is somebody's
who was named, or nobody whom the reader knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from audit.resolve.names import Mention
from audit.resolve.personal import folded

_MUTE: Final = "e"
_SHORTEST: Final = 6  # letters of a surname; shorter ones are too often another's


def join_misspelt(groups: Sequence[list[Mention]]) -> list[list[Mention]]:
    """The groups, those of a misspelt surname joined to the one whose it is."""
    lone = [place for place, group in enumerate(groups) if _is_surname_alone(group)]
    if not lone:
        return list(groups)
    full = {place: {folded(m.last) for m in group if len(m.name) > 1} for place, group in enumerate(groups)}
    people = [p for p, names in full.items() if names and not any(m.organisation or m.place for m in groups[p])]
    home: dict[int, int] = {}
    for place in lone:
        word = folded(groups[place][0].last)
        near = [p for p in people if any(one_letter_off(word, name) for name in full[p])]
        genders = {m.gender for p in (place, *near) for m in groups[p]} - {None}
        if len(near) == 1 and len(genders) < 2:
            home[place] = near[0]
    return [
        [*group, *(m for other, place in home.items() if place == number for m in groups[other])]
        for number, group in enumerate(groups)
        if number not in home
    ]


def _is_surname_alone(group: Sequence[Mention]) -> bool:
    return all(
        len(m.name) == 1 and not (m.organisation or m.place) and len(m.last) >= _SHORTEST and not m.last.isupper()
        for m in group
    )


def one_letter_off(one: str, other: str) -> bool:
    """Whether two words, neither of them short, begin alike and differ in one letter, or have two letters swapped; at
    the end, where another word is made ("America", "American"), only where one has the last letter twice or an "e"
    behind it, which nobody hears ("Barnet", "Barnett")."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST or short == long or short[0] != long[0] or len(long) - len(short) > 1:
        return False
    first = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if first == len(short):
        return long[-1] in (_MUTE, short[-1])
    if first >= len(long) - 1:
        return False
    if len(short) == len(long):
        swapped = short[first : first + 2] == long[first : first + 2][::-1] and short[first + 2 :] == long[first + 2 :]
        return swapped or short[first + 1 :] == long[first + 1 :]
    return short[first:] == long[first + 1 :]

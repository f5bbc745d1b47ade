"""A name that the parser tore apart is one again, and every tree stays a tree."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from audit.parse.torn import names_mended

RELATIONS = ("case", "obl", "nmod", "nsubj", "flat", "compound", "punct")


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[str], list[int], list[str]]:
    """Tags, heads and relations of a tree of up to twelve words, mostly names and prepositions."""
    size = draw(st.integers(1, 12))
    order = draw(st.permutations(range(1, size + 1)))
    heads = [0] * size
    for place, word in enumerate(order[1:], 1):
        heads[word - 1] = order[draw(st.integers(0, place - 1))]
    tags = draw(st.lists(st.sampled_from(("PROPN", "PROPN", "ADP", "VERB")), min_size=size, max_size=size))
    relations = draw(st.lists(st.sampled_from(RELATIONS), min_size=size, max_size=size))
    relations[order[0] - 1] = "root"
    return tags, heads, relations


def is_tree(heads: Sequence[int]) -> bool:
    """Whether there is one root and every word hangs on it."""
    for place in range(len(heads)):
        here, steps = place + 1, 0
        while here and steps <= len(heads):
            here, steps = heads[here - 1], steps + 1
        if here:
            return False
    return list(heads).count(0) == 1


@given(trees())
def test_a_tree_stays_a_tree(tree: tuple[list[str], list[int], list[str]]) -> None:
    tags, heads, relations = tree
    kept = (list(heads), list(relations))
    mended, named = names_mended(tags, heads, relations)
    assert (heads, relations) == kept
    assert is_tree(mended)
    assert [head == 0 for head in mended] == [name == "root" for name in named]


@given(trees())
def test_what_was_mended_needs_no_mending(tree: tuple[list[str], list[int], list[str]]) -> None:
    tags, heads, relations = tree
    once = names_mended(tags, heads, relations)
    assert names_mended(tags, *once) == once


def test_a_name_after_a_preposition_is_one() -> None:
    # opened, according to Piotr Okafor.
    tags = ["VERB", "PUNCT", "VERB", "ADP", "PROPN", "PROPN", "PUNCT"]
    heads = [0, 6, 6, 3, 1, 1, 1]
    relations = ["root", "punct", "case", "fixed", "obl", "obl", "punct"]
    mended, named = names_mended(tags, heads, relations)
    assert mended == [0, 5, 5, 3, 1, 5, 1]
    assert named == ["root", "punct", "case", "fixed", "obl", "flat", "punct"]


def test_names_beside_each_other_without_a_preposition_before_both_stay_apart() -> None:
    # met Alvarez in Oslo Monday: the day hangs on the verb, the preposition on the town.
    tags = ["VERB", "PROPN", "ADP", "PROPN", "PROPN"]
    heads, relations = [0, 1, 4, 1, 1], ["root", "obj", "case", "obl", "obl"]
    assert names_mended(tags, heads, relations) == (heads, relations)
    # … and a name that already hangs within the phrase is left as it is.
    heads, relations = [0, 1, 4, 5, 1], ["root", "obj", "case", "compound", "obl"]
    assert names_mended(["VERB", "PROPN", "ADP", "PROPN", "PROPN"], heads, relations) == (heads, relations)

"""Resolve: whom pronouns, surnames and descriptions stand for, and laws that hold on any trees."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import evolve
from examples import name_of, stored, table
from hypothesis import given
from hypothesis.strategies import dates as days

from audit.find import find
from audit.lexicon import LexiconError, load_lexicon
from audit.model import KINDS, Article, Source
from audit.resolve import resolve
from audit.resolve.names import names_in
from audit.resolve.offices import in_office
from audit.resolve.types import Typed, Types
from audit.testing.strategies import articles

LEXICON = load_lexicon()


def told(source: Source, kind: str) -> dict[str, Any]:
    """A source in the form of the examples."""
    row: dict[str, Any] = {"text": source.text, "kind": kind}
    if source.resolved is not None:
        row["resolved"] = source.resolved
    if source.number is not None:
        row["number"] = source.number
    return row


@pytest.mark.parametrize("example", table("resolve"), ids=name_of)
def test_a_source_stands_for_whom_the_text_makes_plain(example: dict[str, Any]) -> None:
    article = resolve(find(stored(example["text"]), LEXICON), LEXICON)
    asked = {row["text"] for row in example["sources"]}
    found = [told(a.source, a.kind) for a in article.attributions if a.source is not None and a.source.text in asked]
    assert found == example["sources"]


@given(articles())
def test_resolve_only_adds_kinds_names_and_numbers(article: Article) -> None:
    before = find(article, LEXICON)
    after = resolve(before, LEXICON)
    assert evolve(after, attributions=before.attributions, named=()) == before
    assert len(after.attributions) == len(before.attributions)
    for old, new in zip(before.attributions, after.attributions, strict=True):
        assert evolve(new, kind=old.kind, source=old.source, relays=old.relays) == old
        assert (new.source is None) == (old.source is None)
        assert new.kind in KINDS
        if new.source is not None and old.source is not None:
            assert evolve(new.source, resolved=None, number=None, phrase=None, referent=None, listed=()) == old.source
            assert new.source.resolved is None or new.source.resolved.strip()
            assert new.source.number is None or new.kind in ("anonymous", "sources said")


@given(articles())
def test_resolve_twice_gives_the_same(article: Article) -> None:
    once = resolve(find(article, LEXICON), LEXICON)
    assert resolve(once, LEXICON) == once


@pytest.mark.parametrize("text", ["The port opened on Monday.", "Sunday was calm.", "The port opened in January."])
def test_a_day_or_a_month_is_no_name(text: str) -> None:
    assert not [name for sentence in stored(text).sentences for name in names_in(0, sentence, LEXICON)]


class _EveryBody:
    """What would be learned if every noun were a body's."""

    def of_all(self, places: Any, among: Any) -> Typed:
        return Typed("body", 1.0, True)


def test_a_town_beside_other_towns_is_no_organization_though_its_name_was_learned_as_a_body() -> None:
    trees = stored("The film was shown in Lund, Palm Beach and Fort Myers. The organization said that it was old.")
    found = resolve(find(trees, LEXICON), LEXICON, cast(Types, _EveryBody())).attributions[-1]
    assert found.source is not None
    assert found.source.resolved is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Many said that the road would open.", "sources said"),
        ("Two aides said that the road would open.", "anonymous"),
    ],
)
def test_what_has_no_capital_or_only_counts_is_no_name_though_the_tagger_says_so(text: str, kind: str) -> None:
    article = stored(text)
    sentence = article.sentences[0]
    subject = next(t for t in sentence.tokens if t.deprel == "nsubj")
    tokens = tuple(evolve(t, upos="PROPN", xpos="NNPS") if t is subject else t for t in sentence.tokens)
    tagged = evolve(article, sentences=(evolve(sentence, tokens=tokens),))
    assert [a.kind for a in resolve(find(tagged, LEXICON), LEXICON).attributions] == [kind]


PRESIDENT, NAMESAKE = (e["text"] for e in table("resolve") if e["id"].endswith("no day told"))


@pytest.mark.parametrize(
    ("published", "resolved"),
    [("2018-05-05", "Trump"), ("2023-05-05", "Ruth Okafor"), (None, "Ruth Okafor"), ("a day", "Ruth Okafor")],
)
def test_the_president_is_who_holds_the_office_on_the_day(published: str | None, resolved: str) -> None:
    article = evolve(stored(PRESIDENT), published=published)
    found = resolve(find(article, LEXICON), LEXICON).attributions
    told = [a.source.resolved for a in found if a.source is not None and a.source.text == "The president"]
    assert told == [resolved]


@pytest.mark.parametrize(("published", "resolved"), [("2018-05-05", "Trump"), ("2013-05-05", "Ivanka Trump")])
def test_a_surname_everybody_knows_is_no_namesakes(published: str, resolved: str) -> None:
    found = resolve(find(evolve(stored(NAMESAKE), published=published), LEXICON), LEXICON).attributions
    assert [a.source.resolved for a in found if a.source is not None] == [resolved]


@given(days())
def test_one_holds_an_office_on_any_day_or_nobody(day: date) -> None:
    held = in_office(LEXICON, day.isoformat())
    assert len(held) <= 1
    assert bool(held) == (date(1981, 1, 20) <= day < date(2029, 1, 20))


def test_a_term_of_a_lexicon_that_is_no_day_is_told_with_its_key(tmp_path: Path) -> None:
    entry = '[[entry]]\nid = "people.in-office"\norigin = "ours"\npairs = ["ruth okafor/in May"]\n'
    (tmp_path / "people.toml").write_text(entry, encoding="utf-8")
    with pytest.raises(LexiconError, match=r'people\.in-office: "ruth okafor/in May"'):
        in_office(load_lexicon(tmp_path), "2018-05-05")

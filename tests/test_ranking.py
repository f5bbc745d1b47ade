"""What must hold of the learned resolver: probabilities are shares, a lower bar gives no fewer answers, gender keeps
apart, what is damaged is named, and without it the rules decide."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from examples import name_of, stored, table
from hypothesis import given, settings

import audit
from audit.find import find
from audit.lexicon import load_lexicon
from audit.resolve import resolve
from audit.resolve.candidates import Table, third_person
from audit.resolve.pairs import before
from audit.resolve.pronoun import last_told
from audit.resolve.ranking import OF_SOURCES, Ranker, RankerError, Ranking, load_ranker
from audit.resolve.sources import walked
from audit.testing.strategies import Known, known_articles

LEXICON = load_lexicon()
FOLDER = Path(audit.__file__).parent / "models"
RANKER = load_ranker()
ALONE = "Jane Alvarez left the meeting early. She said that the road would open."
TWO = "Jane Alvarez met Robert Ellis on Monday. She said that the road would open. He said that it would stay shut."


def ranking(text: str, ranker: Ranker = RANKER) -> Ranking:
    return ranker.of(Table(walked(find(stored(text), LEXICON), LEXICON)[1]))


@pytest.mark.parametrize("text", [ALONE, TWO])
def test_what_a_pronoun_stands_for_shares_one(text: str) -> None:
    here = ranking(text)
    for place, row in enumerate(here.table.rows):
        shares = [share for share, _ in here.standing(place).values()]
        assert all(0 <= share <= 1 + 1e-6 for share in shares)
        assert sum(shares) <= 1 + 1e-5
        if third_person(row.points) and before(here.table, place):
            direct = here.probabilities(place, before(here.table, place))
            assert 0 < direct.sum() < 1


def test_nobody_of_another_gender_is_asked() -> None:
    here = ranking(TWO)
    place = next(place for place, row in enumerate(here.table.rows) if row.token.text == "He")
    names = [
        here.table.context.mentions.entities[here.table.rows[other].entity].name for other in before(here.table, place)
    ]
    assert "Robert Ellis" in names
    assert "Jane Alvarez" not in names


def test_a_pronoun_with_one_name_that_fits_stands_for_it() -> None:
    found = resolve(find(stored(ALONE), LEXICON), LEXICON, ranker=RANKER).attributions
    assert [a.source.resolved for a in found if a.source] == ["Jane Alvarez"]


def test_what_is_less_likely_than_the_bar_is_not_claimed() -> None:
    told = json.loads((FOLDER / "resolver.json").read_text("utf-8"))
    never = Ranker(RANKER.weights, told | {"thresholds": {way: [1.01, 0.0] for way in told["thresholds"]}})
    assert ranking(ALONE, never).antecedent(1, 0) is None
    assert ranking(ALONE, never).likeliest(1, 0) == ranking(ALONE).likeliest(1, 0) == ranking(ALONE).antecedent(1, 0)


def test_networks_of_their_own_are_asked_about_those_who_tell() -> None:
    told = json.loads((FOLDER / "resolver.json").read_text("utf-8"))
    others = {name: array for name, array in RANKER.weights.items() if not name.startswith(OF_SOURCES)}
    sources = {name: array for name, array in RANKER.weights.items() if name.startswith(OF_SOURCES)}
    assert others
    assert sources
    one, two, three = ranking(TWO), ranking(TWO, Ranker(others, told)), ranking(TWO, Ranker(sources, told))
    for place, row in enumerate(one.table.rows):
        if row.points is not None and (asked := before(one.table, place)):
            shares = one.probabilities(place, asked).tolist()
            tells = place in one.salience.told
            assert shares == (three if tells else two).probabilities(place, asked).tolist()


@pytest.mark.parametrize("example", table("topics"), ids=name_of)
def test_the_last_sentence_outside_of_quotations_tells_of_one_person(example: dict[str, str]) -> None:
    article, context = walked(find(stored(example["text"]), LEXICON), LEXICON)
    asking = [(n, t) for n, sentence in enumerate(article.sentences) for t in sentence.tokens if t.text == "he"]
    told = [last_told(context, context.reference(number, token, frozenset())) for number, token in asking]
    assert {entity.name if entity else "" for entity in told} == {example["name"]}


@settings(max_examples=40)
@given(known_articles())
def test_only_what_points_back_is_resolved_in_another_way_than_by_the_rules(known: Known) -> None:
    before_, after = (resolve(find(known.trees, LEXICON), LEXICON, ranker=one) for one in (None, RANKER))
    pointing = {row.token.span.start for row in Table(walked(known.trees, LEXICON)[1]).rows if row.points}
    for old, new in zip(before_.attributions, after.attributions, strict=True):
        if old != new:
            assert old.source is not None
            assert any(span.start <= start < span.end for span in old.source.spans for start in pointing)


def test_a_damaged_or_missing_part_is_named_with_the_way_without_it(tmp_path: Path) -> None:
    with pytest.raises(RankerError, match=r"resolver\.json.*--rules-only"):
        load_ranker(tmp_path)
    (tmp_path / "resolver.json").write_bytes((FOLDER / "resolver.json").read_bytes())
    (tmp_path / "resolver.safetensors").write_bytes(b"not these")
    with pytest.raises(RankerError, match=r"resolver\.safetensors.*damaged.*--rules-only"):
        load_ranker(tmp_path)

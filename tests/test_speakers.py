"""Who speaks, weighed over the whole article: whatever is weighed attributions keep their words, and only names of the
article come in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from attrs import evolve
from examples import stored
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import Article, Attribution
from audit.resolve.context import Context
from audit.resolve.sources import walked
from audit.resolve.speakers import WIDTH, Asked, Speakers, floats
from audit.resolve.weigher import Weigher, WeigherError, load_weigher, weighed
from audit.testing.strategies import articles
from training.speakers import Case, Network

LEXICON = load_lexicon()


def read(article: Article, vectors: bool = True) -> tuple[tuple[Attribution, ...], Context]:
    """The article through find and resolve, by the rules, its words with vectors that tell them apart."""
    random = np.random.default_rng(3)
    rows = [random.normal(size=(len(s.tokens), WIDTH)).astype(np.float16) for s in article.sentences]
    given = zip(article.sentences, rows, strict=True)
    article = evolve(article, sentences=tuple(evolve(s, vectors=v if vectors else None) for s, v in given))
    done, context = walked(find(article, LEXICON), LEXICON)
    return done.attributions, context


class Fixed(Weigher):
    """A weigher that takes the name at this place for every source that it is asked about."""

    def __init__(self, place: int) -> None:
        self.place = place

    def another(self, asked: Asked, names: Any) -> int | None:
        return asked.entities[self.place % len(asked.entities)]


def untouched(attribution: Attribution) -> tuple[Any, ...]:
    """What weighing leaves as it is."""
    source = attribution.source
    words = None if source is None or floats(attribution) else (source.text, source.spans)
    return (attribution.cue, attribution.content, attribution.construction, attribution.confidence, words)


@settings(max_examples=60)
@given(articles(), st.integers(0, 5))
def test_attributions_keep_their_words_and_take_names_of_the_article(article: Article, place: int) -> None:
    done, context = read(article)
    after = weighed(context, done, Fixed(place))
    assert [untouched(a) for a in after] == [untouched(a) for a in done]
    names = {entity.name for entity in context.mentions.entities}
    for before, now in zip(done, after, strict=True):
        if now != before:
            assert now.kind == "named"
            assert now.source is not None
            assert now.source.resolved in names
            assert now.source.listed == (now.source.resolved,)


@settings(max_examples=30)
@given(articles(), st.integers(0, 5))
def test_without_vectors_or_a_weigher_the_rules_decide_alone(article: Article, place: int) -> None:
    done, context = read(article, vectors=False)
    assert not article.sentences or weighed(context, done, Fixed(place)) == done
    done, context = read(article)
    assert weighed(context, done, None) == done


def test_whose_own_words_name_somebody_is_not_asked_about() -> None:
    done, context = read(stored("Jane Alvarez said that the road would open."))
    assert Speakers(context, done).asked() == []


def test_a_pronoun_may_stand_for_whoever_is_named() -> None:
    done, context = read(stored("Jane Alvarez left the meeting early. She said that the road would open."))
    (asked,) = Speakers(context, done).asked()
    assert asked.way == "person"
    assert {context.mentions.entities[entity].name for entity in asked.entities} == {"Jane Alvarez"}
    done, context = read(stored("Mr. Ellis met the mayor of Springfield on Monday. He said that the road would open."))
    (asked,) = Speakers(context, done).asked()
    names = [context.mentions.entities[entity].name for entity in asked.entities]
    (after,) = weighed(context, done, Fixed(names.index("Springfield")))
    assert after.source is not None
    assert (after.source.text, after.source.resolved) == ("He", "Springfield")


def test_what_runs_is_what_was_trained() -> None:
    random, torch_state = np.random.default_rng(1), torch.manual_seed(1)
    assert torch_state is not None
    own, theirs, names = random.normal(size=9), random.normal(size=(4, 7)), random.normal(size=(6, WIDTH))
    theirs[:, 0] = [0, 1, 0, 0]
    asked = Asked(
        0,
        "person",
        *(a.astype(np.float32) for a in (own, random.normal(size=WIDTH))),
        (5, 0, 2, 3),
        theirs.astype(np.float32),
    )
    network = Network(9, 7, 8).eval()
    weigher = Weigher({k: v.numpy() for k, v in network.state_dict().items()}, {"margins": {}, "sha256": "0"})
    names = names.astype(np.float32)
    case = Case(asked, names[[5, 0, 2, 3]], np.zeros(4, bool), True)
    with torch.inference_mode():
        told = network(case).softmax(0).numpy()
    np.testing.assert_allclose(weigher.chances(asked, names), told, atol=1e-5)


@settings(max_examples=30)
@given(articles())
def test_the_learned_chances_add_up(article: Article) -> None:
    done, context = read(article)
    speakers, weigher = Speakers(context, done), load_weigher()
    for asked in speakers.asked():
        chances = weigher.chances(asked, speakers.vectors)
        assert len(chances) == len(asked.entities) + 1
        assert chances.min() >= 0
        assert chances.sum() == pytest.approx(1, abs=1e-4)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "speakers.json").write_text('{"sha256": "0"}', encoding="utf-8")
    (tmp_path / "speakers.safetensors").write_bytes(b"not these")
    with pytest.raises(WeigherError, match=r"speakers\.safetensors: this model file is damaged"):
        load_weigher(tmp_path)

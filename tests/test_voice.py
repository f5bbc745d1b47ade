"""Claims heard in the whole article: whatever is heard nothing is lost in silence, and what agrees changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve, frozen
from examples import name_of, stored, table
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.claims import Voice, VoiceError, claimed, load_voices, make_claims
from audit.claims.heard import GOING_ON
from audit.claims.main import main_claims
from audit.explain import account
from audit.find import find
from audit.find.draft import LIKELY
from audit.lexicon import load_lexicon
from audit.model import Article, Claim
from audit.resolve import resolve
from audit.testing.strategies import articles

LEXICON = load_lexicon()
(GOING,) = (e["text"] for e in table("voice") if e["id"] == "who spoke last goes on without marks")


@frozen
class Told:
    """Voices that are told beforehand, the same one again where there are more sentences."""

    voices: Sequence[Voice]
    bar: float = 0.5

    def of(self, article: Article) -> list[Voice]:
        return [self.voices[n % len(self.voices)] for n in range(len(article.sentences))]


def read(article: Article, vectors: bool = True) -> Article:
    """The article through find and resolve, by the rules, its words with vectors of noughts."""
    found = resolve(find(article, LEXICON), LEXICON)
    rows = [np.zeros((len(s.tokens), 384), np.float16) if vectors else None for s in found.sentences]
    return evolve(found, sentences=tuple(evolve(s, vectors=v) for s, v in zip(found.sentences, rows, strict=True)))


def heard(article: Article, voices: Sequence[Voice]) -> Article:
    return claimed(article, LEXICON, Told(voices))  # type: ignore[arg-type]


def told(claim: Claim) -> dict[str, Any]:
    row = {"kind": claim.kind, "text": claim.text}
    return row | ({"source": claim.source.text} if claim.source is not None else {})


@pytest.mark.parametrize("example", table("voice"), ids=name_of)
def test_claims_as_they_are_heard(example: dict[str, Any]) -> None:
    article = read(stored(example["text"]))
    voices = [
        Voice(said, on, next(t.index for t in sentence.tokens if t.text == cue))
        for (said, on, cue), sentence in zip(example["voices"], article.sentences, strict=True)
    ]
    assert [told(claim) for claim in heard(article, voices).claims] == example["claims"]


VOICES = st.lists(
    st.builds(lambda said, share: Voice(said, said * share, 0), st.floats(0, 1), st.floats(0, 1)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60)
@given(articles(), VOICES)
def test_whatever_is_heard_a_sentence_keeps_a_claim_or_says_why_it_makes_none(
    article: Article, voices: list[Voice]
) -> None:
    article = read(article)
    before, after = make_claims(article, LEXICON), heard(article, voices)
    for number in main_claims(before).keys() - main_claims(after).keys():
        apart = [s for s in after.segments if s.status != "prose" and s.span.overlaps(article.sentences[number].span)]
        assert apart
        assert all(segment.reason for segment in apart)
    assert [c.id for c in after.claims] == [f"{article.id}:{n}" for n in range(1, len(after.claims) + 1)]
    for claim in after.claims:
        assert claim.text == " … ".join(span.of(article.text) for span in claim.spans)


@settings(max_examples=60)
@given(articles())
def test_what_is_heard_as_the_rules_have_it_changes_nothing(article: Article) -> None:
    article = read(article)
    before = make_claims(article, LEXICON)
    mains = main_claims(before)
    voices = [Voice(float(n in mains and mains[n][0].kind != "none"), 0.0, 0) for n in range(len(article.sentences))]
    assert heard(article, voices or [Voice(0.0, 0.0, 0)]) == before


@settings(max_examples=30)
@given(articles(), VOICES)
def test_without_vectors_the_rules_decide_alone(article: Article, voices: list[Voice]) -> None:
    article = read(article, vectors=False)
    assert not article.sentences or heard(article, voices) == make_claims(article, LEXICON)


def test_what_is_doubted_stays_listed_and_says_how_unlikely_it_is() -> None:
    article = read(stored("The ruling warned captains that the bridge would stay shut."))
    after = heard(article, [Voice(0.123, 0.0, 0)])
    assert [a.confidence for a in after.attributions] == [0.123]
    assert all(a.confidence >= LIKELY for a in article.attributions)
    assert "Too unlikely to make a claim (0.12 of 1)" in str(account(after, (), tree=False))


def test_who_goes_on_does_so_in_the_sentence_where_it_is_heard() -> None:
    article = read(stored(GOING))
    after = heard(article, [Voice(0.9, 0.0, 2), Voice(0.8, 0.7, 1), Voice(0.1, 0.0, 1)])
    (last,) = [a for a in after.attributions if a.construction == GOING_ON]
    assert (last.sentence, last.confidence, last.relays) == (1, 0.8, ())
    assert [c.sentence for c in after.claims] == [0, 1, 2]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "voice.json").write_text('{"sha256": "0"}', encoding="utf-8")
    (tmp_path / "voice.safetensors").write_bytes(b"not these")
    with pytest.raises(VoiceError, match=r"voice\.safetensors: this model file is damaged"):
        load_voices(tmp_path)


def test_the_learned_voices_are_chances() -> None:
    article = make_claims(read(stored(GOING)), LEXICON)
    for voice, sentence in zip(load_voices().of(article), article.sentences, strict=True):
        assert 0 <= voice.on <= voice.said <= 1
        assert 0 <= voice.cue < len(sentence.tokens)


def test_an_encoder_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.parse.spelled.ENCODER", tmp_path / "encoder")
    with pytest.raises(VoiceError, match="encoder: the encoder cannot be read"):
        load_voices()

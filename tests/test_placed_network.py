"""The network of occasions: what is learned with torch is what is asked without it, and no article hears another."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from attrs import evolve
from examples import stored, table

from audit.claims import make_claims
from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import Article
from audit.parse.spelled import ENCODER, Spelled
from audit.resolve import resolve
from audit.trace.placed.carried import found_by_rules
from audit.trace.placed.learned import FOLDER, NAME
from audit.trace.placed.network import chances
from audit.trace.placed.numbers import Told, told
from audit.trace.placed.words import ANSWERS, Vocabulary
from training.occasions_network import Network

LEXICON, SPELLED = load_lexicon(), Spelled(ENCODER)
WORDS = json.loads((FOLDER / f"{NAME}.json").read_text(encoding="utf-8"))["vocabulary"]
VOCABULARY: Vocabulary = {key: {word: place for place, word in enumerate(words)} for key, words in WORDS.items()}
TEXTS = list(dict.fromkeys(example["text"] for example in table("placed_learned")))


def read(text: str, seed: int = 0) -> Article:
    """An example with claims, by the rules, its words with vectors drawn at random."""
    drawn = np.random.default_rng(seed)
    article = make_claims(resolve(find(stored(text), LEXICON), LEXICON), LEXICON)
    rows = (drawn.normal(size=(len(s.tokens), 384)).astype(np.float16) for s in article.sentences)
    return evolve(article, sentences=tuple(evolve(s, vectors=v) for s, v in zip(article.sentences, rows, strict=True)))


def numbers() -> list[Told]:
    """The examples with claims as numbers."""
    articles = [read(text, seed) for seed, text in enumerate(TEXTS)]
    given = [told(article, found_by_rules(article, LEXICON), VOCABULARY, LEXICON, SPELLED) for article in articles]
    return [one for one in given if one is not None]


@pytest.fixture(scope="module")
def network() -> Network:
    """A network that has learned nothing, each of its weights a half float drawn at random."""
    torch.manual_seed(7)
    made = Network({key: len(words) for key, words in WORDS.items()}, numbers()[0], 0.2)
    with torch.no_grad():
        for weight in made.parameters():
            weight.copy_((weight + 0.1 * torch.randn_like(weight)).half().float())
    return made.eval()


def test_with_torch_and_without_it_the_chances_are_the_same(network: Network) -> None:
    weights = {name: value.float().numpy() for name, value in network.weights().items()}
    for one in numbers():
        with torch.inference_mode():
            learned = network([one])[0][-1][0].numpy()
        assert learned.shape == (len(one.claims), ANSWERS)
        assert np.allclose(chances(weights, one), learned, atol=1e-4)


def test_no_article_hears_another(network: Network) -> None:
    given = numbers()
    with torch.inference_mode():
        rounds, alone = network(given)
        for row, one in enumerate(given):
            own, said = network([one])
            assert torch.allclose(rounds[-1][row, : len(one.claims)], own[-1][0], atol=1e-4)
            assert torch.allclose(alone[row, : len(one.claims)], said[0], atol=1e-4)

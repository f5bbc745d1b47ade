"""Whom a pronoun or a lone surname stands for, shown on small trees written by hand."""

from __future__ import annotations

import pytest
from attrs import evolve

from audit.find import find
from audit.lexicon import load_lexicon
from audit.model import Article, Segment, Sentence, Span
from audit.parse import read_conllu
from audit.resolve import resolve
from audit.resolve.mentions import mentions_of
from audit.resolve.nouns import nouns_of, points_by

LEXICON = load_lexicon()
SAID = "said say VERB VBD 0 root"
SLEEPS = "it it PRON PRP 4 nsubj | works work VERB VBZ 2 ccomp | . . PUNCT . 2 punct"

FEATURES = {
    "he": "Gender=Masc|Number=Sing|Person=3|PronType=Prs",
    "his": "Gender=Masc|Number=Sing|Person=3|Poss=Yes|PronType=Prs",
    "she": "Gender=Fem|Number=Sing|Person=3|PronType=Prs",
    "her": "Gender=Fem|Number=Sing|Person=3|Poss=Yes|PronType=Prs",
    "it": "Gender=Neut|Number=Sing|Person=3|PronType=Prs",
    "they": "Number=Plur|Person=3|PronType=Prs",
    "i": "Number=Sing|Person=1|PronType=Prs",
    "we": "Number=Plur|Person=1|PronType=Prs",
    "you": "Person=2|PronType=Prs",
    "who": "PronType=Rel",
    "this": "Number=Sing|PronType=Dem",
    "those": "Number=Plur|PronType=Dem",
}


def laid(*trees: str) -> Article:
    """An article of one paragraph; words are "form lemma UPOS XPOS head relation", "|" between them."""
    text, sentences = "", list[Sentence]()
    for tree in trees:
        lines = [f"# start_char = {len(text)}"]
        start = len(text)
        for number, word in enumerate(tree.split(" | "), start=1):
            form, lemma, upos, xpos, head, relation = word.split()
            feats = "Number=Plur" if xpos == "NNS" else FEATURES.get(form.lower(), "_")
            lines.append("\t".join([str(number), form, lemma, upos, xpos, feats, head, relation, "_", "_"]))
            text += f"{form} "
        sentences.append(evolve(read_conllu("\n".join(lines))[0], span=Span(start, len(text) - 1)))
    return Article("a", text, segments=(Segment(Span(0, len(text)), "prose"),), sentences=tuple(sentences))


def says(pronoun: str) -> str:
    return f"{pronoun} {pronoun.lower()} PRON PRP 2 nsubj | {SAID} | {SLEEPS}"


def told(article: Article) -> list[tuple[str, str, str | None]]:
    found = resolve(find(article, LEXICON), LEXICON).attributions
    return [(a.source.text, a.kind, a.source.resolved) for a in found if a.source is not None]


OLGA = f"Olga Olga PROPN NNP 3 nsubj | Brandt Brandt PROPN NNP 1 flat | {SAID} | . . PUNCT . 3 punct"
NEIGHBOR = "A a DET DT 2 det | neighbor neighbor NOUN NN 3 nsubj | waved wave VERB VBD 0 root | . . PUNCT . 3 punct"
CANDIDATE = NEIGHBOR.replace("A a", "The the")
ENGINEERS = (
    "The the DET DT 2 det | engineers engineer NOUN NNS 3 nsubj | met meet VERB VBD 0 root | "
    "a a DET DT 5 det | committee committee NOUN NN 3 obj | . . PUNCT . 3 punct"
)
BRANDT = (
    "Ivo Ivo PROPN NNP 3 nsubj | Brandt Brandt PROPN NNP 1 flat | waited wait VERB VBD 0 root | . . PUNCT . 3 punct"
)
RAIN = (
    "Rain rain NOUN NN 2 nsubj | fell fall VERB VBD 0 root | in in ADP IN 5 case | San San PROPN NNP 5 compound | "
    "Lino Lino PROPN NNP 2 obl | . . PUNCT . 2 punct"
)


@pytest.mark.parametrize(
    ("trees", "expected"),
    [
        ((ENGINEERS, says("They")), ("They", "anonymous", "The engineers")),
        ((OLGA, NEIGHBOR, says("She")), ("She", "anonymous", "A neighbor")),
        ((OLGA, CANDIDATE, says("She")), ("She", "named", "Olga Brandt")),
        ((BRANDT, RAIN, RAIN, says("He")), ("He", "named", "Ivo Brandt")),
        ((OLGA, NEIGHBOR.replace("neighbor", "spokesperson"), says("She")), ("She", "anonymous", "A spokesperson")),
        ((OLGA, NEIGHBOR.replace("neighbor", "German"), says("She")), ("She", "anonymous", "A German")),
        ((OLGA, NEIGHBOR.replace("neighbor", "spokesman"), says("She")), ("She", "named", "Olga Brandt")),
    ],
    ids=["plural people", "a new person", "no new person", "a place is nobody", "either", "a German", "a man"],
)
def test_a_pronoun_stands_for_whom_the_text_has_in_view(
    trees: tuple[str, ...], expected: tuple[str, str, str | None]
) -> None:
    assert told(laid(*trees))[-1] == expected


def test_a_pronoun_never_stands_for_a_pronoun() -> None:
    assert told(laid(says("They"), says("They"))) == [("They", "anonymous", None)] * 2


def test_a_lone_surname_is_the_one_that_it_stood_for_before() -> None:
    verb = "left leave VERB VBD {} root | . . PUNCT . {} punct"
    alone = "Brandt Brandt PROPN NNP 2 nsubj | " + verb.format(0, 2)
    full = "{0} {0} PROPN NNP 3 nsubj | Brandt Brandt PROPN NNP 1 flat | " + verb.format(0, 3)
    article = laid(full.format("Ivo"), alone, full.format("Lena"), alone)
    found = mentions_of(article, LEXICON)
    assert [entity.name for _, entity in found.in_order] == ["Ivo Brandt", "Ivo Brandt", "Lena Brandt", "Ivo Brandt"]


@pytest.mark.parametrize(
    ("word", "points"),
    [
        ("he", "person"),
        ("her", "person"),
        ("they", "group"),
        ("it", "thing"),
        ("we", "author"),
        ("who", "relative"),
        ("you", "nobody"),
        ("this", "nobody"),
        ("those", None),
    ],
)
def test_a_pronoun_points_as_its_features_say_whatever_its_letters(word: str, points: str | None) -> None:
    token = laid(f"{word} {word} PRON PRP 2 nsubj | {SAID} | . . PUNCT . 2 punct").sentences[0].tokens[0]
    assert points_by(token) == points_by(evolve(token, text="xyz", lemma="xyz")) == points


@pytest.mark.parametrize(
    ("form", "lemma", "group"),
    [
        ("Bolivians", "Bolivian", True),
        ("Texans", "Texans", True),
        ("Lawmakers", "lawmaker", True),
        ("Hunters", "Hunter", True),
        ("Sanders", "Sanders", False),
        ("Matthews", "Matthews", False),
        ("Archives", "Archives", False),
    ],
)
def test_a_plural_name_is_a_group_where_it_has_a_singular_that_is_people(form: str, lemma: str, group: bool) -> None:
    token = laid(f"{form} {lemma} PROPN NNPS 2 nsubj | {SAID} | . . PUNCT . 2 punct").sentences[0].tokens[0]
    assert nouns_of(LEXICON).is_group(token) is group

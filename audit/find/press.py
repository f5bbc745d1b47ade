"""A sentence's tree goes in, the names in it that no list has for an outlet's come out, with how likely each is one.

Whether "the Norvik Caller" is a newspaper, a harbor or a man is told by its form (nouns that end the names of papers,
call letters, an address), by the noun that stands beside it ("the news site", "reporter"), and by what the parser's
encoder read there: a regression over these, learned from sentences that name outlets of our lexicon, tells of names
that it never saw (see the card in audit/models). Whether the sentence credits it is for ``audit.find.role`` to say.

Source: ours, learned from PolNeAR's training part by training/outlets.py; AP Stylebook, 'newspaper names' and 'call
letters', for the forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from audit.lexicon import Lexicon
from audit.model import Sentence, Span, Token
from audit.parse.checked import checked

FOLDER: Final = Path(__file__).resolve().parent.parent / "models"
NAME: Final = "outlets"
_WITHIN: Final = ("NOUN", "PROPN", "ADJ", "NUM", "X")
_JOINS: Final = ("-", "&", ".")
_BESIDE: Final = ("compound", "appos", "nmod", "flat", "list", "dep")
# Where a sentence may credit a name: as who speaks, or who gives news; where few but outlets stand; where hardly any do
PLACES: Final = ("speaker", "report", "addressee", "first")
FORMS: Final = 11  # columns that are 0 or 1


class PressError(ValueError):
    """What was learned of outlets' names is missing or damaged; the message names the file and the way without it."""


@frozen
class Name:
    """A name in a sentence: its words, in order, and the one that the others hang on."""

    words: Sequence[Token]
    head: Token

    @property
    def span(self) -> Span:
        """Where it stands in the article's text."""
        return Span(self.words[0].span.start, self.words[-1].span.end)


def names_in(sentence: Sentence) -> Iterator[Name]:
    """Runs of words that are written as a name is, one of them a proper noun, without an article before them."""
    tokens, place = sentence.tokens, 0
    while place < len(tokens):
        end = place
        while end < len(tokens) and _is_of_a_name(tokens, end, place):
            end += 1
        while end > place and tokens[end - 1].text in _JOINS:
            end -= 1
        words = tokens[place:end]
        if any(word.upos == "PROPN" for word in words):
            inside = {word.index for word in words}
            yield Name(words, next((word for word in words if word.head not in inside), words[-1]))
        place = max(end, place + 1)


def _is_of_a_name(tokens: Sequence[Token], place: int, start: int) -> bool:
    """Whether a word goes on with the name that begins at ``start``, or begins one."""
    token = tokens[place]
    if place > start and token.upos == "NUM" and token.text.isdigit():
        return True  # Channel 7
    if token.upos in _WITHIN and (token.text[:1].isupper() or (token.upos == "PROPN" and "." in token.text[1:-1])):
        return True
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return place > start and token.text in _JOINS and after is not None and after.text[:1].isupper()


def numbers(sentence: Sentence, name: Name, lexicon: Lexicon) -> Any:
    """What the regression reads of a name, in one row: the vector of its head, the middle of its words' vectors, and
    its forms as noughts and ones. Raises TypeError without vectors."""
    import numpy as np

    places = [word.index for word in name.words]
    rows = np.asarray(sentence.vectors[places], dtype=np.float32)
    head = np.asarray(sentence.vectors[name.head.index], dtype=np.float32)
    return np.concatenate([head, rows.mean(0), np.asarray(forms(sentence, name, lexicon), dtype=np.float32)])


def forms(sentence: Sentence, name: Name, lexicon: Lexicon) -> list[bool]:
    """What the form of a name and the words beside it tell, FORMS truths."""
    tokens, words = sentence.tokens, name.words
    written, ends = _written(name), _ends(name)
    inside = {word.index for word in words}
    near = [c for c in sentence.children(name.head.index, *_BESIDE) if c.index not in inside]
    if name.head.head >= 0 and name.head.deprel.split(":")[0] in _BESIDE:
        near.append(tokens[name.head.head])
    near = [token for token in near if token.upos == "NOUN"]
    before = tokens[words[0].index - 1] if words[0].index else None
    return [
        before is not None and before.upos == "DET",
        not ends.isdisjoint(lexicon.words("crediting.papers")),
        not ends.isdisjoint(lexicon.words("crediting.channels")),
        lexicon.pattern("crediting.call_letters").fullmatch(written) is not None,
        lexicon.pattern("crediting.address").fullmatch(written) is not None,
        len(written) > 1 and written.isupper(),
        len(words) == 1,
        len(words) > 2,
        any(map(lexicon.phrases("crediting.bodies").has, near)),
        any(map(lexicon.phrases("crediting.staff").has, near)),
        any(map(lexicon.phrases("crediting.reports").has, near)),
    ]


def _written(name: Name) -> str:
    return "".join(word.text for word in name.words)


def _ends(name: Name) -> set[str]:
    """The last words of a name, their parts too where they are joined: "Star-Ledger"."""
    return {part for word in name.words[-2:] for part in word.text.lower().split("-")}


def _has_form(name: Name, lexicon: Lexicon) -> bool:
    """Whether a name has the form of a newspaper's or a station's."""
    paper = not _ends(name).isdisjoint(lexicon.words("crediting.papers", "crediting.channels"))
    return paper or lexicon.pattern("crediting.call_letters").fullmatch(_written(name)) is not None


class Press:
    """The regression with its thresholds, ready to be asked; ``weights`` stand side by side with ``numbers``."""

    def __init__(self, weights: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        import numpy as np

        self.weights = np.asarray(weights["weights"], dtype=np.float32)
        self._words = self.weights[:-FORMS].reshape(2, -1).T
        self._forms = self.weights[-FORMS:].tolist()
        self._shift = float(settings["shift"])
        self._bars = {place: float(settings["bars"][place]) for place in PLACES}
        self.checksum = str(settings["sha256"])

    def likely(self, sentence: Sentence, lexicon: Lexicon) -> Iterator[tuple[Name, float]]:
        """The names in a sentence that may be an outlet's, with their scores (logits); none without vectors.

        Left out are those whose words only say what an outlet is ("TV") or are the last of many names ("the Post"),
        that are part of a longer one ("the Centre for …"), or of people ("Nevadans"), and the networks on which all may
        post.
        """
        if sentence.vectors is None:
            return
        lowest, drawn = min(self._bars.values()), self._drawn(sentence)
        for name in names_in(sentence):
            if not _is_of_others(sentence, name, lexicon):
                places = [word.index for word in name.words]
                told = sum(
                    weight for weight, here in zip(self._forms, forms(sentence, name, lexicon), strict=True) if here
                )
                score = float(drawn[name.head.index, 0] + drawn[places, 1].mean()) + told + self._shift
                if score >= lowest:
                    yield name, score

    def _drawn(self, sentence: Sentence) -> Any:
        """What each word of a sentence adds to a name's score: as its head, and, in the mean, as one of its words, in
        two columns. The same sum as over ``numbers``, made once a sentence."""
        import numpy as np

        return np.asarray(sentence.vectors, dtype=np.float32) @ self._words

    def is_one(self, score: float, place: str | None) -> bool:
        """Whether a name of this score (a logit: 0 is even odds) is an outlet's where a sentence credits it at one of
        PLACES."""
        return place is not None and score >= self._bars[place]


def _is_of_others(sentence: Sentence, name: Name, lexicon: Lexicon) -> bool:
    """Whether a name's words tell that it is no outlet's, or not the whole of one's name."""
    tokens, end = sentence.tokens, name.words[-1].index + 1
    if end + 1 < len(tokens) and lexicon.phrases("crediting.goes_on").has(tokens[end]) and not _has_form(name, lexicon):
        following = tokens[end + 1 : end + 3]
        if following[0].text[:1].isupper() or (following[0].upos == "DET" and following[-1].text[:1].isupper()):
            return True
    first = name.words[0]
    if first.index and lexicon.phrases("crediting.staff", "crediting.others").has(tokens[first.index - 1]):
        return True  # host Ann Lee
    if first.text.lower() in lexicon.words("crediting.networks"):
        return True
    above = tokens[name.head.head] if name.head.head >= 0 and name.head.deprel == "compound" else None
    if above is not None and lexicon.phrases("crediting.bodies").has(above):
        marks = sentence.children(above.index, "det")
        if any("Definite=Ind" in mark.feats for mark in marks):  # "a Detroit television station"
            return True
    plain = lexicon.words("crediting.papers", "crediting.channels")
    return len(name.words) == 1 and (len(first.text) == 1 or first.text.lower() in plain or first.xpos == "NNPS")


def load_press(folder: Path = FOLDER) -> Press:
    """What was learned, from its two files; the weights are checked against the checksum in the other. Raises
    PressError."""
    from safetensors.numpy import load_file

    weights, told = checked(folder, NAME, PressError)
    return Press(load_file(str(weights)), told)

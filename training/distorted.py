"""A sentence with its tree goes in; the same sentence saying something else, or the same in a slightly other form,
comes out: what the judge of pairs learns from, beside the pairs that were written by hand.

One change each, by the tree: subject and object exchanged, a negation put in or taken out, an opposite, a quantifier, a
number, a day, a name, how sure it is, when. Words are inflected by what other sentences show ("accept", VBD ->
"accepted"), so that no grammar of ours stands here. ``SAME``: a synonym of the lexicon, a phrase moved to the front.

Source: ours; opposites and synonyms of lexicons/, minimal pairs after Glockner, Shwartz and Goldberg 2018.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from attrs import define, field

from audit.lexicon import Lexicon
from audit.model import Token

CONTRADICTS, NOT_SAME, SAME = "contradicts", "not same", "same"
_QUANTIFIERS: Final = {
    "all": ("some", "none of", "few of", "half of"),
    "every": ("no", "hardly any"),
    "each": ("none", "one"),
    "most": ("few", "some", "all"),
    "many": ("few", "no"),
    "several": ("all", "no"),
    "some": ("all", "no", "most"),
    "few": ("most", "many", "all"),
    "no": ("some", "every"),
    "none": ("all", "some"),
    "half": ("all", "a tenth", "none"),
    "both": ("neither of", "one of"),
    "least": ("most",),
    "more": ("fewer",),
    "fewer": ("more",),
    "less": ("more",),
    "only": ("not only",),
    "nobody": ("everybody", "somebody"),
    "nothing": ("everything", "something"),
    "everyone": ("no one", "someone"),
}
_WORDS: Final = re.compile(r"\w")


@define(eq=False)
class Distorter:
    """Makes distortions; ``learn`` takes the trees from which it has forms and names."""

    lexicon: Lexicon
    rng: random.Random = field(factory=lambda: random.Random(7))
    forms: dict[tuple[str, str], str] = field(factory=dict)
    names: dict[tuple[str, int], list[str]] = field(factory=lambda: defaultdict(list))
    opposites: dict[str, list[str]] = field(factory=lambda: defaultdict(list))
    alike: dict[str, list[str]] = field(factory=lambda: defaultdict(list))

    def __attrs_post_init__(self) -> None:
        for entry in self.lexicon.file("antonyms"):
            pairs = [(one, two) for one in entry.words for two in entry.get("against", ())]
            pairs += [tuple(pair.split("/")) for pair in entry.get("pairs", ())]
            for one, two in pairs:
                self.opposites[one].append(two)
                self.opposites[two].append(one)
        for entry in self.lexicon.file("synonyms"):
            for row in entry["groups"]:
                words = [word for word in row.split() if "_" not in word]
                for word in words:
                    self.alike[word] += [other for other in words if other != word]

    def learn(self, sentences: Iterable[Sequence[Token]]) -> None:
        """Takes forms of lemmas and names from trees."""
        for tokens in sentences:
            for token in tokens:
                if token.text.isalpha() and (token.upos == "PROPN" or token.text.islower()):
                    self.forms.setdefault((_lemma(token), token.xpos), token.text)
            for first, last in _names(tokens):
                key = self._sort(tokens, first, last)
                self.names[key].append(" ".join(t.text for t in tokens[first:last]))

    def distorted(self, text: str, tokens: Sequence[Token]) -> list[tuple[str, str, str]]:
        """(kind, the label of the pair, the text distorted) for every kind that finds something in the sentence."""
        if not tokens or any(token.index != place for place, token in enumerate(tokens)):
            return []  # one sentence only
        kinds: dict[str, tuple[str, Callable[[str, Sequence[Token]], str | None]]] = {
            "number": (CONTRADICTS, self._number),
            "name": (CONTRADICTS, self._name),
            "date": (CONTRADICTS, self._date),
            "negation": (CONTRADICTS, self._negated),
            "antonym": (CONTRADICTS, self._opposite),
            "roles": (CONTRADICTS, self._roles),
            "quantifier": (NOT_SAME, self._quantifier),
            "modality": (NOT_SAME, self._modal),
            "tense": (NOT_SAME, self._tense),
            "cause": (NOT_SAME, self._cause),
            "synonym": (SAME, self._synonym),
            "fronted": (SAME, self._fronted),
        }
        found = []
        for kind, (label, make) in kinds.items():
            made = make(text, tokens)
            if made is not None and made != text:
                found.append((kind, label, made[:1].upper() + made[1:] if text[:1].isupper() else made))
        return found

    # ------------------------------------------------------------------------------------------------- each kind

    def _number(self, text: str, tokens: Sequence[Token]) -> str | None:
        at = [t for t in tokens if t.upos == "NUM" and t.deprel != "punct"]
        if not at:
            return None
        token = self.rng.choice(at)
        if token.text.isdigit() and len(token.text) == 4 and token.text[:2] in ("19", "20"):
            return _with(text, token, str(int(token.text) + self.rng.choice((-7, -3, -2, -1, 1, 2, 4))))
        digits = re.sub(r"\D", "", token.text)
        if digits:
            place = self.rng.randrange(len(digits))
            new = self.rng.choice([d for d in "123456789" if d != digits[place]])
            seen = -1
            letters = list(token.text)
            for n, letter in enumerate(letters):
                seen += letter.isdigit()
                if letter.isdigit() and seen == place:
                    letters[n] = new
                    break
            return _with(text, token, "".join(letters))
        words = self.lexicon.pairs("forms.number")
        if token.text.lower() not in words:
            return None
        others = [w for w in words if w.isalpha() and w != token.text.lower() and float(words[w]) >= 2]
        return _with(text, token, self.rng.choice(others))

    def _name(self, text: str, tokens: Sequence[Token]) -> str | None:
        spans = _names(tokens)
        if not spans:
            return None
        first, last = self.rng.choice(spans)
        old = text[tokens[first].span.start : tokens[last - 1].span.end]
        known = set(old.split())
        others = [name for name in self.names[self._sort(tokens, first, last)] if not known & set(name.split())]
        if not others:
            return None
        return text[: tokens[first].span.start] + self.rng.choice(others) + text[tokens[last - 1].span.end :]

    def _date(self, text: str, tokens: Sequence[Token]) -> str | None:
        groups = [sorted(self.lexicon.words("forms.weekday")), sorted(self.lexicon.pairs("forms.month"))]
        groups.append(sorted(self.lexicon.words("forms.season")))
        for token in tokens:
            for group in groups:
                if token.text.lower() in group and (token.text[0].isupper() or group is groups[2]):
                    long = [w for w in group if (w != token.text.lower() and len(w) > 3) or w == "may"]
                    other = self.rng.choice([w for w in long if w != token.text.lower()])
                    return _with(text, token, other.capitalize() if token.text[0].isupper() else other)
        return None

    def _negated(self, text: str, tokens: Sequence[Token]) -> str | None:
        for token in tokens:
            if token.lemma in ("not", "never", "n't") and token.deprel == "advmod" and token.text != "n't":
                return _without(text, token)
        verbs = [t for t in tokens if t.upos in ("VERB", "ADJ", "NOUN") and self._finite(tokens, t) is not None]
        if not verbs:
            return None
        verb = verbs[0] if self.rng.random() < 0.6 else self.rng.choice(verbs)
        aux = self._finite(tokens, verb)
        assert aux is not None
        if aux is not verb:
            return text[: aux.span.end] + " not" + text[aux.span.end :]
        base = self.forms.get((_lemma(verb), "VB"), _lemma(verb))
        do = {"VBD": "did not", "VBZ": "does not", "VBP": "do not"}[verb.xpos]
        return _with(text, verb, f"{do} {base}")

    def _finite(self, tokens: Sequence[Token], verb: Token) -> Token | None:
        """The auxiliary or copula that a negation follows, or the verb itself; None where it has none."""
        aux = [t for t in tokens if t.head == verb.index and t.deprel in ("aux", "aux:pass", "cop")]
        if aux:
            return aux[0] if aux[0].lemma != "'" and aux[0].text.isalpha() else None
        return verb if verb.xpos in ("VBD", "VBZ", "VBP") else None

    def _opposite(self, text: str, tokens: Sequence[Token]) -> str | None:
        return self._exchanged(text, tokens, self.opposites, ("VERB", "ADJ", "NOUN", "ADV"))

    def _synonym(self, text: str, tokens: Sequence[Token]) -> str | None:
        return self._exchanged(text, tokens, self.alike, ("VERB", "NOUN"))

    def _exchanged(
        self, text: str, tokens: Sequence[Token], table: dict[str, list[str]], kinds: tuple[str, ...]
    ) -> str | None:
        found = []
        for token in tokens:
            if token.upos in kinds and token.text.islower() and token.deprel not in ("compound", "fixed"):
                for other in table.get(_lemma(token), ()):
                    form = self.forms.get((other, token.xpos))
                    if form is not None:
                        found.append((token, form))
        if not found:
            return None
        token, form = self.rng.choice(found)
        return _with(text, token, form)

    def _roles(self, text: str, tokens: Sequence[Token]) -> str | None:
        for token in tokens:
            kids = {t.deprel: t for t in tokens if t.head == token.index}
            subject = kids.get("nsubj") or kids.get("nsubj:pass")
            if subject is None or token.upos != "VERB":
                continue
            names = ("obj", "iobj") if "nsubj" in kids else ("obl:agent",)
            other = next((kids[name] for name in names if name in kids), None)
            if other is None and "nsubj" in kids:
                obl = kids.get("obl")
                other = obl if obl is not None and obl.upos == "PROPN" else None
            if other is None or {subject.upos, other.upos} - {"NOUN", "PROPN"}:
                continue
            if other.deprel == "obj" and subject.upos != other.upos and self.rng.random() < 0.5:
                continue
            one, two = _phrase(tokens, subject), _phrase(tokens, other)
            if one is None or two is None or one[1] > two[0]:
                continue
            left, right = text[slice(*one)], text[slice(*two)]
            if tokens[0].span.start == one[0] and tokens[0].upos != "PROPN":
                left = left[:1].lower() + left[1:]
            return text[: one[0]] + right + text[one[1] : two[0]] + left + text[two[1] :]
        return None

    def _quantifier(self, text: str, tokens: Sequence[Token]) -> str | None:
        for token in tokens:
            choices = _QUANTIFIERS.get(token.text.lower())
            if choices:
                return _with(text, token, self.rng.choice(choices))
        return None

    def _modal(self, text: str, tokens: Sequence[Token]) -> str | None:
        for token in tokens:
            low = token.text.lower()
            if token.xpos == "MD" and low in ("will", "would", "must", "may", "might", "could", "can", "should"):
                sure = low in ("will", "would", "must")
                return _with(text, token, self.rng.choice(("may", "might", "could") if sure else ("will", "must")))
        for token in tokens:
            if token.xpos in ("VBD", "VBZ") and token.deprel in ("root", "ccomp", "conj") and token.upos == "VERB":
                if any(t.head == token.index and t.deprel.startswith("aux") for t in tokens):
                    continue
                participle = self.forms.get((_lemma(token), "VBN"))
                base = self.forms.get((_lemma(token), "VB"))
                if token.xpos == "VBD" and participle:
                    return _with(text, token, self.rng.choice(("may have ", "is said to have ")) + participle)
                if token.xpos == "VBZ" and base:
                    return _with(text, token, self.rng.choice(("may ", "could ")) + base)
        return None

    def _tense(self, text: str, tokens: Sequence[Token]) -> str | None:
        for token in tokens:
            base = self.forms.get((_lemma(token), "VB"))
            if base is None or token.upos != "VERB" or token.deprel not in ("root", "ccomp", "conj"):
                continue
            aux = [t for t in tokens if t.head == token.index and t.deprel in ("aux", "aux:pass")]
            if token.xpos == "VBD" and not aux:
                return _with(text, token, self.rng.choice(("will ", "plans to ", "is about to ", "wanted to ")) + base)
            if len(aux) == 1 and aux[0].lemma == "have" and aux[0].text in ("has", "have"):
                after = self.rng.choice(("will", "is yet to", "is about to"))
                return text[: aux[0].span.start] + f"{after} {base}" + text[token.span.end :]
            if len(aux) == 1 and aux[0].text == "will":
                participle = self.forms.get((_lemma(token), "VBN"))
                if participle:
                    return text[: aux[0].span.start] + f"has {participle}" + text[token.span.end :]
        return None

    def _cause(self, text: str, tokens: Sequence[Token]) -> str | None:
        """ "X because Y" -> "Y because X"."""
        for token in tokens:
            if token.deprel == "mark" and token.lemma in ("because", "after", "before") and token.index > 3:
                before, after = text[: token.span.start].strip(" ,"), text[token.span.end :].strip(" .")
                lower = tokens[0].upos != "PROPN"
                before = before[:1].lower() + before[1:] if lower else before
                return f"{after[:1].upper()}{after[1:]} {token.text} {before}."
        return None

    def _fronted(self, text: str, tokens: Sequence[Token]) -> str | None:
        """The last phrase before the full stop at the front: "On Tuesday, …"."""
        root = next((t for t in tokens if t.deprel == "root"), None)
        if root is None:
            return None
        for token in tokens:
            if token.deprel in ("obl", "advcl") and token.head == root.index and token.index > root.index:
                span = _phrase(tokens, token)
                if span is not None and text[span[1] :].strip() == "." and span[0] > 10:
                    rest = text[: span[0]].strip(" ,")
                    rest = rest if tokens[0].upos == "PROPN" else rest[:1].lower() + rest[1:]
                    return f"{text[slice(*span)]}, {rest}."
        return None

    @staticmethod
    def _sort(tokens: Sequence[Token], first: int, last: int) -> tuple[str, int]:
        """What a name is by its place: its relation and preposition, and how many words it has."""
        inside = range(tokens[first].index, tokens[last - 1].index + 1)
        head = next((t for t in tokens[first:last] if t.head not in inside), tokens[first])
        case = next((_lemma(t) for t in tokens if t.head == head.index and t.deprel == "case"), "")
        relation = head.deprel.split(":")[0]
        return (f"{relation if relation not in ('obj', 'iobj') else 'nsubj'} {case}", min(last - first, 2))


def _lemma(token: Token) -> str:
    return (token.lemma or token.text).lower()


def _with(text: str, token: Token, other: str) -> str:
    return text[: token.span.start] + other + text[token.span.end :]


def _without(text: str, token: Token) -> str:
    return text[: token.span.start].rstrip() + " " + text[token.span.end :].lstrip()


def _names(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Runs of names: the first place of each and the one after it."""
    found: list[tuple[int, int]] = []
    place = 0
    while place < len(tokens):
        end = place
        while end < len(tokens) and tokens[end].upos == "PROPN" and tokens[end].text[:1].isupper():
            end += 1
        if end > place and _WORDS.search(tokens[place].text):
            found.append((place, end))
        place = max(end, place + 1)
    return found


def _phrase(tokens: Sequence[Token], top: Token) -> tuple[int, int] | None:
    """Start and end in the text of what hangs below a token, without a preposition of an agent; None where other words
    lie between."""
    below = {top.index}
    for _ in tokens:
        more = {t.index for t in tokens if t.head in below} - below
        if not more:
            break
        below |= more
    if top.deprel == "obl:agent" or (top.deprel == "obl" and top.upos == "PROPN"):
        below -= {t.index for t in tokens if t.head == top.index and t.deprel == "case"}
    below -= {t.index for t in tokens if t.index in below and t.deprel == "punct" and t.index == max(below)}
    inside = sorted(below)
    if inside[-1] - inside[0] + 1 != len(inside):
        return None
    return tokens[inside[0]].span.start, tokens[inside[-1]].span.end

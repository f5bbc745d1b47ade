"""A sentence's tree goes in, the names in it come out, each with the roles, gender and place that the text gives it.

Source: titles before names and appositions, Quirk et al. 1985, 17.65; lexicons/people.toml, titles.toml, names.toml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from audit.lexicon import Entry, Lexicon
from audit.model import Sentence, Span, Token
from audit.resolve.dateline import dateline
from audit.resolve.nouns import gender_told, in_place, nouns_of
from audit.resolve.parts import begins

_PLURAL_PEOPLE: Final = frozenset({"NNPS"})
_HYPHENS: Final = ("-", "‑")
_CLITICS: Final = frozenset({"POS", "RB", "MD", "VBZ", "VBP", "VBD"})
_LONGEST_OFFICE: Final = 5  # words: "Housing and Urban Development"
_LONGEST_TAIL: Final = 8  # words: "of the Historian of the House of Representatives"


@frozen
class Mention:
    """One place where a name stands: its sentence, its first and last word's places, the words of the name, its roles.

    ``place``: its preposition tells that it is one ("in Springfield", "the senator from Ohio"); ``modifier``: it stands
    before a noun ("the Reyes campaign"); ``owned``: the gender of what is its own by the sentence ("Reyes sold her
    house"); ``main``: it stands in the sentence's main clause. ``titled`` is the place of the first word of the titles
    before it, ``first`` where there are none; ``suffix`` is "Jr.", "III" and the like; ``aside``: it stands in a
    heading or a caption, where every word may have a capital.
    """

    sentence: int
    first: int  # the first word's place in the sentence
    head: int  # the last word's
    span: Span
    name: tuple[str, ...]
    roles: frozenset[str] = frozenset()
    gender: str | None = None
    organisation: bool = False
    subject: bool = False
    possessive: bool = False
    place: bool = False
    modifier: bool = False
    owned: str | None = None
    main: bool = False
    titled: int = -1
    suffix: str | None = None
    aside: bool = False

    @property
    def last(self) -> str:
        """The surname, or the last word of a name."""
        return self.name[-1]


def names_in(number: int, sentence: Sentence, lexicon: Lexicon) -> Iterator[Mention]:
    """The names of a sentence, in text order; ``number`` is its place in the article."""
    titles, names = lexicon.by_word("titles"), lexicon.by_word("names")
    words_of, full = lexicon.once(_Words), lexicon.pairs("people.short-title")
    tokens = sentence.tokens
    index = dateline(sentence)
    carried: list[int] = []
    while index < len(tokens):
        if not _is_name(tokens[index]):
            index += 1
            continue
        office = _office(tokens, index, titles, lexicon)
        if office:
            index = office[-1] + 1
            if index == len(tokens) or not _is_name(tokens[index]):
                continue
        end = index
        while end + 1 < len(tokens) and _continues(tokens, end, words_of):
            end += 1
        end = _body_end(tokens, index, end, titles, words_of)
        words = list(range(index, end + 1))
        index = end + 1
        before, words = _split_title(tokens, words, titles, names, words_of)
        if not before and not office:
            words = _with_front(sentence, words, words_of)
        after = tokens[words[-1] + 1] if words[-1] + 1 < len(tokens) else None
        if not before and after is not None and len(words) > 1 and _is_short_title(tokens[words[-1]], after, titles):
            carried = words  # "Michigan Rep." before a name, "U.S. Sen" before "." and a name
            continue
        before = [*(carried if carried and carried[-1] + 1 == words[0] else ()), *office, *before]
        if not before and words[0] >= 2 and _is_short_title(tokens[words[0] - 2], tokens[words[0] - 1], titles):
            before = [words[0] - 2, words[0] - 1]
        told = (tokens[i] for i in before if tokens[i].upos not in ("ADP", "DET", "PUNCT", "CCONJ"))
        roles = {full.get(word := token.text.lower().rstrip("."), word) for token in told}
        gender = next((g for i in before if (g := _gender(titles.get(tokens[i].text.lower(), ())))), None)
        words = _with_of_phrase(sentence, words, words_of)
        index = max(index, words[-1] + 1)
        suffix = None
        while len(words) > 1 and tokens[words[-1]].text.lower() in words_of.suffixes:
            suffix = tokens[words[-1]].text
            words = words[:-1]
        alone = tokens[words[0]].text.lower() if len(words) == 1 else ""
        no_name = alone in words_of.no_names or words_of.nouns.is_by_party([tokens[i] for i in words])
        if no_name or (alone in titles and alone not in words_of.organisations):
            continue
        if len(words) == 1 and (tokens[words[0]].xpos in _PLURAL_PEOPLE or _is_initial(tokens[words[0]].text)):
            continue
        head = tokens[words[-1]]
        top = _top(sentence, words)
        roles |= _roles(sentence, top, words, lexicon)
        texts = tuple("".join(tokens[i].text for i in run) for run in _written_together(tokens, words))
        given = texts[0].lower()
        gender = gender or (_gender(names[given]) if given in names and len(words) > 1 else None)
        gender = gender or next((g for r in sorted(roles) if r in titles and (g := _gender(titles[r]))), None)
        organisation = _is_organisation(sentence, words, gender is not None or bool(roles), words_of)
        yield Mention(
            number,
            words[0],
            head.index,
            Span(tokens[words[0]].span.start, head.span.end),
            texts,
            frozenset(roles),
            gender,
            organisation,
            not (place := in_place(sentence, top, lexicon)) and _is_subject(sentence, top, titles),
            any(c.xpos == "POS" for c in sentence.children(top.index, "case")),
            place,
            top.deprel == "compound" and top.head > top.index,
            _owned(sentence, top),
            in_main_clause(sentence, top),
            min(before, default=words[0]),
            suffix,
        )


def _office(
    tokens: Sequence[Token], first: int, titles: Mapping[str, tuple[Entry, ...]], lexicon: Lexicon
) -> list[int]:
    """The places of a title and what it is over, where a word with a capital goes on with it: "Secretary of State"
    before "Clinton" is no part of the name."""
    preposition = first - 1
    if preposition > 0 and tokens[preposition].upos == "DET":
        preposition -= 1
    if preposition < 1 or tokens[preposition].upos != "ADP" or tokens[preposition - 1].text.lower() not in titles:
        return []
    found = lexicon.phrases("people.portfolio").first(tokens[first : first + _LONGEST_OFFICE])
    if found is None or found.first > 0:
        return []
    last = tokens[first + found.last]
    if last.head > last.index and tokens[last.head].text.lower() in lexicon.words("people.organisation"):
        return []  # the head of the House Judiciary Committee
    return list(range(preposition - 1, last.index + 1))


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isupper()


def _is_short_title(word: Token, after: Token, titles: Mapping[str, tuple[Entry, ...]]) -> bool:
    """Whether a word is a title that the tokenizer parted from its stop ("Rep" and "."), or one that the tree parted
    from the name after it ("Michigan Rep.")."""
    stop = after.text == "." and word.span.end == after.span.start
    return word.text.lower() in titles and (stop or (word.text.endswith(".") and _is_name(after)))


def _split_title(
    tokens: Sequence[Token],
    words: list[int],
    titles: Mapping[str, tuple[Entry, ...]],
    names: Mapping[str, tuple[Entry, ...]],
    known: _Words,
) -> tuple[list[int], list[int]]:
    """What stands before a personal name, and the name: a known given name begins it, else it follows the last
    title."""
    for place in range(1, len(words) - 1):
        before = tokens[words[place - 1]].text
        if tokens[words[place]].text.lower() in names and before.lower() not in names and before not in _HYPHENS:
            place -= _is_initial(before)
            return words[:place], words[place:]
    last = max((i for i in range(len(words) - 1) if tokens[words[i]].text.lower() in titles), default=-1)
    behind = {tokens[w].text.lower() for w in words[last + 1 :]}
    if last >= 0 and len(behind) > 1 and not behind & (known.organisations | titles.keys()):
        return words[: last + 1], words[last + 1 :]  # "White House Press Secretary Ivo Brandt"
    if tokens[words[-1]].text.lower() in titles or any(tokens[w].text.lower() in known.organisations for w in words):
        return [], words
    return words[: last + 1], words[last + 1 :]


def _with_front(sentence: Sentence, words: list[int], known: _Words) -> list[int]:
    """White House, New York Times, Internal Revenue Service: a word with a capital before a name, which hangs on it,
    belongs to it though the tree takes it for a common word; not at the start of a sentence, and no word of rank,
    party, people or time."""
    tokens, first = sentence.tokens, words[0]
    while first > 0:
        token = tokens[first - 1]
        hangs = token.deprel.split(":")[0] in ("amod", "compound", "nmod", "flat") and token.head in words
        low = token.text.lower()
        common = token.upos in ("ADJ", "NOUN") and token.text[:1].isupper() and not begins(sentence, token)
        common = common or (token.text[:1].isdigit() and "NumType=Ord" in token.feats)  # the 14th Amendment
        party = low in known.no_front_of_many
        if not (hangs and common) or (low in known.no_front and not party):
            break
        # "Republican Governors Association", "American Jewish Committee", but "Mexican officials", "Republican Senate"
        several = len(words) > 1 or (first > 1 and tokens[first - 2].upos == "ADJ" and tokens[first - 2].head in words)
        body = several and tokens[words[-1]].text.lower() in known.organisations
        if not body and (known.nouns.is_of_people(token) or (party and (len(words) > 1 or low in known.no_front))):
            break
        first -= 1
        words = [first, *words]
    return words


def _with_of_phrase(sentence: Sentence, words: list[int], known: _Words) -> list[int]:
    """Commission on Presidential Debates, University of Ohio: a body's name goes on after the preposition."""
    head = sentence.tokens[words[-1]]
    if head.text.lower() not in known.organisations:
        return words
    for child in sentence.children(head.index, "nmod"):
        cases = sentence.children(child.index, "case")
        below = sentence.subtree(child.index)
        adjoining = below[0] == words[-1] + 1 and below == tuple(range(below[0], below[-1] + 1))
        if child.text.lower() in known.no_names:  # "the White House on Wednesday"
            continue
        if child.upos == "PROPN" and adjoining and any(c.lemma in known.within_names for c in cases):
            return [*words, *below] if len(below) <= _LONGEST_TAIL else words
    return words


def _written_together(tokens: Sequence[Token], words: Sequence[int]) -> list[list[int]]:
    """Words of the tree that the text writes as one (O'Neill, Coca-Cola) as one group."""
    groups: list[list[int]] = []
    for i in words:
        glued = bool(groups) and tokens[groups[-1][-1]].span.end == tokens[i].span.start
        if glued and (tokens[i].text.isalpha() or tokens[i].text in _HYPHENS or tokens[i].xpos == "POS"):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _is_subject(sentence: Sentence, top: Token, titles: Mapping[str, tuple[Entry, ...]]) -> bool:
    """Whether the name is a subject, itself or through the title it hangs on ("Secretary of State John Kerry said")."""
    here, seen = top, set[int]()
    while here.index not in seen:
        seen.add(here.index)
        if here.deprel.startswith("nsubj"):
            return True
        if here.head < 0:
            return False
        above = sentence.tokens[here.head]
        by_title = here.deprel == "nmod" and above.text.lower() in titles
        if here.deprel.split(":")[0] not in ("flat", "appos") and not by_title:
            return False
        here = above
    return False


def in_main_clause(sentence: Sentence, token: Token) -> bool:
    """Whether no subordinate clause stands between the word and the root."""
    here, seen = token, set[int]()
    while here.head >= 0 and here.index not in seen:
        seen.add(here.index)
        if here.deprel.split(":")[0] in ("ccomp", "csubj", "advcl", "acl", "parataxis"):
            return False
        here = sentence.tokens[here.head]
    return True


def _owned(sentence: Sentence, top: Token) -> str | None:
    """The gender that "his" or "her" in the same clause gives its subject: a possessive without another subject
    between is the subject's own (binding: Reinhart 1983)."""
    if not top.deprel.startswith("nsubj") or top.head < 0:
        return None
    for child in sentence.children(top.head, "obj", "iobj", "obl", "xcomp"):
        for index in sentence.subtree(child.index):
            token = sentence.tokens[index]
            gender = gender_told(token) if token.deprel == "nmod:poss" else None
            if gender and not any(sentence.children(place, "nsubj") for place in _between(sentence, token, top.head)):
                return gender
    return None


def _between(sentence: Sentence, token: Token, above: int) -> list[int]:
    """The places that the tree passes from a word up to one above it, both left out."""
    passed: list[int] = []
    here = token.head
    while here >= 0 and here != above and here not in passed:
        passed.append(here)
        here = sentence.tokens[here].head
    return passed


def _is_name(token: Token) -> bool:
    return token.upos == "PROPN" and token.text[:1].isalpha() and not token.text.islower()


def _continues(tokens: Sequence[Token], place: int, known: _Words) -> bool:
    here, after = tokens[place], tokens[place + 1]
    if here.span.end == after.span.start and after.text.isalpha() and after.xpos not in _CLITICS:
        return True  # a word that the tokenizer has in two: "Don" and "na"
    if here.text.lower() in known.no_names:  # "D-Md."
        return False
    third = tokens[place + 2] if place + 2 < len(tokens) else None
    ahead = place + 1
    while ahead + 1 < len(tokens) and tokens[ahead].text.lower() in known.particles:
        ahead += 1
    if ahead > place + 1 and _is_name(tokens[ahead]):  # "Alex van der Lee"
        return True
    # "Geun-hye" goes on in small letters
    if third is not None and (_is_name(third) or (third.upos == "PROPN" and after.text in _HYPHENS)):
        hyphen = after.text in _HYPHENS and here.span.end == after.span.start and after.span.end == third.span.start
        if hyphen:
            return True
    if here.text in _HYPHENS:
        return after.upos == "PROPN" and here.span.end == after.span.start
    if here.text.lower() in known.particles and _is_name(after):
        return True
    if after.text in ("'s", "’s") or not (_is_name(after) or after.text.lower() in known.suffixes):
        return False
    if place and here.text.islower() and tokens[place - 1].span.end == here.span.start:
        here = tokens[place - 1]
    # two names side by side are one only where the tree holds them together: "Monday Trump" are two
    linked = after.head == here.index or here.head == after.index
    shared = here.head == after.head and here.deprel in ("compound", "flat") and after.deprel in ("compound", "flat")
    above = after.head >= 0 and here.head >= 0 and (after.head == here.head or tokens[here.head].head == after.head)
    return linked or shared or (above and after.deprel in ("flat", "compound"))


def _body_end(
    tokens: Sequence[Token], first: int, end: int, titles: Mapping[str, tuple[Entry, ...]], known: _Words
) -> int:
    """Where a body's name ends that goes on after a coordinator or a possessive: "Fish and Wildlife Service",
    "Attorney's Office"; else ``end``."""
    if end + 2 >= len(tokens):
        return end
    joint, head = tokens[end + 1], tokens[first].head
    if joint.upos == "CCONJ" and end + 1 < head <= end + _LONGEST_OFFICE:
        between = tokens[end + 2 : head + 1]
        hangs = tokens[first].deprel.split(":")[0] in ("compound", "amod", "nmod", "flat")
        if hangs and all(map(_is_name, between)) and tokens[head].text.lower() in known.organisations:
            return head
    if joint.xpos == "POS" and tokens[end].text.lower() in titles:
        office = tokens[end + 2]
        if _is_name(office) and office.text.lower() in known.organisations and joint.head in range(first, end + 1):
            return end + 2
    return end


def _top(sentence: Sentence, words: Sequence[int]) -> Token:
    inside = set(words)
    for index in words:
        if sentence.tokens[index].head not in inside:
            return sentence.tokens[index]
    return sentence.tokens[words[-1]]


def _gender(entries: Sequence[Entry]) -> str | None:
    return next((gender for entry in entries if (gender := entry.get("gender"))), None)


def _roles(sentence: Sentence, top: Token, words: Sequence[int], lexicon: Lexicon) -> set[str]:
    """The common nouns that describe the name: before it, in apposition, or that it stands in apposition to."""
    near: set[int] = set()
    for child in sentence.children(top.index, "compound", "nmod", "appos", "amod", "flat"):
        if child.upos == "NOUN" and (child.deprel != "nmod" or child.index < top.index):
            near.add(child.index)
    if top.deprel in ("appos", "flat") and top.head >= 0 and sentence.tokens[top.head].upos == "NOUN":
        near.add(top.head)
    if top.deprel.startswith("nsubj") and top.head >= 0:
        predicate = sentence.tokens[top.head]
        if predicate.upos == "NOUN" and sentence.children(predicate.index, "cop"):
            near.add(predicate.index)
    return {sentence.tokens[i].lemma.lower() for i in near if i not in words}


def _is_organisation(sentence: Sentence, words: Sequence[int], person: bool, known: _Words) -> bool:
    tokens = sentence.tokens
    last = tokens[words[-1]].text
    if any(tokens[i].text.lower() in known.organisations for i in words):
        return True
    if person:
        return False
    if last.isupper() and len(last) > 1 and "." not in last[:-1]:
        return True
    return any("Definite=Def" in c.feats for c in sentence.children(_top(sentence, words).index, "det"))


class _Words:
    """The lists of a lexicon that names are read by."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.nouns = nouns = nouns_of(lexicon)
        self.organisations = lexicon.words("people.organisation")
        self.suffixes = lexicon.words("people.suffix")
        self.particles = lexicon.words("people.particle")
        self.no_names = lexicon.words("people.no-name", "forms.weekday", "forms.month")
        self.no_front = nouns.ranks | nouns.former | nouns.current | nouns.several | nouns.definite | self.no_names
        self.no_front |= frozenset(lexicon.by_word("titles"))
        self.no_front_of_many = lexicon.words("people.party", "people.party-or-view")
        self.within_names = lexicon.words("people.within-name")

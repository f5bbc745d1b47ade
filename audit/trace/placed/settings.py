"""A sentence's tree goes in, the occasions that it names outside the subjects of its verbs come out.

Source: benchmarks/data/guidelines/occasions.md; words in lexicons/hows.toml and placing.toml, relations of Universal
Dependencies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import define, evolve, field

from audit.find.draft import below
from audit.find.lookup import Cues
from audit.find.outlet import cases_of
from audit.lexicon import Lexicon
from audit.model import Article, Crediting, Sentence, Span, Token
from audit.trace.credit.speakers import surname
from audit.trace.placed.hows import HELD, NOMINAL, WRITTEN, By, Hows, Setting, name_at, part_of, points_to_an_outlet

_JOINED: Final = ("conj", "appos", "flat", "list")


@define
class Settings:
    """The occasions that one sentence names outside the subjects of its verbs.

    ``credits`` are its mentions of outlets, ``staff`` the surnames of those who ask for outlets (``staff_of``).
    """

    sentence: Sentence
    lexicon: Lexicon
    credits: Sequence[Crediting] = ()
    staff: frozenset[str] = frozenset()
    hows: Hows = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.hows = self.lexicon.once(Hows)

    def found(self) -> list[Setting]:
        """All of them, in text order, those of outlets last."""
        made: list[Setting] = []
        taken: set[Span] = set()
        for token in self.sentence.tokens:
            if token.upos == "VERB":
                made += self._verb(token)
            elif token.upos in NOMINAL:
                for setting in self._noun(token):
                    outlet = self._outlet_below(setting.anchor)
                    taken |= {outlet.span} if outlet else set()
                    made.append(evolve(setting, outlet=outlet))
                if token.head >= 0 and self.sentence.tokens[token.head].upos == "VERB":
                    made += self._hearer(token)
                    made += self._asked(token)
        made += self.asking()
        for credit in self.credits:
            if credit.span not in taken:
                made += self._outlet(credit)
        return made

    # ------------------------------------------------------------------------------------ a noun names it

    def _noun(self, token: Token) -> Iterator[Setting]:
        named = self.hows.of_noun(self.sentence, token)
        if named is None or self.lexicon.once(Cues).tells_time(token):
            return
        if any(self.hows.of_noun(self.sentence, part) for part in part_of(self.sentence, token, self.lexicon)):
            return  # the transcript of an interview is the interview
        how, relation = named[0], token.deprel.split(":")[0]
        over = self._over(token)
        if over is None:
            return
        if over.upos == "AUX":  # "as he often has in hearings" tells of no one occasion
            return
        issued = over.index == token.head and self.lexicon.phrases("placing.issues").has(over)
        cases = {case.lemma.lower() for case in cases_of(self.sentence, self._outer(token))}
        recorded = self._outer(token) is not token and bool(cases & self.lexicon.words("placing.in_writing"))
        if issued if relation == "obj" else recorded or self._fits(how, cases):
            yield Setting(how, By.NOUN, token, over.index, words=named[1])
        elif how in ("letter", "statement", "post", "article"):
            yield from (
                Setting(how, By.RECORD, token, token.index, None, None, a, named[1]) for a in self._authors(token)
            )
        elif how in HELD and self.lexicon.phrases("placing.comes").has(over):
            for who in self.sentence.children(over.index, "nsubj"):
                for one in (who, *self.sentence.children(who.index, "conj")):
                    yield Setting(how, By.RECORD, token, over.index, None, None, one, named[1])

    def _authors(self, noun: Token) -> Iterator[Token]:
        """Whose a letter or a statement is: "a letter from Ann Lee", "Lee’s letter", "a letter sent by Lee"."""
        by = self.lexicon.words("placing.authors")
        for place in sorted(below(self.sentence, noun.index)):
            token = self.sentence.tokens[place]
            if token.upos == "PROPN" and token.index != noun.index:
                owner = token.deprel == "nmod:poss" and token.head == noun.index
                if owner or any(case.lemma.lower() in by for case in cases_of(self.sentence, token)):
                    yield token
                    yield from self.sentence.children(token.index, "appos")
            elif any(case.lemma.lower() in by for case in cases_of(self.sentence, token)):
                yield from (t for t in self.sentence.children(token.index, "appos") if t.upos == "PROPN")

    def _fits(self, how: str, cases: set[str]) -> bool:
        """Whether one of the prepositions places what is said there: "in a filing", "at a hearing"."""
        if how in WRITTEN:
            return bool(cases & self.lexicon.words("placing.in_writing"))
        if how in HELD:
            return bool(cases & self.lexicon.words("placing.at_events"))
        return bool(cases & self.lexicon.words("placing.in_writing", "placing.at_events"))

    def _outer(self, token: Token) -> Token:
        """The noun that stands for it before its verb: the transcript of an interview, a series of tweets."""
        over = self.sentence.tokens[token.head] if token.head >= 0 else token
        if token.deprel.split(":")[0] == "nmod" and token in part_of(self.sentence, over, self.lexicon):
            return over
        return token

    def _over(self, token: Token) -> Token | None:
        """The word of a clause that a noun tells the occasion of; None where it belongs to another noun's name."""
        noun = self._outer(token)
        relation = noun.deprel.split(":")[0]
        if relation not in ("obl", "nmod", "obj", "advcl") or noun.head < 0:
            return None
        over = self.sentence.tokens[noun.head]
        if relation != "nmod":
            return over
        # "made the remarks in a speech": the tree hangs the place of the act on its object
        if over.deprel.split(":")[0] in ("obj", "xcomp", "obl") and over.head >= 0 and self._outer(token) is token:
            return self.sentence.tokens[over.head]
        return over if over.upos == "VERB" else None

    # ------------------------------------------------------------------------------------ who hears it makes it one

    def _hearer(self, token: Token) -> Iterator[Setting]:
        if token.upos not in NOMINAL or token.head < 0:
            return
        over = self.sentence.tokens[token.head]
        noun = token
        how = self.hows.hearers.get(token.lemma.lower())
        for part in self.sentence.children(token.index, "nmod") if how in (None, "speech") else ():
            more = self.hows.hearers.get(part.lemma.lower())
            of = any(case.lemma.lower() in self.lexicon.words("placing.of") for case in cases_of(self.sentence, part))
            if of and more is not None:
                how, noun = more, part
        if how is None or (how == "call" and self.lexicon.phrases("placing.asks").has(over)):
            return
        relation, cases = token.deprel, {case.lemma.lower() for case in cases_of(self.sentence, token)}
        cues = self.lexicon.once(Cues)
        told = relation in ("obj", "iobj") and over.lemma.lower() in cues.hearers
        told |= relation.startswith("obl") and bool(cases & cues.addressing) and self._says(over)
        told |= relation.startswith("obl") and how in ("hearing", "speech") and self._talks(over) and bool(cases)
        asked = (
            relation.startswith("obl") and bool(cases & cues.agents) and self.lexicon.phrases("placing.asks").has(over)
        )
        passive = relation == "nsubj:pass" and over.lemma.lower() in cues.hearers
        if told or asked or passive:
            yield Setting(how, By.HEARER, token, over.index, person=noun)

    def _says(self, verb: Token) -> bool:
        entries = self.lexicon.by_word("cues").get(verb.lemma.lower(), ())
        return self._talks(verb) or any(entry["class"] == "speech" for entry in entries)

    def _talks(self, verb: Token) -> bool:
        return self.lexicon.phrases("placing.speaks").has(verb)

    def _asked(self, token: Token) -> Iterator[Setting]:
        """Those who ask for an outlet: "told Lee", "asked by Lee", "Lee asked the mayor", "told The Norvik Star"."""
        if token.upos not in ("PROPN", "NOUN") or token.head < 0 or self._is_outlet(token):
            return
        over, relation, cues = self.sentence.tokens[token.head], token.deprel, self.lexicon.once(Cues)
        if relation in ("obj", "iobj"):
            if over.lemma.lower() in cues.hearers and (
                self._is_staff(token)
                or self._is_titled(token)
                or points_to_an_outlet(self.sentence, token, self.lexicon)
            ):
                yield Setting("interview", By.OUTLET, token, over.index, person=token)
        elif relation.startswith("obl") and self.lexicon.phrases("placing.asks").has(over):
            cases = {case.lemma.lower() for case in cases_of(self.sentence, token)}
            if cases & cues.agents and self._is_staff(token):
                yield Setting("interview", By.ASKED, token, over.index, person=token)

    def _is_staff(self, token: Token) -> bool:
        return bool(self.staff) and surname(name_at(self.sentence, token), self.lexicon) in self.staff

    def _is_titled(self, token: Token) -> bool:
        """Whether a name has a "The" of its own, as newspapers' names have it within a sentence, or ends as theirs."""
        if token.upos != "PROPN":
            return False
        if self.lexicon.phrases("placing.papers").has(token) and self.sentence.children(
            token.index, "amod", "compound"
        ):
            return True
        return any(
            child.index
            and child.text == child.text.capitalize()
            and child.upos in ("DET", "PROPN")
            and child.text.lower() in self.lexicon.words("placing.the")
            for child in self.sentence.children(token.index, "det", "compound")
        )

    def asking(self) -> Iterator[Setting]:
        """Whom somebody of an outlet, or an outlet, asks: each is the ``asked`` of an interview."""
        for verb in self.sentence.tokens:
            if verb.upos == "VERB" and self.lexicon.phrases("placing.asks").has(verb):
                for who in self.sentence.children(verb.index, "nsubj"):
                    if self._asks_for_an_outlet(who):
                        outlet = self._outlet_below(who)
                        for asked in self.sentence.children(verb.index, "obj", "iobj"):
                            yield Setting("interview", By.ASKED, verb, verb.index, outlet, who, asked)
                        for answers in self.sentence.children(verb.head, "nsubj") if verb.deprel == "advcl" else ():
                            yield Setting("interview", By.ASKED, verb, verb.head, outlet, who, answers)

    def _asks_for_an_outlet(self, who: Token) -> bool:
        beside = (who, *self.sentence.children(who.index, "nmod", "nmod:poss"))
        known = surname(name_at(self.sentence, who), self.lexicon) in self.staff
        return known or self._outlet_below(who) is not None or any(map(self._is_titled, beside))

    # ------------------------------------------------------------------------------------ a verb implies it

    def _verb(self, token: Token) -> Iterator[Setting]:
        if token.upos != "VERB":
            return
        how = self.hows.verbs.get(token.lemma.lower())
        if how is not None:
            yield Setting(how, By.VERB, token, token.index)
        elif self._talks(token):
            for child in self.sentence.children(token.index, "obl"):
                cases = {case.lemma.lower() for case in cases_of(self.sentence, child)}
                time = self.lexicon.once(Cues).tells_time(child)
                if cases & self.lexicon.words("placing.places") and not time and not self._is_outlet(child):
                    yield Setting("speech", By.PLACE, child, token.index)
                    return

    # ------------------------------------------------------------------------------------ an outlet makes it one

    def _is_outlet(self, token: Token) -> bool:
        return any(credit.span.overlaps(token.span) for credit in self.credits)

    def _outlet_below(self, noun: Token) -> Crediting | None:
        """The outlet that an occasion's own words name: an interview with CNN, a statement to The Post."""
        if not self.credits:
            return None
        words = below(self.sentence, noun.index)
        here = [self.sentence.tokens[i] for i in sorted(words)]
        return next((c for c in self.credits if c.outlet and any(t.span.overlaps(c.span) for t in here)), None)

    def _outlet(self, credit: Crediting) -> Iterator[Setting]:
        if credit.outlet is None or credit.how not in ("addressee", "venue", "cited"):
            return
        inside = [t for t in self.sentence.tokens if t.span.overlaps(credit.span)]
        places = {t.index for t in inside}
        head = next((t for t in inside if t.head not in places), None)
        while head is not None and head.head >= 0:
            over, relation = self.sentence.tokens[head.head], head.deprel.split(":")[0]
            if over.upos not in NOMINAL or relation not in ("nmod", "compound", *_JOINED):
                break
            head = over
        if head is None or head.head < 0:
            return
        verb = self.sentence.tokens[head.head]
        if verb.upos == "ADV" and verb.head >= 0:  # back on CNN
            verb = self.sentence.tokens[verb.head]
        cases = {case.lemma.lower() for case in cases_of(self.sentence, head)}
        if credit.how == "cited":
            how = "article"
        elif credit.how == "addressee":
            how = "interview"
        else:
            how = "programme" if "on" in cases else "article" if self._writes(verb) else "interview"
        yield Setting(how, By.OUTLET, head, verb.index, outlet=credit)

    def _writes(self, verb: Token) -> bool:
        return verb.lemma.lower() in self.lexicon.words("placing.writes")


def staff_of(article: Article, credits: Sequence[Crediting], lexicon: Lexicon) -> frozenset[str]:
    """The surnames of those who ask for outlets in an article: "CNN's Ann Lee", "the radio host Piotr Okafor"."""
    found = {surname(c.staff.of(article.text), lexicon) for c in credits if c.staff is not None}
    is_staff, is_station = lexicon.phrases("crediting.staff"), lexicon.phrases("placing.stations")
    for sentence in article.sentences:
        for token in sentence.tokens:
            if token.upos in ("NOUN", "PROPN") and is_staff.has(token):
                over = sentence.tokens[token.head] if token.head >= 0 else token
                beside = [over, *sentence.children(token.index, "appos", "flat")]
                found |= {surname(name_at(sentence, t), lexicon) for t in beside if _is_other_name(t, token)}
            elif token.deprel == "nmod:poss" and is_station.has(token):
                found.add(surname(name_at(sentence, sentence.tokens[token.head]), lexicon))
    return frozenset(found - {""})


def _is_other_name(token: Token, noun: Token) -> bool:
    return token.upos == "PROPN" and token.index != noun.index

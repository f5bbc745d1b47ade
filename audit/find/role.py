"""The tree of a sentence and an outlet that it names go in, what the sentence makes of it comes out: does it credit the
outlet, and by which words.

A mention is not yet a credit. Who says what to whom decides: an outlet is credited where it, its report or its people
are the source, where somebody tells it, speaks on it or cites it. It is not where it is only spoken of ("sued NBC
News"), nor where it speaks of itself ("NBC News said it will cut jobs"): then it is the news and not its bearer.

Source: AP Stylebook and Reuters Handbook of Journalism on crediting others' reporting; words in
lexicons/crediting.toml, relations of Universal Dependencies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from attrs import evolve, frozen

from audit.find.aired import answering, around, head_of, is_book, opened, told_on
from audit.find.draft import NOTHING, Words, below
from audit.find.itself import speaks_of_itself, tells_no_news, unreal
from audit.find.lookup import Cues
from audit.find.outlet import BESIDE, belonging, cases_of, has_case, is_label, label, name_of, standing, works_for
from audit.find.source import agent, subject
from audit.find.talk import interviewer, saying, talk_before
from audit.find.unit import with_unit
from audit.find.verb import is_passive
from audit.lexicon import Lexicon
from audit.lexicon.phrases import Phrases
from audit.model import Sentence, Span, Token

_NEAR: Final = 3  # words from a name to the verb of its inserted clause, with an adverb
_OPENING: Final = frozenset("“\"‘'") | {"``"}


@frozen
class Said:
    """An attribution by the places of its words in one sentence: its cue's main word, its source, what it rests on."""

    head: int  # the main word's place
    source: Words
    construction: str
    cue_class: str


@frozen
class Role:
    """What a sentence tells of an outlet that it names, in places of its words.

    ``how`` is as in a Crediting, None where it is no credit; ``anchor`` is the word that makes it one, ``words`` all
    that do; ``speaker`` names who told it or spoke on it, ``staff`` who asked or spoke for it.
    """

    how: str | None = None
    anchor: int | None = None
    words: Words = NOTHING
    speaker: Words = NOTHING
    staff: Words = NOTHING


def role_of(sentence: Sentence, mention: Span, lexicon: Lexicon, said: Sequence[Said] = ()) -> Role:
    """What the tree of a sentence makes of an outlet that it names at ``mention``; ``said`` are the sentence's
    attributions, as far as they are known."""
    inside = [token for token in sentence.tokens if token.span.overlaps(mention)]
    if not inside:
        return Role()
    sentence = with_unit(sentence, inside)
    inside = [sentence.tokens[token.index] for token in inside]
    head = head_of(sentence, inside)
    if head is None:
        return Role()
    return _Reader(sentence, lexicon, tuple(said)).role(head, inside)


@frozen
class _Reader:
    """One sentence, ready to be asked what it makes of the outlets that it names."""

    sentence: Sentence
    lexicon: Lexicon
    said: tuple[Said, ...]

    @property
    def cues(self) -> Cues:
        """The lexicon's cues."""
        return self.lexicon.once(Cues)

    @property
    def phrases(self) -> Callable[..., Phrases]:
        """The lexicon's lists by id."""
        return self.lexicon.phrases

    def _unreal(self, verb: Token) -> bool:
        return unreal(self.sentence, verb, self.lexicon)

    def role(self, head: Token, inside: Sequence[Token]) -> Role:
        """What the sentence makes of the outlet whose words are ``inside``, ``head`` above the others."""
        words = label(self.sentence, inside, self.lexicon)
        if words is not None:
            return Role("label", min(words), words)
        told = self._told(inside)
        if told is not None:
            return told
        aired = told_on(self.sentence, head, inside, self.lexicon)
        if aired is not None and self._has_hearer(aired):
            return self._through(head, "venue", aired)
        role = self._by_tree(head)
        noun = talk_before(self.sentence, inside, self.lexicon)
        cues = {said.head for said in self.said if said.source and said.cue_class != "attitude"}
        if noun is None or (role.how is not None and role.words & cues):
            return role
        verb = saying(self.sentence, noun, cues, self.lexicon)
        talk = self._through(noun, "venue", verb) if verb is not None else role
        return evolve(talk, staff=talk.staff or interviewer(self.sentence, inside, self.lexicon))

    def _by_tree(self, head: Token) -> Role:
        """What the tree makes of the outlet whose name ``head`` heads."""
        found = standing(self.sentence, head, self.lexicon)
        if found is None:
            return Role()
        here, sort, staff = found.noun, found.sort, found.staff
        role = self._told_or_cited(here, sort) or Role()
        if role.how in ("speaker", "cited") and sort == "report":
            role = evolve(role, how="report")
        return evolve(role, staff=name_of(self.sentence, staff)) if staff is not None and role.how is not None else role

    def _told(self, inside: Sequence[Token]) -> Role | None:
        """The name right after a verb of telling is its hearer, wherever the tree hangs it: "told CNN the talks had
        ended"."""
        place = inside[0].index - 1
        while place > 0 and (self.sentence.tokens[place].upos == "DET" or self.sentence.tokens[place].text in _OPENING):
            place -= 1
        verb = self.sentence.tokens[place] if place >= 0 else None
        if verb is None or verb.upos != "VERB" or self._is_told(verb) or not self._has_hearer(verb):
            return None
        head = head_of(self.sentence, inside) or inside[-1]
        over = self.sentence.tokens[head.head] if head.deprel.split(":")[0] in BESIDE else None
        after = self.sentence.tokens[inside[-1].index + 1 : inside[-1].index + 3]
        another = over is not None and bool(after) and after[0].upos == "PROPN" and after[0].index < over.index
        if over is None or over.index < head.index or another:  # told CNN | Lund’s plan was dead
            return self._through(head, "addressee", verb)
        marked = len(after) > 1 and after[1].text in _OPENING
        if over.upos == "PROPN" or marked or belonging(self.sentence, head, over, self.lexicon) in ("venue", "staff"):
            staff = NOTHING if marked else name_of(self.sentence, over)
            return evolve(self._through(head, "addressee", verb), staff=staff)
        return None

    def _is_told(self, verb: Token) -> bool:
        """Whether the verb's subject is its hearer: "Fox News is told that"."""
        return verb.lemma.lower() in self.cues.hearers and is_passive(self.sentence, verb)

    def _has_hearer(self, verb: Token) -> bool:
        """Whether the verb's object is the one who is told, and told that something is so."""
        clue = self.cues.of(self.sentence, verb) if verb.lemma.lower() in self.cues.hearers else None
        if clue is None or any(entry["class"] == "attitude" for entry in clue.entries):
            return False
        return any(e["class"] == "speech" and "clause" in (e.get("frames") or ()) for e in clue.entries)

    def _told_or_cited(self, here: Token, sort: str) -> Role | None:
        if sort == "remark":
            return self._through(here, "addressee")
        return (
            self._attributed(here)
            or self._agent(here)
            or self._governed(here, sort)
            or self._subject(here)
            or (self._with_content(here) if sort == "report" else None)
        )

    # -------------------------------------------------------------------------------- it is the source

    def _attributed(self, here: Token) -> Role | None:
        """It heads the source of an attribution."""
        for said in self.said:
            if here.index not in said.source or here.head in said.source or said.cue_class == "attitude":
                continue
            verb = self.sentence.tokens[said.head] if said.head >= 0 else None
            if verb is None or verb.index in said.source or not self._informs(verb) or self._is_told(verb):
                continue
            if said.construction == "according to":
                return Role("cited", verb.index, frozenset([verb.index]))
            return self._speaks(verb)
        return None

    def _informs(self, cue: Token) -> bool:
        """Whether a cue can give news: one that takes a clause, that only reporters use, or that no lexicon lists; not
        one that only judges ("criticized by")."""
        clue = self.cues.of(self.sentence, cue)
        if clue is None or cue.upos != "VERB":
            return True
        return self.phrases("crediting.gathered").has(cue) or any(clue.takes(f) for f in ("clause", "oblique"))

    def _speaks(self, verb: Token) -> Role:
        """A role for the source of a verb: none where the verb is denied, only possible, or tells of the source
        itself."""
        if self._unreal(verb) or (verb.upos in ("VERB", "AUX") and speaks_of_itself(self.sentence, verb, self.lexicon)):
            return Role()
        return Role("speaker", verb.index, frozenset([verb.index]))

    def _subject(self, here: Token) -> Role | None:
        """NBC News reported …; NBC News, which obtained the list; NBC News' report surfaced."""
        for verb in self.sentence.tokens:
            if verb.upos not in ("VERB", "AUX") or not (self._is_subject(here, verb) or self._inserted(here, verb)):
                continue
            if verb.deprel == "acl" and is_label(self.sentence, here):
                continue
            found = self._tells(verb) or self.phrases("crediting.gathered").has(verb)
            if found and not tells_no_news(self.sentence, verb, self.lexicon):
                role = self._speaks(verb)
                if role.how is not None:
                    return role
            if self.phrases("crediting.presents").has(verb) and self.phrases("crediting.reports").has(here):
                return Role("report", verb.index, frozenset([verb.index]))
        return None

    def _inserted(self, here: Token, verb: Token) -> bool:
        """… , NBC News reported: a clause of its own after a comma, even where the tree has the verb as the name's
        participle."""
        if verb.deprel != "acl" or verb.head != here.index or not self.phrases("crediting.news").has(verb):
            return False
        first = min(below(self.sentence, here.index, below(self.sentence, verb.index)))
        before = self.sentence.tokens[first - 1].upos if first else ""
        objects = self.sentence.children(verb.index, "obj", "aux", "obl:agent")
        return before == "PUNCT" and verb.index - here.index <= _NEAR and not objects

    def _is_subject(self, here: Token, verb: Token) -> bool:
        who = None if is_passive(self.sentence, verb) else subject(self.sentence, verb, self.cues)
        if who is not None and who.upos == "PRON" and verb.deprel == "acl:relcl":
            who = self.sentence.tokens[verb.head]  # "which" stands for the noun that its clause hangs on
        return who is not None and who.index == here.index

    def _agent(self, here: Token) -> Role | None:
        """First reported by NBC News; first reported in The New York Times; a letter obtained by NBC News."""
        if here.head < 0:
            return None
        verb = self.sentence.tokens[here.head]
        cases = cases_of(self.sentence, here)
        placed = here.deprel.startswith("obl") and any(map(self.phrases("crediting.places").has, cases))
        talk = self.sentence.tokens[verb.index - 1] if verb.index and "VerbForm=Part" in verb.feats else None
        if placed and talk is not None and self.phrases("crediting.venues").has(talk):
            return self._through(talk, "venue")  # in an interview shown on NBC News
        if verb.upos != "VERB" or not is_passive(self.sentence, verb) or is_book(self.sentence, verb, self.lexicon):
            return None
        by = agent(self.sentence, verb, self.cues)
        found = self._tells(verb) or self.phrases("crediting.gathered").has(verb)
        if not (placed or (by is not None and by.index == here.index)) or not found or self._unreal(verb):
            return None
        return Role("cited", verb.index, frozenset([verb.index]))

    def _tells(self, verb: Token) -> bool:
        """Whether the lexicon has the verb as one that says or shows that something is so."""
        clue = self.cues.of(self.sentence, verb)
        entries = clue.entries if clue is not None else ()
        return any(e["class"] in ("speech", "document") and "clause" in (e.get("frames") or ()) for e in entries)

    # ------------------------------------------------------------------------ it is told, cited, a place

    def _governed(self, here: Token, sort: str) -> Role | None:
        cited = self._phrase_before(here)
        if cited is not None:
            return cited
        if here.head < 0:
            return self._in_place(here, sort, None)
        over = self.sentence.tokens[here.head]
        beside = (over.upos == "ADV" and over.deprel.startswith("advmod")) or self.cues.tells_time(over)
        if beside and over.head >= 0:
            over = self.sentence.tokens[over.head]  # back on NBC News, he said; he said Friday on NBC News
        relation = here.deprel.split(":")[0]
        cases = cases_of(self.sentence, here, "case", "mark")
        over = around(self.sentence, cases, over, self.lexicon)
        if relation in ("obj", "iobj") and self.phrases("crediting.cites").has(over) and not self._unreal(over):
            return Role("cited", over.index, frozenset([over.index]))
        if over.upos in ("VERB", "AUX") and self._hears(here, over, relation, cases):
            return self._through(here, "addressee", over)
        return self._in_place(here, sort, over)

    def _phrase_before(self, here: Token) -> Role | None:
        """According to NBC News; citing NBC News; via NBC News: the phrases of the lexicon."""
        loose = {c.index for c in self.sentence.children(here.index, "case", "mark", "punct", "cc", "fixed")}
        start = min(below(self.sentence, here.index, frozenset(loose)))
        words = [token.text.lower() for token in self.sentence.tokens[:start]]
        for phrase in self.cues.table("phrase"):
            parts = phrase.split()
            if words[-len(parts) :] == parts:
                places = range(start - len(parts), start)
                return Role("cited", places[0], frozenset(places))
        return None

    def _hears(self, here: Token, verb: Token, relation: str, cases: Sequence[Token]) -> bool:
        """Whether it is told something: the object of "tell", who was told, to whom it was said or given."""
        lemma = verb.lemma.lower()
        if self._unreal(verb):
            return False
        if lemma in self.cues.hearers:
            hearing = relation in ("nsubj" if is_passive(self.sentence, verb) else "obj", "iobj")
            return hearing and self._has_hearer(verb)
        if relation == "iobj":
            return self.phrases("crediting.hands").has(verb)
        beside = has_case(cases, self.lexicon.words("find.hearer", "crediting.with"))
        if relation not in ("obl", "nmod") or not beside or self.phrases("crediting.answers").has(verb):
            return False
        made = self.sentence.tokens[verb.head] if verb.deprel.startswith("acl") else None
        made = next(iter(self.sentence.children(verb.index, "obj")), made)
        points = made is not None and self.phrases("crediting.remarks", "crediting.points").has(made)
        talks = points or self.phrases("crediting.talks", "crediting.hands").has(verb)
        return talks or (has_case(cases, self.cues.addressing) and self._tells(verb))

    def _in_place(self, here: Token, sort: str, over: Token | None) -> Role | None:
        """In an interview with NBC News; on NBC News; in a report by NBC News."""
        cases = cases_of(self.sentence, here)
        over = opened(self.sentence, here, over, self.lexicon)
        topic = over is not None and self._is_topic(over, cases, sort)
        placed = not topic and any(map(self.phrases("crediting.venue_cases").has, cases))
        if sort == "report" and (placed or any(map(self.phrases("crediting.report_cases").has, cases))):
            if has_case(cases, self.cues.addressing):
                return None  # a link or an answer to a report only points there
            return Role("report", here.index, frozenset([here.index]))
        if sort == "venue" and placed:
            return self._through(here, "venue")
        if over is None or over.upos not in ("VERB", "AUX") or self._unreal(over):
            return None
        if self.phrases("crediting.presents").has(over) and any(map(self.phrases("crediting.report_cases").has, cases)):
            return Role("report", over.index, frozenset([over.index]))
        if sort == "venue" and here.deprel == "obj" and self.phrases("crediting.hands").has(over):
            return self._through(here, "venue", over)
        if works_for(self.sentence, over, cases, self.lexicon):
            return None
        if (
            placed
            and not has_case(cases, self.lexicon.words("crediting.with"))  # Lund, with NBC News, said
            and (not has_case(cases, self.cues.agents) or self._is_asked(over))
            and (self.phrases("crediting.appears").has(over) or self._speaks_there(over))
        ):
            return self._through(here, "venue", answering(self.sentence, over) or over)
        return None

    def _speaks_there(self, verb: Token) -> bool:
        if is_passive(self.sentence, verb) or answering(self.sentence, verb) is not None:
            return self._is_asked(verb)
        clue = self.cues.of(self.sentence, verb)
        return clue is not None and any(entry["class"] == "speech" for entry in clue.entries)

    def _is_asked(self, verb: Token) -> bool:
        """Asked by NBC News whether he had lied, he said …"""
        passive = is_passive(self.sentence, verb) or answering(self.sentence, verb) is not None
        return passive and self.phrases("crediting.asked").has(verb)

    def _is_topic(self, verb: Token, cases: Sequence[Token], sort: str) -> bool:
        """Whether the preposition belongs to the verb and names what it is about: "commented on NBC News"; not "went on
        CNN's morning program"."""
        clue = self.cues.of(self.sentence, verb)
        told = any(True for _ in self._clauses(verb))  # insisted on NBC News that the ban was over
        told = told or (sort == "venue" and self.phrases("crediting.appears").has(verb))
        return clue is not None and not told and any(case.index in clue.words for case in cases)

    def _only_denies(self, verb: Token) -> bool:
        """Whether a negated verb says what somebody does not think or say, which an interview can hold: "did not agree
        in an interview with CNN"; not "did not appear in an interview"."""
        if self.phrases("crediting.appears", "crediting.hands").has(verb):
            return False
        modal = any(map(self.phrases("crediting.unreal").has, self.sentence.children(verb.index, "aux")))
        carried = verb.deprel == "xcomp" and self.phrases("crediting.refused").has(self.sentence.tokens[verb.head])
        return self.cues.of(self.sentence, verb) is not None and not modal and not carried

    def _with_content(self, here: Token) -> Role | None:
        """A report by NBC News that the ban was over: the clause is what the report says, wherever the tree hangs
        it."""
        end = max(below(self.sentence, here.index, frozenset(c.index for c in self._clauses(here)))) + 1
        after = self.sentence.tokens[end : end + 1]
        if (after and after[0].deprel == "mark" and after[0].lemma in self.cues.complementizers) or any(
            self._clauses(here)
        ):
            return Role("report", here.index, frozenset([here.index]))
        return None

    def _clauses(self, here: Token) -> Iterator[Token]:
        for clause in self.sentence.children(here.index, "acl", "ccomp"):
            if any(mark.lemma in self.cues.complementizers for mark in self.sentence.children(clause.index, "mark")):
                yield clause

    def _through(self, here: Token, how: str, verb: Token | None = None) -> Role:
        """A role with who speaks: the subject of the verb above."""
        anchor = verb
        while anchor is None or anchor.upos not in ("VERB", "AUX"):
            above = (anchor or here).head
            if above < 0:
                break
            anchor = self.sentence.tokens[above]
        if anchor is None:
            return Role(how, here.index, frozenset([here.index]))
        if self._unreal(anchor) and (verb is not None or not self._only_denies(anchor)):
            return Role()
        who = subject(self.sentence, anchor, self.cues)
        if who is not None and who.upos == "PRON" and anchor.deprel == "acl:relcl":
            who = self.sentence.tokens[anchor.head]
        named = name_of(self.sentence, who) if who is not None else NOTHING
        if not named and anchor.index and self.sentence.tokens[anchor.index - 1].upos == "PROPN":
            named = name_of(self.sentence, self.sentence.tokens[anchor.index - 1])
        words = frozenset([anchor.index] if verb is not None else [here.index, anchor.index])
        return Role(how, anchor.index, words, named)

"""Nouns and their like, by what they tell of a source: plain data for the rules, lower case, singular."""

from __future__ import annotations

from typing import Final


def noun_set(words: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(words.split())


VAGUE_NUMBERS: Final = noun_set("some many several few dozens hundreds scores various multiple numerous countless")
SINGULAR: Final = noun_set("a an another one")
OWNERS: Final = noun_set("his her their its our my")
IRREGULAR: Final = noun_set("people men women police children folk folks personnel staff media clergy others")
# Words that make a side of whoever stands before them or after "of": supporters of the ban, Clinton critics.
SIDES: Final = noun_set(
    "supporter opponent critic skeptic sceptic proponent detractor defender backer admirer foe fan rival ally "
    "loyalist champion adversary follower"
)
# Experts speak for a field, not for a body; the words alone give no position.
EXPERTS: Final = noun_set("expert analyst observer commentator pundit watcher advocate specialist strategist economist")
# What says no more than that there is somebody
EMPTY: Final = noun_set(
    "i we it that this which little much anything something "
    "source people person man woman somebody someone anybody anyone everybody everyone nobody many some few most "
    "other another one several all none both voice individual insider each those these they he she who folk crowd "
    "public experts reports report percent neither either their them his her it"
)
# A place or a people before these says where they live, not whom they serve.
POPULATION: Final = noun_set(
    "voter resident citizen protester demonstrator student parent reader worker farmer veteran woman man american "
    "family taxpayer viewer user customer patient neighbor neighbour expert analyst observer critic supporter "
    "opponent teen"
)
BODIES: Final = noun_set(
    "administration government campaign city state county federal police military army navy congress "
    "congressional senate house party department agency ministry committee council commission court company union "
    "intelligence defense defence security embassy school university college hospital bank industry white "
    "pentagon kremlin parliament panel board office bureau team network newspaper fbi cia nsa family transition "
    "presidential vatican palace municipal provincial corporate airline airport oversight district law- "
    "enforcement justice treasury task force firm group command"
)
# Those who hold a seat: a people's name before them is a government's ("Mexican officials").
SEATS: Final = noun_set(
    "official diplomat minister leader officer authority spokesman spokeswoman spokesperson envoy ambassador "
    "judge prosecutor regulator investigator soldier commander lawmaker senator governor mayor delegate "
    "negotiator agent representative legislator troop banker executive police"
)
# Who can be granted anonymity: they know from inside. "Voters" and "critics" merely have no names in the story.
INSIDERS: Final = noun_set(
    "source official aide adviser advisor person people individual insider diplomat staffer operative "
    "executive employee associate confidant strategist lawmaker legislator "
    "ambassador "
    "donor consultant negotiator colleague friend ally those deputy counselor "
    "envoy administrator participant"
)
# Before a noun, with a capital letter or without, these are no name.
NO_NAME: Final = noun_set(
    "many some few several most other all two three four five six seven eight nine ten younger older top senior "
    "former civil voting human foreign political fellow world local business legal labor tax public no nearly "
    "about more one a an the his her their its these those this that both each another black white young old "
    "frustrated independent small elected high-ranking environmental health economic medical academic religious "
    "social unnamed anonymous u.s.-born"
)
# Fields that a speaker knows ("legal experts"), though they are no body that one serves
FIELDS: Final = noun_set(
    "civil voting foreign political legal labor tax human environmental health economic medical religious social "
    "business"
)
NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
            *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
        ),
        start=1,
    )
} | {"both": 2, "dozen": 12}

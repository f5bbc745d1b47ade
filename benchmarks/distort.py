"""Sentences of ours go in, the same sentences saying something else come out: one swap each, told by its kind.

The swap lists stand here and are apart from the lexicons on purpose: what a lexicon does not know is tried as well.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

ROOT: Final = Path(__file__).resolve().parents[1]
RETELLINGS: Final = ROOT / "benchmarks" / "data" / "retellings.jsonl"
SEED_FACTS: Final = ROOT / "benchmarks" / "data" / "seed_facts.toml"
# Half of the stories to choose thresholds on, the others to report on.
CHOOSE: Final = {"ferry", "hospital", "election", "police", "embassy", "hostage", "001-explainer", "003-no-credit"}


@frozen
class Distortion:
    """A sentence, what it became, by which kind of swap, and the story it is from."""

    kind: str
    story: str
    before: str
    after: str


def _table(text: str) -> dict[str, str]:
    rows = (line.split(">") for line in text.replace("\n", "|").split("|") if line.strip())
    return {one.strip(): two.strip() for one, two in rows}


ANTONYMS: Final = _table("""
stop>continue|stopped>continued|stops>continues|rose>fell|risen>fallen|rise>drop|fell>rose|cut>raise|cuts>raises|cutting>raising
spared>hit|climbed>dropped|dropped>climbed|reckless>prudent|irresponsible>responsible|up>down|more>fewer|growth>contraction
approve>reject|approved>rejected|approval>rejection|rejected>accepted|reject>accept|accept>reject|wrong>correct|suspended>promoted
closed>opened|close>open|closing>opening|open>closed|late>early|earlier>later|lowest>highest|highest>lowest|fewer>more|lost>gained
lose>gain|loses>gains|win>lose|won>lost|first>last|last>first|weak>strong|poor>excellent|stronger>weaker|guilt>innocence
confessed>denied|admitted>denied|denies>confirms|denied>confirmed|deny>confirm|refused>agreed|declined>agreed|missing>found
freed>captured|released>captured|free>imprison|paid>received|failed>succeeded|fail>succeed|withdrawn>granted|revoked>granted
rejected>welcomed|criticized>praised|complained>boasted|threatened>promised|warn>promise|warned>promised|fear>hope
secret>public|secretly>publicly|private>public|covert>overt|joint>unilateral|jointly>separately|together>separately|alone>jointly
unilateral>joint|with>without|without>with|cheap>expensive|ruined>improved|rebuilt>dismantled|steady>erratic|rising>falling
frequent>rare|often>rarely|never>always|always>never|longer>shorter|farther>nearer|difficult>easy|effective>useless|seriously>slightly
ill>well|bad>good|safe>dangerous|clean>dirty|contaminated>pure|hurt>healed|blocked>cleared|banned>allowed|ban>allow|barred>admitted
forbids>permits|prohibits>permits|legal>illegal|unlawful>lawful|lawful>unlawful|strong>weak|easy>hard|small>large|large>small
larger>smaller|little>much|many>few|most>least|least>most|above>below|before>after|after>before|buy>sell|bought>sold|sold>bought
sell>buy|leave>enter|join>leave|arrived>departed|begun>finished|began>ended|start>end|old>new|new>old|former>current|current>former
opponent>supporter|opposition>government|supporters>opponents|critics>admirers|cooperate>resist|trust>distrust|support>oppose
supported>opposed|favored>opposed|against>for|attack>defend|attacked>defended|threat>help|deter>encourage|lasting>fleeting
near>far from|beforehand>afterwards|below>above|shrink>grow|thinner>thicker|spared>affected|demanded>forbade
demands>forbids
blames>credits|faulty>flawless|baseless>solid|accused>cleared|injured>healed|wrongly>rightly|permanently>briefly|quick>slow
separately>together|innocent>guilty|disappeared>appeared|vanished>appeared|increase>decrease|widow>widower|halved>doubled|half>twice
""")
NUMBERS: Final = _table("""
two>five|three>eight|four>nine|five>twelve|six>ten|seven>three|eight>two|nine>four|ten>six|eleven>seventeen|twelve>nineteen
fourteen>thirty|eighteen>ten|twenty-seven>forty|ninety>fifty|half a million>two million|a third>a quarter
one third>one half
a tenth>a fifth|three hundred>seven hundred|half a dozen>two dozen|trio>dozen|a fifth>a tenth|barely one>barely four
thirty>sixty
""")
NAMES: Final = _table("""
Norvik>Tarsund|Ruth Okafor>Greta Lindgren|Okafor>Lindgren|Jan Verhoef>Piet Maas|Verhoef>Maas
Saint Brendan's>Saint Columba's
St. Brendan's>St. Columba's|Linz>Graz|Carrow>Dunmore|Lena Marsh>Olive Finch|Marsh>Finch|Halden>Brockmann
Iris Blom>Eva Krag|Blom>Krag
Danish>Polish|Denmark>Poland|Nordex>Westcom|Tarn>Lozère|Alm>Brig|United States>United Kingdom|Europe>Africa
European>African
Florence>Naples|Lyon>Lille|Hamburg>Bremen|Paul Reyes>Mark Hollis|Reyes>Hollis|China>India|Beijing>New Delhi
White House>Supreme Court
Washington>London|State Department>Treasury|Congress>Senate|Veltrin>Maxidol|Orsay Pharma>Delmas Labs|France>Spain
French>Spanish
Canada>Australia|Canadian>Australian|Qatar>Oman|Odessa>Amarillo|Texas>Nevada|Mexico>Colombia|Mexican>Colombian|Sheinbaum>Petro
Trump>Biden|Pentagon>Treasury|CIA>FBI|American>British|Americans>Britons|U.S.>UK|US>UK|Ronald Johnson>Peter Vance
Pete Hegseth>Alan Price
Mark Esper>James Mattis|Colby Jenkins>Dora Winters|Cornell>Stanford|Reuters>Gallup|Republicans>Democrats
Arturo Sarukhán>Luis Videgaray
Veracruz>Tampico|United Nations>European Union
""")
DATES: Final = _table("""
Monday>Thursday|Tuesday>Friday|Wednesday>Sunday|Thursday>Monday|Friday>Tuesday|Saturday>Wednesday|Sunday>Wednesday|January>August
February>September|March>October|April>November|May>December|June>January|July>February|August>March|October>April|December>June
spring>autumn|summer>winter|winter>summer|autumn>spring|fall>spring|last week>last month|last year>last month
past few weeks>past few years
next year>next month|last quarter>last decade|this year>this week|night>morning|evening>morning|midnight>noon
yesterday>tomorrow
""")
MODALITY: Final = _table("""
will>may|may>will|could>will|must>may|might>will|would be>might be|can>must|cannot>may not|should>may
is expected to>is certain to
is>may be|are>may be|was>may have been|were>may have been|has been>may have been|have been>might have been
has>may have|have>may have
had>may have|plans to>is bound to|wants to>is going to|want to>are going to|intend to>are certain to|would>will
""")
_AUXILIARY: Final = r"\b(is|are|was|were|will|would|has|have|had|could|may|might|must|should)\b(?! not| never|n’t|n't)"
VERBS: Final = _table("""
wants>does not want|want>do not want|found>did not find|follows>does not follow|refused>did not refuse
opened>did not open
denies>does not deny|said>did not say|rely>do not rely|commute>do not commute|recorded>did not record
climbed>did not climb
called>did not call|announced>did not announce|expects>does not expect|met>did not meet|gave>did not give
suffered>did not suffer
came>did not come|began>did not begin|promised>did not promise|report>do not report|opposes>does not oppose
won>did not win
demanded>did not demand|rejected>did not reject|cost>did not cost|told>did not tell|blames>does not blame
rose>did not rise
received>did not receive|supported>did not support|disappeared>did not disappear|confessed>did not confess
offered>did not offer
ordered>did not order|lost>did not lose|dropped>did not drop|visited>did not visit|criticized>did not criticize
complained>did not complain|declined>did not decline|failed>did not fail|linked>did not link|disputes>does not dispute
knew>did not know|fell>did not fall|shows>does not show|acted>did not act|overturned>did not overturn
arrived>did not arrive
showed>did not show|demands>does not demand|demand>do not demand|agreed>did not agree|regards>does not regard
warn>do not warn
say>do not say|argue>do not argue|drives>does not drive|killed>did not kill|argues>does not argue
insists>does not insist
wrote>did not write|asked>did not ask|testified>did not testify|forbids>does not forbid|suggested>did not suggest
sent>did not send
""")
UNSAID: Final = _table("""
No one>Someone|Nobody>Somebody|nobody>somebody|None of>Some of|No>A|no>a|Nothing>Something|nothing>something
Never>Once|never>once
""")


def _first(table: dict[str, str]) -> Callable[[str], str | None]:
    """The first entry of the table that stands in the text as a word, swapped wherever it stands."""

    def swap(text: str) -> str | None:
        for one, two in table.items():
            pattern = rf"(?<!\w){re.escape(one)}(?!\w)"
            if re.search(pattern, text):
                return re.sub(pattern, two, text)
            capital = one[0].upper() + one[1:]
            if re.match(rf"{re.escape(capital)}(?!\w)", text):
                return two[0].upper() + two[1:] + text[len(one) :]
        return None

    return swap


def _negated(text: str) -> str | None:
    if " whether " in text:  # there it makes no difference
        return None
    said = _first(UNSAID)(text)
    if said is not None or " not " in text:
        return said or text.replace(" not ", " ", 1)
    match = re.search(_AUXILIARY, text)
    if match:
        return f"{text[: match.end()]} not{text[match.end() :]}"
    return _first(VERBS)(text)


def _number(text: str) -> str | None:
    match = re.search(r"(?<![\w.,-])(?!(?:19|20)\d\d\b)\d[\d.,]*\d|(?<![\w.,-])\d(?![\w.,])", text)
    if match:
        digits = re.sub(r"\d", lambda m: str((int(m.group()) + 4) % 9 + 1), match.group(), count=2)
        return text[: match.start()] + digits + text[match.end() :]
    return _first(NUMBERS)(text)


def _date(text: str) -> str | None:
    match = re.search(r"\b(?:19|20)\d\d\b", text)
    if match:
        return f"{text[: match.start()]}{int(match.group()) - 3}{text[match.end() :]}"
    return _first(DATES)(text)


KINDS: Final[dict[str, Callable[[str], str | None]]] = {
    "negation": _negated,
    "antonym": _first(ANTONYMS),
    "number": _number,
    "name": _first(NAMES),
    "date": _date,
    "modality": lambda text: None if " whether " in text else _first(MODALITY)(text),
}


def retellings() -> list[dict[str, str]]:
    """The pairs written by hand: {"story", "one", "two"}."""
    return [json.loads(line) for line in RETELLINGS.read_text(encoding="utf-8").splitlines()]


def seed_pairs() -> list[tuple[str, str, bool]]:
    """Every two sentences of different seeds, and whether both tell one fact. Raises ValueError where a label fits
    none."""
    told = [(story, text) for story, text in sentences() if re.match(r"00\d-", story)]
    facts: dict[str, set[str]] = {text: set() for _, text in told}
    for fact in tomllib.loads(SEED_FACTS.read_text(encoding="utf-8"))["fact"]:
        for start in fact["sentences"]:
            hit = [text for _, text in told if text.startswith(start)]
            if len(hit) != 1:
                raise ValueError(
                    f"{SEED_FACTS}: {fact['name']}: {start!r} begins {len(hit)} sentences of the seeds, not one"
                )
            facts[hit[0]].add(fact["name"])
    return [
        (a, b, bool(facts[a] & facts[b])) for n, (one, a) in enumerate(told) for two, b in told[n + 1 :] if one != two
    ]


def sentences() -> Iterator[tuple[str, str]]:
    """(story, sentence) of our seeds' prose and of the retellings, each sentence once."""
    seen: set[str] = set()
    found = [(row["story"], row[side]) for row in retellings() for side in ("one", "two")]
    for path in sorted((ROOT / "seeds").glob("0*.md")):
        body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
        for line in body.splitlines():
            if re.match(r"[A-Z“].*[.”]$", line) and not line.startswith("Note:"):
                found += [(path.stem, part) for part in re.split(r"(?<=[.!?”])\s+(?=[A-Z“])", line)]
    for story, text in found:
        if text not in seen and text.endswith((".", ".”")) and len(text.split()) > 3:
            seen.add(text)
            yield story, text


def distortions() -> list[Distortion]:
    """Every sentence, distorted once by each kind of swap that finds something in it."""
    made = []
    for story, text in sentences():
        for kind, swap in KINDS.items():
            after = swap(text)
            if after is not None and after != text:
                made.append(Distortion(kind, story, text, after))
    return made


if __name__ == "__main__":
    for one in distortions():
        print(f"{one.kind}\t{one.story}\t{one.before}\t{one.after}")

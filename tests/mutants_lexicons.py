"""Nothing goes in, folders of lexicon files come out that load and are wrong: what people get wrong when they lay files
of their own over ours."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from audit.lexicon import Entry, Lexicon


@frozen
class Mutant:
    """A broken folder: what is wrong with it, and the text of its files by their names."""

    name: str
    files: Mapping[str, str]

    def write(self, folder: Path) -> Path:
        """The folder, with its files in it."""
        for stem, text in self.files.items():
            (folder / f"{stem}.toml").write_text(text, encoding="utf-8")
        return folder


def written(entry: Entry, **changes: Any) -> str:
    """An entry of ours as TOML, with some keys changed."""
    data: dict[str, Any] = {"id": entry.id, "origin": entry.origin, **entry.data}
    data |= {"words": list(entry.words)} if entry.words else {}
    data |= {"fires": list(entry.fires), "silent": list(entry.silent)}
    return toml({**data, **changes})


def toml(data: Mapping[str, Any]) -> str:
    rows = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in data.items() if value is not None)
    return "[[entry]]\n" + "".join(rows)


def off(ids: Iterable[str]) -> str:
    return "".join(f'[[entry]]\nid = "{id}"\noff = true\n' for id in ids)


def mutants(lexicon: Lexicon) -> list[Mutant]:
    """The broken folders, made of our entries."""

    def one(stem: str, id: str) -> Entry:
        return next(entry for entry in lexicon.file(stem) if entry.id == id)

    def holding(stem: str, *words: str) -> list[Entry]:
        return [entry for entry in lexicon.file(stem) if set(words) & set(entry.words)]

    def weighed(**points: tuple[float, float]) -> str:
        return "".join(written(one("criteria", id), points=p, cap=c) for id, (p, c) in points.items())

    (say,) = [e for e in holding("cues", "say") if e.data.get("class") == "speech"][:1]
    cue = {"class": "speech", "pos": "verb", "frames": ["clause"], "origin": "our desk"}
    outlet = {"kind": "outlet", "origin": "its own name"}
    return [
        Mutant("“say” was lost", {"cues": off([e.id for e in holding("cues", "say")])}),
        Mutant("“according to” was lost", {"cues": off([e.id for e in holding("cues", "according to")])}),
        Mutant("hedges were lost", {"cues": off([e.id for e in holding("cues", "reportedly")])}),
        Mutant("what people say counts as a wish", {"cues": written(say, **{"class": "attitude"})}),
        Mutant(
            "a verb of doing was taken for one of saying",
            {
                "cues": toml(
                    {
                        "id": "speech.ours",
                        **cue,
                        "words": ["open", "repair", "print", "insure", "return"],
                        "fires": ["The clerk returned that the hall was full."],
                        "silent": ["The clerk slept."],
                    }
                )
            },
        ),
        Mutant(
            "an example does not fire",
            {
                "cues": toml(
                    {
                        "id": "speech.ours",
                        **cue,
                        "words": ["glimmer"],
                        "fires": ["The lamp stood in the hall."],
                        "silent": ["The clerk slept."],
                    }
                )
            },
        ),
        Mutant(
            "an entry fires where it must be silent",
            {
                "cues": toml(
                    {
                        "id": "speech.ours",
                        **cue,
                        "words": ["murmur"],
                        "fires": ["The clerk murmured that the hall was full."],
                        "silent": ["Two engineers murmured that the hall was full."],
                    }
                )
            },
        ),
        Mutant(
            "an entry has no example",
            {"cues": toml({"id": "speech.ours", **cue, "words": ["glimmer"]})},
        ),
        Mutant(
            "an alias is a common noun",
            {
                "outlets": toml(
                    {
                        "id": "the-bridge",
                        "name": "The Bridge Gazette",
                        **outlet,
                        "words": ["bridge", "tunnel"],
                        "fires": ["The Bridge Gazette reported the loss."],
                        "silent": ["The clerk slept."],
                    }
                )
            },
        ),
        Mutant(
            "two outlets share an alias",
            {
                "outlets": toml(
                    {
                        "id": "northern-news",
                        "name": "Northern News",
                        **outlet,
                        "words": ["NBC"],
                        "fires": ["Northern News reported the loss."],
                        "silent": ["The clerk slept."],
                    }
                )
            },
        ),
        Mutant("the best known outlets were lost", {"outlets": off(["nbc-news", "reuters"])}),
        Mutant(
            "officials are nobody in particular",
            {
                "sources": off([e.id for e in holding("sources", "official")])
                + toml(
                    {
                        "id": "vague.ours",
                        "role": "vague",
                        "words": ["official", "diplomat"],
                        "origin": "our desk",
                        "fires": ["Officials praised the plan."],
                        "silent": ["The clerk slept."],
                    }
                )
            },
        ),
        Mutant(
            "an unnamed source costs, one of whom nothing is said does not",
            {"criteria": weighed(B2=(0.5, 0.5), B3=(0.5, 0.5), B6=(30.0, 30.0))},
        ),
        Mutant("a stock reason costs more than none", {"criteria": weighed(B7=(30.0, 30.0))}),
        Mutant("what nobody is credited with costs nothing", {"criteria": weighed(A1=(0.1, 0.1))}),
        Mutant(
            "opposites stand for each other",
            {
                "synonyms": toml(
                    {
                        "id": "ours",
                        "groups": ["increase decrease rise fall", "open close reopen"],
                        "origin": "our desk",
                        "fires": ["Prices rose."],
                        "silent": ["The clerk slept."],
                    }
                )
            },
        ),
        Mutant("“not” turns nothing round", {"polarity": off([e.id for e in holding("polarity", "not")])}),
        Mutant(
            "an origin is blank",
            {
                "cues": toml(
                    {
                        "id": "speech.ours",
                        **cue,
                        "origin": " ",
                        "words": ["murmur"],
                        "fires": ["The clerk murmured that the hall was full."],
                        "silent": ["The clerk slept."],
                    }
                )
            },
        ),
    ]

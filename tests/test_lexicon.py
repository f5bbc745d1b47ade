"""The lexicons: every entry fires and keeps silent where it says so; a broken one is named; users' lie over ours."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from examples import PARSED, stored
from hypothesis import given
from hypothesis import strategies as st

from audit.find import considered, find
from audit.find.lookup import Cues
from audit.lexicon import FILES, RULES, Entry, LexiconError, builtin_folder, load_lexicon
from audit.model import Attribution, Sentence
from audit.resolve import resolve
from audit.resolve.mentions import mentions_of
from audit.testing.laws.entries import KIND_OF_ROLE

LEXICON = load_lexicon()
CUES = LEXICON.once(Cues)


def entries(*stems: str) -> list[Any]:
    """The entries of the files as pytest parameters."""
    return [pytest.param(entry, id=f"{stem}:{entry.id}") for stem in stems for entry in LEXICON.file(stem)]


def attributions(text: str) -> list[tuple[Sentence, Attribution]]:
    """The attributions of an example that have a content, with kinds, each with the sentence of its cue."""
    article = resolve(find(stored(text), LEXICON), LEXICON)
    return [(article.sentences[a.sentence], a) for a in article.attributions if a.content]


def entries_of(sentence: Sentence, attribution: Attribution) -> set[str]:
    """The entries of the lexicon that an attribution's cue may have come from: its word is theirs, its class too."""
    cue = " ".join(attribution.cue.text.lower().split())
    found: Iterable[Entry] = ()
    if attribution.construction == "according to":
        found = CUES.table("phrase").get(cue, ())
    elif attribution.construction == "hedge":
        found = CUES.table("adverb").get(cue, ())
    else:
        pos = "adjective" if attribution.construction.startswith("adjective") else None  # else as it is tagged
        for token in sentence.tokens:
            inside = any(token.span.overlaps(span) for span in attribution.cue.spans)
            if inside and CUES.lemma(token) == attribution.cue.head:
                clue = CUES.of(sentence, token, pos)
                found = clue.entries if clue else ()
    return {entry.id for entry in found if entry["class"] == attribution.cue.cue_class}


@pytest.mark.parametrize("entry", entries(*PARSED))
def test_every_entry_has_at_least_two_examples_of_either_kind(entry: Entry) -> None:
    assert len(set(entry.fires)) >= 2
    assert len(set(entry.silent)) >= 2
    assert not set(entry.fires) & set(entry.silent)


@pytest.mark.parametrize("entry", entries("cues"))
def test_every_cue_draws_an_attribution_where_it_says_so(entry: Entry) -> None:
    for text in entry.fires:
        drawn = [entries_of(s, a) for s, a in attributions(text)]
        assert any(entry.id in ids for ids in drawn), f"{text}: drawn by {drawn}"


@pytest.mark.parametrize("entry", entries("cues"))
def test_no_cue_makes_a_claim_where_it_keeps_silent(entry: Entry) -> None:
    # an attribution of kind "none" is listed, and makes no claim
    for text in entry.silent:
        drawn = [entries_of(s, a) for s, a in attributions(text) if a.kind != "none"]
        assert not any(entry.id in ids for ids in drawn), text


def frames_of(text: str, entry: Entry) -> set[tuple[str, str]]:
    """The frames by which the entry draws an attribution with a content from a text, each with the cue's main word.

    The construction tells the frame. What is drawn is a quotation as well where it opens with a mark.
    """
    article = stored(text)
    found = {(a.sentence, a.cue.head): a for a in find(article, LEXICON).attributions if a.content}
    frames = set()
    for one in considered(article, LEXICON):
        if one.dropped is not None or one.draft.entry is None or one.draft.entry.id != entry.id:
            continue
        head = CUES.lemma(article.sentences[one.sentence].tokens[one.draft.head])
        attribution = found.get((one.sentence, head))
        if attribution is not None:
            frames.add((one.draft.frame, head))
            if attribution.content[0].of(text)[0] in '“"':
                frames.add(("quote", head))
    return frames


@pytest.mark.parametrize("entry", entries("cues"))
def test_every_cue_has_an_example_for_each_of_its_frames_with_different_words(entry: Entry) -> None:
    drawn = {frame for text in entry.fires for frame in frames_of(text, entry)}
    wanted = set(entry.get("frames") or ())
    assert {frame for frame, _ in drawn} >= wanted, "give an example for each frame, or take the frame away"
    assert len({head for _, head in drawn}) >= min(len(entry.words), len(wanted))
    for text in entry.fires:
        assert frames_of(text, entry), f"{text}: drawn by another entry, or not at all"


def looks_like(text: str, word: str) -> bool:
    """Whether a text has a cue's first word in it, as its form or lemma, or a word that begins as it does."""
    tokens = [token for sentence in stored(text).sentences for token in sentence.tokens]
    return any(
        word in (token.text.lower(), token.lemma.lower()) or (len(word) > 4 and token.text.lower()[:5] == word[:5])
        for token in tokens
    )


@pytest.mark.parametrize("entry", entries("cues"))
def test_a_cue_keeps_silent_on_sentences_that_look_like_it(entry: Entry) -> None:
    firsts = {word.split()[0].lower() for word in entry.words}
    for text in entry.silent:
        assert any(looks_like(text, word) for word in firsts), text


def kinds(text: str) -> set[str]:
    """The kinds of an example's attributions that have a source."""
    return {a.kind for _, a in attributions(text) if a.source is not None}


@pytest.mark.parametrize("entry", entries("sources"))
def test_every_noun_of_a_source_tells_its_kind(entry: Entry) -> None:
    for text in entry.fires:
        assert kinds(text) == {KIND_OF_ROLE[entry["role"]]}, text
    for text in entry.silent:
        assert KIND_OF_ROLE[entry["role"]] not in kinds(text), text


def told_of_names(text: str, entry: Entry) -> bool:
    """Whether some name of an example has a role or a gender that the entry's word gives it."""
    words = {word.lower().rstrip(".") for word in entry.words}
    found = mentions_of(stored(text), LEXICON).entities
    if entry.file == "titles":
        gender = entry.get("gender")
        return any(entity.roles & words and gender in (None, entity.gender) for entity in found)
    if entry.get("groups"):  # short forms: one person under two given names
        return any(len({m.name[0] for m in e.mentions}) > 1 for e in found)
    return any(e.gender == entry["gender"] and e.name.split()[0].lower() in words for e in found)


@pytest.mark.parametrize("entry", entries("titles", "names"))
def test_every_title_and_given_name_tells_a_role_or_gender(entry: Entry) -> None:
    for text in entry.fires:
        assert told_of_names(text, entry), text
    for text in entry.silent:
        assert not told_of_names(text, entry), text


# --- the rooms' rules


def stands_in(entry: Entry, text: str) -> bool:
    """Whether a rule is found in an example: a list in its tree, a pattern in its letters."""
    if entry.get("status"):  # a rule for whole lines
        return LEXICON.pattern(entry.id).fullmatch(text) is not None
    if entry.listed:
        return any(match for sentence in stored(text).sentences for match in LEXICON.found(entry.id, sentence))
    return LEXICON.pattern(entry.id).search(text) is not None


@pytest.mark.parametrize("entry", entries(*RULES))
def test_every_rule_of_a_room_is_found_where_it_says_so_and_nowhere_else(entry: Entry) -> None:
    assert entry.fires, "give at least one example that it is found in"
    assert entry.silent, "give at least one example that looks like it and is not"
    for text in entry.fires:
        assert stands_in(entry, text), text
    for text in entry.silent:
        assert not stands_in(entry, text), text


ROOT = Path(__file__).resolve().parents[1]
ASKED = re.compile(r"""\.(?:words|pairs|phrases|pattern|found|rule|has)\(\s*((?:f?"[^"]*",?\s*)+)""")


def asked_for() -> set[str]:
    """The ids that the package asks its lexicon for; of one put together, the part before the braces and a star."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "audit").rglob("*.py")))
    ids = {id for call in ASKED.findall(text) for id in re.findall(r'"([a-z][\w.{}-]*)"', call)}
    return {re.sub(r"\{.*", "*", id) for id in ids}


def test_every_rule_that_the_package_asks_for_is_there_and_every_one_there_is_asked_for() -> None:
    lines = {entry.id for entry in LEXICON.file("layout") if entry.get("status")}  # read goes through all of them
    there = {entry.id for stem in RULES for entry in LEXICON.file(stem)} - lines
    named = {
        id for stem in RULES for e in LEXICON.file(stem) for id in re.findall(r"@\{([\w.-]+)\}", e.get("pattern", ""))
    }
    asked = asked_for()
    starts = tuple(id[:-1] for id in asked if id.endswith("*"))
    assert not {id for id in asked if not id.endswith("*")} - there
    assert not {id for id in there - asked - named if not (starts and id.startswith(starts))}


def test_lists_that_are_asked_for_as_mere_words_hold_no_signs_of_phrases() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "audit").rglob("*.py")))
    calls = re.findall(r"""\.words\(\s*((?:"[^"]*",?\s*)+)""", text)
    asked = {id for call in calls for id in re.findall(r'"([^"]+)"', call)}
    rules = {entry.id: entry for stem in RULES for entry in LEXICON.file(stem)}
    assert not [word for id in asked & set(rules) for word in rules[id].listed if re.search(r"[=|()*]|\.\.\.", word)]


# --- a user's lexicon

TITLE = """[[entry]]
id = "title.skipper"
origin = "ours"
words = ["skipper"]
"""


def folder_with(folder: Path, **files: str) -> Path:
    """A lexicon folder with the given files: stem -> TOML."""
    folder.mkdir(exist_ok=True)
    for stem, content in files.items():
        (folder / f"{stem}.toml").write_text(content, encoding="utf-8")
    return folder


def test_a_users_entries_are_added_to_ours(tmp_path: Path) -> None:
    loaded = load_lexicon(folder_with(tmp_path, titles=TITLE))
    assert [e.id for e in loaded.file("titles")] == [*(e.id for e in LEXICON.file("titles")), "title.skipper"]
    assert [e.origin for e in loaded.by_word("titles")["skipper"]] == ["ours"]
    assert {stem: loaded.file(stem) for stem in FILES if stem != "titles"} == {
        stem: LEXICON.file(stem) for stem in FILES if stem != "titles"
    }


def test_a_users_entry_with_an_id_of_ours_replaces_it_in_its_place(tmp_path: Path) -> None:
    loaded = load_lexicon(folder_with(tmp_path, titles=TITLE.replace("title.skipper", "title.ms")))
    assert [e.id for e in loaded.file("titles")] == [e.id for e in LEXICON.file("titles")]
    assert "skipper" in loaded.by_word("titles")
    assert "mrs." not in loaded.by_word("titles")


def test_a_users_entry_that_is_off_takes_ours_away(tmp_path: Path) -> None:
    loaded = load_lexicon(folder_with(tmp_path, titles='[[entry]]\nid = "title.ms"\noff = true\n'))
    assert {e.id for e in LEXICON.file("titles")} - {e.id for e in loaded.file("titles")} == {"title.ms"}


def test_off_for_an_id_that_is_nowhere_is_refused_with_the_nearest(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, titles='[[entry]]\nid = "title.skiper"\noff = true\n')
    with pytest.raises(LexiconError, match=r'titles\.toml: entry "title\.skiper": key "off": there is no such entry'):
        load_lexicon(folder)
    near = folder_with(tmp_path / "near", titles='[[entry]]\nid = "title.ofice"\noff = true\n')
    with pytest.raises(LexiconError, match=r"did you mean title\.office\?"):
        load_lexicon(near)


def test_a_later_folder_lies_over_an_earlier_one(tmp_path: Path) -> None:
    first = folder_with(tmp_path / "first", titles=TITLE)
    second = folder_with(tmp_path / "second", titles=TITLE.replace("ours", "theirs"))
    for folders, origin in (((first, second), "theirs"), ((second, first), "ours")):
        assert load_lexicon(*folders).by_word("titles")["skipper"][0].origin == origin


def test_checksums_are_those_of_every_file_that_was_read(tmp_path: Path) -> None:
    user = folder_with(tmp_path, titles=TITLE)
    wanted = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in builtin_folder().glob("*.toml")}
    assert LEXICON.checksums == wanted
    added = {"1/titles.toml": hashlib.sha256(TITLE.encode()).hexdigest()}
    assert load_lexicon(user).checksums == wanted | added


def test_a_users_cue_is_found_in_text(tmp_path: Path) -> None:
    text = "“Stop that,” the guard shouted."
    off = folder_with(tmp_path, cues='[[entry]]\nid = "speech.manner"\noff = true\n')
    assert find(stored(text), LEXICON).attributions
    assert not find(stored(text), load_lexicon(off)).attributions


# --- broken lexicons

CUE = """[[entry]]
id = "cue.radio"
class = "speech"
pos = "verb"
frames = ["clause"]
words = ["radio"]
origin = "ours"
"""
CRITERION = """[[entry]]
id = "Z1"
origin = "ours"
points = 2
cap = 4.5
severity = "note"
title = "no title"
remedy = "give one"
"""


@pytest.mark.parametrize(
    ("stem", "content", "said"),
    [
        ("cues", CUE.replace('class = "speech"\n', ""), ['entry "cue.radio": key "class": missing']),
        ("cues", CUE.replace('origin = "ours"\n', ""), ['entry "cue.radio": key "origin": missing']),
        ("cues", CUE.replace('words = ["radio"]\n', ""), ['entry "cue.radio": key "words": missing']),
        ("cues", CUE + 'colour = "red"\n', ['entry "cue.radio": key "colour": unknown', "frames", "words"]),
        ("cues", CUE.replace('["radio"]', '"radio"'), ['entry "cue.radio": key "words": must be a list']),
        ("cues", CUE.replace('["radio"]', '["radio", 7]'), ['key "words": must be a list of strings']),
        (
            "cues",
            CUE.replace('["radio"]', '["radio", ""]'),
            ['key "words": must be a list of strings that are not empty'],
        ),
        ("cues", CUE.replace('["clause"]', '["clause", "phone"]'), ["key \"frames\": 'phone' is not one of clause"]),
        (
            "cues",
            CUE.replace('"speech"', '"noise"'),
            ['entry "cue.radio": key "class": \'noise\' is not one of speech'],
        ),
        ("cues", CUE.replace('"verb"', "3"), ['entry "cue.radio": key "pos": must be a str, not 3']),
        ("cues", CUE + CUE, ['entry "cue.radio": key "id": stands twice in this file']),
        ("cues", CUE + CUE.replace('id = "cue.radio"\n', ""), ['entry 2: key "id": every entry needs one']),
        ("cues", CUE.replace('id = "cue.radio"', "id = 3"), ['entry 1: key "id": every entry needs one, a string']),
        ("cues", CUE + 'off = "yes"\n', ['entry "cue.radio": key "off": must be true or false']),
        ("cues", CUE.replace("[[entry]]", "[entry]"), ['key "entry": write [[entry]] with two brackets']),
        ("cues", "colour = 3\n" + CUE, ['key "colour": only [[entry]] tables may stand here']),
        ("cues", CUE + "words = [", ["not a TOML file: Invalid value"]),
        ("criteria", CRITERION.replace("= 2", '= "2"'), ['entry "Z1": key "points": must be a float']),
        ("criteria", CRITERION.replace("= 2", "= true"), ['entry "Z1": key "points": must be a float']),
        ("criteria", CRITERION.replace("= 4.5", "= -4.5"), ['entry "Z1": key "cap": must be a number from 0 up']),
        ("words", CUE, ["unknown lexicon file; known are cues.toml"]),
    ],
)
def test_a_broken_lexicon_is_named_by_file_entry_and_key(
    tmp_path: Path, stem: str, content: str, said: list[str]
) -> None:
    folder = folder_with(tmp_path, **{stem: content})
    with pytest.raises(LexiconError) as error:
        load_lexicon(folder)
    for words in (str(folder / f"{stem}.toml"), *said):
        assert words in str(error.value)


def test_the_unbroken_forms_of_these_load(tmp_path: Path) -> None:
    loaded = load_lexicon(folder_with(tmp_path, cues=CUE, criteria=CRITERION))
    assert "radio" in loaded.by_word("cues")
    assert loaded.file("criteria")[-1]["points"] == 2.0
    assert loaded.file("cues")[-1].get("colour", "none") == "none"


def test_bytes_that_are_no_text_are_no_toml_file(tmp_path: Path) -> None:
    (tmp_path / "cues.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LexiconError, match=r"cues\.toml: not a TOML file"):
        load_lexicon(tmp_path)


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "cues.toml").mkdir()
    with pytest.raises(LexiconError, match=r"cues\.toml: cannot be read"):
        load_lexicon(tmp_path)


def test_a_missing_folder_and_one_without_lexicons_are_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"nowhere: no such lexicon folder; give a folder that holds cues\.toml"):
        load_lexicon(tmp_path / "nowhere")
    (tmp_path / "notes.txt").write_text("no lexicon", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"no lexicon files in this folder; it may hold cues\.toml"):
        load_lexicon(tmp_path)


def toml(value: Any) -> str:
    """A value in TOML; tables inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower()


KEYS = sorted(
    {"id", "origin", "fires", "silent", "off", "entry"} | {key for schema in FILES.values() for key in schema}
)
STRINGS = st.text(st.characters(exclude_categories=("Cs",)), max_size=5) | st.sampled_from(
    ("speech", "verb", "note", "clause")
)
SCALARS = STRINGS | st.booleans() | st.integers(-(2**40), 2**40) | st.floats()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=2), max_leaves=4
)
TABLES = st.dictionaries(st.sampled_from(KEYS) | STRINGS, VALUES, max_size=8) | st.fixed_dictionaries(
    {"id": STRINGS, "origin": STRINGS, "words": st.lists(STRINGS)},
    optional={"gender": STRINGS, "class": STRINGS, "pos": STRINGS, "name": STRINGS, "points": VALUES, "off": VALUES},
)


@given(
    st.sampled_from(sorted(FILES)),
    st.lists(TABLES, max_size=2),
    st.dictionaries(STRINGS, VALUES, max_size=1),
)
def test_any_toml_loads_or_is_refused_in_words(stem: str, rows: list[dict[str, Any]], beside: dict[str, Any]) -> None:
    content = "\n".join(f"{toml(key)} = {toml(value)}" for key, value in beside.items()) + "\n"
    for row in rows:
        content += "[[entry]]\n" + "".join(f"{toml(key)} = {toml(value)}\n" for key, value in row.items())
    refused = ""
    with tempfile.TemporaryDirectory() as name:
        folder = folder_with(Path(name), **{stem: content})
        try:
            loaded = load_lexicon(folder)
        except LexiconError as error:
            refused = str(error)
    if refused:
        assert f"{stem}.toml" in refused
    else:
        ids = [row["id"] for row in rows if row.get("off") is not True]
        assert {entry.id for entry in loaded.file(stem)} >= set(ids)

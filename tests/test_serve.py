"""The service answers with what the library gives, refuses in words, keeps nothing and loses nothing."""

from __future__ import annotations

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fakes import Recorder, take_fake_steps
from hypothesis import given
from hypothesis import strategies as st

from audit import audit_articles
from audit.lexicon import load_lexicon

pytest.importorskip("starlette")
uvicorn = pytest.importorskip("uvicorn")
from audit.serve import app, auditing  # noqa: E402
from audit.serve.asked import Asked, Refusal, asked_in  # noqa: E402

LEXICON = load_lexicon()
LINES = ("Ida Lund: the pier will close.\n", "NBC News: it is shut.\n", "It rained.\n")


class Served:
    """An application on a port of the loopback, for as long as the test lasts."""

    def __init__(self, made: Any) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._server = uvicorn.Server(uvicorn.Config(made, log_level="warning"))
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    def __enter__(self) -> Served:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str, str]:
        """The status, media type and text of an answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers.get_content_type(), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get_content_type(), error.read().decode()

    def audit(self, body: Any, **headers: str) -> tuple[int, str, str]:
        return self.ask("/audit", json.dumps(body).encode(), **headers)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    take_fake_steps(monkeypatch)
    with Served(app(auditing(Recorder(), LEXICON), {"version": "1"}, limit=4000)) as one:
        yield one


def test_an_article_gets_the_audit_that_the_library_gives(served: Served) -> None:
    record = {"id": "pier", "text": "".join(LINES), "outlet": "Harbour Post"}
    status, form, text = served.audit(record)
    assert (status, form) == (200, "application/json")
    read = Asked((record,)).read(LEXICON)
    assert json.loads(text) == json.loads(
        json.dumps(audit_articles(read, parser=Recorder(), lexicon=LEXICON).to_dict())
    )


def test_a_story_is_traced_to_its_origin(served: Served) -> None:
    story = {"articles": [{"text": LINES[0]}, {"text": LINES[1]}], "origin": "NBC News"}
    data = json.loads(served.audit(story)[2])
    assert ([a["id"] for a in data["articles"]], data["origin"]) == (["1", "2"], "NBC News")


def test_who_accepts_html_gets_the_page(served: Served) -> None:
    status, form, text = served.audit({"text": LINES[0]}, Accept="text/html")
    assert (status, form, text[:15].lower()) == (200, "text/html", "<!doctype html>")


def test_one_article_that_cannot_be_read_does_not_cost_the_others(served: Served) -> None:
    data = json.loads(served.audit({"articles": [{"text": LINES[0]}, {"text": ""}]})[2])
    assert [a["id"] for a in data["articles"]] == ["1"]
    assert data["failures"][0]["where"] == "article 2"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 400, "no JSON"),
        (b"\xff", 400, "no JSON"),
        (b"[]", 400, "no JSON object"),
        (b"{}", 400, '"articles" must be a list'),
        (b'{"text": 5}', 400, 'key "text" must be a string'),
        (b'{"text": " "}', 400, '"text" is empty'),
        (b'{"articles": [5]}', 400, "article 1 is no JSON object"),
        (b'{"articles": [{"text": "a", "titel": "b"}]}', 400, 'article 1: key "titel"'),
        (b'{"articles": [{"text": "a", "id": "x"}, {"text": "b", "id": "x"}]}', 400, "article 2"),
        (b'{"text": "It rained.", "origin": 5}', 400, 'key "origin"'),
        (b'{"text": "It rained.", "origin": "a, b"}', 400, 'key "origin"'),
        (b'{"story": []}', 400, 'key "story"'),
        (b'{"text": "' + b"a" * 5000 + b'"}', 413, "longer than"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_key_and_the_remedy(
    served: Served, body: bytes, status: int, said: str
) -> None:
    code, form, text = served.ask("/audit", body)
    assert (code, form) == (status, "application/json")
    assert said in json.loads(text)["error"]


def test_a_body_without_a_length_is_cut_off_where_it_is_too_long(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), 10) as line:
        line.sendall(b"POST /audit HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(10):
            line.sendall(b"3e8\r\n" + b"a" * 1000 + b"\r\n")
        assert b" 413 " in line.recv(100)


def test_health_and_metrics_tell_how_it_goes(served: Served) -> None:
    served.audit({"text": LINES[0]})
    served.audit({})
    assert json.loads(served.ask("/health")[2]) == {"status": "ok", "waiting": 0, "version": "1"}
    told = served.ask("/metrics")[2]
    assert 'audit_answers_total{status="200"} 1.0' in told
    assert 'audit_answers_total{status="400"} 1.0' in told
    assert "audit_articles_total 1.0" in told


def test_whoever_comes_when_enough_wait_is_told_to_come_again_and_nobody_else_is_lost() -> None:
    gate = threading.Event()

    def slow(asked: Asked) -> tuple[str, str]:
        gate.wait(20)
        return json.dumps(asked.articles[0]["text"]), "application/json"

    with Served(app(slow, {}, waiting=2)) as one, ThreadPoolExecutor(6) as many:
        asking = [many.submit(one.audit, {"text": str(n)}) for n in range(6)]
        while sum(answer.done() for answer in asking) < 3:
            time.sleep(0.01)
        gate.set()
        answers = [answer.result() for answer in asking]
    assert sorted(status for status, _, _ in answers) == [200] * 3 + [503] * 3
    assert len({text for status, _, text in answers if status == 200}) == 3


def test_an_audit_that_fails_costs_no_other() -> None:
    def broken(asked: Asked) -> tuple[str, str]:
        return str(1 // len(str(asked.articles[0]["text"]))), "application/json"

    with Served(app(broken, {})) as one:
        status, _, text = one.audit({"text": ""})
        assert (status, json.loads(text)["error"][:17]) == (500, "the audit failed:")
        assert one.audit({"text": "a"})[0] == 200


def test_an_answer_that_takes_too_long_says_so_and_the_next_one_is_given() -> None:
    gate = threading.Event()

    def slow(asked: Asked) -> tuple[str, str]:
        if asked.articles[0]["text"] == "slow":
            gate.wait(20)
        return "{}", "application/json"

    with Served(app(slow, {}, seconds=0.2)) as one:
        status, _, text = one.audit({"text": "slow"})
        gate.set()
        assert (status, "longer than 0.2 seconds" in text) == (504, True)
        assert one.audit({"text": "quick"})[0] == 200


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "articles", "origin", "id", "x"]), inner, max_size=3)
    ),
)


@given(JSON)
def test_whatever_is_posted_is_read_or_refused(body: Any) -> None:
    refused = None
    try:
        asked = asked_in(json.dumps(body).encode(), "*/*")
        read = asked.read(LEXICON)
    except Refusal as refusal:
        refused = refusal
    if refused is not None:
        assert (refused.status, bool(str(refused))) == (400, True)
    else:
        assert len(read) + len(read.failures) == len(asked.articles)

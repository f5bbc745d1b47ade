"""An article or a story is posted, its audit comes back, as JSON or as the page; nothing is kept (ASGI, Starlette).

    POST /audit    {"text": …} or {"articles": [{"text": …}, …], "origin": …}  →  the JSON of an Audit, or, for
                   ``Accept: text/html``, one page of HTML
    GET  /health   whether it answers, with version and models
    GET  /metrics  how much was asked and how long it took, in the words of Prometheus

A refusal is JSON with one key, "error", that names the key and says what to do. One audit is made at a time, in a
thread of its own, since a parser takes all the cores there are; so many may wait, and whoever comes then is told to
come again.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from audit.lexicon import Lexicon
from audit.model import reason_of
from audit.parse import Parser
from audit.serve.asked import Asked, Refusal, asked_in
from audit.serve.counted import Counted

LIMIT: Final = 4 << 20  # bytes of a body
SECONDS: Final = 120.0  # that an answer may take, waiting included
WAITING: Final = 16  # requests that may wait for their turn

Made = Callable[[Asked], tuple[str, str]]
"""What audits: of what was asked, the content and its media type."""


def app(
    make: Made, about: dict[str, Any], *, limit: int = LIMIT, seconds: float = SECONDS, waiting: int = WAITING
) -> Starlette:
    """The application that answers with what ``make`` makes, in a thread, one at a time.

    ``about`` is a dict that /health tells. A body may have ``limit`` bytes, an answer take ``seconds``, and ``waiting``
    requests wait. An audit that takes longer is not cut off, only not waited for: the next one begins when it is done.
    """
    counted = Counted()
    pool = ThreadPoolExecutor(1, "audit")
    running: set[asyncio.Future[Any]] = set()

    async def audited(request: Request) -> Response:
        began = time.monotonic()
        try:
            found = await _answer(request)
        except Refusal as refusal:
            found = JSONResponse({"error": str(refusal)}, refusal.status, refusal.headers)
        except ClientDisconnect:
            found = Response(status_code=499)  # nobody is there to read it
        except Exception as error:  # one request that fails costs no other; the failure is told and counted
            found = JSONResponse({"error": f"the audit failed: {reason_of(error)}"}, 500)
        counted.answered(found.status_code, time.monotonic() - began)
        return found

    async def _answer(request: Request) -> Response:
        asked = asked_in(await _body(request, limit), request.headers.get("accept", ""))
        if len(running) > waiting:
            raise Refusal(503, f"{len(running)} requests wait already; come again in a moment", {"Retry-After": "5"})
        work = asyncio.get_running_loop().run_in_executor(pool, make, asked)
        running.add(work)
        work.add_done_callback(running.discard)
        counted.waiting(lambda: len(running))
        try:
            content, form = await asyncio.wait_for(asyncio.shield(work), seconds)
        except TimeoutError:
            # what comes of it is of no use to anybody; its failure is not to be told as one that nobody looked at
            work.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise Refusal(504, f"this took longer than {seconds:g} seconds; post fewer or shorter articles") from None
        counted.articles(len(asked.articles))
        return HTMLResponse(content) if form == "text/html" else Response(content, media_type=form)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "waiting": len(running), **about})

    async def metrics(_: Request) -> Response:
        return Response(counted.text(), media_type=counted.form)

    routes = [
        Route("/audit", audited, methods=["POST"]),
        Route("/health", health, methods=["GET"]),
        Route("/metrics", metrics, methods=["GET"]),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        pool.shutdown(wait=False, cancel_futures=True)

    return Starlette(routes=routes, lifespan=lifespan)


async def _body(request: Request, limit: int) -> bytes:
    """The body, as long as it is not too long: not a byte more than ``limit`` is kept. Raises Refusal."""
    told = request.headers.get("content-length", "")
    parts: list[bytes] = []
    size = int(told) if told.isdigit() else 0
    if size <= limit:
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > limit:
                break
            parts.append(part)
    if size > limit:
        raise Refusal(413, f"the body is longer than {limit / (1 << 20):g} MiB; post fewer or shorter articles")
    return b"".join(parts)


def auditing(parser: Parser, lexicon: Lexicon) -> Made:
    """What audits by a parser and a lexicon, which stay loaded; errors of what was asked become Refusals."""
    from audit.pipeline import OriginError, audit_articles

    def made(asked: Asked) -> tuple[str, str]:
        articles = asked.read(lexicon)
        try:
            result = audit_articles(articles, origin=asked.origin, parser=parser, lexicon=lexicon)
        except OriginError as error:
            raise Refusal(400, f'key "origin": {error}') from error
        if asked.page:
            return result.page(articles, lexicon), "text/html"
        return json.dumps(result.to_dict(), ensure_ascii=True), "application/json"

    return made

"""The board in, the application that answers browsers out: pages with the preview's script, and what they are told.

Only requests to this machine's own names are answered, so that no other site's page can read the book by rebinding a
name of its own; and only the site's own pages can ask for a run.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
from collections.abc import AsyncIterator, Callable, Sequence
from importlib.resources import files
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tabbook.preview.board import Board, State
from tabbook.preview.shown import search_at, words_for

NAMES = ("127.0.0.1", "localhost")
"""Names by which this machine calls itself."""
ASSETS = ("preview.js", "preview.css")
NAMED_BY_CONTENT = re.compile(r"/assets/.*-[0-9a-f]{10,}\.\w+")
"""Addresses whose files never change, so that a page that is loaded again need not ask for them."""
HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STAYS = {"Cache-Control": "max-age=31536000, immutable"}
EMPTY = "<!doctype html><html lang=en><head><meta charset=utf-8><title>{0}</title></head><body><p>{0}</p></body></html>"


def application(board: Board, run: Callable[[], None], more: Sequence[Route] = ()) -> Starlette:
    """Answers for the site on `board`, and as `more` says; `run` asks for a run of cells."""

    async def page(request: Request) -> Response:
        return await run_in_threadpool(_page, board.state, request)

    async def asset(request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        return Response(_asset(name), media_type=mimetypes.guess_type(name)[0], headers=HEADERS | STAYS)

    async def events(request: Request) -> Response:
        address = request.query_params.get("page", "/")
        return StreamingResponse(_events(board, address), media_type="text/event-stream", headers=HEADERS)

    async def ask_run(request: Request) -> Response:
        if urlsplit(request.headers.get("origin", "")).netloc != request.headers["host"]:
            return Response("only the site's own pages can ask for a run", 403)
        run()
        return Response(status_code=202)

    routes = [
        *(Route(f"/-/{name}", asset) for name in ASSETS),
        Route("/-/events", events),
        Route("/-/run", ask_run, methods=["POST"]),
        *more,
        Route("/{path:path}", page),
    ]
    return Starlette(routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(NAMES))])


async def _events(board: Board, address: str) -> AsyncIterator[str]:
    """What the page at `address` is told, as server-sent events."""
    shown = ""
    async for state in board.states():
        told = state.told(address)
        if told["version"] != shown:
            shown, content = told["version"], state.content(address)
            told["page"] = content.decode(errors="replace") if content else ""
        yield f"data: {json.dumps(told, ensure_ascii=False)}\n\n"


def _page(state: State, request: Request) -> Response:
    address: str = request.scope["path"]  # `url` ends at the `?` or `#` of a file's name.
    if request.headers.get("service-worker") == "script":
        # One that an older visit left would show its pages in place of today's.
        return Response(_asset("no_worker.js"), media_type="text/javascript", headers=HEADERS)
    content, status = state.content(address), 200
    if content is None:
        content = search_at(address, state.files)
    if content is None:
        said = "This page is not in the book." if state.files else "There is nothing to show yet."
        content, status = state.content("/404.html") or EMPTY.format(said).encode(), 404
    kind = "text/html" if status == 404 else mimetypes.guess_type(address)[0] or "application/octet-stream"
    if address.endswith("/"):
        kind = "text/html"
    if kind == "text/html":
        content = _with_script(content, state.version(address))
    stays = status == 200 and NAMED_BY_CONTENT.fullmatch(address)
    return Response(content, status, media_type=kind, headers=HEADERS | (STAYS if stays else {}))


def _with_script(page: bytes, version: str) -> bytes:
    style, script = (f"/-/{name}?{hashlib.sha256(_asset(name)).hexdigest()[:10]}" for name in reversed(ASSETS))
    told = f'data-version="{version}" data-words="{words_for(page)}"'
    tags = f'<link rel="stylesheet" href="{style}"><script src="{script}" {told} defer></script>'
    page = page.replace(b"<html ", b"<html data-preview ", 1)
    return page.replace(b"</head>", f"{tags}</head>".encode(), 1)


def _asset(name: str) -> bytes:
    return files("tabbook.preview").joinpath("assets", name).read_bytes()

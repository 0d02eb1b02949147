"""A translator's desk in, what answers for it out: its pages, its own style and script, the pictures of the book.

What stands in a page of the book is text here: nothing but the desk's own script may run, and no other host is asked.
"""

from __future__ import annotations

import mimetypes
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tabbook.desk import Desk, choose_language

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
}
PICTURE = {**HEADERS, "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
"""A drawing that is opened alone may have a script in it."""
STYLES = ("colours.css", "type.css", "layout.css", "code.css")
"""Of the site; the desk's own style comes after them."""
OF_SITE = ("choose.js", "favicon.svg", "logo.svg")


def routes(desk: Desk) -> list[Route]:
    """The desk's addresses, below `/-/desk/`."""

    def page(request: Request) -> Response:
        language = choose_language(request.headers.get("accept-language", ""))
        html, is_there = desk.answer(request.path_params["path"], language)
        return Response(html, 200 if is_there else 404, media_type="text/html", headers=HEADERS)

    def picture(request: Request) -> Response:
        file = desk.picture(request.path_params["path"])
        if file is None:
            return Response("there is no such picture", 404, headers=HEADERS)
        return Response(file.read_bytes(), media_type=mimetypes.guess_type(file.name)[0], headers=PICTURE)

    return [
        Route("/-/desk/assets/{name}", _asset),
        Route("/-/desk/file/{path:path}", picture),
        Route(f"/-/desk/{desk.language}/{{path:path}}", page),
    ]


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    own, site = files("tabbook.desk") / "assets", files("tabbook.website") / "assets"
    if name == "desk.css":
        content = b"\n".join([*((site / style).read_bytes() for style in STYLES), (own / name).read_bytes()])
    elif name == "desk.js":
        content = (own / name).read_bytes()
    elif name in OF_SITE:
        content = (site / name).read_bytes()
    else:
        return Response("there is no such file", 404, headers=HEADERS)
    return Response(content, media_type=mimetypes.guess_type(name)[0], headers=HEADERS)

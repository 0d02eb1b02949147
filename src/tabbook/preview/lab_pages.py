"""A JupyterLab to be started in, what answers for it out: a page that waits for it, and the notebook's address there.

A link of the site leads to the page, whose script asks for the address; no other site's page can do either.
"""

from __future__ import annotations

from html import escape
from importlib.resources import files
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tabbook.preview.lab import Lab, NoLab
from tabbook.website.words import words_of

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PAGE = """\
<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/-/preview.css"><script src="/-/jupyter.js" defer></script></head>
<body class="preview-jupyter"><main><h1>JupyterLab</h1><p role="status">{title}</p></main></body>
</html>
"""


def routes(lab: Lab) -> list[Route]:
    """The addresses by which a page of the site opens its notebook."""

    async def address(request: Request) -> Response:
        if urlsplit(request.headers.get("origin", "")).netloc != request.headers["host"]:
            return Response("only the site's own pages can open JupyterLab", 403, headers=HEADERS)
        try:
            found = await run_in_threadpool(lab.address, request.query_params.get("notebook", ""))
        except NoLab as error:
            return JSONResponse({"problem": str(error)}, headers=HEADERS)
        return JSONResponse({"address": found}, headers=HEADERS)

    return [
        Route("/-/jupyter.js", _script),
        Route("/-/jupyter", address, methods=["POST"]),
        Route("/-/jupyter", _waiting),
    ]


def _script(request: Request) -> Response:
    script = files("tabbook.preview").joinpath("assets", "jupyter.js").read_bytes()
    return Response(script, media_type="text/javascript", headers=HEADERS)


def _waiting(request: Request) -> Response:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return Response("only the site's own pages can open JupyterLab", 403, headers=HEADERS)
    language = request.query_params.get("notebook", "").partition("/")[0]
    title = escape(words_of(language if language.isalnum() else "en")["jupyter_starts"])
    return Response(PAGE.format(language=escape(language), title=title), media_type="text/html", headers=HEADERS)

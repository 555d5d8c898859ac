"""The HTML page that Streamlit sends before any script ran, made French and closed to other origins."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.errors import KbError

HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.S)
NOSCRIPT = """<noscript>
      <p>Cette page a besoin de JavaScript, qui est désactivé dans votre navigateur. Activez-le, puis rechargez.</p>
    </noscript>"""
START = '<script src="/app/static/start.js?v={version}"></script>\n    '
# Run once the page is there, in this order.
SCRIPTS = (
    *("fr.js", "reading.js", "writing.js", "telling.js", "packs.js", "selection.js", "proposals.js"),
    *("suggestions.js", "definitions.js", "keys.js", "setting.js", "finding.js", "zoom.js", "mentions.js"),
    "dragging.js",
)
HEAD = """<link rel="icon" type="image/svg+xml" href="/app/static/favicon.svg" />
    <link rel="preload" href="/app/static/fonts/public-sans-latin-wght-normal.woff2" as="font" type="font/woff2"
      crossorigin />
    <link rel="stylesheet" href="/app/static/style.css?v={version}" />
    {scripts}
  </head>"""


@dataclass(frozen=True, slots=True)
class Shell:
    """The page to send, and the hash of its one inline script, as a Content-Security-Policy names it."""

    html: bytes
    script_hash: str


@cache
def french_shell() -> Shell:
    """The shell, from the installed Streamlit's own; fails loudly when that one is not what this version patches."""
    folder = Path(streamlit.__file__).parent / "static"
    return patch((folder / "index.html").read_text("utf-8"), _assets_version())


def patch(html: str, version: str = "") -> Shell:
    """`html` in French: language, title, text without JavaScript, our styles and scripts instead of foreign ones."""
    html = re.sub(r"\A\s*<!--.*?-->\s*", "", html, flags=re.S)
    html = _replace(r'<html lang="en">', '<html lang="fr">', html)
    html = _replace(r"<title>Streamlit</title>", "<title>Récits partagés</title>", html)
    html = _replace(r"<noscript>.*?</noscript>", NOSCRIPT, html)
    html = _replace(r'<link rel="shortcut icon"[^>]*>', "", html)
    html = _replace(r'<link\s+rel="preload"[^>]*as="font"[^>]*>', "", html)
    html = _replace(r'<!--(?:(?!-->).)*?-->\s*<link rel="service-desc"[^>]*>', "", html)
    scripts = "\n    ".join(f'<script defer src="/app/static/{name}?v={version}"></script>' for name in SCRIPTS)
    html = _replace(r"</head>", HEAD.format(version=version, scripts=scripts), html)
    html = _replace(r'(?=<script type="module")', START.format(version=version), html)
    inline = INLINE_SCRIPT.findall(html)
    if len(inline) != 1:
        raise KbError(_changed(f"{len(inline)} scripts dans la page"))
    digest = base64.b64encode(hashlib.sha256(inline[0].encode("utf-8")).digest()).decode("ascii")
    return Shell(html.encode("utf-8"), f"'sha256-{digest}'")


def _replace(pattern: str, replacement: str, html: str) -> str:
    changed, count = re.subn(pattern, lambda _: replacement, html, count=1, flags=re.S)
    if count != 1:
        raise KbError(_changed(f"« {pattern} » absent"))
    return changed


def _changed(what: str) -> str:
    return (
        f"La page d’accueil de Streamlit {streamlit.__version__} n’est plus celle que kb/web/html_shell.py traduit "
        f"({what}). Réinstallez la version que constraints.txt fixe, ou adaptez kb/web/html_shell.py."
    )


def _assets_version() -> str:
    """Changes whenever a static file does, so that no browser keeps an older one."""
    static = Path(__file__).resolve().parents[2] / "static"
    digest = hashlib.sha256()
    for name in ("style.css", "start.js", *SCRIPTS):
        digest.update((static / name).read_bytes())
    return digest.hexdigest()[:12]


def policy(shell: Shell, host: str) -> str:
    """The Content-Security-Policy of the pages: nothing comes from, or goes to, another origin."""
    sockets = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    rules: Mapping[str, str] = {
        "default-src": "'self'",
        "script-src": f"'self' {shell.script_hash} 'wasm-unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self'{sockets}",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class FrenchShell:
    """ASGI middleware: answers each page request with the French shell, and sets the security headers of the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._shell = french_shell()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        # The shell is ours, so Streamlit must not answer « not modified » for its own.
        kept = [(k, v) for k, v in scope["headers"] if k not in (b"if-none-match", b"if-modified-since")]
        wants_page = b"text/html" in headers.get(b"accept", b"")
        replaced = False

        async def answer(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start":
                if self._is_shell(message):
                    replaced = True
                    await self._send_shell(scope, host, send)
                    return
                there = {key.lower() for key, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in _common() if one[0] not in there)]
            if not replaced:
                await send(message)

        await self._app({**scope, "headers": kept} if wants_page else scope, receive, answer)

    @staticmethod
    def _is_shell(message: Message) -> bool:
        headers = {key.lower(): value for key, value in message["headers"]}
        html = headers.get(b"content-type", b"").startswith(b"text/html")
        return message["status"] == 200 and html and b"x-kb-own" not in headers

    async def _send_shell(self, scope: Scope, host: str, send: Send) -> None:
        body = self._shell.html if scope["method"] != "HEAD" else b""
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(self._shell.html)).encode("ascii")),
            (b"cache-control", b"no-cache"),
            (b"content-language", b"fr"),
            (b"content-security-policy", policy(self._shell, host).encode("latin-1")),
            *_common(),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _common() -> list[tuple[bytes, bytes]]:
    return [(b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin")]

"""Serve the dashboard: Streamlit's ASGI app with our middleware, assets and options, under uvicorn."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from immunodata.errors import ImmunodataError, MissingPart

try:
    import uvicorn
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles
    from streamlit.starlette import App

    from immunodata.dashboard import memory, options, shell, site
    from immunodata.dashboard.protection import CompressedScripts, SecurityHeaders
except ModuleNotFoundError as error:
    raise MissingPart("The dashboard", "app") from error

HERE = Path(__file__).resolve().parent
ENTRY = HERE / "entry.py"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


def parts(hosts: tuple[str, ...] = ()) -> dict[str, Any]:
    """What `streamlit.starlette.App` is given beside `ENTRY`; `hosts` are the only names it answers to (none: any)."""
    middleware = [Middleware(SecurityHeaders), Middleware(CompressedScripts)]
    if hosts:
        middleware.insert(1, Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False))
    return {
        "routes": [
            Mount(options.ASSETS_ADDRESS, StaticFiles(directory=HERE / "assets"), name="assets"),
            *(Route(path, shell.answer) for path in ("/", *(f"/{name}" for name in site.addresses()))),
        ],
        "middleware": middleware,
        "lifespan": _lifespan,
        "on_script_error": site.apologize,
    }


@asynccontextmanager
async def _lifespan(_app: App) -> AsyncIterator[None]:
    """Fill the memory beside the server, so that nobody waits for it and the first visitor does not fill it."""
    threading.Thread(target=memory.warm, name="warm", daemon=True).start()
    yield


def run(host: str = "127.0.0.1", port: int = 8501) -> None:
    """Serve the dashboard on `host` and `port` until interrupted, and print its address.

    Raises
    ------
    ImmunodataError : the port is taken or may not be used; the message says what to do.
    """
    options.apply(
        browser__gatherUsageStats=False,
        browser__serverAddress=host,
        client__showErrorDetails="none",
        server__address=host,
        server__allowedHosts=list(LOOPBACK) if host in LOOPBACK else [],
        server__enableAgentApi=False,
        server__fileWatcherType="none",
        server__headless=True,
        server__port=port,
    )
    listener = _listen(host, port)
    app = App(ENTRY, **parts(LOOPBACK if host in LOOPBACK else ()))
    shown = f"[{host}]" if ":" in host else host
    print(f"immunodata dashboard: http://{shown}:{listener.getsockname()[1]}  (stop with Ctrl+C)", flush=True)
    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
    )
    uvicorn.Server(settings).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address, or say in words why it cannot be had."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise ImmunodataError(
                f"Port {port} on {host} is taken, perhaps by a dashboard that is already open. "
                f"Use it, stop it, or choose another port: immunodata serve --port {port + 1}"
            ) from error
        raise ImmunodataError(f"The dashboard cannot listen on {host}, port {port}: {error}") from error
    return listener

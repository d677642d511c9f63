"""Serve the dashboard: Streamlit's ASGI app with our middleware, assets and options, under uvicorn."""

from __future__ import annotations

import errno
import re
import socket
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from immunodata.errors import ImmunodataError, MissingPart

try:
    import uvicorn
    from starlette.middleware import Middleware
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles
    from streamlit.starlette import App

    from immunodata.dashboard import memory, options, shell, site
    from immunodata.dashboard.protection import (
        HEALTH_ADDRESS,
        CompressedScripts,
        HouseFont,
        KnownHosts,
        SameOrigin,
        SecurityHeaders,
    )
except ModuleNotFoundError as error:
    raise MissingPart("The dashboard", "app") from error

HERE = Path(__file__).resolve().parent
ENTRY = HERE / "entry.py"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
HOST_NAME = re.compile(r"(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", re.IGNORECASE)


def parts(hosts: tuple[str, ...] = ()) -> dict[str, Any]:
    """What `streamlit.starlette.App` is given beside `ENTRY`; `hosts` are the only names it answers to (none: any)."""
    known = [Middleware(KnownHosts, allowed_hosts=list(hosts), www_redirect=False)] if hosts else []
    middleware = [
        Middleware(SecurityHeaders),
        *known,
        Middleware(SameOrigin),
        Middleware(HouseFont),
        Middleware(CompressedScripts),
    ]
    return {
        "routes": [
            Route(HEALTH_ADDRESS, shell.health),
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


def known_hosts(host: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the only names a server on `host` answers to: this machine's own and `names`; none means any.

    Raises
    ------
    ImmunodataError : one of `names` is not a bare host name; the message says what is.
    """
    for name in names:
        if not HOST_NAME.fullmatch(name):
            raise ImmunodataError(
                f"--allow-host {name}: expected the bare name under which browsers reach the dashboard, without "
                "https://, port or path, such as charts.example.org or *.example.org."
            )
    return (*LOOPBACK, *(name.lower() for name in names)) if names or host in LOOPBACK else ()


def run(host: str = "127.0.0.1", port: int = 8501, allow_hosts: Sequence[str] = ()) -> None:
    """Serve the dashboard on `host` and `port` until interrupted, and print its address.

    `allow_hosts` are the names it answers to beside this machine's own; without any, a server that listens to other
    machines answers to every name.

    Raises
    ------
    ImmunodataError : the port is taken or may not be used, or a name is none; the message says what to do.
    """
    hosts = known_hosts(host, allow_hosts)
    options.apply(
        browser__gatherUsageStats=False,
        browser__serverAddress=host,
        client__showErrorDetails="none",
        server__address=host,
        server__allowedHosts=list(hosts),
        server__enableAgentApi=False,
        server__fileWatcherType="none",
        server__headless=True,
        server__port=port,
    )
    listener = _listen(host, port)
    app = App(ENTRY, **parts(hosts))
    shown = f"[{host}]" if ":" in host else host
    print(f"immunodata dashboard: http://{shown}:{listener.getsockname()[1]}  (stop with Ctrl+C)", flush=True)
    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
    )
    uvicorn.Server(settings).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address, or say in words why it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio sends small messages at once: else each answer waits 40 ms for an acknowledgment.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
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

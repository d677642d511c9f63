"""Visitors over the websocket, as many as wanted: each opens a page and chooses another chart now and then.

They send what a browser sends and read what it would read; only the drawing is left out. Loopback only.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

MOST_SESSIONS, MOST_SECONDS = 300, 120
ANSWER_S = 60


@dataclass
class Visitor:
    """One session: its stream, what the page offers to choose, and how long each answer took."""

    stream: ClientConnection
    page: str
    dice: random.Random
    query: str = ""
    page_hash: str = ""
    widget: str = ""
    options: list[str] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    received: int = 0

    async def run(self, chosen: str | None = None) -> float:
        """Ask for a run of the page, with a choice or without, and return the seconds until it is finished."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self.query, self.page_hash
        state.page_name = "" if self.page_hash else self.page
        state.context_info.timezone, state.context_info.locale = "Etc/UTC", "en-US"
        state.context_info.color_scheme = "light"
        state.cached_message_hashes.extend(self.known)
        if chosen is not None:
            widget = state.widget_states.widgets.add()
            widget.id, widget.string_value = self.widget, chosen
        start = time.perf_counter()
        await self.stream.send(message.SerializeToString())
        async with asyncio.timeout(ANSWER_S):
            while not await self._is_finished():
                pass
        return time.perf_counter() - start

    async def _is_finished(self) -> bool:
        data = await self.stream.recv()
        assert isinstance(data, bytes)
        self.received += len(data)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if message.hash and message.metadata.cacheable:
            self.known.add(message.hash)
        if kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "selectbox" and not self.widget:
                self.widget, self.options = element.selectbox.id, list(element.selectbox.options)
        return kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    async def use(self, until: float, think_s: float) -> None:
        """Choose, read, think; the time of each answer is kept."""
        while True:
            pause = self.dice.expovariate(1 / think_s)
            if time.perf_counter() + pause > until:
                return
            await asyncio.sleep(pause)
            self.seconds.append(await self.run(self.dice.choice(self.options)))


async def arrive(port: int, count: int, page: str) -> list[Visitor]:
    """`count` visitors who have opened the page, one after the other."""
    assert count <= MOST_SESSIONS
    visitors = []
    for number in range(count):
        stream = await connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
            ping_interval=None,
        )
        visitor = Visitor(stream, page, random.Random(number))
        await visitor.run()
        assert visitor.options, f"the page {page!r} has nothing to choose"
        visitors.append(visitor)
    return visitors


async def visit(visitors: list[Visitor], *, seconds: float, think_s: float) -> list[float]:
    """Let them all use the page for so long; return the seconds of every answer."""
    assert seconds <= MOST_SECONDS
    until = time.perf_counter() + seconds
    await asyncio.gather(*(visitor.use(until, think_s) for visitor in visitors))
    taken = [value for visitor in visitors for value in visitor.seconds]
    for visitor in visitors:
        visitor.seconds.clear()
    return taken


async def leave(visitors: list[Visitor]) -> None:
    """All go."""
    await asyncio.gather(*(visitor.stream.close() for visitor in visitors))

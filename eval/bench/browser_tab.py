"""A tab of the page without a browser: Streamlit's own protocol over its web socket, for many tabs at once.

It does what the browser does as far as the server can tell: sends what was clicked or typed, keeps what it is told to
keep between runs, and asks for the parts that draw themselves anew as often as they say.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Coroutine
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

LONGEST = 120.0  # seconds that a run is waited for
AGE = 2  # runs that a message is kept for, as Streamlit tells the browser
SAID = "shown as an error"


class Tab:
    """One reader's tab. faults: what went wrong in it, in words."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.faults: list[str] = []
        self.pages: dict[str, str] = {}  # hash of each by its name in the address
        self.page, self.query = "", ""
        self.drawn: dict[tuple[int, ...], tuple[str, Element]] = {}  # by place: the run it is of, and what it is
        self.kept: dict[str, tuple[int, ForwardMsg]] = {}  # messages by their hash, and the run they were last of
        self.runs = 0
        self.run = ""
        self.done = asyncio.Event()
        self.beats: dict[str, asyncio.Task[None]] = {}
        self.listening = asyncio.create_task(self.listen())

    async def go(self, page: str) -> float:
        self.page, self.query = self.pages.get(page, ""), ""
        return await self.act()

    async def click(self, button: str) -> float:
        return await self.act(WidgetState(id=button, trigger_value=True))

    async def type(self, field: str, words: str) -> float:
        state = WidgetState(id=field)
        state.chat_input_value.data = words
        return await self.act(state)

    async def tell(self, component: str, event: str, value: object) -> float:
        """Give what a component of ours gives."""
        told = json.dumps([{"event": event, "value": value}])
        return await self.act(WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{component}__events", json_trigger_value=told))

    async def act(self, *states: WidgetState) -> float:
        """Seconds from what was done to the end of the run that it led to."""
        begun = time.monotonic()
        self.done.clear()
        await self.send(states)
        try:
            await asyncio.wait_for(self.done.wait(), LONGEST)
        except TimeoutError:
            self.faults.append(f"no end after {LONGEST:.0f} s")
        return time.monotonic() - begun

    async def send(self, states: tuple[WidgetState, ...] = (), fragment: str = "") -> None:
        message = BackMsg()
        client = message.rerun_script
        client.query_string, client.page_script_hash, client.fragment_id = self.query, self.page, fragment
        client.is_auto_rerun = bool(fragment)
        client.widget_states.widgets.extend(states)
        client.cached_message_hashes.extend(self.kept)
        client.context_info.timezone, client.context_info.locale = "Etc/UTC", "en-GB"
        with contextlib.suppress(ConnectionClosed):  # told by who listens
            await self.socket.send(message.SerializeToString())

    async def listen(self) -> None:
        try:
            async for data in self.socket:
                message = ForwardMsg()
                message.ParseFromString(data if isinstance(data, bytes) else data.encode())
                self.take(message)
        except ConnectionClosed as closed:
            self.faults.append(f"the connection was closed: {closed}")
            self.done.set()

    def take(self, message: ForwardMsg) -> None:
        if message.WhichOneof("type") == "ref_hash":
            _, known = self.kept[message.ref_hash]
            self.kept[message.ref_hash] = self.runs, known
            place = list(message.metadata.delta_path)
            message.CopyFrom(known)
            message.metadata.delta_path[:] = place
        elif message.metadata.cacheable:
            self.kept[message.hash] = self.runs, message
        match message.WhichOneof("type"):
            case "new_session":
                self.begin(message)
            case "navigation":
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
                self.page = message.navigation.page_script_hash
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                self.draw(message)
            case "auto_rerun":
                beat = message.auto_rerun
                self.stop(beat.fragment_id)
                self.beats[beat.fragment_id] = asyncio.create_task(self.beat(beat.fragment_id, beat.interval))
            case "script_finished":
                self.end(message.script_finished)

    def begin(self, message: ForwardMsg) -> None:
        if not message.metadata.run.fragment_ids:
            self.runs += 1
            self.run = message.metadata.run.script_run_id
            for fragment in list(self.beats):  # the run asks for those that are still there
                self.stop(fragment)

    def draw(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        self.drawn[tuple(message.metadata.delta_path)] = self.run, element
        if element.WhichOneof("type") == "exception":
            self.faults.append(f"{element.exception.type}: {element.exception.message}")
        elif element.WhichOneof("type") == "alert" and element.alert.format == element.alert.ERROR:
            self.faults.append(f"{SAID}: {element.alert.body}")

    def end(self, status: "ForwardMsg.ScriptFinishedStatus.ValueType") -> None:
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self.faults.append("the page's script cannot be compiled")
        if status in (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR):
            self.drawn = {place: one for place, one in self.drawn.items() if one[0] == self.run}
            self.kept = {known: one for known, one in self.kept.items() if self.runs - one[0] < AGE}
            self.done.set()

    async def beat(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            await self.send(fragment=fragment)

    def stop(self, fragment: str) -> None:
        if beating := self.beats.pop(fragment, None):
            beating.cancel()

    def found(self, kind: str, end: str = "") -> Any:
        """The element of a kind, its id with this end, that stands on the page; None where there is none."""
        for _, element in self.drawn.values():
            if element.WhichOneof("type") == kind and (one := getattr(element, kind)).id.endswith(end):
                return one
        return None

    async def close(self) -> None:
        for fragment in list(self.beats):
            self.stop(fragment)
        self.listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.listening
        await self.socket.close()


async def in_tab(url: str, use: Callable[[Tab], Coroutine[Any, Any, None]]) -> list[str]:
    """Open a tab and use it; what went wrong in it."""
    address = url.replace("http://", "ws://") + "/_stcore/stream"
    async with connect(address, subprotocols=[Subprotocol("streamlit")], origin=Origin(url), max_size=None) as socket:
        tab = Tab(socket)
        try:
            await use(tab)
        finally:
            await tab.close()
        return tab.faults

"""A chat model as second reader: one call for all the lines of an answer."""

import re
import threading
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from quotewise.assistant.chat.speech import Heard, Model, ModelError, listen, one_line
from quotewise.assistant.gate.reader import Item, Reader, Reading
from quotewise.assistant.prompts import LOOK_SYSTEM, look_messages

PATIENCE = 20.0  # seconds for the whole answer
ROOM = 3  # times the passages that an answer is made from: what fits a model's window beside the instruction
VERSION = f"{zlib.crc32(LOOK_SYSTEM.encode()):08x}"  # of what is asked: a check counts for these words alone

_TOLD = re.compile(r"^\W*(\d{1,3})\W+(yes|no)(?:\W*|[,.:]\s.*)$", re.IGNORECASE)
_BUT = re.compile(r"\b(?:but|yes|no|not|except|though|however|unless)\b", re.IGNORECASE)

SecondReader = Reader | Literal["own"] | None


def reader_for(model: Model | None, chosen: SecondReader) -> Reader | None:
    """The second reader of a model. "own": the model itself, unless it is on this machine."""
    if chosen != "own":
        return chosen
    return ChatReader(model) if model is not None and model.place is not None else None


@dataclass(frozen=True)
class ChatReader:
    """A chat model that is asked to check statements. patience: seconds until lines count as not checked."""

    model: Model
    patience: float = PATIENCE

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def version(self) -> str:
        return f"{self.model.name} at {self.model.address or self.model.place or 'this process'}, asked {VERSION}"

    def read(self, items: Sequence[Item]) -> Reading:
        fitting = list(within(items, ROOM * self.model.budget))
        look = _Look(replace(self.model, pauses=self.model.pauses[:1]), [items[at] for at in fitting])
        if fitting:
            # A client that hangs cannot be told to stop: it is left behind in a thread of its own.
            thread = threading.Thread(target=look.listen, daemon=True)
            thread.start()
            thread.join(self.patience)
            look.left.set()
        told = dict(zip(fitting, read_reply("".join(look.said), len(fitting)), strict=True)) if look.done else {}
        price = self.model.price
        return Reading(
            tuple(told.get(at) for at in range(len(items))),
            look.heard.input_tokens,
            look.heard.output_tokens,
            price.of(look.heard.input_tokens, look.heard.output_tokens) if price else None,
            look.trouble if look.done else f"{self.name} said nothing of the wording within {self.patience:g} s",
        )


@dataclass
class _Look:
    """The call, and what came of it so far. left: nobody waits for it any more."""

    model: Model
    items: list[Item]
    heard: Heard = field(default_factory=Heard)
    said: list[str] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    trouble: str | None = None
    done: bool = False

    def listen(self) -> None:
        try:
            for words in listen(self.model, look_messages(self.items), self.heard):
                self.said.append(words)
                if self.left.is_set():
                    return
            self.trouble = self.heard.trouble
        except (ModelError, OSError, ValueError, RuntimeError) as error:  # a client of one's own names no faults
            self.trouble = one_line(str(error))
        self.done = True


def within(items: Sequence[Item], room: int) -> Iterable[int]:
    """The numbers of the items that fit into so many characters; what is too long is left out, not cut: what was cut
    off may deny."""
    for at, item in enumerate(items):
        size = len(item.heading) + len(item.passage) + len(item.statement)
        if size <= room:
            room -= size
            yield at


def read_reply(reply: str, count: int) -> list[bool | None]:
    """What a reply says of each of `count` items; None where it says nothing, or both."""
    told: dict[int, set[bool]] = {}
    aloud = reply.rpartition("</think>")[2].partition("<think>")[0]
    for line in aloud.splitlines():
        match = _TOLD.match(line.strip())
        if match is None or _BUT.search(line[line.lower().find(match[2].lower()) + len(match[2]) :]):
            continue
        told.setdefault(int(match[1]), set()).add(match[2].lower() == "yes")
    return [next(iter(said)) if len(said := told.get(number, set())) == 1 else None for number in range(1, count + 1)]

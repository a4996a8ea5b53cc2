"""Many learners at once against one page: `python -m quotewise.eval.bench.many_learners --learners 50 --seconds 300`.

Each asks a question, goes to practise, begins a round or goes on with it and answers, thinking in between; all on the
sample notes, without a model. Requests a second, how long they take by kind, what failed, the server's memory and time.
"""

import argparse
import asyncio
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from quotewise.eval.bench.browser_tab import Tab, in_tab
from quotewise.eval.bench.page import Served, studied
from quotewise.eval.dataset import SAMPLE, load_questions

ITEMS = 4  # answered before the next question is asked
WARM = 60.0  # seconds after which memory should be flat
LOOK = 10.0  # seconds between two looks at the server
SURE = ("guess", "unsure", "sure")


@dataclass(slots=True)
class Watched:
    """What was measured. took: seconds by kind of request. looks: at the server: when, MB, seconds of processor."""

    took: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    looks: list[tuple[float, float, float]] = field(default_factory=list)

    def note(self, kind: str, seconds: float) -> None:
        self.took.setdefault(kind, []).append(seconds)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--thinking", type=float, nargs=2, default=[5.0, 15.0], help="seconds, evenly drawn in between")
    parser.add_argument("--out", type=Path, help="JSON of every figure")
    options = parser.parse_args(arguments)
    with studied() as served:
        watched = asyncio.run(study(served, options.learners, options.seconds, options.thinking))
    tell(watched, options.learners, options.seconds)
    if options.out:
        options.out.write_text(json.dumps({"took": watched.took, "faults": watched.faults, "looks": watched.looks}))


async def study(served: Served, learners: int, seconds: float, thinking: Sequence[float]) -> Watched:
    watched, end = Watched(), time.monotonic() + seconds
    questions = [question.question for question in load_questions(SAMPLE / "questions.jsonl")]
    looking = asyncio.create_task(look(served.process, watched))

    async def learner(number: int) -> None:
        chance = Random(number)
        await asyncio.sleep(chance.uniform(0, thinking[1]))  # they do not come all at once
        watched.faults += await in_tab(served.url, lambda tab: learn(tab, chance, questions, thinking, watched, end))

    await asyncio.gather(*map(learner, range(learners)))
    looking.cancel()
    return watched


async def learn(
    tab: Tab, chance: Random, questions: Sequence[str], thinking: Sequence[float], watched: Watched, end: float
) -> None:
    """One learner's way, over and over until the time is up."""

    async def think() -> bool:
        """Whether there is time left after a thought, and the page still there."""
        await asyncio.sleep(min(chance.uniform(*thinking), max(0.0, end - time.monotonic())))
        return time.monotonic() < end and not tab.listening.done()

    watched.note("open", await tab.go(""))
    while await think():
        watched.note("go to Ask", await tab.go("ask"))
        if not await think():
            return
        field = tab.found("chat_input")
        watched.note("ask", await tab.type(field.id, chance.choice(questions)))
        if not await think():
            return
        watched.note("go to Practise", await tab.go("practise"))
        for _ in range(ITEMS):
            if not await think():
                return
            if begin := tab.found("button", "-begin_new") or tab.found("button", "-another"):
                watched.note("begin", await tab.click(begin.id))
                if not await think():
                    return
            await answer(tab, chance, watched)


async def answer(tab: Tab, chance: Random, watched: Watched) -> None:
    """Answer the question in sight if it is not, then go on to the next."""
    card = tab.found("bidi_component", "-card") or question_of(tab)
    if card is None:
        tab.faults.append("no question where one was expected")
        return
    asked = json.loads(card.mixed.json or card.json)
    if asked["verdict"] is None:
        given = {"response": drawn(asked, chance), "confidence": chance.choice(SURE), "seconds": 9.5}
        watched.note("answer", await tab.tell(card.id, "given", {"id": asked["id"], **given}))
    watched.note("next", await tab.tell(card.id, "next", asked["id"]))


def question_of(tab: Tab) -> Any:
    """The card on the page."""
    cards = (element.bidi_component for _, element in tab.drawn.values() if element.HasField("bidi_component"))
    return next((card for card in cards if card.component_name == "quotewise_question_card"), None)


def drawn(asked: dict[str, Any], chance: Random) -> list[Any]:
    """An answer of the form that is asked for, right by chance."""
    pieces = {name: [one["value"] for one in asked[name]] for name in ("options", "left", "right", "items")}
    match asked["kind"]:
        case "gap":
            return ["a word"]
        case "matching":
            right = chance.sample(pieces["right"], len(pieces["right"]))
            return [[left, right[at % len(right)]] for at, left in enumerate(pieces["left"])]
        case "ordering":
            return chance.sample(pieces["items"], len(pieces["items"]))
    return sorted(chance.sample(pieces["options"], asked["wanted"]))


async def look(process: int, watched: Watched) -> None:
    begun = time.monotonic()
    while True:
        watched.looks.append((time.monotonic() - begun, *cost_of(process)))
        await asyncio.sleep(LOOK)


def cost_of(process: int) -> tuple[float, float]:
    """MB in memory and seconds of processor of a process, on Linux."""
    folder = Path("/proc", str(process))
    resident = next(line for line in (folder / "status").read_text().splitlines() if line.startswith("VmRSS"))
    ticks = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
    return int(resident.split()[1]) / 1024, sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def tell(watched: Watched, learners: int, seconds: float) -> None:
    every = [one for took in watched.took.values() for one in took]
    print(f"{learners} learners, {seconds:.0f} s, load average {os.getloadavg()[0]:.1f}")
    print(f"{len(every)} requests, {len(every) / seconds:.1f} a second, {len(watched.faults)} faults")
    print(f"{'seconds':16}{'requests':>9}{'median':>8}{'95 %':>8}{'99 %':>8}{'longest':>9}")
    for kind, took in {**watched.took, "all": every}.items():
        middle, high, higher = np.percentile(took, (50, 95, 99))
        print(f"{kind:16}{len(took):9}{middle:8.2f}{high:8.2f}{higher:8.2f}{max(took):9.2f}")
    times, memory, spent = np.array(watched.looks).T
    print(f"memory: {', '.join(f'{one:.0f}' for one in memory[::3])} MB each {3 * LOOK:.0f} s")
    if (late := times >= WARM).sum() > 2:
        print(f"after {WARM:.0f} s it grows by {60 * np.polyfit(times[late], memory[late], 1)[0]:.2f} MB a minute")
    share = (spent[-1] - spent[0]) / (times[-1] - times[0])
    print(
        f"processors: {share:.2f} of one on the average; {1000 * (spent[-1] - spent[0]) / len(every):.0f} ms a request"
    )
    for fault in sorted(set(watched.faults)):
        print(f"{watched.faults.count(fault)} times: {fault}")


if __name__ == "__main__":
    main()

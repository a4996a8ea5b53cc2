"""Kills mock exams at random moments and looks for loss: `python -m quotewise.eval.study.kills --library DIR`.

The library needs an exam and some questions. Every answer acknowledged must be there afterwards and none twice.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quotewise.index.progress import NAME, Progress

KILLS_A_SITTING = 10
EARLY = 0.2  # of the kills fall within the first STARTED seconds of a program, before it says anything
STARTED, ANSWERING, HANDING_IN = 2.0, 1.0, 0.1  # seconds; within the last two of a line, or of a reply
Told = dict[int, list[list[Any]]]  # of each item what may be its answer: the last acknowledged, and what was sent since


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        counts = kill_repeatedly(options.library, Path(place), options.kills, random.Random(options.seed))
    for what, count in sorted(counts.items()):
        print(f"{count:6} {what}")


def kill_repeatedly(library: Path, place: Path, kills: int, chance: random.Random) -> Counter[str]:
    """Raises AssertionError where an answer is lost or doubled, or a report is not whole."""
    counts: Counter[str] = Counter()
    while counts["kills"] < kills:
        (state,) = batch(library, place, [{"do": "state"}])
        told: Told = {item["item"]: [[]] for item in state["items"]}
        for at in range(KILLS_A_SITTING):
            hands_in = at == KILLS_A_SITTING - 1
            acknowledged = sit_until_killed(library, place, state, told, chance, hands_in=hands_in)
            before = acknowledged < 0
            counts.update({"kills": 1, "answers acknowledged": max(0, acknowledged), "kills while it started": before})
        over = any(one["session"] == state["session"] for one in results(place)["sittings"])
        counts["sittings found handed in after the kill"] += over
        if not over:
            batch(library, place, [{"do": "end"}])
        check_report(place, state["session"], told)
        counts["sittings whose report was whole"] += 1
    return counts


def sit_until_killed(
    library: Path, place: Path, state: dict[str, Any], told: Told, chance: random.Random, *, hands_in: bool
) -> int:
    """Look at the sitting, then answer at random until killed; how many answers were acknowledged, -1 for not begun.

    hands_in: whether the last line hands the exam in, so that the kill falls about there.
    """
    with subprocess.Popen(
        command(library),
        bufsize=0,  # nothing is left to be written to one that is dead
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=settings(place),
    ) as sat:
        early = threading.Timer(chance.uniform(0, STARTED), sat.kill)
        if chance.random() < EARLY and not hands_in:
            early.start()
        found = said(sat, {"do": "state"})
        early.cancel()
        if found is None:
            return -1
        assert found["session"] == state["session"], "another sitting began"
        settle(told, found["items"])
        killer = threading.Timer(chance.uniform(0, HANDING_IN if hands_in else ANSWERING), sat.kill)
        killer.start()
        count = 0 if hands_in and said(sat, {"do": "end"}) else answer_on(sat, state, told, chance)
        killer.join()
        return count


def answer_on(sat: "subprocess.Popen[bytes]", state: dict[str, Any], told: Told, chance: random.Random) -> int:
    """Answer items at random until nobody replies; how many answers were acknowledged."""
    count = 0
    while True:
        item = chance.choice(state["items"])
        answer = sorted(chance.sample(sorted(item["options"]), item["choose"])) if "options" in item else []
        told[item["item"]].append(answer)
        reply = said(sat, {"do": "answer", "item": item["item"], "answer": answer})
        if reply is None:
            return count
        assert "error" not in reply, reply
        told[item["item"]], count = [answer], count + 1


def said(sat: "subprocess.Popen[bytes]", line: dict[str, Any]) -> Any:
    """The reply to a line; None where the program was killed before it was whole."""
    assert sat.stdin
    assert sat.stdout
    try:
        sat.stdin.write(json.dumps(line).encode() + b"\n")
        sat.stdin.flush()
    except BrokenPipeError:
        return None
    reply = sat.stdout.readline()
    return json.loads(reply) if reply.endswith(b"\n") else None


def settle(told: Told, items: Sequence[dict[str, Any]]) -> None:
    for item in items:
        assert item["answered"] in told[item["item"]], f"{item['answered']} was never sent, or is not the last one"
        told[item["item"]] = [item["answered"]]


def check_report(place: Path, session: str, told: Told) -> None:
    """The last report is this sitting's, whole, and each answer is kept once."""
    report = results(place)["report"]
    assert report["session"] == session
    settle(told, report["items"])
    kept = Counter(event.about for event in Progress(place / "quotewise" / NAME).events("answer", session=session))
    assert kept == Counter(item["id"] for item in report["items"] if item["answered"]), "an answer is lost or doubled"
    assert report["right"] == sum(item["correct"] for item in report["items"])
    assert len(report["items"]) == report["asked"] == len(told)


def command(library: Path) -> list[str]:
    take = ["exam", "take", "--form", "ten", "--batch", "-", "--library", str(library)]
    return [sys.executable, "-P", "-m", "quotewise.ui.cli", *take]


def settings(place: Path) -> dict[str, str]:
    return {**os.environ, "XDG_DATA_HOME": str(place)}


def batch(library: Path, place: Path, lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    typed = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
    done = subprocess.run(command(library), input=typed, stdout=subprocess.PIPE, env=settings(place), check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def results(place: Path) -> Any:
    words = [sys.executable, "-P", "-m", "quotewise.ui.cli", "exam", "results", "--json"]
    return json.loads(subprocess.run(words, stdout=subprocess.PIPE, env=settings(place), check=True).stdout)


if __name__ == "__main__":
    main()

"""Kills reviews at random moments and looks for answers lost or doubled."""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import IO

from quotewise.eval.dataset import SAMPLE
from quotewise.index.progress import NAME, Progress

KILLS, SEED = 100, 1
MOST = 12  # lines acknowledged before a kill
SLACK = 0.03  # seconds that a kill may come after a line was sent
RESENT = 5  # of so many kills one is followed by all lines again


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    options = parser.parse_args()
    for what, count in sorted(kill_repeatedly(options.kills, random.Random(SEED)).items()):
        print(f"{count:5} {what}")


def kill_repeatedly(kills: int, chance: random.Random, notes: Path = SAMPLE / "notes") -> Counter[str]:
    """Counts lines acknowledged, kept, and kept unacknowledged; raises AssertionError for one lost or doubled."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        desk = Desk(Path(name))
        desk.run("ingest", str(notes))
        ids = [item["id"] for item in json.loads(desk.run("review", "--cards", "--minutes", "60", "--json"))["due"]]
        for number in range(kills):
            learner = f"learner {number}"
            acknowledged = desk.kill_once(learner, chance.sample(ids, len(ids)), chance)
            kept = desk.kept(learner)
            assert set(kept.values()) <= {1}, f"kill {number}: an answer is there twice"
            assert set(acknowledged) <= set(kept), f"kill {number}: an acknowledged answer is lost"
            counts += Counter({"kills": 1, "acknowledged": len(acknowledged), "kept": len(kept)})
            if number % RESENT == 0:
                desk.run("review", "--batch", "-", "--learner", learner, lines="".join(map(line_of, ids)))
                assert desk.kept(learner) == dict.fromkeys(ids, 1), f"kill {number}: sent again, not each once"
                counts["sent again, each there once"] += 1
    return counts


class Desk:
    """A library and a record in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "XDG_DATA_HOME": str(folder / "data")}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-P", "-m", "quotewise.ui.cli", *words, "--library", str(self.folder / "library")]

    def run(self, *words: str, lines: str = "") -> str:
        told = subprocess.run(
            self.command(*words), env=self.environment, input=lines, capture_output=True, text=True, check=True
        )
        return told.stdout

    def kill_once(self, learner: str, ids: list[str], chance: random.Random) -> list[str]:
        """Send lines one by one, and kill the process behind one of them; returns what was acknowledged."""
        process = subprocess.Popen(
            self.command("review", "--batch", "-", "--learner", learner),
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        count = chance.randint(1, MOST)
        acknowledged = [send(process.stdin, process.stdout, id) for id in ids[:count]]
        process.stdin.write(line_of(ids[count]))
        process.stdin.flush()
        time.sleep(chance.uniform(0, SLACK))
        process.kill()
        rest, _ = process.communicate()
        return acknowledged + [json.loads(line)["id"] for line in rest.splitlines() if line.endswith("}")]

    def kept(self, learner: str) -> dict[str, int]:
        return Progress(self.folder / "data" / "quotewise" / NAME, learner).counts("card")


def send(to: IO[str], back: IO[str], id: str) -> str:
    to.write(line_of(id))
    to.flush()
    told = json.loads(back.readline())
    assert told["kept"], told
    return str(told["id"])


def line_of(id: str) -> str:
    return json.dumps({"id": id, "grade": "good"}) + "\n"


if __name__ == "__main__":
    main()

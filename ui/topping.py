"""The bank filled up for the learner, and what that took, in words and as JSON."""

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from quotewise.index import Library

if TYPE_CHECKING:
    from quotewise.assistant.practice.quiz import Tally


def fill_bank(library: Library, n: int, *, shown: bool) -> tuple["Tally", bool]:
    """Write until `n` questions wait that were never answered; what was done, and whether Ctrl-C ended it.

    What was written until then is kept: the notes are read, so nothing else is undone.
    """
    from quotewise.assistant.practice.quiz import Tally, top_up
    from quotewise.ui.learner import study_log
    from quotewise.ui.terminal import progress_bar

    done, stopped = Tally(), True
    with suppress(KeyboardInterrupt), progress_bar(shown=shown and sys.stderr.isatty()) as progress:
        top_up(library, n, past=study_log(library.uuid).past(), progress=progress, done=done)
        stopped = False
    return done, stopped


def told(done: "Tally", wanted: int, *, stopped: bool) -> str:
    """How many questions wait now, and what was done for it, in a line."""
    short = f" of {wanted} wished for" * (done.ready < wanted)
    parts = [f"Questions: {done.ready}{short} wait to be asked, {done.kept} of them new", *effort(done)]
    return "; ".join([*parts, "stopped, what was written is kept"] if stopped else parts)


def effort(done: "Tally") -> list[str]:
    """What writing took, and where the notes gave too little, what was looked for in them and found."""
    parts = []
    if done.drafts:
        flaws = ", ".join(f"{name} {number}" for name, number in done.flaws.most_common(4))
        parts.append(f"{done.drafts} drafts audited, {done.dropped} dropped{f' ({flaws})' if flaws else ''}")
    if done.decorated:
        parts.append(f"{done.decorated} with a clause that decides nothing")
    if spent := done.spent.summary:
        parts.append(spent)
    if done.found:
        parts.append(f"no more can be asked of what the notes hold: {held(done)}")
    return parts


def held(done: "Tally") -> str:
    return ", ".join(f"{number} {kind}" for kind, number in done.found.items())


def topped_json(done: "Tally", wanted: int, *, stopped: bool) -> dict[str, Any]:
    """found: how much of each kind the notes hold to write from, where they gave too little; else empty."""
    return {
        "wanted": wanted,
        "ready": done.ready,
        "new": done.kept,
        "drafts": done.drafts,
        "dropped": dict(done.flaws.most_common()),
        "found": dict(done.found),
        "stopped": stopped,
    }

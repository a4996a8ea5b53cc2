"""The command of the plan: how many weeks there are to the exam, and what to do in each session."""

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotewise.index import Library
from quotewise.ui.examining import remark_on, take_exam
from quotewise.ui.failure import Failure
from quotewise.ui.learner import learner_option, study_log, weak_weights
from quotewise.ui.options import json_option, library_option, print_json, typed_options
from quotewise.ui.quizzing import put

if TYPE_CHECKING:
    from quotewise.assistant.exam.chosen import Chosen
    from quotewise.assistant.study.log import StudyLog
    from quotewise.assistant.study.plan import Plan, Session
    from quotewise.assistant.study.timetable import Hours

KEPT = "plan"  # what the library remembers its hours and days by
USUAL = {"hours": 5.0, "session": 60, "days": [], "at": "19:00"}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = 600  # seconds that an answer counts: whoever takes longer has left the table


class Range(click.FloatRange):
    name = "hours"

    def convert(self, value: Any, parameter: Any, context: Any) -> float:
        number = float(super().convert(value, parameter, context))
        return number if math.isfinite(number) else self.fail(f"{value} is no number of hours.", parameter, context)


def read_days(_: Any, __: Any, given: str | None) -> list[int] | None:
    if given is None or given.strip().lower() == "any":
        return None if given is None else []
    words = [word[:3] for word in re.findall(r"[^\s,]+", given.lower())]
    if not words or not set(words) <= set(DAYS):
        raise click.BadParameter(f'give some of {",".join(DAYS)}, or "any"')
    return sorted({DAYS.index(word) for word in words})


def read_at(_: Any, __: Any, given: str | None) -> str | None:
    if given is None or re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", given):
        return given and given.zfill(5)
    raise click.BadParameter("give a time of day, as in 19:00")


def read_out(_: Any, __: Any, given: Path | None) -> Path | None:
    if given is None or given.suffix.lower() in {".ics", ".md"}:
        return given
    raise click.BadParameter("its name ends in .ics (a calendar) or .md (Markdown)")


@click.command()
@click.option("--exam", "exam_name", metavar="NAME", help="Choose the library's exam, as `exam choose` does.")
@click.option(
    "--date", "day", metavar="YYYY-MM-DD", type=click.DateTime(["%Y-%m-%d"]), help="When you mean to take it."
)
@click.option("--hours", type=Range(0.5, 60), help="Hours you have a week (at first 5).")
@click.option("--session", type=click.IntRange(15, 240), help="Minutes of a session at most (at first 60).")
@click.option("--days", metavar="DAYS", callback=read_days, help='As in "mon,wed,sat"; "any" spreads them evenly.')
@click.option("--at", metavar="HH:MM", callback=read_at, help="When you begin (at first 19:00).")
@click.option(
    "--out",
    metavar="FILE",
    callback=read_out,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the plan as a calendar (.ics) or as Markdown (.md).",
)
@learner_option
@json_option
@library_option
def plan(
    exam_name: str | None,
    day: datetime | None,
    out: Path | None,
    learner: str,
    as_json: bool,
    folder: Path,
    **wishes: Any,
) -> None:
    """A plan to the day of the exam, week by week: what to review, to read and to answer, and when to take a mock exam.

    What you give is remembered, so that `quotewise plan` alone plans again from where you are.
    """
    from quotewise.assistant.study.agenda import plan_json
    from quotewise.assistant.study.plan import PlanError

    with Library.open(folder) as library:
        try:
            chosen = exam_of(library, exam_name, day.date() if day else None)
            made = with_options(plan_of(library, chosen, study_log(library.uuid, learner), wishes), typed_options())
        except PlanError as why:
            raise Failure(str(why)) from why
        if out is not None:
            write(out, made, library, folder)
    if as_json:
        print_json(plan_json(made))
    elif out is None:
        print_plan(made)


def exam_of(library: Library, name: str | None, day: date | None) -> "Chosen":
    """The exam of a library with its day, chosen now or before."""
    from quotewise.assistant.exam.chosen import chosen_exam, plan_exam
    from quotewise.assistant.study.plan import check_day

    before = chosen_exam(library)
    if day is not None:  # before it is remembered
        check_day(name or (before.blueprint.code if before else "the exam"), date.today(), day)
    if name is not None:
        take_exam(library, name, day or (before.planned if before else None))
    elif day is not None and before:
        plan_exam(library, day)
    chosen = chosen_exam(library)
    if chosen is None:
        raise Failure('No exam is chosen: give --exam NAME ("quotewise exam list" names some) and --date YYYY-MM-DD')
    if chosen.planned is None:
        raise Failure(f"When do you take {chosen.blueprint.code}? Give --date YYYY-MM-DD")
    if name is None:
        remark_on(chosen)
    return chosen


def plan_of(
    library: Library, chosen: "Chosen", log: "StudyLog", wishes: dict[str, Any], *, morning: bool = False
) -> "Plan":
    """The plan from today on, by what is wished and was wished before; a wish made now is remembered.

    morning: as it was before anything was done today.
    """
    from quotewise.assistant.study.plan import make_plan
    from quotewise.assistant.study.reading import readings

    today = date.today()
    kept = json.loads(library.remembered(KEPT) or "{}")
    exam = f"{chosen.blueprint.code} {chosen.planned}"
    begun = kept["begun"] if kept.get("exam") == exam else f"{today}"
    wanted = {name: value for name, value in wishes.items() if value is not None}
    known = {**USUAL, **kept, **wanted, "exam": exam, "begun": begun}
    reviews, seconds = review_load(library, log, chosen.planned)
    this_week, just_now = studied(log, today)
    if morning:
        this_week, just_now = this_week - just_now, 0.0
    made = make_plan(
        chosen.blueprint,
        today,
        chosen.planned or today,
        hours_of(known),
        weights=weak_weights(library, log),
        topics=readings(library, chosen.blueprint, log.answers()),
        reviews_a_day=reviews,
        seconds_a_review=seconds,
        studied_hours=this_week,
        studied_today=just_now,
        begun=date.fromisoformat(begun),
    )
    if known != kept:
        library.remember({KEPT: json.dumps(known)})
    return made


def hours_of(known: dict[str, Any]) -> "Hours":
    from quotewise.assistant.study.timetable import Hours

    return Hours(known["hours"], known["session"], tuple(known["days"]), time.fromisoformat(known["at"]))


def review_load(library: Library, log: "StudyLog", exam_day: date | None) -> tuple[float, float]:
    """How many reviews a day the exam needs, and how many seconds each takes."""
    from quotewise.ui.reviewing import open_desk

    desk = open_desk(library, log)
    load = desk.schedule(exam_day).load
    return sum(day.reviews for day in load) / max(1, len(load)), desk.seconds


def studied(log: "StudyLog", today: date) -> tuple[float, float]:
    """Hours studied this week and today, by the seconds of answers and cards on local days."""
    from quotewise.assistant.study.log import ANSWER
    from quotewise.assistant.study.memory import CARD, local_day

    seconds: Counter[date] = Counter()
    for event in log.progress.events(ANSWER, CARD):
        seconds[local_day(event.at)] += min(LONGEST, max(0, int(event.body["seconds"])))
    if (ahead := max(seconds, default=today)) > today:
        click.echo(f"Your last answer is dated {ahead}, after today: check the clock. It is not counted yet.", err=True)
    week = [today - timedelta(back) for back in range(today.weekday() + 1)]
    return sum(seconds[day] for day in week) / 3600, seconds[today] / 3600


def with_options(made: "Plan", options: str) -> "Plan":
    """The plan with commands that go to the library and the learner it was made for."""
    told = [replace(one, steps=tuple(replace(step, options=options) for step in one.steps)) for one in made.sessions]
    return replace(made, sessions=tuple(told))


def write(file: Path, made: "Plan", library: Library, folder: Path) -> None:
    """Write the plan, over nothing but an earlier one."""
    from quotewise.assistant.study.agenda import MADE_BY, calendar, markdown

    try:
        held = file.read_bytes() if file.is_file() else MADE_BY.encode()
    except OSError as error:
        raise Failure(f"{file}: cannot be read ({error.strerror}): name another file") from error
    if MADE_BY.encode() not in held or folder.resolve() in file.resolve().parents:
        raise Failure(f"{file} is there already and is no plan, or is the library's: name another file")
    if file.suffix.lower() == ".ics":
        put(file, calendar(made, library.uuid, datetime.now(UTC)))
    else:
        put(file, markdown(made).encode())
    click.echo("\n".join([*made.remarks, f"{len(made.sessions)} sessions written to {file}"]), err=True)


def print_plan(made: "Plan") -> None:
    """The phases and domains, the first week in full, a line for each later one."""
    from quotewise.assistant.study.agenda import title_of
    from quotewise.ui.terminal import escape, out

    left = (made.exam_day - date.today()).days
    day, count = f"{made.exam_day:%a %d %b %Y}", len(made.sessions)
    out.print(f"[bold]{escape(made.exam)} on {day}[/bold]: days left {left}, sessions {count}")
    for remark in made.remarks:
        out.print(f"[yellow]{escape(remark)}[/yellow]")
    for phase, sessions in made.phases.items():
        out.print(f"  {phase:12}{in_hours(sessions)}  {sessions[0].day:%d %b} to {sessions[-1].day:%d %b}")
    for number, (name, minutes) in enumerate(made.minutes.items() if count else (), start=1):
        out.print(f"  domain {number:<5}{minutes / 60:4.1f} h  {escape(name)}")
    numbers = {name: f"{number}" for number, name in enumerate(made.minutes, start=1)}
    for week, sessions in enumerate(made.weeks.values()):
        if not week:
            print_week(sessions)
            continue
        names = ", ".join(dict.fromkeys(numbers[one.domain] for one in sessions if one.domain)) or "none"
        exams = "".join(f"; {title_of(one).lower()} on {one.day:%a %d}" for one in sessions if one.form)
        out.print(f"from {sessions[0].day:%d %b} {in_hours(sessions)}  domains {names}{exams}")


def print_week(sessions: "Sequence[Session]") -> None:
    from quotewise.assistant.study.agenda import cited, said, title_of
    from quotewise.ui.terminal import escape, out

    for session in sessions:
        head = f"{session.day:%a %d %b}, {session.start:%H:%M}, {session.minutes} min"
        out.print(f"\n[cyan]{head}[/cyan]  {escape(title_of(session))}")
        for step in session.steps:
            out.print(f"  {said(step)}" + f": [bold]{step.command}[/bold]" * bool(step.command))
            for one in step.reading:
                out.print(f"    [dim]{escape(cited(one))}[/dim]")
    out.print()


def in_hours(sessions: "Sequence[Session]") -> str:
    from quotewise.assistant.study.agenda import minutes_of

    return f"{minutes_of(sessions) / 60:4.1f} h"

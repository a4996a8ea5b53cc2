"""What a mock exam came to, in the terminal."""

from quotewise.assistant.exam.service import Services
from quotewise.assistant.study.marking import Marked, Part, Report
from quotewise.assistant.study.sitting import Item, Sitting
from quotewise.ui.quiz_round import print_asked, print_key
from quotewise.ui.terminal import escape, out


def print_report(report: Report, services: Services) -> None:
    """The score, then every item with its key, those to look at first."""
    out.print(f"\n[bold]{escape(report.sitting.title)}: {score(report.overall)}[/bold]")
    if report.mark:
        verdict = {True: ": passed", False: ": not passed", None: ""}[report.mark.passed]
        needed = f", {report.mark.pass_mark} needed" if report.mark.pass_mark is not None else ""
        out.print(f"Mark {report.mark.value} ({report.mark.low} to {report.mark.high}{needed}){verdict}.")
    for part in (*report.domains, *report.kinds):
        out.print(f"  {escape(part.name)}: {score(part)}")
    out.print(f"Time {clock_time(report.sitting.spent)}. {drawn_line(report.sitting)}")
    for remark in report.remarks:
        out.print(f"[dim]{escape(remark)}[/dim]")
    for marked in report.items:
        print_marked(marked, services)
    out.print()
    print_summary(report)  # again, for the rest is long


def print_summary(report: Report) -> None:
    """A sitting in a line."""
    sitting, right = report.sitting, f"{report.overall.right} of {report.overall.asked}"
    mark = f", mark {report.mark.value}" if report.mark else ""
    begun = f"{sitting.begun.astimezone():%Y-%m-%d %H:%M}"
    out.print(f"{begun}  {escape(sitting.exam)} {sitting.form}  {right} right{mark}")


def score(part: Part) -> str:
    share = f"{part.right / part.asked:.0%}" if part.asked else "none"
    return f"{part.right} of {part.asked} right, {share} (95 % interval {part.low:.0%} to {part.high:.0%})"


def print_marked(marked: Marked, services: Services) -> None:
    item = marked.item
    flagged = " \u00b7 flagged" * item.flagged
    print_asked(item.question, f"Item {marked.number} \u00b7 {item.seconds:.0f} s{flagged}")
    out.print("[bold green]Right.[/bold green]" if marked.right else "[bold red]Not right.[/bold red]")
    out.print(f"  you: {escape(said(item)) if item.answer else 'nothing'}")
    print_key(item.question, services)


def drawn_line(sitting: Sitting) -> str:
    return ", ".join(f"{number} {what}" for what, number in sitting.drawn.items() if number)


def clock_time(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def said(item: Item) -> str:
    """An answer in a line, letters alone where there are any."""
    if item.question.options:
        return " ".join(map(str, item.answer))
    return "; ".join(" \u2013 ".join(part) if isinstance(part, tuple) else part for part in item.answer)

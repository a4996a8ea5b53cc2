"""A learner's progress as it is printed, and as JSON."""

from quotewise.assistant.claim_json import Json, citation_json
from quotewise.assistant.study.advice import Advice, WeakTopic
from quotewise.assistant.study.coverage import Coverage
from quotewise.assistant.study.log import Answer
from quotewise.assistant.study.readiness import DomainScore, Interval
from quotewise.assistant.study.report import Report, next_steps
from quotewise.ui.contract import chosen_json
from quotewise.ui.options import typed_options
from quotewise.ui.terminal import escape, out, where

BAR = 20  # signs of a whole bar
LISTED = 5  # of a kind of note to write


def report_json(found: Report) -> Json:
    ready, advice, coverage = found.readiness, found.advice, found.coverage
    return {
        "exam": chosen_json(found.chosen),
        "days": found.days,
        "answers": found.answers,
        "in_future": found.ahead,
        "chance": {"low": ready.chance.low, "high": ready.chance.high} if ready and ready.chance else None,
        "why_not": (ready.why_not if ready else NO_EXAM) or None,
        "overall": share_json(found.overall) if found.answers else None,
        "domains": [domain_json(domain) for domain in ready.domains] if ready else [],
        "topics": [topic_json(topic) for topic in advice.topics],
        "sure_and_wrong": [wrong_json(answer) for answer in advice.sure_and_wrong],
        "read_again": [citation_json(citation) for citation in advice.read_again],
        "gone": advice.gone,
        "notes_to_write": coverage_json(coverage),
        "next": next_steps(found),
    }


def share_json(share: Interval) -> Json:
    return {"share": round(share.middle, 4), "low": round(share.low, 4), "high": round(share.high, 4)}


def domain_json(domain: DomainScore) -> Json:
    of = {"name": domain.name, "weight": domain.weight, "answers": domain.answers, "right": domain.right}
    return {**of, **share_json(Interval(domain.low, domain.high, domain.share))}


def topic_json(topic: WeakTopic) -> Json:
    return {
        "domain": topic.domain or None,
        "topic": topic.topic,
        "answers": topic.answers,
        "right": topic.right,
        "sure_and_wrong": topic.sure_and_wrong,
        "share": round(topic.share, 4),
    }


def wrong_json(answer: Answer) -> Json:
    return {
        "id": answer.id,
        "question": answer.question.stem,
        "domain": answer.domain or None,
        "at": answer.at.isoformat(timespec="seconds"),
    }


def coverage_json(coverage: Coverage) -> Json:
    return {
        "subjects": [
            {"domain": one.domain, "subject": one.text, "missing": list(one.missing)} for one in coverage.subjects
        ],
        "elsewhere": coverage.elsewhere,
        "unasked": list(coverage.unasked),
        "refused": [
            {"question": question, "at": at.isoformat(timespec="seconds")} for question, at in coverage.refused
        ],
    }


NO_EXAM = "No exam is chosen, so there is a share of your answers and no chance of passing"


def print_report(found: Report, learner: str) -> None:
    out.print(f"[bold]{escape(exam_line(found))}[/bold] [dim]({escape(learner)})[/dim]")
    if found.chosen and found.chosen.remark:
        out.print(f"[yellow]{escape(found.chosen.remark)}[/yellow]")
    if found.ahead:
        out.print(
            f"[yellow]{found.ahead} answers lie in the future by this machine's clock: set it right. "
            "They count as today's.[/yellow]"
        )
    for line in ready_lines(found):
        out.print(escape(line))
    for domain in found.readiness.domains if found.readiness and found.readiness.answers else ():
        out.print(f"  {domain.weight:4.0%}  {bar(domain)}  {escape(domain_line(domain))}")
    print_wrong(found.advice)
    print_again(found.advice)
    print_lacking(found.coverage, answered=found.answers > 0)
    out.print("\n[bold]Next[/bold]")
    for step in next_steps(found):
        out.print(f"  {escape(step + typed_options())}")


def exam_line(found: Report) -> str:
    if found.chosen is None:
        return "No exam is chosen"
    code, days, planned = found.chosen.blueprint.code, found.days, found.chosen.planned
    if days is None:
        return f"{code}, no date set"
    if days < 0:
        return f"{code} was to be taken on {planned}, {counted(-days, 'day')} ago"
    return f"{code} today" if days == 0 else f"{code} in {counted(days, 'day')} ({planned})"


def counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def ready_lines(found: Report) -> list[str]:
    """What can be said of readiness: the range, or why there is none."""
    ready = found.readiness
    if ready is None:
        why = f"{NO_EXAM}."
    elif ready.chance is None:
        why = f"{ready.why_not}."
    else:
        low, high = ready.chance.low, ready.chance.high
        why = f"Chance of passing, were the exam today: {low:.0%} to {high:.0%}."
    if not found.answers:
        return [why] if found.chosen else [why, "No question was answered yet."]
    share = found.overall
    of = f"{counted(ready.answers if ready else found.answers, 'question')} answered"
    told = f"Expected right on the exam: {share.middle:.0%}" if ready else f"Right: {share.middle:.0%}"
    return [why, f"{told} (9 times in 10 between {share.low:.0%} and {share.high:.0%}), {of}."]


def bar(domain: DomainScore) -> str:
    """The interval as a stretch of a line from 0 to 1, the expected share within it."""
    low, at, high = (min(BAR - 1, int(BAR * share)) for share in (domain.low, domain.share, domain.high))
    signs = ("\u25cf" if i == at else "\u2501" if low <= i <= high else "\u00b7" for i in range(BAR))
    return "".join(signs)


def domain_line(domain: DomainScore) -> str:
    told = f"{domain.right} of {domain.answers} right" if domain.answers else "no answers"
    return f"{domain.low:.0%} to {domain.high:.0%}, {told}: {domain.name}"


def print_wrong(advice: Advice) -> None:
    if advice.sure_and_wrong:
        out.print("\n[bold]Wrong while you were sure[/bold]")
    for answer in advice.sure_and_wrong[:LISTED]:
        out.print(f"  {escape(answer.question.stem)}")
    if more := advice.sure_and_wrong[LISTED:]:
        out.print(f"  [dim]and {len(more)} more[/dim]")
    if advice.topics:
        out.print("\n[bold]Weak topics[/bold]")
    for topic in advice.topics:
        sure = f", {topic.sure_and_wrong} of them wrong while sure" if topic.sure_and_wrong else ""
        out.print(f"  {escape(topic.topic)}: {topic.right} of {topic.answers} right{sure}")


def print_again(advice: Advice) -> None:
    if advice.read_again or advice.gone:
        out.print("\n[bold]Read again[/bold]")
    for citation in advice.read_again:
        out.print(f"  {escape(' '.join((citation.display or citation.quote).split()))}")
        out.print(f"    [dim]{escape(where(citation))}[/dim]")
    if advice.gone:
        out.print(f"  [dim]{counted(advice.gone, 'quote')} behind wrong answers no longer in your notes[/dim]")


def print_lacking(coverage: Coverage, *, answered: bool) -> None:
    """Notes to write: what the exam asks and no note says, what was asked in vain, and notes never asked about."""
    unasked = coverage.unasked if answered else ()
    if coverage.subjects or coverage.refused or unasked:
        out.print("\n[bold]Notes to write[/bold]")
    if coverage.elsewhere:
        out.print(
            f"  Your notes speak of few of this exam's subjects ({len(coverage.subjects)} are missing), or in another "
            "language than they are written in."
        )
    listed("no note speaks of", [] if coverage.elsewhere else [one.text for one in coverage.subjects])
    listed("asked, and not in your notes", [question for question, _ in coverage.refused])
    listed("notes no question was answered on", list(unasked))


def listed(what: str, lines: list[str]) -> None:
    if lines:
        out.print(f"  [dim]{what} ({len(lines)}):[/dim]")
    for line in lines[:LISTED]:
        out.print(f"    {escape(line)}")
    if len(lines) > LISTED:
        out.print(f"    [dim]and {len(lines) - LISTED} more[/dim]")

"""The end of a round: the score, by domain and against before, what to read, and the wrong ones once more."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from quotewise.assistant.naming import where
from quotewise.assistant.practice.grading import places_right
from quotewise.assistant.practice.question import Question
from quotewise.assistant.study.cards import Flashcard
from quotewise.assistant.study.log import Answer
from quotewise.assistant.study.rounds import Outcomes, Round
from quotewise.ui.page.markup import label, plain, shortened, to_html
from quotewise.ui.page.note_view import open_button
from quotewise.ui.page.practice_choice import log
from quotewise.ui.page.round_view import draw_undo, go, pause
from quotewise.ui.page.rounds import Way, begin_round, close_round, start

REPEATED: tuple[Way, ...] = ("due", "weak", "new", "cards")  # what can be begun again as it was
LONGEST = 110  # characters of a question in a list


@dataclass(frozen=True, slots=True)
class Share:
    """How much was right. before: the share of the same domain before this round, None where nothing was answered."""

    name: str
    right: int
    of: int
    before: float | None = None

    @property
    def change(self) -> str:
        if self.before is None:
            return ""
        points = round(100 * (self.right / self.of - self.before))
        sign = "+" if points > 0 else "\u2212" if points < 0 else "\u00b1"
        return f"{sign}{abs(points)} points"


def draw_end(found: Round, shown: Sequence[Question | Flashcard], came: Outcomes) -> None:
    asked = {asks.id: came.right(asks.id) for asks in shown}
    wrong, left = ([id for id, right in asked.items() if right is which] for which in (False, None))
    st.html(score(came, asked, shown))
    draw_domains([came.answers[id] for id in asked if id in came.answers], found)
    with st.container(horizontal=True, key="round_next"):
        if left:
            at = list(asked).index(left[0])
            st.button(f"Go on with the {len(left)} left", type="primary", on_click=go, args=(at,))
        if wrong:
            st.button(
                "Retry the wrong ones",
                type="secondary" if left else "primary",
                icon=":material/replay:",
                on_click=start,
                args=("again", wrong, found.set),
            )
        st.button("Another round", key="another", on_click=another, args=(found, len(shown)))
        draw_undo(found, shown)
        st.button("Done", key="done", type="tertiary", on_click=finish, args=(found,))
    draw_sure_and_wrong([came.answers[id] for id in wrong if id in came.answers])
    draw_again(shown, asked)


def score(came: Outcomes, asked: dict[str, bool | None], shown: Sequence[Question | Flashcard]) -> str:
    """The score as HTML; what was right in part of orders and pairs is told beside it."""
    done = [right for right in asked.values() if right is not None]
    parts = [
        places_right(asks, came.answers[asks.id].response)
        for asks in shown
        if isinstance(asks, Question) and asks.id in came.answers and not asked[asks.id]
    ]
    partly = [(right, of) for right, of in parts if of > 1 and right]
    lines = [
        f"{right} of {of} right in {'an order or pairs' if len(partly) == 1 else 'one of them'}" for right, of in partly
    ]
    skipped = len(asked) - len(done)
    told = [*lines, *([f"{skipped} not answered"] if skipped else [])]
    beside = " \u00b7 ".join(told)
    note = f'<p class="qw-status">{plain(beside)}</p>' if told else ""
    return f'<h2 class="qw-score">{sum(done)} of {len(done)} right</h2>{note}'


def draw_domains(answers: Sequence[Answer], found: Round) -> None:
    shares = by_domain(answers, (one for one in log().answers() if one.at < found.at))
    if not shares:
        return
    rows = "".join(
        f'<tr><th scope="row">{plain(one.name)}</th><td>{one.right} of {one.of}</td>'
        f'<td><span class="qw-share" aria-hidden="true">'
        f'<span style="width:{one.right / one.of:.0%}"></span></span></td>'
        f"<td>{one.change}</td></tr>"
        for one in shares
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Domain", "Right", "", "Than before"))
    head = head.replace('<th scope="col"></th>', "<td></td>")
    st.html(f'<table class="qw-parts"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')


def by_domain(answers: Iterable[Answer], before: Iterable[Answer]) -> list[Share]:
    """The domains of a round, the worst first, each beside what was right of it earlier."""
    now, earlier = tally(answers), tally(before)
    shares = [
        Share(
            name or "No domain",
            sum(rights),
            len(rights),
            sum(earlier[name]) / len(earlier[name]) if name in earlier else None,
        )
        for name, rights in now.items()
    ]
    return sorted(shares, key=lambda one: one.right / one.of)


def tally(answers: Iterable[Answer]) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = defaultdict(list)
    for one in answers:
        found[one.domain].append(one.correct)
    return dict(found)


def draw_sure_and_wrong(wrong: Sequence[Answer]) -> None:
    sure = [one.question for one in wrong if one.confidence == "sure"]
    if not sure:
        return
    st.subheader("Wrong while you were sure", anchor=False)
    for at, asks in enumerate(sure):
        with st.container(gap="xxsmall", key=f"sure_wrong_{at}"):
            st.html(f'<p class="qw-claim">{to_html(shortened(" ".join(asks.stem.split()), LONGEST))}</p>')
            if asks.citations:
                cited = asks.citations[0]
                open_button(cited, f"Read {label(where(cited, brief=True))}", f"read_{at}")


def draw_again(shown: Sequence[Question | Flashcard], asked: dict[str, bool | None]) -> None:
    missed = [(at, asks) for at, asks in enumerate(shown) if asked[asks.id] is not True]
    if not missed:
        return
    st.subheader("To look at again", anchor=False)
    for at, asks in missed:
        words = asks.stem if isinstance(asks, Question) else asks.front
        verdict = "wrong" if asked[asks.id] is False else "not answered"
        line = shortened(" ".join(words.split()), LONGEST)
        st.button(f"{at + 1}. {label(line)} ({verdict})", key=f"again_{at}", type="tertiary", on_click=go, args=(at,))


def another(found: Round, count: int) -> None:
    """Begin the like of it; where it was of the reader's own choice, go to where that is made."""
    finish(found)
    way = next((way for way in REPEATED if way == found.way), None)
    if way:
        begin_round(way, count=count)


def finish(found: Round) -> None:
    close_round(found.id)
    pause()

"""An answer as a reader sees it: claims with their numbers, refusals with what came nearest, what was withheld."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from quotewise.assistant import Answer, Claim
from quotewise.assistant.extract.conflict import differ
from quotewise.assistant.naming import heading_below, where
from quotewise.index import Hit
from quotewise.ui.blocks import blocks_of
from quotewise.ui.contract import words_of
from quotewise.ui.page.export import REFUSALS, numbered, place_of
from quotewise.ui.page.markup import label, plain, to_html
from quotewise.ui.page.note_view import citation_of, named, open_button
from quotewise.ui.page.notices import draw_services
from quotewise.ui.page.wording import draw_up

ADVICE = {
    "not_in_notes": "It may be worded differently there: try other words, or read the passages that came nearest.",
    "not_a_question": "Ask about something that stands in your notes.",
    "notes_changed": "Read the changed notes again in the library, then ask once more.",
    "nothing_verified": "What could be said did not pass the check against your notes.",
    "empty_library": "Add notes in the library first.",
}
NEAREST_SHOWN = 280  # characters of a passage


def draw_answer(
    answer: Answer,
    key: str,
    act: Callable[[str], None] | None = None,
    *,
    followups: Sequence[str] = (),
    thumb: str = "",
) -> None:
    """All of an answer. key: unique on the page."""
    if answer.leans_on:
        st.html(f'<p class="qw-leans">Understood after: {plain(answer.leans_on)}</p>')
        st.button("Ask without it", key=f"alone_{key}", on_click=act, args=("alone",))
    if answer.reason is not None:
        draw_refusal(answer, key)
    elif answer.conflict:
        draw_conflict(answer, key)
    elif answer.model is None:
        draw_blocks(answer, key)
    else:
        draw_claims(answer.claims, numbered(answer), key, whose=True)
    draw_sources(answer.claims, numbered(answer))
    draw_services(text for claim in answer.claims for text in words_of(claim))
    for source in answer.stale:
        st.warning(
            f"{label(source)} changed since it was read: read it again in the library.", icon=":material/update:"
        )
    if answer.trouble:
        st.warning(label(answer.trouble), icon=":material/warning:")
    draw_withheld(answer)
    if not is_beside(answer) or answer.usage.output_tokens:
        st.html(f'<p class="qw-spent">{plain(spent(answer))}</p>')
    for at, question in enumerate(followups):
        st.button(label(question), key=f"follow_{key}_{at}", on_click=act, args=(f"follow:{at}",))
    for what in ("retry", "up", "down", "cards", "quiz") if act else ():
        st.button(what, key=f"{what}_{key}", on_click=act, args=(what,), disabled=thumb == what)


def draw_live(place: DeltaGenerator, claims: Sequence[Claim], *, told: bool, waited: float) -> None:
    """What has been said so far, and a sign of life."""
    said = "".join(draw_up(claim, whose=told) for claim in claims)
    place.html(f'{said}<p class="qw-status" role="status">Reading your notes, {waited:.0f} s</p>')


def draw_blocks(answer: Answer, key: str) -> None:
    """What is read out as it stands in the notes: each passage below its heading, the sentence that answers marked."""
    numbers = numbered(answer)
    for at, block in enumerate(blocks_of(answer.claims)):
        if (heading := heading_below(block.claims[0].citations[0])) and not block.goes_on:
            st.html(f'<p class="qw-heading">{plain(heading)}</p>')
        for line, claim in enumerate(block.claims):
            draw_claim(claim, numbers, f"{key}_{at}_{line}", best=claim is block.best and len(answer.claims) > 1)
        if block.best and answer.more:
            st.html(f'<p class="qw-hint">and {answer.more} more there: open its note to read on</p>')


def draw_claims(
    claims: Sequence[Claim], numbers: dict[tuple[str, int, int], int], key: str, *, whose: bool = False
) -> None:
    for at, claim in enumerate(claims):
        draw_claim(claim, numbers, f"{key}_{at}", whose=whose)


def draw_claim(
    claim: Claim,
    numbers: dict[tuple[str, int, int], int],
    key: str,
    *,
    whose: bool = False,
    best: bool = False,
    disabled: bool = False,
) -> None:
    """A claim and a button for each place it rests on.

    whose: with a mark that says whose words it is in. best: it is the sentence that answers. disabled: while the answer
    is still being given.
    """
    with st.container(horizontal=True, wrap=False, key=f"claim_{key}", gap="xsmall"):
        st.html(draw_up(claim, whose=whose, best=best))
        for number, citation in {numbers[place_of(cited)]: cited for cited in claim.citations}.items():
            open_button(citation, f"\\[{number}\\]", f"cite_{key}_{number}", wide=False, disabled=disabled)


def draw_conflict(answer: Answer, key: str) -> None:
    """The claims that disagree side by side, the rest below."""
    st.warning("Your notes disagree here. Check which one is right.", icon=":material/compare_arrows:")
    pairs = list(at_odds(answer.claims))
    numbers, whose = numbered(answer), answer.model is not None
    for at, pair in enumerate(pairs):
        for side, (column, claim) in enumerate(zip(st.columns(2, border=True), pair, strict=True)):
            with column:
                st.html(f'<p class="qw-source">{named(claim.citations[0])}</p>')
                draw_claim(claim, numbers, f"{key}_pair{at}_{side}", whose=whose)
    paired = {id(claim) for pair in pairs for claim in pair}
    draw_claims([claim for claim in answer.claims if id(claim) not in paired], numbers, key, whose=whose)


def at_odds(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """The pairs that disagree, each claim in one pair at most."""
    used: set[int] = set()
    for at, one in enumerate(claims):
        for other in claims[at + 1 :]:
            if id(one) not in used and id(other) not in used and differ(one, other):
                used |= {id(one), id(other)}
                yield one, other


def draw_sources(claims: Iterable[Claim], numbers: dict[tuple[str, int, int], int]) -> None:
    """Each note once, with the numbers that stand for it."""
    found: dict[str, list[int]] = {}
    for citation in {place_of(cited): cited for claim in claims for cited in claim.citations}.values():
        found.setdefault(named(citation), []).append(numbers[place_of(citation)])
    marks = {name: " ".join(f"[{number}]" for number in given) for name, given in found.items()}
    rows = "".join(f"<li>{mark} {name}</li>" for name, mark in marks.items())
    if rows:
        st.html(f'<ul class="qw-sources" aria-label="Sources">{rows}</ul>')


def draw_refusal(answer: Answer, key: str) -> None:
    reason = answer.reason or "not_in_notes"
    why = f"{plain(answer.why)} " if answer.why else ""
    advice = ADVICE["not_a_question" if is_beside(answer) else reason]
    st.html(f'<p class="qw-refusal"><strong>{REFUSALS[reason]}</strong> {why}{advice}</p>')
    if answer.nearest:
        st.html('<p class="qw-nearest">The nearest passages:</p>')
    for at, hit in enumerate(answer.nearest):
        draw_hit(hit, f"{key}_near{at}")


def is_beside(answer: Answer) -> bool:
    """Whether what was asked is no question about these notes, so that one calm line is all there is to say."""
    return answer.reason in ("not_a_question", "not_in_notes") and not answer.nearest


def draw_hit(hit: Hit, key: str) -> None:
    """A passage and a button that opens its note there."""
    words = hit.display or hit.text
    cut = words if len(words) <= NEAREST_SHOWN else f"{words[:NEAREST_SHOWN]} …"
    with st.container(key=f"hit_{key}", gap="xxsmall"):
        st.html(f'<p class="qw-passage">{to_html(cut.strip())}</p>')
        citation = citation_of(hit)
        open_button(citation, label(where(citation, brief=True)), f"open_{key}")


def draw_withheld(answer: Answer) -> None:
    if not answer.stopped:
        return
    with st.expander(f"Show what was withheld ({len(answer.stopped)})", type="compact"):
        rows = "".join(
            f'<li>{to_html(stopped.text)} <span class="qw-why">withheld because {plain(stopped.why)}</span></li>'
            for stopped in answer.stopped
        )
        st.html(f'<ul class="qw-withheld">{rows}</ul>')


def spent(answer: Answer) -> str:
    """Who spoke and what it took, in one line."""
    who = answer.model or "Your notes' own sentences"
    lines = f"{answer.quoted} line{'s' * (answer.quoted > 1)}"
    quoted = f" · {lines} in your notes' words" if answer.quoted else ""
    usage = answer.usage
    tokens = f" · {usage.input_tokens + usage.output_tokens} tokens" if usage.output_tokens else ""
    cost = "" if usage.cost is None else f" · about {usage.cost:.5f} USD"
    return f"{who}{quoted}{tokens}{cost} · {usage.seconds:.1f} s"

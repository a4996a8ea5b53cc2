"""What comes of the claims of one answer: each passes the gate alone, before anyone sees it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from quotewise.assistant.chat.speech import Heard, Model
from quotewise.assistant.claim import Answer, Claim, Reason, Usage, Withheld
from quotewise.assistant.extract.conflict import disagree
from quotewise.assistant.extract.gathering import Evidence, still_stands
from quotewise.assistant.gate.reader import Item, Reader, Reading
from quotewise.assistant.gate.verdict import check
from quotewise.assistant.gate.wording import fold

NEAREST = 3  # passages shown with a refusal


@dataclass(slots=True)
class _Told:
    """A claim as it is shown now. said: as it was made. passed: as it was, be it that it was the notes' own words.
    item: what a reader may yet vouch for, None if nothing."""

    shown: Claim
    said: Claim
    passed: bool
    item: Item | None = None


@dataclass(slots=True)
class Tally:
    """The claims of an answer so far.

    heard: how many lines were held against the notes. vanished: claims that passed, but whose quote is no longer in
    its file. declined: a model said that the notes do not answer. trouble: a line could not be looked at again.
    more: how many units of the block that was read out are left out. model: the name of the one whose claims these are.
    """

    evidence: Evidence
    told: list[_Told] = field(default_factory=list)
    stopped: list[Withheld] = field(default_factory=list)
    vanished: list[Claim] = field(default_factory=list)
    declined: bool = False
    trouble: str | None = None
    heard: int = 0
    more: int = 0
    model: str | None = None

    @property
    def shown(self) -> tuple[Claim, ...]:
        """The claims as they may be seen now, none twice."""
        each: dict[str, Claim] = {}
        for one in self.told:
            each.setdefault(fold(one.shown.text), one.shown)
        return tuple(each.values())

    @property
    def quoted(self) -> int:
        """How many lines are shown as the notes' words they rest on."""
        return sum(not one.passed for one in self.told)

    @property
    def changed_sources(self) -> tuple[str, ...]:
        """The notes these claims cite that changed on disk since they were read."""
        cited = {cited.source for claim in (*self.shown, *self.vanished) for cited in claim.citations}
        return tuple(sorted(cited & self.evidence.stale.keys()))

    def add(self, claims: Iterable[Claim | Withheld]) -> Iterator[Claim]:
        """Hold claims against the notes; gives what of them may be seen and was not seen yet."""
        for claim in claims:
            self.heard += 1
            if isinstance(claim, Withheld):
                self.stopped.append(claim)
                continue
            verdict = check(claim, self.evidence.hits, self.evidence.original)
            best = verdict.claim if verdict.claim and verdict.claim.words == "model" else verdict.quoted
            if best is None:
                self.stopped.append(Withheld(claim.text, verdict.why))
            elif not still_stands(best, self.evidence.stale):
                self.vanished.append(best)
            else:
                new = fold(best.text) not in {fold(one.shown.text) for one in self.told}
                self.told.append(_Told(best, claim, verdict.passed, verdict.item))
                if new:
                    yield best

    def look_again(self, reader: Reader | None) -> Reading:
        """Let a reader vouch for the wordings that are open, all in one call."""
        waiting = [(one, one.item) for one in self.told if one.item is not None]
        if reader is None or not waiting:
            return Reading(())
        reading = reader.read([item for _, item in waiting])
        for (one, _), yes in zip(waiting, reading.told, strict=True):
            if yes:
                one.passed = True
                one.shown = replace(one.shown, text=one.said.text, words="model", verified=reader.name)
            elif yes is None:
                one.shown = replace(one.shown, verified="failed")
                self.trouble = "a wording could not be checked: the notes' own words stand in its place"
        return reading

    def forget(self) -> None:
        """What was said so far was no answer."""
        self.told, self.stopped, self.vanished, self.declined, self.heard = [], [], [], False, 0

    def conclude(self, asked: Model | None, heard: Heard, reading: Reading, seconds: float) -> Answer:
        """The answer that these claims make. heard, reading: of the model that was asked, and of the second reader."""
        evidence, shown = self.evidence, self.shown
        return Answer(
            evidence.question.text,
            claims=shown,
            reason=None if shown else self._why_nothing(),
            leans_on=evidence.question.leans_on,
            conflict=disagree(shown, evidence.versions),
            more=self.more,
            nearest=evidence.nearest[:NEAREST],
            quoted=self.quoted,
            withheld=len(self.stopped),
            stopped=tuple(self.stopped),
            model=self.model,
            usage=_used(asked, heard, reading, seconds),
            trouble=heard.trouble or reading.trouble or self.trouble,
            indexed_at=evidence.indexed_at,
            stale=self.changed_sources,
            why=evidence.decision.explain() if not (shown or evidence.empty) else "",
            doubt=None if evidence.empty else evidence.decision.chance,
        )

    def _why_nothing(self) -> Reason:
        if self.evidence.empty:
            return "empty_library"
        if self.vanished:
            return "notes_changed"
        if self.stopped and not self.declined:
            return "nothing_verified"
        return self.evidence.decision.reason


def _used(model: Model | None, heard: Heard, reading: Reading, seconds: float) -> Usage:
    price = model.price if model else None
    costs = [price.of(heard.input_tokens, heard.output_tokens) if price else None, reading.cost]
    known = [cost for cost in costs if cost is not None]
    return Usage(
        heard.input_tokens + reading.input_tokens,
        heard.output_tokens + reading.output_tokens,
        cost=sum(known) if known else None,
        seconds=round(seconds, 3),
    )

"""Questions drafted by a model; the evidence is the notes' own words, and an answer they do not bear out is dropped."""

import logging
import re
from collections.abc import Iterable, Iterator

from quotewise.assistant import Model
from quotewise.assistant.chat.speech import Heard, ModelError, listen
from quotewise.assistant.claim import Claim
from quotewise.assistant.gate.quote import name_passage
from quotewise.assistant.gate.verdict import check
from quotewise.assistant.practice.verify import Span, Verifier
from quotewise.assistant.prompts import draft_messages
from quotewise.eval.making.proposal import Proposal, Quote
from quotewise.index import Hit

MOST_DROPPED = 8  # in a row
MOST_FAILURES = 3  # in a row, without a word
FIELD = re.compile(r"^\W*(QUESTION|ANSWER|QUOTE)\W*?:[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)

log = logging.getLogger("quotewise.eval")


def from_model(model: Model, said: Iterable[Span], voucher: Verifier) -> Iterator[Proposal]:
    """A question about each passage in turn, where the model's answer passes the gate against its quote.

    It ends early, with a warning, where the notes bear out none of many in a row.
    Raises ModelError where the model cannot be used before something is put right, or fails again and again.
    """
    failed = dropped = 0
    for hit in dict.fromkeys(span.hit for span in said):
        heard = Heard()
        words = "".join(listen(model, draft_messages(hit), heard))
        failed = failed + 1 if heard.trouble and not words else 0
        if failed == MOST_FAILURES:
            raise ModelError(f'"{model.name}" fails ({heard.trouble}): what was decided is kept, run it again later')
        if proposal := proposal_of(words, hit, voucher):
            dropped = 0
            yield proposal
            continue
        dropped += 1
        if dropped == MOST_DROPPED:
            log.warning("%s drafts nothing that the notes bear out: questions are made without it", model.name)
            return


def proposal_of(words: str, hit: Hit, voucher: Verifier) -> Proposal | None:
    """What a model wrote as a proposal; None where a part is missing, or the notes do not bear it out."""
    fields = {name.upper(): text.strip() for name, text in FIELD.findall(words)}
    if not {"QUESTION", "ANSWER", "QUOTE"} <= fields.keys() or not fields["QUESTION"].endswith("?"):
        return None
    cited = name_passage(1, fields["QUOTE"].strip("\"'\u201c\u201d "), [hit])
    verdict = check(Claim(fields["ANSWER"], (cited,)), [hit], voucher.original)
    claim = verdict.claim or (verdict.quoted if verdict.item else None)  # another wording gives way to its quote
    if claim is None:
        return None
    evidence = tuple(Quote(one.source, one.start, one.end, one.quote, one.title) for one in claim.citations)
    return Proposal(
        "model", "factoid", fields["QUESTION"], claim.text, (claim.text.rstrip("."),), evidence, difficulty="medium"
    )

"""What a model claims and what the gate stops of it: `python -m quotewise.eval.model_claims --model local`."""

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from quotewise.assistant import Answer, Claim, Withheld, answer, open_model, total
from quotewise.eval.dataset import SAMPLE, Question, load_questions
from quotewise.index import Library

SHOWN = 30  # claims of each kind written out, to be read by eye
Pairs = Sequence[tuple[Question, Answer]]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--base-url")
    parser.add_argument("--notes", type=Path, default=SAMPLE / "notes")
    parser.add_argument("--library", type=Path, help="one made before, in place of --notes")
    parser.add_argument("--questions", type=Path, default=SAMPLE / "questions.jsonl")
    parser.add_argument("--only", type=int, metavar="N", help="N of the questions, drawn with a fixed seed")
    parser.add_argument("--out", type=Path, help="folder for what passed and what was stopped, as JSON lines")
    options = parser.parse_args(arguments)
    model = open_model(options.model, base_url=options.base_url)
    with ExitStack() as stack:
        folder = options.library or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        library = stack.enter_context(Library.open(folder, create=True))
        if options.library is None:
            library.ingest([options.notes])
        questions = load_questions(options.questions)
        if options.only is not None:
            questions = random.Random(7).sample(questions, min(options.only, len(questions)))
        pairs = [(item, answer(library, item.question, history=item.history, model=model)) for item in questions]
    print_counts(pairs)
    if options.out:
        write_samples(pairs, options.out)


def print_counts(pairs: Pairs) -> None:
    # Not every server counts tokens.
    asked = [reply for _, reply in pairs if reply.usage.output_tokens or reply.model or reply.stopped]
    passed, stopped = claims_of(pairs), [withheld for _, withheld in stopped_of(pairs)]
    took = total(asked)
    print(f"questions                 {len(pairs)}, {len(pairs) - len(asked)} refused before the model was asked")
    print(f"claims                    {len(passed) + len(stopped)}: {len(passed)} passed, {len(stopped)} stopped")
    print(f"answers in its own words  {sum(reply.model is not None for reply in asked)} of {len(asked)}")
    print(f"relocated                 {sum(reply.relocated for reply in asked)}")
    print(f"in trouble                {sum(reply.trouble is not None for reply in asked)}")
    print(f"tokens                    {took.input_tokens} in, {took.output_tokens} out, {took.seconds:.0f} s")
    for why, count in Counter(withheld.why for withheld in stopped).most_common():
        print(f"  {count:4} {why}")


def claims_of(pairs: Pairs) -> list[tuple[Question, Claim]]:
    return [(item, claim) for item, reply in pairs if reply.model for claim in reply.claims]


def stopped_of(pairs: Pairs) -> list[tuple[Question, Withheld]]:
    return [(item, withheld) for item, reply in pairs for withheld in reply.stopped]


def write_samples(pairs: Pairs, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[dict[str, Any]]] = {
        "passed": [
            {"id": item.id, "question": item.question, "text": claim.text, "quotes": [c.quote for c in claim.citations]}
            for item, claim in claims_of(pairs)
        ],
        "stopped": [
            {"id": item.id, "question": item.question, "text": withheld.text, "why": withheld.why}
            for item, withheld in stopped_of(pairs)
        ],
    }
    for kind, found in rows.items():
        chosen = random.Random(7).sample(found, min(SHOWN, len(found)))
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in chosen]
        (folder / f"{kind}.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

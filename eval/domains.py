"""How often a question finds its exam domain, beside three baselines: `python -m quotewise.eval.domains`.

Questions of an exam that has a blueprint, with the domain their file gives them. A label that is no domain of the
blueprint ("ML fundamentals") is left out, and counted. With --library: how near the notes of libraries are to what
each exam is about, and which share of their passages stands in notes that fit it.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from quotewise.assistant.exam.blueprint import Blueprint, open_blueprint, packaged
from quotewise.assistant.gate.wording import stems
from quotewise.assistant.practice.domains import Domains, Fit
from quotewise.eval.dataset import SAMPLE
from quotewise.eval.statistics import wilson
from quotewise.index import Library, open_encoder


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exam", type=Path, default=SAMPLE / "exam.jsonl")
    parser.add_argument("--library", type=Path, action="append", default=[], help="a library to hold against each exam")
    parser.add_argument("--wrong", action="store_true", help="list the questions put into a wrong domain")
    options = parser.parse_args(arguments)
    for folder in options.library:
        with Library.open(folder) as library:
            report_fit(library)
    lines = [json.loads(line) for line in options.exam.read_text(encoding="utf-8").splitlines() if line.strip()]
    for exam in sorted({line["exam"] for line in lines if line["exam"] in packaged()}):
        report(open_blueprint(exam), [line for line in lines if line["exam"] == exam], wrong=options.wrong)


def report(blueprint: Blueprint, lines: Sequence[Mapping[str, Any]], *, wrong: bool) -> None:
    known = [line for line in lines if line["domain"] in blueprint.names]
    gold = [line["domain"] for line in known]
    texts = [text_of(line) for line in known]
    print(f"{blueprint.code}: {len(known)} questions, {len(lines) - len(known)} left out (another label)")
    if not known:
        return
    found = [one.name for one in Domains(blueprint, open_encoder()).assign(texts)]
    commonest = Counter(gold).most_common(1)[0][0]
    print_share("quotewise", found, gold)
    print_share("BM25 over the blueprint", [by_bm25(text, blueprint) for text in texts], gold)
    print_share("words shared with it", [by_words(text, blueprint) for text in texts], gold)
    print_share("the commonest domain", [commonest] * len(gold), gold)
    for name in blueprint.names:
        some = [(one, due) for one, due in zip(found, gold, strict=True) if due == name]
        print_share(f"  {name}", [one for one, _ in some], [due for _, due in some])
    if wrong:
        for line, one, due in zip(known, found, gold, strict=True):
            if one != due:
                print(f"{line['id']} is {due}, put into {one}: {line['question']}")


def report_fit(library: Library) -> None:
    print(f"{library.folder.name}: nearness of the notes, bound, share of passages in notes that fit")
    per_note = "SELECT source, count(*) FROM note JOIN place ON note.id = note_id GROUP BY 1"
    with library.reading() as connection:
        sizes = dict(connection.execute(per_note).fetchall())
    for code in packaged():
        fit = Fit(Domains(open_blueprint(code), library.encoder), library)
        held = sum(count for source, count in sizes.items() if fit.of([source]) >= fit.least)
        print(f"  {code:16}{fit.of():.2f}  {fit.least:.2f}  {held / max(1, sum(sizes.values())):.2f}")


def text_of(line: Mapping[str, Any]) -> str:
    return " ".join([line["question"], *line["options"].values()])


def print_share(name: str, found: Sequence[str], gold: Sequence[str]) -> None:
    right = sum(one == due for one, due in zip(found, gold, strict=True))
    low, high = wilson(right, len(gold))
    print(f"{name:58}{right / max(1, len(gold)):.3f} [{low:.2f}, {high:.2f}] ({right} of {len(gold)})")


def by_words(text: str, blueprint: Blueprint) -> str:
    """The domain with most of the text's words in its description."""
    asked = set(stems(text))
    return max(blueprint.domains, key=lambda domain: len(asked & set(stems(" ".join(domain.about))))).name


def by_bm25(text: str, blueprint: Blueprint) -> str:
    """The domain whose description, taken as one document, BM25 scores best (k1 = 1.2, b = 0.75)."""
    documents = {domain.name: Counter(stems(" ".join([domain.name, *domain.about]))) for domain in blueprint.domains}
    mean = sum(sum(words.values()) for words in documents.values()) / len(documents)

    def score(words: Counter[str]) -> float:
        length = 1.2 * (0.25 + 0.75 * sum(words.values()) / mean)
        return sum(idf(word) * words[word] * 2.2 / (words[word] + length) for word in set(stems(text)))

    def idf(word: str) -> float:
        holding = sum(word in words for words in documents.values())
        return math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))

    return max(documents, key=lambda name: score(documents[name]))


if __name__ == "__main__":
    main()

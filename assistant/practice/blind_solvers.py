"""Blind solvers: one answers from the notes and must agree with the key, one sees the options alone and must not."""

from collections.abc import Sequence
from string import ascii_uppercase

from quotewise.assistant.chat.speech import Heard, Model, listen
from quotewise.assistant.exam.baselines import chance
from quotewise.assistant.exam.pick import read_letters
from quotewise.assistant.exam.solver import solve
from quotewise.assistant.model_output import lines
from quotewise.assistant.practice.audit.tell import item_of
from quotewise.assistant.practice.drafting import Spent
from quotewise.assistant.practice.question import Question
from quotewise.assistant.prompts import alone_messages
from quotewise.index import Library


def agreed(questions: Sequence[Question], library: Library, model: Model, spent: Spent) -> list[Question]:
    """Those of a model's questions that the model solves from the notes, not told the key; all others as they are.

    spent: told why the others went, and how many keys the options alone gave away.
    """
    kept = []
    for question in questions:
        if question.origin != f"model:{model.name}":
            kept.append(question)
            continue
        heard = Heard()
        solution = solve(library, item_of(question), model=model, reader=None, heard=heard)
        spent.note(model, heard)
        if solution.model is None:
            spent.dropped["a blind solver could not tell"] += 1
        elif solution.answer != tuple(sorted(question.answer)):
            spent.dropped["a blind solver picked another option"] += 1
        else:
            kept.append(question)
            look_alone(question, model, spent)
    return kept


def look_alone(question: Question, model: Model, spent: Spent) -> None:
    """Ask for the key from the options alone, under letters that tell nothing, and count whether it was picked."""
    item, heard = item_of(question), Heard()
    old_of = dict(zip(ascii_uppercase, item.in_fixed_order, strict=False))
    options = {new: item.options[old] for new, old in old_of.items()}
    said = lines(listen(model, alone_messages(options, len(question.answer)), heard))
    named = next((letters for line in said if (letters := read_letters(line))), ())
    spent.note(model, heard)
    spent.alone_asked += 1
    spent.alone_due += chance(item)
    spent.alone_right += sorted(old_of.get(letter, "") for letter in named) == sorted(question.answer)

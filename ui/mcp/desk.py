"""What an assistant may do with the notes, each thing as a command does it; the docstrings are read by assistants."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from anyio import from_thread
from mcp.server.mcpserver import Context
from pydantic import Field

from quotewise.assistant import Answer
from quotewise.assistant.cited import citation_at
from quotewise.assistant.claim_json import citation_json
from quotewise.assistant.lines import Lines
from quotewise.assistant.practice.question import Difficulty, Kind
from quotewise.index import Library
from quotewise.ui import contract
from quotewise.ui.batch import is_unicode
from quotewise.ui.failure import Failure, one_line_errors
from quotewise.ui.learner import study_log, weak_weights
from quotewise.ui.mcp import said
from quotewise.ui.options import chosen_model, chosen_reranker
from quotewise.ui.readers import chosen_reader

if TYPE_CHECKING:
    from quotewise.assistant import Model
    from quotewise.assistant.gate.reader import Reader
    from quotewise.assistant.practice.grading import Response
    from quotewise.assistant.practice.question import Question

ASKED, SENTENCE, NAME = 2000, 1000, 1000  # characters of a question, a sentence, a name
LISTED = 500  # notes that are listed at once
PAGE, WHOLE = 20_000, 1_000_000  # characters of a note that are told at once by the tool, and as a resource

Source = Annotated[
    str, Field(max_length=NAME, description="Only notes whose source is this, or matches this GLOB; empty: all.")
]
Given = str | list[str | list[str]]


@dataclass
class Desk:
    """A library at the service of assistants, opened when first needed. Safe from several threads.

    name, base_url, yes_send, verify, rerank: as the options of the commands. learner: whose record is kept.
    """

    folder: Path
    learner: str | None = None
    name: str | None = None
    base_url: str | None = None
    yes_send: bool = False
    verify: str | None = None
    rerank: str | None = None
    _library: Library | None = field(default=None, init=False)
    _state: object = field(default=None, init=False)
    _opening: threading.Lock = field(default_factory=threading.Lock, init=False)
    _opened: ExitStack = field(default_factory=ExitStack, init=False)

    def search(
        self,
        question: Annotated[str, Field(description="A question, or words to look for.")],
        source: Source = "",
        budget: Annotated[int, Field(ge=100, le=20_000, description="Characters of notes to return.")] = 4000,
    ) -> said.Found:
        """Find the passages of the reader's notes that fit a question, word for word, with their places."""
        from quotewise.assistant.exam.chosen import services_of

        asked = worded(question, "question", ASKED)
        with self.library() as library, library.reading():
            hits = library.search(asked, budget=budget, source=self.among(source))
            found = contract.search_json(None, asked, hits, services_of(library))
            return said.Found(**said.placed(found, Lines(library)), searched=library.repaired(asked))

    def ask(
        self, question: Annotated[str, Field(description="One question.")], context: Context, source: Source = ""
    ) -> said.Answer:
        """Answer a question from the reader's notes, each statement with the words that back it; or refuse.

        Repeat the claims as they stand, with their citations, and add nothing to them.
        """
        from quotewise.assistant import stream
        from quotewise.assistant.exam.chosen import services_of

        asked, tell = worded(question, "question", ASKED), teller(context)
        with self.library() as library:
            answer = Answer(asked)
            model, reader = self.speakers
            pieces = stream(library, asked, source=self.among(source), model=model, reader=reader)
            for number, piece in enumerate(pieces, start=1):
                tell("answering", number, 0)
                answer = piece if isinstance(piece, Answer) else answer
            found = said.placed(contract.answer_json(None, answer, services_of(library)), Lines(library))
            return said.Answer(**found, why=answer.why, trouble=answer.trouble, stale=list(answer.stale))

    def check_sentence(
        self,
        sentence: Annotated[str, Field(description="One sentence as it stands, from a course, a book, an answer.")],
        source: Source = "",
    ) -> said.Check:
        """Hold a sentence from anywhere, your own too, against the reader's notes: what they say for and against it."""
        from quotewise.assistant import look_up
        from quotewise.assistant.chat.speech import announce

        text = worded(sentence, "sentence", SENTENCE)
        with self.library() as library, library.reading():
            _, reader = self.speakers
            if model := getattr(reader, "model", None):
                announce(model, self.folder)
            looked = look_up(library, text, self.among(source), reader)
            return said.Check(**said.placed(contract.lookup_json(None, looked), Lines(library)), trouble=looked.trouble)

    def list_notes(self, source: Source = "") -> said.Notes:
        """List the reader's notes, and the exam they are for."""
        from quotewise.assistant.exam.chosen import chosen_exam

        with self.library() as library, library.reading():
            chosen, notes = chosen_exam(library), self.notes(source)
        exam = chosen.blueprint.code if chosen else None
        return said.Notes(notes=notes[:LISTED], more=len(notes[LISTED:]), exam=exam)

    def read_note(
        self,
        source: Annotated[str, Field(description="The note, as citations and list_notes name it.")],
        first_line: Annotated[int, Field(ge=1)] = 1,
        last_line: Annotated[int | None, Field(ge=1, description="null: as many as are told at once.")] = None,
    ) -> said.Reading:
        """Read lines of a note word for word; `next_line` tells where to go on."""
        name = worded(source, "source", NAME)
        with self.library() as library, library.reading():
            lines = Lines(library)
            begin, end, last = span_of(lines, name, first_line, last_line)
            if end - begin > PAGE:
                last = max(first_line, lines.of(name, begin + PAGE) - 1)
                _, end = lines.span(name, first_line, last)
            cited = citation_at(library, name, begin, min(end, begin + PAGE))
            if cited is None:
                raise Failure(f'"{name}" is empty')
            return said.Reading(
                **said.placed(citation_json(cited), lines),
                lines=lines.count(name),
                next_line=last + 1 if last < lines.count(name) else None,
                cut=end - begin > PAGE,
            )

    def notes(self, source: str = "") -> list[said.Note]:
        """Every note whose source is this or matches it, "" for all."""
        with self.library() as library:
            status = library.status()
        return [
            said.Note(source=name, title=title or name, stale=name in status.stale, uri=said.uri_of(name))
            for name, title in status.titles.items()
            if source in ("", name) or fnmatchcase(name, source)
        ]

    def among(self, source: str) -> str | None:
        """The notes to look in, None for all; raises Failure where there is none: it is no refusal of theirs."""
        if source and not self.notes(source):
            raise Failure(f'No note matches "{source}": list_notes names them')
        return source or None

    def words_of(self, source: str, first_line: int = 1, last_line: int | None = None) -> str:
        """The words of a note, or of some lines of it."""
        with self.library() as library, library.reading():
            begin, end, _ = span_of(Lines(library), source, first_line, last_line)
            if end - begin > WHOLE:
                raise Failure(f"{end - begin:,} characters are too many at once: open lines of it, as #L1-L200")
            return library.original(source)[begin:end]

    def quiz(
        self,
        context: Context,
        count: Annotated[int, Field(ge=1, le=50)] = 5,
        topic: Annotated[str, Field(max_length=NAME, description="Words of the topic, heading or question.")] = "",
        domain: Annotated[str, Field(max_length=NAME, description="Of the exam: its number, or words of it.")] = "",
        kind: Kind | Literal[""] = "",
        difficulty: Difficulty | Literal[""] = "",
        weak: Annotated[bool, Field(description="Aim at what went wrong before.")] = False,
        source: Source = "",
    ) -> said.Quiz:
        """Draw practice questions that the reader's notes bear out, without their keys, those never answered first.

        Where too few are kept more are written, which takes a minute. Put them to the reader one by one, and let
        answer_question grade: do not answer them yourself.
        """
        from quotewise.assistant.exam.chosen import chosen_exam
        from quotewise.assistant.practice.question_json import question_json
        from quotewise.assistant.practice.quiz import make_quiz
        from quotewise.assistant.study.advice import turns
        from quotewise.ui import practice_round, quizzing

        wishes = {"topic": topic, "domain": domain, "kind": kind, "difficulty": difficulty}
        with self.library() as library:
            wish, log = quizzing.wish_of(wishes, library, self.among(source)), study_log(library.uuid, self.learner)
            past = replace(log.past(), answered=turns(log.answers())) if weak else log.past()
            weights = weak_weights(library, log) if weak else None
            made = make_quiz(library, count, wish=wish, past=past, weights=weights, progress=teller(context))
            if not made.questions:
                raise Failure(quizzing.none_written(wish, library))
            chosen = chosen_exam(library)
        name = str(uuid.uuid4())
        shown = [practice_round.show(question, name) for question in made.questions]
        asked = [said.Question(**question_json(one), choose=len(one.answer) if one.options else None) for one in shown]
        remark = f". {chosen.remark}" if chosen and chosen.remark else ""
        return said.Quiz(round=name, questions=asked, said=quizzing.summary(made, count) + remark)

    def answer_question(
        self,
        round: Annotated[UUID, Field(description="Of the quiz.")],
        question: Annotated[UUID, Field(description="The question's id.")],
        answer: Annotated[
            Given,
            Field(
                description="The reader's answer. A list: letters of options; the words for a gap; the items in their "
                "order; pairs [left, right]. A string: letters; words; numbers of the items in their order; to match, "
                "the letter of a right side for each left side in turn."
            ),
        ],
        confidence: Annotated[
            Literal["", "guess", "unsure", "sure"], Field(description="How sure the reader is; empty: nobody asked.")
        ] = "",
    ) -> said.Verdict:
        """Grade the reader's answer to a question of a quiz, and keep it in their record.

        Tells whether it is right, the key, why, and why other options are wrong, in the notes' words.
        """
        from quotewise.assistant.exam.chosen import services_of
        from quotewise.assistant.practice.exchange.as_html import key_lines
        from quotewise.assistant.practice.grading import is_right
        from quotewise.assistant.practice.question_json import flagged_json

        with self.library() as library:
            shown = shown_question(library, str(question), str(round))
            given = response(shown, answer)
            kept = study_log(library.uuid, self.learner).answer(str(round), shown, given, confidence, 0)
            why = said.placed(flagged_json(shown, services_of(library)), Lines(library))
            return said.Verdict(**why, correct=is_right(shown, given), kept=kept, key=key_lines(shown))

    @contextmanager
    def library(self) -> Iterator[Library]:
        """The library, opened anew where another lies in its place, or its vectors are of another model.

        What goes wrong in the block is raised as a Failure, with its remedy.
        """
        with one_line_errors():
            with self._opening:
                if self._library is None or self._state != state_of(self._library):
                    found = Library.open(self.folder, reranker=chosen_reranker(self.rerank))
                    # One that is still read from stays open until the end
                    self._library, self._state = self._opened.enter_context(found), state_of(found)
                library = self._library
            yield library

    @cached_property
    def speakers(self) -> tuple["Model | None", "Reader | None"]:
        """The chat model and who vouches for its wordings; raises ModelError, or what click says of wrong usage."""
        model = chosen_model(self.name, self.base_url)
        reader = chosen_reader(model, self.verify, self.base_url)
        for told in (model, getattr(reader, "model", None)) if self.yes_send else ():
            if told:
                told.announced.add(str(self.folder))
        return model, reader

    def close(self) -> None:
        self._opened.close()


def state_of(library: Library) -> object:
    """Differs where another file lies in a library's place, or its vectors are of another model."""
    try:
        file = library.file.stat()
    except OSError:
        return None
    return file.st_dev, file.st_ino, library.remembered("encoder")


def worded(given: str, what: str, longest: int) -> str:
    """What was given, if it is something, and not too much."""
    if not given.strip() or not is_unicode(given):
        raise Failure(f"The {what} is {'no Unicode' if given.strip() else 'empty'}: give one")
    if len(given) > longest:
        raise Failure(f"The {what} has {len(given):,} characters: give one of at most {longest:,}")
    return given


def span_of(lines: Lines, source: str, first: int, last: int | None) -> tuple[int, int, int]:
    """Where lines of a note begin and end, and the last of them there is; raises Failure, or LibraryError."""
    count = lines.count(source)
    last = min(last or count, count)
    if not 1 <= first <= last:
        raise Failure(f'"{source}" has the lines 1 to {count}: name some of these')
    return *lines.span(source, first, last), last


def teller(context: Context) -> Callable[[str, int, int], None]:
    """Tells how far the work is, and ends it where nobody waits for it any more."""
    last = -1

    def tell(stage: str, done: int, total: int) -> None:
        nonlocal last
        from_thread.check_cancelled()
        if done > last:  # the protocol wants progress that grows
            last = done
            from_thread.run(context.report_progress, done, total or None, stage)

    return tell


def shown_question(library: Library, id: str, round_id: str) -> "Question":
    """A question of the bank as a round shows it."""
    from quotewise.assistant.practice.bank import Bank
    from quotewise.ui.practice_round import show

    kept = next((one for one in Bank.of(library).read(library) if one.question.id == id), None)
    if kept is None or kept.stale:
        why = "no question of this id is kept" if kept is None else "the words it rests on are gone from the notes"
        raise Failure(f"It cannot be graded, for {why}: draw others with quiz")
    return show(kept.question, round_id)


def response(shown: "Question", answer: Given) -> "Response":
    """What was answered, as it is graded; raises Failure for what can be no answer."""
    from quotewise.assistant.practice.grading import can_be
    from quotewise.assistant.study.log import response_of
    from quotewise.ui import quiz_round

    given = quiz_round.response_of(shown, answer.strip()) if isinstance(answer, str) else response_of(answer)
    if given is None or not can_be(shown, given) or len(str(given)) > ASKED:
        raise Failure(f"That is no answer to this question: {quiz_round.hint(shown)}, please")
    return given

"""An answer in the making: drawn up in a thread of its own, so that the page can stop waiting for it at any time."""

import queue
import threading
from collections.abc import Iterator

from quotewise.assistant import Answer, Claim, ModelError
from quotewise.assistant.chat.speech import Model
from quotewise.assistant.gate.reader import Reader
from quotewise.index import Library, LibraryError
from quotewise.index.encoder import EncoderError
from quotewise.ui.page.sources import exact

BEAT = 0.2  # seconds between two signs of life
ANSWERING = "answering"  # name of the threads

FAULTS = (LibraryError, EncoderError, ModelError)

Piece = Claim | Answer | LibraryError | EncoderError | ModelError


class Listening:
    """The pieces of an answer as they come; FAULTS are raised where they are read.

    among: the notes that alone are asked, none for all.
    """

    def __init__(
        self,
        library: Library,
        question: str,
        history: list[str],
        among: tuple[str, ...],
        model: Model | None,
        reader: Reader | None,
    ) -> None:
        self.among = among
        self._pieces: queue.SimpleQueue[Piece] = queue.SimpleQueue()
        self._left = threading.Event()
        told = (library, question, history, model, reader)
        threading.Thread(target=self._draw_up, args=told, name=ANSWERING, daemon=True).start()

    def pieces(self) -> Iterator[Claim | Answer | None]:
        """Each claim once it passed, the Answer last, and None every BEAT in between."""
        while True:
            try:
                piece = self._pieces.get(timeout=BEAT)
            except queue.Empty:
                yield None
                continue
            if isinstance(piece, Exception):
                raise piece
            yield piece
            if isinstance(piece, Answer):
                return

    @property
    def is_drained(self) -> bool:
        """Whether no further piece has come yet."""
        return self._pieces.empty()

    def leave(self) -> None:
        """Nobody listens any more: the next piece is the last."""
        self._left.set()

    def _draw_up(
        self, library: Library, question: str, history: list[str], model: Model | None, reader: Reader | None
    ) -> None:
        from quotewise.assistant import stream

        among = list(map(exact, self.among))
        try:
            for piece in stream(library, question, history=history, source=among, model=model, reader=reader):
                self._pieces.put(piece)
                if self._left.is_set():
                    return
        except FAULTS as error:
            self._pieces.put(error)


def is_answering() -> bool:
    """Whether an answer is being drawn up, in any tab."""
    return any(thread.name == ANSWERING for thread in threading.enumerate())

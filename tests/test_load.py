"""What the benches of size and load are made of: vectors like those of notes, a tab without a browser, answers."""

from random import Random
from typing import Any

import numpy as np
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from quotewise.eval.bench.browser_tab import Tab
from quotewise.eval.bench.drawn_vectors import BLOCK, draw
from quotewise.eval.bench.many_learners import drawn


def around_the_axes() -> "np.ndarray[Any, np.dtype[np.float32]]":
    """48 vectors of unit length in four bundles, one around each of four axes."""
    chance = np.random.default_rng(3)
    made = np.repeat(np.eye(4, 16, dtype=np.float32), 12, axis=0) + 0.1 * chance.random((48, 16), np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def test_drawn_vectors_are_of_unit_length_lie_where_real_ones_do_and_repeat() -> None:
    real = around_the_axes()
    blocks = list(draw(real, BLOCK + 5))
    assert [len(block) for block in blocks] == [BLOCK, 5]
    assert np.allclose(np.linalg.norm(blocks[0], axis=1), 1, atol=1e-5)
    assert ((blocks[0] @ real.T).max(axis=1) > 0.9).all()
    assert np.array_equal(next(draw(real, 7)), blocks[0][:7])


@pytest.mark.parametrize(("kind", "given"), [("gap", 1), ("choice", 2), ("matching", 3), ("ordering", 3)])
def test_an_answer_is_of_the_form_that_is_asked_for(kind: str, given: int) -> None:
    pieces = [{"value": value} for value in "ABC"]
    asked = {"kind": kind, "wanted": 2, "options": pieces, "left": pieces, "right": pieces, "items": pieces}
    assert len(drawn(asked, Random(1))) == given


async def test_a_tab_knows_what_stands_on_the_page_after_a_run_and_what_went_wrong() -> None:
    tab = Tab(Silence())  # type: ignore[arg-type]
    for run, key in (("1", "a"), ("2", "b")):
        tab.take(begun(run))
        tab.take(button(run, f"$$ID-x-{key}", place=ord(key)))
        tab.take(ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))
    assert tab.found("button", "-a") is None
    assert tab.found("button", "-b").id == "$$ID-x-b"
    broken = ForwardMsg()
    broken.delta.new_element.exception.type = "KeyError"
    tab.take(broken)
    assert tab.faults == ["KeyError: "]
    await tab.close()


async def test_a_tab_is_told_once_what_it_keeps() -> None:
    tab = Tab(Silence())  # type: ignore[arg-type]
    tab.take(begun("1"))
    first = button("1", "$$ID-x-go", place=1)
    first.hash, first.metadata.cacheable = "known", True
    tab.take(first)
    tab.take(begun("2"))
    again = ForwardMsg(ref_hash="known")
    again.metadata.delta_path.append(1)
    tab.take(again)
    tab.take(ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))
    assert tab.found("button", "-go") is not None
    await tab.close()


class Silence:
    """A socket over which nothing comes."""

    def __aiter__(self) -> "Silence":
        return self

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration

    async def close(self) -> None:
        pass


def begun(run: str) -> ForwardMsg:
    message = ForwardMsg()
    message.new_session.name = "page"
    message.metadata.run.script_run_id = run
    return message


def button(run: str, id: str, place: int) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.button.id = id
    message.metadata.delta_path.append(place)
    message.metadata.run.script_run_id = run
    return message

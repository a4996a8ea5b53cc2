"""A click that is followed by another one before its run counts, and its callback is done to the end."""

import threading
from typing import Any

import pytest
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state.safe_session_state import SafeSessionState

from quotewise.ui.undisturbed import let_callbacks_end


class NewerRequest(Exception):
    """What Streamlit raises where a newer request waits."""


@pytest.fixture
def patched(monkeypatch: pytest.MonkeyPatch) -> None:
    def there_is_one(self: Any) -> None:
        raise NewerRequest

    # As Streamlit has it, whether or not a server was begun in this process before.
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", there_is_one)
    monkeypatch.setattr(ScriptRunner, "_maybe_handle_execution_control_request", there_is_one)
    let_callbacks_end()


def test_callbacks_are_called_to_their_end_though_a_newer_request_waits(patched: None) -> None:
    runner, done = ScriptRunner.__new__(ScriptRunner), []

    class State:
        def on_script_will_rerun(self, states: str, *, is_history_navigation: bool) -> None:
            runner._maybe_handle_execution_control_request()  # as whatever a callback says does
            in_another = threading.Thread(target=lambda: done.append(raises(runner)))
            in_another.start()
            in_another.join()
            done.append((states, is_history_navigation))

    state = SafeSessionState(State(), runner._maybe_handle_execution_control_request)  # type: ignore[arg-type]
    state.on_script_will_rerun("a click", is_history_navigation=False)  # type: ignore[arg-type]
    assert done == [True, ("a click", False)]
    assert raises(runner), "after them the newer request has its turn"


def test_it_is_done_once_however_often_a_server_is_begun(patched: None) -> None:
    before = ScriptRunner._maybe_handle_execution_control_request
    let_callbacks_end()
    assert ScriptRunner._maybe_handle_execution_control_request is before


def raises(runner: ScriptRunner) -> bool:
    try:
        runner._maybe_handle_execution_control_request()
    except NewerRequest:
        return True
    return False

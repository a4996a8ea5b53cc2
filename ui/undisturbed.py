"""A click counts even where the next one comes before its run has begun.

Streamlit 1.67 looks for a newer request before it has read what the older one brought, and again whenever a callback
says anything: the older click is then forgotten, or its callback ends in the middle.
"""

import threading
from typing import Any

calling = threading.local()  # of a script's thread: `now` while it is with its callbacks


def let_callbacks_end() -> None:
    """Have newer requests wait until the callbacks of the one at hand are through; drawing may be cut short as ever."""
    from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
    from streamlit.runtime.state.safe_session_state import SafeSessionState

    if SafeSessionState.on_script_will_rerun is call_undisturbed:
        return
    look = ScriptRunner._maybe_handle_execution_control_request

    def look_for_newer(self: ScriptRunner) -> None:
        if not getattr(calling, "now", False):
            look(self)

    ScriptRunner._maybe_handle_execution_control_request = look_for_newer  # type: ignore[method-assign]
    SafeSessionState.on_script_will_rerun = call_undisturbed  # type: ignore[method-assign]


def call_undisturbed(self: Any, *given: Any, **named: Any) -> None:
    """What Streamlit does there, with its lock and without its look for newer requests."""
    calling.now = True
    try:
        with self._lock:
            self._state.on_script_will_rerun(*given, **named)
    finally:
        calling.now = False

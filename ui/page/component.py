"""What the browser draws by a script of ours: each component is registered once, under the name of its script."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st


@cache
def registered(name: str) -> Any:
    """The component that `name.js`, beside this file, draws; called with `key`, `data` and `on_NAME_change`."""
    script = Path(__file__).with_name(f"{name}.js").read_text("utf-8")
    return st.components.v2.component(f"quotewise_{name}", js=script, isolate_styles=False)


def pressed(name: str, key: str, data: dict[str, Any], told: str, act: Callable[[int], None]) -> None:
    """Draw a component; `act` is called with the number that it gives under the name `told`."""

    def tell() -> None:
        number = st.session_state[key].get(told)
        if type(number) is int:
            act(number)

    registered(name)(key=key, data=data, **{f"on_{told}_change": tell})

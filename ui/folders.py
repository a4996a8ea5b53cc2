"""Where a person's own things lie: what they answered, said and added, and their library unless they name another."""

from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """The user's data folder for quotewise, as the platform has it; it may not be there yet."""
    return Path(platformdirs.user_data_dir("quotewise", appauthor=False))

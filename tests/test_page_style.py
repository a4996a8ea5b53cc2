"""The page's style sheets, which stand on every page together."""

import re
from collections import defaultdict
from pathlib import Path

from quotewise.ui.page import exam_items
from quotewise.ui.page.markup import shortened

SHEETS = sorted(Path(exam_items.__file__).parent.glob("*.css"))


def selectors(sheet: Path) -> set[str]:
    """What the rules of a sheet are for; inside brackets no comma parts two."""
    rules = re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL))
    return {one.strip() for rule in rules for one in re.split(r",(?![^()]*\))", rule)}


def test_a_name_is_given_its_looks_by_one_sheet_alone() -> None:
    owners: dict[str, list[str]] = defaultdict(list)
    for sheet in SHEETS:
        for bare in sorted(one for one in selectors(sheet) if re.fullmatch(r"\.qw-[\w-]+", one)):
            owners[bare].append(sheet.name)
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def test_what_is_for_fingers_overrules_every_other_sheet() -> None:
    assert SHEETS[-1].name == "touch.css"


def test_what_is_too_long_is_cut_off_between_two_words() -> None:
    assert shortened("preserving physical or digital evidence", 25) == "preserving physical or …"
    assert shortened("x" * 30, 25) == f"{'x' * 25} …"

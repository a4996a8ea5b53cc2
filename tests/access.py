"""Accessibility by axe-core's rules, for the browser tests of every part."""

import os
from pathlib import Path

import pytest
from browser import Tab

AXE = Path(os.environ.get("QUOTEWISE_AXE") or Path(__file__).parents[1] / ".axe/node_modules/axe-core/axe.min.js")
SERIOUS = ("serious", "critical")
# Findings in elements that Streamlit draws and gives us no say in: rule, and part of the element found.
STREAMLITS_OWN: tuple[tuple[str, str], ...] = ()

with_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not installed (npm install --prefix .axe axe-core)"
)


def findings(tab: Tab) -> list[str]:
    """The serious findings on the page as it stands, Streamlit's own left out.

    What is found counts if it is found again: a run that begins while axe looks dims what it will draw anew.
    """
    tab.page.evaluate(AXE.read_text())
    first = look(tab)
    return [found for found in look(tab) if found in first] if first else []


def look(tab: Tab) -> list[str]:
    tab.settle()
    found = tab.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for rule in found["violations"]
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
        if not any(rule["id"] == known and part in node["html"] for known, part in STREAMLITS_OWN)
    ]

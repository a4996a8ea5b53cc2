"""Runs as one HTML page that opens offline."""

from quotewise.eval.report.page import write_page

__all__ = ["write_page"]

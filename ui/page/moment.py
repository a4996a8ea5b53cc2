"""Times, for a person."""

from datetime import UTC, datetime

UNITS = (("day", 1440), ("hour", 60), ("minute", 1))  # in minutes


def ago(moment: str) -> str:
    """How long ago a UTC time in ISO 8601 was."""
    minutes = int((datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds() // 60)
    for unit, size in UNITS:
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'s' * (count > 1)} ago"
    return "just now"

"""Numbers as a browser gives them, by a component or an address: anyone may send anything."""

DIGITS = 9  # of a number in an address


def number_of(given: object, count: int) -> int | None:
    """What was given, if it is the place of one of `count` things, else None."""
    return given if type(given) is int and 0 <= given < count else None


def number_in(words: str, count: int) -> int | None:
    """The number that words hold, as `number_of`."""
    return number_of(int(words), count) if words.isdecimal() and len(words) <= DIGITS else None

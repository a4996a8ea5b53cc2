"""Text as a reader sees it: nothing hidden, nothing that commands a terminal, look-alike letters told apart."""

import re
import unicodedata

# Escape sequences: CSI, OSC and other strings, then any other two-character escape.
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]P^_X]|[\x90\x98\x9d-\x9f])"
    r"[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_COMMANDING = re.compile(f"{_CONTROL.pattern}|{_DIRECTION.pattern}")
# Characters without a shape: zero-width ones, soft hyphens, fillers, variation selectors, tags.
_SHAPELESS = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufe00-\ufe0e\U000e0000-\U000e0fff]"
)
_JOINER = re.compile(
    "(?<![\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u0900-\u0dff])\u200d"
)  # joins emoji, hides elsewhere
_TAGS = re.compile("[\U000e0020-\U000e007e]+")

# Letters of other scripts that pass for Latin ones (the common part of Unicode's confusables).
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝьАВЕКМНОРСТХЅІЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανικρυ",
    "aeopcyxijsdhqwbABEKMHOPCTXSIJABEZHIKMNOPTYXoavikpu",
)


def show(text: str) -> str:
    """`text` for a terminal or page: escape sequences, control characters and marks that reorder or hide are gone.

    Tabs and newlines stay; so do letters of any script. A control character or direction mark leaves U+FFFD,
    so that its place can be seen.
    """
    text = _ESCAPE.sub("\ufffd", text.replace("\r\n", "\n"))
    text = _DIRECTION.sub("\ufffd", _CONTROL.sub("\ufffd", text))
    return _JOINER.sub("", _SHAPELESS.sub("", text))


def spell(text: str) -> str:
    """`text` for a terminal with nothing lost: control characters and direction marks are spelled (`\\x1b`).

    Tabs and line ends stay; a carriage return alone, which would write over its line, is spelled.
    """
    return _COMMANDING.sub(lambda match: match.group().encode("unicode_escape").decode(), text.replace("\r\n", "\n"))


def reveal(text: str) -> str:
    """`text` as the instructions hidden in it would read: tags decoded, shapeless marks gone, look-alikes in Latin.

    For detection only: offsets are not kept, and words of other scripts may be mangled.
    """
    decoded = _TAGS.sub(lambda match: "".join(chr(ord(sign) - 0xE0000) for sign in match.group()), text)
    bare = _CONTROL.sub("", _ESCAPE.sub("", decoded.replace("\n", "\ue000"))).replace("\ue000", "\n")
    bare = _DIRECTION.sub("", _SHAPELESS.sub("", bare)).replace("\u200d", "")
    folded = unicodedata.normalize("NFKC", bare)
    return re.sub(r"\w+", lambda match: _latin(match.group()), folded)


def hides(text: str) -> bool:
    """Whether `text` holds letters in tag characters, or words of Latin mixed with look-alikes of other scripts."""
    return bool(_TAGS.search(text)) or any(_is_mixed(word) for word in re.findall(r"\w{3,}", text))


def _latin(word: str) -> str:
    """A word that mixes scripts, or is made of look-alikes alone, in Latin letters; any other as it is."""
    swapped = word.translate(_LOOKALIKES)
    return swapped if swapped != word and swapped.isascii() else word


def _is_mixed(word: str) -> bool:
    swapped = word.translate(_LOOKALIKES)
    return swapped != word and swapped.isascii() and any(sign.isascii() and sign.isalpha() for sign in word)

"""Files left out on purpose, told in a line a kind: which ones they are is in the full list."""

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

KINDS = {
    "image": "png jpg jpeg gif svg webp bmp tif tiff heic heif avif ico psd excalidraw",
    "recording": "mp3 m4a wav ogg oga opus flac aac wma aiff",
    "video": "mp4 mov mkv webm avi wmv m4v mpg mpeg",
}
KIND_OF = {f".{suffix}": kind for kind, suffixes in KINDS.items() for suffix in suffixes.split()}
NAMES = {"hidden": "hidden file or folder", "empty": "empty file"}  # by the reason
BARE = "file without a suffix"
MANY = {"hidden file or folder": "hidden files or folders", BARE: "files without a suffix", "": ""}
UNREAD = " is not read; "  # in the reason of a kind that no reader takes


def count_skips(skipped: Iterable[tuple[str, str]]) -> list[str]:
    """Lines such as "30 images skipped" and "2 .xlsx skipped: save its sheets as .csv", the most frequent first."""
    return [_tell(count, *kind) for kind, count in Counter(map(_kind_of, skipped)).most_common()]


def _kind_of(skip: tuple[str, str]) -> tuple[str, str]:
    """What a file is, and what can be done about it, if anything can."""
    source, why = skip
    suffix = PurePath(source).suffix.lower()
    if UNREAD not in why:
        return (NAMES[why], "") if why in NAMES else ("", why)
    remedy = why.partition(UNREAD)[2]
    remedy = "" if remedy.startswith("what is:") else remedy
    return (KIND_OF.get(suffix) or suffix or BARE, remedy)


def _tell(count: int, kind: str, remedy: str) -> str:
    if count > 1 and not kind.startswith("."):
        kind = MANY.get(kind, f"{kind}s")
    return " ".join(filter(None, (str(count), kind, "skipped"))) + (f": {remedy}" if remedy else "")

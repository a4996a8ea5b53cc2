"""What the words of a text mean, for comparing two texts that say the same in other words."""

from quotewise.assistant.gate.synonyms import meaning
from quotewise.assistant.gate.wording import parts, stem, stems


def meanings(text: str) -> set[str]:
    """The stems of a text's words, and those of the words that stand for what they mean."""
    return set(stems(text)) | {stem(meaning(part)) for part in parts(text)}

"""A fault of a question: its name, what it is, and which options it lies in.

The names follow the nineteen item-writing flaws of Tarrant, Knierim, Hayes and Ware (2006, Nurse Education in
Practice 6), as far as code can see them (Moore, Nguyen, Chen and Stamper 2023 check the same list by rules), and
add what only a question over given notes can have: a key that the notes do not bear out, an option they do.
"""

from dataclasses import dataclass

FLAWS: dict[str, str] = {
    # Held against the notes
    "unsupported": "a claim of it does not pass the gate, or its quote is not in the notes",
    "off_notes": "the notes do not hold the key, or not what the stem asks about",
    "wrong_key": "the notes say another option, or deny the key",
    "disputed": "another place in the notes denies the key",
    "broken_constraint": "the key breaks a constraint of the stem, or another option meets more of them",
    "two_right": "the notes bear out another option for the same stem",
    # Told without the notes
    "longest_key": "the key is much longer than every other option",
    "shortest_key": "the key is much shorter than every other option",
    "leaked_key": "the stem says the key",
    "clang": "the key alone repeats a telling word of the stem",
    "grammar_tell": "an article, a plural or a form goes with the key alone",
    "convergence": "the key is put together of parts of the other options",
    "absolutes": "always, never and the like stand in wrong options alone",
    "told_without_notes": "baselines that see no notes pick the key, in this question or in too many of the bank",
    # Put badly
    "duplicate": "it nearly repeats another question",
    "all_of_the_above": "an option is all of the others",
    "none_of_the_above": "an option is none of the others",
    "complex_options": "an option combines others by their letters",
    "repeated_option": "two options say the same",
    "overlapping_ranges": "ranges of numbers overlap",
    "implausible": "an option is of another kind than the key, or of no word the notes hold",
    "unparallel_options": "some options are sentences, others are not",
    "vague": "an option leans on often, usually, quite and the like",
    "negative_stem": "the stem asks for what does not hold, and does not stress it",
    "double_negative": "the stem denies twice",
    "unfocused_stem": "the stem does not say what is asked",
    "ambiguous_stem": "the stem leans on something that is not there: it, them, the table above",
    "gratuitous_stem": "sentences of the stem have nothing to do with what is asked",
    "fill_in_stem": "a gap in the stem of a question with options",
    "two_ideas": "a statement to be judged says two things",
    "ungrammatical": "the stem has an article where none can stand, as what is put together by rule may have",
    "debris": "marks of tables, lists or broken characters stand in it",
    "incomplete": "it lacks options, a key, pairs or items",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """name: one of FLAWS. why: what was seen. options: the letters of wrong options without which it would be gone."""

    name: str
    why: str = ""
    options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.name not in FLAWS:
            raise ValueError(f"{self.name} is no flaw that has been named")

"""How a question is weighed and what of a passage it is held against."""

import numpy as np
import pytest
from desk import Desk

from quotewise.index.encoder import TokenVectors
from quotewise.index.lexical import count_texts, inverse_frequencies
from quotewise.index.minilm import MiniLmEncoder
from quotewise.index.rerank import weigh_tokens
from quotewise.index.tokens import open_tokens
from quotewise.ingest.words import parts


def tokens_at(*spans: tuple[int, int]) -> TokenVectors:
    return TokenVectors(np.ones((len(spans), 3), np.float32), np.array(spans, np.int32))


def test_a_word_weighs_the_same_in_one_piece_or_in_four() -> None:
    question = "hyper pod?"
    whole = weigh_tokens(question, tokens_at((0, 5), (6, 9), (9, 10)), {"hyper": 3.0, "pod": 1.0})
    pieces = weigh_tokens(question, tokens_at((0, 2), (2, 4), (4, 5), (6, 9), (9, 10)), {"hyper": 3.0, "pod": 1.0})
    assert whole == pytest.approx([0.75, 0.25, 0])
    assert pieces == pytest.approx([0.25, 0.25, 0.25, 0.25, 0])


def test_a_question_without_a_word_weighs_its_signs_alike() -> None:
    assert weigh_tokens("?!", tokens_at((0, 1), (1, 2)), {}) == pytest.approx([0.5, 0.5])
    assert weigh_tokens("", tokens_at(), {}).shape == (0,)


def test_words_are_parted_as_the_full_text_parts_them() -> None:
    assert parts("ml.m5.xlarge, real-time: Real_time!") == ["ml", "m5", "xlarge", "real", "time"]


def test_a_word_of_a_heading_is_told_from_a_word_of_the_text(desk: Desk) -> None:
    desk.write("a.md", "# Shards\n\nOpening words.\n\n" + "\n\n".join(f"Line {i} says {'so ' * 60}." for i in range(5)))
    desk.ingest()
    with desk.library.reading() as connection:
        every, total = count_texts(connection, ["shards"])
        said, _ = count_texts(connection, ["shards"], among="text")
        assert (every["shards"], said["shards"]) == (total, 1)
        rarer = inverse_frequencies(connection, ["shards"], among="text")["shards"]
        assert rarer > inverse_frequencies(connection, ["shards"])["shards"]


def test_token_vectors_are_kept_of_a_passages_own_words(desk: Desk) -> None:
    desk.library.close()
    encoder = MiniLmEncoder(threads=1)
    library = desk.reopen(encoder)  # type: ignore[arg-type]
    desk.write("a.md", "# A heading of quite a few words\n\nIt says little." + " It says more of it." * 20)
    desk.ingest()
    with library.reading() as connection:
        tokens = open_tokens(desk.folder, connection, encoder.dimension)
        assert tokens is not None
        held = dict(connection.execute("SELECT vector_key, token.count FROM place JOIN token ON key = vector_key"))
        for row in connection.execute("SELECT vector_key, text FROM place JOIN content ON content.id = content_id"):
            assert held[row["vector_key"]] == encoder.count_tokens([row["text"]])[0] - 2


def test_a_table_row_is_embedded_with_the_names_of_its_columns(desk: Desk) -> None:
    desk.write("a.md", "| Store | Delay |\n|---|---|\n| Tape | hours |\n| Disk | seconds |\n")
    desk.ingest()
    assert "Disk: Delay: seconds" in desk.encoder.seen
    assert "Store | Delay\nTape: Delay: hours" in desk.encoder.seen
    assert desk.library.search("disk")[0].text == "| Disk | seconds |"

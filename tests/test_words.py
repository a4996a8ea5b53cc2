"""How text is taken apart, by language."""

import pytest
from desk import Desk
from hypothesis import given
from hypothesis import strategies as st

from quotewise.index.search import weights_for
from quotewise.ingest.words import content_words, parts, sentences, stem, stems, stop_words, tell_language, words
from quotewise.ui.tending import wants_other_model


def cut(text: str, language: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "whole"),
    [
        (
            "en",
            [
                "Use a lamp, e.g. A19 vs. B22.",
                "It costs $0.023 etc. per hour.",
                "It takes 2 MB/s.",
                "Node.js reads it.",
            ],
        ),
        ("de", ["Nach Art. 127 AEUV ist es das Ziel.", "Das Vier- bzw. Sechseck zeigt es.", "Dazu u. a. Planung."]),
        ("de", ["Am 3. Oktober wird gefeiert.", "Danach wird aufgeräumt."]),
        ("es", ["Según el art. 12 de la ley, son 30 días.", "La empresa (p. ej. Acme S.A. de Lima) debe avisar."]),
        ("pl", ["Zwraca linki do stron (np. Wikipedia); różni się od NER.", "To wszystko."]),
        ("zh", ["页面一般为 4KB。", "死锁有四个条件。"]),
        ("ja", ["ページは 4KB です。", "これは何ですか？"]),  # noqa: RUF001
        ("tlh", ["One sentence.", "And another."]),  # no rules: those of English
    ],
)
def test_abbreviations_end_no_sentence(language: str, whole: list[str]) -> None:
    assert cut(" ".join(whole), language) == whole


@given(
    st.text(st.sampled_from("aB1.!?。 \n\r\t)(\"'é死🎉\u2029"), max_size=60), st.sampled_from(["en", "de", "zh", ""])
)
def test_sentences_are_the_whole_text(text: str, language: str) -> None:
    spans = sentences(text, language)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


@given(st.text(max_size=80), st.sampled_from(["en", "de", "zh", "ru", "hi", ""]))
def test_any_text_has_stems_that_part_at_spaces_alone(text: str, language: str) -> None:
    assert all(found and '"' not in found and not found.isspace() for found in stems(text, language))
    assert len(words(text)) >= len(content_words(text, language))


def test_a_short_word_with_a_full_stop_before_a_small_letter_ends_no_sentence() -> None:
    text = "Wartezeit: mind. sechs Monate. Danach gilt der Schutz."
    assert [text[start:end].strip() for start, end in sentences(text, "de")] == [
        "Wartezeit: mind. sechs Monate.",
        "Danach gilt der Schutz.",
    ]


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "shard shards"),
        ("de", "Überprüfung Überprüfungen"),
        ("de", "Straße Strassen"),
        ("es", "regularización regularizaciones"),
        ("pl", "encja encje"),
        ("ru", "модель модели"),
        ("zh", "pipeline pipelines"),  # a term in Latin letters is English
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len(set(stems(forms, language))) == 1


def test_a_word_of_no_known_language_stays_but_for_its_accents() -> None:
    assert stems("Boîtes shards", "") == ["boites", "shards"]
    assert stem("हिन्दी", "") == "हिन्दी"


def test_a_run_without_spaces_is_pairs_of_signs_and_terms_inside_are_words() -> None:
    assert words("TCP通过三次握手") == ["tcp", "通过", "过三", "三次", "次握", "握手"]
    assert stems("4KB のページ", "ja") == ["4kb", "のペ", "ペー", "ージ"]
    assert words("real-time ml.m5.xlarge don't") == ["real-time", "ml.m5.xlarge", "don't"]
    assert parts("ml.m5.xlarge, real-time: Real_time!") == ["ml", "m5", "xlarge", "real", "time"]


@pytest.mark.parametrize(
    ("language", "question", "meant"),
    [
        ("en", "What is the difference between a lamp and a bulb?", ["difference", "lamp", "bulb"]),
        ("de", "Was ist der Unterschied zwischen Patent und Recht?", ["patent", "recht"]),
        ("de", "Welche Rechte hat eine Person?", ["rechte", "person"]),
        ("es", "¿Qué diferencia hay entre mitosis y meiosis?", ["mitosis", "meiosis"]),
        ("zh", "什么是死锁？", ["死锁"]),  # noqa: RUF001
        ("zh", "是什么？", ["是什", "什么"]),  # noqa: RUF001 - nothing else is asked
        ("ja", "ページとは何ですか", ["ペー", "ージ"]),
    ],
)
def test_question_words_of_a_language_name_nothing(language: str, question: str, meant: list[str]) -> None:
    assert content_words(question, language) == meant


def test_every_stop_list_is_folded_as_words_are() -> None:
    assert all(word == word.casefold() for language in ("en", "de", "tr", "zh") for word in stop_words(language))
    assert not stop_words("")
    assert not stop_words("tlh")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "What is a VPC endpoint?"),
        ("de", "Was macht SageMaker Clarify?"),
        ("es", "¿Cuál es el plazo?"),
        ("fr", "Quelle est la différence entre S3 et EBS ?"),
        ("pl", "Entity Linking zwraca linki do stron zewnętrznych (np. Wikipedia); różni się od NER."),
        ("ru", "Что такое инфляция?"),
        ("zh", "TCP 怎样建立连接?"),
        ("ja", "漢字とかな"),
        ("ko", "자바는 무엇인가"),
        ("", "EC2"),
        ("", "| 1 | 2 |"),
        ("", ""),
    ],
)
def test_a_language_is_told_from_few_words_or_not_at_all(language: str, text: str) -> None:
    assert tell_language(text) == language
    assert tell_language(text, ("de",)) == "de"  # where there is one only


def test_notes_of_several_languages_are_found_by_other_forms_of_their_words(desk: Desk) -> None:
    desk.write("de.md", "Die Ansprüche verjähren nach drei Jahren, und die Frist beginnt mit dem Schluss des Jahres.")
    desk.write("es.md", "Los modelos sobreajustados fallan con datos nuevos, y es lo que hay que evitar.")
    desk.write("en.md", "The shards of a stream hold the records, and this is what they are for.")
    desk.write("zh.md", "死锁是指多个进程互相等待对方占有的资源。")
    desk.ingest()
    assert set(desk.library.languages()) == {"de", "es", "en", "zh"}
    for question, source in {
        "Wann verjährt ein Anspruch?": "de.md",
        "¿Cuándo falla un modelo sobreajustado?": "es.md",
        "Which stream holds a record in a shard?": "en.md",
        "什么是死锁": "zh.md",
    }.items():
        assert desk.library.search(question)[0].source == source
    counts, _ = desk.library.document_frequency(["Anspruch", "sobreajustado", "record", "死锁", "nobody"])
    assert list(counts.values()) == [1, 1, 1, 1, 0]


def test_words_count_more_and_another_model_is_named_where_notes_are_not_english(desk: Desk) -> None:
    desk.write("de.md", "Die Ansprüche verjähren nach drei Jahren, und die Frist beginnt mit dem Schluss des Jahres.")
    desk.ingest()
    assert desk.library.languages() == ("de",)
    assert wants_other_model(desk.library)
    assert weights_for("de", desk.encoder).words == 2 * weights_for("en", desk.encoder).words

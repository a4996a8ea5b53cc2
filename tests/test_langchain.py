"""The LangChain retriever and vector store: what they give back, keep, overwrite and leave alone."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from desk import Desk, assert_sound
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.indexing import InMemoryRecordManager, index
from langchain_core.vectorstores.utils import maximal_marginal_relevance
from letter_encoder import LetterEncoder
from milvus_server import in_a_folder

from quotewise.index import EncoderMismatch, LibraryError
from quotewise.index.retriever import LibraryRetriever
from quotewise.index.vector_store import LibraryVectorStore

FRUIT = ["plum", "apple", "pear", "banana", "cherry", "date"]


class VowelEmbeddings(Embeddings):
    """Counts vowels, and doubles the first of a question: services embed questions in another way."""

    model = "vowels"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(text.count(letter)) for letter in "aeiou"] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        a, *others = self.embed_documents([text])[0]
        return [2 * a, *others]


@pytest.fixture
def store(desk: Desk) -> LibraryVectorStore:
    return LibraryVectorStore(desk.library)


def contents(documents: Sequence[Document]) -> list[str]:
    return [document.page_content for document in documents]


def test_a_retrieved_passage_is_verbatim_and_says_where_it_stands(desk: Desk) -> None:
    said = "The job has [a log](https://example.org)."
    desk.write("a.md", f"# Jobs\n\n{said}\n")
    desk.write("b.md", f"# Jobs\n\n{said}\n")
    desk.ingest()
    (found,) = LibraryRetriever(library=desk.library).invoke("job log")
    where = found.metadata
    assert found.page_content == desk.sources()["a.md"][where["start"] : where["end"]]
    assert said in found.page_content
    assert (where["source"], where["heading"], where["kind"], where["page"]) == ("a.md", "Jobs", "prose", None)
    assert where["display"] == "# Jobs\n\nThe job has a log."
    assert [place["source"] for place in where["also"]] == ["b.md"]
    assert where["score"] > 0
    assert json.loads(json.dumps(where)) == where
    assert found.id == desk.library.search("job done")[0].id


def test_the_retriever_keeps_to_number_budget_and_source_however_they_are_given(desk: Desk) -> None:
    for name in FRUIT:
        desk.write(f"{name}.md", f"The {name} is a fruit of a tree.")
    desk.ingest()
    retriever = LibraryRetriever(library=desk.library)
    assert len(retriever.invoke("fruit tree")) == 6
    assert len(retriever.invoke("fruit tree", budget=70)) == 2
    assert len(retriever.invoke("fruit tree", k=5, budget=70)) == 2
    assert len(LibraryRetriever(library=desk.library, budget=70).invoke("fruit tree")) == 2
    only = LibraryRetriever(library=desk.library, source="p*.md").invoke("fruit tree")
    assert {found.metadata["source"] for found in only} == {"plum.md", "pear.md"}
    assert contents(asyncio.run(retriever.ainvoke("plum", source="date.md", k=1))) == contents(
        retriever.invoke("plum", source="date.md")
    )


def test_a_number_of_passages_is_not_cut_by_the_default_budget(desk: Desk) -> None:
    for name in FRUIT:
        desk.write(f"{name}.md", "\n\n".join(f"# Part {part}\n\nThe {name} {part} " + "grows " * 40 for part in "abcd"))
    desk.ingest()
    retriever = LibraryRetriever(library=desk.library)
    assert len(retriever.invoke("grows")) < 20 == len(retriever.invoke("grows", k=20))


def test_added_texts_are_found_beside_the_passages_of_notes(desk: Desk, store: LibraryVectorStore) -> None:
    desk.write("a.md", "# Zebras\n\nzzz zz z")
    desk.ingest()
    store.add_texts(["qqq qq q"], [{"url": "q"}], ids=["q"])
    passage, added = store.similarity_search("zzz", k=2)
    assert (passage.metadata["source"], passage.metadata["heading"]) == ("a.md", "Zebras")
    assert added == Document(id="q", page_content="qqq qq q", metadata={"url": "q"})
    assert store.get_by_ids(["none", added.id or "", passage.id or ""]) == [added, passage]
    assert desk.library.search("qq")[0].source == "langchain/q"
    assert desk.library.original("langchain/q") == "qqq qq q"
    assert_sound(desk)


def test_scores_are_cosines_of_the_encoders_vectors(desk: Desk, store: LibraryVectorStore) -> None:
    store.add_texts(FRUIT)
    vectors, (asked,) = desk.encoder.encode(FRUIT), desk.encoder.encode(["peach"])
    expected = sorted((vectors @ asked).tolist(), reverse=True)
    found = store.similarity_search_with_score("peach", k=6)
    assert [score for _, score in found] == pytest.approx(expected, abs=1e-6)
    assert [document for document, _ in found] == store.similarity_search_by_vector((asked * 7).tolist(), k=6)
    relevant = store.similarity_search_with_relevance_scores("peach", k=6, score_threshold=expected[2] - 1e-6)
    assert [document for document, _ in relevant] == [document for document, _ in found[:3]]


def test_diverse_documents_are_those_langchain_would_choose(desk: Desk, store: LibraryVectorStore) -> None:
    store.add_texts(FRUIT)
    vectors, (asked,) = desk.encoder.encode(FRUIT), desk.encoder.encode(["peach and pear"])
    for weight in (0.0, 0.3, 0.5, 1.0):
        chosen = maximal_marginal_relevance(asked, vectors.tolist(), weight, k=4)
        found = store.max_marginal_relevance_search("peach and pear", k=4, lambda_mult=weight)
        assert contents(found) == [FRUIT[at] for at in chosen]
    near = store.max_marginal_relevance_search("peach and pear", k=2, fetch_k=2, lambda_mult=0.0)
    assert contents(near) == contents(store.similarity_search("peach and pear", k=2))


def test_a_filter_is_met_however_far_down_the_documents_are(store: LibraryVectorStore) -> None:
    store.add_texts([f"{name} {'z' * size}" for size, name in enumerate(FRUIT * 10)], [{"n": n} for n in range(60)])
    far = store.similarity_search("plum apple", k=2, filter=lambda document: document.metadata["n"] > 57)
    assert sorted(document.metadata["n"] for document in far) == [58, 59]
    assert [document.metadata for document in store.similarity_search("z", filter={"n": 3})] == [{"n": 3}]
    assert store.as_retriever(search_kwargs={"k": 1, "filter": {"n": 7}}).invoke("z")[0].metadata == {"n": 7}
    assert store.similarity_search("z", filter={"m": None}) == []
    with pytest.raises(TypeError, match="where"):
        store.similarity_search("z", where={"n": 3})


def test_equal_texts_with_different_ids_stay_two_documents(desk: Desk, store: LibraryVectorStore) -> None:
    desk.write("a.md", "twin")
    desk.write("b.md", "twin")
    desk.ingest()
    store.add_texts(["twin", "twin", "other"], [{"n": 1}, {"n": 2}, {"n": 3}], ids=["1", "2", "3"])
    assert desk.contents().keys() == {"twin", "other"}
    twins = store.similarity_search("twin", k=3)
    assert [document.metadata.get("n") for document in twins] == [1, 2, None]
    assert [place["source"] for place in twins[2].metadata["also"]] == ["b.md"]
    assert store.delete(["1"])
    assert [document.id for document in store.get_by_ids(["1", "2"])] == ["2"]
    assert_sound(desk)


def test_the_last_of_two_texts_with_one_id_is_kept(desk: Desk, store: LibraryVectorStore) -> None:
    assert store.add_texts(["old", "new"], ids=["1", "1"]) == ["1", "1"]
    assert contents(store.similarity_search("n")) == ["new"]
    store.add_documents([Document(id="1", page_content="newer"), Document(page_content="next")])
    assert sorted(contents(store.similarity_search("n"))) == ["newer", "next"]
    assert_sound(desk)


def test_a_text_is_one_passage_however_long(desk: Desk, store: LibraryVectorStore) -> None:
    long = "# Part\n\nA sentence of a part. \n" * 200
    store.add_texts([long, ""], ids=["long", "empty"])
    assert contents(store.get_by_ids(["long", "empty"])) == [long, ""]
    assert len(desk.rows("SELECT * FROM place")) == 2
    assert_sound(desk)


def test_adding_what_is_there_embeds_and_changes_nothing(desk: Desk, store: LibraryVectorStore) -> None:
    store.add_texts(FRUIT, ids=FRUIT)
    before, _ = desk.generation(), desk.encoder.seen.clear()
    store.add_texts(FRUIT, ids=FRUIT)
    assert (desk.generation(), desk.encoder.seen) == (before, [])
    store.add_texts(["plum"], [{"colour": "blue"}], ids=["plum"])
    assert desk.encoder.seen == []
    assert store.get_by_ids(["plum"])[0].metadata == {"colour": "blue"}


@in_a_folder
def test_a_store_opened_again_embeds_only_the_question(desk: Desk, store: LibraryVectorStore) -> None:
    store.add_texts(FRUIT, [{"n": n} for n in range(6)])
    expected = store.similarity_search("peach", k=6)
    (desk.folder / "vectors.faiss").unlink()
    again = LibraryVectorStore(desk.reopen())
    assert again.similarity_search("peach", k=6) == expected
    assert desk.encoder.seen == ["peach"]


def test_ingesting_folders_leaves_added_texts_alone(desk: Desk, store: LibraryVectorStore, tmp_path: Path) -> None:
    desk.write("a.md", "a note")
    store.add_texts(["added"], ids=["../a.md"])
    desk.ingest(tmp_path)
    (desk.notes / "a.md").unlink()
    desk.write("b.md", "added")
    assert desk.ingest(tmp_path).removed == 1
    assert desk.sources() == {"langchain/../a.md": "added", "notes/b.md": "added"}
    assert desk.library.status().stale == ()
    assert desk.library.changed(["langchain/../a.md"]) == {}
    assert_sound(desk)


def test_embedding_again_keeps_added_texts_whole(desk: Desk, store: LibraryVectorStore) -> None:
    text = "# One\n\nFirst part.\n\n# Two\n\nSecond part.\n"
    desk.write("a.md", text)
    desk.ingest()
    store.add_texts([text], [{"n": 1}], ids=["x.y"])
    other = LibraryVectorStore(desk.reopen(LetterEncoder("abc")))
    with pytest.raises(EncoderMismatch, match="reembed"):
        other.similarity_search("part")
    with pytest.raises(EncoderMismatch, match="reembed"):
        other.add_texts(["more"])
    desk.ingest(reembed=True)
    assert other.get_by_ids(["x.y"]) == [Document(id="x.y", page_content=text, metadata={"n": 1})]
    assert desk.sources().keys() == {"a.md", "langchain/x.y"}
    assert_sound(desk)


def test_forgetting_takes_out_one_added_text_or_all(desk: Desk, store: LibraryVectorStore) -> None:
    desk.write("a.md", "a note")
    desk.ingest()
    store.add_texts(FRUIT, ids=FRUIT)
    assert desk.library.forget("langchain/plum") == ["langchain/plum"]
    assert store.get_by_ids(["plum"]) == []
    assert ("langchain:", 5) in desk.library.status().roots
    with pytest.raises(LibraryError):
        desk.library.forget(".")
    assert len(desk.library.forget("langchain:")) == 5
    assert desk.rows("SELECT * FROM document") == []
    assert list(desk.sources()) == ["a.md"]
    assert_sound(desk)


def test_deleting_everything_leaves_the_notes(desk: Desk, store: LibraryVectorStore) -> None:
    desk.write("a.md", "a note")
    desk.ingest()
    store.add_texts(FRUIT)
    assert store.delete()
    (left,) = store.similarity_search("plum", k=9)
    assert left.metadata["source"] == "a.md"
    assert store.delete([left.id or ""]) is False
    assert list(desk.sources()) == ["a.md"]
    assert_sound(desk)


def test_a_file_may_have_the_source_of_an_added_text(desk: Desk, store: LibraryVectorStore) -> None:
    desk.write("langchain/1", "no text file")
    desk.write("langchain/1.md", "a note")
    desk.ingest()
    store.add_texts(["added", "more"], ids=["1.md", "2.md"])
    store.add_texts(["added again"], ids=["1.md"])
    assert desk.sources()["langchain/1.md"] == "a note"
    assert contents(store.get_by_ids(["1.md"])) == ["added again"]
    desk.write("langchain/2.md", "a later note")
    desk.ingest()
    assert sorted(desk.sources().values()) == ["a later note", "a note", "added again", "more"]
    assert_sound(desk)


def test_what_cannot_be_kept_is_refused_before_anything_is_written(desk: Desk, store: LibraryVectorStore) -> None:
    for metadata in ({"when": object()}, {"score": float("nan")}):
        with pytest.raises(ValueError, match="JSON"):
            store.add_texts(["fine", "not fine"], [{}, metadata])
    with pytest.raises(ValueError, match="2 texts, 2 metadatas and 1 ids"):
        store.add_texts(["one", "two"], ids=["1"])
    with pytest.raises(ValueError, match="surrogates"):
        store.add_texts(["fine", "\ud800"])
    assert desk.rows("SELECT * FROM note") == []


def test_a_vector_of_another_dimension_is_refused(store: LibraryVectorStore) -> None:
    store.add_texts(FRUIT)
    with pytest.raises(ValueError, match="3 components, the library's have 27"):
        store.similarity_search_by_vector([1.0, 2.0, 3.0])


def test_langchain_embeddings_make_a_store_of_their_own(tmp_path: Path) -> None:
    made = LibraryVectorStore.from_texts(["aaa", "eee", "iou"], VowelEmbeddings(), folder=tmp_path / "library")
    assert isinstance(made.embeddings, VowelEmbeddings)
    (best, score), *_ = made.similarity_search_with_score("aae")
    assert (best.page_content, score) == ("aaa", pytest.approx(4 / np.sqrt(17)))
    made.library.close()
    again = LibraryVectorStore.from_documents([], VowelEmbeddings(), folder=tmp_path / "library")
    assert contents(again.similarity_search("oi", k=1)) == ["iou"]
    again.library.close()
    with pytest.raises(ValueError, match="folder="):
        LibraryVectorStore.from_texts(["a"], VowelEmbeddings())


def test_writers_of_one_store_wait_for_each_other(desk: Desk, store: LibraryVectorStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.add_texts([f"text {n}"], ids=[str(n)]), range(40)))
    assert len(store.similarity_search("text", k=99)) == 40
    assert_sound(desk)


def test_langchains_indexing_adds_skips_and_removes(desk: Desk, store: LibraryVectorStore) -> None:
    record = InMemoryRecordManager("fruit")
    record.create_schema()
    documents = [Document(page_content=name, metadata={"source": "basket"}) for name in FRUIT]
    settings = {"cleanup": "full", "source_id_key": "source", "key_encoder": "sha256"}
    assert index(documents, record, store, **settings)["num_added"] == 6  # type: ignore[arg-type]
    again = index(documents[1:], record, store, **settings)  # type: ignore[arg-type]
    assert (again["num_skipped"], again["num_deleted"]) == (5, 1)
    assert sorted(contents(store.similarity_search("fruit", k=9))) == sorted(FRUIT[1:])


def test_the_library_can_be_searched_without_importing_langchain() -> None:
    code = "import sys, quotewise.index.library; print([name for name in sys.modules if name.startswith('langchain')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"

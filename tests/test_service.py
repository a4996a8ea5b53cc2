"""Services that changed are flagged where notes name them, with the day."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from contract_schemas import ASK, SEARCH, SHOW
from pottery import POTTERY
from printed import held

from quotewise.assistant.exam.chosen import choose_exam, services_of
from quotewise.assistant.exam.service import Service, Services, notice_files, services_in
from quotewise.index import Library

Quotewise = Callable[..., Result]
OVEN = Service("Old Oven", "renamed", 2024, "New Kiln", short=("Oven",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/a.md").write_text(
        "# Streams\n\nKinesis Data Firehose delivers a stream to a bucket.\n\nA Model Monitor watches drift.\n"
    )
    with Library.open(tmp_path / "lib", create=True) as library:
        library.ingest([tmp_path / "notes"])
    return tmp_path / "lib"


@pytest.mark.parametrize("name", notice_files())
def test_the_packaged_files_hold_no_service_twice(name: str) -> None:
    names = [said.casefold() for service in services_in(name) for said in (service.name, *service.also)]
    assert len(names) == len(set(names))
    assert all(service.now for service in services_in(name) if service.status == "renamed")


def test_a_full_name_is_found_in_any_case_a_short_one_where_it_is_meant() -> None:
    assert Services([OVEN]).named_in(["an old\noven, cold"]) == (OVEN,)
    assert Services([OVEN]).named_in(["an Oven"]) == ()
    assert Services([OVEN], [OVEN]).named_in(["an Oven"]) == (OVEN,)
    assert Services([OVEN], [OVEN]).named_in(["an oven; Ovens"]) == ()
    assert OVEN.told == "Old Oven: renamed New Kiln in 2024"


def test_the_longest_name_is_the_one_meant() -> None:
    found = Services(services_in("aws")).named_in(["Kinesis Data Analytics for SQL applications"])
    assert [service.status for service in found] == ["ended"]


def test_short_names_are_those_of_the_exams_own_services(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "pots.toml").write_text(
        f'{POTTERY}\n[[services]]\nname = "Old Oven"\nstatus = "ended"\nshort = ["Oven"]\n'
    )
    said = ["the Oven and a Model Monitor and SageMaker Debugger"]
    with Library.open(folder) as library:
        assert [one.name for one in services_of(library).named_in(said)] == ["Amazon SageMaker Debugger"]
        choose_exam(library, "MLA-C02")
        assert len(services_of(library).named_in(said)) == 2
        choose_exam(library, str(tmp_path / "pots.toml"))
        assert {one.name for one in services_of(library).named_in(said)} == {"Amazon SageMaker Debugger", "Old Oven"}


def test_what_is_said_and_shown_carries_the_flag(quotewise: Quotewise, folder: Path) -> None:
    shown = held(quotewise("show", "a.md", "--json", "--library", folder), SHOW)
    assert [(one["status"], one["since"], one["now"]) for one in shown["services"]] == [
        ("renamed", "2024-02-09", "Amazon Data Firehose")
    ]
    found = held(quotewise("search", "Kinesis Data Firehose", "--json", "--library", folder), SEARCH)["passages"]
    assert "Amazon Data Firehose" in {one["now"] for passage in found for one in passage["services"]}
    assert "renamed Amazon Data Firehose" in quotewise("search", "Kinesis Data Firehose", "--library", folder).stdout
    plain = quotewise("show", "a.md", "--library", folder)
    assert "renamed Amazon Data Firehose on 2024-02-09" in plain.stderr
    assert "renamed" not in plain.stdout
    asked = ("ask", "Where does Kinesis Data Firehose deliver a stream?", "--library", folder)
    (claim, *_) = held(quotewise(*asked, "--json"), ASK)["claims"]
    assert [one["name"] for one in claim["services"]] == ["Amazon Kinesis Data Firehose"]
    assert "renamed Amazon Data Firehose" in quotewise(*asked).stdout
    assert json.loads(quotewise("show", "a.md", "--at", "0:9", "--json", "--library", folder).stdout)["services"] == []

"""What a command printed, held against the contract."""

import json
from typing import Any

import contract_schemas as contract
from click.testing import Result
from jsonschema import Draft202012Validator


def held(result: Result, schema: contract.Schema) -> Any:
    """The one line of JSON on stdout, held against the contract."""
    assert result.stdout.count("\n") == 1
    value = json.loads(result.stdout)
    Draft202012Validator(schema).validate(value)
    return value


def held_lines(result: Result, schema: contract.Schema) -> list[Any]:
    """A batch's lines; each is held against `schema`, or is an error."""
    values = [json.loads(line) for line in result.stdout.splitlines()]
    for value in values:
        Draft202012Validator(contract.ERROR if "error" in value else schema).validate(value)
    return values


def complaint(result: Result, status: int) -> str:
    """The one line on stderr of a command that failed with this exit status and printed nothing else."""
    assert (result.exit_code, result.stdout) == (status, "")
    assert result.stderr.startswith("quotewise: ")
    assert result.stderr.count("\n") == 1
    return result.stderr

"""The set-up for several servers: nothing of it drifts, is open to the network, or bears a secret."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from quotewise.ui.serving import ui

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "docs" / "deploy"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
SECRETS: dict[str, dict[str, str]] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["secrets"]
AWS = (ROOT / "docs" / "aws.md").read_text()
BEDROCK = (ROOT / "docs" / "bedrock.md").read_text()
SUMS = [block for block in AWS.split("\n\n") if "**together**" in block]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
PINNED = r"[\w./-]+:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?"


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    assert re.fullmatch(PINNED, SERVICES[name]["image"])


def test_what_the_image_is_built_from_is_pinned() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(set(bases)) == 1
    assert re.fullmatch(PINNED, bases[0])
    assert "--constraint constraints.txt" in DOCKERFILE


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_this_machines_own(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_are_files_that_only_who_needs_them_sees(name: str) -> None:
    service = SERVICES[name]
    for variable, value in service.get("environment", {}).items():
        assert not re.search("PASSWORD|SECRET|TOKEN|KEY", variable) or variable.endswith("_FILE")
        assert not re.search(r"://[^/@]*:[^/@]*@", value)
    given = {secret if isinstance(secret, str) else secret["source"] for secret in service.get("secrets", [])}
    needs = {"page": {"pgpass", "sign_in"}, "ingest": {"pgpass"}, "database": {"database_password"}}
    assert given == needs.get(name.partition("-")[0], set())
    assert given <= set(SECRETS)
    assert all(secret["file"].startswith("./secrets/") for secret in SECRETS.values())
    assert "secrets" not in (DEPLOY / "Dockerfile.dockerignore").read_text()  # all that is not named stays out


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"ingest"}))
def test_what_stays_up_is_looked_after(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"milvus"}))
def test_nothing_runs_as_root_or_can_become_more_than_it_is(name: str) -> None:
    service = SERVICES[name]
    assert service["user"] == "${OWNER:-1000:1000}"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_proxy_knows_every_server_and_keeps_a_browser_at_one() -> None:
    told = (DEPLOY / "Caddyfile").read_text()
    assert set(re.findall(r"(page-\d+):8501", told)) == {name for name in SERVICES if name.startswith("page-")}
    assert "lb_policy cookie" in told
    assert "health_uri /_stcore/health" in told
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            place = volume.split(":")[0]
            assert "." not in Path(place).name or (DEPLOY / place).is_file()


def test_the_image_has_what_its_command_takes() -> None:
    command = re.search(r"^CMD \[(.*)\]", DOCKERFILE, re.MULTILINE)
    assert command is not None
    options = {option for parameter in ui.params for option in parameter.opts}
    assert set(re.findall(r'"(--[\w-]+)"', command[1])) <= options
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = re.search(r'"\.\[(.*?)\]"', DOCKERFILE)
    assert extras is not None
    assert set(extras[1].split(",")) <= set(project["project"]["optional-dependencies"])
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    assert {f"!{folder}" for folder in project["tool"]["setuptools"]["package-dir"].values()} <= set(kept)


def test_what_aws_is_given_as_json_is_json() -> None:
    found = re.findall(r"```json\n(.*?)```", BEDROCK + AWS, re.DOTALL)
    assert len(found) == 2
    policy, task = map(json.loads, found)
    allowed = policy["Statement"][0]
    assert all(action.startswith("bedrock:Invoke") for action in allowed["Action"])
    assert "*" not in allowed["Resource"]
    environment = {one["name"] for one in task["containerDefinitions"][0]["environment"]}
    assert environment == {"QUOTEWISE_PROGRESS"}


@pytest.mark.parametrize("table", SUMS)
def test_what_aws_costs_adds_up(table: str) -> None:
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    *parts, (_, _, told) = rows
    costs = [round(eval(arithmetic.replace("\N{MULTIPLICATION SIGN}", "*"), {}), 2) for _, arithmetic, _ in parts]
    assert [f"{cost:.2f}" for cost in costs] == [shown for *_, shown in parts]
    assert f"**{sum(costs):.2f}**" == told
    assert f"{sum(costs):,.0f} |" in AWS  # in the table of all three

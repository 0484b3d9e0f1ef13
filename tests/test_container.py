"""Keep the image and its services with the code: commands, ports, settings, locks, and what is safe by default."""

import re
import shlex
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from typer.core import TyperGroup
from typer.main import get_command

from tests.test_project import MODULES, PROJECT, ROOMS, ROOT
from truerole.api import serve
from truerole.cli.main import app

DOCKERFILE = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8"))
STEPS = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
COMPOSE_TEXT = (ROOT / "compose.yaml").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE_TEXT)["services"]
OURS = {name: service for name, service in SERVICES.items() if name != "postgres"}
ALLOWED = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]


def given(step: str) -> list[str]:
    """Return what stands behind all steps of a kind."""
    return [rest for kind, rest in STEPS if kind == step]


def started(service: dict[str, Any]) -> list[list[str]]:
    """Return the commands that a service runs, without the name of the program."""
    if "entrypoint" in service:
        _, _, script = service["entrypoint"]
        words = [shlex.split(part.strip().removeprefix("exec ")) for part in script.split("&&")]
        return [rest for program, *rest in words if program == "truerole"]
    return [service.get("command") or yaml.safe_load(given("CMD")[-1])]


@pytest.mark.parametrize("name", OURS)
def test_services_run_commands_that_there_are(name: str) -> None:
    found = started(OURS[name])
    assert found
    for words in found:
        command: Any = get_command(app)
        rest = list(words)
        while isinstance(command, TyperGroup):
            assert command.make_context("x", list(rest))
            place = next(place for place, word in enumerate(rest) if not word.startswith("-"))
            command, rest = command.commands[rest[place]], rest[place + 1 :]
        assert command.make_context("x", rest)


def default_port(command: str) -> str:
    whole = get_command(app)
    assert isinstance(whole, TyperGroup)
    return str(next(option.default for option in whole.commands[command].params if option.name == "port"))


def test_ports_are_those_of_the_commands_and_open_to_this_machine_alone() -> None:
    ports = {"app": default_port("app"), "api": default_port("api")}
    assert {name: service.get("ports", []) for name, service in SERVICES.items()} == {
        "postgres": [],
        "scrape": [],
        **{name: [f"127.0.0.1:{port}:{port}"] for name, port in ports.items()},
    }
    assert given("EXPOSE") == [" ".join(ports.values())]
    assert f"127.0.0.1:{ports['app']}/_stcore/health" in given("HEALTHCHECK")[0]
    assert f"127.0.0.1:{ports['api']}/healthz" in SERVICES["api"]["healthcheck"]["test"][-1]
    assert SERVICES["scrape"]["healthcheck"] == {"disable": True}


def test_one_image_is_built_and_by_what_the_others_wait_for() -> None:
    assert [name for name, service in SERVICES.items() if "build" in service] == ["api"]
    assert {service["image"] for service in OURS.values()} == {"truerole"}
    assert {name: list(service["depends_on"]) for name, service in OURS.items()} == {
        "api": ["postgres"],
        "app": ["api"],
        "scrape": ["api"],
    }


@pytest.mark.parametrize("name", OURS)
def test_services_are_killed_after_running_requests_may_end(name: str) -> None:
    assert int(OURS[name]["stop_grace_period"].removesuffix("s")) > serve._PATIENCE


def test_postgres_is_healthy_once_other_containers_reach_it() -> None:
    # On its socket a temporary server answers while a new store is made.
    check = SERVICES["postgres"]["healthcheck"]["test"]
    assert check[check.index("--host") + 1] == "127.0.0.1"


def test_settings_are_read_by_the_code_and_secrets_come_from_outside() -> None:
    settings = (ROOT / "truerole" / "core" / "settings.py").read_text("utf-8")
    named = set(re.findall(r"TRUEROLE_[A-Z_]+", COMPOSE_TEXT + DOCKERFILE))
    assert {"TRUEROLE_HOME", "TRUEROLE_DATABASE_URL", "TRUEROLE_API_KEYS"} <= named
    assert [name for name in sorted(named) if f'"{name}"' not in settings] == []
    secrets = [line for line in COMPOSE_TEXT.splitlines() if re.search(r"(PASSWORD|KEYS|_URL):", line)]
    assert len(secrets) == 3
    assert [line for line in secrets if ":?" not in line] == []


@pytest.mark.parametrize("name", OURS)
def test_services_may_do_little(name: str) -> None:
    service = OURS[name]
    assert (service["read_only"], service["cap_drop"], service["init"]) == (True, ["ALL"], True)
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp"] and service["volumes"] == ["home:/data"]


def test_the_image_runs_as_nobody_in_particular() -> None:
    (user,) = given("USER")
    assert user.isdigit() and int(user) > 0
    assert f"--uid {user}" in DOCKERFILE
    assert given("VOLUME") == ["/data"]
    assert "HOME=/tmp TRUEROLE_HOME=/data" in given("ENV")[0]
    bases = {step.partition(" AS ")[0] for step in given("FROM")}
    ((name, version),) = re.findall(r"^(python):([\d.]+)-slim$", "\n".join(bases), re.MULTILINE)
    assert name == "python"
    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(version)


def test_the_image_has_all_rooms_and_no_more() -> None:
    copied = [word for step in given("COPY") if not step.startswith("--from") for word in step.split()[:-1]]
    assert sorted(copied) == sorted(ALLOWED)
    assert set(ROOMS) <= set(copied)
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} <= set(copied)


# The lock of the image


def entries(lock: str) -> dict[str, str]:
    text = re.sub(r"^ *#.*\n", "", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", "").splitlines()
    return {line.partition("==")[0]: " ".join(line.split()) for line in lines}


WHOLE, IMAGE = entries("requirements.lock"), entries("requirements-image.lock")


def test_the_image_has_the_pins_of_the_lock() -> None:
    assert {name: entry for name, entry in IMAGE.items() if WHOLE.get(name) != entry} == {}


def test_the_image_has_all_extras_and_no_tool_of_the_work() -> None:
    project = PROJECT["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    assert {Requirement(each).name for each in wanted} <= IMAGE.keys()
    assert not {"pytest", "mypy", "ruff", "playwright", "hypothesis", "uv", "ipykernel", "polars"} & IMAGE.keys()
    assert given("COPY")[0] == "requirements-image.lock ./"

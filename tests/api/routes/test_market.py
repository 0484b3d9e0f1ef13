"""`GET /market/…`: the answers of the command, with the filters of the pages, in the forms that OpenAPI shows."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from tests.api.conftest import ApiClient
from truerole.api.schemas.answers import ComparisonAnswer, DutiesAnswer, PayAnswer, SkillsAnswer, TrendsAnswer
from truerole.workflows.serving.live_index import LiveIndex

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/market/skills?all_time=true", SkillsAnswer),
        ("/market/compare?a=data+analyst&b=data+engineer", ComparisonAnswer),
        ("/market/compare?a=mid&b=senior", ComparisonAnswer),
        ("/market/trend", TrendsAnswer),
        ("/market/trend?of=sql&of=python", TrendsAnswer),
        ("/market/pay?by=skill", PayAnswer),
        ("/market/duties?by=title", DutiesAnswer),
        ("/market/skills?country=Slovakia", SkillsAnswer),
        ("/market/pay?country=Slovakia", PayAnswer),
    ],
)
def test_answers_have_the_forms_of_openapi(client: ApiClient, address: str, form: type[BaseModel]) -> None:
    found = client.get(address)
    assert found.status_code == 200
    form.model_validate_json(found.content, strict=True)


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("skills?country=us&top=3", ("skills", "--country", "us", "--top", "3")),
        ("skills?role=data_engineer,data_analyst&required=true", ("skills", "--role", "data engineers", "--role",
                                                                  "data analyst", "--required")),
        ("pay?by=level&since=2026", ("pay", "--by", "level", "--since", "2026")),
        ("duties?by=company&stage=startup", ("duties", "--by", "company", "--stage", "startup")),
        ("duties?by=company&kind_of_company=startup", ("duties", "--by", "company", "--stage", "startup")),
        ("skills?level=mid", ("skills", "--seniority", "mid")),
        ("skills?level=lead&seniority=mid&level=junior", ("skills", "--seniority", "mid,lead,junior")),
        ("trend?of=sql&all_time=1", ("trend", "sql", "--all-time")),
        ("compare?a=data+analyst&b=data+engineer&top=12", ("compare", "data analyst", "data engineer")),
    ],
)  # fmt: skip
def test_it_says_what_the_command_says(
    client: ApiClient, live: LiveIndex, truerole: Run, monkeypatch: pytest.MonkeyPatch, address: str, command: Any
) -> None:
    monkeypatch.setenv("TRUEROLE_DATABASE_URL", str(live.store.engine.url))
    assert client.get(f"/market/{address}").json() == json.loads(truerole("market", *command, "--json").out)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("skills?country=Germny", "country: no country is called 'Germny'; known: "),
        ("skills?level=boss", "seniority: no level is called 'boss'; known: "),
        ("skills?no_skill=sqll", "no_skill: no skill is called 'sqll'; near: SQL"),
        ("skills?since=2026-02&until=2026-01", "since 2026-02 is after until 2026-01; exchange them"),
        ("skills?all_time=yes&since=2025", "all_time goes without since and until; leave one of them out"),
        ("skills?own=1&sample=1", "own and sample exclude each other; leave out both for all postings"),
        ("skills?top=0", "top: Input should be greater than or equal to 1"),
        ("skills?contry=de", "contry: there is no such parameter; GET /openapi.json says which there are"),
        ("pay?by=weather", "by: 'weather' is none of role, level, country, year, skill"),
        ("pay?currency=chf", "currency: no posting here has pay in 'chf'; there are: USD"),
        ("duties?by=weather", "by: 'weather' is none of role, title"),
        ("compare?a=us", "b: Field required"),
        ("compare?a=us&b=us", "'us' and 'us' are the same; name two different ones"),
        ("compare?a=x&b=y&by=source", "by: 'source' is none of role, country, company, level"),
        ("trend?of=nothing+such", "of: no skill is called 'nothing such'; "),
    ],
)
def test_what_is_unknown_is_one_line(client: ApiClient, address: str, told: str) -> None:
    found = client.get(f"/market/{address}")
    assert found.status_code == 422
    assert found.json()["error"].startswith(told)


def test_where_nothing_is_left_the_parameters_to_leave_out_are_named(client: ApiClient) -> None:
    (line,) = client.get("/market/skills?country=Slovakia&all_time=1").json()["about"]
    assert line.startswith("No posting is left. Without country: ")

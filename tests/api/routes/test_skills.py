"""`GET /skills`: the taxonomy."""

import pytest

from tests.api.conftest import ApiClient
from truerole.core.taxonomy import load_taxonomy


def test_all_skills_and_the_ones_that_a_query_means(client: ApiClient) -> None:
    taxonomy = load_taxonomy()
    found = client.get("/skills").json()
    assert (found["total"], len(found["skills"])) == (len(taxonomy.skills),) * 2
    assert found["categories"] == list(taxonomy.categories)
    assert client.get("/skills?q=Spark").json()["skills"][0]["id"] == "spark"
    assert client.get("/skills?q=no+such+thing").json()["total"] == 0


@pytest.mark.parametrize("name", ["spark", "Apache%20Spark", "SPARK"])
def test_a_skill_in_full(client: ApiClient, name: str) -> None:
    found = client.get(f"/skills/{name}").json()
    assert (found["id"], found["name"], found["parents"]) == ("spark", "Apache Spark", ["big-data"])
    assert "big-data" in found["ancestors"] and "pyspark" in found["children"]


@pytest.mark.parametrize("name", ["nothing-such", "%00", "..%2F..%2Fetc", "%F0%9F%90%88", "x" * 5000])
def test_an_unknown_skill_is_not_found(client: ApiClient, name: str) -> None:
    found = client.get(f"/skills/{name}")
    assert found.status_code == 404
    assert set(found.json()) == {"error"}

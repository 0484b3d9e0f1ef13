import re

import altair as alt
import pytest

from truerole.dashboard.components.links import (
    chart_link,
    company_address,
    company_link_html,
    link_html,
    link_list,
    page_address,
    skill_address,
    skill_addresses,
    skill_link_html,
)

STATE = (("role", "data engineer"), ("role", "data analyst"), ("when", "All time"))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (page_address("postings"), "postings"),
        (skill_address("spark"), "skill?id=spark"),
        (skill_address("spark", STATE), "skill?id=spark&role=data+engineer&role=data+analyst&when=All+time"),
        (page_address("skill", (("id", "sql"),), id="spark"), "skill?id=spark"),
        (company_address("Acme & Söhne?#"), "company?name=Acme+%26+S%C3%B6hne%3F%23"),
        (company_address(" two\nlines "), "company?name=two+lines"),
        (company_address("x" * 5_000), f"company?name={'x' * 300}"),
    ],
)
def test_addresses(address: str, expected: str) -> None:
    assert address == expected


@pytest.mark.parametrize(
    "name",
    [
        '"><script>alert(1)</script>',
        "](javascript:alert(1))",
        "javascript:alert(1)",
        "' onclick='alert(1)",
        "\u202eevil",
    ],
)
def test_a_hostile_name_stays_text(name: str) -> None:
    shown = company_link_html(name)
    assert re.fullmatch(
        r'<a class="tr-link" href="company\?name=[\w%+.-]*" target="_self"><bdi>[^<>]*</bdi></a>', shown
    )
    assert "\u202e" not in shown


def test_a_skill_is_a_link_in_the_same_tab() -> None:
    link = '<a class="tr-link" href="skill?id=spark&amp;when=All+time" target="_self"><bdi>Apache Spark</bdi></a>'
    assert skill_link_html("spark", (("when", "All time"),)) == link


def test_a_list_of_links_is_empty_without_links() -> None:
    assert link_list("Open", {}) == ""
    assert skill_addresses(["Apache Spark", "No such skill"]) == {"Apache Spark": "skill?id=spark"}
    assert link_html("Apache Spark", "skill?id=spark") in link_list("Open", {"Apache Spark": "skill?id=spark"})


def test_the_bars_of_a_chart_are_links() -> None:
    rows = alt.Data(values=[{"skill": "Apache Spark", "share": 0.5}])
    bars = alt.Chart(rows).mark_bar().encode(x="share:Q", y="skill:N")
    for drawn in (bars, alt.layer(bars, bars.mark_rule())):
        spec = chart_link(drawn, "skill", {"Apache Spark": "skill?id=spark"}).to_dict()
        assert spec["encoding"]["href"]["field"] == "address"
        assert '"skill?id=spark"' in str(spec)

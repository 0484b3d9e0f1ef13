"""Columns are known by their names, as well-known data sets and job boards write them."""

from collections import Counter

import pytest

from truerole.core.errors import DataError
from truerole.data.files.column_names import _NAMES, columns_of, flat

SETS = {
    "kaggle linkedin": (
        "job_id company_name title description max_salary pay_period location company_id views med_salary min_salary "
        "formatted_work_type applies original_listed_time remote_allowed job_posting_url application_url expiry "
        "listed_time posting_domain work_type currency compensation_type normalized_salary zip_code fips",
        {
            "external_id": "job_id", "company": "company_name", "title": "title", "description": "description",
            "salary_max": "max_salary", "salary_min": "min_salary", "period": "pay_period", "location": "location",
            "employment_type": "formatted_work_type", "posted_on": "original_listed_time",
            "workplace": "remote_allowed",
            "url": "job_posting_url", "currency": "currency", "salary_basis": "compensation_type",
        },
    ),
    "kaggle glassdoor": (
        "index|Job Title|Salary Estimate|Job Description|Rating|Company Name|Location|Headquarters|Size|Founded",
        {
            "title": "Job Title", "description": "Job Description", "company": "Company Name", "location": "Location",
            "salary": "Salary Estimate",
        },
    ),
    "jobspy": (
        "id site job_url job_url_direct title company location date_posted job_type salary_source interval min_amount "
        "max_amount currency is_remote job_level emails description company_url",
        {
            "external_id": "id", "source": "site", "url": "job_url", "title": "title", "company": "company",
            "location": "location", "posted_on": "date_posted", "employment_type": "job_type",
            "salary_basis": "salary_source", "period": "interval", "salary_min": "min_amount",
            "salary_max": "max_amount", "currency": "currency", "workplace": "is_remote", "description": "description",
        },
    ),
    "adzuna": (
        "id title description created redirect_url company.display_name location.display_name salary_min salary_max "
        "salary_is_predicted contract_type contract_time category.label",
        {
            "external_id": "id", "title": "title", "description": "description", "posted_on": "created",
            "url": "redirect_url", "company": "company.display_name", "location": "location.display_name",
            "salary_min": "salary_min", "salary_max": "salary_max", "salary_predicted": "salary_is_predicted",
            "employment_type": "contract_type",
        },
    ),
    "greenhouse": (
        "absolute_url location.name id title content updated_at first_published company_name",
        {
            "url": "absolute_url", "location": "location.name", "external_id": "id", "title": "title",
            "description": "content", "posted_on": "first_published", "company": "company_name",
        },
    ),
    "schema.org": (
        "title description datePosted hiringOrganization.name jobLocation.address.addressLocality "
        "jobLocation.address.addressCountry baseSalary.currency baseSalary.value.minValue baseSalary.value.unitText "
        "employmentType jobLocationType qualifications",
        {
            "title": "title", "description": "description", "posted_on": "datePosted",
            "company": "hiringOrganization.name",
            "city": "jobLocation.address.addressLocality", "country": "jobLocation.address.addressCountry",
            "currency": "baseSalary.currency", "salary_min": "baseSalary.value.minValue",
            "period": "baseSalary.value.unitText", "employment_type": "employmentType", "workplace": "jobLocationType",
            "qualifications": "qualifications",
        },
    ),
    "crawled": (
        "country country_code date_added has_expired job_board job_description job_title job_type location "
        "organization page_url salary sector uniq_id",
        {
            "country": "country", "posted_on": "date_added", "source": "job_board", "description": "job_description",
            "title": "job_title", "employment_type": "job_type", "location": "location", "company": "organization",
            "url": "page_url", "external_id": "uniq_id", "salary": "salary",
        },
    ),
    "nested places": (
        "jobTitle jobDescription company.name location.city location.state location.country",
        {
            "title": "jobTitle", "description": "jobDescription", "company": "company.name", "city": "location.city",
            "region": "location.state", "country": "location.country",
        },
    ),
    "ours": (
        "id src title location date url description _row _why",
        {
            "external_id": "id", "source": "src", "title": "title", "location": "location", "posted_on": "date",
            "url": "url", "description": "description",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_well_known_sets(name: str) -> None:
    header, taken = SETS[name]
    names = header.split("|" if "|" in header else " ")
    columns = columns_of(names)
    assert columns.taken == taken
    assert set(columns.unused) == set(names) - set(taken.values()) - {"_row", "_why"}


def test_a_name_is_that_of_one_field() -> None:
    counted = Counter(name for names in _NAMES.values() for name in names.split())
    assert [name for name, n in counted.items() if n > 1] == []
    assert [name for name in counted if not name.isalnum() or not name.islower()] == []


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["Job Title", "description"], "Job Title"),
        (["jobTitle", "description"], "jobTitle"),
        (["JOB-TITLE", "description"], "JOB-TITLE"),
        (["position", "title", "description"], "title"),
        (["Title", "title", "description"], "Title"),
        (["name", "Position", "description"], "Position"),
        (["_source.title", "_source.description"], "_source.title"),
        (["node.jobTitle", "node.description"], "node.jobTitle"),
        (["attributes.title", "attributes.body", "id"], "attributes.title"),
        (["item.title", "item.description", "position"], "item.title"),
    ],
)
def test_the_surest_name_is_taken(names: list[str], title: str) -> None:
    assert columns_of(names).taken["title"] == title


def test_columns_may_be_chosen() -> None:
    names = ["title", "headline", "text", "date"]
    chosen = {"title": "headline", "description": "title", "posted_on": ""}
    columns = columns_of(names, chosen)
    assert columns.taken == {"title": "headline", "description": "title"}
    assert columns.unused == ("text", "date")


def test_a_chosen_column_is_taken_for_nothing_else() -> None:
    assert columns_of(["title", "text", "company"], {"location": "company"}).taken == {
        "title": "title", "description": "text", "location": "company"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("names", "chosen", "words"),
    [
        (
            ["a", "b"],
            {},
            "hold the title or the description; there are 'a', 'b': say which one it is",
        ),
        (["title", "b"], {}, "hold the description; .*--column description=NAME"),
        (["title", "text"], {"description": ""}, "hold the description"),
        (["title", "job_summary_text"], {}, "--column description=job_summary_text$"),
        (["title", "Summary"], {}, "--column description=Summary$"),
        (["title", "Short text"], {}, "--column description='Short text'$"),
        (["title", "about"], {}, "--column description=about$"),
        (["summary"], {}, "--column title=NAME --column description=summary$"),
        ([str(n) for n in range(99)], {}, "'11' and 87 more"),
        (["x" * 5_000], {}, "there are 'x{40}': say"),
        (
            ["title", "text"],
            {"wages": "text"},
            "--column wages=text: there is no such field; there are title, description",
        ),
        (["title", "text"], {"company": "firm"}, "--column company=firm: there is no such column; there are 'title'"),
    ],
)
def test_what_is_missing_is_told(names: list[str], chosen: dict[str, str], words: str) -> None:
    with pytest.raises(DataError, match=words) as error:
        columns_of(names, chosen)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"a": 1, "b": "x"}, {"a": 1, "b": "x"}),
        ({"a": {"b": {"c": 1}, "d": 2}}, {"a.b.c": 1, "a.d": 2}),
        ({"a": [{"b": 1}, {"b": 2}], "c": ["x", "y"]}, {"a.b": 1, "c": ["x", "y"]}),
        ({"a": {}, "b": []}, {"b": []}),
        ({"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}, {}),
    ],
)
def test_what_is_nested_stands_beside(fields: dict[str, object], found: dict[str, object]) -> None:
    assert flat(fields) == found

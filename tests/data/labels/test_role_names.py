import pytest

from truerole.data.labels.role_names import parse_role


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("data_engineer", "data_engineer"),
        (" Data-Engineer\n", "data_engineer"),
        ("DATA ANALYST", "data_analyst"),
        ("DataScientist", "data_scientist"),
        ("ML engineer", "ml_engineer"),
        ("Machine Learning Engineer", "ml_engineer"),
        ("other", "other"),
        ("Other work", "other"),
        ("", None),
        ("engineer", None),
        ("data_engineers", None),
        ("🙂", None),
    ],
)
def test_roles_by_name(name: str, role: str | None) -> None:
    assert parse_role(name) == role

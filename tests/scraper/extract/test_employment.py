"""Types of employment in one vocabulary, whatever words a source has for them."""

import pytest

from truerole.scraper.extract.employment import employment_type


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("FullTime", "full-time"),
        ("FULL_TIME", "full-time"),
        ("Full time", "full-time"),
        ("fulltime_permanent", "full-time"),
        ("full", "full-time"),
        ("Part-time", "part-time"),
        ("Full-time Contract", "contract"),
        ("Contractor", "contract"),
        ("parttime_fixed_term", "contract"),
        ("Intern", "internship"),
        ("Full-time internship", "internship"),
        ("Apprenticeship", "apprenticeship"),
        ("Temp", "temporary"),
        ("VOLUNTEER", "volunteer"),
        ("Freelancer", "freelance"),
        ("full-or-part-time", "full or part time"),
        ("Contract or temporary", "contract or temporary"),
        ("Festanstellung", "festanstellung"),
        (["FULL_TIME"], "full-time"),
        ("international", "international"),
        ("", None),
        (None, None),
        ({"a": 1}, None),
    ],
)
def test_employment(given: object, kind: str | None) -> None:
    assert employment_type(None, given) == kind

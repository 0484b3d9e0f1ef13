import pytest

from truerole.data.dedup.normalise_names import NormalisedTitle, normalise_company, normalise_title, same_company

LEVELS = "junior senior lead principal staff head manager intern graduate 1 2 3".split()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Acme", "ACME", True),
        ("Acme, Inc.", "Acme Ltd", True),
        ("The Acme Company", "Acme", True),
        ("Acme GmbH & Co. KG", "acme gmbh", True),
        ("Acme Deutschland GmbH", "Acme", True),
        ("Acme B.V.", "Acme", True),
        ("Acme Careers", "Acme", True),
        ("acme.io", "Acme", True),
        ("Data Robot", "DataRobot, Inc.", True),
        ("Müller & Söhne AG", "Muller Sohne", True),
        ("Acme Robotics", "Acme", True),
        ("S.A.", "SA", True),
        ("Acme", "Apex", False),
        ("North Wind", "North Star", False),
        ("Air France", "Air India", False),
        ("The Careers Group", "The Jobs Company", False),
        ("XY Labs", "XY", False),  # two letters are too little to begin a name with
        ("Wind North", "North", False),
    ],
)
def test_companies(one: str, other: str, same: bool) -> None:
    assert same_company(normalise_company(one), normalise_company(other)) == same


@pytest.mark.parametrize("name", [None, "", " ", "🙂", "***"])
def test_no_company(name: str | None) -> None:
    assert normalise_company(name) == ()


@pytest.mark.parametrize(
    ("title", "words", "levels"),
    [
        ("Data Engineer", "data engineer", ""),
        ("DATA  ENGINEER!", "data engineer", ""),
        ("Data Engineer (m/f/d)", "data engineer", ""),
        ("Data Engineer - w/m/d", "data engineer", ""),
        ("Data Engineer [f/m/x]", "data engineer", ""),
        ("Data Engineer (all genders)", "data engineer", ""),
        ("Dateningenieur:in (d/w/m)", "dateningenieur", ""),
        ("Entwickler*in | Remote", "entwickler", ""),
        ("Data Engineer, Remote", "data engineer", ""),
        ("Data Engineer (Hybrid)", "data engineer", ""),
        ("Data Engineer #8841", "data engineer", ""),
        ("R-123456 Data Engineer", "data engineer", ""),
        ("Sr. Data Engineer", "data engineer", "senior"),
        ("Senior Data Engineer", "data engineer", "senior"),
        ("Jr Data Engineer", "data engineer", "junior"),
        ("Data Engineer II", "data engineer", "2"),
        ("Data Engineer 2", "data engineer", "2"),
        ("Engineering Manager, Data", "engineering data", "manager"),
        ("Lead ML Eng", "machine learning engineer", "lead"),
        ("C++ Developer", "c++ developer", ""),
        ("Développeur Données (H/F)", "developpeur donnees", ""),
        ("R Developer", "r developer", ""),
        ("", "", ""),
        ("🙂", "", ""),
        ("(m/f/d)" * 100_000, "", ""),
    ],
)
def test_titles(title: str, words: str, levels: str) -> None:
    assert normalise_title(title) == NormalisedTitle(frozenset(words.split()), frozenset(levels.split()))


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_is_another_job(level: str) -> None:
    titles = {normalise_title(f"{other} Data Engineer") for other in [*LEVELS, ""] if other != level}
    assert normalise_title(f"{level} Data Engineer") not in titles

"""Skills of which one will do are alternatives; what is also asked for by itself is none."""

import pytest

from truerole.model.skills.extractor import extract_skills
from truerole.model.text.document import prepare

ASKED = "Requirements:\n"


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("Experience with Python or R", ["python r"]),
        ("Experience with Python and R", []),
        ("Experience with Python, R", []),
        ("Python and/or R", ["python r"]),
        ("Tableau, Power BI or Looker", ["tableau power-bi looker"]),
        ("Tableau, Power BI, or Looker", ["tableau power-bi looker"]),
        ("Kafka or Spark or Hadoop", ["kafka spark hadoop"]),
        ("Spark (or Hadoop)", ["spark hadoop"]),
        ("SQL and Python or Java", ["python java"]),
        ("Python or Java, SQL", ["python java"]),
        ("Python or Java, Spark or Hadoop", ["python java", "spark hadoop"]),
        ("Microsoft Azure or Amazon AWS", ["azure aws"]),
        ("Python or other languages, Java", []),
        ("Python. Or Java", []),
        ("Python: or Java", []),
        ("- Python or\n- Java", []),
        ("Python or, what nobody has ever asked for, Java", []),
        ("Python or Java\nNice to have:\nPython", ["python java"]),
        ("SQL or SQL", []),
        ("Java backend systems and/or Python tools", []),
        ("Python data analysis, R or Julia", []),
        ("Python pandas or NumPy", ["pandas numpy"]),
        ("Python, pandas or NumPy", ["python pandas numpy"]),
        ("REST or GraphQL APIs", ["rest graphql"]),
        # of which more than one is asked for
        ("At least two of the following: Python, R or Java", []),
        ("Two or more of these languages: Python, R or Java", []),
        ("2+ of Python, R or Java", []),
        ("Two (2) or more of the following areas: Kafka, Spark or Hadoop", []),
        ("At least two of the following, or better: Kafka. Python or R", ["python r"]),
        ("Three of the major clouds (AWS, Azure or GCP)", []),
        ("Command of at least three programming languages such as Python, R, Java or Go", []),
        ("Several dashboard tools, for instance Tableau, Looker or Power BI", []),
        ("More than one of Kafka, Spark or Hadoop", []),
        ("A few of the following: Kafka, Spark or Hadoop", []),
        ("Languages (two or more): Python, R or Java", []),
        ("Notebooks in both Python or R", []),
        # of which one will do, all the same
        ("At least one of the following: Python, R or Java", ["python r java"]),
        ("One or two of Python, R or Java", ["python r java"]),
        ("One or more of Python, R or Java", ["python r java"]),
        ("1-2 of Python, R or Java", ["python r java"]),
        ("One of several languages: Python, R or Java", ["python r java"]),
        ("Two years of Python or R", ["python r"]),
        ("2+ years with programming languages such as Python or R", ["python r"]),
        ("Work across several tools, with experience in Python or R", ["python r"]),
        ("Several tools and Python or R", ["python r"]),
        ("Two of the following.\nPython or R", ["python r"]),
        ("At least two of Python or R, Spark or Hadoop, SQL", ["python r", "spark hadoop"]),
    ],
)
def test_alternatives(text: str, lists: list[str]) -> None:
    found = extract_skills(prepare(ASKED + text))
    told = {s.id: {s.id, *s.alternatives} for s in found if s.alternatives}
    wanted = [listed.split() for listed in lists]
    assert told == {skill: set(listed) for listed in wanted for skill in listed}


def test_a_skill_that_is_also_asked_for_by_itself_has_no_alternatives() -> None:
    found = extract_skills(prepare(ASKED + "Python or Java. Python is a must"))
    assert {skill.id: skill.alternatives for skill in found} == {"python": (), "java": ("python",)}


def test_what_is_only_mentioned_has_no_alternatives() -> None:
    found = extract_skills(prepare("About us:\nOur stack: Python or Java.\n" + ASKED + "SQL"))
    assert all(not skill.alternatives for skill in found)


def test_the_need_stays() -> None:
    found = extract_skills(prepare(ASKED + "Python or R\nNice to have: Scala or Java"))
    assert [(s.id, s.need) for s in found] == [
        ("python", "required"),
        ("r", "required"),
        ("scala", "preferred"),
        ("java", "preferred"),
    ]

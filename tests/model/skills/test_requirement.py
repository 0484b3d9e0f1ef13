import pytest

from truerole.model.skills.extractor import extract_skills
from truerole.model.skills.requirement import strongest
from truerole.model.text.document import prepare


def needs(text: str) -> dict[str, str]:
    return {skill.id: skill.need for skill in extract_skills(prepare(text))}


def years(text: str) -> dict[str, int | None]:
    return {skill.id: skill.years for skill in extract_skills(prepare(text))}


@pytest.mark.parametrize(
    ("text", "required", "preferred", "context"),
    [
        ("Strong Python and SQL.", "python sql", "", ""),
        ("You must know Docker.", "docker", "", ""),
        ("Spark is a plus.", "", "spark", ""),
        ("Knowledge of Kafka would be a big plus", "", "kafka", ""),
        ("Terraform a plus", "", "terraform", ""),
        ("Nice to have: Airflow, dbt", "", "airflow dbt", ""),
        ("Ideally you know Scala.", "", "scala", ""),
        ("Ideally with Java", "", "java", ""),
        ("Tableau preferred.", "", "tableau", ""),
        ("Python (preferred) for models.", "", "python", ""),
        ("Bonus points for Rust and Python.", "", "rust python", ""),
        ("(Bonus) AWS exposure", "", "aws", ""),
        ("Familiarity with Kubernetes is desirable.", "", "kubernetes", ""),
        ("MLflow is helpful but not required.", "", "mlflow", ""),
        ("PyTorch experience is an advantage.", "", "pytorch", ""),
        ("Snowflake would be an asset.", "", "snowflake", ""),
        ("Hadoop would be nice.", "", "hadoop", ""),
        ("Preferably Azure", "", "azure", ""),
        ("Matlab highly desired", "", "matlab", ""),
        ("Our stack is Python and Kafka.", "", "", "python kafka"),
        ("We use dbt and Snowflake every day.", "", "", "dbt snowflake"),
        ("Our current tech stack: Django, Redis.", "", "", "django redis"),
        ("Python required; Spark a plus", "python", "spark", ""),
        ("Strong SQL, knowledge of Spark a plus", "sql", "spark", ""),
        ("SQL is required but Python is preferred", "sql", "python", ""),
        ("Languages: SQL (Python preferred)", "sql", "python", ""),
        ("Extra languages are a plus (Java, Ruby)", "", "java ruby", ""),
        ("Cloud skills in AWS (GCP is a plus)", "aws", "gcp", ""),
        ("Python. Spark is a plus. SQL.", "python sql", "spark", ""),
        ("5 plus years of Python", "python", "", ""),
        ("Requirements:\nMake Python our competitive advantage.", "python", "", ""),
        ("Knowledge of R, SAS and Stata (desirable).", "", "r sas stata", ""),
        ("Knowledge of R, SAS and Stata (desirable) in a bank", "r sas", "stata", ""),
        ("R, SAS and Stata (desirable)", "r sas", "stata", ""),
        # the strongest mention wins
        ("Spark is a plus. You will tune Spark jobs.", "spark", "", ""),
        ("We use Kafka. Kafka is a plus.", "", "kafka", ""),
        # sections
        ("Requirements:\n• Python\nNice to have:\n• Spark\n", "python", "spark", ""),
        ("Requirements:\n• Python\nBenefits:\n• A course in Tableau\n", "python", "", ""),
        ("Preferred qualifications:\n• SQL required\n• Looker\n", "sql", "looker", ""),
        ("Responsibilities:\n• Build ETL in Python\n", "etl python", "", ""),
        ("About us:\nWe sell Kafka to banks.\nRequirements:\n• SQL\n", "sql", "", ""),
        ("About us:\nOur stack is Kafka.\nRequirements:\n• SQL\n", "sql", "", "kafka"),
        ("About us:\nWe sell Kafka to banks.\nRequirements:\n• Kafka\n", "kafka", "", ""),
        ("About us:\nWe sell Kafka to banks.\n", "", "", ""),
        ("We sell Kafka to banks.", "", "", "kafka"),
        ("Ours is one of the few games on Android that players of all ages love.", "", "", ""),
        ("About us:\nOur platform is written in Rust and loved by all the banks.\n", "", "", "rust"),
        ("Requirements:\n• Warehouses are a big plus, e.g. Redshift\n", "", "redshift", ""),
        ("Requirements:\n• SQL\nOur tech stack:\n• Kafka\n• Redis\n", "sql", "", "kafka redis"),
        ("Requirements:\n• SQL\nIt is a plus if you know any of these:\n• Kafka\n• Redis\n", "sql", "kafka redis", ""),
        # negation
        ("No Spark needed.", "", "", ""),
        ("No experience with Hadoop required; SQL is.", "sql", "", ""),
        ("Java is not required.", "", "", ""),
        ("You do not need Python.", "", "", ""),
        ("This is not a Tableau role.", "", "", ""),
        ("No less than 3 years of SQL", "sql", "", ""),
        ("Not only SQL but Python", "sql python", "", ""),
        ("No Spark here. Python we like.", "python", "", ""),
        ("No SQL experience needed", "", "", ""),
        ("You don't have to know Spark. You need not know Kafka.", "", "", ""),
        ("We need no Java, Scala or Go.", "", "", ""),
        ("Experience with Rust is not required but Kafka is", "kafka", "", ""),
        ("SQL is not a must", "", "sql", ""),
        ("Docker is not required but helpful", "", "docker", ""),
        ("Docker is a plus but is not required", "", "docker", ""),
        ("Docker isn't required.", "", "", ""),
        ("Airflow not needed.", "", "", ""),
        ("Java required, Scala not required.", "java", "", ""),
        ("While Docker is not required, it is helpful", "", "docker", ""),
        ("Python, not Perl", "python", "", ""),
        ("Python (not Perl)", "python", "", ""),
        ("You don't use Tableau; you build in Looker.", "looker", "", ""),
        ("You won't need Java here. Kotlin is required.", "kotlin", "", ""),
        ("You will not be writing Java or Scala.", "", "", ""),
        ("You won't train neural networks. You will not deploy Kafka.", "", "", ""),
        ("You will not only build APIs but Kafka streams", "apis kafka", "", ""),
        ("This role does not involve machine learning.", "", "", ""),
        ("We moved away from Oracle to Postgres.", "", "", "postgresql"),
        ("You will move data from Oracle to Postgres.", "oracle postgresql", "", ""),
        ("Neither Stata nor Matlab is needed", "", "", ""),
        ("Write Scala instead of Java", "scala", "", ""),
        ("Kafka rather than RabbitMQ", "kafka", "", ""),
        ("Any provider except Azure", "", "", ""),
        ("Every database except for MongoDB", "", "", ""),
        ("Zero Docker experience needed", "", "", ""),
        ("Requirements:\n- We use R, not Stata\n- Git", "git", "", "r"),
        ("Requirements:\n- dbt, not Talend", "dbt", "", ""),
        ("Excluding Cobol, we keep Java", "java", "", ""),
        # behind a label of what may well be denied, or behind the label's own "No"
        ("Note: No Python needed", "", "", ""),
        ("Visa: No. No Python needed", "", "", ""),
        ("Visa: No No Python needed", "", "", ""),
        ("Hybrid:\nNo machine learning needed", "", "", ""),
        ("Experience with remote sensing: no Python needed", "remote-sensing", "", ""),
        # denials behind a sign, and of what one is asked for
        ("Machine learning is not part of this job.", "", "", ""),
        ("SQL is daily work, Kafka isn't a part of the role.", "sql", "", ""),
        ("Machine learning: no", "", "", ""),
        ("SQL: yes, Kafka: no, Docker: yes", "sql docker", "", ""),
        ("Kafka: not needed", "", "", ""),
        ("Kafka or Flink: not required.", "", "", ""),
        ("Stata – no, SQL – yes.", "sql", "", ""),
        ("Machine learning? Not needed.", "", "", ""),
        ("Kafka experience? No. SQL experience? Yes.", "sql", "", ""),
        ("You will never be asked for Excel.", "", "", ""),
        ("You will not be asked to know Kafka.", "", "", ""),
        ("You will never need to write Java, we use Kotlin.", "", "", "kotlin"),
        ("You are not expected to know Spark. You aren't asked for Kafka.", "", "", ""),
        ("Excel is no part of this job.", "", "", ""),
        ("Experience with Spark? None needed.", "", "", ""),
        # which deny nothing
        ("Visa: No Machine learning required", "machine-learning", "", ""),
        ("visa sponsorship: no Python, SQL and Kafka required", "python sql kafka", "", ""),
        ("SQL, Visa: No Machine learning required, Excel", "sql machine-learning excel", "", ""),
        ("Travel required? No Python is a must", "python", "", ""),
        ("Security Clearance - No Python is a must", "python", "", ""),
        ("Remote: No\nPython required", "python", "", ""),
        ("Python is not part of this job alone.", "python", "", ""),
        ("Python: no experience needed but we teach the rest.", "", "python", ""),
        ("Python: not needed, but helpful", "", "python", ""),
        ("Requirements: Python? No problem.", "python", "", ""),
        ("Requirements: SQL: no two queries are alike.", "sql", "", ""),
        ("Requirements:\n- Excel\n- No travel", "excel", "", ""),
        ("Even if you have never used Python, you write SQL.", "python sql", "", ""),
        ("You will never need permission to use Python.", "python", "", ""),
        ("You will not be expected to know everything about Python.", "python", "", ""),
        ("Deploy on machines with or without Docker.", "docker", "", ""),
        # years before a word in brackets
        ("Scala: 2 years (Preferred)\nKafka: 4 years (Required)", "kafka", "scala", ""),
        ("dbt - 1 year (Preferred)", "", "dbt", ""),
        # wording that reaches ahead alone
        ("Python and preferably Scala", "python", "scala", ""),
        ("Python or, even better, Rust", "python", "rust", ""),
        ("Python preferably", "", "python", ""),
        ("Required: Python, preferred: Scala", "python", "scala", ""),
        ("Must have: SQL. Could have: Looker.", "sql", "looker", ""),
        ("Python, nice to have: Spark, Kafka", "python", "spark kafka", ""),
        # more ways to say it
        ("Scala welcome", "", "scala", ""),
        ("We'd love it if you had Databricks", "", "databricks", ""),
        ("Kafka a nice addition", "", "kafka", ""),
        ("Knowledge of Flink counts in your favour", "", "flink", ""),
        ("An interest in Spark is welcome but not needed", "", "spark", ""),
        ("dbt is a bonus though not needed", "", "dbt", ""),
        ("Looker gets you extra points.", "", "looker", ""),
        ("If you have used Databricks, great; if not, no harm.", "", "databricks", ""),
        ("Kafka comes in handy.", "", "kafka", ""),
        ("Scala, while not mandatory, gives you an edge.", "", "scala", ""),
        ("dbt isn't a must.", "", "dbt", ""),
        ("Snowflake is no prerequisite.", "", "snowflake", ""),
        ("Perl is by no means mandatory.", "", "perl", ""),
        ("Python is a must, Scala is not.", "python", "scala", ""),
        ("SQL is not optional.", "sql", "", ""),
        # what comes with the work
        ("We will teach you Tableau.", "", "", "tableau"),
        ("You will be trained in Looker; bring SQL.", "sql", "", "looker"),
        ("You need solid SQL. Our team uses Git, Docker and Jenkins.", "sql", "", "git docker jenkins"),
        ("Requirements:\n- Python\nOur team uses Git and Docker.", "python", "", "git docker"),
        # a bullet's own label is no heading; a bullet may ask for one thing alone
        ("Requirements:\n- Bonus: Kafka\n- SQL\n- Knowledge of Airflow", "sql airflow", "kafka", ""),
        ("Requirements:\n- Bonus: Go\n- Python", "python", "go", ""),
        ("Requirements:\n- Python\n- R", "python r", "", ""),
    ],
)
def test_reads_the_need(text: str, required: str, preferred: str, context: str) -> None:
    expected = dict.fromkeys(required.split(), "required")
    expected |= dict.fromkeys(preferred.split(), "preferred")
    expected |= dict.fromkeys(context.split(), "context")
    assert needs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3+ years of Python", {"python": 3}),
        ("5 years' experience with SQL", {"sql": 5}),
        ("two to four years in Spark and Hadoop", {"spark": 2, "hadoop": 2}),
        ("2-4 yrs Tableau", {"tableau": 2}),
        ("at least three (3) years working with Docker", {"docker": 3}),
        ("10 or more years of Java", {"java": 10}),
        ("Python (4 years)", {"python": 4}),
        ("SQL: 6+ years", {"sql": 6}),
        ("5 plus years of Scala", {"scala": 5}),
        ("3 years of Python, 1 year of dbt", {"python": 3, "dbt": 1}),
        ("Python; 3 years of SQL", {"python": None, "sql": 3}),
        # years in a list
        ("Kubernetes, Terraform, 10 years of Java", {"kubernetes": None, "terraform": None, "java": 10}),
        ("Python, Docker, Kubernetes, 4 years of software work", {"python": None, "docker": None, "kubernetes": None}),
        ("3 years in back-office work, shipping, Docker", {"docker": 3}),
        ("5 years of writing clean, fast SQL", {"sql": 5}),
        ("2 to 3 years of experience, fluent SQL, basic Python", {"sql": None, "python": None}),
        ("Three years in a similar role, you are at ease with Kafka", {"kafka": None}),
        ("3 years of Python, SQL or Spark", {"python": 3, "sql": 3, "spark": 3}),
        ("4+ years of experience with Python, SQL, and dbt", {"python": 4, "sql": 4, "dbt": 4}),
        ("5 years of data work (Python, SQL), Docker", {"python": 5, "sql": 5, "docker": 5}),
        ("6 years experience: Python, SQL", {"python": 6, "sql": 6}),
        ("Python (3 years), SQL (2 years)", {"python": 3, "sql": 2}),
        ("SQL: 6+ years, Python: 2 years, Docker", {"sql": 6, "python": 2, "docker": None}),
        ("Python - 4 years, SQL – 1 year", {"python": 4, "sql": 1}),
        ("Python and SQL: 3 years", {"python": 3, "sql": 3}),
        ("Spark, at least 3 years of experience", {"spark": 3}),
        ("Kafka, with 2 years of hands-on experience", {"kafka": 2}),
        ("Extensive (5+ years) Tableau experience", {"tableau": 5}),
        ("4 years of professional, hands-on experience building with Spark", {"spark": 4}),
        ("Founded 12 years ago, we love Python", {"python": None}),
        ("A 4 year degree and Python", {"python": None}),
        ("Must be 18 years old; Python", {"python": None}),
        ("Python", {"python": None}),
    ],
)
def test_reads_the_years(text: str, expected: dict[str, int | None]) -> None:
    assert years(text) == expected


def test_the_strongest_need_insists_most() -> None:
    assert strongest(["context", "preferred"]) == "preferred"
    assert strongest(["preferred", "required", "context"]) == "required"

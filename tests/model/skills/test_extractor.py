import pytest

from truerole.core.taxonomy import SkillEntry, Taxonomy
from truerole.model.skills.extractor import extract_skills
from truerole.model.skills.patterns import build_phrases, skill_phrases, variants
from truerole.model.text.document import prepare
from truerole.model.text.tokenizer import tokenise


def found(text: str) -> set[str]:
    return {skill.id for skill in extract_skills(prepare(text))}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        # R
        ("Proficient in Python, R or SAS.", "python r sas"),
        ("You write R code for reports.", "r"),
        ("Strong R programming skills.", "r"),
        ("SQL and/or R", "sql r"),
        ("R, Python", "r python"),
        ("You will join our R&D department.", ""),
        ("Working in R & D since 2009.", ""),
        ("Contact: R. Miller, ext. 12", ""),
        ("Models in R-studio", "r"),
        ("Two years of R in a bank.", "r"),
        ("Languages (e.g. R) for models", "r"),
        # C, C++, C#
        ("Experience with C, C++ and C#.", "c cpp csharp"),
        ("C/C++ on Linux", "c cpp linux"),
        ("We closed our Series C last spring.", ""),
        ("You present results to the C-suite.", ""),
        ("Vitamin C is in the fruit basket.", ""),
        ("C programming for devices", "c"),
        ("Built in F#? No: C#.", "fsharp csharp"),
        # Go
        ("Services in Go and Java.", "go java"),
        ("Golang is what we write.", "go"),
        ("You own our go-to-market plan.", ""),
        ("Go to the office twice a week.", ""),
        ("We are ready to go.", ""),
        ("Python, Go, Rust", "python go rust"),
        ("Go above and beyond for Python users", "python"),
        ("Experience with Go on servers", "go"),
        # Excel
        ("Advanced Excel skills are needed.", "excel"),
        ("MS Excel, Word and PowerPoint", "excel word powerpoint"),
        ("People who excel at teamwork.", ""),
        ("You excel in a fast team.", ""),
        ("Excel at what you do.", ""),
        ("EXCEL pivot tables and VLOOKUP", "excel pivot-tables vlookup"),
        # Access, Word, Outlook, Teams
        ("Excel and Access databases", "excel access"),
        ("MS Access", "access"),
        ("Access to a company car.", ""),
        ("You manage access control.", ""),
        ("Spread the Word about our mission.", ""),
        ("Word, Excel, Outlook", "word excel outlook"),
        ("The market outlook is bright.", ""),
        ("You lead Teams of five.", ""),
        ("Slack, Jira and Confluence", "slack jira confluence"),
        ("We cut you some slack.", ""),
        # Spark, Hive, Pig, Storm, Beam, Ray, Dash, Flink
        ("Spark and Hadoop", "spark hadoop"),
        ("Your ideas spark change in the team.", ""),
        ("That will spark joy.", ""),
        ("Spark jobs on a cluster of forty machines", "spark"),
        ("Hive, Pig, Spark, Kafka", "hive pig spark kafka"),
        ("A hive of activity.", ""),
        ("Apache Beam or Dataflow", "beam dataflow"),
        ("Beam with pride.", ""),
        ("Python, Ray and Dask", "python ray dask"),
        ("Report to Ray in finance.", ""),
        ("Plotly and Dash", "plotly dash"),
        ("Dash through the corridor.", ""),
        ("Kafka, Storm, Flink", "kafka storm flink"),
        ("Weather any storm with us.", ""),
        # SAS, SAP, Swift, Scala, Julia, Rust, Ruby, Chef, Stan
        ("SAS or SPSS", "sas spss"),
        ("SAP HANA tables", "sap-hana"),
        ("Act asap; find sap in trees.", ""),
        ("Swift decisions are our habit.", ""),
        ("iOS apps in Swift and Kotlin", "ios swift kotlin"),
        ("Write to Julia Brown.", ""),
        ("Python or Julia", "python julia"),
        ("Chef, Puppet and Ansible", "chef puppet ansible"),
        ("Our chef cooks lunch daily.", ""),
        ("Bayesian models in Stan and PyMC", "bayesian stan pymc"),
        ("Ask Stan at the desk.", ""),
        # React, Angular, Express, Spring, Node
        ("React, TypeScript and Node", "react typescript nodejs"),
        ("React quickly to incidents.", ""),
        ("You react to change calmly.", ""),
        ("Express your ideas freely.", ""),
        ("Node.js with Express", "nodejs express"),
        ("Spring Boot and Java", "spring-boot java"),
        ("Start in spring with us.", ""),
        # AI, ML, BI, API, CV, NLP, RAG, MS, IR
        ("AI, machine learning and Python", "artificial-intelligence machine-learning python"),
        ("ML models in production", "machine-learning"),
        ("The tank holds 50 ml.", ""),
        ("BI tools such as Tableau", "bi tableau"),
        ("You speak to bi-annual meetings.", ""),
        ("Send your CV in English.", ""),
        ("NLP, CV and speech recognition", "nlp computer-vision speech-recognition"),
        ("RAG and LLMs", "rag llms"),
        ("From rag to riches.", ""),
        ("REST APIs", "rest"),
        ("Get some rest at the weekend.", ""),
        # Glue, Lambda, Athena, Redshift, Snowflake, Tableau, Looker, Oracle, Azure, Iceberg
        ("AWS (S3, Glue, Athena, Lambda)", "aws s3 aws-glue athena lambda"),
        ("You are the glue of the team.", ""),
        ("Every snowflake melts.", ""),
        ("Snowflake and dbt", "snowflake dbt"),
        ("Looker dashboards", "looker dashboards"),
        ("Tip of the iceberg.", ""),
        ("Oracle and PL/SQL", "oracle plsql"),
        # the longest wins
        ("SQL Server administration", "sql-server"),
        ("SQL Server and SQL", "sql-server sql"),
        ("Microsoft Azure Data Factory", "azure-data-factory"),
        ("Spark SQL", "spark-sql"),
        ("Apache Spark Streaming", "spark-streaming"),
        ("Google Cloud Storage", "gcs"),
        ("deep reinforcement learning", "reinforcement-learning"),
        ("graph neural networks", "graph-neural-networks"),
        ("Data Scientist wanted", ""),
        ("Work with machine learning engineers and data scientists.", ""),
        ("SQL Server Integration Services (SSIS)", "ssis"),
        # compounds
        ("AWS/GCP/Azure", "aws gcp azure"),
        ("Hadoop-based storage", "hadoop"),
        ("SQL, Python and/or R", "sql python r"),
        ("Spark/Scala", "spark scala"),
        ("frameworks (PyTorch, TensorFlow)", "pytorch tensorflow"),
        ("Python(pandas,numpy)", "python pandas numpy"),
        ("Java|Kotlin|Scala", "java kotlin scala"),
        ("CI/CD with Jenkins & Docker", "ci-cd jenkins docker"),
        ("supervised and unsupervised learning", "supervised-learning"),
        ("• SQL\n• Python\n• Tableau", "sql python tableau"),
        # spellings
        ("scikit learn, Scikit-Learn, sklearn", "scikit-learn"),
        ("Power-BI and PowerBI", "power-bi"),
        ("Tensor Flow; Py Torch; My SQL", "tensorflow pytorch mysql"),
        ("k8s", "kubernetes"),
        ("A/B tests and AB testing", "ab-testing"),
        ("data modelling and data modeling", "data-modeling"),
        ("data visualisation", "data-visualization"),
        ("object oriented programming", "oop"),
        ("decision trees, a decision tree", "decision-trees"),
        ("ontologies", "ontologies"),
        ("Large Language Model (LLM)", "llms"),
        ("fine tuning", "fine-tuning"),
        ("PYTHON and sql", "python sql"),
        ("Node JS", "nodejs"),
        ("ASP.NET", "dotnet"),
        ("Leads in design and sales.", ""),
        ("Photoshop and InDesign", "photoshop"),
        # methods and fields
        ("regression, time series and forecasting", "regression time-series forecasting"),
        ("ETL into a data warehouse", "etl data-warehousing"),
        ("CNNs for computer vision", "cnn computer-vision"),
        ("statistics and hypothesis testing", "statistics hypothesis-testing"),
        # degrees are no skills, their subjects beside other skills are
        ("Bachelor's degree in Statistics, Mathematics or a related field", ""),
        ("PhD in machine learning", ""),
        ("Statistics, Python and SQL", "statistics python sql"),
        ("You hold a Ph.D. in Data Science.", ""),
        ("Statistics. Then computer science.", "statistics"),
        ("software engineering, physics or economics graduates", ""),
        # heads of lists and lone broad words are no skills
        ("AI is changing the world.", ""),
        ("Databases such as MySQL", "mysql"),
        ("Cloud platforms (AWS, Azure)", "aws azure"),
        # no skills
        ("Mail jobs@python.org or see tableau.com.", ""),
        ("Good communication, teamwork, Agile and Scrum.", ""),
        ("", ""),
        ("1", ""),
    ],
)
def test_finds_exactly_these_skills(text: str, ids: str) -> None:
    assert found(text) == set(ids.split())


@pytest.mark.parametrize("bullet", ["- ", "", "* ", "• ", "1. "])
@pytest.mark.parametrize(
    ("items", "ids"),
    [
        ("Azure|DevOps|SQL|Server-side Java|Spark|Streaming", "azure devops sql java spark streaming"),
        ("Python|3 years in a team|Kafka|Connect people", "python kafka"),
        ("Two years at a Machine|Learning mindset", ""),
        ("Reports on sales data|Design of new dashboards", "dashboards"),
    ],
)
def test_no_name_goes_on_in_the_next_item(items: str, ids: str, bullet: str) -> None:
    text = "You bring:\n" + "\n".join(bullet + item for item in items.split("|"))
    assert found(text) - {"reporting", "data-visualization"} == set(ids.split())


@pytest.mark.parametrize("break_", ["\n", " \n", "\n\n", "\r\n"])
def test_a_name_goes_on_where_the_next_line_begins_in_lower_case(break_: str) -> None:
    assert "machine-learning" in found(f"You know statistics and machine{break_}learning well.")
    assert "nlp" in found(f"You know natural{break_}language{break_}processing.")


def test_mentions_are_places_in_the_text_as_given() -> None:
    text = "<p>You know <b>Python</b>&nbsp;&amp; SQL.</p>\n<p>Python daily: Power\u00a0BI, python.</p>"
    places = {s.id: [text[a:b] for a, b in s.mentions] for s in extract_skills(prepare(text))}
    assert places == {"python": ["Python", "Python", "python"], "sql": ["SQL"], "power-bi": ["Power\u00a0BI"]}


def test_skills_stand_in_the_order_of_their_first_mention() -> None:
    assert [s.id for s in extract_skills(prepare("SQL, Python, SQL and dbt"))] == ["sql", "python", "dbt"]


def test_a_skill_carries_the_preferred_name_and_its_category() -> None:
    (skill,) = extract_skills(prepare("Expert in k8s."))
    assert (skill.id, skill.name, skill.category) == ("kubernetes", "Kubernetes", "infrastructure")


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("Power BI", "power bi|power - bi|powerbi"),
        ("scikit-learn", "scikit learn|scikitlearn"),
        ("object-oriented programming", "object oriented programming|object - oriented - programming"),
        ("data model", "data models|data - models"),
        ("data modeling", "data modelling"),
        ("data visualization", "data visualisation"),
        ("ontology", "ontologies"),
        ("TensorFlow", "tensor flow"),
        ("REST API", "rest apis"),
    ],
)
def test_names_are_varied_as_people_write_them(name: str, spelt: str) -> None:
    assert {tuple(form.split()) for form in spelt.split("|")} <= variants(name)


def test_the_longest_name_from_each_token_is_found() -> None:
    names = ("data lake", "data lake house keys", "lake house", "spark")
    known = build_phrases(Taxonomy({name: SkillEntry(name, name, "Made up", "Made up.") for name in names}))
    found = known.find(tokenise("Data lake house, data lake house keys Spark data lake"))
    assert [(pattern.skill, first, last) for pattern, first, last in found] == [
        ("data lake", 0, 2),
        ("lake house", 1, 3),
        ("data lake house keys", 4, 8),
        ("lake house", 5, 7),
        ("spark", 8, 9),
        ("data lake", 9, 11),
    ]


def test_ambiguous_names_get_no_plural() -> None:
    assert ("gos",) not in variants("Go", plural=False)
    assert len({pattern.skill for pattern in skill_phrases().names.values()}) > 450


@pytest.mark.parametrize(
    ("between", "listed"),
    [
        (", and also with", True),
        ("(and also with", True),
        (", and/or also with", False),
        (", and - also - with", False),
        (", and happily with", False),
    ],
)
def test_a_list_goes_on_over_four_tokens_between_its_items(between: str, listed: bool) -> None:
    assert found(f"Python {between} Go") == ({"python", "go"} if listed else {"python"})


@pytest.mark.parametrize(("distance", "is_skill"), [(22, False), (60, False), (61, True)])
def test_a_degree_is_looked_for_sixty_characters_around_a_field(distance: int, is_skill: bool) -> None:
    filler = "x" * (distance - len("degree in , or "))
    assert found(f"You hold a degree in {filler}, or statistics") == ({"statistics"} if is_skill else set())
    after = "y" * (distance - len(" or a  degree"))
    assert found(f"You studied statistics or a {after} degree") == ({"statistics"} if is_skill else set())

"""Texts of many languages, short and long, and what each is said to be written in."""

import json
import os
import sys
from pathlib import Path

import pytest

from truerole.model.text.document import prepare
from truerole.model.text.langid import detect_language

SENTENCES = {
    "en": "You will build reports for our sales team and explain to them what the numbers mean.",
    "de": "Du baust Berichte für unser Vertriebsteam und erklärst den Kollegen, was die Zahlen bedeuten.",
    "fr": "Vous construisez des rapports pour notre équipe de vente et vous expliquez ce que signifient les chiffres.",
    "es": "Crearás informes para nuestro equipo de ventas y explicarás a los demás qué significan los números.",
    "it": "Costruirai report per il nostro gruppo di vendita e spiegherai ai colleghi che cosa dicono i numeri.",
    "pt": "Você vai criar relatórios para a nossa equipe de vendas e explicar aos colegas o que os números dizem.",
    "nl": "Je bouwt rapporten voor ons verkoopteam en legt aan je collega's uit wat de cijfers betekenen.",
    "sv": "Du bygger rapporter för vårt säljteam och förklarar för kollegorna vad siffrorna betyder.",
    "da": "Du bygger rapporter til vores salgsteam og forklarer dine kolleger, hvad tallene egentlig betyder.",
    "pl": "Będziesz tworzyć raporty dla naszego zespołu sprzedaży i wyjaśniać, co oznaczają liczby.",
    "cs": "Budeš připravovat přehledy pro náš obchodní tým a vysvětlovat kolegům, co čísla znamenají.",
    "fi": "Rakennat raportteja myyntitiimillemme ja selität työtovereillesi, mitä luvut tarkoittavat.",
    "tr": "Satış ekibimiz için raporlar hazırlayacak ve rakamların ne anlama geldiğini anlatacaksınız.",
    "hu": "Jelentéseket készítesz az értékesítési csapatunknak, és elmagyarázod, hogy mit jelentenek a számok.",
    "ru": "Вы будете готовить отчёты для нашего отдела продаж и объяснять коллегам, что означают цифры.",
    "uk": "Ви будете готувати звіти для нашого відділу продажів і пояснювати колегам, що означають цифри.",
    "el": "Θα φτιάχνεις αναφορές για την ομάδα πωλήσεων και θα εξηγείς στους συναδέλφους τι σημαίνουν οι αριθμοί.",
    "zh": "你将为我们的销售团队制作报表，并向同事解释这些数字的含义。",
    "ja": "営業チームのためにレポートを作成し、数字の意味を同僚に説明していただきます。",
    "ko": "영업 팀을 위한 보고서를 작성하고 동료들에게 숫자의 의미를 설명하게 됩니다.",
    "ar": "ستقوم بإعداد التقارير لفريق المبيعات لدينا وشرح معنى الأرقام لزملائك.",
    "he": "תבנה דוחות עבור צוות המכירות שלנו ותסביר לעמיתים מה המשמעות של המספרים.",
}
ENGLISH_LISTS = [
    "Python, SQL, Spark, AWS, Tableau",
    "Data Engineer",
    "Senior Data Analyst - Los Angeles, CA",
    "• Python\n• pandas\n• scikit-learn\n• Docker\n• Kubernetes\n• Terraform\n• GitHub Actions\n• Snowflake\n• dbt",
    "Location: São Paulo. Skills: Python, SQL, Airflow, dbt, Looker.",
    "SQL " * 40,
    "SENIOR DATA ENGINEER. MUST KNOW SPARK, KAFKA AND AIRFLOW. FIVE YEARS EXPERIENCE.",
]
TOO_LITTLE = ["", " \n ", "🙂🙂🙂", "2024 - 2025 (40 %)", "a b c", "--- *** ---", "\x00\x01", "和"]
GERMAN_FOOTER = (
    "Hinweis zum Datenschutz: Wir verarbeiten deine Daten nach der DSGVO und löschen sie sechs Monate nach dem Ende des"
    " Verfahrens."
)


def language(text: str) -> str:
    return detect_language(prepare(text).tokens)


@pytest.mark.parametrize("times", [1, 12], ids=["short", "long"])
@pytest.mark.parametrize("code", SENTENCES)
def test_language_of_prose(code: str, times: int) -> None:
    assert language(" ".join([SENTENCES[code]] * times)) == code


@pytest.mark.parametrize("text", ENGLISH_LISTS)
def test_lists_of_skills_are_english(text: str) -> None:
    assert language(text) == "en"


@pytest.mark.parametrize("text", TOO_LITTLE)
def test_too_little_to_tell(text: str) -> None:
    assert language(text) == "und"


def test_english_with_a_german_footer_is_english() -> None:
    assert language(SENTENCES["en"] * 4 + "\n" + GERMAN_FOOTER) == "en"


def test_german_under_english_headings_is_german() -> None:
    text = "About the role\n{0}\nYour profile\n{0}\nWhat we offer\n{0}\nData Engineering, Machine Learning, Cloud"
    assert language(text.format(SENTENCES["de"] + " Wir nutzen Python, Spark und AWS.")) == "de"


def test_english_does_not_load_the_identifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py3langid", None)
    assert language(SENTENCES["en"]) == "en"


def test_every_read_posting_is_english() -> None:
    gold = Path(os.environ.get("TRUEROLE_REFERENCE", "../shared")) / "gold" / "dev.jsonl"
    if not gold.exists():
        pytest.skip("no reference folder")
    texts = [json.loads(line)["description"] for line in gold.read_text(encoding="utf-8").splitlines()]
    assert {language(text) for text in texts} == {"en"}


@pytest.mark.parametrize(("small_words", "code"), [(6, "de"), (8, "en")])
def test_seven_small_english_words_in_a_hundred_make_a_text_english(small_words: int, code: str) -> None:
    assert language(" ".join(["the"] * small_words + ["und"] * (100 - small_words))) == code

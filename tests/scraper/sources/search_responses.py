"""Answers of searches by words and place, written for the tests."""

from typing import Any

ADZUNA: dict[str, Any] = {
    "count": 120,
    "mean": 51_000.5,
    "results": [
        {
            "id": "4401",
            "title": "<strong>Data</strong> Analyst",
            "description": "You keep the numbers of a bakery and ask why loaves …",
            "created": "2026-05-04T09:12:00Z",
            "company": {"display_name": "Kestrel &amp; Co"},
            "location": {"display_name": "Leeds, West Yorkshire", "area": ["UK", "Yorkshire", "Leeds"]},
            "contract_time": "full_time",
            "contract_type": "permanent",
            "salary_min": 41_000,
            "salary_max": 46_000.0,
            "salary_is_predicted": "0",
            "redirect_url": "https://www.adzuna.co.uk/land/ad/4401?se=x",
        }
    ],
}

REED: dict[str, Any] = {
    "totalResults": 3,
    "results": [
        {
            "jobId": 5501,
            "employerName": "Kestrel",
            "jobTitle": "Data Analyst",
            "locationName": "Leeds",
            "minimumSalary": 20.5,
            "maximumSalary": 24,
            "currency": "GBP",
            "salaryType": "per hour",
            "date": "04/05/2026",
            "expirationDate": "15/06/2026",
            "jobDescription": "You keep the numbers of a bakery and ask",
            "jobUrl": "https://www.reed.co.uk/jobs/data-analyst/5501",
        }
    ],
}

REED_DETAIL: dict[str, Any] = {
    **REED["results"][0],
    "jobDescription": "<p>You keep the numbers of a bakery.</p><ul><li>Ask why</li></ul>",
    "yearlyMinimumSalary": 40_000,
    "yearlyMaximumSalary": 46_800,
    "contractType": "Permanent",
    "fullTime": True,
    "datePosted": "04/05/2026",
}

BUNDESAGENTUR: dict[str, Any] = {
    "maxErgebnisse": 210,
    "stellenangebote": [
        {
            "refnr": "10001-77-S",
            "titel": "Datenanalyst (m/w/d)",
            "beruf": "Datenanalyst/in",
            "arbeitgeber": "Turmfalke GmbH",
            "aktuelleVeroeffentlichungsdatum": "2026-05-04",
            "arbeitsort": {"plz": "14467", "ort": "Potsdam", "region": "Brandenburg", "land": "Deutschland"},
        }
    ],
}

BUNDESAGENTUR_DETAIL: dict[str, Any] = {
    **BUNDESAGENTUR["stellenangebote"][0],
    "stellenbeschreibung": "Sie zählen Brote.\n\n• Fragen\n• Antworten",
    "arbeitszeitmodelle": ["VOLLZEIT", "HEIM_TELEARBEIT"],
    "arbeitsort": None,
    "arbeitsorte": [{"ort": "Potsdam", "region": "Brandenburg"}, {"ort": "Graz", "land": "Österreich"}],
}

SEARCHES: dict[str, tuple[object, str]] = {
    "adzuna": (ADZUNA, "gb?what=data&where=Leeds"),
    "reed": (REED, "keywords=data&locationname=Leeds"),
    "bundesagentur": (BUNDESAGENTUR, "was=data&wo=Potsdam"),
}

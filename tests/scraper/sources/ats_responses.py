"""Answers of further systems for applicants, written for the tests."""

import json
from typing import Any

UUID = "5d2c9a10-77aa-4c1e-9d54-0e3b7f6a1b2c"
TEXT = "<p>Keep the ferries' numbers.</p><ul><li>Ask passengers</li></ul>"
LINES = "Keep the ferries' numbers.\n\n• Ask passengers"

RIPPLING: list[dict[str, Any]] = [
    {
        "uuid": UUID,
        "name": "Data Analyst",
        "url": f"https://ats.rippling.com/kestrel/jobs/{UUID}",
        "workLocation": {"label": "Oslo, Norway"},
    },
    {
        "uuid": UUID,
        "name": "Data Analyst",
        "url": f"https://ats.rippling.com/kestrel/jobs/{UUID}",
        "workLocation": {"label": "Bergen, Norway"},
    },
]

RIPPLING_DETAIL: dict[str, Any] = {
    "uuid": UUID,
    "name": "Data Analyst",
    "companyName": "Kestrel Ferries",
    "description": {"company": "<meta><p>We sail.</p>", "role": TEXT},
    "workLocations": ["Oslo, Norway", "Remote (Norway)"],
    "employmentType": {"label": "HOURLY_PT", "id": "Hourly, part-time"},
    "createdOn": "2026-05-07T23:30:00.000000-07:00",
    "payRangeDetails": [
        {"rangeStart": 30, "rangeEnd": 35.5, "currency": "USD", "frequency": "HOUR"},
        {"rangeStart": 28, "rangeEnd": 33, "currency": "USD", "frequency": "HOUR"},
    ],
}

PINPOINT: dict[str, Any] = {
    "data": [
        {
            "id": "5150",
            "title": "Data Engineer",
            "description": "<div><!--block-->Move the ferries' data.</div>",
            "key_responsibilities_header": "Your days",
            "key_responsibilities": "<ul><li><!--block-->Build</li></ul>",
            "skills_knowledge_expertise_header": "You",
            "skills_knowledge_expertise": "<ul><li>SQL</li></ul>",
            "benefits_header": "Benefits",
            "benefits": "",
            "compensation_minimum": 52000.0,
            "compensation_maximum": 61000.0,
            "compensation_currency": "GBP",
            "compensation_frequency": "year",
            "compensation_visible": True,
            "deadline_at": "2026-08-26T23:59:59+01:00",
            "employment_type": "permanent_full_time",
            "workplace_type": "hybrid",
            "url": f"https://kestrel.pinpointhq.com/en/postings/{UUID}",
            "path": f"/en/postings/{UUID}",
            "location": {"id": "1", "city": "Leith", "name": "Harbour office", "province": "Scotland"},
        }
    ]
}

GEM: list[dict[str, Any]] = [
    {
        "id": "am9icG9zdDp4",
        "title": "ML Engineer",
        "absolute_url": "https://jobs.gem.com/kestrel/am9icG9zdDp4",
        "content": TEXT,
        "content_plain": "Keep",
        "employment_type": "full_time",
        "location": {"name": "Lisbon, Portugal"},
        "location_type": "hybrid",
        "offices": [{"name": "HQ", "location": {"name": "Porto, Portugal"}}],
        "created_at": "2026-03-01T08:00:00Z",
        "first_published_at": "2026-03-04T08:00:00Z",
    }
]

BAMBOOHR: dict[str, Any] = {
    "meta": {"totalCount": 1},
    "result": [
        {
            "id": "82",
            "jobOpeningName": "Data Scientist",
            "employmentStatusLabel": "Part-Time",
            "location": {"city": None, "state": None},
            "atsLocation": {"country": "Canada", "province": "Quebec", "city": "Sorel"},
            "isRemote": None,
            "locationType": "2",
        }
    ],
}

BAMBOOHR_DETAIL: dict[str, Any] = {
    "result": {
        "jobOpening": {
            "jobOpeningShareUrl": "https://kestrel.bamboohr.com/careers/82",
            "jobOpeningName": "Data Scientist",
            "jobOpeningStatus": "Open",
            "employmentStatusLabel": "Part-Time",
            "location": {"city": "Augusta", "state": "Maine", "addressCountry": None},
            "description": TEXT,
            "compensation": "$40 - $50 per hour",
            "datePosted": "2026-05-11",
            "locationType": "0",
        }
    }
}

ORACLE: dict[str, Any] = {
    "items": [
        {
            "TotalJobsCount": 3,
            "requisitionList": [
                {
                    "Id": "3001",
                    "Title": "Data Steward",
                    "PostedDate": "2026-06-12",
                    "PrimaryLocationCountry": "US",
                    "PrimaryLocation": "Ames, IA, United States",
                    "WorkplaceTypeCode": "ORA_ON_SITE",
                    "secondaryLocations": [{"Name": "Gary, IN, United States", "CountryCode": "US"}],
                    "ShortDescriptionStr": "",
                }
            ],
        }
    ],
    "hasMore": True,
}

ORACLE_DETAIL: dict[str, Any] = {
    "items": [
        {
            "Id": "3001",
            "Title": "Data Steward",
            "ExternalDescriptionStr": TEXT,
            "ExternalQualificationsStr": "<p>SQL</p>",
            "ExternalResponsibilitiesStr": "",
            "ExternalPostedStartDate": "2026-06-12T08:00:00+00:00",
            "ExternalPostedEndDate": "2026-09-01T08:00:00+00:00",
            "PrimaryLocation": "Ames, IA, United States",
            "PrimaryLocationCountry": "US",
            "JobSchedule": "Full time",
            "WorkplaceTypeCode": "ORA_HYBRID",
        }
    ]
}

EIGHTFOLD: dict[str, Any] = {
    "count": 3,
    "positions": [
        {
            "id": 446,
            "name": "Data Modeler &amp; Editor",
            "locations": ["Turin, Italy", "Remote, Italy"],
            "t_create": 1782172800,
            "display_job_id": "REQ-1",
            "job_description": "",
            "canonicalPositionUrl": "https://kestrel.eightfold.ai/careers/job/446",
        }
    ],
}

EIGHTFOLD_DETAIL: dict[str, Any] = {
    **EIGHTFOLD["positions"][0],
    "job_description": TEXT,
    "work_location_option": "onsite",
}

BREEZY: list[dict[str, Any]] = [
    {
        "id": "ab12",
        "friendly_id": "ab12-data-analyst",
        "name": "Data Analyst",
        "location": {"name": "Boise, ID", "is_remote": True, "country": {"id": "US", "name": "United States"}},
        "salary": "$60k - $70k per year",
        "type": {"id": "fullTime", "name": "Full-Time"},
        "published_date": "2026-05-04T10:00:00Z",
        "url": "https://kestrel.breezy.hr/p/ab12-data-analyst",
    }
]

COMEET: list[dict[str, Any]] = [
    {
        "uid": "F1.B67",
        "name": "Data Engineer",
        "company_name": "Kestrel",
        "location": {"name": "Haifa, Israel", "country": "IL", "city": "Haifa", "is_remote": False},
        "url_comeet_hosted_page": "https://www.comeet.com/jobs/kestrel/30.005/data-engineer/F1.B67",
        "workplace_type": "Hybrid",
        "employment_type": "Full-time",
        "time_updated": "2026-06-03T13:18:59Z",
        "details": [{"name": "Description", "value": TEXT}, {"name": "Requirements", "value": "<ul><li>SQL</li></ul>"}],
    }
]

JAZZHR = """<?xml version="1.0" encoding="UTF-8"?>
<jobs>
  <job>
    <id>ab12</id><title>Data Analyst</title><city>Ames</city><state>IA</state><type>Full Time</type>
    <description>&lt;p&gt;Count &amp;amp; chart.&lt;/p&gt;</description>
    <url>https://kestrel.applytojob.com/apply/ab12/data-analyst</url><createdon>2026-06-15</createdon>
  </job>
</jobs>"""

JOBVITE: dict[str, Any] = {
    "jobs": [
        {
            "id": "7",
            "title": "Data Engineer",
            "url": "https://jobs.jobvite.com/kestrel/job/oAb1",
            "applyUrl": "https://jobs.jobvite.com/kestrel/job/oAb1/apply",
            "companyName": "Kestrel",
            "location": "Cebu, Philippines",
            "postedDate": "2026-03-19T08:30:00Z",
            "employmentType": "Full-time",
            "description": TEXT,
        }
    ]
}

ICIMS: dict[str, Any] = {
    "totalCount": 1,
    "jobs": [
        {
            "data": {
                "req_id": "3001",
                "title": "Data Manager",
                "full_location": "Gary, IN, United States",
                "tags6": ["Plant"],
                "tags8": ["$90,000.00 - $120,000.00 Yearly"],
                "salary_min_value": 0,
                "salary_max_value": 0,
                "apply_url": "https://careers-kestrel.icims.com/jobs/3001/login",
                "meta_data": {"canonical_url": "https://careers.kestrel.example/jobs/3001"},
                "description": "<p>Keep the numbers.</p>",
                "responsibilities": "<ul><li>Count</li></ul>",
            }
        }
    ],
}

ICIMS_LIST = """<div class="iCIMS_ListingsPage"><ul>
<li class="row iCIMS_JobCardItem"><div><span class="sr-only">Location</span> <span>US-IN-Gary</span></div>
<a class="iCIMS_Anchor" href="https://careers-kestrel.icims.com/jobs/3001/data-manager/job?in_iframe=1">
<span>Title</span><h3>Data Manager</h3></a></li>
<li class="iCIMS_JobCardItem"><a href="https://evil.example/jobs/9/x/job"><h3>Elsewhere</h3></a></li>
</ul><a href="/jobs/search?pr=1&amp;in_iframe=1">2</a></div>"""


def join_page(jobs: dict[str, Any]) -> str:
    """Return a page of JOIN with the state that its script holds."""
    state = json.dumps({"props": {"pageProps": {"initialState": {"jobs": jobs}}}})
    return f'<html><body><script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>'


JOIN_JOBS: dict[str, Any] = {
    "items": [
        {
            "id": 77,
            "idParam": "77-data-engineer",
            "title": "Data Engineer",
            "city": {"cityName": "Bonn", "countryName": "Germany"},
            "workplaceType": "HYBRID",
            "employmentType": {"name": "Full-time"},
            "createdAt": "2026-04-02T09:00:00Z",
        }
    ],
    "pagination": {"page": 1, "pageCount": 2, "total": 6},
}
JOIN = join_page(JOIN_JOBS)


def job_page(**fields: object) -> str:
    """Return the page of a posting, with a JobPosting of these fields over those of a data analyst's."""
    item: dict[str, object] = {
        "@type": "JobPosting",
        "title": "Data Analyst",
        "description": TEXT,
        "datePosted": "2026-05-04",
        "hiringOrganization": {"name": "Kestrel"},
        **fields,
    }
    script = f'<script type="application/ld+json">{json.dumps(item)}</script>'
    return f"<!doctype html><html><head>{script}</head><body><h1>Jobvite icims jazz</h1></body></html>"


ATS_SAMPLES: list[tuple[str, Any]] = [
    ("rippling", RIPPLING),
    ("rippling", RIPPLING_DETAIL),
    ("pinpoint", PINPOINT),
    ("gem", GEM),
    ("bamboohr", BAMBOOHR),
    ("bamboohr", BAMBOOHR_DETAIL),
    ("oracle", ORACLE),
    ("oracle", ORACLE_DETAIL),
    ("eightfold", EIGHTFOLD),
    ("eightfold", EIGHTFOLD_DETAIL),
    ("breezy", BREEZY),
    ("breezy", job_page()),
    ("comeet", COMEET),
    ("join", JOIN),
    ("jazzhr", JAZZHR),
    ("jobvite", JOBVITE),
    ("icims", ICIMS),
    ("icims", ICIMS_LIST),
]

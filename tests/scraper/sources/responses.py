"""Answers of sources, written for the tests, and what feeds them to a source."""

import json
from typing import Any

from tests.scraper.sources.ats_responses import ATS_SAMPLES
from truerole.core.posting import Posting
from truerole.scraper.sources.base import Parsed, Request, Response
from truerole.scraper.sources.registry import source_of

UUID = "0b7c1f52-3c1d-4e5f-9a61-7d2f8e4b1c3a"

GREENHOUSE = {
    "jobs": [
        {
            "id": 4100001,
            "internal_job_id": 77,
            "title": " Data Engineer &amp; Builder ",
            "company_name": "Acme",
            "absolute_url": "https://job-boards.greenhouse.io/acme/jobs/4100001",
            "location": {"name": "Leeds, United Kingdom"},
            "offices": [{"id": 1, "name": "North", "location": "Leeds, England, United Kingdom", "child_ids": []}],
            "metadata": [
                {"id": 1, "name": "Workplace Type", "value": "Hybrid", "value_type": "single_select"},
                {"id": 2, "name": "Employment Type", "value": "Full Time", "value_type": "single_select"},
            ],
            "first_published": "2026-05-01T23:30:00-04:00",
            "updated_at": "2026-06-02T08:00:00-04:00",
            "application_deadline": "2026-07-01",
            "language": "en",
            "content": "&lt;div class=&quot;content-intro&quot;&gt;"
            "&lt;p&gt;We ship R&amp;amp;D.&amp;nbsp;Daily.&lt;/p&gt;&lt;/div&gt;"
            "&lt;h2&gt;Your work&lt;/h2&gt;&lt;ul&gt;&lt;li&gt;&lt;strong&gt;Build&lt;/strong&gt; pipelines&lt;/li&gt;"
            "&lt;li&gt;Run them&lt;/li&gt;&lt;/ul&gt;&lt;p&gt;&lt;a&gt;Read more&lt;/a&gt;&lt;/p&gt;",
        }
    ],
    "meta": {"total": 1},
}

LEVER = [
    {
        "id": UUID,
        "text": "Data Analyst",
        "createdAt": 1779223091267,
        "categories": {
            "location": "Lyon, France",
            "allLocations": ["Paris, France", "Lyon, France"],
            "commitment": "Full-time",
            "team": "Insight",
        },
        "country": "FR",
        "workplaceType": "hybrid",
        "description": "<div>What we are</div>",
        "lists": [
            {"text": "What you&#39;ll do", "content": "\n<li>Ask questions</li>\n<li>Answer them</li>\n"},
            {"text": "Needed", "content": "<div>\n\n<li>\n<p>SQL</p>\n</li></div>"},
        ],
        "additional": "<div>How we hire</div>",
        "salaryDescription": "<p>Pay is fair.</p>",
        "salaryRange": {"min": 60000, "max": 50000, "currency": "EUR", "interval": "per-year-salary"},
        "hostedUrl": f"https://jobs.lever.co/acme/{UUID}",
        "applyUrl": f"https://jobs.lever.co/acme/{UUID}/apply",
    }
]

ASHBY = {
    "apiVersion": "1",
    "jobs": [
        {
            "id": UUID,
            "title": " ML Engineer",
            "employmentType": "FullTime",
            "location": "Remote (Poland)",
            "secondaryLocations": [
                {"location": "Warsaw Office", "address": {"postalAddress": {"addressCountry": "Poland"}}}
            ],
            "address": {"postalAddress": {"addressCountry": "Poland"}},
            "isListed": True,
            "isRemote": True,
            "workplaceType": "Hybrid",
            "publishedAt": "2026-04-07T17:12:35.753+00:00",
            "jobUrl": f"https://jobs.ashbyhq.com/acme/{UUID}",
            "applyUrl": f"https://jobs.ashbyhq.com/acme/{UUID}/application",
            "descriptionHtml": '<h1>About</h1><p style="min-height:1.5em">We teach machines.</p>'
            "<ul><li><p>Train</p></li></ul>",
            "descriptionPlain": "ABOUT\n\nWe teach machines.",
            "compensation": {
                "compensationTierSummary": "$100K – $120K",
                "compensationTiers": [
                    {
                        "components": [
                            {"compensationType": "EquityPercentage", "interval": "NONE", "minValue": None},
                            {
                                "compensationType": "Salary",
                                "interval": "1 YEAR",
                                "currencyCode": "USD",
                                "minValue": 100000,
                                "maxValue": 120000,
                            },
                        ]
                    }
                ],
                "summaryComponents": [
                    {
                        "compensationType": "Salary",
                        "interval": "1 YEAR",
                        "currencyCode": "USD",
                        "minValue": 100000,
                        "maxValue": 120000,
                    }
                ],
            },
        }
    ],
}

WORKABLE = {
    "name": "Acme",
    "description": None,
    "jobs": [
        {
            "title": "Data Scientist",
            "shortcode": "A1B2C3D4E5",
            "employment_type": "Part-time",
            "telecommuting": True,
            "url": "https://apply.workable.com/j/A1B2C3D4E5",
            "published_on": "2026-06-15",
            "created_at": "2026-05-05",
            "country": "Canada",
            "city": "Toronto",
            "state": "Ontario",
            "locations": [
                {"country": "Canada", "countryCode": "CA", "city": "Toronto", "region": "Ontario", "hidden": False}
            ],
            "description": "<p>Model things.</p><ul><li>Fit</li></ul>",
        }
    ],
}

WORKABLE_LIST = {
    "total": 2,
    "nextPage": "token-2",
    "results": [
        {
            "id": 5,
            "shortcode": "A1B2C3D4E5",
            "title": "Data Scientist",
            "remote": False,
            "workplace": "on_site",
            "location": {"country": "France", "countryCode": "FR", "city": "Paris", "region": None},
            "state": "published",
            "isInternal": False,
            "published": "2026-06-02T00:00:00.000Z",
            "type": "full",
            "language": "en",
        }
    ],
}

WORKABLE_DETAIL = {
    **WORKABLE_LIST["results"][0],
    "description": "<p>Model things.</p>",
    "requirements": "<ul><li>Python</li></ul>",
    "benefits": "<p>Lunch</p>",
}

RECRUITEE = {
    "offers": [
        {
            "id": 12,
            "slug": "data-engineer",
            "title": "Data Engineer",
            "status": "published",
            "company_name": "Acme",
            "location": "Remote job",
            "city": "Ghent",
            "country": "Belgium",
            "country_code": "BE",
            "locations": [
                {"name": "HQ", "city": "Ghent", "state": None, "country": "Belgium", "country_code": "BE"},
                {"name": "Office", "city": "Antwerp", "state": "Flanders", "country": "Belgium", "country_code": "BE"},
            ],
            "remote": False,
            "hybrid": True,
            "on_site": False,
            "employment_type_code": "fulltime_permanent",
            "salary": {"min": "4000.00", "max": "5000", "period": "month", "currency": "EUR"},
            "description": "<p>Move data.</p>",
            "requirements": "<ul><li>SQL</li></ul>",
            "careers_url": "https://acme.recruitee.com/o/data-engineer",
            "created_at": "2026-08-10 10:00:00 UTC",
            "published_at": "2026-08-11 20:45:29 UTC",
            "close_at": "2026-09-30",
        }
    ]
}

PERSONIO = """<?xml version="1.0" encoding="UTF-8"?>
<workzag-jobs>
  <position>
    <id>991</id><subcompany>Acme GmbH &amp; Co. KG</subcompany><office>Munich, Germany</office>
    <additionalOffices><office>Berlin, Germany</office><office>Remote</office></additionalOffices>
    <name>Data Engineer</name>
    <jobDescriptions>
      <jobDescription><name>Your tasks</name>
        <value><![CDATA[<ul><li>Build &amp; run</li><li>Fix</li></ul>]]></value>
      </jobDescription>
      <jobDescription><name>Your profile</name><value><![CDATA[<p>SQL</p>]]></value></jobDescription>
    </jobDescriptions>
    <employmentType>permanent</employmentType><schedule>full-time</schedule>
    <createdAt>2024-11-13T14:10:41+00:00</createdAt>
  </position>
  <position><id>991</id><name>Data Engineer</name></position>
</workzag-jobs>"""

TEAMTAILOR = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:tt="https://teamtailor.com/locations"><channel><title>Acme</title>
  <item>
    <title>Data Analyst</title>
    <description>&lt;p&gt;Count &amp;amp; chart.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Weekly&lt;/li&gt;&lt;/ul&gt;</description>
    <pubDate>Wed, 04 Feb 2026 09:26:20 +0100</pubDate>
    <link>https://jobs.acme.example/jobs/7167985-data-analyst</link>
    <remoteStatus>hybrid</remoteStatus><guid>{UUID}</guid>
    <tt:department>Insight</tt:department>
    <tt:locations>
      <tt:location><tt:name>HQ</tt:name><tt:city>Dublin</tt:city><tt:country>Ireland</tt:country></tt:location>
      <tt:location><tt:name>Cork</tt:name><tt:city>Cork</tt:city><tt:country>Ireland</tt:country></tt:location>
    </tt:locations>
  </item>
</channel></rss>"""

TEAMTAILOR_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Acme",
    "items": [
        {
            "id": UUID,
            "title": "Data Analyst",
            "url": "https://acme.teamtailor.com/jobs/7167985-data-analyst",
            "date_published": "2026-02-04T09:26:20+01:00",
            "_jobposting": {
                "@type": "JobPosting",
                "title": "Data Analyst",
                "description": "&lt;p&gt;Count &amp;amp; chart.&lt;/p&gt;",
                "jobLocationType": "TELECOMMUTE",
                "employmentType": "PART_TIME",
                "hiringOrganization": {"name": "Acme Ltd"},
                "jobLocation": [{"address": {"addressLocality": "Dublin", "addressCountry": "IE"}}],
            },
        }
    ],
}

WORKDAY = {
    "total": 3,
    "jobPostings": [
        {
            "title": "Data Engineer",
            "externalPath": "/job/US-CA-Santa-Clara/Data-Engineer_JR354232",
            "locationsText": "US, CA, Santa Clara",
            "postedOn": "Posted Today",
            "bulletFields": ["JR354232"],
        },
        {},
        {
            "title": "Data Analyst",
            "externalPath": "/job/Two/Data-Analyst_JR354233-1",
            "locationsText": "2 Locations",
            "bulletFields": ["JR354233"],
            "remoteType": "Hybrid",
        },
    ],
    "facets": [],
}

WORKDAY_DETAIL = {
    "jobPostingInfo": {
        "title": "Data Engineer",
        "jobDescription": '<p style="text-align:inherit"></p><p><b>Tasks</b></p><ul><li><p>Build</p></li></ul>',
        "location": "US, CA, Santa Clara",
        "additionalLocations": ["US, TX, Austin"],
        "startDate": "2026-06-25",
        "endDate": "2026-08-01",
        "timeType": "Full time",
        "jobReqId": "JR354232",
        "posted": True,
        "country": {"descriptor": "United States of America"},
        "externalUrl": "https://acme.wd5.myworkdayjobs.com/Careers/job/US-CA-Santa-Clara/Data-Engineer_JR354232",
    },
    "hiringOrganization": {"name": "Acme USA"},
}

SMARTRECRUITERS = {
    "offset": 0,
    "limit": 100,
    "totalFound": 2,
    "content": [
        {
            "id": "744000133907678",
            "name": "Data Analyst",
            "company": {"identifier": "Acme1", "name": "Acme"},
            "releasedDate": "2026-06-24T10:00:11.853Z",
            "location": {"city": "Austin", "region": "TX", "country": "us", "remote": False, "hybrid": True},
            "typeOfEmployment": {"id": "permanent", "label": "Full-time"},
            "language": {"code": "en"},
        }
    ],
}

SMARTRECRUITERS_DETAIL = {
    **SMARTRECRUITERS["content"][0],
    "postingUrl": "https://jobs.smartrecruiters.com/Acme1/744000133907678-data-analyst",
    "active": True,
    "jobAd": {
        "sections": {
            "qualifications": {"title": "Qualifications", "text": "<ul><li>SQL</li></ul>"},
            "companyDescription": {"title": "Company Description", "text": ""},
            "jobDescription": {"title": "Job Description", "text": "<p>Count.</p>"},
        }
    },
    "compensation": {"salary": {"min": 50000, "max": 60000, "currency": "USD", "period": "YEARLY"}},
}

# Each shape of each source, whole; tests of what is damaged take them apart.
SAMPLES = [
    ("greenhouse", GREENHOUSE),
    ("lever", LEVER),
    ("ashby", ASHBY),
    ("workable", WORKABLE),
    ("workable", WORKABLE_LIST),
    ("workable", WORKABLE_DETAIL),
    ("recruitee", RECRUITEE),
    ("personio", PERSONIO),
    ("teamtailor", TEAMTAILOR),
    ("teamtailor", TEAMTAILOR_FEED),
    ("workday", WORKDAY),
    ("workday", WORKDAY_DETAIL),
    ("smartrecruiters", SMARTRECRUITERS),
    ("smartrecruiters", SMARTRECRUITERS_DETAIL),
    *ATS_SAMPLES,
]


def body_of(value: object) -> bytes:
    """Return an answer's bytes: JSON of what is no text."""
    return value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value)).encode()


def parse(source: str, value: object, board: str = "acme", asked: Request | None = None) -> Parsed:
    """Return what a source makes of an answer."""
    return source_of(source).parse(Response(asked or Request("saved.json"), body_of(value)), board)


def parse_one(source: str, value: object, board: str = "acme", asked: Request | None = None) -> Posting:
    """Return the only posting of an answer, which has no problem."""
    parsed = parse(source, value, board, asked)
    assert not parsed.problems
    (posting,) = parsed.postings
    return posting


def changed(entry: dict[str, Any], **fields: object) -> dict[str, Any]:
    """Return an entry with some fields other than they were; without those that are `...`."""
    return {key: value for key, value in (entry | fields).items() if value is not ...}

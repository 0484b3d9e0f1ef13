"""Answers of feeds, written for the tests."""

from typing import Any

from tests.scraper.sources.search_responses import SEARCHES

PAGE = "<p>You look after the numbers of a bakery.</p><ul><li><b>Count</b> loaves</li><li>Ask why</li></ul>"
LINES = "You look after the numbers of a bakery.\n\n• Count loaves\n• Ask why"

REMOTIVE: dict[str, Any] = {
    "0-legal-notice": "Name us",
    "job-count": 1,
    "jobs": [
        {
            "id": 7001,
            "url": "https://remotive.com/remote-jobs/data/analyst-7001",
            "title": "Data Analyst &amp; Baker",
            "company_name": "Kestrel",
            "category": "Data and Analytics",
            "tags": ["sql"],
            "job_type": "full_time",
            "publication_date": "2026-05-04T23:10:00",
            "candidate_required_location": "USA",
            "salary": "$60k - $80k",
            "description": PAGE,
        }
    ],
}

JOBICY: dict[str, Any] = {
    "apiVersion": "2.2",
    "jobCount": 1,
    "jobs": [
        {
            "id": 8001,
            "url": "https://jobicy.com/jobs/8001-data-engineer",
            "jobSlug": "8001-data-engineer",
            "jobTitle": "Data Engineer",
            "companyName": "Kestrel &amp; Co",
            "jobIndustry": ["Data Science &amp; Analytics"],
            "jobType": ["Full-Time"],
            "jobGeo": "Canada,  USA",
            "jobExcerpt": "You look",
            "jobDescription": PAGE,
            "pubDate": "2026-05-04 10:00:00",
            "salaryMin": "90000",
            "salaryMax": 80000,
            "salaryCurrency": "CAD",
            "salaryPeriod": "yearly",
        }
    ],
}

HIMALAYAS: dict[str, Any] = {
    "offset": 40,
    "limit": 20,
    "totalCount": 90_000,
    "jobs": [
        {
            "title": "ML Engineer",
            "excerpt": "You look",
            "companyName": "Kestrel",
            "employmentType": "Contractor",
            "minSalary": 40,
            "maxSalary": 60,
            "salaryPeriod": "hourly",
            "currency": "USD",
            "locationRestrictions": ["Spain", "Portugal"],
            "description": PAGE,
            "pubDate": 1777900000,
            "expiryDate": 1780000000,
            "applicationLink": "https://jobs.lever.co/kestrel/0b7c1f52-3c1d-4e5f-9a61-7d2f8e4b1c3a",
            "guid": "https://himalayas.app/companies/kestrel/jobs/ml-engineer",
        }
    ],
}

ARBEITNOW: dict[str, Any] = {
    "data": [
        {
            "slug": "data-engineer-leipzig-11",
            "company_name": "Kestrel GmbH",
            "title": "Data Engineer (m/w/d)",
            "description": PAGE.replace("<", "&lt;").replace(">", "&gt;"),
            "remote": True,
            "url": "https://www.arbeitnow.com/jobs/companies/kestrel/data-engineer-leipzig-11",
            "tags": ["IT"],
            "job_types": ["berufserfahren", "Vollzeit"],
            "location": "Leipzig, Germany",
            "created_at": 1777900000,
        }
    ],
    "links": {"next": "https://www.arbeitnow.com/api/job-board-api?search=x&page=2"},
}

THEMUSE: dict[str, Any] = {
    "page": 0,
    "page_count": 3,
    "results": [
        {
            "id": 9001,
            "name": "Data Scientist",
            "contents": PAGE,
            "publication_date": "2026-05-04T23:36:54Z",
            "locations": [{"name": "Flexible / Remote"}],
            "levels": [{"name": "Internship", "short_name": "internship"}],
            "refs": {"landing_page": "https://www.themuse.com/jobs/kestrel/data-scientist"},
            "company": {"id": 5, "name": "Kestrel"},
        }
    ],
}

REMOTEOK: list[dict[str, Any]] = [
    {"last_updated": 1, "legal": "Name us"},
    {
        "id": "5001",
        "date": "2026-05-04T02:20:45+00:00",
        "company": "Kestrel",
        "position": "Data Engineer",
        "tags": ["sql"],
        "description": PAGE
        + "It is the bakerâ\u0080\u0099s own data, and there is plenty of it.<br/><br/>Please mention the word "
        "**LOAF** and tag RMTI3 when applying to show you read the job post completely (#RMTI3). This is a feature "
        "to avoid spam. Companies can search these words to find applicants that read this and see they're human.",
        "location": "Leeds, Leeds, England, United Kingdom",
        "salary_min": 0,
        "salary_max": 90000,
        "url": "https://remoteOK.com/remote-jobs/5001",
        "apply_url": "https://boards.greenhouse.io/kestrel/jobs/4100001",
    },
]

WEWORKREMOTELY = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss"><channel>
<title>Remote jobs</title><link>https://weworkremotely.com/remote-jobs.rss</link>
<item>
<media:content url="https://a.example/logo.gif"/><media:title>Logo</media:title>
<title>Kestrel &amp; Co: Data Engineer: Loaves</title>
<region>Anywhere in the World</region><country>🇨🇦 Canada, 🇺🇸 United States of America</country><state>Ohio</state>
<type>Full-Time</type>
<description>&lt;img src="https://a.example/l.png" /&gt;
&lt;p&gt;&lt;strong&gt;Headquarters:&lt;/strong&gt; Leeds &lt;br /&gt;&lt;strong&gt;URL:&lt;/strong&gt;
&lt;a href="http://a.example"&gt;http://a.example&lt;/a&gt;&lt;/p&gt;
&lt;p&gt;You move data &amp;amp; loaves.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Count&lt;/li&gt;&lt;/ul&gt;
&lt;p&gt;&lt;strong&gt;To apply:&lt;/strong&gt;
&lt;a href="https://weworkremotely.com/x"&gt;https://weworkremotely.com/remote-jobs/x&lt;/a&gt;&lt;/p&gt;</description>
<pubDate>Mon, 04 May 2026 22:45:30 +0000</pubDate><expires_at>Wed, 03 Jun 2026 22:45:30 +0000</expires_at>
<guid>https://weworkremotely.com/remote-jobs/kestrel-data-engineer</guid>
<link>https://weworkremotely.com/remote-jobs/kestrel-data-engineer</link>
</item>
</channel></rss>"""

USAJOBS: dict[str, Any] = {
    "SearchResult": {
        "SearchResultCount": 1,
        "UserArea": {"NumberOfPages": "3"},
        "SearchResultItems": [
            {
                "MatchedObjectId": "600001",
                "MatchedObjectDescriptor": {
                    "PositionTitle": "Data Scientist",
                    "PositionURI": "https://www.usajobs.gov:443/job/600001",
                    "OrganizationName": "Office of Loaves",
                    "PositionLocationDisplay": "Multiple Locations",
                    "PositionLocation": [
                        {"LocationName": "Salem, Oregon", "CountryCode": "United States"},
                        {"LocationName": "Reno, Nevada", "CountryCode": "United States"},
                    ],
                    "PositionSchedule": [{"Name": "Full-time", "Code": "1"}],
                    "PositionRemuneration": [
                        {"MinimumRange": "90000.0", "MaximumRange": "120000.0", "RateIntervalCode": "PA"}
                    ],
                    "QualificationSummary": "You can count.",
                    "PublicationStartDate": "2026-05-04T00:00:00.0000",
                    "ApplicationCloseDate": "2026-05-20T23:59:59.9970",
                    "UserArea": {
                        "Details": {
                            "JobSummary": "You count loaves.",
                            "MajorDuties": ["Count", "Report"],
                            "RemoteIndicator": False,
                        }
                    },
                },
            }
        ],
    }
}

HN: dict[str, Any] = {
    "id": 100,
    "title": "Ask HN: Who is hiring? (May 2026)",
    "created_at": "2026-05-01T15:00:00.000Z",
    "children": [
        {
            "id": 101,
            "author": "baker",
            "parent_id": 100,
            "created_at": "2026-05-01T16:00:00.000Z",
            "text": "Kestrel (YC X1) | Data Engineer | Leeds, United Kingdom | ONSITE | Full-time | &#xA3;60k-70k<p>"
            'We move data.<p>- SQL\n- Python<p>See <a href="https:&#x2F;&#x2F;jobs.lever.co&#x2F;kestrel&#x2F;'
            '0b7c1f52-3c1d-4e5f-9a61-7d2f8e4b1c3a" rel="nofollow">https:&#x2F;&#x2F;jobs.lever.co&#x2F;kes...</a>',
            "children": [{"id": 102, "parent_id": 101, "text": "Remote? | Is it | possible", "children": []}],
        },
        {"id": 103, "author": None, "parent_id": 100, "text": None, "children": []},
    ],
}

CAREERS = """<!doctype html><title>Kestrel</title><h1>Data Engineer</h1>
<script type="application/ld+json"></script>
<script type="application/ld+json">{"@type": "JobPosting", "title": "Data Engineer", "identifier": {"value": "R-7"},
"hiringOrganization": {"name": "Kestrel"}, "datePosted": "2026-05-04", "validThrough": "2026-06-04",
"jobLocation": {"address": {"addressLocality": "Leeds", "addressCountry": "GB"}}, "employmentType": "FULL_TIME",
"description": "<p>You move data.</p><ul><li>Write SQL</li></ul>"}</script><p>You move data."""

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://www.kestrel.example/jobs/data-engineer-1001</loc><lastmod>2026-05-01</lastmod>
<image:image><image:loc>https://www.kestrel.example/jobs/picture-9999</image:loc></image:image></url>
<url><loc>https://careers.kestrel.example/jobs/ml-engineer-1002</loc><lastmod>2026-05-03T10:00:00Z</lastmod></url>
<url><loc>https://www.kestrel.example/blog/how-we-bake</loc></url>
<url><loc>https://elsewhere.example/jobs/data-engineer-1003</loc></url>
</urlset>"""

# For each feed an answer, and the board it is of.
RESPONSES: dict[str, tuple[object, str]] = {
    "remotive": (REMOTIVE, ""),
    "jobicy": (JOBICY, ""),
    "himalayas": (HIMALAYAS, ""),
    "arbeitnow": (ARBEITNOW, ""),
    "themuse": (THEMUSE, ""),
    "remoteok": (REMOTEOK, ""),
    "weworkremotely": (WEWORKREMOTELY, ""),
    "usajobs": (USAJOBS, ""),
    "hn": (HN, ""),
    **SEARCHES,
    "careers": (CAREERS, "https://www.kestrel.example/careers"),
}

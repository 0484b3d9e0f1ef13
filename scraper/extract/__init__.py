"""Turn pages, feeds and vendors' JSON into postings, without any request: bytes in, `Posting` out.

`json_fields` and `sitemap` parse responses, `jsonld` and `document` whole pages; `location`, `salary`, `employment` and
`text` convert the fields of a posting; `build_postings` assembles lists of postings; `url`, `job_links` and `ats_id`
recognise URLs.
"""

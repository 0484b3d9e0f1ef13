"""HTTP fetching: the polite client, with throttling, robots.txt, the SSRF guard, redirects and response bodies."""

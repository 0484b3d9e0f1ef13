"""Jobs of made-up employers, as Recruitee, Greenhouse, Ashby and Arbeitnow serve them, and as they move about."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from benchmarks.farm.server import Asked, Reply

_WORK = {
    "Data Engineer": "You build pipelines with Python, Airflow and Spark, and own our warehouse in Snowflake.",
    "Data Analyst": "You answer questions of our teams with SQL and build dashboards in Tableau and Excel.",
    "Data Scientist": "You design experiments, fit models with scikit-learn and explain them in Python.",
}
_GONE = Reply(b'{"error": "not found"}', 404)
Board = tuple[str, str]


@dataclass(frozen=True)
class Job:
    """Job of an employer: `subject` makes its text differ from that of others, `number` is the board's own."""

    employer: str
    number: str
    subject: str
    title: str = "Data Engineer"
    city: str = "Berlin"
    days_ago: int = 12

    @property
    def html(self) -> str:
        """Return the text: of all that is in it only the subject and the employer make it this job's."""
        work = next((words for name, words in _WORK.items() if name in self.title), _WORK["Data Engineer"])
        duties = "".join(f"<li>{work} This is step {n} of {self.subject} for {self.employer}.</li>" for n in range(9))
        about = f"<p>{self.employer} makes software for {self.subject}.</p>"
        return f"{about}<h3>What you will do</h3><ul>{duties}</ul><h3>You have</h3><ul><li>5 years of SQL</li></ul>"

    @property
    def published(self) -> str:
        """Return the moment of publication, at noon."""
        return f"{datetime.now(UTC) - timedelta(days=self.days_ago):%Y-%m-%d}T12:00:00Z"

    def reposted(self, number: str) -> "Job":
        """Return the job under another number."""
        return replace(self, number=number)


def jobs(employer: str, count: int, title: str = "Data Engineer", city: str = "Berlin") -> list[Job]:
    """Return so many jobs of an employer, each of another subject."""
    things = ("shops", "ships", "schools", "farms", "banks", "trains", "clinics", "theatres", "mines", "bakeries")
    named = (f"{things[n % len(things)]} in {employer} district {n}" for n in range(count))
    return [Job(employer, str(n + 1), subject, f"{title}, {subject}", city) for n, subject in enumerate(named)]


@dataclass
class JobMarket:
    """Answer for boards by (source, name); one that is not there has an answer of its own, or is not found."""

    boards: dict[Board, list[Job]] = field(default_factory=dict)
    other: Callable[[Asked], Reply | None] = lambda _: None
    # Whether lists have versions, and whether it says to whoever names any of them that nothing has changed.
    versions: bool = True
    lies: bool = False

    def __call__(self, asked: Asked) -> Reply | None:
        """Return the board that is asked for."""
        if asked.path == "/robots.txt":
            return Reply(b"User-agent: *\nAllow: /\n", kind="text/plain")
        board = _asked_board(asked)
        if board not in self.boards:
            return self.other(asked) or _GONE
        # Of feeds the first page has all.
        offered = [] if "page=2" in asked.path else self.boards[board]
        body = json.dumps(_FORMS[board[0]](board[1], offered)).encode()
        etag = f'"{hash(body)}"'
        if asked.headers.get("if-none-match") == etag or (self.lies and "if-none-match" in asked.headers):
            return Reply(status=304, headers={"ETag": etag})
        return Reply(body, headers={"ETag": etag} if self.versions else {})


def _asked_board(asked: Asked) -> Board:
    host, path = asked.host.removesuffix(".localhost"), urlsplit(asked.path).path.strip("/").split("/")
    if host.endswith(".recruitee.com"):
        return "recruitee", host.partition(".")[0]
    if host == "boards-api.greenhouse.io":
        return "greenhouse", path[2] if len(path) > 2 else ""
    if host == "api.ashbyhq.com":
        return "ashby", path[-1]
    return ("arbeitnow", "") if host == "www.arbeitnow.com" else (host, asked.path)


def _recruitee(board: str, offered: list[Job]) -> dict[str, object]:
    offers = [
        {"id": int(job.number), "title": job.title, "status": "published", "company_name": job.employer,
         "city": job.city, "country": "Germany", "country_code": "DE", "description": job.html,
         "careers_url": f"https://{board}.recruitee.com/o/job-{job.number}", "published_at": job.published}
        for job in offered
    ]  # fmt: skip
    return {"offers": offers}


def _greenhouse(board: str, offered: list[Job]) -> dict[str, object]:
    listed = [
        {"id": int(job.number), "internal_job_id": int(job.number) + 7, "title": job.title, "content": job.html,
         "company_name": job.employer, "location": {"name": f"{job.city}, Germany"}, "first_published": job.published,
         "absolute_url": f"https://boards.greenhouse.io/{board}/jobs/{job.number}"}
        for job in offered
    ]  # fmt: skip
    return {"jobs": listed}


def _ashby(board: str, offered: list[Job]) -> dict[str, object]:
    names = {job: f"00000000-0000-4000-8000-{int(job.number):012}" for job in offered}
    listed = [
        {"id": names[job], "title": job.title, "location": f"{job.city}, Germany", "publishedAt": job.published,
         "isListed": True, "descriptionHtml": job.html, "companyName": job.employer, "workplaceType": "OnSite",
         "jobUrl": f"https://jobs.ashbyhq.com/{board}/{names[job]}"}
        for job in offered
    ]  # fmt: skip
    return {"jobs": listed}


def _arbeitnow(_: str, offered: list[Job]) -> dict[str, object]:
    names = {job: f"{job.employer}-{job.number}".lower() for job in offered}
    listed = [
        {"slug": names[job], "company_name": job.employer, "title": job.title, "description": job.html,
         "location": job.city, "remote": False, "job_types": ["full time"], "tags": [],
         "created_at": datetime.fromisoformat(job.published).timestamp(),
         "url": f"https://www.arbeitnow.com/jobs/{names[job]}"}
        for job in offered
    ]  # fmt: skip
    return {"data": listed}


_FORMS = {"recruitee": _recruitee, "greenhouse": _greenhouse, "ashby": _ashby, "arbeitnow": _arbeitnow}

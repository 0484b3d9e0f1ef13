"""Map column names of public job data sets and job boards to the fields of a posting.

Names are compared by their letters and digits alone: "Job Title", "jobTitle" and "job_title" are one. Those of what is
nested are joined: {"company": {"name": ...}} has a column "company.name".
"""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from truerole.core.errors import DataError
from truerole.data.files.formats import BEYOND, LINE, ROW, WHY

OURS = frozenset((ROW, WHY, LINE, BEYOND))
_SHOWN = 12
_DEEPEST = 4

# For each field the names that it goes by, the surest first.
_NAMES = {
    "title": "title jobtitle positiontitle position vacancytitle postingtitle jobname designation name",
    "description": "description jobdescription descriptionhtml descriptiontext descriptionplain fulldescription "
    "jobdesc jd jdtext jdmarkdown descriptionmarkdown descriptionmd markdowndescription contents content contenttext "
    "contenthtml body fulltext text details jobdetails jobsummary",
    "company": "company companyname companydisplayname hiringorganization hiringorganizationname employer employername "
    "organization organizationname advertiser advertisername companytitle",
    "location": "location joblocation locationname locationdisplayname formattedlocation jobgeo jobgeolocation place "
    "candidaterequiredlocation categorieslocation locations locationsname joblocationaddress",
    "city": "city jobcity locationcity joblocationaddressaddresslocality",
    "region": "state province region locationstate locationregion joblocationaddressaddressregion",
    "country": "country countrycode jobcountry countryname locationcountry locationcountrycode "
    "joblocationaddressaddresscountry joblocationaddressaddresscountryname",
    "workplace": "workplace workplacetype remote isremote remoteallowed remotework remoteratio workfromhome "
    "jobworkfromhome telecommuting joblocationtype worksetting workmode",
    "posted_on": "postedon dateposted posteddate postdate postingdate jobpostingdate jobposteddate originallistedtime "
    "listedtime publicationdate publishedat publishedon published pubdate firstpublished datepublished created "
    "createdat dateadded listingdate postedat posted epoch date",
    "month": "month postedmonth",
    "url": "url link joburl joblink jobpostingurl postingurl absoluteurl hostedurl redirecturl pageurl applyurl "
    "applicationurl href",
    "external_id": "externalid gid id jobid uniqid uniqueid uuid guid postingid requisitionid slug",
    "source": "source src site via jobvia jobboard jobportal portal platform sitename sourcename",
    "board": "board boardname boardtoken",
    "salary_min": "salarymin minsalary salaryminimum minimumsalary minamount salaryfrom annualsalarymin minpay "
    "salarylower salarylow lowersalary salarymink minsalaryk basesalaryvalueminvalue salaryvalueminvalue",
    "salary_max": "salarymax maxsalary salarymaximum maximumsalary maxamount salaryto annualsalarymax maxpay "
    "salaryupper salaryhigh uppersalary salarymaxk maxsalaryk basesalaryvaluemaxvalue salaryvaluemaxvalue",
    "salary": "salary salaryestimate salaryrange salarytext salaryinfo salaryformatted salaryoffered salarydescription "
    "salarystring pay payrange compensation compensationrange wage jobsalary",
    "currency": "currency salarycurrency currencycode salarycurrencycode basesalarycurrency",
    "period": "period salaryperiod payperiod interval salaryinterval salaryrate salaryunit basesalaryvalueunittext",
    "salary_basis": "salarybasis salarysource compensationtype",
    "salary_predicted": "salaryispredicted salarypredicted",
    "employment_type": "employmenttype formattedworktype worktype jobtype contracttype contracttime scheduletype "
    "jobscheduletype commitment categoriescommitment jobtypes",
    "language": "language lang languagecode joblanguage",
    "responsibilities": "responsibilities jobresponsibilities",
    "requirements": "requirements jobrequirements",
    "qualifications": "qualifications jobqualifications",
    "benefits": "benefits jobbenefits",
}
NEEDED = ("title", "description")
# Objects that hold all of a record beside what tells of it: Elasticsearch's, GraphQL's, JSON:API's, schema.org's.
_ENVELOPES = frozenset(("_source", "node", "attributes", "item", "job", "posting", "record", "data"))
# Names that are often short for a description, and as often a few words: a person decides.
_PERHAPS = "summary snippet teaser about overview excerpt shortdescription jobexcerpt"


@dataclass(frozen=True, slots=True)
class Columns:
    """Mapping of fields to columns, with the columns that are not used."""

    taken: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()


def columns_of(
    names: Iterable[str], chosen: Mapping[str, str] | None = None, needed: Iterable[str] = NEEDED, page: bool = False
) -> Columns:
    """Map fields to columns; `chosen` overrides the column of a field, "" for no column; a `page` offers no choice.

    Raises DataError for a choice that names no field or no column, and where one of the `needed` fields is missing.
    """
    names, chosen = [name for name in names if name not in OURS], chosen or {}
    _refuse(names, chosen)
    free = {_key(_inside(name)): name for name in reversed(names) if name not in chosen.values()}
    found = {f: next((free[alias] for alias in _NAMES[f].split() if alias in free), "") for f in _NAMES}
    found |= chosen
    if missing := [name for name in needed if not found[name]]:
        options = f"say which one it is, as {' '.join(f'--column {name}={_offered(name, free)}' for name in missing)}"
        remedy = f"rename the column that does, to {' and '.join(map(repr, missing))}" if page else options
        raise DataError(
            f"no column is known to hold the {' or the '.join(missing)}; there are {_listed(names)}: {remedy}"
        )
    taken = {f: name for f, name in found.items() if name}
    return Columns(taken, tuple(name for name in names if name not in taken.values()))


def flat(fields: Mapping[str, object], depth: int = _DEEPEST) -> dict[str, object]:
    """Flatten nested objects into fields with dotted names; of a list of objects, the first."""
    found: dict[str, object] = {}
    for name, given in fields.items():
        value = given[0] if isinstance(given, list) and given and isinstance(given[0], dict) else given
        if not isinstance(value, dict):
            found[name] = value
        elif depth:
            found |= {f"{name}.{inner}": v for inner, v in flat(value, depth - 1).items()}
    return found


def _refuse(names: Sequence[str], chosen: Mapping[str, str]) -> None:
    for field_name, name in chosen.items():
        if field_name not in _NAMES:
            raise DataError(f"--column {field_name}={name}: there is no such field; there are {', '.join(_NAMES)}")
        if name and name not in names:
            raise DataError(f"--column {field_name}={name}: there is no such column; there are {_listed(names)}")


def _offered(field_name: str, free: Mapping[str, str]) -> str:
    """Return a column that may well be the field, in quotes where the shell needs them; "NAME" for none."""
    likely = (free[key] for key in free if any(word in key for word in ("desc", "text", *_PERHAPS.split())))
    offered = next(likely, "NAME") if field_name == "description" else "NAME"
    return shlex.quote(offered)


def _inside(name: str) -> str:
    """Return the name without that of an object that holds all of a record."""
    outer, _, inner = name.partition(".")
    return inner if inner and outer.lower() in _ENVELOPES else name


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:_SHOWN])
    return shown + (f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else "")


def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()

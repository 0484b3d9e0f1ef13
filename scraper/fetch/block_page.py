"""Tell the page that a host shows to programs in place of an answer: a challenge, a captcha, a check for humans.

Such a page says nothing of the board: it is no list without postings, and no posting that is gone.
"""

import re
from collections.abc import Mapping

# So much of a page is looked at.
_LOOKED_AT = 100_000
_TITLE = re.compile(
    rb"<title[^<>]{0,100}>\s{0,100}(?:just a moment|attention required|access (?:to this page has been )?denied|"
    rb"pardon our interruption|human verification|robot (?:check|or human)|are you (?:a )?(?:human|robot)|"
    rb"security (?:check|verification)|verify(?:ing)? (?:that )?you are (?:a )?human|one more step|bot verification|"
    rb"client challenge|ddos-guard)",
    re.IGNORECASE,
)
_MARKS = re.compile(
    rb"_cf_chl_opt|cf-chl-|captcha-delivery\.com|_incapsula_resource|px-captcha|/_sec/cp_challenge|awswafcookie|"
    rb"window\.gokuprops",
    re.IGNORECASE,
)
# A form on a page may have a captcha, too: these count only where no page was asked for.
_WORDS = re.compile(
    rb"captcha|verify (?:that )?you are (?:a )?human|are you (?:a )?(?:human|robot)|unusual traffic|"
    rb"you have been blocked|enable javascript and cookies|checking your browser|just a moment|"
    rb"automated (?:access|requests|queries)",
    re.IGNORECASE,
)
_POSTING = b"JobPosting"


def is_block_page(headers: Mapping[str, str], body: bytes, page_wanted: bool) -> bool:
    """Return whether a response is a page against programs; `page_wanted` says that a page of HTML was asked for."""
    if headers.get("cf-mitigated", "").strip().lower() == "challenge":
        return True
    begun = body[:_LOOKED_AT]
    if _POSTING in begun:
        return False
    return bool(_TITLE.search(begun) or _MARKS.search(begun)) or (not page_wanted and bool(_WORDS.search(begun)))

"""What a report is asked for: days, account, the moment, and what of the house it may need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from clearinghouse.house_reports.period import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """`account` None: the operator's, of all accounts. `now` is when the report is made."""

    period: Period
    account: str | None
    now: datetime
    holidays: frozenset[date] = frozenset()

"""What a report is asked for: days, account, the moment, and what of the house it may need."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from clearinghouse.calendar import Hours
from clearinghouse.house_reports.period import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """`account` None: the operator's, of all accounts. `now` is when the report is made.

    `hours` are the house's: they tell business days.
    """

    period: Period
    account: str | None
    now: datetime
    hours: Hours = field(default_factory=Hours)

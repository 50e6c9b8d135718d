"""What operators and accounts ask of what is due: late answers, filing limits, what payers said of claims."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec import structs

from clearinghouse.due import Due, answers_due
from clearinghouse.errors import HouseError
from clearinghouse.filing import Filing, filings_due
from clearinghouse.followup import FOR_A_PERSON
from clearinghouse.followup_overview import followup_rows, known_payer, standing
from clearinghouse.house import House
from clearinghouse.overview import looking
from clearinghouse.telling import Rows, money
from clearinghouse.terms import SETTINGS
from store import events, expectations
from store.ledger import Ledger

FILING, STATUS = "filing", "status"
KINDS = (*SETTINGS, FILING, STATUS)


def list_due(
    house: House, account: str | None, *, late: bool, kind: str | None, payer: str | None, limit: int
) -> tuple[dict[str, Any], list[Rows]]:
    """What is expected and due: answers, filing limits, and claims of which a payer said what needs a person.

    Raises HouseError for a kind or a payer that there is not.
    """
    if kind is not None and kind not in KINDS:
        raise HouseError(f"nothing of that kind is ever due; the kinds are: {', '.join(KINDS)}")
    known_payer(house, payer)
    with looking(house, account, "what is due") as ledger:
        answers = list[Due]()
        if kind is None or kind in SETTINGS:
            answers = answers_due(house, ledger, account, late=late, kind=kind, payer=payer, limit=limit)
        filings = list[Filing]()
        if kind in (None, FILING):
            filings = filings_due(house, ledger, account, late=late, payer=payer, limit=limit)
        said = _said(house, ledger, account, payer, limit) if kind in (None, STATUS) else []
    told = {
        "answers": [structs.asdict(one) for one in answers],
        "filing": [structs.asdict(one) for one in filings],
        "status": said,
    }
    return told, [
        _answer_rows(answers, house.now()), _filing_rows(filings),
        followup_rows(said, "What payers said of claims"),
    ]


def _said(
    house: House, ledger: Ledger, account: str | None, payer: str | None, limit: int
) -> list[dict[str, Any]]:
    """Claims of which a payer said what the plan does nothing about, or whose plan is at its end."""
    found = standing(house, ledger, account, (*FOR_A_PERSON, "asked", "pending"), payer=payer)
    return [one for one in found if one["next_step"]][:limit]


def _answer_rows(found: list[Due], now: datetime) -> Rows:
    columns = ["answer", "payer", "file", "count", "charge", "sent", "due", "late by", "what to do"]
    return Rows("Answers due", columns, [
        [
            one.kind, one.payer, one.file, one.count, money(one.charge_cents),
            f"{one.sent_at:%Y-%m-%d %H:%M}", f"{one.due_at:%Y-%m-%d %H:%M}",
            _length(now - one.due_at) if one.is_late else "", one.next_step,
        ]
        for one in found
    ])


def _filing_rows(found: list[Filing]) -> Rows:
    columns = ["id", "account", "payer", "state", "service", "last day", "days left", "charge", "what to do"]
    return Rows("Filing limits", columns, [
        [
            one.claim, one.account, one.payer, one.state, one.service_from, one.last_day, one.days_left,
            money(one.charge_cents), one.next_step,
        ]
        for one in found
    ])


def _length(time: timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60
    return f"{days}d" if days else f"{hours}h" if hours else f"{minutes}m"


def show_punctuality(house: House, days: int) -> tuple[Any, list[Rows]]:
    """How often each payer answered in time what was sent in the last days."""
    with house.store.read() as ledger:
        events.audit(ledger, None, house.actor, house.now(), "punctuality of payers")
        told = expectations.punctuality(ledger, house.now() - timedelta(days))
    answer = [
        {"payer": payer, "kind": kind, "count": count, "late": late}
        for payer, kind, count, late in told
    ]
    rows = [
        [payer, kind, count, late, f"{100 * (count - late) / count:.1f}"]
        for payer, kind, count, late in told
    ]
    return answer, [Rows("Answered", ["payer", "answer", "count", "late", "in time %"], rows)]

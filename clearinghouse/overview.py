"""What operators ask of the store: how things stand, and one claim from its bytes to its money."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from msgspec import structs

from clearinghouse.earlier import Earlier
from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.lifecycle import GROUPS
from clearinghouse.telling import Rows, money
from edi.rulebook import RULES as SYNTAX_RULES
from store import accounts, claims, deliveries, events, files, findings, inquiries, runs, sets, timeline
from store.claims import Claim
from store.ledger import Ledger
from store.runs import Run
from transactions.rules.book import RULES


def status(house: House, account: str | None) -> tuple[dict[str, Any], list[Rows]]:
    """Claims, inquiries and files by state, deliveries that wait, the last runs; all or an account's.

    What a run counted is of everybody: an account is told when it was and how it ended.
    """
    with looking(house, account) as ledger:
        totals = claims.totals(ledger, account, "state")
        asked = inquiries.totals(ledger, account)
        by_state = files.count_by_state(ledger, account)
        waiting = deliveries.search(ledger, account, state=["made", "staged", "failed"])
        last = runs.latest(ledger, limit=5)
    group_of = {state: group for group, states in GROUPS.items() for state in states}
    claim_rows = [
        [
            group_of.get(total.value, ""),
            total.value,
            total.count,
            money(total.charge_cents),
            money(total.paid_cents),
        ]
        for total in totals
    ]
    answer = {
        "claims": [
            {
                "group": group_of.get(total.value, ""),
                "state": total.value,
                "count": total.count,
                "charge_cents": total.charge_cents,
                "paid_cents": total.paid_cents,
            }
            for total in totals
        ],
        "inquiries": [structs.asdict(total) for total in asked],
        "files": by_state,
        "deliveries": [structs.asdict(delivery) for delivery in waiting],
        "runs": [_run_answer(one, whole=account is None) for one in last],
    }
    tables = [
        Rows("Claims", ["group", "state", "count", "charge", "paid"], claim_rows),
        Rows("Inquiries", ["kind", "state", "count"], [[one.kind, one.state, one.count] for one in asked]),
        Rows("Files", ["state", "count"], sorted(by_state.items())),
        Rows(
            "Deliveries waiting",
            ["partner", "name", "state", "attempts", "note"],
            [[d.partner, d.remote_name, d.state, d.attempts, d.note] for d in waiting],
        ),
        Rows(
            "Last runs",
            ["run", "started", "outcome"],
            [[one.id, f"{one.started_at:%Y-%m-%d %H:%M:%S}", one.outcome or "under way"] for one in last],
        ),
    ]
    return answer, tables


def _run_answer(run: Run, *, whole: bool) -> dict[str, Any]:
    answer = structs.asdict(run)
    if not whole:
        del answer["summary"]
    return answer


@contextmanager
def looking(house: House, account: str | None, at: str = "") -> Iterator[Ledger]:
    """A snapshot for an account's question, or for an operator's (None); `at` one thing it is audited.

    Raises HouseError where there is no such account.
    """
    with house.store.read() as ledger:
        _demand(ledger, account)
        if at:
            events.audit(ledger, account, house.actor, house.now(), at)
        yield ledger


@contextmanager
def looking_to_change(house: House, account: str | None) -> Iterator[Ledger]:
    """A transaction for what an account, or an operator (None), wants changed. Raises HouseError."""
    with house.store.begin() as ledger:
        _demand(ledger, account)
        yield ledger


def _demand(ledger: Ledger, account: str | None) -> None:
    if account is not None and accounts.get(ledger, account) is None:
        known = ", ".join(one.slug for one in accounts.list_all(ledger))
        raise HouseError(f"there is no account {account}; there are: {known}")


def nothing(what: str, key: int, account: str | None) -> HouseError:
    """That there is no such thing, or that it is another account's."""
    return HouseError(f"there is no {what} {key}" + (f" of account {account}" if account else ""))


def list_files(house: House, account: str | None, limit: int) -> tuple[Any, list[Rows]]:
    """The newest files, in and out."""
    with looking(house, account) as ledger:
        found = files.search(ledger, account, actor=house.actor, at=house.now(), descending=True, limit=limit)
    rows = [[f.id, f.direction, f.partner, f.kind, f.name, f.size, f.state, f.note] for f in found]
    columns = ["file", "way", "partner", "kind", "name", "size", "state", "note"]
    return [structs.asdict(f) for f in found], [Rows("Files", columns, rows)]


def show_file(house: House, account: str | None, key: int) -> tuple[Any, list[Rows]]:
    """One file: its sets and what was found in it. Raises HouseError where there is none."""
    with looking(house, account, f"file {key}") as ledger:
        file = files.get(ledger, account, key)
        if file is None:
            raise nothing("file", key, account)
        own_sets = sets.search(ledger, account, file=key)
        found = findings.search(ledger, account, file=key, limit=200)
    answer = {
        **structs.asdict(file),
        "sets": [structs.asdict(one) for one in own_sets],
        "findings": [structs.asdict(one) for one in found],
    }
    tables = [
        Rows(
            "File",
            ["file", "way", "partner", "kind", "name", "size", "state", "note"],
            [[file.id, file.direction, file.partner, file.kind, file.name, file.size, file.state, file.note]],
        ),
        Rows(
            "Sets",
            ["set", "guide", "verdict", "claims", "charge", "offset"],
            [
                [s.set_control, s.guide, s.verdict, s.claims, money(s.charge_cents), s.offset]
                for s in own_sets
            ],
        ),
        finding_rows(house, found),
    ]
    return answer, tables


def finding_rows(house: House, found: list[findings.Finding]) -> Rows:
    """Findings as a table, in the order of the file."""
    rows = []
    for one in sorted(found, key=lambda one: one.place.get("offset", 0)):
        rule = RULES.get(one.rule) or SYNTAX_RULES.get(one.rule)
        says = f"{rule.sentence} {rule.mend}" if rule else _says_itself(house, one.rule)
        if before := Earlier.of(one.place):
            says += f" It came before as {before}."
        rows.append([one.rule, one.severity, one.place.get("offset", ""), one.place.get("path", ""), says])
    return Rows("Findings", ["rule", "severity", "offset", "path", "what is wrong, what to do"], rows)


def _says_itself(house: House, rule: str) -> str:
    """What the payers who have a rule of this number of their own say of it."""
    overrides = (override for tables in house.overridden.values() for override in tables.overrides)
    told = ((override.payer, own) for override in overrides for own in override.rules if own.id == rule)
    return "; ".join(f"{payer}: {own.says} {own.mend}" for payer, own in told)


def claim_answer(claim: Claim) -> dict[str, Any]:
    """A claim as JSON says it: without indexes that mean nothing outside the store."""
    answer = structs.asdict(claim)
    answer.pop("member_index", None)
    answer.pop("name_index", None)
    answer.pop("fingerprint", None)
    return answer


def claim_rows(found: list[Claim]) -> Rows:
    """Claims as a table."""
    return Rows(
        "Claims",
        [
            "id", "account", "claim", "kind", "payer", "state", "charge", "paid", "patient", "adjusted",
            "reason",
        ],
        [
            [
                c.id,
                c.account,
                c.claim_id,
                c.kind,
                c.payer,
                c.state,
                money(c.charge_cents),
                money(c.paid_cents),
                money(c.patient_cents),
                money(c.adjusted_cents),
                c.reason,
            ]
            for c in found
        ],
    )


def timeline_rows(moments: list[timeline.Moment]) -> Rows:
    """A claim's timeline as a table."""
    return Rows(
        "Timeline",
        ["at", "what", "state", "code", "file", "offset", "charge", "paid", "patient"],
        [
            [
                f"{m.at:%Y-%m-%d %H:%M:%S}",
                m.what,
                m.to_state,
                m.code,
                m.file,
                m.offset,
                money(m.charge_cents),
                money(m.paid_cents),
                money(m.patient_cents),
            ]
            for m in moments
        ],
    )

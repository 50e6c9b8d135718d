"""What is asked of the claims: a list by all that may be known of them, and one from bytes to bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from msgspec import structs

from clearinghouse.claim_segments import Moved, moving_segments
from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.lifecycle import GROUPS
from clearinghouse.overview import claim_answer, claim_rows, finding_rows, looking, nothing
from clearinghouse.telling import Rows, money
from store import claim_search, claims, findings, timeline
from store.claim_search import Wanted
from store.claims import Claim
from store.ledger import Ledger

STATES = tuple(state for states in GROUPS.values() for state in states)
GROUP_NAMES = {name.lower().replace(" ", "-"): states for name, states in GROUPS.items()}
"""The three groups as they are asked for: received, in-process, processed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody knows of the claims that are looked for, in plain text; None is not known.

    `payer` is its name in the partners' file or an id that claims name, `trace` that of a check or transfer,
    `name` the patient's family and given name.
    """

    state: str | None = None
    group: str | None = None
    payer: str | None = None
    claim_id: str | None = None
    member: str | None = None
    name: str | None = None
    payer_claim_number: str | None = None
    trace: str | None = None
    service_from: date | None = None
    service_to: date | None = None
    charge_cents: int | None = None


def list_claims(house: House, account: str | None, asked: Asked, *, limit: int) -> tuple[Any, list[Rows]]:
    """The newest claims that fit. Raises HouseError for a state or group that no claim can be in."""
    wanted = Wanted(
        states=_states(asked),
        payers=_payers(house, asked.payer),
        claim_id=asked.claim_id,
        member_index=house.store.blind(asked.member) if asked.member else None,
        name_index=house.store.blind(asked.name.replace(",", " ")) if asked.name else None,
        payer_claim_number=asked.payer_claim_number,
        trace_number=asked.trace,
        service_from=asked.service_from,
        service_to=asked.service_to,
        charge_cents=asked.charge_cents,
    )
    with looking(house, account) as ledger:
        found = claim_search.find(ledger, account, wanted, actor=house.actor, at=house.now(), limit=limit)
    return [claim_answer(claim) for claim in found], [claim_rows(found)]


def _states(asked: Asked) -> tuple[str, ...] | None:
    if asked.state is not None and asked.state not in STATES:
        raise HouseError(f"no claim is ever in that state; the states are: {', '.join(STATES)}")
    if asked.group is None:
        return (asked.state,) if asked.state is not None else None
    states = GROUP_NAMES.get(asked.group)
    if states is None:
        raise HouseError(f"there is no such group of claims; there are: {', '.join(GROUP_NAMES)}")
    if asked.state is None:
        return states
    if asked.state not in states:
        raise HouseError(f"claims of that group are never {asked.state}, but {', '.join(states)}")
    return (asked.state,)


def _payers(house: House, payer: str | None) -> tuple[str, ...] | None:
    if payer is None:
        return None
    known = house.partners.payers.get(payer)
    ids = known.ids if known else (payer,)
    return tuple(dict.fromkeys(one.strip().upper() for one in ids))


def show_claim(house: House, account: str | None, key: int) -> tuple[Any, list[Rows]]:
    """One claim with its timeline, its kin and its findings. Raises HouseError where there is none."""
    with looking(house, account, f"claim {key}") as ledger:
        claim = claims.get(ledger, account, key)
        if claim is None:
            raise nothing("claim", key, account)
        moments = timeline.timeline(ledger, account, key)
        moved = moving_segments(house, ledger, claim, moments)
        found = findings.search(ledger, account, claim=key)
        kin = _kin(ledger, account, claim)
    answer = {
        **claim_answer(claim),
        "timeline": [
            {**structs.asdict(moment), "segments": list(one.segments), "file": one.file, "offset": one.offset}
            for moment, one in zip(moments, moved, strict=True)
        ],
        "made_of_it": [claim_answer(one) for one in kin if one.parent == key],
        "findings": [structs.asdict(one) for one in found],
    }
    place = [[claim.file, claim.own_offset, claim.own_length, claim.lines]]
    tables = [
        claim_rows([claim]),
        Rows("Why it is held", ["reason"], [[claim.reason]] if claim.reason else []),
        Rows("Where it came from", ["file", "offset", "bytes", "lines"], place),
        _timeline_rows(moments, moved),
        Rows(
            "Made of each other",
            ["id", "made of", "as", "claim", "payer", "state", "charge", "paid"],
            [
                [
                    one.id, one.parent, one.origin, one.claim_id, one.payer, one.state,
                    money(one.charge_cents), money(one.paid_cents),
                ]
                for one in kin
            ],
        ),
        finding_rows(house, found),
    ]
    return answer, tables


def _kin(ledger: Ledger, account: str | None, claim: Claim) -> list[Claim]:
    """The claim it was made of, and those made of it; nothing where there are none."""
    parent = claims.get(ledger, account, claim.parent) if claim.parent is not None else None
    children = [one for one in claims.children(ledger, claim.id) if account in (None, one.account)]
    return [*([parent] if parent else []), *children]


def _timeline_rows(moments: list[timeline.Moment], moved: list[Moved]) -> Rows:
    return Rows(
        "Timeline",
        ["at", "what", "state", "code", "file", "offset", "charge", "paid", "patient", "by which segments"],
        [
            [
                f"{m.at:%Y-%m-%d %H:%M:%S}", _what(m), m.to_state, m.code, one.file, one.offset,
                money(m.charge_cents), money(m.paid_cents), money(m.patient_cents), tuple(one.segments),
            ]
            for m, one in zip(moments, moved, strict=True)
        ],
    )


def _what(moment: timeline.Moment) -> str:
    """What happened, and why where an event tells it."""
    told = moment.detail if moment.source == "event" else ""
    return f"{moment.what}: {told}" if told else moment.what

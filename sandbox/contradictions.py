"""What cannot be in a plan file though each value can: references, days and moments that do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edi.values import check_digit

if TYPE_CHECKING:
    from sandbox.plan import PlanFile


def contradictions(file: PlanFile) -> list[str]:
    """What the types cannot tell: references and days that do not fit. Members are named by their turn."""
    found = []
    if file.payment.method == "ACH" and file.payment.bank is None:
        found.append("payment: ACH needs the payer's own bank")
    found += [
        "payment.payees: a payee is named by an NPI with its right check digit"
        for npi in file.payment.payees
        if not check_digit(npi)
    ]
    found += [
        f"plans.{name}: a provider of the network is named by an NPI with its right check digit"
        for name, plan in file.plans.items()
        if not all(map(check_digit, plan.network or ()))
    ]
    found += [
        f"plans.{name}: percent_outside needs a network"
        for name, plan in file.plans.items()
        if plan.percent_outside is not None and plan.network is None
    ]
    found += [
        f"outages[{turn}]: until is not behind from"
        for turn, outage in enumerate(file.outages)
        if not outage.is_real
    ]
    seen: set[str] = set()
    for turn, member in enumerate(file.members):
        where = f"members[{turn}]"
        if member.id in seen:
            found.append(f"{where}: the id is another member's already")
        seen.add(member.id)
        if member.plan not in file.plans:
            found.append(f"{where}: there is no plan of that name")
        if member.until is not None and member.until < member.start:
            found.append(f"{where}: until is before from")
        known = {(person.given, person.born) for person in member.dependents}
        if len(known) < len(member.dependents):
            found.append(f"{where}: two dependents have one name and birth date")
        for person in member.dependents:
            if person.start is not None and person.until is not None and person.until < person.start:
                found.append(f"{where}.dependents: until is before from")
    return found

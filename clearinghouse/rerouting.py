"""Rerouting: batches made for a route that is not in use any more are taken back before they leave.

What is in them is written anew, for the route in use. A batch that stands staged at the old route may have
been released there already, and goes on by it.
"""

from __future__ import annotations

from collections import Counter

from clearinghouse.house import House
from clearinghouse.lifecycle import advance, states_before
from store import deliveries, waiting
from store.deliveries import Delivery
from store.waiting import Kind

_WHAT: tuple[Kind, ...] = ("claims", "inquiries")


def withdraw_rerouted(house: House, run: int) -> Counter[str]:
    """Take back what was made for another route than its payer's, and not sent; counts claims and batches."""
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        made = deliveries.search(ledger, None, state=states_before("deliveries", "withdrawn"))
    for delivery in made:
        payer = house.partners.payers.get(delivery.partner)
        if payer is not None and delivery.route != payer.route:
            told += _withdraw(house, run, delivery, payer.route)
    return told


def _withdraw(house: House, run: int, delivery: Delivery, route: str) -> Counter[str]:
    """Take one delivery back in a transaction; an answer of ours, which holds no work, stays."""
    told: Counter[str] = Counter()
    with house.store.begin() as ledger:
        work = {what: waiting.written_into(ledger, what, delivery.file) for what in _WHAT}
        if not any(work.values()):
            return told
        detail = f"made for the route {delivery.route or '(none)'}, in use is {route or '(none)'}"
        taken = advance(
            house, ledger, run, "deliveries", [delivery.id], delivery.state, "withdrawn", detail
        )
        if not taken:
            return told
        advance(house, ledger, run, "files", [delivery.file], "made", "withdrawn", detail)
        for what, keys in work.items():
            advance(house, ledger, run, what, keys, "routed", "withdrawn", detail)
            waiting.forget_written(ledger, what, keys)
            told[f"{what} taken back"] += len(keys)
    told["batches taken back"] += 1
    return told

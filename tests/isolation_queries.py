"""What the test of isolation has to know of the store's queries: which ask for no account, and why."""

from __future__ import annotations

from typing import Any

UNBOUND: dict[str, str] = {
    "writes what a step or a command has made, under the account it gives; the keys of it come back": (
        "accounts.add acknowledgments.record_all claims.record_all contacts.record deliveries.make "
        "enrolments.record files.record findings.record_all followups.record_all inquiries.record_all "
        "notices.record orders.record outbox.put remittances.record remittances.record_claims runs.start "
        "sets.record_all tasks.add_note tasks.record_all"
    ),
    "counts what one change did, for the step that made it": (
        "claims.record_sent deliveries.record_sent inquiries.record_sent states.move"
    ),
    "counts up numbers of the house's envelopes": "control_numbers.next_block control_numbers.next_number",
    "the house's own: its accounts, its runs, its audit trail": (
        "accounts.get accounts.list_all events.head events.verify runs.latest"
    ),
    "for a step of a run, which works for everybody at once and tells counts": (
        "claims.named expectations.unexpected inquiries.to_pass_on orders.answers_to_look_at "
        "orders.claims_to_tie orders.latest_claims orders.overdue task_causes.with_cause_again "
        "task_causes.without_cause task_causes.without_task waiting.count "
        "waiting.count_by_provider waiting.to_hold waiting.written_into"
    ),
    "for the steps that pass answers on: each account is given a file of its own rows alone": (
        "acknowledgments.to_pass_on remittances.adjustments_to_pass_on remittances.passed_before "
        "remittances.to_pass_on remittances.without_claims"
    ),
    "whose a provider is, to tell whether a payment may go to an account whole": "claims.accounts_billing",
    "of a file that was looked up for its account: what it was made from, whether it still stands": (
        "files.source_of files.was_removed"
    ),
    "ties a payer's answer to what was sent to it, whosever it is": "inquiries.find_by_trace sets.find_sent",
    "claims made of one that was looked up for its account: they are of the same account": "claims.children",
    "what payers owe, and how punctual they are, is the house's; an account's share is counted by itself": (
        "expectations.punctuality expectations.search"
    ),
    "keys and moments of files, payments and changes, for reports that count an account's share in them": (
        "figures.files_with verdict_figures.moved_since verdict_figures.payments_between"
    ),
}
"""Functions without an account by the reason why: who calls them, and what an account gets to see of it."""

WRITERS = {
    "outbox.rewind": "moves the account's reader back, whose name it is asked for",
}
"""Functions that take an account and write for it."""

COLUMNS = {
    "also": "id", "after": "id", "before": "id", "but_claim": "id", "claim_ids": "claim_id",
    "fingerprints": "fingerprint", "keys": "id", "kinds": "kind", "numbers": "payer_claim_number",
    "partners": "partner", "payers": "payer", "states": "state",
}
"""The column that holds what a parameter asks for, where it has another name."""

NAMED: dict[str, list[Any]] = {
    "key": list(range(1, 60)),
    "order": [1, 2, 3],
    "task": list(range(1, 60)),
    "payments": [1, 2, 3, 4, 5],
    "remittance": [1, 2, 3, 4, 5],
    "but": ["rejected", "superseded"],
    "actor": ["test"],
    "limit": [1, 3],
    "reader": ["desk", "nobody"],
    "refused": ["rejected", "refused", "payer rejected"],
    "followed": ["asked", "pending"],
    "claim_states": ["sent", "acknowledged", "in process"],
    "direction": ["in", "out"],
}
"""Values that stand in no column of that name."""

"""The tables. Column names are the field names of the store's records, in the same order."""

from __future__ import annotations

from store.tables.answers import acknowledgments, remittance_adjustments, remittance_claims, remittances
from store.tables.care import claim_authorizations, expectations, followups, order_answers, orders
from store.tables.desk import contacts, enrolments, notices, task_notes, tasks
from store.tables.schema import SCHEMA, metadata
from store.tables.traffic import claims, deliveries, files, findings, inquiries, outbox, outbox_cursors, sets
from store.tables.upkeep import accounts, chain, control_numbers, events, keyring, runs, sequences

__all__ = [
    "SCHEMA", "accounts", "acknowledgments", "chain", "claim_authorizations", "claims", "contacts",
    "control_numbers", "deliveries", "enrolments", "events", "expectations", "files", "findings",
    "followups", "inquiries", "keyring", "metadata", "notices", "order_answers", "orders", "outbox",
    "outbox_cursors", "remittance_adjustments", "remittance_claims", "remittances", "runs", "sequences",
    "sets", "task_notes", "tasks",
]

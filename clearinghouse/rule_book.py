"""What operators ask of the rules: the book, one rule, the dry run of a release, as answers and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from clearinghouse.dry_run import Trial, try_release
from clearinghouse.house import House
from clearinghouse.overview import claim_answer
from clearinghouse.telling import Rows, money
from edi.findings import Rule
from transactions.rules.book import RULES
from transactions.rules.listing import answer_of, days_of, rule_entry, samples_of


def list_rules(rules: Sequence[Rule]) -> tuple[Any, list[Rows]]:
    """Rules of the book, a line each."""
    columns = ["rule", "snip", "severity", "condemns", "answer", "release", "in force", "what is wrong"]
    rows = [
        [
            rule.id,
            int(rule.snip),
            rule.severity.value,
            rule.scope.value,
            answer_of(rule),
            rule.release,
            days_of(rule) or "always",
            rule.sentence,
        ]
        for rule in rules
    ]
    return [rule_entry(rule) for rule in rules], [Rows("Rules", columns, rows)]


def show_rule(rule: Rule, root: Path) -> tuple[Any, list[Rows]]:
    """All there is to tell of one rule; `root` is where the folder of samples lies, if it is at hand."""
    faulty, clean = samples_of(rule)
    there = (root / faulty).is_file()
    samples = {"faulty": faulty if there else "", "clean": clean if there else ""}
    rows: list[list[Any]] = [
        ["what is wrong", rule.sentence],
        ["what to do", rule.mend],
        ["SNIP type", int(rule.snip)],
        ["severity", rule.severity.value],
        ["condemns", rule.scope.value],
        ["answer", answer_of(rule) or "none in X12"],
        ["release", rule.release],
        ["in force", days_of(rule) or "always"],
        ["broken by", samples["faulty"] or "no sample at hand"],
        ["not broken by", samples["clean"]],
    ]
    answer = {**rule_entry(rule), "samples": samples}
    return answer, [Rows("", ["rule", rule.id], [row for row in rows if row[1] != ""])]


def run_dry(
    house: House, release: str, since: datetime, account: str | None, most: int
) -> tuple[Trial, Any, list[Rows]]:
    """Try a release on the stored claims: the trial, and how it is told. Raises HouseError."""
    trial = try_release(house, release, since, account, most=most)
    shares = sorted(trial.shares.items())
    answer = {
        "release": release,
        "start": min(rule.start for rule in trial.rules if rule.start),
        "rules": [rule.id for rule in trial.rules],
        "since": since,
        "files": trial.files,
        "claims": trial.claims,
        "rejected": trial.rejected,
        "rejected_charge_cents": trial.charge_cents,
        "by_rule": [
            {"rule": rule, "severity": RULES[rule].severity.value, "account": account, **asdict(share)}
            for (rule, account), share in shares
        ],
        "caught": [{**claim_answer(one.claim), "rules": one.rules} for one in trial.caught],
        "unread_files": trial.unread,
    }
    return trial, answer, _trial_tables(trial)


def _trial_tables(trial: Trial) -> list[Rows]:
    by_rule = []
    for (id_, account), share in sorted(trial.shares.items()):
        rule, charge = RULES[id_], money(share.charge_cents)
        by_rule.append([id_, rule.severity.value, account, share.claims, charge, rule.sentence])
    columns = ["rule", "severity", "account", "claims", "charge", "what is wrong"]
    caught = [
        [c.id, c.account, c.claim_id, c.payer, c.state, money(c.charge_cents), " ".join(one.rules)]
        for one in trial.caught
        for c in (one.claim,)
    ]
    return [
        Rows("By rule and submitter", columns, by_rule),
        Rows(
            "Would newly be rejected",
            ["id", "account", "claim", "payer", "state", "charge", "rules"],
            caught,
        ),
    ]

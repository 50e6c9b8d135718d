"""The page docs/reference/rules.md; `python -m transactions.rules.reference` prints it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from edi import rulebook
from edi.findings import Rule, Snip
from transactions.rules.book import ENTITIES, RULES
from transactions.rules.listing import FOLDERS, days_of

_TYPES = {
    Snip.SYNTAX: "Syntax of X12 (SNIP type 1)",
    Snip.GUIDE: "Implementation guide (SNIP type 2)",
    Snip.BALANCING: "Balance (SNIP type 3)",
    Snip.SITUATIONS: "Situations (SNIP type 4)",
    Snip.EXTERNAL_CODES: "External codes (SNIP type 5)",
    Snip.LINE_OF_SERVICE: "Dental line of service (SNIP type 6)",
    Snip.PAYER: "Payers (SNIP type 7)",
}

_TRANSACTIONS = {
    "1": "Dental claim (837D)",
    "2": "Remittance (835)",
    "3": "Claim acknowledgment (277CA)",
    "4": "Set acknowledgment (999)",
    "5": "Eligibility inquiry (270)",
    "6": "Eligibility response (271)",
    "7": "Claim status inquiry (276)",
    "8": "Claim status response (277)",
    "9": "Services review (278; the rules of a response from 51 on)",
}

_HEAD = """\
# The rules

Every edit of the house, by its number. The numbers never change their meaning.

An *error* rejects: of syntax and guide the transaction set (the answer is a TA1 or a 999), of the business
rules the claim alone (the answer is a 277CA); the other claims of the file go on. Of an inquiry or a request
for a review the set is rejected by either (999). A *warning* is told and rejects nothing. What payers send us
(835, 277CA, 999, 271, 277, responses to reviews) has no answer in X12: there an error means that money or
verdicts do not add up, and that people have to look.

A claim that a fault of syntax keeps from being read whole is not judged by the business rules. Each business
rule has a file that breaks it and nothing else: `samples/faulty/<folder>/<rule>.edi`. Files that break none
are in `samples/clean`.

Rules come with a release. One with days is in force on those alone, by the day on which a file is validated;
`bitewing rules dry-run` tells which claims of the last months a coming release would have rejected.

The answer of a claim's rule is category, status and, where the status speaks of somebody, the entity; `*`
stands for the party in whose loop the fault lies:

| entity | loops |
|---|---|
"""


def write_page() -> str:
    """The page as Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    by_entity: dict[str, list[str]] = {}
    for loop, entity in ENTITIES.items():
        by_entity.setdefault(entity, []).append(loop)
    yield _HEAD.rstrip()
    yield from (f"| {entity} | {', '.join(loops)} |" for entity, loops in by_entity.items())
    for snip, title in _TYPES.items():
        rules = [rule for rule in RULES.values() if rule.snip is snip]
        if rules:
            yield from ("", f"## {title}")
            yield from _business(snip, rules) if snip in FOLDERS else _table(rules)


def _business(snip: Snip, rules: list[Rule]) -> Iterator[str]:
    inside = [rule for rule in rules if rule.id in rulebook.RULES]
    if inside:
        yield from ("", "### Inside one segment", "")
        yield "Found with the faults of syntax and guide. Files that break them: `samples/faulty/edi/`."
        yield from _table(inside)
    rules = [rule for rule in rules if rule not in inside]
    if snip is Snip.PAYER:
        yield from ("", "Found by a house alone, which knows what came before: no single file breaks them.")
    else:
        yield from ("", f"Files that break those of the transactions: `samples/faulty/{FOLDERS[snip]}/`.")
    for digit, name in _TRANSACTIONS.items():
        theirs = [rule for rule in rules if rule.id[1] == digit]
        if theirs:
            yield from ("", f"### {name}")
            for (release, days), some in groupby(theirs, lambda rule: (rule.release, days_of(rule))):
                if days:
                    yield from ("", f"In force {days} (release {release}):")
                yield from _table(some)


def _table(rules: Iterable[Rule]) -> Iterator[str]:
    yield from ("", "| rule | severity | condemns | answer | what is wrong | what to do |")
    yield "|---|---|---|---|---|---|"
    for rule in rules:
        answer = " ".join(part for part in (rule.answer.value, rule.code) if part)
        cells = (rule.id, rule.severity.value, rule.scope.value, answer, rule.sentence, rule.mend)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    print(write_page(), end="")

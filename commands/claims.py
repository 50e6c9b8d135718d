"""Commands that change what becomes of claims: holding them, mending and resending them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands import claim_lists
from commands.face import (
    CLEAN,
    FAULTY,
    account_option,
    house_command,
    json_option,
    show,
)

if TYPE_CHECKING:
    from clearinghouse.claim_children import Made
    from clearinghouse.house import House

_KEY = click.IntRange(1, (1 << 63) - 1)
_claim = click.argument("claim", type=_KEY)
_claims = click.argument("claims", type=_KEY, nargs=-1, required=True)
_sets = click.option(
    "--set", "changes", metavar="PATH=VALUE", multiple=True,
    help="An element's new value, like 2300/CLM02=100.00 or 2400#2/SV302=50; may be given several times.",
)
_drops = click.option(
    "--drop", "drops", metavar="PATH", multiple=True,
    help="A segment or loop to be taken away, like 2300/REF[G1]; may be given several times.",
)


# Holding.


@click.command(epilog='Example: bitewing claims hold 7 9 --reason "a document is missing"')
@_claims
@click.option("--reason", required=True, help="Why; it stays with the claim, and goes into no log.")
@account_option
@json_option
@house_command
def hold(house: House, claims: tuple[int, ...], reason: str, account: str | None, as_json: bool) -> None:
    """Put claims on hold that were not sent yet: all of those named, or none."""
    from clearinghouse import claim_holds

    _moved(claim_holds.hold(house, account, claims, reason), as_json)


@click.command(epilog="Example: bitewing claims release 7 9")
@_claims
@account_option
@json_option
@house_command
def release(house: House, claims: tuple[int, ...], account: str | None, as_json: bool) -> None:
    """Let claims go that are on hold; the next run sends them."""
    from clearinghouse import claim_holds

    _moved(claim_holds.release(house, account, claims), as_json)


@click.command(epilog="Example: bitewing claims approve 7 9")
@_claims
@account_option
@json_option
@house_command
def approve(house: House, claims: tuple[int, ...], account: str | None, as_json: bool) -> None:
    """Approve claims that wait for it (`approval_over` of their submitter); the next run sends them."""
    from clearinghouse import claim_holds

    _moved(claim_holds.approve(house, account, claims), as_json)


def _moved(found: list[Any], as_json: bool) -> None:
    from clearinghouse.overview import claim_answer, claim_rows

    show([claim_answer(one) for one in found], as_json, claim_rows(found))


# Mending and resending.


@click.command(epilog="Example: bitewing claims fix 7 --set 2300/CLM02=100.00 --set 2010BA/NM109=XD1000001")
@_claim
@_sets
@_drops
@account_option
@json_option
@house_command
def fix(
    house: House, claim: int, changes: tuple[str, ...], drops: tuple[str, ...], account: str | None,
    as_json: bool,
) -> int:
    """Correct a rejected or held claim by the paths that findings tell.

    The corrected claim is a new one, proven by the same rules, in the place of the old one, whose bytes stay
    in the archive. Where an error is left, nothing is changed, and it is told.
    """
    from clearinghouse import resubmission

    return _made(resubmission.fix(house, account, claim, _changes(changes, drops)), as_json)


@click.command(epilog="Example: bitewing claims replace 7 --set 2400#1/SV302=80 --set 2300/CLM02=80")
@_claim
@_sets
@_drops
@account_option
@json_option
@house_command
def replace(
    house: House, claim: int, changes: tuple[str, ...], drops: tuple[str, ...], account: str | None,
    as_json: bool,
) -> int:
    """Replace a claim that the payer has (frequency 7, with the payer's number in REF F8)."""
    from clearinghouse import resubmission

    return _made(resubmission.replace(house, account, claim, _changes(changes, drops)), as_json)


@click.command(epilog="Example: bitewing claims void 7")
@_claim
@account_option
@json_option
@house_command
def void(house: House, claim: int, account: str | None, as_json: bool) -> int:
    """Void a claim that the payer has (frequency 8, with the payer's number in REF F8)."""
    from clearinghouse import resubmission

    return _made(resubmission.void(house, account, claim), as_json)


@click.command(epilog="Example: bitewing claims paper 7 --out claim-7.html")
@_claim
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="A new file (.html, else plain text), which only its owner can read.",
)
@account_option
@json_option
@house_command
def paper(house: House, claim: int, out: Path, account: str | None, as_json: bool) -> None:
    """Write a claim's data by the field numbers of the ADA form, for a payer that wants it on paper."""
    from clearinghouse.claim_paper import write_paper
    from clearinghouse.telling import Rows

    sheets = write_paper(house, account, claim, out)
    rows = Rows("Written for paper", ["claim", "sheets", "file"], [[claim, sheets, str(out)]])
    show({"claim": claim, "sheets": sheets, "file": str(out)}, as_json, rows)


@click.command(epilog="Example: bitewing claims secondary 7 --payer west --member WX200")
@_claim
@click.option("--payer", required=True, help="The payer that is to pay second: its name in partners.toml.")
@click.option("--member", help="The insured's id there, where the claim names no coverage by it (2320).")
@click.option("--plan", help="The number of the insured's group there.")
@account_option
@json_option
@house_command
def secondary(
    house: House, claim: int, payer: str, member: str | None, plan: str | None, account: str | None,
    as_json: bool,
) -> int:
    """Make the claim for the next payer, with what the first one decided in its 835."""
    from clearinghouse.coverages import Coverage
    from clearinghouse.secondary import make_secondary

    coverage = Coverage(member, plan) if member else None
    return _made(make_secondary(house, account, claim, payer, coverage), as_json)


def _changes(changes: tuple[str, ...], drops: tuple[str, ...]) -> list[Any]:
    from clearinghouse.claim_changes import Change, parse_change

    return [*(Change(path, None) for path in drops), *map(parse_change, changes)]


def _made(made: Made, as_json: bool) -> int:
    from clearinghouse.overview import claim_answer, claim_rows
    from clearinghouse.telling import Rows, finding_row

    def table(title: str, found: Any) -> Rows:
        columns = ["rule", "severity", "path", "what is wrong, what to do"]
        return Rows(title, columns, [
            [one.rule.id, one.rule.severity.value, one.place.path, f"{one.rule.sentence} {one.rule.mend}"]
            for one in found
        ])

    answer = {
        "of": made.of.id, "claim": claim_answer(made.claim) if made.claim else None,
        "before": [finding_row(one) for one in made.before],
        "after": [finding_row(one) for one in made.after],
    }
    show(
        answer, as_json, table("Wrong before", made.before), table("Wrong after", made.after),
        *([claim_rows([made.claim])] if made.claim else []),
    )
    if made.claim is None and not as_json:
        click.echo("Nothing was changed: errors are left.")
    return CLEAN if made.claim else FAULTY


COMMANDS = (*claim_lists.COMMANDS, hold, release, approve, fix, replace, void, paper, secondary)

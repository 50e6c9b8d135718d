"""`bitewing eligibility`, `status` and `review`: a payer asked while somebody waits, down its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands import followup
from commands.face import CLEAN, FAULTY, UNREACHABLE, house_command, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House

_DAY = click.DateTime(["%Y-%m-%d"])
_RELATION = click.Choice(["self", "spouse", "child", "other"])
_RELATIONS = {"self": "18", "spouse": "01", "child": "19", "other": "G8"}
_SERVICE = re.compile(
    r"(?P<code>D[0-9]{4})(:(?P<tooth>[0-9A-Z]{1,2})(:(?P<surfaces>[BDFILMO]{1,5}))?)?"
    r"(=(?P<fee>[0-9]{1,7}(\.[0-9]{1,2})?))?"
)
_WHO = (
    click.option("--account", required=True, help="The submitter that asks."),
    click.option("--payer", "payer_slug",
                 help="The payer, by its name in partners.toml; the only one if left out."),
    click.option("--document", type=click.Path(exists=True, dir_okay=False, path_type=Path),
                 help="The question as JSON (a document with one question), instead of the options."),
)
_ABOUT = (
    click.option("--provider-name", help="The practice, or the last name of the dentist, that asks."),
    click.option("--provider-first-name", help="Only where a dentist asks as a person."),
    click.option("--provider-npi", help="The NPI of who asks."),
    click.option("--member", help="The member number."),
    click.option("--last", help="The patient's last name."),
    click.option("--first", help="The patient's first name."),
    click.option("--birth", type=_DAY, help="The patient's day of birth."),
    click.option("--relation", type=_RELATION, default="self", show_default=True,
                 help="What the patient is to the subscriber."),
    click.option("--subscriber-last", help="The subscriber's last name, if not the patient."),
    click.option("--subscriber-first", help="The subscriber's first name, if not the patient."),
)
_NEEDED = ("provider_name", "provider_npi", "member", "last", "first", "birth")


def _options(*options: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def added(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return added


@click.command(
    "ask",
    epilog="Example: bitewing eligibility ask --account harbor --provider-name 'HARBOR DENTAL' "
    "--provider-npi 1992000012 --member SBX100101 --last ALDERMAN --first ROSA --birth 1984-03-12",
)
@_options(*_WHO, *_ABOUT)
@click.option("--day", type=_DAY, help="The day asked about; today if left out.")
@click.option("--service", "services", multiple=True,
              help="A service type code to ask for (35 if nothing is told).")
@click.option("--procedure", "procedures", multiple=True, help="A procedure to ask for (D2740).")
@json_option
@house_command
def ask_eligibility(
    house: House, account: str, payer_slug: str | None, document: Path | None, day: datetime | None,
    services: tuple[str, ...], procedures: tuple[str, ...], as_json: bool, **about: Any,
) -> int:
    """Ask whether a patient is covered (270), and show what the payer says (271)."""
    from transactions.sheets.appointments import Appointment
    from transactions.sheets.inquiry_making import inquiries_of

    slug = _payer(house, payer_slug)
    if document:
        return _tell(house, account, slug, _one_question(document, "270"), as_json)
    who = _who(about)
    payer = house.partners.payers[slug]
    now = house.now()
    appointment = Appointment(
        payer.ids[0], payer.name, who["provider_name"], who["provider_npi"], who["member"], who["last"],
        who["first"], who["birth"].date(), _RELATIONS[who["relation"]], (day or now).date(),
        who["provider_first_name"], subscriber_last_name=who["subscriber_last"],
        subscriber_first_name=who["subscriber_first"], service_types=services, procedures=procedures,
    )
    (question,) = inquiries_of([appointment], now)
    return _tell(house, account, slug, question, as_json)


@click.command("ask", epilog="Example: bitewing status ask 17 --account harbor")
@click.argument("claim", type=click.IntRange(1, (1 << 63) - 1), required=False)
@_options(*_WHO)
@json_option
@house_command
def ask_status(
    house: House, claim: int | None, account: str, payer_slug: str | None, document: Path | None,
    as_json: bool,
) -> int:
    """Ask what has become of a claim (276), and show what the payer says (277).

    CLAIM is the number that `bitewing claims` shows, of a claim that was sent.
    """
    from clearinghouse.status_making import sent_claim

    if (claim is None) == (document is None):
        raise click.UsageError("name a claim by its number, or a question with --document")
    if document:
        question = _one_question(document, "276")
        return _tell(house, account, _payer(house, payer_slug), question, as_json)
    slug, question = sent_claim(house, account, claim or 0)
    return _tell(house, account, slug, question, as_json, claim)


@click.command(
    "ask",
    epilog="Example: bitewing review ask --account harbor --provider-name 'HARBOR DENTAL' "
    "--provider-npi 1992000012 --member SBX100101 --last ALDERMAN --first ROSA --birth 1984-03-12 "
    "--service D2740:14:MOD=1250",
)
@_options(*_WHO, *_ABOUT)
@click.option("--day", type=_DAY, help="The day of the treatment; today if left out.")
@click.option("--service", "services", multiple=True, metavar="CODE[:TOOTH[:SURFACES]][=FEE]",
              help="A planned treatment; may be given several times.")
@click.option("--attachment", "attachments", multiple=True,
              help="Control number of X-rays sent electronically beside; may be given several times.")
@json_option
@house_command
def ask_review(
    house: House, account: str, payer_slug: str | None, document: Path | None, day: datetime | None,
    services: tuple[str, ...], attachments: tuple[str, ...], as_json: bool, **about: Any,
) -> int:
    """Ask for the authorization of planned treatments (278), and show what the payer decides."""
    from clearinghouse.review_making import Plan, review_of

    slug = _payer(house, payer_slug)
    if document:
        return _tell(house, account, slug, _one_question(document, "278-request"), as_json)
    who = _who(about)
    if not services:
        raise click.UsageError("name at least one planned treatment with --service")
    payer, now = house.partners.payers[slug], house.now()
    plan = Plan(
        payer.ids[0], payer.name, who["provider_name"], who["provider_npi"], who["member"], who["last"],
        who["first"], who["birth"].date(), tuple(map(_treatment, services)), (day or now).date(),
        _RELATIONS[who["relation"]], who["provider_first_name"], who["subscriber_last"],
        who["subscriber_first"], attachments,
    )
    return _tell(house, account, slug, review_of(plan, now, f"{now:%Y%m%d%H%M%S%f}"), as_json)


def _of_status(command: click.Command) -> click.Command:
    """A command of `followup` by the name it has under `status`."""
    twin = copy(command)
    twin.epilog = (command.epilog or "").replace("bitewing followup", "bitewing status")
    return twin


ELIGIBILITY = (ask_eligibility,)
STATUS = (ask_status, *map(_of_status, (followup.plan, followup.run)))
REVIEW = (ask_review,)


def _payer(house: House, slug: str | None) -> str:
    """The payer that is meant: the one named, or the only one."""
    payers = house.partners.payers
    if slug is None:
        if len(payers) != 1:
            raise click.UsageError(f"name a payer with --payer; there are: {', '.join(payers) or 'none'}")
        return next(iter(payers))
    if slug not in payers:
        known = ", ".join(payers) or "none"
        raise click.BadParameter(f"no payer has this name; there are: {known}", param_hint="--payer")
    return slug


def _who(about: dict[str, Any]) -> dict[str, Any]:
    """Who is asked about; a usage error for what is missing."""
    needed = list(_NEEDED)
    if about["relation"] != "self":
        needed += ["subscriber_last", "subscriber_first"]
    missing = [f"--{name.replace('_', '-')}" for name in needed if not about[name]]
    if missing:
        raise click.UsageError(f"missing: {', '.join(missing)} (or give the whole question with --document)")
    return about


def _treatment(told: str) -> Any:
    from clearinghouse.review_making import Treatment

    match = _SERVICE.fullmatch(told.upper())
    if match is None:
        raise click.BadParameter(
            "a treatment is told as CODE, CODE:TOOTH or CODE:TOOTH:SURFACES, with its fee behind =, as in "
            "D2740:14:MOD=1250", param_hint="--service",
        )
    fee = match["fee"]
    amount = Decimal(fee) if fee else None
    return Treatment(match["code"], match["tooth"], tuple(match["surfaces"] or ""), amount)


def _one_question(document: Path, wanted: str) -> Any:
    """The question of a document; a usage error where it does not hold one of the wanted kind."""
    from transactions.documents import head_of, read_document

    told = read_document(document.read_bytes())
    (questions,) = (getattr(told, name) for name in told.__struct_fields__)
    if head_of(told).name != wanted or len(questions) != 1:
        says = f"the document must hold one question of a {wanted}"
        raise click.BadParameter(says, param_hint="--document")
    return questions[0]


def _tell(
    house: House, account: str, slug: str, question: Any, as_json: bool, claim: int | None = None
) -> int:
    """Ask, show the answer; 0 for an answer, 1 for a refusal, 3 where there is none."""
    import msgspec

    from clearinghouse.answer_tables import answer_tables
    from clearinghouse.asking import ask

    answer = ask(house, account, slug, question, claim=claim)
    told = {
        "inquiry": answer.inquiry, "state": answer.state, "outcome": answer.outcome,
        "problem": answer.problem, "responses": msgspec.to_builtins(answer.responses),
    }
    show(told, as_json, *answer_tables(answer))
    if not answer.responses:
        return FAULTY if answer.state == "refused" else UNREACHABLE
    return CLEAN

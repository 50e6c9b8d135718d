"""How each command is called in the test of isolation: one row for a command, a word in braces for a value.

A value is one of the account's own, or another's, or one that nobody has. A command that takes no account is
the operator's: it is called in a group's shell, and must be refused there.
"""

from __future__ import annotations

ASK = (
    "--payer west --provider-name ANY --provider-npi {npi} --member {member} --last {family} --first JUNE "
    "--birth 1984-02-13"
)
DAYS = "--since 2026-03-01 --until 2026-03-20"
SET = "--set 2300/CLM02=100"

CALLS: dict[str, tuple[str, ...]] = {
    "authorizations": ("", "--group determined", "{inquiry}", "{review}"),
    "claims approve": ("{claim}",),
    "claims fix": ("{claim} " + SET, "{rejected} --drop 2300/REF[G1]", "{rejected} " + SET),
    "claims hold": ("{claim} --reason missing", "{own_claim} {claim} --reason missing"),
    "claims list": (
        "", "--state paid", "--group processed", "--payer delta", "--claim-id {claim_id}",
        "--member {member}", "--name {name}", "--payer-claim-number {payer_number}", "--trace {check}",
        "--amount {amount}",
    ),
    "claims look": ("", "{claim}", "{rejected}", "{paid}", "--claim-id {claim_id}", "--limit 1"),
    "claims paper": ("{claim} --out {out}.html", "{claim} --out {out}.txt"),
    "claims release": ("{on_hold}", "{own_on_hold} {on_hold}"),
    "claims replace": ("{paid}", "{claim} " + SET),
    "claims secondary": ("{denied} --payer west --member X1", "{claim} --payer west --member X1"),
    "claims show": ("{claim}", "{paid}", "{denied}", "{refused}", "{rejected}", "{batch_refused}", "{child}"),
    "claims void": ("{paid}", "{denied}"),
    "contacts add": ("{slug} NEW --group desk", "delta {family}"),
    "contacts edit": ("{contact} --note new",),
    "contacts export": ("", "--partner {slug}", "--partner delta"),
    "contacts import": ("{contacts_file}",),
    "contacts list": ("", "--partner {slug}", "--partner delta", "--group {slug}-group"),
    "contacts remove": ("{contact}",),
    "due list": ("", "--late", "--kind filing", "--kind 835", "--kind status", "--payer delta"),
    "due payers": ("",),
    "eligibility ask": (ASK,),
    "enrolments accept": ("{enrolment}",),
    "enrolments add": ("west {npi} 276", "delta {npi} 837D --note {slug}"),
    "enrolments export": ("", "--npi {npi}"),
    "enrolments import": ("{enrolments_file}",),
    "enrolments list": ("", "--payer west", "--npi {npi}", "--state draft"),
    "enrolments reject": ("{enrolment}",),
    "enrolments submit": ("{enrolment} --note new",),
    "files": ("", "{file}", "{file_out}", "--limit 3"),
    "followup list": ("", "--state asked"),
    "followup plan": ("", "--payer delta --limit 1"),
    "followup run": ("", "--most 1"),
    "inquiries": ("", "{inquiry}", "{review}", "--kind 276", "--state answered"),
    "message send": ("{letter} --to {slug}",),
    "notices add": ("NEW --until 2026-12-31",),
    "notices end": ("{notice}",),
    "notices list": ("", "--past"),
    "orders": ("", "{order}", "--tray in-process"),
    "outbox collect": (
        "--reader robot --to {out}", "--reader desk --to {out}", "--reader desk --to {out} --again {answer}",
    ),
    "outbox list": ("", "--all", "--reader desk", "--kind 835"),
    "outbox rewind": ("--reader desk --to 0", "--reader desk --to {answer}"),
    "payers add": ("new --name NEW --id NEWPLAN --payer-id NEW01",),
    "payers edit": ("delta --set name=OTHER",),
    "payers export": ("",),
    "payers import": ("{payers_file}",),
    "payers list": ("",),
    "payers pause": ("delta",),
    "payers resume": ("delta",),
    "payers show": ("delta",),
    "payers switch": ("delta other",),
    "remits": ("", "{remit}", "{own_mixed}", "--limit 1"),
    "report aging": ("", DAYS),
    "report batches": ("", DAYS),
    "report core": ("", DAYS),
    "report daily": ("", DAYS, DAYS + " --out {out}"),
    "report rejections": ("", DAYS),
    "report usage": ("", DAYS),
    "review ask": (ASK + " --service D2740:14=1250",),
    "rules dry-run": ("--release 0.2 --since 2026-01-01",),
    "run": ("", "--step tasks"),
    "schedule print": ("", "--form systemd"),
    "status": ("",),
    "status ask": ("{sent}", "{claim}"),
    "status plan": ("", "--payer delta --limit 1"),
    "status run": ("", "--most 1"),
    "submit": ("{claims_file}", "{letter}"),
    "submitters add": ("new --name NEW --id NEWNAME",),
    "submitters edit": ("{slug} --set name=OTHER",),
    "submitters export": ("", "{slug}"),
    "submitters import": ("{submitters_file}",),
    "submitters list": ("", "--group north", "--group south"),
    "submitters show": ("",),
    "trend": ("", "--by week --limit 5"),
    "upgrade": ("",),
    "work done": ("{task} --reason over", "{taken}"),
    "work give": ("{task} --to ruth", "{taken} --to ruth"),
    "work list": ("", "--late", "--done", "--kind 'claim held'", "--owner test"),
    "work note": ("{task} something", "{taken} something"),
    "work show": ("{task}", "{taken}"),
    "work take": ("{task}", "{taken} --by ruth"),
}

_FILES = "works on files it is given"
_BOOK = "tells of guides, rules and sheets, which are everybody's"
WITHOUT_HOUSE = {
    "ack": _FILES,
    "convert": _FILES,
    "demo": "makes a house of its own",
    "describe": _FILES,
    "guides export": _BOOK,
    "guides list": _BOOK,
    "guides show": _BOOK,
    "init": "makes a house of its own",
    "reference": "prints the page of commands",
    "rules list": _BOOK,
    "rules show": _BOOK,
    "sandbox answer": "is a payer, who has a folder of its own",
    "sandbox run": "is a payer, who has a folder of its own",
    "sheets check": _FILES,
    "sheets convert": _FILES,
    "sheets list": _BOOK,
    "sheets template": _BOOK,
    "validate": _FILES,
}
"""Commands that look into no house, and why; none of them takes --house."""

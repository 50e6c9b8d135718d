"""The partners' file that `init` writes: one submitter and one payer, to be replaced by real ones."""

from __future__ import annotations

import json
from collections.abc import Sequence

PARTNERS_TEXT = """\
# Who we are on the wire, who submits to us, who pays. Paths begin at this folder.

[house]
name = "BITEWING CLEARINGHOUSE"
id = "BITEWING"            # ISA06 of what we send, ISA08 of what is sent to us
qualifier = "ZZ"
usage = "T"                # T test, P production

[house.contact]
name = "EDI DESK"
telephone = "5555550100"

# A submitter is a billing system with an account of its own.
[submitters.harbor]
name = "HARBOR STREET BILLING"
id = "HARBORBILLING"       # ISA06 it must send
mailbox = { kind = "folder", inbox = "submitters/harbor/in", outbox = "submitters/harbor/out" }

# A payer: `ids` are what claims name it by (2010BB NM109).
[payers.sandbox]
name = "SANDBOX DENTAL PLAN"
ids = ["SBXDENTAL"]
id = "SANDBOXPAYER"
mailbox = { kind = "folder", inbox = "payers/sandbox/from-payer", outbox = "payers/sandbox/to-payer" }
# Over SFTP instead:
# mailbox = { kind = "sftp", host = "sftp.payer.example", user = "bitewing", key_file = "secrets/payer.key",
#             host_keys = ["ssh-ed25519 AAAA..."], inbox = "from-payer", outbox = "to-payer" }
"""
SANDBOX_FOLDER = "payers/sandbox"
"""The sandbox payer's folder in the house."""


def partners_with_line(command: Sequence[str]) -> str:
    """The same file with a line to the payer: a program that answers one question (`eligibility ask`)."""
    words = ", ".join(json.dumps(word) for word in command)
    return f"""{PARTNERS_TEXT}
# Asked while somebody waits: a question on standard input, the answer on standard output.
[payers.sandbox.line]
command = [{words}]
"""

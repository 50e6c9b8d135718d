"""The edits of the dental line of service (SNIP type 6): teeth, surfaces, areas of the mouth, months.

D1 dental claim. The ids never change their meaning. What payers see differently only warns.
"""

from __future__ import annotations

from edi.findings import Rule, Snip
from transactions.rules.tables.words import CLAIM, LINE, SECOND, E, W, answered, released

_FIRST: dict[str, Rule] = answered(
    Snip.LINE_OF_SERVICE,
    # What was told of teeth.
    ("D101", E, LINE, "A7:244",
     "The tooth is not in the universal numbering.",
     "Send 1 to 32 or A to T; 51 to 82 or AS to TS for a supernumerary tooth."),
    ("D102", E, LINE, "A7:240",
     "The tooth does not have the surface.",
     "Send I (incisal) only for incisors and canines, O (occlusal) only for premolars and molars."),
    ("D103", W, LINE, "A7:240",
     "The buccal surface (B) is sent for a front tooth.",
     "Send F (facial) for a front tooth."),
    ("D104", E, LINE, "A7:240",
     "A surface is sent twice for one tooth.",
     "Send each surface once."),
    ("D105", W, LINE, "A7:240",
     "The outer surface of a tooth is sent twice, as B and as F.",
     "Send F for front teeth, B for the others."),
    ("D106", E, LINE, "A7:245",
     "The area of the mouth (SV304) is not in the list.",
     "Send 00 for the whole mouth, 01 or 02 for an arch, 10, 20, 30 or 40 for a quadrant."),
    ("D107", W, LINE, "A7:245",
     "An area of the mouth (SV304) is sent twice.",
     "Send each area once."),
    ("D108", W, LINE, "A8:242",
     "A tooth lies outside the areas of the mouth that were sent.",
     "Correct the tooth (TOO02) or the area (SV304), or leave the area out."),
    ("D109", W, LINE, "A7:244",
     "A tooth is sent twice for one line.",
     "Send each tooth once, with all its surfaces."),
    # What the procedure needs.
    ("D110", E, LINE, "A6:244",
     "The procedure is done to a tooth, and none is sent.",
     "Send the tooth in a TOO segment."),
    ("D111", W, LINE, "A6:244",
     "Most payers want a tooth for the procedure, and none is sent.",
     "Send the tooth in a TOO segment."),
    ("D112", E, LINE, "A6:240",
     "The filling has no surfaces.",
     "Send the surfaces in TOO03."),
    ("D113", W, LINE, "A8:240",
     "The filling's code is for another number of surfaces.",
     "Send the code for the surfaces filled."),
    ("D114", W, LINE, "A6:245",
     "The procedure is done by quadrant, and neither quadrant nor tooth is sent.",
     "Send 10, 20, 30 or 40 in SV304."),
    ("D115", W, LINE, "A8:245",
     "The procedure is for the other arch than the area or the teeth sent.",
     "Correct the procedure, or SV304 and TOO02."),
    ("D116", W, LINE, "A8:244",
     "The procedure is for another kind of tooth (front, premolar, molar).",
     "Correct the procedure or the tooth."),
    ("D117", W, LINE, "A8:244",
     "The procedure is for the other set of teeth (primary, permanent).",
     "Correct the procedure or the tooth."),
    ("D118", E, CLAIM, "A8:243",
     "More months of treatment remain (DN102) than it lasts in all (DN101).",
     "Correct the months of the orthodontic treatment."),
    ("D119", W, CLAIM, "A6:605",
     "A whole orthodontic treatment is sent without its months.",
     "Send DN1 with the months in all and the months remaining."),
    ("D120", W, CLAIM, "A7:760",
     "The status of a tooth (DN2) is sent twice.",
     "Send each tooth once."),
    ("D121", W, LINE, "A8:760",
     "A tooth that is told to be missing (DN2 M) is treated.",
     "Correct the tooth (TOO02) or its status (DN202)."),
    ("D122", W, LINE, "A6:384",
     "Crown, bridge or denture: it is not told whether it is the first or a replacement.",
     "Send I or R in SV305."),
)

_SECOND: dict[str, Rule] = released(SECOND, answered(
    Snip.LINE_OF_SERVICE,
    # Lines beside one another.
    ("D123", W, LINE, "A8:54",
     "The same treatment of the same tooth stands in two lines of the claim.",
     "Leave the second line out, or correct its procedure, tooth, surfaces or day."),
    ("D124", E, LINE, "A8:244",
     "A tooth is restored after the day on which the claim has it extracted.",
     "Correct the tooth (TOO02) or the day (DTP 472) of one of the two lines."),
    ("D125", E, LINE, "A7:476",
     "The quantity (SV306) is not a whole number of one or more.",
     "Send how often the procedure was done, or leave SV306 out."),
))

RULES: dict[str, Rule] = {**_FIRST, **_SECOND}
"""The rules of the dental line of service by id."""

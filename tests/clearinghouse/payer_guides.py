"""Three invented payers and their companion guides: one stricter, one laxer, one of both."""

from __future__ import annotations

STRICT = """\
payer = "Granite Dental"
guide = "837D"

[rows."2010BA/NM104"]
usage = "R"

[[rules]]
id = "P101"
require = "2300/PWK"
when = "2400/SV301-2"
values = ["D2740", "D2750"]
says = "A crown needs an attachment."
mend = "Send PWK with the control number of the X-ray."
answer = "A6:489"

[[rules]]
id = "P102"
require = "2400/SV304"
when = "2400/SV301-2"
values = ["D4341"]
says = "Scaling needs the quadrant."
mend = "Send the area in SV304 of the line."
answer = "A6:240"

[[rules]]
id = "P103"
forbid = "2300/CLM19"
says = "We take no predeterminations."
mend = "Ask by telephone."
"""

LAX = """\
payer = "Meadow Dental"
guide = "837D"

[edits.B101]
severity = "warning"
note = "we add up ourselves"

[edits.X101]
severity = "off"
"""

BOTH = """\
payer = "River Dental"
guide = "837D"

[edits.C116]
severity = "error"

[edits.B101]
severity = "warning"

[[rules]]
id = "P101"
forbid = "2310B"
when = "2300/CLM05-1"
values = ["12"]
says = "At home nobody treats but the billing provider."
mend = "Leave loop 2310B out."
severity = "warning"
note = "chapter 4"

[[rules]]
id = "P900"
require = "2000C/2300/REF[G1]"
says = "Dependents need an authorization."
mend = "Send REF G1."
"""

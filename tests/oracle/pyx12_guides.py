"""Where pyx12's maps and our guides disagree, written as overrides of ours.

The sources of a guide do not agree on these rows; each note says which side we took and why. With the
overrides applied both programs read by the same guide, and what is left to differ is the programs.
"""

REMITTANCE = """
payer = "pyx12 835.5010.X221.A1"
guide = "835"

[rows."1000A/PER[BL]"]
doubt = false
note = "required by all sources, yet older files lack it: we only warn"

[rows."2110/SVC06-1"]
codes = { remove = ["UI"] }
note = "two of three sources list UI"

[rows."2100/CAS01"]
codes = { remove = ["CR"] }
note = "CR belongs to 4010; we accept it with a warning"

[rows."2110/CAS01"]
codes = { remove = ["CR"] }
note = "as in 2100"
"""

ACKNOWLEDGMENT = """
payer = "pyx12 999.5010X231.A1"
guide = "999"

[rows."HEADER/AK101"]
codes = ["BE", "HB", "HC", "HI", "HN", "HP", "HR", "HS", "RA"]
note = "it repeats any GS01: we leave it open"

[rows."2000/AK201"]
codes = ["270", "271", "276", "277", "278", "820", "834", "835", "837"]
note = "it repeats any ST01: we leave it open"

[rows."2100/IK303"]
max = 4
note = "everybody sends six characters (2010BA)"

[rows."2100/IK304"]
doubt = false
usage = "S"
note = "every sample has it: we warn where it is missing"

[rows."2110/IK403"]
codes = { add = ["11"] }
note = "11 is in no other list"

[rows."2100/CTX[SITUATIONAL TRIGGER]04"]
max = 4
note = "as IK303"

[rows."2110/CTX[SITUATIONAL TRIGGER]04"]
max = 4
note = "as IK303"

[rows."2100/CTX[SITUATIONAL TRIGGER]06-2"]
usage = "N"
note = "the published example carries it"

[rows."2110/CTX[SITUATIONAL TRIGGER]06-2"]
usage = "N"
note = "the published example carries it"
"""

CLAIM_ACKNOWLEDGMENT = """
payer = "pyx12 277.5010.X214"
guide = "277CA"

[rows."2000C"]
usage = "R"
note = "a file refused as a whole has no provider level"

[rows."2000D"]
usage = "R"
note = "a provider refused as a whole has no patient level"

[rows."2000B/HL[21]04"]
codes = ["1"]
note = "0 where no provider level follows"

[rows."2000C/HL[19]04"]
codes = ["1"]
note = "0 where no patient level follows"

[rows."2000D/HL[PT]04"]
usage = "N"
note = "payers send 0, which says nothing else"

[rows."2100C"]
doubt = false
note = "two sources have several, one a single one: we only warn"

[rows."2200D/DTP[472]"]
doubt = false
note = "a predetermination has no day of service: we only warn"

[rows."2200C"]
usage = "R"
note = "the published sample has a provider level without it"

[rows."2200C/STC"]
usage = "R"
note = "the loop may hold totals only"

[rows."2200C/REF[0B,1G,G2,LU,SY,TJ]"]
repeat = 1
note = "several ids of one provider"

[rows."2220D/STC"]
repeat = 1
note = "two sources list several"

[rows."2220D/STC02"]
usage = "R"
doubt = false
note = "one source has it, one has not: we accept both, and warn"

[rows."2220D/REF[FJ]"]
usage = "S"
doubt = false
note = "required by one source, situational in another: we only warn"

[rows."2220D/STC12"]
usage = "N"
note = "as in the claim's own status"
"""

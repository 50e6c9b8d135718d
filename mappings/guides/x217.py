"""What the request for a review of services (278) and the response have in common: the guide 005010X217."""

from __future__ import annotations

from edi.guide import Condition, Loop, Slot
from mappings.guides.shared import (
    FULL_NAME,
    GIVEN_NAMES,
    PERSON_ONLY,
    PROCEDURE,
    SHOULD,
    address,
    day,
    named,
    specialty,
)
from mappings.rows import R, Row, S, each, loop, needed_if, only_if, r, s, segment

# Values that stand in more than one row.
CATEGORIES = "AR HS IN SC"
PURPOSES = "1 2 3 4 I N R S"
SERVICE_TYPES = (
    "1 2 3 4 5 6 7 8 11 12 14 15 16 17 18 20 21 23 24 25 26 27 28 33 35 36 37 38 39 40 42 44 45 46 54 56 "
    "61 62 63 64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79 80 82 83 84 85 86 87 88 93 A4 A6 A9 AD AE AF "
    "AG AI AJ AK AL AR B1 BB BC BD BE BF BG BL BN BP BQ BS BY BZ C1 CQ GY IC MH NI ON PT PU RN RT TC TN"
)
URGENCY = "03 E U"
DIAGNOSIS = "ABF APR BF DR PR"
PERIODS = "6 7 21 26 27 34 35"
WEEKDAYS = (
    "1 2 3 4 5 6 7 8 9 A B C D E F G H J K L M N O P Q R S SA SB SC SD SG SL SP SX SY SZ T U V W X Y"
)
VERTEBRAE = "C1 C2 C3 C4 C5 C6 C7 CO IL L1 L2 L3 L4 L5 OC SA T1 T10 T11 T12 T2 T3 T4 T5 T6 T7 T8 T9"
OXYGEN = "A B C D E O"
OXYGEN_DELIVERY = "A B C D E"
PAPERS = (
    "03 04 05 06 07 08 09 10 11 13 15 21 48 55 59 77 A3 A4 AM AS AT B2 B3 BR BS BT CB CK D2 DA DB DG DJ DS "
    "FM HC HR I5 IR LA M1 NN OB OC OD OE OX P4 P5 P6 P7 PE PN PO PQ PY PZ QC QR RB RR RT RX SG V5 XP"
)
CARE_LEVELS = "1 2 3 4 5 6 7 8"
SURFACES = "B D F I L M O"

NAME = (s(3), *FULL_NAME[1:])
"""NM103 to NM107 where not even the name must be sent."""
PREFIXED_NAME = (s(3), *GIVEN_NAMES, *each(s, 6, 7, PERSON_ONLY))
ANY_ID = "24 34 46 PI XV XX"
MEMBER_ID = "MI ZZ"
LICENSED_IN = s(3, only_if("U406", 1, "0B"), needed_if("U407", 1, "0B"))
"""REF03: the state that gave a licence."""
FACILITY = (r(1), r(2, "A B"))
"""C023: the kind of place, in the words of a hospital's bill (A) or of a claim (B)."""


# Who is spoken of.


def numbers(codes: str, repeat: int, *rows: Row, doubtful: str = "") -> Slot:
    """REF: what else somebody is known by; no source settles how often it may come."""
    rows = (r(1, doubtful=doubtful), r(2), *rows)
    return segment(f"REF[{codes}]", "other numbers", S, repeat, *rows, doubt=True)


def requester_numbers() -> Slot:
    """REF of the requester."""
    return numbers("1G,1J,EI,G5,N5,N7,SY,ZH", 8)


def contact() -> Slot:
    """PER[IC]: whom to ask, by up to three ways."""
    ways = "EM EX FX TE UR"
    rows = (r(1), s(2), s(3, "EM FX TE UR"), s(4), s(5, ways), s(6), s(7, ways), s(8))
    return segment("PER[IC]", "contact", S, 1, *rows)


BIRTH = segment("DMG", "birth and sex", S, 1, r(1, "D8"), r(2), s(3, "F M U"))
REVIEWER = named("2B,36,PR,X3", "reviewer", "1 2", *NAME, r(8, ANY_ID), r(9))
REQUESTER = named("1P,FA", "requester", "1 2", *NAME, r(8, ANY_ID), r(9))
REQUESTER_ROLE = segment(
    "PRV[AD,AS,AT,CO,CV,OP,OR,OT,PC,PE,RF]", "role and specialty", S, 1, r(1), s(2, "PXC"), s(3, "@taxonomy")
)


def subscriber(*refusal: Slot) -> Loop:
    """2010C: the subscriber, who is the patient where no dependent follows."""
    return loop(
        "2010C", "subscriber", R, 1,
        named("IL", "subscriber", "1", *PREFIXED_NAME, r(8, MEMBER_ID), r(9)),
        numbers("1L,3L,6P,DP,EJ,F6,HJ,IG,N6,NQ,SY", 9),
        *address(S, SHOULD),
        *refusal,
        BIRTH,
        segment("INS[Y]", "service in the forces", S, 1, r(1), r(2, "18"), r(8, "AO AU DI PV RU")),
    )


def dependent(*ids: Row, refusal: tuple[Slot, ...] = ()) -> Loop:
    """2010D: the patient who is a dependent; `ids` are NM108 and NM109 where they are used."""
    return loop(
        "2010D", "dependent", R, 1,
        named("QC", "dependent", "1", *NAME, *ids),
        numbers("EJ,SY", 3, doubtful="A6"),
        *address(S, SHOULD),
        *refusal,
        BIRTH,
        segment("INS[N]", "relation to the subscriber", S, 1, r(1), r(2, "01 19 G8"), s(17)),
    )


def provider(
    id: str, name: str, roles: str, repeat: int, specialties: str, *refusal: Slot, doubt: bool = False
) -> Loop:
    """Somebody who gives, gave or shall give what is asked for, in one of these roles."""
    return loop(
        id, name, S, repeat,
        named(roles, name, "1 2", *PREFIXED_NAME, s(8, "24 34 46 XX"), s(9)),
        numbers("0B,1G,1J,EI,G5,N5,N7,SY,ZH", 9, LICENSED_IN),
        *address(S, SHOULD),
        contact(),
        *refusal,
        specialty(specialties, S),
        doubt=doubt,
    )


def event_provider(*refusal: Slot) -> Loop:
    """2010EA: a provider of the whole event."""
    roles = "71,72,73,77,AAJ,DD,DK,DN,FA,G3,P3,QB,QV,SJ"
    return provider("2010EA", "provider of the event", roles, 14, "AD,AS,AT,OP,OR,OT,PC,PE,RF", *refusal)


def service_provider(id: str, *refusal: Slot) -> Loop:
    """2010F or 2010FA: a provider of one service."""
    roles = "1T,72,73,77,DD,DK,DQ,FA,G3,P3,QB,QV,SJ"
    return provider(id, "provider of the service", roles, 13, "AS,OP,OR,OT,PC,PE", *refusal, doubt=True)


def transport(id: str, place: Row, *refusal: Slot) -> Loop:
    """2010EB or 2010EC: where an ambulance fetches, stops and brings the patient."""
    return loop(
        id, "stop of a transport", S, 5,
        named("45,FS,ND,PW,R3", "stop of a transport", "2", place),
        segment("N3", "street", S, 1, r(1), s(2)),
        segment("N4", "town", S, 1, *each(s, 1, 3)),
        *refusal,
    )


# What is asked for, and what was decided.

EARLIER_REVIEWS = (
    segment("REF[BB]", "earlier authorization", S, 1, r(1), r(2)),
    segment("REF[NT]", "earlier review", S, 1, r(1), r(2)),
)
EVENT_DAYS = (
    day("439", "accident", S),
    day("484", "last menstrual period", S),
    day("ABC", "birth expected", S),
    day("431", "illness begun", S),
    day("AAH", "event", S, "D8 RD8"),
    day("435", "admission", S, "D8 RD8"),
    day("096", "discharge", S),
)
SERVICE_DAY = day("472", "service", S, "D8 RD8")
MESSAGE = segment("MSG", "message", S, 1, r(1))


def traces(repeat: int, kinds: str) -> Slot:
    """TRN: the numbers an event or a service is known by; 1 ours, 2 the one we were given."""
    return segment("TRN", "trace", S, repeat, r(1, kinds), r(2), r(3), s(4), doubt=True)


def service_review(type_of_service: Row) -> Slot:
    """UM of a service, where its review differs from that of its event; `type_of_service` is UM03."""
    rows = (r(1, "HS SC"), s(2, PURPOSES), type_of_service, s(4, *FACILITY))
    return segment("UM", "review of the service", S, 1, *rows)


def diagnoses(more: str = "") -> Slot:
    """HI: up to twelve diagnoses, each with its day; one of the first two may be that of admission."""

    def diagnosis(codes: str) -> tuple[Row, ...]:
        return r(1, DIAGNOSIS, codes, more), r(2, "@diagnosis"), s(3, "D8"), s(4)

    rows = (
        r(1, *diagnosis("ABJ ABK BJ BK")), s(2, *diagnosis("ABJ BJ")), *each(s, 3, 12, *diagnosis("")),
    )
    return segment("HI", "diagnoses", S, 1, *rows)


def frequency(periods: str = PERIODS, doubtful: str = "29") -> Slot:
    """HSD: how much of a service, how often and for how long."""
    return segment(
        "HSD", "frequency", S, 1,
        s(1, "DY FL HS MN VS"), s(2), s(3, "DA MO WK"), s(4), s(5, periods, doubtful=doubtful), s(6),
        s(7, WEEKDAYS), s(8, "A B C D E F G Y"),
    )


def home_health(*rows: Row) -> Slot:
    """CR6: care at home; `rows` are those behind CR608."""
    condition = r(8, "1 2 3 4 I R S", doubtful="5 6")
    rows = (r(1, "1 2 3 4 5 6 7 8"), r(2), s(3, "RD8"), s(4), r(7, "N U W Y"), condition, *rows)
    return segment("CR6", "care at home", S, 1, *rows)


def attachment(ways: str, *number: Condition) -> Slot:
    """PWK: a paper or picture that goes beside, and its way; `number` are conditions of its number."""
    rows = (r(1, PAPERS), r(2, ways), s(5, "AC", *number), s(6), s(7))
    return segment("PWK", "attachment", S, 10, *rows)


# One of three kinds of service; `rows` are those only the request has.


def procedure(lists: str, *code: Row) -> tuple[Row, ...]:
    """C003: a code of one of these lists, its modifiers, a text, and the last code of a span."""
    code = code or PROCEDURE[:1]
    return r(1, lists), *code, *PROCEDURE[1:], s(7), s(8)


def professional_service(*rows: Row) -> Slot:
    """SV1: by procedure or drug; `rows` stand between SV104 and SV111."""
    code = r(1, *procedure("HC IV N4 WK"))
    rows = (code, s(2), s(3, "F2 MJ UN"), s(4), *rows, s(11, "N Y"), s(20, CARE_LEVELS))
    return segment("SV1", "professional service", S, 1, *rows)


def institutional_service(*rows: Row) -> Slot:
    """SV2: by a hospital's revenue code; `rows` stand between SV206 and SV210."""
    code = s(2, *procedure("HC ID IV N4 WK ZZ"))
    rows = (s(1), code, s(3), s(4, "DA F2 UN"), s(5), s(6), *rows, s(10, CARE_LEVELS))
    return segment("SV2", "institutional service", S, 1, *rows)


def dental_service(*rows: Row) -> Slot:
    """SV3: by dental procedure; `rows` stand behind SV306."""
    code = r(1, *procedure("AD", r(2, "@cdt")))
    rows = (code, s(2), s(4, r(1), *each(s, 2, 5)), s(5, "I R"), r(6), *rows)
    return segment("SV3", "dental service", S, 1, *rows)


TOOTH = segment(
    "TOO", "tooth", S, 32,
    r(1, "JP"), r(2, "@tooth"), s(3, r(1, SURFACES), *each(s, 2, 5, SURFACES)),
)

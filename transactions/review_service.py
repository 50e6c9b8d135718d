"""The services of a review (278), dental, professional or institutional: what is asked for and answered."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from transactions.binding import Fact, at, fold


class ReviewProcedure(Fact, frozen=True):
    """C003: a procedure (AD: a dental one), or with `last_code` all from the one to the other."""

    code: Annotated[str, at("-2")]
    qualifier: Annotated[str, at("-1")] = "AD"
    modifiers: Annotated[tuple[str, ...], fold("-", (3, 4, 5, 6))] = ()
    description: Annotated[str | None, at("-7")] = None
    last_code: Annotated[str | None, at("-8")] = None


class DentalService(Fact, frozen=True):
    """SV3: a dental procedure, `quantity` times; `charge` in dollars, `prosthesis` I initial, R replacement.

    `oral_cavity` are areas of the mouth (10 upper right ...); only requests tell a `description`.
    """

    procedure: Annotated[ReviewProcedure, at("01")]
    quantity: Annotated[Decimal, at("06")]
    charge: Annotated[Decimal | None, at("02")] = None
    oral_cavity: Annotated[tuple[str, ...], fold("04", range(1, 6))] = ()
    prosthesis: Annotated[str | None, at("05")] = None
    description: Annotated[str | None, at("07")] = None


class ProfessionalService(Fact, frozen=True):
    """SV1: a procedure or drug, `quantity` of `unit` (UN, MJ minutes, F2); `charge` in dollars.

    Only requests tell `diagnosis_pointers`, which count the event's diagnoses from 1.
    """

    procedure: Annotated[ReviewProcedure, at("01")]
    charge: Annotated[Decimal | None, at("02")] = None
    unit: Annotated[str | None, at("03")] = None
    quantity: Annotated[Decimal | None, at("04")] = None
    diagnosis_pointers: Annotated[tuple[int, ...], fold("07", range(1, 5))] = ()
    is_screening: Annotated[bool | None, at("11", yes="Y", no="N")] = None
    care_level: Annotated[str | None, at("20")] = None


class InstitutionalService(Fact, frozen=True):
    """SV2: a hospital's service by revenue code, procedure or both; `charge` and `rate` in dollars.

    Only requests tell the `nursing_home_status`.
    """

    revenue_code: Annotated[str | None, at("01")] = None
    procedure: Annotated[ReviewProcedure | None, at("02")] = None
    charge: Annotated[Decimal | None, at("03")] = None
    unit: Annotated[str | None, at("04")] = None
    quantity: Annotated[Decimal | None, at("05")] = None
    rate: Annotated[Decimal | None, at("06")] = None
    nursing_home_status: Annotated[str | None, at("09")] = None
    care_level: Annotated[str | None, at("10")] = None

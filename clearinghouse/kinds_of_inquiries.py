"""All kinds of inquiries, by their name, by the guide of their questions and by that of their answers."""

from __future__ import annotations

from clearinghouse.eligibility_questions import ELIGIBILITY
from clearinghouse.status_questions import CLAIM_STATUS

KINDS = {kind.name: kind for kind in (ELIGIBILITY, CLAIM_STATUS)}
BY_QUESTION = {kind.head.name: kind for kind in KINDS.values()}
BY_ANSWER = {kind.answer_head.name: kind for kind in KINDS.values()}

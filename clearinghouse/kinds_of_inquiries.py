"""All kinds of inquiries: by name, by the type and the guide of questions, by the guide of answers."""

from __future__ import annotations

from clearinghouse.eligibility_questions import ELIGIBILITY
from clearinghouse.review_questions import REVIEW
from clearinghouse.status_questions import CLAIM_STATUS

KINDS = {kind.name: kind for kind in (ELIGIBILITY, CLAIM_STATUS, REVIEW)}
BY_TYPE = {kind.question: kind for kind in KINDS.values()}
BY_QUESTION = {kind.head.name: kind for kind in KINDS.values()}
BY_ANSWER = {kind.answer_head.name: kind for kind in KINDS.values()}

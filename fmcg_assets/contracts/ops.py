"""Contracts of tables about the use of the platform; no other table is made from them."""

from __future__ import annotations

from typing import Final

from fmcg_assets.contracts.model import BIGINT, STRING, STRINGS, TIMESTAMP, Column, Table

QUESTIONS: Final = Table(
    "ops",
    "questions",
    "What was asked on the dashboard and with `fmcg ask`, how it went, and what people thought of"
    " the answers. Figures and rows of answers are not kept.",
    "question, or feedback on an answer",
    ("line_id",),
    (
        Column("line_id", STRING, "Digest of the recorded line: the same line is one row.", False),
        Column("kind", STRING, "`question` or `feedback`.", False),
        Column("id", STRING, "Identifies the answer; feedback names the question's.", False),
        Column("asked_at", TIMESTAMP, "When it was asked, or the feedback given.", False),
        Column("question", STRING, "The question as typed."),
        Column("first", STRING, "The question before it, where it goes on from one."),
        Column("language", STRING, "`en` or `fr`."),
        Column("status", STRING, "`answer`, `refuse` or `clarify`."),
        Column("intent", STRING, "What was understood, as JSON."),
        Column("sql", STRING, "The query that was run."),
        Column("message", STRING, "The sentence, or why there was no answer."),
        Column("words", STRINGS, "Words that no rule explains."),
        Column("row_count", BIGINT, "Rows of the answer."),
        Column("milliseconds", "DECIMAL(12,3)", "From the question to the rows."),
        Column("data_version", BIGINT, "Delta version of the view that was asked."),
        Column("source", STRING, "`web` or `cli`."),
        Column("planner", STRING, "Model that read the question; NULL where the rules did."),
        Column("feedback", STRING, "`up` or `down`; of feedback alone."),
        Column("comment", STRING, "What was written with the feedback."),
    ),
    sources=(),
)

OPS_TABLES: Final = (QUESTIONS,)

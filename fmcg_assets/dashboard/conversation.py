"""The questions of one conversation with their answers, and what the URL keeps of it.

The URL holds the last question and, where that went on from another, the one before: a copied
link asks both again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from fmcg_assets.questions import chips

if TYPE_CHECKING:
    from fmcg_assets.questions.answer import Answer
    from fmcg_assets.questions.chips import Chip
    from fmcg_assets.questions.engine import Engine
    from fmcg_assets.questions.intent import Intent

QUESTION: Final = "question"
FIRST: Final = "first"
_KEY: Final = "conversation"
_LONGEST: Final = 30


@dataclass
class Conversation:
    """Answers, the newest last; `asked` is the question that the URL held when it was asked."""

    answers: list[Answer] = field(default_factory=list)
    asked: str = ""

    @property
    def last(self) -> Answer | None:
        """The newest answer."""
        return self.answers[-1] if self.answers else None


def current() -> Conversation:
    """Return this session's conversation."""
    found: Conversation = st.session_state.setdefault(_KEY, Conversation())
    return found


def restart() -> None:
    """Begin a new conversation."""
    st.session_state[_KEY] = Conversation()
    for name in (QUESTION, FIRST):
        if name in st.query_params:
            del st.query_params[name]


def ask(engine: Engine, question: str) -> None:
    """Ask a question that may go on from the last one, and let the URL hold it."""
    question = question.strip()
    if not question:
        return
    conversation = current()
    before = conversation.last
    answer = engine.ask(
        question,
        first=before.question if before else None,
        previous=before.intent if before else None,
    )
    _keep(conversation, answer)
    _to_url(conversation, question, before.question if before else None)


def ask_from_url(engine: Engine) -> None:
    """Ask what the URL asks, unless it was asked already."""
    question = st.query_params.get(QUESTION, "").strip()
    conversation = current()
    if not question or question == conversation.asked:
        return
    conversation = st.session_state[_KEY] = Conversation()
    first = st.query_params.get(FIRST, "").strip()
    if first:
        _keep(conversation, engine.ask(first))
    before = conversation.last
    answer = engine.ask(question, first=first or None, previous=before.intent if before else None)
    _keep(conversation, answer)
    conversation.asked = question


def edit(engine: Engine, answer: Answer, chip: Chip, value: str | None) -> None:
    """Answer a question again with one part of its interpretation changed or taken off."""
    if answer.intent is not None:
        run(engine, answer, chips.replaced(answer.intent, chip, value))


def run(engine: Engine, answer: Answer, intent: Intent) -> None:
    """Put the answer to another intent in the place of an answer."""
    conversation = current()
    edited = replace(engine.run(intent, answer.question), first=answer.first)
    conversation.answers = [
        edited if known.id == answer.id else known for known in conversation.answers
    ]


def show_again(answer: Answer) -> None:
    """Make an earlier answer the last one, from which the next question goes on."""
    conversation = current()
    others = [known for known in conversation.answers if known.id != answer.id]
    conversation.answers = [*others, answer]
    _to_url(conversation, answer.question, answer.first)


def _keep(conversation: Conversation, answer: Answer) -> None:
    conversation.answers = [*conversation.answers, answer][-_LONGEST:]


def _to_url(conversation: Conversation, question: str, first: str | None) -> None:
    conversation.asked = question
    parameters: dict[str, Any] = {QUESTION: question}
    if first:
        parameters[FIRST] = first
    elif FIRST in st.query_params:
        del st.query_params[FIRST]
    st.query_params.update(parameters)

"""The questions of one conversation with their answers, and what the URL keeps of it.

The URL holds the last question and those that it may go on from: a copied link asks all of them
again, one after the other.
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
_REMEMBERED: Final = 6
"""Questions in the URL: what the last ones go on from."""


@dataclass
class Conversation:
    """Answers, the newest last; `asked` are the questions of the URL, the newest last."""

    answers: list[Answer] = field(default_factory=list)
    asked: tuple[str, ...] = ()

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
    _add(engine, conversation, question)
    _to_url(conversation, (*conversation.asked, question)[-_REMEMBERED:])


def ask_from_url(engine: Engine) -> None:
    """Ask what the URL asks, unless it was asked already."""
    question = st.query_params.get(QUESTION, "").strip()
    asked = (*(text.strip() for text in st.query_params.get_all(FIRST)), question)[-_REMEMBERED:]
    if not question or asked == current().asked:
        return
    conversation = st.session_state[_KEY] = Conversation(asked=asked)
    for text in asked:
        _add(engine, conversation, text)


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
    before = (answer.first,) if answer.first else ()
    _to_url(conversation, (*before, answer.question))


def _add(engine: Engine, conversation: Conversation, question: str) -> None:
    before = conversation.last
    answer = engine.ask(
        question,
        first=before.question if before else None,
        previous=before.intent if before else None,
    )
    conversation.answers = [*conversation.answers, answer][-_LONGEST:]


def _to_url(conversation: Conversation, asked: tuple[str, ...]) -> None:
    conversation.asked = asked
    *before, question = asked
    parameters: dict[str, Any] = {QUESTION: question}
    if before:
        parameters[FIRST] = before
    elif FIRST in st.query_params:
        del st.query_params[FIRST]
    st.query_params.update(parameters)

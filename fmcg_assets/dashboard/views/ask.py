"""Ask: questions in plain language, and answers that say how they were understood."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from fmcg_assets.dashboard import answers, charts, conversation, tiles
from fmcg_assets.dashboard.links import dashboard_parameters
from fmcg_assets.dashboard.theme import palette

if TYPE_CHECKING:
    from fmcg_assets.dashboard.context import Context
    from fmcg_assets.questions.answer import Answer
    from fmcg_assets.questions.audit import Audit
    from fmcg_assets.questions.chips import Chip
    from fmcg_assets.questions.engine import Engine

_LANGUAGES: Final = {"en": "English", "fr": "Français"}
_MANY: Final = 12


def page(context: Context, engine: Engine, audit: Audit) -> None:
    """Show the page."""
    st.title("Ask about sales")
    conversation.ask_from_url(engine)
    _box(engine)
    last = conversation.current().last
    if last is None:
        _examples(context, engine)
        return
    _answer(context, engine, audit, last)
    _earlier()
    with st.expander("What can be asked", icon=":material/lightbulb:"):
        _examples(context, engine)


def _box(engine: Engine) -> None:
    """Show where a question is written; Enter or the button asks it."""
    with (
        st.form("ask", clear_on_submit=True, border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        question = st.text_input(
            "Your question, in English or French",
            key="question_box",
            placeholder="top 5 products in Q3 2025",
            max_chars=1000,
        )
        asked = st.form_submit_button("Ask", type="primary", icon=":material/send:")
    if asked and question.strip():
        with st.spinner("Reading the question …"):
            conversation.ask(engine, question)


def _examples(context: Context, engine: Engine) -> None:
    """Show questions of every class; a click asks one."""
    language = st.segmented_control(
        "Language of the examples",
        tuple(_LANGUAGES),
        default="en",
        required=True,
        format_func=_LANGUAGES.__getitem__,
        key="example_language",
        label_visibility="collapsed",
    )
    for group in context.model.example_questions:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{group.label_in(language or 'en')}**", width=190)
            for question in group.questions_in(language or "en"):
                st.button(
                    question,
                    key=f"example_{group.name}_{question}",
                    on_click=conversation.ask,
                    args=(engine, question),
                )


def _answer(context: Context, engine: Engine, audit: Audit, answer: Answer) -> None:
    with st.container(border=True, key="answer"):
        _heading(answer)
        if answer.status == "answer":
            st.markdown(f"##### {_plain(answer.sentence or answer.message)}")
            for note in answer.notes:
                st.caption(_plain(note))
            _chips(engine, answer)
            _figures(context, answer)
            _alternatives(engine, answer)
        else:
            _refusal(engine, answer)
        _behind(context, answer)
        _feedback(audit, answer)
    if answer.next_questions:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("Suivant :" if answer.language == "fr" else "Next:", width="content")
            _questions(engine, answer.next_questions, "next")


def _heading(answer: Answer) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{_plain(answer.question)}**", width="content")
        if answer.verified:
            st.badge("Verified question", icon=":material/verified:", color="green")
        if answer.planner:
            st.badge(f"Planned by {answer.planner}", icon=":material/smart_toy:", color="orange")
        st.space("stretch")
        st.button(
            "New conversation",
            type="tertiary",
            icon=":material/restart_alt:",
            on_click=conversation.restart,
        )


def _plain(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    for mark in "\\`*_[]#~$<>:|":
        text = text.replace(mark, f"\\{mark}")
    return text


def _figures(context: Context, answer: Answer) -> None:
    if not answer.rows:
        return
    if answer.chart == "metric":
        answers.show_metric(answer, context.style)
        return
    look = charts.Look(context.style, palette(st.context.theme.type))
    drawing = answers.drawing_of(answer, look, context.snapshot.partial_month)
    view = tiles.TABLE
    if drawing is not None:
        view = st.segmented_control(
            "View of the answer",
            (tiles.CHART, tiles.TABLE),
            default=tiles.CHART,
            required=True,
            key=f"view_{answer.id}",
            label_visibility="collapsed",
        )
    if drawing is not None and view != tiles.TABLE:
        st.vega_lite_chart(spec=drawing.spec, alt=drawing.text, width="stretch")
    else:
        answers.show_table(answer, context.style)
    if answer.truncated:
        st.caption(f"Only the first {answer.row_count:,} rows are shown.")


def _chips(engine: Engine, answer: Answer) -> None:
    """Show how the question was understood; each part can be changed or taken off."""
    with st.container(horizontal=True, gap="small", key="interpretation"):
        for chip in answer.chips:
            label = f"{chip.title}: {chip.label}"
            if not chip.choices and not chip.removable:
                st.badge(label, color="gray")
                continue
            with st.popover(label, key=f"chip_{answer.id}_{chip.key}"):
                _choices(engine, answer, chip)


def _choices(engine: Engine, answer: Answer, chip: Chip) -> None:
    key = f"choice_{answer.id}_{chip.key}"
    labels = {choice.value: choice.label for choice in chip.choices}

    def changed() -> None:
        value = st.session_state.get(key)
        if value is not None and value != chip.value:
            conversation.edit(engine, answer, chip, value)

    if labels:
        st.selectbox(
            chip.title,
            tuple(labels),
            index=list(labels).index(chip.value) if chip.value in labels else None,
            format_func=labels.__getitem__,
            key=key,
            on_change=changed,
        )
    if chip.removable:
        st.button(
            "Take off",
            key=f"{key}_off",
            icon=":material/close:",
            on_click=conversation.edit,
            args=(engine, answer, chip, None),
        )


def _alternatives(engine: Engine, answer: Answer) -> None:
    with st.container(horizontal=True, gap="small"):
        for place, (label, intent) in enumerate(answer.alternatives):
            st.button(
                label,
                key=f"alternative_{answer.id}_{place}",
                icon=":material/swap_horiz:",
                on_click=conversation.run,
                args=(engine, answer, intent),
            )


def _refusal(engine: Engine, answer: Answer) -> None:
    icon = ":material/help:" if answer.status == "clarify" else ":material/block:"
    st.info(_plain(answer.message), icon=icon)
    for note in answer.notes:
        st.caption(_plain(note))
    if answer.options:
        st.caption(_option_title(answer))
        with st.container(horizontal=True, gap="small"):
            _questions(engine, answer.options, "option")


def _option_title(answer: Answer) -> str:
    if answer.language == "fr":
        return "Vouliez-vous dire" if answer.status == "clarify" else "On peut demander"
    return "Did you mean" if answer.status == "clarify" else "What can be asked"


def _questions(engine: Engine, questions: tuple[str, ...], kind: str) -> None:
    for place, question in enumerate(questions[:_MANY]):
        st.button(
            question,
            key=f"{kind}_{place}_{question}",
            on_click=conversation.ask,
            args=(engine, question),
        )


def _behind(context: Context, answer: Answer) -> None:
    """Show SQL, rows, time and version, which word meant what, exports and the way back."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="behind"):
        if answer.table is not None and answer.rows:
            tiles.downloads("answer", answer.table, (f"Question: {answer.question}",))
        page = context.pages.get("insights")
        if answer.intent is not None and page is not None:
            parameters = dashboard_parameters(answer.intent, context.snapshot)
            if parameters is not None:
                st.page_link(
                    page,
                    label="Open in dashboard",
                    icon=":material/insights:",
                    query_params=[
                        (name, value) for name, values in parameters.items() for value in values
                    ],
                )
    said = f"{answer.row_count:,} rows · {answer.milliseconds:.0f} ms"
    if answer.data_version is not None:
        said += f" · data version {answer.data_version}"
    with st.expander(f"How it was read — {said}", icon=":material/manage_search:"):
        if answer.explained:
            st.dataframe(
                {
                    "Words": [one.text for one in answer.explained],
                    "Rule": [one.rule for one in answer.explained],
                    "Meaning": [one.meaning for one in answer.explained],
                },
                hide_index=True,
                width="stretch",
                key=f"explained_{answer.id}",
                alt="Which rule took which words of the question",
            )
        if answer.sql:
            st.code(answer.sql, language="sql", wrap_lines=True)


def _feedback(audit: Audit, answer: Answer) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="feedback"):
        thumb = st.feedback("thumbs", key=f"thumb_{answer.id}")
        if thumb is None:
            st.caption("Was this right?", width="content")
            return
        comment = st.text_input(
            "Comment",
            key=f"comment_{answer.id}",
            placeholder="Comment (Enter sends it)",
            label_visibility="collapsed",
        )
        st.caption("Thank you; it is noted.", width="content")
    said = (bool(thumb), comment.strip())
    if st.session_state.get(f"said_{answer.id}") != said:
        st.session_state[f"said_{answer.id}"] = said
        audit.feedback(answer.id, said[0], said[1])


def _earlier() -> None:
    """List the answers before the last one; a click shows one again."""
    before = conversation.current().answers[:-1]
    if not before:
        return
    st.subheader("Earlier in this conversation")
    for known in reversed(before):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                known.question,
                key=f"earlier_{known.id}",
                type="tertiary",
                icon=":material/history:",
                on_click=partial(conversation.show_again, known),
            )
            st.caption(_plain(known.sentence or known.message))

"""The ask page as its reader uses it: a question, its chips, what follows, refusals, thumbs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fmcg_assets.questions.audit import Audit
from fmcg_assets.questions.engine import Engine
from fmcg_assets.resources.environments import Settings
from fmcg_assets.semantics.snapshot import SnapshotStore

TIMEOUT = 120.0


def _script(store, settings, engine, audit):  # type: ignore[no-untyped-def]
    """Run the page; its text is run alone, so that its annotations would name nothing."""
    from fmcg_assets.dashboard.context import Context
    from fmcg_assets.dashboard.views import ask
    from fmcg_assets.semantics.model import load_model

    context = Context(store, store.current(), load_model(), settings, "compact")
    ask.page(context, engine, audit)


@pytest.fixture
def audit_folder(tmp_path: Path) -> Path:
    return tmp_path / "audit"


@pytest.fixture
def page(sample_store: SnapshotStore, sample: Settings, audit_folder: Path) -> AppTest:
    audit = Audit(audit_folder, days=30, source="web")
    return AppTest.from_function(
        _script,
        default_timeout=TIMEOUT,
        kwargs={
            "store": sample_store,
            "settings": sample,
            "engine": Engine(sample_store, audit),
            "audit": audit,
        },
    )


def _run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def _asked(page: AppTest, question: str) -> AppTest:
    if not page.text_input:
        _run(page)
    page.text_input(key="question_box").set_value(question)
    next(button for button in page.button if button.label == "Ask").click()
    return _run(page)


def _sentence(page: AppTest) -> str:
    return next(
        element.value.removeprefix("##### ").replace("\\", "")
        for element in page.markdown
        if element.value.startswith("##### ")
    )


def _labels(page: AppTest, kind: str) -> list[str]:
    return [button.label for button in page.button if (button.key or "").startswith(f"{kind}_")]


def _audited(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for file in sorted(folder.glob("*.jsonl"))
        for line in file.read_text().splitlines()
    ]


def test_before_the_first_question_there_are_examples_of_both_languages(page: AppTest) -> None:
    english = _labels(_run(page), "example")
    page.segmented_control(key="example_language").set_value("fr")
    french = _labels(_run(page), "example")
    assert len(english) == len(french) > 20
    assert not set(english) & set(french)


def test_an_example_is_asked_with_a_click(page: AppTest) -> None:
    example = next(b for b in _run(page).button if (b.key or "").startswith("example_"))
    question = example.label
    example.click()
    _run(page)
    assert any(question in element.value for element in page.markdown)
    assert _sentence(page)


def test_an_answer_has_a_sentence_its_query_and_the_meaning_of_each_word(page: AppTest) -> None:
    _asked(page, "revenue of channel Retailer in 2025")
    assert _sentence(page) == "Revenue, channel Retailer, 2025 (January – November): ₹2.47B."
    (query,) = page.code
    assert "channel = 'Retailer'" in query.value
    (meanings,) = page.dataframe
    assert {"revenue", "2025"} <= set(meanings.value["Words"])


def test_a_question_goes_on_from_the_one_before_and_the_url_holds_both(page: AppTest) -> None:
    _asked(page, "revenue by channel in 2024")
    _asked(page, "and in 2025?")
    assert page.query_params["question"] == "and in 2025?"
    assert page.query_params["first"] == "revenue by channel in 2024"
    assert "by channel" in _sentence(page)
    assert "2025" in _sentence(page)


def test_an_earlier_answer_is_shown_again(page: AppTest) -> None:
    _asked(page, "revenue in 2024")
    first = _sentence(page)
    _asked(page, "top 3 products")
    (earlier,) = (b for b in page.button if (b.key or "").startswith("earlier_"))
    assert earlier.label == "revenue in 2024"
    earlier.click()
    assert _sentence(_run(page)) == first


def test_a_part_of_the_reading_is_changed_in_place(page: AppTest) -> None:
    _asked(page, "revenue by channel in 2024")
    (choice,) = (box for box in page.selectbox if box.key and box.key.endswith("_measure:0"))
    choice.set_value("quantity")
    assert _sentence(_run(page)).startswith("Quantity by channel, 2024")
    assert not [b for b in page.button if (b.key or "").startswith("earlier_")], "still one answer"


def test_a_part_of_the_reading_is_taken_off(page: AppTest) -> None:
    _asked(page, "revenue of channel Retailer in 2024")
    (off,) = (b for b in page.button if (b.key or "").endswith("_filter:0_off"))
    off.click()
    assert "Retailer" not in _sentence(_run(page))


def test_what_is_not_in_the_data_is_refused_with_what_can_be_asked(page: AppTest) -> None:
    _asked(page, "profit by channel")
    (refusal,) = page.info
    assert refusal.value.startswith("Profit, margin and cost are not in the data")
    options = _labels(page, "option")
    assert options
    page.button(key=f"option_0_{options[0]}").click()
    assert _sentence(_run(page))


def test_a_french_question_gets_a_french_answer_and_french_buttons(page: AppTest) -> None:
    _asked(page, "chiffre d'affaires par canal en 2024")
    assert _sentence(page).startswith("Chiffre d'affaires par canal, 2024 :")
    assert "Suivant :" in [caption.value for caption in page.caption]


def test_a_name_with_marks_is_shown_as_it_is(page: AppTest) -> None:
    _asked(page, "revenue *of* [Retailer](x)")
    assert r"**revenue \*of\* \[Retailer\](x)**" in [element.value for element in page.markdown]


def test_a_new_conversation_forgets_the_old_one(page: AppTest) -> None:
    _asked(page, "revenue in 2024")
    next(b for b in page.button if b.label == "New conversation").click()
    _run(page)
    assert "question" not in page.query_params
    assert not [element for element in page.markdown if element.value.startswith("##### ")]


def test_a_link_asks_its_questions(page: AppTest) -> None:
    page.query_params["first"] = ["revenue by division in 2024"]
    page.query_params["question"] = "and in 2025?"
    assert "by division" in _sentence(_run(page))


def test_question_and_verdict_are_noted_once(page: AppTest, audit_folder: Path) -> None:
    _asked(page, "revenue in 2024")
    (thumb,) = page.feedback
    thumb.set_value(0)
    _run(page)
    (comment,) = (box for box in page.text_input if (box.key or "").startswith("comment_"))
    comment.set_value("without December")
    _run(page)
    _run(page)
    asked, *verdicts = _audited(audit_folder)
    assert asked["question"] == "revenue in 2024"
    assert [(one["up"], one["comment"]) for one in verdicts] == [
        (False, ""),
        (False, "without December"),
    ]
    assert {one["id"] for one in verdicts} == {asked["id"]}

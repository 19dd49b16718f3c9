"""The Ask page in a browser: a conversation, links, chips and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from fmcg_assets_tests.browser.screen import Screen

Visit = Callable[..., Screen]
TITLE = "Ask about sales"
QUESTION = "top 5 products in Q3 2025"


def test_a_question_is_answered_with_sentence_chart_query_and_its_reading(
    visit: Visit, served: str
) -> None:
    screen = visit(served).open("ask", until=TITLE)
    screen.ask(QUESTION)

    answer = screen.answer()
    assert "Top 5 products by revenue, Q3 2025" in answer
    for chip in ("Measure: Revenue", "By: Product", "Top: 5"):
        assert chip in answer
    assert screen.parameters()["question"] == [QUESTION]
    assert screen.part("answer").locator("svg [aria-roledescription]").count()
    screen.page.get_by_text("How it was read").click()
    assert "SELECT" in screen.answer()


def test_questions_go_on_from_the_one_before(visit: Visit, served: str) -> None:
    screen = visit(served).open("ask", until=TITLE)
    screen.ask("revenue by channel in 2025")
    screen.ask("only Retailer")
    assert "Channel: Retailer" in screen.answer()
    screen.ask("by quarter instead")
    assert "By: Quarter" in screen.answer()

    assert "Earlier in this conversation" in screen.page.inner_text("body")
    copied = visit(screen.page.url).open("", until=TITLE)
    assert "By: Quarter" in copied.answer()
    assert "Channel: Retailer" in copied.answer()


def test_a_link_opens_the_same_answer(visit: Visit, served: str) -> None:
    screen = visit(served).open(f"ask?question={quote(QUESTION)}", until=TITLE)
    assert "Top 5 products by revenue, Q3 2025" in screen.answer()


def test_a_chip_changes_the_question(visit: Visit, served: str) -> None:
    screen = visit(served).open(f"ask?question={quote(QUESTION)}", until=TITLE)
    screen.page.get_by_role("button", name="Measure: Revenue").click()
    screen.page.get_by_test_id("stPopoverBody").locator("input").first.click()
    screen.page.get_by_role("option", name="Quantity", exact=True).click()
    screen.settled()
    assert "Top 5 products by quantity, Q3 2025" in screen.answer()


def test_what_is_not_in_the_data_is_refused_with_what_can_be_asked(
    visit: Visit, served: str
) -> None:
    screen = visit(served).open("ask", until=TITLE)
    screen.ask("profit by product")
    assert "not in the data" in screen.answer()
    screen.part("answer").get_by_role("button", name="Revenue by channel").click()
    screen.settled()
    assert "Revenue by channel" in screen.answer()


def test_an_answer_opens_in_the_dashboard_and_a_tile_on_the_ask_page(
    visit: Visit, served: str
) -> None:
    question = "revenue of Retailer in Q3 2025"
    screen = visit(served).open(f"ask?question={quote(question)}", until=TITLE)
    screen.page.get_by_text("Open in dashboard").click()
    screen.page.get_by_text("Top customers", exact=True).first.wait_for()
    screen.settled()
    assert screen.parameters()["channel"] == ["Retailer"]

    screen.press("tile_products", "Details")
    screen.page.get_by_text("Ask about this").first.click()
    screen.page.get_by_text(TITLE, exact=True).first.wait_for()
    screen.settled()
    assert "By: Product" in screen.answer()


def test_french_questions_get_french_answers(visit: Visit, served: str) -> None:
    screen = visit(served).open("ask", until=TITLE)
    screen.ask("chiffre d'affaires par canal en 2025")
    assert "Chiffre d'affaires par canal, 2025" in screen.answer()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [f"ask?question={quote(QUESTION)}", "ask", "definitions"])
def test_no_serious_violation_of_accessibility(
    visit: Visit, served: str, axe: str, scheme: str, path: str
) -> None:
    title = "Definitions" if path == "definitions" else TITLE
    screen = visit(served, color_scheme=scheme).open(path, until=title)
    found = screen.violations(axe)
    assert found == [], json.dumps(found, indent=1)


def test_a_phone_needs_no_scrolling_sideways(visit: Visit, served: str) -> None:
    path = f"ask?question={quote(QUESTION)}"
    screen = visit(served, viewport={"width": 375, "height": 740}).open(path, until=TITLE)
    assert screen.fits_the_screen()

"""The semantic model holds together, and says where it does not."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from fmcg_assets.contracts import TABLES
from fmcg_assets.errors import SemanticModelError
from fmcg_assets.semantics.glossary import glossary_markdown
from fmcg_assets.semantics.guard import VIEW, checked
from fmcg_assets.semantics.model import MODEL_FILE, load_model, read_model
from fmcg_assets.semantics.words import folded
from fmcg_assets_tests.platform import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODEL = load_model()
CONTENT: dict[str, Any] = yaml.safe_load(MODEL_FILE.read_text(encoding="utf-8"))


def test_it_names_what_the_project_counts_on() -> None:
    assert list(MODEL.measures) == [
        "revenue",
        "quantity",
        "customers",
        "products",
        "average_selling_price",
        "average_list_price",
        "minimum_list_price",
        "maximum_list_price",
        "revenue_per_customer",
        "order_rows",
    ]
    assert set(MODEL.dimensions) == {
        *MODEL.hierarchies["products"],
        *MODEL.hierarchies["customers"],
    }
    assert set(MODEL.grains) == {
        *MODEL.hierarchies["time"],
        "calendar_month",
        "calendar_quarter",
    }
    assert [MODEL.dimensions[name].level for name in MODEL.hierarchies["products"]] == [0, 1, 2, 3]


def test_prices_and_distinct_counts_are_never_added_up() -> None:
    assert {name for name, measure in MODEL.measures.items() if measure.additive} == {
        "revenue",
        "quantity",
        "order_rows",
    }


def test_there_are_enough_questions_in_both_languages() -> None:
    assert len(MODEL.verified_questions) >= 12
    texts = [q.question for q in MODEL.verified_questions]
    texts += [q.question_fr for q in MODEL.verified_questions]
    assert len({folded(text) for text in texts}) == len(texts)
    for example in MODEL.example_questions:
        assert len(example.en) == len(set(example.en)) >= 2
        assert len(example.fr) == len(set(example.fr)) >= 2


@pytest.mark.parametrize(
    ("word", "part", "name"),
    [
        ("turnover", "measures", "revenue"),
        ("Chiffre d’affaires", "measures", "revenue"),
        ("CA", "measures", "revenue"),
        ("pcs", "measures", "quantity"),
        ("Quantités", "measures", "quantity"),
        ("price", "measures", "average_selling_price"),
        ("prix catalogue", "measures", "average_list_price"),
        ("SKUs", "measures", "products"),
        ("acheteurs", "dimensions", "customer"),
        ("canaux", "dimensions", "channel"),
        ("sizes", "dimensions", "variant"),
        ("trimestriel", "grains", "quarter"),
        ("month name", "grains", "calendar_month"),
    ],
)
def test_people_have_many_words_for_a_thing(word: str, part: str, name: str) -> None:
    assert folded(word) in getattr(MODEL, part)[name].words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Chiffre d’affaires", "chiffre d affaires"),
        ("  QUANTITÉ  vendue ", "quantite vendue"),
        ("Straße", "strasse"),
    ],
)
def test_words_are_compared_without_case_accents_and_apostrophes(text: str, plain: str) -> None:
    assert folded(text) == plain
    assert folded(plain) == plain


def test_labels_come_in_both_languages() -> None:
    assert MODEL.measures["revenue"].label_in("fr") == "Chiffre d'affaires"
    assert MODEL.measures["revenue"].label_in("en") == "Revenue"
    assert MODEL.dimensions["channel"].plural_in("fr") == "Canaux"
    assert MODEL.dimensions["channel"].plural_in("en") == "Channels"
    [totals] = [c for c in MODEL.example_questions if c.name == "totals"]
    assert totals.label_in("fr") == "Totaux"
    assert totals.questions_in("fr") == totals.fr
    assert totals.questions_in("en") == totals.en


def test_every_query_passes_the_guard() -> None:
    for question in MODEL.verified_questions:
        assert checked(question.sql)


# --- what is refused


def broken(change: Callable[[dict[str, Any]], None], tmp_path: Path) -> str:
    """Return what is said of the model after a change."""
    content = copy.deepcopy(CONTENT)
    change(content)
    file = tmp_path / "model.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(SemanticModelError) as raised:
        read_model(file)
    text = str(raised.value)
    assert text.startswith(str(file))
    return text


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Return the change that puts a value at a place such as `measures.revenue.label`."""

    def change(content: dict[str, Any]) -> None:
        *parents, last = path.split(".")
        for parent in parents:
            content = content[parent]
        content[last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("measures.revenue.label", "", "measures.revenue.label"),
        ("measures.revenue.format", "dollars", "measures.revenue.format"),
        ("measures.revenue.additive", "perhaps", "measures.revenue.additive"),
        ("measures.revenue.colour", "red", "measures.revenue.colour"),
        ("measures.revenue.expression", "sum(profit)", "measures.revenue.expression"),
        ("measures.revenue.expression", "getenv('HOME')", "getenv"),
        ("measures.revenue.expression", "sum(", "measures.revenue.expression"),
        ("measures.revenue.synonyms", ["units"], "'units' is also a word for"),
        ("measures.revenue.synonyms_fr", ["canaux"], "'canaux' is also a word for"),
        ("measures.Revenue", {}, "measures.Revenue"),
        ("dimensions.channel.column", "no_column", "no_column is no column of"),
        ("dimensions.channel.synonyms", ["months"], "'months' is also a word for"),
        ("grains.month.expression", "day", "grains.month.expression"),
        ("hierarchies.products", ["division", "brand"], "brand is no dimension"),
        ("hierarchies.products", ["division"], "dimensions.category: is in no hierarchy"),
        ("hierarchies.time", ["year"], "hierarchies.time"),
        ("verified_questions", [], "verified_questions"),
        ("example_questions", [], "example_questions"),
        ("dimensions", None, "dimensions"),
        ("measures", ["revenue"], "measures"),
        ("colours", {}, "colours"),
    ],
)
def test_an_entry_that_does_not_fit_is_named(
    path: str, value: object, said: str, tmp_path: Path
) -> None:
    assert said in broken(put(path, value), tmp_path)


def test_a_verified_question_reads_the_view_alone(tmp_path: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        content["verified_questions"][3]["sql"] = "SELECT * FROM read_csv('/etc/passwd')"

    assert "verified_questions.3.sql" in broken(change, tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "just text", "{", "a: [", "\0", "measures: {"])
def test_a_file_that_is_no_model_is_named(text: str, tmp_path: Path) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SemanticModelError, match=r"model\.yaml"):
        read_model(file)


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(SemanticModelError, match="cannot be read"):
        read_model(tmp_path / "nowhere.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(SemanticModelError, match=r"bytes\.yaml"):
        read_model(tmp_path / "bytes.yaml")


# --- the glossary


def test_the_glossary_is_the_generated_one() -> None:
    page = (CHECKOUT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert page == glossary_markdown(MODEL), "run `make docs`"


def test_the_glossary_explains_every_term() -> None:
    page = glossary_markdown(MODEL)
    for term in (*MODEL.measures.values(), *MODEL.dimensions.values(), *MODEL.grains.values()):
        assert f"### {term.label} ({term.label_fr})" in page
    assert TABLES[f"gold/{VIEW}"].name in page

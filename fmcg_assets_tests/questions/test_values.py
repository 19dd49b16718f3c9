"""Names of members: exact, partial, misspelt, ambiguous and unknown ones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.questions.tokens import tokenize
from fmcg_assets.questions.values import ValueIndex, ValueMatch, stem

MEMBERS = {
    "division": ["Cricket", "Dairy & Recovery", "Football", "Healthy Snacks", "Other", "Swimming"],
    "category": ["Bats", "Football", "Granola & Cereals", "Packs", "Protein Bars", "Shoes"],
    "product": [
        "Crag Kefir Shake Banana (180ml)",
        "Crag Kefir Shake Banana (1l)",
        "Kestrel Willow Bat",
        "Lotus Grip Mat",
    ],
    "variant": ["10 kg", "10 Pieces", "L", "2 m", "Red", "Size 5", "Size 4"],
    "market": ["India"],
    "platform": ["Brick & Mortar", "E-Commerce", "Sports Bar"],
    "channel": ["Acquisition", "Direct", "Retailer"],
    "customer": [
        "Bright Spoon-Bengaluru",
        "Bright Spoon-New Delhi",
        "Early Bird Fitness",
        "FitnessHall",
        "Ninety Plus",
        "Old Pavilion",
        "Runner's Pantry-Bengaluru",
        "Runner's Pantry-Hyderabad",
        "Velora Factory Outlets",
        "Velora Webshop",
    ],
}
INDEX = ValueIndex(MEMBERS)


def match(text: str, dimension: str | None = None) -> ValueMatch | None:
    return INDEX.match(tokenize(text), 0, dimension)


def named(text: str, dimension: str | None = None) -> tuple[str, tuple[str, ...]]:
    found = match(text, dimension)
    assert found is not None, text
    assert found.exact, text
    assert found.length == len(tokenize(text)), text
    return found.candidates[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cricket", "Cricket"),
        ("dairy and recovery", "Dairy & Recovery"),
        ("Dairy Recovery", "Dairy & Recovery"),
        ("protein bar", "Protein Bars"),
        ("protien bars", "Protein Bars"),
        ("swiming", "Swimming"),
        ("helthy snacks", "Healthy Snacks"),
        ("willow bat", "Kestrel Willow Bat"),
        ("old pavillion", "Old Pavilion"),
        ("ninety plus", "Ninety Plus"),
        ("velora webshop", "Velora Webshop"),
        ("Early Bird", "Early Bird Fitness"),
        ("e-commerce", "E-Commerce"),
        ("ecommerce", "E-Commerce"),
        ("e-comm", "E-Commerce"),
        ("online", "E-Commerce"),
        ("en ligne", "E-Commerce"),
        ("brick and mortar", "Brick & Mortar"),
        ("magasins physiques", "Brick & Mortar"),
        ("retail", "Retailer"),
        ("au détail", "Retailer"),
        ("acquired company", "Sports Bar"),
        ("société acquise", "Sports Bar"),
        ("sportsbar", "Sports Bar"),
        ("Inde", "India"),
        ("natation", "Swimming"),
        ("barres protéinées", "Protein Bars"),
        ("chaussures", "Shoes"),
        ("size 5", "Size 5"),
        ("runners pantry hyderabad", "Runner's Pantry-Hyderabad"),
        ("bright spoon in New Delhi", "Bright Spoon-New Delhi"),
    ],
)
def test_one_member_is_meant(text: str, value: str) -> None:
    assert named(text)[1] == (value,)


def test_a_name_of_two_words_may_have_a_typo_in_each() -> None:
    assert named("protien barrs") == ("category", ("Protein Bars",))
    assert named("granolla cereal") == ("category", ("Granola & Cereals",))


def test_a_bare_name_means_all_its_outlets_and_packs() -> None:
    assert named("bright spoon") == (
        "customer",
        ("Bright Spoon-Bengaluru", "Bright Spoon-New Delhi"),
    )
    assert named("runners pantry")[0] == "customer"
    assert len(named("crag kefir shake banana")[1]) == 2
    assert len(named("Bengaluru")[1]) == 2


def test_a_division_is_meant_before_a_category_of_its_name() -> None:
    found = match("football")
    assert found is not None
    assert found.exact
    assert [dimension for dimension, _ in found.candidates] == ["division", "category"]
    assert named("football", "category") == ("category", ("Football",))


@pytest.mark.parametrize("text", ["nike", "golf", "baseball", "yoga", "toys", "revenue", "by"])
def test_an_unknown_name_is_refused(text: str) -> None:
    assert match(text) is None


def test_a_name_that_fits_several_members_must_be_asked() -> None:
    for text in ("fitness", "velora"):
        found = match(text)
        assert found is not None
        assert not found.exact
        assert len(found.candidates) == 2


def test_an_outlet_that_is_not_there_must_be_asked() -> None:
    found = match("Bright Spoon in Hyderabad")
    assert found is not None
    assert not found.exact


def test_letters_and_lengths_are_variants_only_next_to_their_word() -> None:
    assert match("L") is None
    assert match("2 m") is None or match("2 m", None).weak  # type: ignore[union-attr]
    assert named("L", "variant") == ("variant", ("L",))
    assert named("2 m", "variant") == ("variant", ("2 m",))
    assert named("4", "variant") == ("variant", ("Size 4",))


def test_everyday_words_are_names_only_next_to_their_dimension() -> None:
    for text in ("other", "10 pieces", "packs", "rouge"):
        found = match(text)
        assert found is not None
        assert found.weak
    assert match("other", "division") is not None


def test_the_parent_is_all_but_the_acquired_company() -> None:
    for text in ("parent company", "maison mère"):
        found = match(text)
        assert found is not None
        assert found.negated
        assert found.candidates == (("platform", ("Sports Bar",)),)


def test_nearest_names_are_offered() -> None:
    assert "Kestrel Willow Bat" in INDEX.nearest("wilow bat")
    assert INDEX.nearest("") == ()
    assert len(INDEX.nearest("bright")) <= 3


def test_plural_endings() -> None:
    assert [stem(w) for w in ("bars", "batteries", "boxes", "fitness", "tennis")] == [
        "bar",
        "battery",
        "box",
        "fitness",
        "tennis",
    ]


_WORDS = st.sampled_from([*INDEX.words, "in", "and", "&", "the", "xyz", "(", ")", "'", "5", "é"])


@given(st.lists(_WORDS, max_size=10).map(" ".join), st.sampled_from([None, *MEMBERS]))
@settings(deadline=None, max_examples=200)
def test_nothing_raises_and_nothing_is_read_beyond_the_end(
    text: str, dimension: str | None
) -> None:
    tokens = tokenize(text)
    for i in range(-1, len(tokens) + 1):
        found = INDEX.match(tokens, i, dimension)
        assert found is None or 0 < found.length <= len(tokens) - i


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_is_read(text: str) -> None:
    tokens = tokenize(text)
    for i in range(len(tokens)):
        INDEX.match(tokens, i)
    INDEX.nearest(text)


@given(st.sampled_from([(d, v) for d, names in MEMBERS.items() for v in names]))
@settings(deadline=None)
def test_every_member_is_found_by_its_own_name(member: tuple[str, str]) -> None:
    dimension, value = member
    assert named(value, dimension) == (dimension, (value,))
    assert named(value.lower(), dimension) == (dimension, (value,))


def test_a_long_question_is_read_in_time() -> None:
    tokens = tokenize("zqxv brandname " * 700)
    started = time.perf_counter()
    for i in range(len(tokens)):
        INDEX.match(tokens, i)
    assert time.perf_counter() - started < 5

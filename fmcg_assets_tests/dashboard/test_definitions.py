"""The page of definitions holds every term of the semantic model."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from fmcg_assets.resources.environments import Settings
from fmcg_assets.semantics.model import load_model
from fmcg_assets.semantics.snapshot import SnapshotStore


def _script(store, settings):  # type: ignore[no-untyped-def]
    """Run the page; its text is run alone, so that its annotations would name nothing."""
    from fmcg_assets.dashboard.context import Context
    from fmcg_assets.dashboard.views import definitions
    from fmcg_assets.semantics.model import load_model

    definitions.page(Context(store, store.current(), load_model(), settings, "compact"))


def test_every_measure_and_attribute_is_defined(
    sample_store: SnapshotStore, sample: Settings
) -> None:
    page = AppTest.from_function(
        _script, default_timeout=120.0, kwargs={"store": sample_store, "settings": sample}
    ).run()
    assert not page.exception
    texts = [element.value for element in page.markdown]
    model = load_model()
    for measure in model.measures.values():
        assert f"**{measure.label}** · *{measure.label_fr}*" in texts
        assert measure.definition in texts
    for dimension in model.dimensions.values():
        assert dimension.definition in texts
    assert "**Channel** · *Canal* · 3 in the data" in texts

"""What every page of the dashboard gets: the data it shows, the model and how to write numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.navigation.page import Page

    from fmcg_assets.resources.environments import Settings
    from fmcg_assets.semantics.model import Model
    from fmcg_assets.semantics.numbers import Style
    from fmcg_assets.semantics.snapshot import Snapshot, SnapshotStore


@dataclass(frozen=True)
class Context:
    """One run of a page: all of it reads the same `snapshot`, whatever is committed meanwhile.

    `pages` are the pages of the app by their URL path ("insights", "ask", "definitions"), for
    links between them; empty where a page runs alone.
    """

    store: SnapshotStore
    snapshot: Snapshot
    model: Model
    settings: Settings
    style: Style
    pages: Mapping[str, Page] = field(default_factory=dict)

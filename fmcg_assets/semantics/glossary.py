"""The glossary: the semantic model as a Markdown page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fmcg_assets.semantics.guard import VIEW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fmcg_assets.semantics.model import Dimension, GrainTerm, Measure, Model

_HEAD: Final = f"""# Glossary

Generated from `fmcg_assets/semantics/model.yaml` by `make docs`; do not edit. It says what the
terms of dashboard and questions mean, and which words stand for them. Everything is computed from
`{VIEW}`, whose columns are in [tables.md](tables.md). Money is INR, quantities
are pieces, the finest time is the month.
"""
_FORMATS: Final = {"inr": "INR", "price": "INR per piece", "count": "number"}


def glossary_markdown(model: Model) -> str:
    """Return the page: measures, dimensions, time, then questions."""
    lines = [
        _HEAD,
        *_measures(model),
        *_dimensions(model),
        *_grains(model),
        *_verified(model),
        *_examples(model),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _measures(model: Model) -> Iterator[str]:
    yield "## Measures\n"
    for measure in model.measures.values():
        yield f"### {measure.label} ({measure.label_fr})\n"
        yield f"{measure.definition}\n"
        yield f"*{measure.definition_fr}*\n"
        sums = "can be added up" if measure.additive else "is never added up over groups"
        yield f"`{measure.expression}`: {_FORMATS[measure.format]}; {sums}.\n"
        yield from _words(measure)


def _dimensions(model: Model) -> Iterator[str]:
    yield "## Dimensions\n"
    for name, levels in model.hierarchies.items():
        labels = [
            model.dimensions[level].label if level in model.dimensions else level.capitalize()
            for level in levels
        ]
        yield f"- {name.capitalize()}: {' → '.join(labels)}"
    yield ""
    for dimension in model.dimensions.values():
        yield f"### {dimension.label} ({dimension.label_fr})\n"
        yield f"{dimension.definition}\n"
        yield f"*{dimension.definition_fr}*\n"
        yield f"Column `{dimension.column}`.\n"
        yield from _words(dimension)


def _grains(model: Model) -> Iterator[str]:
    yield "## Time\n"
    for grain in model.grains.values():
        yield f"### {grain.label} ({grain.label_fr})\n"
        yield f"`{grain.expression}`\n"
        yield from _words(grain)


def _words(term: Measure | Dimension | GrainTerm) -> Iterator[str]:
    yield f"- English: {', '.join(term.synonyms)}"
    yield f"- Français : {', '.join(term.synonyms_fr)}\n"


def _verified(model: Model) -> Iterator[str]:
    yield "## Verified questions\n"
    yield "Their SQL was written by hand; an answer to one of them bears the badge.\n"
    for question in model.verified_questions:
        yield f"**{question.question}** *{question.question_fr}*\n"
        yield f"```sql\n{question.sql}\n```\n"


def _examples(model: Model) -> Iterator[str]:
    yield "## What can be asked\n"
    yield "| | English | Français |"
    yield "|---|---|---|"
    for example in model.example_questions:
        english, french = "<br>".join(example.en), "<br>".join(example.fr)
        yield f"| {example.label} ({example.label_fr}) | {english} | {french} |"
    yield ""

"""The semantic model: what the view's columns mean to people, read from model.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Self

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from fmcg_assets.contracts import TABLES
from fmcg_assets.errors import GuardError, SemanticModelError
from fmcg_assets.semantics.guard import VIEW, checked
from fmcg_assets.semantics.numbers import Format  # noqa: TC001 - pydantic reads it
from fmcg_assets.semantics.words import folded

UNMAPPED: Final = "Unmapped customer"
UNMAPPED_FR: Final = "Client non rattaché"

MODEL_FILE: Final = Path(__file__).with_name("model.yaml")
_LEAST_VERIFIED: Final = 12
_TIME: Final = ("year", "quarter", "month")

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Named(_Entry):
    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    label: _Text
    label_fr: _Text
    synonyms: tuple[_Text, ...]
    synonyms_fr: tuple[_Text, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Every word or phrase for it in both languages, folded; label and name are among them."""
        texts = (
            self.label,
            self.label_fr,
            self.name.replace("_", " "),
            *self.synonyms,
            *self.synonyms_fr,
        )
        return tuple(dict.fromkeys(map(folded, texts)))

    def label_in(self, language: str) -> str:
        """Return the label in English or French."""
        return self.label_fr if language == "fr" else self.label


class Measure(_Named):
    """A figure: `expression` is SQL of aggregates; one that is not additive is never summed.

    One that is `timeless` does not grow with the months it is of, as a list price: it is compared
    over whole periods, where others are compared over the same months.
    """

    expression: _Text
    additive: bool
    timeless: bool = False
    format: Format
    definition: _Text
    definition_fr: _Text


class Dimension(_Named):
    """What figures are grouped and filtered by; `level` counts from 0 at the hierarchy's top."""

    plural: _Text
    plural_fr: _Text
    column: str
    definition: _Text
    definition_fr: _Text
    hierarchy: str = ""
    level: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """Every word or phrase for it in both languages, folded."""
        return tuple(dict.fromkeys((*super().words, folded(self.plural), folded(self.plural_fr))))

    def plural_in(self, language: str) -> str:
        """Return the plural in English or French."""
        return self.plural_fr if language == "fr" else self.plural


class GrainTerm(_Named):
    """A group of time; `expression` is SQL."""

    plural: _Text
    plural_fr: _Text
    expression: _Text

    @property
    def words(self) -> tuple[str, ...]:
        """Every word or phrase for it in both languages, folded."""
        return tuple(dict.fromkeys((*super().words, folded(self.plural), folded(self.plural_fr))))


class VerifiedQuestion(_Entry):
    """A question whose SQL somebody wrote by hand and checked."""

    question: _Text
    question_fr: _Text
    sql: _Text


class ExampleClass(_Entry):
    """Questions that show what of one class can be asked."""

    name: str = Field(pattern=r"^[a-z][a-z_]*$")
    label: _Text
    label_fr: _Text
    en: tuple[_Text, ...] = Field(min_length=1)
    fr: tuple[_Text, ...] = Field(min_length=1)

    def label_in(self, language: str) -> str:
        """Return the label in English or French."""
        return self.label_fr if language == "fr" else self.label

    def questions_in(self, language: str) -> tuple[str, ...]:
        """Return the questions in English or French."""
        return self.fr if language == "fr" else self.en


class Model(_Entry):
    """Measures, dimensions, grains and questions by their names; see `load_model`."""

    measures: dict[str, Measure]
    dimensions: dict[str, Dimension]
    hierarchies: dict[str, tuple[str, ...]]
    grains: dict[str, GrainTerm]
    verified_questions: tuple[VerifiedQuestion, ...] = Field(min_length=_LEAST_VERIFIED)
    example_questions: tuple[ExampleClass, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        problems = [*_hierarchy_problems(self), *_sql_problems(self), *_synonym_problems(self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self


def load_model() -> Model:
    """Return the project's semantic model, read once.

    Raises SemanticModelError that names the file, the entry and what to do.
    """
    return _project_model()


@cache
def _project_model() -> Model:
    return read_model(MODEL_FILE)


def read_model(file: Path) -> Model:
    """Read a semantic model; raises SemanticModelError as `load_model` does."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SemanticModelError(f"{file}: cannot be read ({error.strerror})") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = " ".join(str(error).split())
        raise SemanticModelError(f"{file}: is no YAML ({problem}); correct it") from error
    if not isinstance(content, dict):
        raise SemanticModelError(f"{file}: found no entries; expected measures, dimensions …")
    try:
        return Model.model_validate(_with_names(content), strict=False)
    except ValidationError as error:
        problems = [
            ": ".join(filter(None, (str(file), _place(problem["loc"]), _said(problem["msg"]))))
            for problem in error.errors()
        ]
        raise SemanticModelError("\n".join(problems)) from None


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location))


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")


def _with_names(content: dict[str, object]) -> dict[str, object]:
    """Return the content with each entry's key as its name, and levels from the hierarchies."""
    named: dict[str, object] = dict(content)
    for part in ("measures", "dimensions", "grains"):
        entries = content.get(part)
        if isinstance(entries, dict):
            named[part] = {
                key: {"name": key, **entry} if isinstance(entry, dict) else entry
                for key, entry in entries.items()
            }
    hierarchies, dimensions = content.get("hierarchies"), named.get("dimensions")
    if isinstance(hierarchies, dict) and isinstance(dimensions, dict):
        for name, levels in hierarchies.items():
            for level, member in enumerate(levels if isinstance(levels, list) else ()):
                if isinstance(dimensions.get(member), dict):
                    dimensions[member] |= {"hierarchy": name, "level": level}
    return named


def _hierarchy_problems(model: Model) -> list[str]:
    problems = []
    if model.hierarchies.get("time") != _TIME:
        problems.append(f"hierarchies.time: expected {', '.join(_TIME)}")
    for name, levels in model.hierarchies.items():
        if name != "time":
            problems += [
                f"hierarchies.{name}: {level} is no dimension; name one of"
                f" {', '.join(model.dimensions)}"
                for level in levels
                if level not in model.dimensions
            ]
    problems += [
        f"dimensions.{name}: is in no hierarchy; add it to one"
        for name, dimension in model.dimensions.items()
        if not dimension.hierarchy
    ]
    return problems


def _sql_problems(model: Model) -> list[str]:
    """Return the expressions and queries that do not fit the view's contract."""
    columns = {column.name for column in TABLES[f"gold/{VIEW}"].columns}
    problems = [
        f"dimensions.{name}.column: {dimension.column} is no column of {VIEW}; name one of its"
        f" contract"
        for name, dimension in model.dimensions.items()
        if dimension.column not in columns
    ]
    texts = {
        f"measures.{name}.expression": f"SELECT {measure.expression} AS figure FROM {VIEW}"
        for name, measure in model.measures.items()
    }
    texts |= {
        f"grains.{name}.expression": f"SELECT {grain.expression} AS part FROM {VIEW}"
        for name, grain in model.grains.items()
    }
    texts |= {
        f"verified_questions.{index}.sql": question.sql
        for index, question in enumerate(model.verified_questions)
    }
    for entry, sql in texts.items():
        try:
            checked(sql)
        except GuardError as error:
            problems.append(f"{entry}: {error}")
    return problems


def _synonym_problems(model: Model) -> list[str]:
    """Return the words that stand for two entries."""
    owners: dict[str, str] = {}
    problems = []
    parts: tuple[tuple[str, dict[str, Measure] | dict[str, Dimension] | dict[str, GrainTerm]], ...]
    parts = (
        ("measures", model.measures),
        ("dimensions", model.dimensions),
        ("grains", model.grains),
    )
    for part, entries in parts:
        for name, entry in entries.items():
            for word in entry.words:
                owner = owners.setdefault(word, f"{part}.{name}")
                # "customers" counts them or groups by them: the question's rules decide which.
                if owner != f"{part}.{name}" and not _is_count_of(owner, f"{part}.{name}"):
                    problems.append(
                        f"{part}.{name}: {word!r} is also a word for {owner}; keep it in one"
                    )
    return problems


def _is_count_of(measure: str, dimension: str) -> bool:
    return (measure, dimension) in {
        ("measures.customers", "dimensions.customer"),
        ("measures.products", "dimensions.product"),
    }

"""Settings come from the environment; what cannot be used is refused by the variable's name."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from fmcg_assets.errors import SettingsError
from fmcg_assets.resources.environments import (
    Settings,
    dagster_environment,
    load_settings,
    project_root,
    quiet_engine_logs,
    variable_name,
)

LOCATIONS = [
    "FMCG_PARENT_LANDING_URI",
    "FMCG_CHILD_LANDING_URI",
    "FMCG_LAKE_URI",
    "FMCG_REFERENCE_URI",
    "DAGSTER_HOME",
]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Take all settings out of the environment, and put them back after the test."""
    for name in [name for name in os.environ if name.startswith("FMCG_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    return monkeypatch


def location(variable: str) -> str:
    settings = load_settings()
    by_variable = {variable_name(field): field for field in Settings.model_fields}
    return str(getattr(settings, by_variable[variable]))


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    return str(refused.value)


# --- defaults


def test_without_any_variable_the_samples_of_the_project_are_used() -> None:
    settings = load_settings()
    root = project_root()
    assert (root / "pyproject.toml").is_file()
    assert settings.parent_landing_uri == str(root / "data/parent_company")
    assert settings.child_landing_uri == str(root / "data/child_company")
    assert settings.lake_uri == str(root / "var/lake")
    assert settings.reference_uri == str(root / "fmcg_assets/reference")
    assert settings.dagster_home == str(root / "var/dagster")


def test_without_any_variable_the_rules_are_those_of_the_design() -> None:
    settings = load_settings()
    assert settings.start_date == date(2024, 1, 1)
    assert settings.late_days == 31
    assert settings.max_quantity == 1_000_000
    assert settings.engine == "embedded"
    assert settings.line_encoding is None


def test_the_directory_that_a_process_was_started_in_does_not_matter(
    tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    before = load_settings()
    environment.chdir(tmp_path)
    assert load_settings() == before


# --- locations


@pytest.mark.parametrize("variable", LOCATIONS)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/srv/zone", "/srv/zone"),
        ("/srv/zone/", "/srv/zone"),
        ("/srv/../srv/zone", "/srv/zone"),
        ("some/zone", "{root}/some/zone"),
        ("~/zone", "{home}/zone"),
        ("/srv/a zone", "/srv/a zone"),
    ],
)
def test_a_directory_is_absolute_or_relative_to_the_project(
    environment: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    environment.setenv(variable, value)
    assert location(variable) == expected.format(root=project_root(), home=Path.home())


@pytest.mark.parametrize("variable", LOCATIONS[:4])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("s3://bucket", "s3://bucket"),
        ("s3://bucket/", "s3://bucket"),
        ("s3://bucket/a/prefix/", "s3://bucket/a/prefix"),
    ],
)
def test_an_s3_uri_stays_as_it_is_without_a_slash_at_its_end(
    environment: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    environment.setenv(variable, value)
    assert location(variable) == expected


@pytest.mark.parametrize("variable", LOCATIONS)
@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "a location must not be empty"),
        ("  ", "a location must not be empty"),
        ("gs://bucket/zone", "a location is a directory or an s3:// URI"),
        ("file:///srv/zone", "a location is a directory or an s3:// URI"),
        ("S3://bucket", "a location is a directory or an s3:// URI"),
        ("s3://", "an s3:// URI must name a bucket"),
        ("s3:///zone", "an s3:// URI must name a bucket"),
    ],
)
def test_a_location_that_cannot_be_used_is_refused(
    environment: pytest.MonkeyPatch, variable: str, value: str, why: str
) -> None:
    text = refusal(environment, **{variable: value})
    assert text == f"{variable}={value!r}: Value error, {why}"


def test_a_lake_below_a_path_that_delta_cannot_open_is_refused(
    environment: pytest.MonkeyPatch,
) -> None:
    text = refusal(environment, FMCG_LAKE_URI="/srv/[lake]")
    assert text.startswith("FMCG_LAKE_URI='/srv/[lake]': Value error, ")


def test_each_company_has_its_own_landing_zone(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("FMCG_PARENT_LANDING_URI", "s3://parent")
    environment.setenv("FMCG_CHILD_LANDING_URI", "s3://child/zone")
    settings = load_settings()
    assert settings.landing_uri("parent") == "s3://parent"
    assert settings.landing_uri("child") == "s3://child/zone"


# --- rules


def test_every_rule_can_be_set(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("FMCG_START_DATE", "2023-04-01")
    environment.setenv("FMCG_LATE_DAYS", "0")
    environment.setenv("FMCG_MAX_QUANTITY", "5000")
    environment.setenv("FMCG_FALLBACK_ENCODING", "cp1252")
    settings = load_settings()
    assert settings.start_date == date(2023, 4, 1)
    assert (settings.late_days, settings.max_quantity) == (0, 5000)
    assert settings.line_encoding == "cp1252"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FMCG_START_DATE", "2025-02-30"),
        ("FMCG_START_DATE", "yesterday"),
        ("FMCG_START_DATE", "20250701"),
        ("FMCG_START_DATE", ""),
        ("FMCG_LATE_DAYS", "-1"),
        ("FMCG_LATE_DAYS", "367"),
        ("FMCG_LATE_DAYS", "a month"),
        ("FMCG_MAX_QUANTITY", "0"),
        ("FMCG_MAX_QUANTITY", "1.5"),
        ("FMCG_ENGINE", "spark"),
        ("FMCG_FALLBACK_ENCODING", "utf-16"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_the_variables_name(
    environment: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    assert refusal(environment, **{variable: value}).startswith(f"{variable}={value!r}: ")


def test_all_that_is_wrong_is_said_at_once(environment: pytest.MonkeyPatch) -> None:
    text = refusal(environment, FMCG_LATE_DAYS="x", FMCG_LAKE_URI="", DAGSTER_HOME="")
    assert text.count("; ") == 2
    for variable in ("FMCG_LATE_DAYS='x': ", "FMCG_LAKE_URI='': ", "DAGSTER_HOME='': "):
        assert variable in text


def test_variables_of_others_do_not_matter(environment: pytest.MonkeyPatch) -> None:
    before = load_settings()
    environment.setenv("FMCG_SOMETHING_ELSE", "x")
    environment.setenv("LAKE_URI", "/elsewhere")
    assert load_settings() == before


def test_settings_do_not_change() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.late_days = 5


# --- names


@pytest.mark.parametrize(
    ("field", "variable"),
    [
        ("lake_uri", "FMCG_LAKE_URI"),
        ("start_date", "FMCG_START_DATE"),
        ("dagster_home", "DAGSTER_HOME"),
    ],
)
def test_a_setting_is_named_after_the_product_but_dagsters_own(field: str, variable: str) -> None:
    assert variable_name(field) == variable


def test_every_setting_is_described() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name


# --- what other programs are started with


def test_a_dagster_process_gets_the_environment_and_the_home_of_the_settings(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("DAGSTER_HOME", "/srv/dagster/")
    environment.setenv("FMCG_LATE_DAYS", "7")
    started_with = dagster_environment(load_settings())
    assert started_with == {**os.environ, "DAGSTER_HOME": "/srv/dagster"}
    assert started_with["FMCG_LATE_DAYS"] == "7"


@pytest.mark.parametrize(("before", "after"), [(None, "error"), ("debug", "debug")])
def test_the_engine_is_quiet_unless_it_is_told_otherwise(
    environment: pytest.MonkeyPatch, before: str | None, after: str
) -> None:
    environment.setenv("RUST_LOG", "restored after the test")
    if before is None:
        environment.delenv("RUST_LOG")
    else:
        environment.setenv("RUST_LOG", before)
    quiet_engine_logs()
    assert os.environ["RUST_LOG"] == after

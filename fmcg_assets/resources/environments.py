"""The only place that reads (and, for the engine, writes) the process's environment."""

from __future__ import annotations

import hashlib
import json
import os
import re
from datetime import date
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from fmcg_assets.errors import SettingsError

_NOT_IN_A_LAKE: Final = frozenset("[]^|\\")

_SECRETS: Final = frozenset({"alert_webhook_url"})
_REFERENCE: Final = "fmcg_assets/reference"
_CHECKOUT: Final = Path(__file__).resolve().parents[2]


def project_root() -> Path:
    """Return the folder that relative paths of settings start from.

    It is the checkout that the package is installed from, else the current directory.
    """
    return _CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() else Path.cwd()


class Settings(BaseSettings):
    """All settings of the platform, read from environment variables named `FMCG_<FIELD>`.

    A location is a directory (relative to the project) or an `s3://` URI.
    """

    model_config = SettingsConfigDict(env_prefix="FMCG_", frozen=True, extra="ignore")

    parent_landing_uri: str = Field(
        "data/parent_company", description="Root of the parent company's landing zone."
    )
    child_landing_uri: str = Field(
        "data/child_company", description="Root of the acquired company's landing zone."
    )
    lake_uri: str = Field("var/lake", description="Root of the Delta lake.")
    reference_uri: str = Field(
        _REFERENCE, description="Folder of the corrections and mappings (CSV)."
    )
    engine: Literal["embedded"] = Field(
        "embedded", description="Where the transforms run: `embedded` is Sail in this process."
    )
    start_date: date = Field(
        date(2024, 1, 1), description="First daily partition; an older row is an error."
    )
    late_days: int = Field(
        31, ge=0, le=366, description="Days that an order may be older than the file it comes in."
    )
    max_quantity: int = Field(
        1_000_000, ge=1, description="Largest quantity of an order line that is believed, pieces."
    )
    fallback_encoding: Literal["", "latin-1", "cp1252"] = Field(
        "", description="Encoding of lines that are not UTF-8; without it they are put aside."
    )
    max_row_loss_percent: int = Field(
        20,
        ge=0,
        le=100,
        description="Share of its rows that a dimension, or the parent's sales, may lose at once.",
    )
    max_quarantine_percent: int = Field(
        25, ge=0, le=100, description="Share of a day's or table's rows in quarantine that warns."
    )
    max_age_days: int = Field(
        3, ge=0, description="Days that the newest loaded day may lie back before a check warns."
    )
    sensor_seconds: int = Field(
        30, ge=1, description="Seconds between two looks of a sensor at the landing zones."
    )
    retention_days: int = Field(
        30,
        ge=7,
        description="Days that replaced data files and the logs of old runs are kept.",
    )
    alert_webhook_url: SecretStr = Field(
        SecretStr(""), description="Where failures are posted as JSON (secret; an http(s) URL)."
    )
    dagster_home: str = Field(
        "var/dagster",
        validation_alias="DAGSTER_HOME",
        description="Home of the Dagster instance that runs are recorded in.",
    )

    @field_validator(
        "parent_landing_uri", "child_landing_uri", "lake_uri", "reference_uri", "dagster_home"
    )
    @classmethod
    def _absolute_location(cls, value: str) -> str:
        if value.startswith("s3://"):
            if not urlsplit(value).netloc:
                raise ValueError("an s3:// URI must name a bucket")
            return value.rstrip("/")
        if "://" in value:
            raise ValueError("a location is a directory or an s3:// URI")
        if not value.strip():
            raise ValueError("a location must not be empty")
        # The corrections are part of the package, wherever it is installed.
        root = _CHECKOUT if value == _REFERENCE else project_root()
        return str((root / Path(value).expanduser()).resolve())

    @field_validator("lake_uri")
    @classmethod
    def _openable_lake(cls, value: str) -> str:
        if found := sorted(set(value) & _NOT_IN_A_LAKE):
            raise ValueError(f"delta-rs opens no table below a path with {' '.join(found)}")
        return value

    @field_validator("alert_webhook_url")
    @classmethod
    def _web_address(cls, value: SecretStr) -> SecretStr:
        url = urlsplit(value.get_secret_value())
        plain = re.fullmatch(r"[!-~]*", value.get_secret_value())
        if value.get_secret_value() and (
            url.scheme not in ("http", "https") or not url.netloc or not plain
        ):
            raise ValueError("an http:// or https:// URL without blanks is expected")
        return value

    def landing_uri(self, company: str) -> str:
        """Return the landing root of `parent` or `child`."""
        return self.parent_landing_uri if company == "parent" else self.child_landing_uri

    @cached_property
    def fingerprint(self) -> str:
        """A digest of the release and of all settings that decide what tables hold."""
        values = self.model_dump(mode="json", exclude={"alert_webhook_url", "sensor_seconds"})
        text = json.dumps([_release(), values], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def line_encoding(self) -> str | None:
        """Encoding for lines that are not UTF-8; None puts such lines aside."""
        return self.fallback_encoding or None


def _release() -> str:
    try:
        return version("fmcg_assets")
    except PackageNotFoundError:
        return ""


def variable_name(field: str) -> str:
    """Return the environment variable of a settings field."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"FMCG_{field.upper()}"


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises SettingsError that names the variable, its value and what would be right.
    """
    try:
        return Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        problems = []
        for problem in error.errors():
            name = str(problem["loc"][0]) if problem["loc"] else "settings"
            variable = variable_name(name) if name in Settings.model_fields else name
            value = "(secret)" if name in _SECRETS else repr(problem["input"])
            problems.append(f"{variable}={value}: {problem['msg']}")
        raise SettingsError("; ".join(problems)) from None


def quiet_engine_logs() -> None:
    """Keep the embedded engine's routine log lines off the terminal, unless RUST_LOG is set."""
    os.environ.setdefault("RUST_LOG", "error")


def use_dagster_home(home: Path) -> None:
    """Name the Dagster home to this process: `dagster.yaml` takes its folders from there."""
    os.environ["DAGSTER_HOME"] = str(home)


def dagster_environment(settings: Settings) -> dict[str, str]:
    """Return the environment for a Dagster process on the same instance as these settings."""
    return {**os.environ, "DAGSTER_HOME": settings.dagster_home}

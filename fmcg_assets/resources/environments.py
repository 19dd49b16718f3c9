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
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from fmcg_assets.errors import SettingsError

_NOT_IN_A_LAKE: Final = frozenset("[]^|\\")

_SECRETS: Final = frozenset({"alert_webhook_url", "planner_key", "spark_remote"})
_NOT_OF_A_RUN: Final = {
    "alert_webhook_url",
    "dagster_url",
    "dashboard_port",
    "planner_key",
    "planner_model",
    "planner_url",
    "questions_days",
    "questions_dir",
    "sensor_seconds",
}
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

    model_config = SettingsConfigDict(
        env_prefix="FMCG_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

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
    s3_endpoint_url: str = Field(
        "", description="Endpoint of an S3 server that is not AWS's (an http(s) URL)."
    )
    s3_region: str = Field("", description="Region of the buckets, for example `ap-south-1`.")
    aws_profile: str = Field(
        "",
        description="AWS profile that reads both landing zones and writes the lake; without one,"
        " the usual AWS chain decides.",
    )
    engine: Literal["embedded", "spark"] = Field(
        "embedded",
        description="Where the transforms run: `embedded` is Sail in this process, `spark` the"
        " server that FMCG_SPARK_REMOTE names.",
    )
    spark_remote: SecretStr = Field(
        SecretStr(""),
        description="Spark Connect server, `sc://host:port[/;token=…]` (secret).",
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
    questions_dir: str = Field(
        "var/questions",
        description="Folder that the dashboard and `fmcg ask` leave their questions in.",
    )
    questions_days: int = Field(
        90,
        ge=0,
        description="Days that questions are kept, there and in ops.questions; 0 records none.",
    )
    planner_url: str = Field(
        "",
        description="Base URL of an OpenAI-compatible service that reads questions which the rules"
        " do not, for example `http://127.0.0.1:11434/v1`; without it, none is asked.",
    )
    planner_model: str = Field("", description="Model that the planner's service is asked for.")
    planner_key: SecretStr = Field(
        SecretStr(""), description="Key for the planner's service (secret)."
    )
    dashboard_port: int = Field(
        8501, ge=1, le=65535, description="Port of `fmcg dashboard` on 127.0.0.1."
    )
    dagster_url: str = Field(
        "http://127.0.0.1:3000", description="Dagster UI that the dashboard links to."
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
            bucket = value.removeprefix("s3://").partition("/")[0]
            if not bucket:
                raise ValueError("an s3:// URI must name a bucket")
            if "@" in bucket:
                raise ValueError("credentials do not belong into a location")
            if set(value) & set("?#"):
                raise ValueError("an s3:// URI holds no ? and no #")
            return value.rstrip("/")
        if "://" in value:
            raise ValueError("a location is a directory or an s3:// URI")
        if not value.strip():
            raise ValueError("a location must not be empty")
        # The corrections are part of the package, wherever it is installed.
        root = _CHECKOUT if value == _REFERENCE else project_root()
        return str((root / Path(value).expanduser()).resolve())

    @field_validator("questions_dir")
    @classmethod
    def _absolute_folder(cls, value: str) -> str:
        if "://" in value or not value.strip():
            raise ValueError("a local directory is expected")
        return str((project_root() / Path(value).expanduser()).resolve())

    @field_validator("lake_uri")
    @classmethod
    def _openable_lake(cls, value: str) -> str:
        if found := sorted(set(value) & _NOT_IN_A_LAKE):
            raise ValueError(f"delta-rs opens no table below a path with {' '.join(found)}")
        return value

    @field_validator("alert_webhook_url")
    @classmethod
    def _web_address(cls, value: SecretStr) -> SecretStr:
        url = _address(value.get_secret_value())
        if value.get_secret_value() and (url is None or url.scheme not in ("http", "https")):
            raise ValueError("an http:// or https:// URL without blanks is expected")
        return value

    @field_validator("planner_url", "dagster_url")
    @classmethod
    def _service(cls, value: str) -> str:
        url = _address(value)
        if value and (url is None or url.scheme not in ("http", "https")):
            raise ValueError("an http:// or https:// URL is expected")
        if url and "@" in url.netloc:
            raise ValueError("credentials do not belong into the URL")
        return value.rstrip("/")

    @field_validator("s3_endpoint_url")
    @classmethod
    def _endpoint(cls, value: str) -> str:
        url = _address(value)
        if value and (url is None or url.scheme not in ("http", "https")):
            raise ValueError("an http:// or https:// URL is expected")
        if url and "@" in url.netloc:
            raise ValueError("credentials do not belong into the endpoint")
        return value.rstrip("/")

    @field_validator("spark_remote")
    @classmethod
    def _connect_url(cls, value: SecretStr) -> SecretStr:
        url = _address(value.get_secret_value())
        # A token in the place of the host would be shown wherever the host is.
        named = url and url.scheme == "sc" and url.port and ";" not in url.netloc
        if value.get_secret_value() and not named:
            raise ValueError("sc://host:port is expected, a token behind it as /;token=…")
        return value

    @model_validator(mode="after")
    def _remote_of_spark(self) -> Settings:
        if self.engine == "spark" and not self.spark_remote.get_secret_value():
            raise ValueError(
                "FMCG_ENGINE=spark needs FMCG_SPARK_REMOTE=sc://host:port; `fmcg spark start`"
                " brings up a local server"
            )
        return self

    @model_validator(mode="after")
    def _model_of_planner(self) -> Settings:
        if self.planner_url and not self.planner_model:
            raise ValueError("FMCG_PLANNER_URL needs FMCG_PLANNER_MODEL, the model to ask for")
        return self

    @property
    def uses_s3(self) -> bool:
        """Whether a landing zone, the lake or the reference files lie on S3."""
        roots = (
            self.parent_landing_uri,
            self.child_landing_uri,
            self.lake_uri,
            self.reference_uri,
        )
        return any(root.startswith("s3://") for root in roots)

    def landing_uri(self, company: str) -> str:
        """Return the landing root of `parent` or `child`."""
        return self.parent_landing_uri if company == "parent" else self.child_landing_uri

    @cached_property
    def fingerprint(self) -> str:
        """A digest of the release and of all settings that a run's outcome depends on."""
        values = self.model_dump(mode="json", exclude=_NOT_OF_A_RUN)
        text = json.dumps([_release(), values], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def line_encoding(self) -> str | None:
        """Encoding for lines that are not UTF-8; None puts such lines aside."""
        return self.fallback_encoding or None


def _address(text: str) -> SplitResult | None:
    """Return the parts of a URL that names a host; None where a text is none, or has blanks."""
    if not re.fullmatch(r"[!-~]+", text):
        return None
    try:
        url = urlsplit(text)
        # Asked for, it is checked.
        named = url.hostname and url.port != 0
    except ValueError:
        # Its message repeats the text, and with it what may be secret.
        return None
    return url if named else None


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
    """Read the settings from the environment, and make it one identity's; see `use_identity`.

    Raises SettingsError that names the variable, its value and what would be right.
    """
    try:
        settings = Settings()  # type: ignore[call-arg]
    except ValidationError as error:
        problems = []
        for problem in error.errors():
            name = str(problem["loc"][0]) if problem["loc"] else "settings"
            variable = variable_name(name) if name in Settings.model_fields else name
            # Before an @ stand the credentials of a URL.
            hidden = name in _SECRETS or "@" in str(problem["input"])
            value = "(secret)" if hidden else repr(problem["input"])
            found = f"{variable}={value}: " if problem["loc"] else ""
            problems.append(f"{found}{problem['msg']}")
        raise SettingsError("; ".join(problems)) from None
    use_identity(settings)
    return settings


def use_identity(settings: Settings) -> None:
    """Lead boto3, delta-rs and the embedded engine to the same endpoint with the same credentials.

    All three read them from this process's environment; each takes other variables. Nothing is
    changed where nothing lies on S3. To be called before the first of them is used.

    Raises SettingsError where the environment names more than one identity.
    """
    if not settings.uses_s3:
        return
    if os.environ.get("AWS_IAM_ROLE_ARN"):
        # delta-rs would go on with the base credentials and never ask for the role.
        raise SettingsError(
            "AWS_IAM_ROLE_ARN is set; name the role in an AWS profile (role_arn, source_profile,"
            " external_id) and the profile in FMCG_AWS_PROFILE"
        )
    if settings.aws_profile:
        if os.environ.get("AWS_ACCESS_KEY_ID"):
            raise SettingsError(
                "FMCG_AWS_PROFILE and AWS_ACCESS_KEY_ID are both set, and name two identities;"
                " unset one of them"
            )
        os.environ["AWS_PROFILE"] = settings.aws_profile
    os.environ.update(_storage_variables(settings))
    for name, value in _STORAGE_DEFAULTS.items():
        os.environ.setdefault(name, value)


_STORAGE_DEFAULTS: Final = {
    # delta-rs looks for profiles and roles only then.
    "AWS_FORCE_CREDENTIAL_LOAD": "true",
    # boto3 gives up an endpoint that does not answer after seconds, not minutes.
    "AWS_DEFAULTS_MODE": "standard",
}


def _storage_variables(settings: Settings) -> dict[str, str]:
    values = {}
    if endpoint := settings.s3_endpoint_url:
        # boto3 and delta-rs; with AWS_ENDPOINT_URL, delta-rs would look for no profile.
        values["AWS_ENDPOINT_URL_S3"] = endpoint
        # Sail.
        values["AWS_ENDPOINT"] = endpoint
        if endpoint.startswith("http://"):
            values["AWS_ALLOW_HTTP"] = "true"
    if region := settings.s3_region:
        values |= {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}
    return values


def use_region(region: str) -> None:
    """Name the region of the buckets to the engine of this process, unless it is named."""
    os.environ.setdefault("AWS_REGION", region)


def cache_dir() -> Path:
    """Return the folder for what is fetched once: FMCG_CACHE, else one in the user's cache."""
    return Path(os.environ.get("FMCG_CACHE") or Path.home() / ".cache" / "fmcg_assets")


def quiet_engine_logs() -> None:
    """Keep the embedded engine's routine log lines off the terminal, unless RUST_LOG is set."""
    os.environ.setdefault("RUST_LOG", "error")


def use_dagster_home(home: Path) -> None:
    """Name the Dagster home to this process: `dagster.yaml` takes its folders from there.

    Its event log stores what a step says of many partitions in batches (DAGSTER_EVENT_BATCH_SIZE).
    """
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")


def dagster_environment(settings: Settings) -> dict[str, str]:
    """Return the environment for a Dagster process on the same instance as these settings."""
    return {**os.environ, "DAGSTER_HOME": settings.dagster_home}

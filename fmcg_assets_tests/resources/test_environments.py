"""Settings come from the environment; what cannot be used is refused by the variable's name."""

from __future__ import annotations

import os
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from fmcg_assets.errors import SettingsError
from fmcg_assets.resources.environments import (
    Settings,
    cache_dir,
    dagster_environment,
    load_settings,
    project_root,
    quiet_engine_logs,
    use_identity,
    use_region,
    variable_name,
)

LOCATIONS = [
    "FMCG_PARENT_LANDING_URI",
    "FMCG_CHILD_LANDING_URI",
    "FMCG_LAKE_URI",
    "FMCG_REFERENCE_URI",
    "DAGSTER_HOME",
]


SECRET = "Canary-7f3a91d2"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Take all settings and all of AWS out of the environment; put it back as it was afterwards."""
    with mock.patch.dict(os.environ):
        for name in [name for name in os.environ if name.startswith(("FMCG_", "AWS_"))]:
            monkeypatch.delenv(name)
        monkeypatch.delenv("DAGSTER_HOME", raising=False)
        yield monkeypatch


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
        ("s3://bucket/a#b", "an s3:// URI holds no ? and no #"),
        ("s3://bucket?versionId=1", "an s3:// URI holds no ? and no #"),
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
        ("FMCG_ENGINE", "databricks"),
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


# --- where S3 and Spark are


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("https://s3.example.com/", "https://s3.example.com"),
        ("https://[::1]:9000", "https://[::1]:9000"),
    ],
)
def test_an_endpoint_is_a_web_address(
    environment: pytest.MonkeyPatch, value: str, expected: str
) -> None:
    environment.setenv("FMCG_S3_ENDPOINT_URL", value)
    assert load_settings().s3_endpoint_url == expected


@pytest.mark.parametrize(
    "value",
    [
        "127.0.0.1:9000",
        "s3://bucket",
        "http://",
        "http://:9000",
        "http://host:port",
        "http://host:99999",
        "http://host:0",
        "http://[::1",
        "http://a host",
        "http://host\n",
        " ",
    ],
)
def test_an_endpoint_that_is_no_web_address_is_refused(
    environment: pytest.MonkeyPatch, value: str
) -> None:
    text = refusal(environment, FMCG_S3_ENDPOINT_URL=value)
    expected = "Value error, an http:// or https:// URL is expected"
    assert text == f"FMCG_S3_ENDPOINT_URL={value!r}: {expected}"


@pytest.mark.parametrize("credentials", [f"key:{SECRET}@", f"{SECRET}@", f":{SECRET}@", "@"])
def test_an_endpoint_with_credentials_is_refused(
    environment: pytest.MonkeyPatch, credentials: str
) -> None:
    text = refusal(environment, FMCG_S3_ENDPOINT_URL=f"https://{credentials}s3.example.com")
    assert text == (
        "FMCG_S3_ENDPOINT_URL=(secret): Value error, credentials do not belong into the endpoint"
    )


@pytest.mark.parametrize("variable", LOCATIONS)
def test_a_location_with_credentials_is_refused(
    environment: pytest.MonkeyPatch, variable: str
) -> None:
    text = refusal(environment, **{variable: f"s3://key:{SECRET}@bucket/zone"})
    assert text == f"{variable}=(secret): Value error, credentials do not belong into a location"


@pytest.mark.parametrize(
    "value", ["sc://spark:15002", f"sc://spark:15002/;token={SECRET}", "sc://[::1]:15002/;a=b;c=d"]
)
def test_the_remote_of_spark_is_a_connect_url_and_secret(
    environment: pytest.MonkeyPatch, value: str
) -> None:
    environment.setenv("FMCG_ENGINE", "spark")
    environment.setenv("FMCG_SPARK_REMOTE", value)
    settings = load_settings()
    assert settings.spark_remote.get_secret_value() == value
    for shown in (repr(settings), str(settings), repr(settings.model_dump())):
        assert value not in shown
    assert value not in settings.model_dump_json()


@pytest.mark.parametrize(
    "value",
    [
        "spark:15002",
        "sc://spark",
        "sc://:15002",
        "sc://spark:port",
        "sc://spark:0",
        "sc://spark:15002/;token=a b",
        "spark://spark:7077",
        f"sc://spark;token={SECRET}:15002",
        # What urllib says of these two repeats them.
        f"sc://spark:15002;token={SECRET}\u2100/",
        f"sc://[{SECRET}]:15002",
    ],
)
def test_a_remote_that_is_no_connect_url_is_refused_and_not_shown(
    environment: pytest.MonkeyPatch, value: str
) -> None:
    text = refusal(environment, FMCG_SPARK_REMOTE=value)
    assert text == (
        "FMCG_SPARK_REMOTE=(secret): Value error, sc://host:port is expected, a token behind it as"
        " /;token=…"
    )


def test_the_engine_spark_needs_a_remote(environment: pytest.MonkeyPatch) -> None:
    text = refusal(environment, FMCG_ENGINE="spark")
    assert text == (
        "Value error, FMCG_ENGINE=spark needs FMCG_SPARK_REMOTE=sc://host:port; `fmcg spark start`"
        " brings up a local server"
    )


def test_a_remote_without_the_engine_spark_waits_for_it(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("FMCG_SPARK_REMOTE", "sc://spark:15002")
    assert load_settings().engine == "embedded"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FMCG_ALERT_WEBHOOK_URL", f"https://hook.example.com/ {SECRET}"),
        ("FMCG_ALERT_WEBHOOK_URL", f"http://127.0.0.1:99999/{SECRET}"),
        ("FMCG_ALERT_WEBHOOK_URL", f"http://127.0.0.1:port/{SECRET}"),
        ("FMCG_ALERT_WEBHOOK_URL", f"https://{SECRET}\u2100/"),
        ("FMCG_LAKE_URI", f"https://key:{SECRET}@example.com"),
    ],
)
def test_what_may_be_secret_is_not_repeated_by_a_refusal(
    environment: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    assert refusal(environment, **{variable: value}).startswith(f"{variable}=(secret): ")


ANY_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
PIECES = st.lists(
    st.sampled_from(["sc", "http", "https", "://", ":", "/", ";token=", "@", "[", "]", "host", "#"])
    | st.sampled_from(["15002", "0", "99999", "%", "?", " ", "\n", "\u2100", "\uff20", "::1"])
    | ANY_TEXT,
    max_size=8,
).map("".join)
SECRETS = st.text(string.ascii_letters + string.digits, min_size=12, max_size=40)


def said_of(**variables: str) -> str:
    """Return all that is said of settings with these variables, right or wrong."""
    with mock.patch.dict(os.environ, variables):
        try:
            settings = load_settings()
        except SettingsError as refused:
            with pytest.raises(ValidationError) as cause:
                Settings()  # type: ignore[call-arg]
            return f"{refused}\n{cause.value}"
        return f"{settings!r}\n{settings.model_dump_json()}"


@given(before=PIECES, secret=SECRETS, behind=PIECES)
@example(before="sc://host:15002;token=", secret="CanarySecret", behind="\u2100/")
@example(before="sc://[", secret="CanarySecret", behind="]:15002")
@example(before="sc://host:", secret="CanarySecret", behind="")
def test_no_text_in_place_of_the_remote_is_ever_shown(
    before: str, secret: str, behind: str
) -> None:
    assert secret not in said_of(FMCG_SPARK_REMOTE=f"{before}{secret}{behind}")


@given(
    scheme=st.sampled_from(["http", "https", "s3", ""]),
    user=ANY_TEXT,
    secret=SECRETS,
    behind=PIECES,
)
@example(scheme="https", user="key", secret="CanarySecret", behind="host\u2100")
def test_no_credentials_in_an_endpoint_are_ever_shown(
    scheme: str, user: str, secret: str, behind: str
) -> None:
    assert secret not in said_of(FMCG_S3_ENDPOINT_URL=f"{scheme}://{user}:{secret}@{behind}")


@given(value=PIECES | ANY_TEXT)
def test_any_endpoint_is_refused_or_names_a_host(value: str) -> None:
    try:
        endpoint = Settings(s3_endpoint_url=value).s3_endpoint_url  # type: ignore[call-arg]
    except ValueError:
        return
    assert endpoint == value.rstrip("/")
    assert not value or endpoint.isascii()
    assert not set(endpoint) & set(" \n@")


@given(value=PIECES | ANY_TEXT)
def test_any_remote_is_refused_or_begins_with_host_and_port(value: str) -> None:
    try:
        settings = Settings(spark_remote=SecretStr(value))  # type: ignore[call-arg]
    except ValueError:
        return
    remote = settings.spark_remote.get_secret_value()
    assert remote == value
    assert not value or value.lower().startswith("sc://")


# --- one identity

ON_S3 = {"FMCG_LAKE_URI": "s3://lake/main"}
DEFAULTS = {"AWS_FORCE_CREDENTIAL_LOAD": "true", "AWS_DEFAULTS_MODE": "standard"}


def aws(monkeypatch: pytest.MonkeyPatch, **variables: str) -> dict[str, str]:
    """Return what is there of AWS once the settings are read with these variables."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    load_settings()
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}


def test_nothing_of_aws_is_touched_where_nothing_lies_on_s3(
    environment: pytest.MonkeyPatch,
) -> None:
    before = {"AWS_IAM_ROLE_ARN": "arn:aws:iam::1:role/x", "AWS_ACCESS_KEY_ID": "key"}
    after = aws(
        environment,
        FMCG_S3_ENDPOINT_URL="http://127.0.0.1:9000",
        FMCG_S3_REGION="ap-south-1",
        FMCG_AWS_PROFILE="fmcg",
        **before,
    )
    assert after == before


@pytest.mark.parametrize("variable", LOCATIONS[:4])
def test_one_location_on_s3_is_enough(environment: pytest.MonkeyPatch, variable: str) -> None:
    assert aws(environment, **{variable: "s3://bucket"}) == DEFAULTS


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (
            {"FMCG_S3_ENDPOINT_URL": "https://s3.example.com"},
            {
                "AWS_ENDPOINT_URL_S3": "https://s3.example.com",
                "AWS_ENDPOINT": "https://s3.example.com",
            },
        ),
        (
            {"FMCG_S3_ENDPOINT_URL": "http://127.0.0.1:9000"},
            {
                "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9000",
                "AWS_ENDPOINT": "http://127.0.0.1:9000",
                "AWS_ALLOW_HTTP": "true",
            },
        ),
        (
            {"FMCG_S3_REGION": "ap-south-1"},
            {"AWS_REGION": "ap-south-1", "AWS_DEFAULT_REGION": "ap-south-1"},
        ),
        ({"FMCG_AWS_PROFILE": "fmcg"}, {"AWS_PROFILE": "fmcg"}),
    ],
)
def test_a_setting_is_said_to_boto3_delta_rs_and_sail_in_the_words_of_each(
    environment: pytest.MonkeyPatch, variables: dict[str, str], expected: dict[str, str]
) -> None:
    assert aws(environment, **ON_S3, **variables) == DEFAULTS | expected


@pytest.mark.parametrize(
    ("setting", "value", "variable"),
    [
        ("FMCG_S3_ENDPOINT_URL", "https://s3.example.com", "AWS_ENDPOINT_URL_S3"),
        ("FMCG_S3_REGION", "ap-south-1", "AWS_REGION"),
        ("FMCG_S3_REGION", "ap-south-1", "AWS_DEFAULT_REGION"),
        ("FMCG_AWS_PROFILE", "fmcg", "AWS_PROFILE"),
    ],
)
def test_a_setting_goes_before_what_is_said_to_one_library(
    environment: pytest.MonkeyPatch, setting: str, value: str, variable: str
) -> None:
    assert aws(environment, **ON_S3, **{variable: "other", setting: value})[variable] == value


@pytest.mark.parametrize("variable", [*DEFAULTS, "AWS_REGION", "AWS_PROFILE", "AWS_ENDPOINT_URL"])
def test_without_a_setting_what_the_user_said_stays(
    environment: pytest.MonkeyPatch, variable: str
) -> None:
    assert aws(environment, **ON_S3, **{variable: "own"}) == DEFAULTS | {variable: "own"}


def test_the_identity_may_be_taken_on_again(environment: pytest.MonkeyPatch) -> None:
    first = aws(environment, **ON_S3, FMCG_AWS_PROFILE="fmcg", FMCG_S3_REGION="ap-south-1")
    use_identity(load_settings())
    assert aws(environment) == first


def test_a_profile_and_keys_are_two_identities(environment: pytest.MonkeyPatch) -> None:
    text = refusal(
        environment,
        **ON_S3,
        FMCG_AWS_PROFILE="fmcg",
        AWS_ACCESS_KEY_ID="AKIA-canary",
        AWS_SECRET_ACCESS_KEY=SECRET,
    )
    assert text == (
        "FMCG_AWS_PROFILE and AWS_ACCESS_KEY_ID are both set, and name two identities; unset one"
        " of them"
    )


def test_keys_without_a_profile_are_one_identity(environment: pytest.MonkeyPatch) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": SECRET}
    assert aws(environment, **ON_S3, **keys) == DEFAULTS | keys


def test_a_role_that_only_a_variable_names_is_refused(environment: pytest.MonkeyPatch) -> None:
    text = refusal(environment, **ON_S3, AWS_IAM_ROLE_ARN="arn:aws:iam::1:role/x")
    assert text == (
        "AWS_IAM_ROLE_ARN is set; name the role in an AWS profile (role_arn, source_profile,"
        " external_id) and the profile in FMCG_AWS_PROFILE"
    )


def test_settings_that_are_refused_change_nothing(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("AWS_IAM_ROLE_ARN", "arn:aws:iam::1:role/x")
    before = dict(os.environ)
    refusal(environment, **ON_S3, FMCG_S3_REGION="ap-south-1")
    assert {**before, **ON_S3, "FMCG_S3_REGION": "ap-south-1"} == dict(os.environ)


@pytest.mark.parametrize(("before", "after"), [(None, "eu-west-1"), ("ap-south-1", "ap-south-1")])
def test_the_engine_is_told_the_region_unless_it_knows_one(
    environment: pytest.MonkeyPatch, before: str | None, after: str
) -> None:
    if before:
        environment.setenv("AWS_REGION", before)
    use_region("eu-west-1")
    assert os.environ["AWS_REGION"] == after


# --- what is fetched once


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "{home}/.cache/fmcg_assets"),
        ("", "{home}/.cache/fmcg_assets"),
        ("/srv/fmcg", "/srv/fmcg"),
    ],
)
def test_the_cache_is_one_of_the_user_unless_it_is_named(
    environment: pytest.MonkeyPatch, value: str | None, expected: str
) -> None:
    if value is not None:
        environment.setenv("FMCG_CACHE", value)
    assert cache_dir() == Path(expected.format(home=Path.home()))


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

"""Trying again may help against networks and rival writers, never against bad data."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)
from deltalake import DeltaTable
from deltalake.exceptions import CommitFailedError, DeltaProtocolError, SchemaMismatchError

from fmcg_assets.errors import (
    BusyError,
    CommitConflictError,
    ContractError,
    DamagedTableError,
    LandingFileError,
    MissingTableError,
    RemovalRefusedError,
    SettingsError,
    TableVersionError,
    UnstableFileError,
)
from fmcg_assets.faults import DATA_ERRORS, is_transient


def answered(status: int, code: str) -> ClientError:
    """Return the error of an object store's answer."""
    metadata = {"HTTPStatusCode": status}
    return ClientError(
        {"Error": {"Code": code}, "ResponseMetadata": metadata},  # type: ignore[typeddict-item]
        "GetObject",
    )


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EIO, "I/O error"),
        OSError(errno.ENOSPC, "no space left on device"),
        OSError("Generic S3 error: error sending request"),
        ConnectionResetError(),
        BrokenPipeError(),
        TimeoutError(),
        EndpointConnectionError(endpoint_url="https://s3"),
        ConnectTimeoutError(endpoint_url="https://s3"),
        ReadTimeoutError(endpoint_url="https://s3"),
        answered(500, "InternalError"),
        answered(503, "ServiceUnavailable"),
        answered(503, "SlowDown"),
        answered(400, "RequestTimeout"),
        answered(400, "Throttling"),
        answered(400, "ThrottlingException"),
        CommitFailedError("another writer was first"),
        CommitConflictError("the retries were used up"),
        BusyError("held by run 1"),
        UnstableFileError("/landing/orders.csv", "another file", "that of the look"),
    ],
    ids=repr,
)
def test_faults_of_networks_disks_and_rival_writers_are_transient(error: BaseException) -> None:
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        LandingFileError("/landing/orders.csv", "HTML", "a CSV file"),
        ContractError("a key occurs twice"),
        RemovalRefusedError("all rows are gone"),
        MissingTableError("never materialized"),
        TableVersionError("of another version"),
        DamagedTableError("the log cannot be read"),
        SettingsError("FMCG_LATE_DAYS=x"),
        FileNotFoundError(errno.ENOENT, "gone"),
        PermissionError(errno.EACCES, "denied"),
        IsADirectoryError(errno.EISDIR, "a folder"),
        NotADirectoryError(errno.ENOTDIR, "no folder"),
        answered(403, "AccessDenied"),
        answered(400, "ExpiredToken"),
        answered(404, "NoSuchBucket"),
        answered(412, "PreconditionFailed"),
        NoCredentialsError(),
        ParamValidationError(report="a bucket's name"),
        SchemaMismatchError("another schema"),
        DeltaProtocolError("an unknown feature"),
        ValueError("1,5"),
        KeyError("order_id"),
        MemoryError(),
        KeyboardInterrupt(),
    ],
    ids=repr,
)
def test_bad_data_wrong_settings_and_bugs_are_not_transient(error: BaseException) -> None:
    assert not is_transient(error)


def test_an_answer_without_a_status_is_judged_by_its_code() -> None:
    assert is_transient(ClientError({"Error": {"Code": "SlowDown"}}, "PutObject"))
    assert not is_transient(ClientError({"Error": {"Code": "AccessDenied"}}, "PutObject"))


def test_what_delta_rs_says_of_an_unreachable_store_is_transient() -> None:
    unreachable = {
        "endpoint_url": "http://127.0.0.1:9",
        "allow_http": "true",
        "access_key_id": "a",
        "secret_access_key": "b",
        "region": "us-east-1",
        "max_retries": "0",
        "retry_timeout": "1s",
    }
    with pytest.raises(OSError, match="error sending request") as caught:
        DeltaTable("s3://bucket/table", storage_options=unreachable)
    assert is_transient(caught.value)


def test_a_folder_in_the_place_of_a_file_is_not_transient(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as caught:
        tmp_path.read_bytes()
    assert not is_transient(caught.value)


def test_errors_of_the_data_are_those_of_a_delivery_and_of_a_contract() -> None:
    of_the_data = {LandingFileError, RemovalRefusedError, ContractError}
    assert {error.__name__ for error in of_the_data} == DATA_ERRORS
    assert UnstableFileError.__name__ not in DATA_ERRORS

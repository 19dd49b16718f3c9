"""What boto3, delta-rs and the engines say of S3, and what the platform says instead.

The texts are those that they gave for a MinIO server (and a front that judges sessions and roles),
and for Spark those of the S3A connector's manual, with made-up identifiers.
"""

from __future__ import annotations

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    IncompleteReadError,
    InvalidConfigError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError
from deltalake.exceptions import DeltaError
from hypothesis import given
from hypothesis import strategies as st
from pyspark.errors import PySparkException

from fmcg_assets.errors import StorageError
from fmcg_assets.storage.faults import explained

URI = "s3://lake/orders"

EXPIRED = "the session has expired; get new session keys (or use an AWS profile), and run again"
CREDENTIALS = "correct the credentials (FMCG_AWS_PROFILE or AWS_*)"
UNKNOWN_KEY = f"the access key is not known there; {CREDENTIALS}"
WRONG_SECRET = f"the secret key does not fit the access key; {CREDENTIALS}"
OTHER_REGION = "the bucket lies in another region; set FMCG_S3_REGION to the bucket's region"
OVERLOADED = "the server is overloaded or failed; run again"
SILENT = "no answer; check the network, the server and FMCG_S3_ENDPOINT_URL, and run again"
STS_SILENT = (
    "no answer to the request for credentials; check the network and the STS that the AWS profile"
    " leads to, and run again"
)
NO_CREDENTIALS = (
    "no credentials were found; set FMCG_AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
    " AWS_SECRET_ACCESS_KEY"
)
NO_PROFILE = (
    "the AWS profile does not exist, or cannot be used; correct FMCG_AWS_PROFILE or the AWS config"
    " file"
)
DENIED = (
    "access denied; allow it to this identity in its policy or the bucket's (`fmcg"
    " check-connection` shows what it may do)"
)
ROLE_DENIED = (
    "the role cannot be assumed; correct role_arn, external_id and source_profile of the AWS"
    " profile, or the role's trust policy"
)
REFUSED = (
    "refused without a reason: the credentials have expired, are wrong, or do not allow it; renew"
    " or correct them (`fmcg check-connection` shows what is wrong), and run again"
)
NO_BUCKET = "the bucket does not exist; create it, or correct the URI"
NO_S3 = "what answers there is no S3 server; correct FMCG_S3_ENDPOINT_URL, and run again"
CLOCK = "this machine's clock differs from the server's; set the clock, and run again"
FULL = "the server's disk is full; make room, and run again"
TRANSIENT = {OVERLOADED, SILENT, STS_SILENT}


def said(error: Exception, uri: str = URI) -> StorageError:
    """Return what is said in place of an error."""
    with pytest.raises(StorageError) as told, explained("read", uri, PySparkException):
        raise error
    return told.value


def assert_said(error: Exception, expected: str) -> None:
    told = said(error)
    assert str(told) == f"cannot read {URI}: {expected}"
    assert told.transient == (expected in TRANSIENT)
    # A chained error would be stored with its text.
    assert told.__cause__ is None
    assert told.__suppress_context__


def answered(code: str, status: int = 400, operation: str = "GetObject") -> ClientError:
    """Return boto3's error of an answer that repeats what was signed."""
    return ClientError(
        {
            "Error": {"Code": code, "Message": "x-amz-security-token:CANARY"},
            "ResponseMetadata": {"HTTPStatusCode": status},  # type: ignore[typeddict-item]
        },
        operation,
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("InvalidAccessKeyId", UNKNOWN_KEY),
        ("InvalidClientTokenId", UNKNOWN_KEY),
        ("SignatureDoesNotMatch", WRONG_SECRET),
        ("ExpiredToken", EXPIRED),
        ("ExpiredTokenException", EXPIRED),
        ("InvalidToken", EXPIRED),
        ("InvalidTokenId", EXPIRED),
        ("TokenRefreshRequired", EXPIRED),
        ("NoSuchBucket", NO_BUCKET),
        ("PermanentRedirect", OTHER_REGION),
        ("AuthorizationHeaderMalformed", OTHER_REGION),
        ("IllegalLocationConstraintException", OTHER_REGION),
        ("RequestTimeTooSkewed", CLOCK),
        ("AccessDenied", DENIED),
        ("AllAccessDisabled", DENIED),
        ("XMinioStorageFull", FULL),
        ("SlowDown", OVERLOADED),
        ("ServiceUnavailable", OVERLOADED),
        ("InternalError", OVERLOADED),
        ("RequestTimeout", OVERLOADED),
        ("Throttling", OVERLOADED),
        ("ThrottlingException", OVERLOADED),
    ],
)
def test_a_code_has_one_meaning_whoever_tells_it(code: str, expected: str) -> None:
    assert_said(answered(code), expected)
    assert_said(
        of_delta("Server returned non-2xx status code", "400 Bad Request", xml(code)), expected
    )
    assert_said(
        of_spark(f"Some words. (Service: S3, Status Code: 400, Request ID: A1):{code}"), expected
    )


def xml(code: str) -> str:
    """Return the answer of S3 that delta-rs repeats."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>CANARY</Message></Error>"
    )


def of_delta(*causes: str) -> OSError:
    """Return delta-rs' error of reading a log: causes below each other, in colour."""
    lines = [
        f"{' ' * depth}\x1b[31m↳\x1b[0m {cause}"
        for depth, cause in enumerate(("Generic S3 error", *causes), start=10)
    ]
    return OSError("Kernel error -> " + "\n".join(lines).lstrip() + "\n")


def of_spark(text: str) -> PySparkException:
    """Return the error of a Spark server whose S3A connector failed."""
    exception = "software.amazon.awssdk.services.s3.model.S3Exception"
    return PySparkException(
        f"java.nio.file.AccessDeniedException: s3a://lake/orders: getFileStatus on orders:"
        f" {exception}: {text}"
    )


LOADING = ("an error occurred while loading credentials",)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(answered("400", 400, "HeadObject"), REFUSED, id="HEAD 400"),
        pytest.param(answered("403", 403, "HeadObject"), REFUSED, id="HEAD 403"),
        pytest.param(answered("502", 502, "HeadObject"), OVERLOADED, id="HEAD 502"),
        pytest.param(answered("404", 404), NO_S3, id="no code"),
        pytest.param(ResponseParserError("invalid XML: <html>"), NO_S3, id="no XML"),
        pytest.param(answered("AccessDenied", 403, "AssumeRole"), ROLE_DENIED, id="role"),
        pytest.param(answered("ValidationError", 400, "AssumeRole"), ROLE_DENIED, id="no ARN"),
        pytest.param(answered("ExpiredToken", 400, "AssumeRole"), EXPIRED, id="caller expired"),
        pytest.param(NoCredentialsError(), NO_CREDENTIALS, id="no credentials"),
        pytest.param(
            PartialCredentialsError(provider="env", cred_var="aws_secret_access_key"),
            NO_CREDENTIALS,
            id="half of the credentials",
        ),
        pytest.param(ProfileNotFound(profile="nobody"), NO_PROFILE, id="no profile"),
        pytest.param(InvalidConfigError(error_msg="loop"), NO_PROFILE, id="profile in a loop"),
        pytest.param(
            CredentialRetrievalError(provider="assume-role", error_msg="expired"),
            ROLE_DENIED,
            id="no refresh",
        ),
        *(
            pytest.param(kind(endpoint_url="http://s3:9000/lake/orders", error="refused"), SILENT)
            for kind in (
                EndpointConnectionError,
                ConnectTimeoutError,
                ReadTimeoutError,
                ConnectionClosedError,
            )
        ),
        pytest.param(
            IncompleteReadError(actual_bytes=128, expected_bytes=256), SILENT, id="cut answer"
        ),
        pytest.param(
            EndpointConnectionError(endpoint_url="https://lake.s3.amazonaws.com/?list-type=2"),
            SILENT,
            id="a listing by the bucket's host name",
        ),
        pytest.param(
            EndpointConnectionError(endpoint_url="https://sts.amazonaws.com/"), STS_SILENT, id="sts"
        ),
        pytest.param(
            ConnectTimeoutError(endpoint_url="http://10.0.0.1:9000"), STS_SILENT, id="another sts"
        ),
    ],
)
def test_errors_of_boto3(error: Exception, expected: str) -> None:
    assert_said(error, expected)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(
            DeltaError(
                "Failed to parse parquet: External: The operation lacked the necessary privileges"
                " to complete for path t/part-0.parquet: Error performing PUT http://s3/lake/t in"
                f" 1ms - Server returned non-2xx status code: 403 Forbidden: {xml('AccessDenied')}"
            ),
            DENIED,
            id="a write",
        ),
        pytest.param(
            of_delta("Server returned non-2xx status code", "403 Forbidden"), REFUSED, id="HEAD 403"
        ),
        pytest.param(
            of_delta("Server returned non-2xx status code", "503 Service Unavailable"),
            OVERLOADED,
            id="HEAD 503",
        ),
        pytest.param(
            of_delta(
                "Error performing GET http://s3:9/lake/t in 268ms, after 2 retries, max_retries",
                "error sending request",
                "client error (Connect)",
                "tcp connect error",
                "Connection refused (os error 111)",
            ),
            SILENT,
            id="closed port",
        ),
        pytest.param(
            of_delta(
                *LOADING,
                "service error",
                "unhandled error (AccessDenied)",
                "Error { code",
                '"AccessDenied", message',
                "is not authorized to perform",
                "sts:AssumeRole on resource",
            ),
            ROLE_DENIED,
            id="wrong external id",
        ),
        pytest.param(
            of_delta(*LOADING, "service error", "unhandled error (AccessDenied)", "CANARY"),
            ROLE_DENIED,
            id="wrong secret of the role's caller",
        ),
        pytest.param(
            of_delta(
                *LOADING,
                "dispatch failure",
                "io error",
                "tcp connect error",
                "Connection refused (os error 111)",
            ),
            STS_SILENT,
            id="sts on a closed port",
        ),
        pytest.param(
            of_delta(
                "the credential provider was not enabled",
                "no credentials found in chain. Attempted:\n  Environment",
                "environment variable not set\n  Profile",
                "profile `nobody` was not defined",
            ),
            NO_PROFILE,
            id="no profile",
        ),
        pytest.param(
            of_delta(
                "the credential provider was not enabled",
                "no credentials found in chain. Attempted:\n  Environment",
                "environment variable not set",
            ),
            NO_CREDENTIALS,
            id="no credentials",
        ),
    ],
)
def test_errors_of_delta_rs(error: Exception, expected: str) -> None:
    assert_said(error, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Server returned non-2xx status code: 400 Bad Request: ", REFUSED),
        ("Server returned non-2xx status code: 403 Forbidden: ", REFUSED),
        ("Server returned non-2xx status code: 503 Service Unavailable: ", OVERLOADED),
        ("Connection refused (os error 111)", SILENT),
        (
            "Generic S3 error: Error performing list request: Error performing GET"
            " http://s3/no-bucket?list-type=2 in 2ms - Server returned non-2xx status code: 404 Not"
            f" Found: {xml('NoSuchBucket')}",
            NO_BUCKET,
        ),
        (
            'Error { code: "AccessDenied", message: "User: caller is not authorized to perform:'
            ' sts:AssumeRole on resource: arn:aws:iam::123456789012:role/fmcg" }',
            ROLE_DENIED,
        ),
        (
            'Error { code: "AccessDenied", message: "The request signature we calculated does not'
            ' match the signature you provided.", aws_request_id: "A1" }',
            ROLE_DENIED,
        ),
        (
            "no credentials found in chain. Attempted:\n  Environment: environment variable not"
            " set\n  Profile: the credential provider was not enabled: profile `nobody` was not"
            " defined: could not find source profile nobody referenced from the root profile",
            NO_PROFILE,
        ),
        (
            "no credentials found in chain. Attempted:\n  Environment: not set",
            NO_CREDENTIALS,
        ),
    ],
)
def test_errors_of_the_embedded_engine(text: str, expected: str) -> None:
    assert_said(PySparkException(text), expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "null (Service: S3, Status Code: 403, Request ID: A1, Extended Request ID: /h3=):null",
            REFUSED,
        ),
        (
            "null (Service: S3, Status Code: 503, Request ID: A1) (SDK Attempt Count: 3):null",
            OVERLOADED,
        ),
        (
            "The AWS Access Key Id you provided does not exist in our records. (Service: S3, Status"
            " Code: 403, Request ID: A1) (SDK Attempt Count: 1):InvalidAccessKeyId",
            UNKNOWN_KEY,
        ),
        ("Access Denied (Service: S3, Status Code: 403, Request ID: A1):AccessDenied", DENIED),
    ],
)
def test_errors_of_spark(text: str, expected: str) -> None:
    assert_said(of_spark(text), expected)


@pytest.mark.parametrize(
    "error",
    [
        answered("NoSuchKey", 404),
        answered("404", 404, "HeadObject"),
        answered("PreconditionFailed", 412),
        OSError(28, "No space left on device"),
        DeltaError("Generic DeltaTable error: Execution error: Failed to coerce column quantity"),
        PySparkException("[DIVIDE_BY_ZERO] Division by zero"),
    ],
    ids=repr,
)
def test_what_is_not_about_s3_passes_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as passed, explained("read", URI, PySparkException):
        raise error
    assert passed.value is error


def test_what_befalls_a_folder_passes_as_it_is() -> None:
    error = OSError("Connection refused (os error 111)")
    with pytest.raises(OSError, match="refused") as passed, explained("read", "/data/lake"):
        raise error
    assert passed.value is error


@given(
    secret=st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+", min_size=20)
)
def test_no_text_of_s3_is_repeated(secret: str) -> None:
    content = f"<Error><Code>SignatureDoesNotMatch</Code><StringToSign>{secret}</StringToSign>"
    errors = (
        ClientError(
            {"Error": {"Code": "SignatureDoesNotMatch", "Message": content}}, "ListObjectsV2"
        ),
        OSError(f"Generic S3 error: 403 Forbidden: {content}"),
        PySparkException(f"Server returned non-2xx status code: 403 Forbidden: {content}"),
    )
    for error in errors:
        assert str(said(error)) == f"cannot read {URI}: {WRONG_SECRET}"

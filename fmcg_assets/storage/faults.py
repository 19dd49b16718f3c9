"""What S3 said, in words that tell what to do: boto3, delta-rs and the engines say it differently.

Nothing of the original text is repeated: S3 answers a wrong signature with the request that was
signed, session token included.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    IncompleteReadError,
    InvalidConfigError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)
from botocore.exceptions import ConnectionError as StorageConnectionError
from deltalake.exceptions import DeltaError

from fmcg_assets.errors import StorageError
from fmcg_assets.storage.s3 import forget_client

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class _Fault:
    found: str
    remedy: str
    transient: bool = False


_EXPIRED: Final = _Fault(
    "the session has expired", "get new session keys (or use an AWS profile), and run again"
)
_UNKNOWN_KEY: Final = _Fault(
    "the access key is not known there", "correct the credentials (FMCG_AWS_PROFILE or AWS_*)"
)
_OTHER_REGION: Final = _Fault(
    "the bucket lies in another region", "set FMCG_S3_REGION to the bucket's region"
)
_OVERLOADED: Final = _Fault("the server is overloaded or failed", "run again", transient=True)
_SILENT: Final = _Fault(
    "no answer",
    "check the network, the server and FMCG_S3_ENDPOINT_URL, and run again",
    transient=True,
)
_STS_SILENT: Final = _Fault(
    "no answer to the request for credentials",
    "check the network and the STS that the AWS profile leads to, and run again",
    transient=True,
)
_NO_CREDENTIALS: Final = _Fault(
    "no credentials were found",
    "set FMCG_AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
)
_NO_PROFILE: Final = _Fault(
    "the AWS profile does not exist, or cannot be used",
    "correct FMCG_AWS_PROFILE or the AWS config file",
)
_DENIED: Final = _Fault(
    "access denied",
    "allow it to this identity in its policy or the bucket's (`fmcg check-connection` shows what"
    " it may do)",
)
_REFUSED: Final = _Fault(
    "refused without a reason: the credentials have expired, are wrong, or do not allow it",
    "renew or correct them (`fmcg check-connection` shows what is wrong), and run again",
)
_NO_S3: Final = _Fault(
    "what answers there is no S3 server", "correct FMCG_S3_ENDPOINT_URL, and run again"
)
_ROLE_DENIED: Final = _Fault(
    "the role cannot be assumed",
    "correct role_arn, external_id and source_profile of the AWS profile, or the role's trust"
    " policy",
)

_BY_CODE: Final = {
    "InvalidAccessKeyId": _UNKNOWN_KEY,
    "SignatureDoesNotMatch": _Fault(
        "the secret key does not fit the access key",
        "correct the credentials (FMCG_AWS_PROFILE or AWS_*)",
    ),
    "InvalidClientTokenId": _UNKNOWN_KEY,
    "ExpiredToken": _EXPIRED,
    "ExpiredTokenException": _EXPIRED,
    "InvalidToken": _EXPIRED,
    "InvalidTokenId": _EXPIRED,
    "TokenRefreshRequired": _EXPIRED,
    "NoSuchBucket": _Fault("the bucket does not exist", "create it, or correct the URI"),
    "PermanentRedirect": _OTHER_REGION,
    "AuthorizationHeaderMalformed": _OTHER_REGION,
    "IllegalLocationConstraintException": _OTHER_REGION,
    "RequestTimeTooSkewed": _Fault(
        "this machine's clock differs from the server's", "set the clock, and run again"
    ),
    "AccessDenied": _DENIED,
    "AllAccessDisabled": _DENIED,
    "XMinioStorageFull": _Fault("the server's disk is full", "make room, and run again"),
    "SlowDown": _OVERLOADED,
    "ServiceUnavailable": _OVERLOADED,
    "InternalError": _OVERLOADED,
    "RequestTimeout": _OVERLOADED,
    "Throttling": _OVERLOADED,
    "ThrottlingException": _OVERLOADED,
}
_CODE: Final = re.compile(
    # The XML of S3, which delta-rs repeats; Spark's S3A puts the code behind the SDK's message.
    r"<Code>(\w+)</Code>|\b(?:Code|Error Code): (\w+)|\(Service: S3[^()]*\)(?: \([^()]*\))?:(\w+)"
)
_BY_TEXT: Final = (
    (re.compile(r"loading credentials[\s\S]*dispatch failure"), _STS_SILENT),
    (
        re.compile(
            r"AssumeRole|assum\w+ role|loading credentials[\s\S]*service error|"
            # What the embedded engine says of an answer of the STS.
            r"^Error \{ code: ",
            re.IGNORECASE,
        ),
        _ROLE_DENIED,
    ),
    (re.compile(r"profile `[^`]*` was not defined"), _NO_PROFILE),
    (re.compile(r"no credentials found in chain|no providers in chain"), _NO_CREDENTIALS),
    (re.compile(r"\b5\d\d (Internal|Service|Bad Gateway|Gateway)|Status Code: 5\d\d"), _OVERLOADED),
    (
        re.compile(
            r"error sending request|connection (refused|reset|closed)|dns error|timed? ?out|"
            r"failed to lookup address|UnknownHostException|ConnectException|SocketTimeout|"
            r"connect\w* to .* failed",
            re.IGNORECASE,
        ),
        _SILENT,
    ),
    (re.compile(r"\bAccessDenied\b"), _DENIED),
    # An answer to HEAD has no text, and the engine drops that of others.
    (
        re.compile(r"\b(400 Bad Request|401 Unauthorized|403 Forbidden)\b|Status Code: (400|403)"),
        _REFUSED,
    ),
)
_SERVER_ERROR: Final = 500
_TRANSLATED: Final = (BotoCoreError, ClientError, DeltaError, OSError)


@contextmanager
def explained(action: str, uri: str, *of_engine: type[Exception]) -> Iterator[None]:
    """Raise StorageError that says what cannot be done with what, why, and what to do.

    Errors of boto3, delta-rs and, where its classes are named, the engine are translated; what is
    not about S3 passes as it is.
    """
    if not uri.startswith("s3://"):
        yield
        return
    # Imported late: it looks for the network, and whose files are all local never needs it.
    from botocore.parsers import ResponseParserError

    translated: tuple[type[Exception], ...] = (*_TRANSLATED, ResponseParserError, *of_engine)
    try:
        yield
    except translated as error:
        fault = _NO_S3 if isinstance(error, ResponseParserError) else _fault(error)
        if fault is None:
            raise
        if fault is _EXPIRED:
            forget_client()
        text = f"cannot {action} {uri}: {fault.found}; {fault.remedy}"
        raise StorageError(text, transient=fault.transient) from None


def _fault(error: Exception) -> _Fault | None:
    if isinstance(error, ClientError):
        return _client_fault(error)
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return _NO_CREDENTIALS
    if isinstance(error, ProfileNotFound | InvalidConfigError):
        return _NO_PROFILE
    if isinstance(error, CredentialRetrievalError):
        return _ROLE_DENIED
    if isinstance(error, StorageConnectionError | HTTPClientError | IncompleteReadError):
        return _silent(error)
    text = str(error)
    for codes in _CODE.findall(text):
        if known := _BY_CODE.get("".join(codes)):
            return known
    return next((fault for pattern, fault in _BY_TEXT if pattern.search(text)), None)


def _silent(error: BotoCoreError) -> _Fault:
    """Tell the STS from S3, where every request names an object or has a query."""
    url = urlsplit(str(error.kwargs.get("endpoint_url", "")))
    return _STS_SILENT if url.netloc and not url.path.strip("/") and not url.query else _SILENT


def _client_fault(error: ClientError) -> _Fault | None:
    code = error.response["Error"].get("Code", "")
    if error.operation_name == "AssumeRole" and code in {"AccessDenied", "ValidationError"}:
        return _ROLE_DENIED
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if known := _BY_CODE.get(code):
        return known
    if status >= _SERVER_ERROR:
        return _OVERLOADED
    # Answers to HEAD carry no code.
    if code in {"400", "401", "403"}:
        return _REFUSED
    if code.isdigit() and not error.operation_name.startswith("Head"):
        return _NO_S3
    return None

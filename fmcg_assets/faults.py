"""Which faults may be gone when a step is tried again: those of networks and rival writers."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as StorageConnectionError
from deltalake.exceptions import CommitFailedError

from fmcg_assets.errors import (
    BusyError,
    CommitConflictError,
    ContractError,
    LandingFileError,
    RemovalRefusedError,
    StorageError,
    UnstableFileError,
)

_LASTING = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError)
_TRANSIENT = (
    BusyError,
    CommitConflictError,
    UnstableFileError,
    CommitFailedError,
    StorageConnectionError,
    HTTPClientError,
    OSError,
)
DATA_ERRORS = frozenset(
    error.__name__ for error in (LandingFileError, RemovalRefusedError, ContractError)
)
"""Names of the errors that would come again with the same data."""
_SERVER_ERROR = 500
_THROTTLED = frozenset({"SlowDown", "RequestTimeout", "Throttling", "ThrottlingException"})


def is_transient(error: BaseException) -> bool:
    """Return whether trying again may help.

    That is so for a connection or disk that failed (delta-rs reports an object store's failures as
    OSError), a server that is overloaded, a file that is being replaced, and another writer's
    commit; never for bad data.
    """
    if isinstance(error, StorageError):
        return error.transient
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= _SERVER_ERROR or error.response["Error"].get("Code") in _THROTTLED
    if isinstance(error, BotoCoreError | OSError):
        return isinstance(error, _TRANSIENT) and not isinstance(error, _LASTING)
    return isinstance(error, _TRANSIENT)

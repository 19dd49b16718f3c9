"""Every error that a user of the platform can meet: what, where and what to do.

Messages name files, tables, columns and settings, never the content of a customer's row.
"""


class FmcgError(Exception):
    """Base of all errors whose message is written for the user of the platform."""


class SettingsError(FmcgError):
    """A setting (environment variable) has a value that cannot be used."""


class LandingFileError(FmcgError):
    """A landing file cannot be taken in; nothing of it was stored.

    `file` is its URI, `found` what is wrong with it and `expected` what would be right.
    """

    def __init__(self, file: str, found: str, expected: str) -> None:
        super().__init__(f"{file}: found {found}; expected {expected}")
        self.file = file
        self.found = found
        self.expected = expected


class UnstableFileError(LandingFileError):
    """A landing file was replaced or removed while it was read; nothing of it was stored."""


class RemovalRefusedError(FmcgError):
    """A delivery would empty or cut stored rows without saying that this is meant."""


class ContractError(FmcgError):
    """Rows break the contract of the table that they are meant for; nothing was written."""


class MissingTableError(FmcgError):
    """A table that is to be read has never been materialized."""


class TableVersionError(FmcgError):
    """A stored table was written under another version of its contract."""


class DamagedTableError(FmcgError):
    """A table's Delta log cannot be read."""


class CommitConflictError(FmcgError):
    """Another writer kept changing the same partitions until the retries were used up."""


class StorageError(FmcgError):
    """S3 refused or did not answer; `transient` says whether trying again may help."""

    def __init__(self, text: str, *, transient: bool) -> None:
        super().__init__(text)
        self.transient = transient


class EngineError(FmcgError):
    """The Spark server cannot be started, reached or used."""


class LakeWriterError(FmcgError):
    """The lake belongs to another kind of writer than this process's."""


class BusyError(FmcgError):
    """A live run holds a pool slot that this run needs."""


class SemanticModelError(FmcgError):
    """The semantic model (model.yaml) does not hold together."""


class GuardError(FmcgError):
    """A query reads, calls or does something that queries of the view may not."""


class QueryLimitError(FmcgError):
    """A query of the view needs more time or memory than it may have."""


class QueryTimeoutError(QueryLimitError):
    """A query of the view took longer than it may, and was stopped."""

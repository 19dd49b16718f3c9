"""What this process may do where: each ability tried by itself, at each of the three places."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol, cast
from urllib.parse import urlsplit
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError
from botocore.exceptions import ConnectionError as StorageConnectionError

from fmcg_assets.errors import StorageError
from fmcg_assets.resources.environments import variable_name
from fmcg_assets.storage.faults import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.session import Session
    from mypy_boto3_s3.client import S3Client

    from fmcg_assets.resources.environments import Settings

Outcome = Literal["pass", "fail", "not tried"]

READ: Final = "Read"
LIST: Final = "List"
WRITE: Final = "Write"
DELETE: Final = "Delete"
ASSUME_ROLE: Final = "Assume role"
EXTERNAL_ID: Final = "External id"
CONDITIONAL_PUT: Final = "Conditional put"
ABILITIES: Final = (READ, LIST, WRITE, DELETE, ASSUME_ROLE, EXTERNAL_ID, CONDITIONAL_PUT)

_PROBES: Final = "_fmcg/probe"
_CONTENT: Final = b"fmcg check-connection\n"
_READ_BYTES: Final = 64
_LISTED: Final = 100
_BY_ROLE: Final = "assume-role"
_PROFILE_METHODS: Final = frozenset(
    {"shared-credentials-file", "config-file", "custom-process", "sso"}
)


@dataclass(frozen=True)
class Verdict:
    """Whether one ability is there at one place; else why not, and what to change."""

    place: str
    ability: str
    outcome: Outcome
    reason: str
    remedy: str


@dataclass(frozen=True)
class Connection:
    """The verdicts of every place on every ability, and who was checked.

    `places` gives the URI of each place; `profile` and `role_arn` are "" where none is used.
    """

    identity: str
    profile: str
    role_arn: str
    places: Mapping[str, str]
    verdicts: tuple[Verdict, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return all(verdict.outcome != "fail" for verdict in self.verdicts)

    def outcome(self, place: str, ability: str) -> Outcome:
        """Return how one ability came out at one place."""
        return next(v.outcome for v in self.verdicts if (v.place, v.ability) == (place, ability))

    def explained(self, outcome: Outcome) -> list[str]:
        """Return a line for each reason of an outcome: places, abilities, reason and remedy."""
        abilities: dict[tuple[str, str], list[str]] = {}
        for verdict in self.verdicts:
            if verdict.outcome == outcome:
                text = "; ".join(filter(None, (verdict.reason, verdict.remedy)))
                abilities.setdefault((text, verdict.place), []).append(verdict.ability)
        places: dict[tuple[str, str], list[str]] = {}
        for (text, place), named in abilities.items():
            places.setdefault((", ".join(named), text), []).append(place)
        return [f"{', '.join(at)} ({named}): {text}" for (named, text), at in places.items()]


@dataclass(frozen=True)
class _Finding:
    outcome: Outcome
    reason: str = ""
    remedy: str = ""
    silent: bool = False


_PASS: Final = _Finding("pass")
_LANDING: Final = _Finding("not tried", "never written to")
_NO_FILE: Final = _Finding("not tried", "no file was found there to read")
_NO_WRITE: Final = _Finding("not tried", "nothing can be written there")
_LOCAL: Final = _Finding("not tried", "a local folder")
_NO_FOLDER: Final = _Finding("not tried", "the folder does not exist yet; the first run makes it")
_NOT_EXCLUSIVE: Final = _Finding(
    "fail",
    "a second put with If-None-Match: * was not refused: commits of two writers could overwrite"
    " each other",
    "use an S3 server that refuses it with 412",
)
_NO_EXTERNAL_ID: Final = _Finding(
    "fail",
    "the AWS profile names a role, but no external_id",
    "demand sts:ExternalId in the role's trust policy, and set external_id in the profile",
)
_NOT_DEMANDED: Final = _Finding(
    "fail",
    "the role can be assumed without the external id",
    "demand sts:ExternalId in its trust policy",
)
_NOT_COMPARED: Final = _Finding(
    "fail",
    "the role can be assumed with a wrong external id",
    "compare sts:ExternalId by StringEquals in its trust policy",
)
_ROLE_UNUSABLE: Final = _Finding(
    "not tried", "a refusal proves nothing while the role cannot be assumed with its external id"
)


def check_connection(settings: Settings) -> Connection:
    """Try every ability at both landing zones and at the lake; see `load_settings`.

    Only the lake is written to: below `<lake>/_fmcg/probe/`, where nothing stays. All problems are
    verdicts. An endpoint that does not answer takes seconds.
    """
    places = (
        _Place("parent landing", settings.parent_landing_uri, "parent_landing_uri"),
        _Place("child landing", settings.child_landing_uri, "child_landing_uri"),
        _Place("lake", settings.lake_uri, "lake_uri"),
    )
    on_s3 = [place for place in places if place.on_s3]
    identity = _Identity() if on_s3 else None
    entered = _tried(on_s3[0], "sts:AssumeRole", identity.enter) if identity else _PASS
    role = _role_findings(on_s3[0], identity, entered) if identity else {}
    client = identity.client() if identity and entered.outcome == "pass" else None

    def checked(place: _Place) -> dict[str, _Finding]:
        trial = _Trial(place, entered if place.on_s3 else _PASS)
        store = _s3_store(place, client) if place.on_s3 else _LocalStore(place.uri)
        tried = _try_lake(trial, store) if place.name == "lake" else _try_landing(trial, store)
        roles = role if place.on_s3 else dict.fromkeys((ASSUME_ROLE, EXTERNAL_ID), _LOCAL)
        return {**tried, **roles}

    # Side by side: one that does not answer must not use up the time of the others.
    with ThreadPoolExecutor(len(places)) as threads:
        found = dict(zip(places, threads.map(checked, places), strict=True))
    verdicts = [
        Verdict(place.name, ability, finding.outcome, finding.reason, finding.remedy)
        for place, findings in found.items()
        for ability, finding in ((ability, findings[ability]) for ability in ABILITIES)
    ]
    return Connection(
        _identity_text(settings, identity, on_s3),
        identity.profile if identity and identity.by_profile else "",
        identity.role_arn if identity and identity.by_role else "",
        {place.name: place.uri for place in places},
        tuple(verdicts),
    )


def _identity_text(settings: Settings, identity: _Identity | None, on_s3: list[_Place]) -> str:
    if identity is None:
        return "none is needed: landing zones and lake are local folders"
    if identity.by_role:
        who = f"the role {identity.role_arn} of the AWS profile {identity.profile}"
    elif identity.by_profile:
        who = f"the AWS profile {identity.profile}"
    else:
        who = f"the credentials that the usual AWS chain found ({identity.method or 'none'})"
    used = ", ".join(place.name for place in on_s3)
    if settings.engine == "spark":
        return (
            f"{who}, for {used}, by boto3 and delta-rs alike; the Spark server has an identity of"
            " its own, which is not checked here"
        )
    return f"{who}, for {used}, by boto3, delta-rs and the embedded engine alike"


@dataclass(frozen=True)
class _Place:
    name: str
    uri: str
    setting: str

    @property
    def on_s3(self) -> bool:
        return self.uri.startswith("s3://")


class _Store(Protocol):
    """A place's files, by names below its root."""

    def exists(self) -> bool: ...

    def first(self) -> str | None:
        """List, and return a file that is not empty; the probes of checks do not count."""
        ...

    def read(self, name: str) -> None: ...

    def put(self, name: str) -> None: ...

    def create(self, name: str) -> bool:
        """Write a file unless it exists; return whether it was written."""
        ...

    def delete(self, name: str) -> None:
        """Delete a file; where it is absent, the right to do so is tried, as far as possible."""
        ...

    def tidy(self) -> None:
        """Take away what `put` made besides the file."""
        ...


class _S3Store:
    def __init__(self, client: S3Client, uri: str) -> None:
        self._client = client
        parts = urlsplit(uri)
        self._bucket = parts.netloc
        self._prefix = f"{parts.path.strip('/')}/".lstrip("/")

    def exists(self) -> bool:
        return True

    def first(self) -> str | None:
        page = self._client.list_objects_v2(
            Bucket=self._bucket, Prefix=self._prefix, MaxKeys=_LISTED
        )
        for item in page.get("Contents", []):
            name = item["Key"].removeprefix(self._prefix)
            if item["Size"] and not name.startswith(_PROBES):
                return name
        return None

    def read(self, name: str) -> None:
        answer = self._client.get_object(
            Bucket=self._bucket, Key=self._prefix + name, Range=f"bytes=0-{_READ_BYTES - 1}"
        )
        with contextlib.closing(answer["Body"]) as body:
            body.read()

    def put(self, name: str) -> None:
        self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=_CONTENT)

    def create(self, name: str) -> bool:
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=self._prefix + name, Body=_CONTENT, IfNoneMatch="*"
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            # A server that does not know the condition refuses no second put by it.
            if code == "NotImplemented":
                return True
            if code == "PreconditionFailed":
                return False
            raise
        return True

    def delete(self, name: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)

    def tidy(self) -> None:
        pass


class _LocalStore:
    def __init__(self, root: str) -> None:
        self._root = Path(root)
        self._made: list[Path] = []

    def exists(self) -> bool:
        return self._root.exists()

    def first(self) -> str | None:
        # A walk alone would pass over a folder that cannot be listed.
        next(self._root.iterdir(), None)
        probes = self._root / _PROBES
        for path in self._root.rglob("*"):
            if path.is_file() and path.stat().st_size and probes not in path.parents:
                return str(path.relative_to(self._root))
        return None

    def read(self, name: str) -> None:
        with (self._root / name).open("rb") as file:
            file.read(_READ_BYTES)

    def put(self, name: str) -> None:
        path = self._root / name
        self._made += [folder for folder in path.parents if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_CONTENT)

    def create(self, name: str) -> bool:
        try:
            with (self._root / name).open("xb") as file:
                file.write(_CONTENT)
        except FileExistsError:
            return False
        return True

    def delete(self, name: str) -> None:
        (self._root / name).unlink()

    def tidy(self) -> None:
        for folder in self._made:
            # What somebody else uses by now stays.
            with contextlib.suppress(OSError):
                folder.rmdir()


def _s3_store(place: _Place, client: S3Client | None) -> _Store:
    # Without credentials there is no client, and no trial asks for one.
    return _S3Store(cast("S3Client", client), place.uri)


class _Trial:
    """Tries the abilities of one place; once nothing answers, nothing more is asked."""

    def __init__(self, place: _Place, entered: _Finding) -> None:
        self.place = place
        self.found: dict[str, _Finding] = {}
        self._barred = entered if entered.outcome == "fail" else None

    def __call__(self, ability: str, action: str, attempt: Callable[[], _Finding]) -> None:
        finding = self._barred or _tried(self.place, action, attempt)
        if finding.silent:
            self._barred = finding
        self.found[ability] = finding

    def passed(self, ability: str) -> bool:
        return self.found[ability] == _PASS


def _try_landing(trial: _Trial, store: _Store) -> dict[str, _Finding]:
    seen: list[str] = []

    def listing() -> _Finding:
        seen.extend(filter(None, [store.first()]))
        return _PASS

    def reading() -> _Finding:
        if not seen:
            return _NO_FILE
        store.read(seen[0])
        return _PASS

    trial(LIST, "s3:ListBucket", listing)
    trial(READ, "s3:GetObject", reading)
    return {**trial.found, **dict.fromkeys((WRITE, DELETE, CONDITIONAL_PUT), _LANDING)}


def _try_lake(trial: _Trial, store: _Store) -> dict[str, _Finding]:
    probe = f"{_PROBES}/{uuid4().hex}"
    written, exclusive = f"{probe}/written", f"{probe}/exclusive"
    seen: list[str] = []
    left: set[str] = set()

    def listing() -> _Finding:
        if not store.exists():
            return _NO_FOLDER
        seen.extend(filter(None, [store.first()]))
        return _PASS

    def writing() -> _Finding:
        # Also of a put that fails it is not known whether it was stored.
        left.add(written)
        store.put(written)
        return _PASS

    def reading() -> _Finding:
        if trial.passed(WRITE):
            seen.append(written)
        if not seen:
            return _NO_FILE
        store.read(seen[0])
        return _PASS

    def creating() -> _Finding:
        if not trial.passed(WRITE):
            return _NO_WRITE
        left.add(exclusive)
        store.create(exclusive)
        return _NOT_EXCLUSIVE if store.create(exclusive) else _PASS

    def deleting() -> _Finding:
        if not trial.passed(WRITE) and not trial.place.on_s3:
            return _NO_WRITE
        for name in sorted(left):
            store.delete(name)
            left.discard(name)
        return _PASS

    try:
        trial(LIST, "s3:ListBucket", listing)
        trial(WRITE, "s3:PutObject", writing)
        trial(READ, "s3:GetObject", reading)
        trial(CONDITIONAL_PUT, "s3:PutObject", creating)
        trial(DELETE, f"s3:DeleteObject below {probe}", deleting)
    finally:
        for name in left:
            with contextlib.suppress(BotoCoreError, ClientError, OSError):
                store.delete(name)
        store.tidy()
    return trial.found


def _tried(place: _Place, action: str, attempt: Callable[[], _Finding]) -> _Finding:
    """Return what an attempt finds; errors of storage and credentials become a failure."""
    silent = denied = False
    try:
        with explained("use", place.uri):
            try:
                return attempt()
            except (StorageConnectionError, HTTPClientError):
                silent = True
                raise
            except ClientError as error:
                denied = error.response["Error"]["Code"] == "AccessDenied"
                raise
    except StorageError as error:
        found, _, remedy = str(error).removeprefix(f"cannot use {place.uri}: ").partition("; ")
        return _Finding("fail", f"{found} ({action})" if denied else found, remedy, silent)
    except ClientError as error:
        # The code alone: an answer may repeat what was signed.
        return _Finding(
            "fail",
            f"the server answered {error.response['Error']['Code']}",
            f"look it up in the server's documentation, or correct {variable_name(place.setting)}",
        )
    except BotoCoreError as error:
        return _Finding(
            "fail",
            f"boto3 stopped with {type(error).__name__}",
            f"correct {variable_name(place.setting)}, FMCG_S3_REGION or the AWS config file",
        )
    except OSError as error:
        return _Finding(
            "fail",
            (error.strerror or type(error).__name__).lower(),
            f"correct {variable_name(place.setting)}, or the permissions of the folder",
        )


class _Identity:
    """Who this process is to S3, as botocore finds it in the environment and the AWS config."""

    def __init__(self) -> None:
        self._session = _session()
        self.profile = self._session.profile or "default"
        self.method = ""
        self.role_arn = ""
        self._external_id = ""

    @property
    def by_role(self) -> bool:
        """Whether a role of the profile is used, or would be if that were possible."""
        return bool(self.role_arn) and self.method in {"", _BY_ROLE}

    @property
    def by_profile(self) -> bool:
        """Whether the credentials are the profile's."""
        return self.by_role or self.method in _PROFILE_METHODS

    def enter(self) -> _Finding:
        """Get the credentials; raises what boto3 does."""
        profile = self._session.full_config["profiles"].get(self.profile, {})
        self.role_arn = profile.get("role_arn", "")
        self._external_id = profile.get("external_id", "")
        credentials = self._session.get_credentials()
        if credentials is None:
            raise NoCredentialsError
        self.method = credentials.method
        credentials.get_frozen_credentials()
        return _PASS

    def client(self) -> S3Client:
        """Return a client with these credentials that gives up after seconds."""
        return cast("S3Client", self._session.create_client("s3"))

    def demand(self) -> _Finding:
        """Try the role with no external id and with a wrong one; raises what boto3 does."""
        if not self._external_id:
            return _NO_EXTERNAL_ID
        if not self._refused(None):
            return _NOT_DEMANDED
        return _PASS if self._refused(f"wrong-{uuid4().hex}") else _NOT_COMPARED

    def _refused(self, external_id: str | None) -> bool:
        session = _session()
        # With all else of the profile as it is: botocore resolves sources and chains.
        profile = session.full_config["profiles"][self.profile]
        profile.pop("external_id")
        if external_id:
            profile["external_id"] = external_id
        try:
            credentials = session.get_credentials()
            assert credentials is not None
            credentials.get_frozen_credentials()
        except ClientError as error:
            if error.response["Error"]["Code"] == "AccessDenied":
                return True
            raise
        return False


def _session() -> Session:
    from botocore.config import Config
    from botocore.session import Session

    session = Session()
    # Also for the clients that fetch the credentials. Seconds; two attempts each.
    session.set_default_client_config(
        Config(
            connect_timeout=3,
            read_timeout=3,
            retries={"total_max_attempts": 2, "mode": "standard"},
        )
    )
    return session


def _role_findings(place: _Place, identity: _Identity, entered: _Finding) -> Mapping[str, _Finding]:
    if not identity.by_role:
        none = _Finding("not tried", "no role is configured")
        return {ASSUME_ROLE: none, EXTERNAL_ID: none}
    demanded = entered if entered.silent else _tried(place, "sts:AssumeRole", identity.demand)
    if demanded == _PASS and entered != _PASS:
        demanded = _ROLE_UNUSABLE
    return {ASSUME_ROLE: entered, EXTERNAL_ID: demanded}

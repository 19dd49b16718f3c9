"""A whole platform on S3: landing zones and lake in buckets, the rest in a temporary folder."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, cast

from fmcg_assets.contracts import TABLES
from fmcg_assets.lake.digests import slice_digests, sorted_rows
from fmcg_assets.lake.tables import Lake
from fmcg_assets.resources.environments import Settings
from fmcg_assets_tests.platform import Platform
from fmcg_assets_tests.s3_server import (
    REGION,
    ROLE_PROFILE,
    Keys,
    S3Server,
    assume_role,
    aws_config,
    by_role_only,
    read_only,
    read_write,
)
from fmcg_assets_tests.sts_front import StsFront

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_s3.client import S3Client

COMPANIES: Final = ("parent_company", "child_company")
EXTERNAL_ID: Final = "the-external-id-of-these-tests"
RUN_SECONDS: Final = 300
"""How long a command may take on a busy machine."""


def inherited() -> dict[str, str]:
    """Return this process's environment with nothing of AWS, Dagster or the platform in it."""
    ours = ("AWS_", "FMCG_", "DAGSTER_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def by_keys(keys: Keys) -> dict[str, str]:
    """Return the variables of a process that has these keys, and finds no other credentials."""
    variables = {
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret_key,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return variables | ({"AWS_SESSION_TOKEN": keys.session_token} if keys.session_token else {})


def for_sessions(policy: dict[str, object]) -> dict[str, object]:
    """Return the policy that allows the same, but to sessions of its user alone."""
    condition = {"StringEquals": {"aws:principaltype": "AssumedRole"}}
    statements = cast("list[dict[str, object]]", policy["Statement"])
    return policy | {"Statement": [each | {"Condition": condition} for each in statements]}


@dataclass
class Said:
    """How a command ended, what it said, and how long it took (s)."""

    code: int
    stdout: str
    stderr: str
    seconds: float

    @property
    def all(self) -> str:
        return self.stdout + self.stderr


@dataclass
class S3Platform(Platform):
    """The files of `landing`, as far as they were uploaded, and their lake, on a server.

    Processes reach them with `identity`, variables of the environment. `at` is the endpoint of the
    server, or of something before it.
    """

    server: S3Server = field(kw_only=True)
    parent: str = field(kw_only=True)
    child: str = field(kw_only=True)
    lake_bucket: str = field(kw_only=True)
    identity: dict[str, str] = field(kw_only=True, default_factory=dict)
    at: str = field(kw_only=True, default="")
    _copies: Iterator[int] = field(default_factory=lambda: iter(range(1000)))

    @classmethod
    def on(cls, server: S3Server, root: Path) -> Self:
        """Return a platform with three new buckets and no identity."""
        return cls(
            root,
            server=server,
            parent=server.create_bucket("landing-parent"),
            child=server.create_bucket("landing-child"),
            lake_bucket=server.create_bucket("lake"),
        )

    # Who may do what

    def user(self, *more: dict[str, object]) -> Keys:
        """Create a user who may read both landing zones, write the lake, and do some more."""
        return self.server.user("fmcg", *self._reads(), read_write(self.lake_bucket), *more)

    def reader(self) -> Keys:
        """Create a user who may read everything and write nothing."""
        return self.server.user("reader", *self._reads(), read_only(self.lake_bucket))

    def caller(self) -> Keys:
        """Create a user who may do the same as `user`, but by the role alone."""
        reads = [for_sessions(policy) for policy in self._reads()]
        return self.server.user("caller", *reads, by_role_only(self.lake_bucket))

    def _reads(self) -> tuple[dict[str, object], ...]:
        return read_only(self.parent), read_only(self.child)

    def by_role(self, front: StsFront, caller: Keys, external_id: str = EXTERNAL_ID) -> Self:
        """Return the platform as a process with the role profile reaches it."""
        folder = self.root / f"aws-{next(self._copies)}"
        config = aws_config(folder, front.endpoint, caller, external_id=external_id)
        return self.with_identity(**config, FMCG_AWS_PROFILE=ROLE_PROFILE)

    def by_session(self, front: StsFront, caller: Keys) -> Self:
        """Return the platform as a process with the static keys of a new session reaches it."""
        keys = assume_role(front.endpoint, caller, external_id=front.external_id)
        return replace(self.with_identity(**by_keys(keys)), at=front.endpoint)

    def with_identity(self, **identity: str) -> Self:
        """Return the platform as a process with these variables reaches it."""
        return replace(self, identity=identity)

    # As processes see it

    @property
    def locations(self) -> dict[str, str]:
        return {
            "parent_landing_uri": f"s3://{self.parent}/{COMPANIES[0]}",
            "child_landing_uri": f"s3://{self.child}/{COMPANIES[1]}",
            "lake_uri": f"s3://{self.lake_bucket}/lake",
            "reference_uri": str(self.root / "reference"),
        }

    @property
    def settings(self) -> Settings:
        values = {**self.locations, "DAGSTER_HOME": str(self.root / "dagster")}
        return Settings(**values)  # type: ignore[arg-type]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **inherited(),
            **{f"FMCG_{name.upper()}": uri for name, uri in self.locations.items()},
            "FMCG_S3_ENDPOINT_URL": self.at or self.server.endpoint,
            "FMCG_S3_REGION": REGION,
            "DAGSTER_HOME": self.settings.dagster_home,
            **self.identity,
        }

    def started(self, *arguments: str, **changed: str) -> Command:
        """Start `fmcg` with some arguments and changed variables."""
        return Command(arguments, self.environment | changed)

    def said(self, *arguments: str, **changed: str) -> Said:
        """Run `fmcg` until it ends."""
        return self.started(*arguments, **changed).ended()

    def loaded(self, **changed: str) -> Said:
        """Run `fmcg run`, and expect that everything is in."""
        said = self.said("run", **changed)
        assert said.code == 0, said.all
        return said

    # As it is

    @cached_property
    def client(self) -> S3Client:
        return self.server.root_client()

    def upload(self, landing: Path | None = None) -> None:
        """Put the files of both companies below a folder that are not there into the buckets."""
        folder = landing or self.landing
        for company, bucket in zip(COMPANIES, (self.parent, self.child), strict=True):
            there = self.objects(bucket)
            for file in sorted((folder / company).rglob("*.csv")):
                key = str(file.relative_to(folder))
                if key not in there:
                    self.client.put_object(Bucket=bucket, Key=key, Body=file.read_bytes())

    def objects(self, bucket: str) -> dict[str, str]:
        """Return the etag of every object in a bucket."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return {item["Key"]: item["ETag"] for page in pages for item in page.get("Contents", [])}

    @property
    def lake(self) -> Lake:
        """A copy of the lake in a folder, as it is now."""
        folder = self.root / f"copy-{next(self._copies)}"
        for key in self.objects(self.lake_bucket):
            path = folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            body = self.client.get_object(Bucket=self.lake_bucket, Key=key)["Body"]
            path.write_bytes(body.read())
        return Lake(str(folder / "lake"))


@dataclass
class Command:
    """A running `fmcg`; its output goes to pipes, which it must not fill."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)

    def __post_init__(self) -> None:
        self.began = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fmcg_assets.cli", *self.arguments],
            env=dict(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def ended(self) -> Said:
        """Wait until it has ended."""
        try:
            stdout, stderr = self._process.communicate(timeout=RUN_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        return Said(self._process.returncode, stdout, stderr, time.monotonic() - self.began)


def rows_as_stored(lake: Lake) -> dict[str, dict[str, tuple[str, int]]]:
    """Return digest and number of the rows that lie in every slice of every table.

    They are computed from the rows, not taken from what the commits say of them.
    """
    return {
        key: {
            name: (found.content, found.rows)
            for name, found in slice_digests(sorted_rows(lake.read(table), table), table).items()
        }
        for key, table in TABLES.items()
    }


def loaded_at_once(platform: Platform) -> Platform:
    """Bring the files of a platform of folders in by one `fmcg run`."""
    settings = platform.settings
    names = ("parent_landing_uri", "child_landing_uri", "lake_uri", "reference_uri")
    variables = {f"FMCG_{name.upper()}": str(getattr(settings, name)) for name in names}
    said = Command(
        ("run",), inherited() | variables | {"DAGSTER_HOME": settings.dagster_home}
    ).ended()
    assert said.code == 0, said.all
    return platform

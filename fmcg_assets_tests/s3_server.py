"""A real S3 server for tests: MinIO, its users and policies, and AWS configs that lead to it."""

from __future__ import annotations

import atexit
import itertools
import os
import secrets
import socket
import subprocess
import sys
import time
from configparser import ConfigParser
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest
from botocore.config import Config
from botocore.session import Session
from minio.credentials.providers import StaticProvider
from minio.minioadmin import MinioAdmin

from fmcg_assets.resources.environments import cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mypy_boto3_s3.client import S3Client

REGION: Final = "ap-south-1"
BASE_PROFILE: Final = "caller"
ROLE_PROFILE: Final = "fmcg"
ROLE_ARN: Final = "arn:aws:iam::123456789012:role/fmcg"
_HOST: Final = "127.0.0.1"
_UP_SECONDS: Final = 30.0
# Run before the server in the same process: the kernel ends it with the test process (Linux).
_TIED: Final = (
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execv(sys.argv[1], sys.argv[1:])"
)


@dataclass(frozen=True)
class Keys:
    """Credentials; those of a session have a token."""

    access_key: str
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


def s3_client(endpoint: str, keys: Keys) -> S3Client:
    """Return a client of an S3 server; it asks no environment, and tries everything once."""
    return cast("S3Client", _client("s3", endpoint, keys))


def assume_role(
    endpoint: str,
    caller: Keys,
    *,
    external_id: str | None,
    role_arn: str = ROLE_ARN,
    duration_seconds: int = 3600,
) -> Keys:
    """Return the keys of a new session; raises ClientError where the role is refused."""
    asked = {} if external_id is None else {"ExternalId": external_id}
    answer = _client("sts", endpoint, caller).assume_role(
        RoleArn=role_arn, RoleSessionName="test", DurationSeconds=duration_seconds, **asked
    )["Credentials"]
    return Keys(answer["AccessKeyId"], answer["SecretAccessKey"], answer["SessionToken"])


def _client(service: str, endpoint: str, keys: Keys) -> Any:
    return _session().create_client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
        aws_session_token=keys.session_token,
        config=Config(retries={"total_max_attempts": 1}),
    )


@cache
def _session() -> Session:
    # Of the process's environment and AWS config it knows nothing.
    return Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
        }
    )


@dataclass
class S3Server:
    """A MinIO server; data and log lie below `folder`, and survive `kill` and `start`.

    It ends with `stop`, with the test process at the latest. Buckets and users get names of their
    own, so that tests can share a server.
    """

    folder: Path
    port: int = 0
    _root: Keys = field(
        default_factory=lambda: Keys(secrets.token_hex(8), secrets.token_urlsafe(24))
    )
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _process: psutil.Popen | None = None

    @property
    def endpoint(self) -> str:
        return f"http://{_HOST}:{self.port}"

    def start(self) -> None:
        """Start the server, on the port and the data that it had before, and wait for it."""
        program = cache_dir() / "bin" / "minio"
        if not program.is_file():
            pytest.fail(f"there is no S3 server at {program}; `make servers` builds it (needs Go)")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or _free_port()
        command = [str(program), "server", str(self.folder / "data"), "--address"]
        atexit.register(self.stop)
        log = self.folder / "minio.log"
        with log.open("ab") as out:
            self._process = psutil.Popen(
                [sys.executable, "-c", _TIED, *command, f"{_HOST}:{self.port}"],
                cwd=self.folder,
                env={
                    "HOME": str(self.folder),
                    "MINIO_ROOT_USER": self._root.access_key,
                    "MINIO_ROOT_PASSWORD": self._root.secret_key,
                    "MINIO_BROWSER": "off",
                    "MINIO_UPDATE": "off",
                },
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self._wait(log)

    def kill(self) -> None:
        """End the server as a machine ends that loses its power."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def restart(self) -> None:
        """Kill the server and start it again."""
        self.kill()
        self.start()

    def stop(self) -> None:
        """End the server for good."""
        self.kill()
        atexit.unregister(self.stop)

    def root_client(self) -> S3Client:
        """Return a client that may do everything."""
        return s3_client(self.endpoint, self._root)

    def create_bucket(self, name: str) -> str:
        """Create an empty bucket; returns its full name, which begins with this one."""
        bucket = f"{name}-{next(self._numbers)}"
        self.root_client().create_bucket(Bucket=bucket)
        return bucket

    def user(self, name: str, *policies: Mapping[str, object]) -> Keys:
        """Create a user with these policies; returns the keys, the secret one at random.

        Raises MinioAdminException for a policy that the server does not understand.
        """
        keys = Keys(f"{name}-{next(self._numbers)}", secrets.token_urlsafe(24))
        admin = self.admin()
        admin.user_add(keys.access_key, keys.secret_key)
        names = [f"{keys.access_key}-{number}" for number in range(len(policies))]
        for policy_name, policy in zip(names, policies, strict=True):
            admin.policy_add(policy_name, policy=dict(policy))
        if names:
            admin.attach_policy(names, user=keys.access_key)
        return keys

    def admin(self) -> MinioAdmin:
        """Return a client of the server's administration."""
        credentials = StaticProvider(self._root.access_key, self._root.secret_key)
        return MinioAdmin(
            endpoint=f"{_HOST}:{self.port}", credentials=credentials, region=REGION, secure=False
        )

    def _wait(self, log: Path) -> None:
        assert self._process is not None
        deadline = time.monotonic() + _UP_SECONDS
        while time.monotonic() < deadline and self._process.is_running():
            try:
                # "Ready" it says before it knows its own disks; "cluster" once it answers for them.
                with urlopen(f"{self.endpoint}/minio/health/cluster", timeout=5):
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise AssertionError(f"the S3 server does not start; see {log}")


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A running server that all tests of a process share."""
    server = S3Server(tmp_path_factory.mktemp("s3-server"))
    server.start()
    yield server
    server.stop()


def read_write(bucket: str) -> dict[str, object]:
    """Return the policy that allows everything in one bucket."""
    return _policy(["s3:*"], bucket)


def read_only(bucket: str) -> dict[str, object]:
    """Return the policy that allows to list and read one bucket."""
    return _policy(["s3:ListBucket", "s3:GetBucketLocation", "s3:GetObject"], bucket)


def by_role_only(bucket: str) -> dict[str, object]:
    """Return the policy that allows everything in one bucket to sessions of its user.

    To the user's own keys it allows nothing, as AWS does where only the role has rights.
    """
    return _policy(["s3:*"], bucket, {"StringEquals": {"aws:principaltype": "AssumedRole"}})


def _policy(
    actions: list[str], bucket: str, condition: Mapping[str, object] | None = None
) -> dict[str, object]:
    resources = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    return {
        "Version": "2012-10-17",
        "Statement": [statement | ({"Condition": condition} if condition else {})],
    }


def aws_config(
    folder: Path,
    sts_endpoint: str,
    caller: Keys,
    *,
    external_id: str | None,
    role_arn: str = ROLE_ARN,
    duration_seconds: int = 3600,
) -> dict[str, str]:
    """Write an AWS config: the profile `caller` with the keys, `fmcg` with a role based on it.

    Returns the environment variables by which a process finds both profiles and the STS; which
    profile, S3 endpoint and region are used is left to it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    role = {
        "role_arn": role_arn,
        "source_profile": BASE_PROFILE,
        "duration_seconds": str(duration_seconds),
        "region": REGION,
    }
    if external_id is not None:
        role["external_id"] = external_id
    keys = {
        "aws_access_key_id": caller.access_key,
        "aws_secret_access_key": caller.secret_key,
    }
    return {
        "AWS_CONFIG_FILE": _ini(
            folder / "config",
            {f"profile {BASE_PROFILE}": {"region": REGION}, f"profile {ROLE_PROFILE}": role},
        ),
        "AWS_SHARED_CREDENTIALS_FILE": _ini(folder / "credentials", {BASE_PROFILE: keys}),
        "AWS_ENDPOINT_URL_STS": sts_endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _ini(path: Path, sections: Mapping[str, Mapping[str, str]]) -> str:
    parser = ConfigParser(interpolation=None)
    parser.read_dict(sections)
    with path.open("w") as file:
        parser.write(file)
    return str(path)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port: int = probe.getsockname()[1]
        return port

"""The engines: Sail, a Spark Connect server in this process, or a Spark server elsewhere."""

from __future__ import annotations

import atexit
import contextlib
import logging
import re
import socket
import threading
import warnings
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import urlsplit

from dagster_pyspark import LazyPySparkResource

from fmcg_assets.errors import EngineError
from fmcg_assets.lake.rust_writer import RustWriter
from fmcg_assets.resources.environments import load_settings, quiet_engine_logs, use_region
from fmcg_assets.storage.faults import explained
from fmcg_assets.storage.s3 import s3_region

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

    from fmcg_assets.lake.writers import Writer
    from fmcg_assets.resources.environments import Settings

_CONNECT_SECONDS: Final = 5
_RETRIES: Final = 6
_LONGEST_PAUSE_MS: Final = 4_000
"""With growing pauses, a request to a server that is gone is given up after some 13 seconds."""
_SESSION_CONF: Final = {"spark.sql.ansi.enabled": "true", "spark.sql.session.timeZone": "UTC"}
LOST: Final = re.compile(
    r"\bUNAVAILABLE\b|INVALID_HANDLE|SESSION_CHANGED|SESSION_NOT_FOUND|SESSION_CLOSED|"
    r"NO_ACTIVE_SESSION|SparkContext was shut down|stopped SparkContext"
)
"""What a client says whose server, or session there, is gone."""
LOST_TEXT: Final = (
    "the Spark server no longer answers; every table is as its last commit left it. Start the"
    " server again, and run again"
)


class SparkResource(LazyPySparkResource):
    """The engine: a Spark Connect session, and who writes to the lake with it."""

    spark_config: dict[str, Any] = {}  # noqa: RUF012 - a pydantic field, copied per instance

    @property
    def writer(self) -> Writer:
        """The writer of a lake that this engine computes."""
        raise NotImplementedError

    @classmethod
    def stop(cls) -> None:
        """Close the session; a later use opens another one."""
        raise NotImplementedError


class EmbeddedSparkResource(SparkResource):
    """A Spark Connect session on an embedded Sail server.

    The server starts on the first use of `spark_session`, listens on a free port of 127.0.0.1
    (Sail has no authentication), serves the whole process, and stops with it.
    """

    _lock: ClassVar[threading.Lock] = threading.Lock()
    _server: ClassVar[Any] = None
    _session: ClassVar[Any] = None

    @property
    def spark_session(self) -> SparkSession:
        """The process's session; starts the server if it is not running."""
        cls = type(self)
        with cls._lock:
            if cls._session is None:
                cls._session = cls._start(self.spark_config)
            session: SparkSession = cls._session
            return session

    @property
    def writer(self) -> Writer:
        """delta-rs writes: Sail's own Delta writer checks too little."""
        return RustWriter()

    @classmethod
    def _start(cls, spark_config: dict[str, Any]) -> SparkSession:
        quiet_engine_logs()
        if load_settings().uses_s3:
            use_region(s3_region())
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer("127.0.0.1", 0)
        server.start(background=True)
        cls._server = server
        atexit.register(cls.stop)
        _, port = server.listening_address
        remote = {"spark.remote": f"sc://127.0.0.1:{port}"}
        session: SparkSession = LazyPySparkResource(
            spark_config={**spark_config, **remote}
        ).spark_session
        return session

    @classmethod
    def stop(cls) -> None:
        """Stop session and server; a later use starts them again."""
        with cls._lock:
            # The session goes first: a client without its server keeps the process alive.
            if cls._session is not None:
                cls._session.stop()
                cls._session = None
            if cls._server is not None:
                cls._server.stop()
                cls._server = None
            atexit.unregister(cls.stop)


class RemoteSparkResource(SparkResource):
    """A session of this process on the Spark server that FMCG_SPARK_REMOTE names.

    The address is read where it is used: it may hold a token, and Dagster shows a resource's
    fields.
    """

    _lock: ClassVar[threading.Lock] = threading.Lock()
    _session: ClassVar[Any] = None

    @property
    def spark_session(self) -> SparkSession:
        """The process's session, opened on the first use; raises EngineError without a server."""
        cls = type(self)
        with cls._lock:
            remote = load_settings().spark_remote.get_secret_value()
            if cls._session is None or cls._session.is_stopped:
                cls._session = _connected(remote)
                atexit.register(cls.stop)
            else:
                # Of a server that is gone every request would be tried again for a while.
                _answering(remote)
            session: SparkSession = cls._session
            return session

    @property
    def writer(self) -> Writer:
        """The server's executors write what they computed."""
        from fmcg_assets.lake.spark_writer import SparkWriter

        return SparkWriter(self.spark_session)

    @classmethod
    def stop(cls) -> None:
        """Close the session; a later use opens another one."""
        with cls._lock:
            if cls._session is not None:
                cls._session.stop()
                cls._session = None
            atexit.unregister(cls.stop)

    @classmethod
    def forget(cls) -> None:
        """Give up a session that its server does not know any more."""
        with cls._lock, contextlib.suppress(Exception):
            cls._session, session = None, cls._session
            session.client.close()


def spark_resource(settings: Settings) -> SparkResource:
    """Return the engine that the settings name."""
    return RemoteSparkResource() if settings.engine == "spark" else EmbeddedSparkResource()


def _answering(remote: str) -> str:
    """Return host and port of a server; raises EngineError where nothing listens there."""
    url = urlsplit(remote)
    place = f"{url.hostname}:{url.port}"
    try:
        # The client itself would try for ten minutes.
        socket.create_connection((url.hostname, url.port), timeout=_CONNECT_SECONDS).close()
    except OSError as error:
        raise EngineError(
            f"no Spark server answers at {place} ({error.strerror or error}); start it (`fmcg spark"
            " start` brings up a local one), or correct FMCG_SPARK_REMOTE"
        ) from None
    return place


def _connected(remote: str) -> SparkSession:
    """Return a session on a Spark Connect server.

    Raises EngineError where nothing listens, or what listens lets nobody in.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql.connect.client.retries import DefaultPolicy

    place = _answering(remote)
    # It prints every failed request with the server's whole stack; what matters is raised.
    logging.getLogger("pyspark.sql.connect.logging").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", r"\[RETRIES_EXCEEDED\]", UserWarning)
    try:
        session: SparkSession = LazyPySparkResource(
            spark_config={"spark.remote": remote}
        ).spark_session
        policy = DefaultPolicy(max_retries=_RETRIES, max_backoff=_LONGEST_PAUSE_MS)
        session.client.set_retry_policies([policy])
        for name, value in _SESSION_CONF.items():
            session.conf.set(name, value)
    except PySparkException as error:
        said = str(error).partition("\n")[0]
        raise EngineError(
            f"the server at {place} opens no Spark session ({said}); correct FMCG_SPARK_REMOTE"
        ) from None
    return session


@contextlib.contextmanager
def engine_answers(lake_uri: str) -> Iterator[None]:
    """Raise what hinders an engine that reads the lake as StorageError or EngineError."""
    from pyspark.errors import PySparkException

    try:
        with explained("read", lake_uri, PySparkException):
            yield
    except PySparkException as error:
        if not LOST.search(str(error)):
            raise
        RemoteSparkResource.forget()
        raise EngineError(LOST_TEXT) from None

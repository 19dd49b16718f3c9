"""The Spark session of the embedded engine: Sail, a Spark Connect server in this process."""

from __future__ import annotations

import atexit
import threading
from typing import TYPE_CHECKING, Any, ClassVar

from dagster_pyspark import LazyPySparkResource

from fmcg_assets.resources.environments import quiet_engine_logs

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession


class EmbeddedSparkResource(LazyPySparkResource):
    """A Spark Connect session on an embedded Sail server.

    The server starts on the first use of `spark_session`, listens on a free port of 127.0.0.1
    (Sail has no authentication), serves the whole process, and stops with it.
    """

    spark_config: dict[str, Any] = {}  # noqa: RUF012 - a pydantic field, copied per instance

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

    @classmethod
    def _start(cls, spark_config: dict[str, Any]) -> SparkSession:
        quiet_engine_logs()
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


def spark_frame(session: SparkSession, rows: pa.Table) -> DataFrame:
    """Return Arrow rows as a Spark frame; also without rows, where Spark asks for a schema."""
    from pyspark.sql.pandas.types import from_arrow_schema

    if rows.num_rows:
        return session.createDataFrame(rows)
    return session.createDataFrame([], from_arrow_schema(rows.schema))

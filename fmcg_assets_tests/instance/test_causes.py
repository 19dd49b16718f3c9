"""The cause of a failed step, as people read it."""

from __future__ import annotations

import pytest
from dagster_shared.error import SerializableErrorInfo

from fmcg_assets.instance.causes import root_cause
from fmcg_assets.resources.spark import LOST_TEXT

SPARK = "pyspark.errors.exceptions.connect"


def error(message: str, cause: SerializableErrorInfo | None = None) -> SerializableErrorInfo:
    return SerializableErrorInfo(message, [], message.partition(":")[0].rpartition(".")[2], cause)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("fmcg_assets.errors.ContractError: gold/sales: missing", "gold/sales: missing"),
        ("KeyError: 'a'\n", "KeyError: 'a'"),
        ("OSError: \x1b[31m↳\x1b[0m refused", "OSError: ↳ refused"),
        (
            f"{SPARK}.AnalysisException: [X] no column\n\nJVM stacktrace:\norg.apache.X\n\tat",
            f"{SPARK}.AnalysisException: [X] no column",
        ),
        (
            f"{SPARK}.SparkConnectGrpcException: <_InactiveRpcError of RPC that terminated with:\n"
            '\tstatus = StatusCode.UNAVAILABLE\n\tdetails = "failed to connect"',
            LOST_TEXT,
        ),
    ],
)
def test_a_cause_is_told_without_colours_stacks_and_our_class_names(
    message: str, told: str
) -> None:
    assert (
        root_cause(error("dagster.DagsterExecutionStepExecutionError: x", error(message))) == told
    )

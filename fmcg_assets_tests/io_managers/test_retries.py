"""A transient fault is tried again within the step, twice at most; bad data is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fmcg_assets.definitions import build_definitions
from fmcg_assets.errors import BusyError, CommitConflictError, ContractError, LandingFileError
from fmcg_assets.ingest.zones import LocalZone
from fmcg_assets.io_managers.retries import RETRIES, retried_if_transient
from fmcg_assets.lake.tables import Lake
from fmcg_assets_tests.platform import Platform, new_platform

SILENT = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
CUSTOMERS = "bronze/customers"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let steps wait for their next try a thousandth of the time."""
    policy = dg.RetryPolicy(max_retries=RETRIES, delay=0.002, backoff=dg.Backoff.EXPONENTIAL)
    monkeypatch.setattr("fmcg_assets.io_managers.retries._DELAYS", policy)


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return new_platform(tmp_path / "platform")


class Faults:
    """Lets a method fail with these errors, one per call, before it works again."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, of: type, method: str, *errors: Exception
    ) -> None:
        self.calls = 0
        works = getattr(of, method)
        left = list(errors)

        def faulty(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            if left:
                raise left.pop(0)
            return works(*arguments, **named)

        monkeypatch.setattr(of, method, faulty)


def customers_run(platform: Platform, table: str = CUSTOMERS) -> dg.ExecuteInProcessResult:
    """Materialize a table of customers with the project's own assets and I/O manager."""
    job = build_definitions(platform.settings).resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(
            instance=instance,
            asset_selection=[
                dg.AssetKey(key.split("/"))
                for key in ([table, f"{table}_quarantine"] if "silver" in table else [table])
            ],
            raise_on_error=False,
            run_config=SILENT,
        )


def retries(result: dg.ExecuteInProcessResult) -> int:
    return sum(event.event_type_value == "STEP_UP_FOR_RETRY" for event in result.all_events)


def cause(result: dg.ExecuteInProcessResult) -> tuple[str, str]:
    """Return name and message of the innermost cause of the failed step."""
    [failure] = [event for event in result.all_events if event.is_step_failure]
    error = failure.step_failure_data.error
    assert error is not None
    while error.cause is not None:
        error = error.cause
    return str(error.cls_name), error.message


# --- within a real step


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("faults", [1, 2])
def test_a_commit_that_fails_for_a_moment_is_made_by_the_same_run(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, faults: int
) -> None:
    writes = Faults(monkeypatch, Lake, "write", *[OSError("connection reset")] * faults)
    result = customers_run(platform)
    assert result.success
    assert (retries(result), writes.calls) == (faults, faults + 1)
    assert len(platform.rows(CUSTOMERS)) > 0


@pytest.mark.usefixtures("impatient")
def test_a_file_that_cannot_be_read_for_a_moment_is_read_by_the_same_run(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    Faults(monkeypatch, LocalZone, "open", OSError("input/output error"))
    result = customers_run(platform)
    assert result.success
    assert retries(result) == 1
    assert len(platform.rows(CUSTOMERS)) > 0


@pytest.mark.usefixtures("impatient")
def test_an_input_that_cannot_be_loaded_for_a_moment_is_loaded_by_the_same_run(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert customers_run(platform).success
    Faults(monkeypatch, Lake, "require", OSError("connection reset"))
    result = customers_run(platform, "silver/customers")
    assert result.success
    assert retries(result) == 1
    assert len(platform.rows("silver/customers")) > 0


@pytest.mark.usefixtures("impatient")
def test_a_fault_that_stays_is_tried_three_times_and_named(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = Faults(monkeypatch, Lake, "write", *[OSError(f"fault {n}") for n in range(1, 10)])
    result = customers_run(platform)
    assert not result.success
    assert (retries(result), writes.calls) == (RETRIES, 3)
    assert cause(result) == ("OSError", "OSError: fault 3\n")


@pytest.mark.parametrize(
    "error",
    [
        ContractError("a key occurs twice"),
        LandingFileError("/landing/customers.csv", "HTML", "a CSV file"),
        PermissionError(13, "denied"),
        ValueError("a bug"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_bad_data_and_bugs_are_not_tried_again(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    writes = Faults(monkeypatch, Lake, "write", error)
    result = customers_run(platform)
    assert not result.success
    assert (retries(result), writes.calls) == (0, 1)
    assert cause(result)[0] == type(error).__name__


# --- whether and when


def asked_for_retry(error: Exception, earlier_tries: int = 0) -> dg.RetryRequested:
    with pytest.raises(dg.RetryRequested) as caught, retried_if_transient(earlier_tries):
        raise error
    return caught.value


@pytest.mark.parametrize(
    "error", [OSError("disk"), ConnectionResetError(), BusyError("held"), CommitConflictError("x")]
)
def test_a_transient_fault_asks_for_another_try_and_keeps_its_cause(error: Exception) -> None:
    request = asked_for_retry(error)
    assert request.max_retries == RETRIES == 2
    assert request.__cause__ is error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), ContractError("x")])
def test_what_is_not_transient_passes_as_it_is(error: BaseException) -> None:
    with pytest.raises(type(error)) as caught, retried_if_transient(0):
        raise error
    assert caught.value is error


def test_nothing_is_asked_for_where_nothing_fails() -> None:
    with retried_if_transient(0):
        done = True
    assert done


@settings(deadline=None, max_examples=25)
@given(st.integers(0, RETRIES - 1))
def test_the_pause_is_two_seconds_and_then_six_give_or_take_two(earlier_tries: int) -> None:
    usual = (2.0, 6.0)[earlier_tries]
    pause = asked_for_retry(OSError(), earlier_tries).seconds_to_wait
    assert pause is not None
    assert usual - 2 <= pause <= usual + 2


def _pauses(earlier_tries: int) -> Iterator[float]:
    for _ in range(200):
        pause = asked_for_retry(OSError(), earlier_tries).seconds_to_wait
        assert pause is not None
        yield pause


def test_the_pause_grows_and_rivals_do_not_come_back_at_the_same_moment() -> None:
    first, second = list(_pauses(0)), list(_pauses(1))
    assert sum(first) / len(first) * 2 < sum(second) / len(second)
    for pauses in (first, second):
        assert len(set(pauses)) > 100
        assert max(pauses) - min(pauses) > 1

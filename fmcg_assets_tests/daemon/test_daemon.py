"""With `fmcg ui` running, what lands comes in by itself, once, whatever happens meanwhile."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from dagster import DagsterRun, DagsterRunStatus
from dagster._core.scheduler.instigation import ScheduleInstigatorData, TickStatus
from rich.console import Console

from fmcg_assets.cli.status import print_status
from fmcg_assets.instance.work import WORK_TAG, asking_alone
from fmcg_assets.lake.view_months import FACTS, VIEW
from fmcg_assets.partitions import tagged_days
from fmcg_assets_tests.daemon.conftest import (
    SCHEDULE,
    Daemon,
    loaded_at_once,
    wait_for,
)
from fmcg_assets_tests.platform import ORDERS, SAMPLE, Platform, differing, new_platform

pytestmark = pytest.mark.long

MakeDaemon = Callable[[Platform], Daemon]
FIRST_DAYS = [f"2025-07-{day:02d}" for day in range(1, 6)]


@dataclass
class Served:
    """A daemon on a lake that was empty when it started, and what it made of the first files."""

    daemon: Daemon
    first: dict[str, object]
    first_at_once: dict[str, object]

    @property
    def platform(self) -> Platform:
        return self.daemon.platform


@pytest.fixture(scope="module")
def served(daemons: MakeDaemon, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """The daemon that most tests share: each of them has days of its own."""
    root = tmp_path_factory.mktemp("served")
    platform = new_platform(root / "platform", FIRST_DAYS)
    daemon = daemons(platform)
    daemon.start()
    at_once = loaded_at_once(platform, root / "at_once")
    daemon.wait_until_quiet()
    return Served(daemon, platform.contents(), at_once.contents())


def landed_files(month: str) -> list[Path]:
    """Return the sample's order files of a month."""
    return sorted((SAMPLE / ORDERS).glob(f"orders_{month.replace('-', '_')}_*"))


def drop(platform: Platform, files: Iterable[Path]) -> None:
    """Deliver files at once: none of them can be seen in part."""
    deliver(platform, {file.name: file.read_bytes() for file in files})


def deliver(platform: Platform, files: dict[str, bytes]) -> None:
    """Deliver contents by file name at once, over what lies there."""
    aside = platform.root / "aside"
    aside.mkdir(exist_ok=True)
    for name, content in files.items():
        (aside / name).write_bytes(content)
    for name in files:
        (aside / name).replace(platform.landing / ORDERS / name)


def sample_of(day: str) -> Path:
    return SAMPLE / ORDERS / f"orders_{day.replace('-', '_')}.csv"


def in_view(platform: Platform, day: str) -> bool:
    """Return whether a day of the acquired company is in the facts, and they are in the view."""
    rows = platform.day_rows(FACTS, day)
    return any(row["company"] == "child" for row in rows) and sold(platform, FACTS) == sold(
        platform, VIEW
    )


def sold(platform: Platform, key: str) -> int:
    """Return the pieces that a table holds."""
    return sum(int(str(row["sold_quantity"])) for row in platform.rows(key))


def spans(runs: Iterable[DagsterRun]) -> list[tuple[str, str]]:
    """Return the first and last day of runs that have days, in order."""
    found = (tagged_days(run.tags) for run in runs)
    return sorted((str(span[0]), str(span[1])) for span in found if span)


def assert_as_loaded_at_once(platform: Platform, folder: Path) -> None:
    """Every table holds what one `fmcg run` makes of the same files."""
    at_once = loaded_at_once(platform, folder / "at_once")
    assert differing(platform.contents(), at_once.contents()) == set()


@dataclass
class Since:
    """What a daemon did from now on."""

    daemon: Daemon
    known: frozenset[str]
    began: float

    @classmethod
    def now(cls, daemon: Daemon) -> Since:
        return cls(daemon, frozenset(run.run_id for run in daemon.runs()), time.time())

    @property
    def runs(self) -> list[DagsterRun]:
        return [run for run in self.daemon.runs() if run.run_id not in self.known]

    def said(self) -> str:
        """Return what the ticks of the sensor on order files told."""
        return "\n".join(t.skip_reason or "" for t in self.daemon.ticks("order_files", self.began))


def test_dimensions_and_days_come_into_an_empty_lake_by_themselves(served: Served) -> None:
    assert served.first["gold/fact_orders"]
    assert differing(served.first, served.first_at_once) == set()


def test_a_dropped_file_is_in_the_view_after_one_run(served: Served, tmp_path: Path) -> None:
    since = Since.now(served.daemon)
    drop(served.platform, [sample_of("2025-07-06")])
    wait_for(lambda: in_view(served.platform, "2025-07-06"), "the day is not in the view", 90)
    served.daemon.wait_until_quiet()
    assert spans(since.runs) == [("2025-07-06", "2025-07-06")]
    assert len(since.runs) == 1
    assert_as_loaded_at_once(served.platform, tmp_path)


def test_the_same_file_again_leads_to_no_run_and_no_commit(served: Served) -> None:
    since, versions = Since.now(served.daemon), served.platform.versions()
    deliver(served.platform, {sample_of("2025-07-01").name: sample_of("2025-07-01").read_bytes()})
    again = served.platform.order_file("2025-07-01")
    os.utime(again, (since.began, since.began))

    def looked_twice() -> bool:
        ticks = served.daemon.ticks("order_files", since.began)
        return sum(tick.status == TickStatus.SKIPPED for tick in ticks) >= 2

    wait_for(looked_twice, "no two looks")
    served.daemon.wait_until_quiet()
    assert since.runs == []
    assert served.platform.versions() == versions


def test_a_corrected_file_replaces_its_day_in_one_run(served: Served, tmp_path: Path) -> None:
    since = Since.now(served.daemon)
    before = served.platform.day_rows("silver/orders", "2025-07-02")
    corrected = before[0]
    file = served.platform.order_file("2025-07-02")
    header, *lines = file.read_text().splitlines()
    number = int(str(corrected["row_number"])) - 2
    lines[number] = lines[number].rpartition(",")[0] + ",7777"
    deliver(served.platform, {file.name: "\n".join([header, *lines, ""]).encode()})

    def quantities() -> list[int]:
        rows = served.platform.day_rows("silver/orders", "2025-07-02")
        return sorted(int(str(row["quantity"])) for row in rows)

    wait_for(lambda: 7777 in quantities(), "the correction is not in")
    served.daemon.wait_until_quiet()
    assert quantities() == sorted([7777, *(int(str(row["quantity"])) for row in before[1:])])
    assert spans(since.runs) == [("2025-07-02", "2025-07-02")]
    assert len(since.runs) == 1
    assert_as_loaded_at_once(served.platform, tmp_path)


def test_thirty_days_at_once_are_one_run(served: Served, tmp_path: Path) -> None:
    since = Since.now(served.daemon)
    files = landed_files("2025-08")
    assert len(files) == 30
    drop(served.platform, files)
    wait_for(lambda: in_view(served.platform, "2025-08-30"), "August is not in the view")
    served.daemon.wait_until_quiet()
    assert spans(since.runs) == [("2025-08-01", "2025-08-30")]
    assert len(since.runs) == 1
    assert_as_loaded_at_once(served.platform, tmp_path)


def test_files_that_arrive_one_after_the_other_come_in_once_each(
    served: Served, tmp_path: Path
) -> None:
    since = Since.now(served.daemon)
    files = landed_files("2025-09")
    assert len(files) == 30
    for file in files:
        drop(served.platform, [file])
        time.sleep(1 / 3)
    wait_for(lambda: in_view(served.platform, "2025-09-30"), "September is not in the view")
    served.daemon.wait_until_quiet()
    covered = [
        str(date.fromisoformat(first) + timedelta(days=offset))
        for first, last in spans(since.runs)
        for offset in range((date.fromisoformat(last) - date.fromisoformat(first)).days + 1)
    ]
    days = [f"2025-09-{day:02d}" for day in range(1, 31)]
    assert sorted(day for day in covered if day >= days[0]) == days
    assert_as_loaded_at_once(served.platform, tmp_path)


def test_a_malformed_file_is_named_and_holds_up_no_other(served: Served, tmp_path: Path) -> None:
    since = Since.now(served.daemon)
    files = {file.name: file.read_bytes() for file in landed_files("2025-10")[:30]}
    malformed = "orders_2025_10_12.csv"
    good = files[malformed]
    deliver(served.platform, files | {malformed: b"number;when;who\n1;2;3\n"})
    wait_for(lambda: malformed in since.said(), "no tick names the file")
    served.daemon.wait_until_quiet()
    assert spans(since.runs) == [("2025-10-01", "2025-10-11"), ("2025-10-13", "2025-10-30")]
    console = Console(file=io.StringIO(), width=300)
    print_status(served.platform.settings, console)
    assert isinstance(console.file, io.StringIO)
    [refused] = [x for x in console.file.getvalue().splitlines() if x.startswith("refused")]
    assert malformed in refused
    assert in_view(served.platform, "2025-10-30")
    deliver(served.platform, {malformed: good})
    wait_for(lambda: in_view(served.platform, "2025-10-12"), "the repaired day is not in")
    served.daemon.wait_until_quiet()
    assert spans(since.runs)[1] == ("2025-10-12", "2025-10-12")
    assert len(since.runs) == 3
    assert_as_loaded_at_once(served.platform, tmp_path)


def test_a_run_by_hand_beside_the_daemon_ends_well(served: Served, tmp_path: Path) -> None:
    since = Since.now(served.daemon)
    drop(served.platform, landed_files("2025-11")[:10])
    wait_for(
        lambda: [run for run in since.runs if run.status == DagsterRunStatus.STARTED],
        "the daemon starts no run",
    )
    by_hand = served.platform.run()
    served.daemon.wait_until_quiet()
    assert by_hand.problems == []
    assert {run.status for run in since.runs} == {DagsterRunStatus.SUCCESS}
    assert [run for run in since.runs if WORK_TAG in run.tags]
    assert_as_loaded_at_once(served.platform, tmp_path)


@pytest.fixture
def missed_schedule(served: Served) -> Iterator[None]:
    """The daemon is down, and has missed the schedule's last tick."""
    daemon = served.daemon
    daemon.stop()
    state = daemon.state(SCHEDULE)
    assert state is not None
    data = state.instigator_data
    assert isinstance(data, ScheduleInstigatorData)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).timestamp()
    daemon.instance.update_instigator_state(
        state.with_data(ScheduleInstigatorData(data.cron_schedule, yesterday, yesterday))
    )
    yield
    if not daemon.processes():
        daemon.start()


def test_of_schedule_and_sensor_at_once_one_brings_the_day_in(
    served: Served, missed_schedule: None, tmp_path: Path
) -> None:
    daemon, day = served.daemon, "2025-11-11"
    since = Since.now(daemon)
    drop(served.platform, [sample_of(day)])

    def both_look() -> bool:
        ticks = [daemon.ticks(SCHEDULE)[:1], daemon.ticks("order_files", since.began)[:1]]
        return all(found and found[0].status == TickStatus.STARTED for found in ticks)

    with asking_alone(served.platform.settings.dagster_home):
        daemon.start()
        wait_for(both_look, "schedule and sensor do not look at once", 50)
    wait_for(lambda: in_view(served.platform, day), "the day is not in the view")
    daemon.wait_until_quiet()
    [tick] = daemon.ticks(SCHEDULE)
    assert tick.status == TickStatus.SUCCESS
    assert spans(since.runs) == [(day, day)]
    assert {run.status for run in since.runs} == {DagsterRunStatus.SUCCESS}
    [winner] = daemon.runs(day)
    asked = {t.instigator_name for t in daemon.ticks("order_files") if winner.run_id in t.run_ids}
    asked |= {SCHEDULE} if winner.run_id in tick.run_ids else set()
    assert len(asked) == 1
    assert_as_loaded_at_once(served.platform, tmp_path)


def test_a_killed_daemon_leaves_nothing_lost_doubled_or_held(
    served: Served, tmp_path: Path
) -> None:
    daemon, platform = served.daemon, served.platform
    days = [f"2025-11-{day}" for day in range(12, 31)]
    since = Since.now(daemon)
    drop(platform, landed_files("2025-11")[11:])
    wait_for(lambda: days[0] in platform.state("bronze/orders").slices, "no day is read")
    daemon.kill()
    [killed] = daemon.runs(days[0])
    assert not in_view(platform, days[0])
    assert killed.status == DagsterRunStatus.STARTED
    daemon.start()
    wait_for(lambda: in_view(platform, days[0]), "the killed run is not replaced", 120)
    daemon.wait_until_quiet()
    assert spans(since.runs) == [(days[0], days[-1])] * 2
    assert [run.status for run in daemon.runs(days[0])] == [
        DagsterRunStatus.SUCCESS,
        DagsterRunStatus.FAILURE,
    ]
    storage = daemon.instance.event_log_storage
    infos = storage.get_concurrency_infos(list(storage.get_concurrency_keys()))
    assert [slot for info in infos.values() for slot in info.claimed_slots] == []
    assert_as_loaded_at_once(platform, tmp_path)

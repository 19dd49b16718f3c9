"""Sensors ask for what landed, tell of it once, and cost next to nothing while nothing happens."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.data_version import DATA_VERSION_TAG

from fmcg_assets.contracts import REFERENCES, SOURCES
from fmcg_assets.definitions import build_definitions
from fmcg_assets.instance.home import open_instance
from fmcg_assets.lake.view_months import FACTS
from fmcg_assets.partitions import days_between
from fmcg_assets.planning import FACT_LANE
from fmcg_assets_tests.checks.verdicts import foreign_delete
from fmcg_assets_tests.inline_daemon import Daemon, asked_days, days_of, land
from fmcg_assets_tests.loaded import loaded_platform
from fmcg_assets_tests.platform import Platform, copied, new_platform
from fmcg_assets_tests.runs import SILENT, executed_run, recorded_run
from fmcg_assets_tests.webhook import Webhook, webhook

pytestmark = pytest.mark.long

DIMENSIONS = "dimension_files"
ORDERS = "order_files"
UNCHANGED = "Nothing landed or changed since the last look."
DAYS = ["2025-07-01", "2025-07-02", "2025-07-03"]


@dataclass
class Sensors(Daemon):
    """The platform's sensors, ticked one at a time, each with the cursor that it left."""

    cursors: dict[str, str | None] = field(default_factory=dict)

    def tick(self, name: str) -> dg.SensorResult:
        """Evaluate a sensor once, as the daemon does."""
        sensor = self.definitions.get_repository_def().get_sensor_def(name)
        with dg.build_sensor_context(
            instance=self.instance,
            cursor=self.cursors.get(name),
            definitions=self.definitions,
            sensor_name=name,
        ) as context:
            answer = sensor.evaluate_tick(context)
        self.cursors[name] = answer.cursor
        return dg.SensorResult(
            run_requests=list(answer.run_requests or ()),
            skip_reason=answer.skip_message,
            cursor=answer.cursor,
            asset_events=list(answer.asset_events),
        )

    def age(self, name: str, *, minutes: float) -> None:
        """Let the last full look of a sensor be so long ago."""
        cursor = json.loads(self.cursors[name] or "{}")
        looked = datetime.now(UTC) - timedelta(minutes=minutes)
        self.cursors[name] = json.dumps({**cursor, "looked": looked.isoformat()})

    def said(self, name: str) -> str:
        """Return why a tick asked for nothing."""
        answer = self.tick(name)
        assert not answer.run_requests
        assert answer.skip_reason is not None
        assert answer.skip_reason.skip_message is not None
        return answer.skip_reason.skip_message

    def asked(self, name: str) -> list[dg.RunRequest]:
        return list(self.tick(name).run_requests or ())

    def observations(self, name: str) -> list[dg.AssetObservation]:
        """Return the observations of a tick."""
        events = self.tick(name).asset_events
        return [event for event in events if isinstance(event, dg.AssetObservation)]

    def observed(self, name: str) -> dict[str, str]:
        """Return the data versions of the observations of a tick."""
        return {
            event.asset_key.to_user_string(): event.tags[DATA_VERSION_TAG]
            for event in self.observations(name)
        }


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    """A platform into which three days were brought; not to be changed."""
    return loaded_platform(tmp_path_factory.mktemp("loaded") / "platform", DAYS)


@pytest.fixture
def sensors(loaded_once: Platform, tmp_path: Path) -> Iterator[Sensors]:
    platform = copied(loaded_once, tmp_path / "platform")
    with open_instance(platform.settings) as instance:
        yield Sensors(platform, instance)


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as served:
        yield served


@pytest.fixture
def alerting(sensors: Sensors, hook: Webhook) -> Sensors:
    """The sensors of a platform whose alerts go to a webhook."""
    sensors.platform.overrides["alert_webhook_url"] = hook.url
    return sensors


# --- asking


def test_a_first_load_by_the_sensors(tmp_path: Path) -> None:
    platform = new_platform(tmp_path / "platform", DAYS)
    with open_instance(platform.settings) as instance:
        sensors = Sensors(platform, instance)
        assert "order files wait for the dimensions, which are due" in sensors.said(ORDERS)
        [dimensions] = sensors.asked(DIMENSIONS)
        assert dimensions.job_name == "dims"
        assert "a run just asked for is refreshing the dimensions" in sensors.said(DIMENSIONS)
        sensors.carry_out([dimensions])

        days, *months = sensors.asked(ORDERS)
        assert days_of([days]) == [("2025-07-01", "2025-07-03")]
        assert days_of(months) == [("2025-06-01", "2025-06-01"), ("2025-08-01", "2025-08-01")]
        sensors.carry_out([days, *months])

        assert sensors.said(ORDERS) == sensors.said(DIMENSIONS) == "Nothing to run."
        assert sensors.said(ORDERS) == sensors.said(DIMENSIONS) == UNCHANGED
        assert "Nothing to do" in platform.run_clean()


def test_a_run_request_is_of_the_sensors_job_with_a_run_key_of_its_content(
    sensors: Sensors,
) -> None:
    land(sensors.platform, "2025-07-04")
    [request] = sensors.asked(ORDERS)
    assert request.job_name == "daily_refresh"
    assert request.run_key == f"{request.tags['fmcg/work']}:{request.tags['fmcg/attempt']}"
    assert request.run_key.startswith("days:2025-07-04_2025-07-04:")


def test_a_file_that_landed_in_the_second_of_the_last_look_is_not_lost(sensors: Sensors) -> None:
    assert sensors.said(ORDERS) == "Nothing to run."
    file = sensors.platform.order_file("2025-07-04")
    land(sensors.platform, "2025-07-04")
    old = sensors.platform.order_file("2025-07-01").stat()
    os.utime(file, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert days_of(sensors.asked(ORDERS)) == [("2025-07-04", "2025-07-04")]


def test_todays_file_is_asked_for_once_the_day_has_ended_in_india(
    sensors: Sensors, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        instant = datetime(2025, 7, 4, 18, 20, tzinfo=UTC)

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return cls.instant

    monkeypatch.setattr("fmcg_assets.sensors.datetime", Clock)
    land(sensors.platform, "2025-07-04")
    assert "waiting: 2025-07-04: waits until the day has ended in India" in sensors.said(ORDERS)
    assert sensors.said(ORDERS) == UNCHANGED
    Clock.instant += timedelta(minutes=9, seconds=59)
    assert sensors.said(ORDERS) == UNCHANGED
    Clock.instant += timedelta(seconds=1)
    assert days_of(sensors.asked(ORDERS)) == [("2025-07-04", "2025-07-04")]


def test_a_lake_that_somebody_else_changed_is_noticed_after_a_quarter_of_an_hour(
    sensors: Sensors,
) -> None:
    assert sensors.said(ORDERS) == "Nothing to run."
    foreign_delete(sensors.platform, FACTS, "date = '2025-07-02'")
    sensors.age(ORDERS, minutes=14)
    assert sensors.said(ORDERS) == UNCHANGED
    sensors.age(ORDERS, minutes=15.1)
    requests = sensors.asked(ORDERS)
    assert "2025-07-02" in asked_days(requests)


# --- the cursor


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "no JSON",
        "[]",
        "null",
        "17",
        '"text"',
        '{"settled": 17}',
        '{"refused": ["x"]}',
        '{"looked": "yesterday"}',
        "{",
        "\x00",
    ],
)
def test_a_cursor_that_somebody_else_wrote_does_no_harm(sensors: Sensors, cursor: str) -> None:
    land(sensors.platform, "2025-07-04")
    for name in (DIMENSIONS, ORDERS):
        sensors.cursors[name] = cursor
    assert sensors.asked(DIMENSIONS) == []
    assert days_of(sensors.asked(ORDERS)) == [("2025-07-04", "2025-07-04")]
    for left in sensors.cursors.values():
        assert left
        assert isinstance(json.loads(left), dict)


def test_the_cursor_stays_small_with_many_files(sensors: Sensors) -> None:
    days = [str(day) for day in days_between(date(2024, 7, 1), date(2025, 7, 1))]
    for day in days:
        sensors.platform.land_lines(day, [])
    for day in days[:150]:
        sensors.platform.order_file(day).write_text("<html>")
    for name in (DIMENSIONS, ORDERS):
        sensors.tick(name)
        cursor = sensors.cursors[name]
        assert cursor
        assert len(cursor) < 2000


def test_a_long_list_of_notes_is_cut(sensors: Sensors) -> None:
    for number in range(60):
        (sensors.platform.order_file("2025-07-01").parent / f"note{number}.txt").write_text("")
    said = sensors.said(ORDERS).splitlines()
    assert said[0] == "Nothing to run."
    assert len(said) == 22
    assert said[-1] == "… and 40 more"


# --- observations


def test_what_is_watched_is_observed_at_the_first_look_and_then_when_it_changed(
    sensors: Sensors,
) -> None:
    orders = "landing/child_orders"
    watched = {*(source.key for source in SOURCES.values()), *REFERENCES} - {orders}
    first = sensors.observed(DIMENSIONS)
    assert set(first) == watched
    assert set(sensors.observed(ORDERS)) == {orders}
    assert sensors.observed(DIMENSIONS) == {}
    assert sensors.observed(ORDERS) == {}

    spellings = sensors.platform.root / "reference" / "city_spellings.csv"
    spellings.write_text(spellings.read_text() + "Bangalor,Bengaluru\n")
    [(key, version)] = sensors.observed(DIMENSIONS).items()
    assert key == "reference/city_spellings"
    assert version != first[key]
    assert sensors.observed(ORDERS) == {}

    land(sensors.platform, "2025-07-04")
    assert set(sensors.observed(ORDERS)) == {orders}
    assert sensors.observed(DIMENSIONS) == {}


def test_an_observation_tells_how_many_files_lie_there(sensors: Sensors) -> None:
    (sensors.platform.order_file("2025-07-01").parent / "note.txt").write_text("")
    [event] = sensors.observations(ORDERS)
    assert {key: value.value for key, value in event.metadata.items()} == {
        "files": 3,
        "ignored_files": 1,
        "first_day": "2025-07-01",
        "newest_day": "2025-07-03",
    }


def test_a_reference_file_that_cannot_be_read_is_observed_with_its_fault(
    sensors: Sensors,
) -> None:
    sensors.tick(DIMENSIONS)
    broken = sensors.platform.root / "reference" / "city_spellings.csv"
    broken.write_text("spelling;city\n")
    [event] = sensors.observations(DIMENSIONS)
    assert event.tags[DATA_VERSION_TAG] == "unreadable"
    assert str(broken) in str(event.metadata["fault"].value)


def test_an_unchanged_version_is_that_of_the_observable_asset(sensors: Sensors) -> None:
    versions = {**sensors.observed(DIMENSIONS), **sensors.observed(ORDERS)}
    job = build_definitions(sensors.platform.settings).resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(
        instance=sensors.instance,
        asset_selection=[dg.AssetKey(key.split("/")) for key in versions],
        run_config=SILENT,
    )
    observed = {
        event.asset_observation_data.asset_observation.asset_key.to_user_string(): (
            event.asset_observation_data.asset_observation.tags[DATA_VERSION_TAG]
        )
        for event in result.get_asset_observation_events()
    }
    assert observed == versions


# --- alerts


def test_each_refused_file_is_told_once(alerting: Sensors, hook: Webhook) -> None:
    first, second = (alerting.platform.order_file(day) for day in ("2025-07-04", "2025-07-05"))
    first.write_text("<html>")
    for _ in range(2):
        assert str(first) in alerting.said(ORDERS)
        alerting.cursors[ORDERS] = _unsettled(alerting.cursors[ORDERS])
    [body] = hook.bodies
    assert body["title"] == "Refused deliveries: 1"
    assert str(first) in body["text"]

    second.write_text("<html>")
    alerting.tick(ORDERS)
    [_, body] = hook.bodies
    assert body["title"] == "Refused deliveries: 1"
    assert str(second) in body["text"]
    assert str(first) not in body["text"]

    land(alerting.platform, "2025-07-04", "2025-07-05")
    assert days_of(alerting.asked(ORDERS)) == [("2025-07-04", "2025-07-05")]
    assert len(hook.bodies) == 2


def _unsettled(cursor: str | None) -> str:
    """Return the cursor of a tick after which a run changed."""
    return json.dumps({**json.loads(cursor or "{}"), "settled": ""})


def test_a_refused_file_is_told_again_where_it_was_good_in_between(
    alerting: Sensors, hook: Webhook
) -> None:
    file = alerting.platform.order_file("2025-07-04")
    file.write_text("<html>")
    alerting.tick(ORDERS)
    land(alerting.platform, "2025-07-04")
    alerting.carry_out(alerting.asked(ORDERS))
    alerting.tick(ORDERS)
    file.write_text("<html>")
    alerting.tick(ORDERS)
    assert len(hook.bodies) == 2


def test_a_run_on_other_days_does_not_tell_of_a_refused_file_again(
    alerting: Sensors, hook: Webhook
) -> None:
    alerting.platform.order_file("2025-07-04").write_text("<html>")
    land(alerting.platform, "2025-07-05")
    requests = alerting.asked(ORDERS)
    alerting.tick(ORDERS)
    alerting.carry_out(requests)
    alerting.tick(ORDERS)
    alerting.tick(ORDERS)
    assert len(hook.bodies) == 1


def test_a_run_on_its_day_does_not_tell_of_a_refused_file_again(
    alerting: Sensors, hook: Webhook
) -> None:
    alerting.platform.order_file("2025-07-04").write_text("<html>")
    alerting.tick(ORDERS)
    run = recorded_run(alerting.instance, {"dagster/partition": "2025-07-04"}, tables=FACT_LANE)
    alerting.tick(ORDERS)
    alerting.instance.report_run_failed(run, "by hand")
    alerting.tick(ORDERS)
    assert len(hook.bodies) == 1


def test_the_sensor_of_dimensions_leaves_alerts_to_the_other_one(
    alerting: Sensors, hook: Webhook
) -> None:
    products = alerting.platform.landing / "child_company/products/products.csv"
    products.write_text("<html>")
    alerting.tick(DIMENSIONS)
    assert hook.bodies == []
    alerting.tick(ORDERS)
    assert [body["title"] for body in hook.bodies] == ["Refused deliveries: 1"]


def test_a_webhook_that_fails_stops_no_tick(alerting: Sensors, hook: Webhook) -> None:
    hook.status = 500
    alerting.platform.order_file("2025-07-04").write_text("<html>")
    land(alerting.platform, "2025-07-05")
    assert days_of(alerting.asked(ORDERS)) == [("2025-07-05", "2025-07-05")]


def test_an_alert_that_could_not_be_posted_is_posted_by_the_next_look(
    alerting: Sensors, hook: Webhook
) -> None:
    alerting.platform.order_file("2025-07-04").write_text("<html>")
    hook.status = 500
    alerting.tick(ORDERS)
    hook.status = 200
    for _ in range(2):
        alerting.age(ORDERS, minutes=16)
        alerting.tick(ORDERS)
    assert len(hook.bodies) == 2, "once in vain, once well"


def test_a_failed_run_is_told_with_its_id_and_cause(alerting: Sensors, hook: Webhook) -> None:
    run = executed_run(alerting.instance, {}, OSError("no space left on device"))
    _tell_of_failure(alerting, run)
    [body] = hook.bodies
    assert body["title"] == f"Run {run.run_id[:8]} of a_job failed"
    assert body["details"]["run"] == run.run_id
    assert "no space left on device" in body["details"]["cause"]


def test_a_run_that_died_is_told_with_what_is_known(alerting: Sensors, hook: Webhook) -> None:
    run = executed_run(alerting.instance, {})
    alerting.instance.report_run_failed(run, "process 1 died during this run")
    _tell_of_failure(alerting, run)
    [body] = hook.bodies
    assert "process 1 died during this run" in body["details"]["cause"]


def _tell_of_failure(sensors: Sensors, run: dg.DagsterRun) -> None:
    records = sensors.instance.get_records_for_run(
        run.run_id, of_type=dg.DagsterEventType.RUN_FAILURE
    ).records
    event = records[-1].event_log_entry.dagster_event
    assert event is not None
    context = dg.build_run_status_sensor_context(
        "run_failures", event, sensors.instance, run
    ).for_run_failure()
    sensors.definitions.get_repository_def().get_sensor_def("run_failures")(context)


# --- speed


def tiny_platform(root: Path, first: date, days: int, **overrides: object) -> Platform:
    """Return a platform with order files of one line for so many days."""
    platform = new_platform(root, [], **overrides)
    for day in days_between(first, first + timedelta(days=days)):
        placed = f"{day:%Y/%m/%d}"
        platform.land_lines(str(day), [f"O-{day},{placed},789403,25891101,5"])
    return platform


def test_a_tick_with_156_files_takes_less_than_a_third_of_a_second(tmp_path: Path) -> None:
    platform = tiny_platform(tmp_path / "platform", date(2025, 2, 1), 156)
    platform.run_clean()
    with open_instance(platform.settings) as instance:
        sensors = Sensors(platform, instance)
        for name in (DIMENSIONS, ORDERS):
            assert sensors.said(name) == "Nothing to run."
            started = time.perf_counter()
            assert sensors.said(name) == UNCHANGED
            assert time.perf_counter() - started < 0.3


def test_a_tick_with_ten_thousand_new_files_takes_less_than_ten_seconds(tmp_path: Path) -> None:
    platform = tiny_platform(
        tmp_path / "platform", date(1998, 1, 1), 10_000, start_date=date(1998, 1, 1)
    )
    with open_instance(platform.settings) as instance:
        sensors = Sensors(platform, instance)
        sensors.carry_out(sensors.asked(DIMENSIONS))
        # Of this thread, whatever else runs; two or three on a healthy machine, five on a slow one.
        started = time.thread_time()
        days, *_ = sensors.asked(ORDERS)
        assert time.thread_time() - started < 10
        assert days_of([days]) == [("1998-01-01", "2025-05-18")]

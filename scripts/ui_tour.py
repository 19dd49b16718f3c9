"""A tour through the Dagster UI as its users take it: each stop is demanded, some are pictured."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dagster_runs import BACKFILL_TAG
from deltalake import DeltaTable, write_deltalake
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa
    from dagster_runs import DagsterRuns, Run
    from playwright.sync_api import Browser, Locator, Page

FACTS = "gold/fact_orders"
PRODUCTS = "gold/dim_products"
VIEW = "gold/vw_fact_orders_enriched"
FIRST_DAY, LAST_DAY = "2025-07-01", "2025-07-30"
DAMAGED_DAY = "2025-07-05"
SECONDS = 60_000
"""How long a text may take to be there, ms."""

FAILED_STEP_IS_FIRST = """() => {
    const top = (text) => Math.min(...[...document.querySelectorAll("*")]
        .filter((one) => one.children.length === 0 && one.textContent.startsWith(text))
        .map((one) => one.getBoundingClientRect().top));
    return top("bronze__customers") < top("Hide unselected steps") - 60;
}"""
"""Whether nothing lies over the failed step of the run's chart."""


def demand(holds: bool, what: str) -> None:
    """Raise AssertionError where the UI does not do what is demanded."""
    if not holds:
        raise AssertionError(what)


def button(page: Page, name: str) -> Locator:
    """Return the button of this text; its accessible name holds that of its icon, too."""
    return page.locator("button", has=page.get_by_text(name, exact=True)).first


class Tour:
    """The stops of the tour, in an order in which none spoils the next one."""

    def __init__(self, browser: Browser, runs: DagsterRuns, folder: Path, output: Path) -> None:
        """Take the tour over the lake and the landing zone in `folder`; pictures to `output`."""
        self.browser = browser
        self.runs = runs
        self.lake = folder / "lake"
        self.child = folder / "child_company"
        self.output = output

    def take(self) -> None:
        """Take the tour."""
        self.asset_graph()
        self.partitions()
        self.columns()
        before = self.launch_backfill()
        # The daemon looks for backfills every 30 s.
        self.blocked_run()
        self.backfill_in_one_run(before)
        self.rematerialize()
        self.failed_check()
        self.refused_month()

    def asset_graph(self) -> None:
        """All that the view is made from, in groups."""
        page = self._open(
            f"assets/{VIEW}?view=lineage&lineageScope=upstream&lineageDepth=10", 1500, 2020
        )
        for group in ("landing", "reference", "bronze", "silver", "gold"):
            page.get_by_text(group, exact=True).first.wait_for(timeout=SECONDS)
        # The dots of the background are half of the picture's bytes.
        page.add_style_tag(
            content='[style*="image/svg+xml"] { background-image: none !important; }'
        )
        # The graph is laid out and moved to its place after its texts are there.
        page.wait_for_timeout(5_000)
        self._picture(page, "asset-graph.png")

    def partitions(self) -> None:
        """The daily partitions of the facts."""
        page = self._open(f"assets/{FACTS}?view=partitions&partition={DAMAGED_DAY}", 1500, 455)
        page.get_by_text("Materialized (").wait_for(timeout=SECONDS)
        page.get_by_text("Failed (0)").wait_for(timeout=SECONDS)
        page.get_by_placeholder("Filter by name").fill(DAMAGED_DAY[:7])
        page.get_by_text("View all historical events (1)").wait_for(timeout=SECONDS)
        self._picture(page, "partitions.png")

    def columns(self) -> None:
        """A column of the view names the columns that it is made from, with links."""
        page = self._open(f"assets/{VIEW}", 1500, 724)
        cell = page.get_by_text("total_amount_inr", exact=True)
        row = page.locator("tr", has=cell)
        for table, column in ((FACTS, "sold_quantity"), ("gold/dim_gross_price", "price_inr")):
            link = row.get_by_role("link", name=f"{table}.{column}")
            expect(link).to_have_attribute("href", f"/assets/{table}", timeout=SECONDS)
        row.evaluate(
            "row => { row.style.scrollMarginBottom = '24px'; row.scrollIntoView({block: 'end'}); }"
        )
        self._picture(page, "columns.png")

    def launch_backfill(self) -> set[str]:
        """Launch a backfill of a range of days on the facts' page; returns the runs before it."""
        page = self._open(f"assets/{FACTS}?view=partitions", 1300, 720)
        page.get_by_text("Materialized (").wait_for(timeout=SECONDS)
        button(page, "Materialize…").click()
        page.get_by_text("Show all partitions").click()
        days = page.get_by_role("dialog").locator("input[type=text]").first
        days.fill(f"[{FIRST_DAY}...{LAST_DAY}]")
        days.press("Enter")
        page.get_by_text("30 partitions", exact=True).wait_for(timeout=SECONDS)
        page.get_by_text("Backfills all partitions in a single run.").wait_for(timeout=SECONDS)
        self._picture(page, "backfill.png")
        before = set(self.runs.launched())
        button(page, "Launch backfill").click()
        page.get_by_role("dialog").wait_for(state="hidden", timeout=SECONDS)
        return before

    def backfill_in_one_run(self, before: set[str]) -> None:
        """The backfill of the range of days is one run."""
        run = self.runs.finished_after(before, backfill=True)
        self._succeeded(run, "the backfill")
        demand(run.assets == {FACTS}, f"the backfill materialized {sorted(run.assets)}")
        days_of_run = [
            run.tags.get(f"dagster/asset_partition_range_{end}") for end in ("start", "end")
        ]
        demand(days_of_run == [FIRST_DAY, LAST_DAY], f"the backfill is of {days_of_run}")
        backfill_id = run.tags[BACKFILL_TAG]
        status = self.runs.backfill_status(backfill_id)
        demand(status == "COMPLETED_SUCCESS", f"the backfill is {status}")
        of_backfill = [
            one.run_id
            for one in self.runs.launched().values()
            if one.tags.get(BACKFILL_TAG) == backfill_id
        ]
        demand(of_backfill == [run.run_id], f"the backfill took the runs {of_backfill}")

    def rematerialize(self) -> None:
        """One dimension and what is downstream of it, selected in the global lineage."""
        page = self._open("asset-groups", 1500, 620)
        page.get_by_text("Materialize all (").wait_for(timeout=SECONDS)
        page.locator(".CodeMirror").first.click()
        page.keyboard.type(f'key:"{PRODUCTS}"+')
        # The input takes Enter as its own only after it has read the selection.
        page.get_by_role("menuitem", name="and And").wait_for(timeout=SECONDS)
        page.keyboard.press("Enter")
        page.wait_for_url("**/asset-groups~key**", timeout=SECONDS)
        all_of_it = button(page, "Materialize all")
        all_of_it.wait_for(timeout=SECONDS)
        before = set(self.runs.launched())
        all_of_it.click()
        run = self.runs.finished_after(before)
        self._succeeded(run, "the selection")
        demand(run.assets == {PRODUCTS, VIEW}, f"the run materialized {sorted(run.assets)}")
        checked = {check.partition(":")[0] for check in run.checks}
        demand(checked == {PRODUCTS, VIEW}, f"the run checked {sorted(run.checks)}")
        for table in (PRODUCTS, VIEW):
            step = f"check_{table.replace('/', '_')}"
            demand(run.steps.get(step) == "SUCCESS", f"{step} did not run")
        page.reload()
        expect(page.get_by_text("Passed")).to_have_count(2, timeout=SECONDS)
        expect(page.get_by_text("Materialized", exact=True)).to_have_count(2, timeout=SECONDS)
        self._picture(page, "rematerialize.png")

    def blocked_run(self) -> None:
        """A customer file of half of its lines fails its check: what is downstream does not run."""
        customers = self.child / "customers" / "customers.csv"
        lines = customers.read_text(encoding="utf-8").splitlines(keepends=True)
        customers.write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
        page = self._open("locations/fmcg_assets/jobs/dims", 1500, 900)
        launch = button(page, "Materialize all")
        launch.wait_for(timeout=SECONDS)
        before = set(self.runs.launched())
        launch.click()
        run = self.runs.finished_after(before)
        demand(run.status == "FAILURE", f"dims is {run.status} though customers were lost")
        failed = [step for step, status in run.steps.items() if status == "FAILURE"]
        demand(failed == ["bronze__customers"], f"dims failed in {failed}")
        causes = self.runs.failures(run.run_id)
        demand("bronze/customers:row_loss" in causes, f"dims failed with: {causes}")
        blocked = {"silver_customers", "gold__sb_dim_customers", "gold__dim_customers"}
        demand(not blocked & set(run.steps), f"dims ran {sorted(blocked & set(run.steps))}")
        demand(run.steps.get("gold__dim_products") == "SUCCESS", "dims left dim_products out")
        page = self._open(f"runs/{run.run_id}?selection=name%3Abronze__customers%2B", 1500, 760)
        page.get_by_text("Errored (1)").wait_for(timeout=SECONDS)
        for emptied in ("Preparing (0)", "Executing (0)"):
            page.get_by_text(emptied).click()
        page.get_by_text("Hide unselected steps").click()
        events = page.get_by_placeholder("Filter…")
        events.fill("Not executing")
        events.press("Enter")
        skipped = page.get_by_text("Not executing.")
        expect(skipped).to_have_count(len(blocked) * 2, timeout=SECONDS)
        # The steps move up when the others are hidden.
        page.wait_for_function(FAILED_STEP_IS_FIRST, timeout=SECONDS)
        self._picture(page, "blocked-run.png")

    def failed_check(self) -> None:
        """A row of the facts is doubled by somebody else; their check, run alone, says so."""
        facts = DeltaTable(self.lake / FACTS)
        day = date.fromisoformat(DAMAGED_DAY)
        doubled = facts.to_pyarrow_table(filters=[("partition_date", "=", day)]).slice(0, 1)
        demand(doubled.num_rows == 1, f"no facts of {DAMAGED_DAY}")
        write_deltalake(facts, doubled, mode="append")
        page = self._open(f"assets/{FACTS}?view=checks&checkDetail=unique_key", 1500, 760)
        before = set(self.runs.launched())
        button(page, "Execute").click()
        run = self.runs.finished_after(before)
        demand(run.checks == {f"{FACTS}:unique_key"}, f"the run checked {sorted(run.checks)}")
        demand(not run.assets, f"the check's run materialized {sorted(run.assets)}")
        demand(run.status == "FAILURE", f"the check of doubled facts is {run.status}")
        page.reload()
        page.get_by_text(f"Found 1 row: {DAMAGED_DAY} (1).").wait_for(timeout=SECONDS)
        expect(page.get_by_text("Failed", exact=True)).to_have_count(2, timeout=SECONDS)
        self._picture(page, "failed-check.png")

    def refused_month(self) -> None:
        """The view refuses the month of the doubled row, and every month stays as it was."""
        stored = self._view_rows()
        page = self._open(f"assets/{VIEW}", 1500, 900)
        launch = button(page, "Materialize")
        launch.wait_for(timeout=SECONDS)
        before = set(self.runs.launched())
        launch.click()
        run = self.runs.finished_after(before)
        demand(run.status == "FAILURE", f"the view of doubled facts is {run.status}")
        demand(run.assets == {VIEW}, f"the run materialized {sorted(run.assets)}")
        causes = self.runs.failures(run.run_id)
        month = DAMAGED_DAY[:7]
        demand(f"{VIEW}: the months {month} stay as they are" in causes, f"it failed: {causes}")
        demand(self._view_rows() == stored, "the refused run changed rows of the view")

    def _view_rows(self) -> pa.Table:
        rows = DeltaTable(self.lake / VIEW).to_pyarrow_table()
        return rows.sort_by([(name, "ascending") for name in rows.column_names])

    def _succeeded(self, run: Run, what: str) -> None:
        demand(
            run.status == "SUCCESS",
            f"{what} is {run.status}: {self.runs.failures(run.run_id)}",
        )

    def _open(self, path: str, width: int, height: int) -> Page:
        page = self.browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"{self.runs.address}/{path}")
        return page

    def _picture(self, page: Page, name: str) -> None:
        """Write a picture of the page once it stands still, without a pointer over it."""
        page.mouse.move(0, 0)
        before = b""
        for _ in range(20):
            picture = page.screenshot(animations="disabled")
            if picture == before:
                (self.output / name).write_bytes(picture)
                print(self.output / name, flush=True)
                return
            before = picture
            page.wait_for_timeout(400)
        raise AssertionError(f"{name}: the page does not come to rest")

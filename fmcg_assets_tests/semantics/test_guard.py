"""Nothing but one select over the view gets through, and DuckDB refuses it on its own as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import exp

from fmcg_assets.errors import GuardError
from fmcg_assets.semantics.guard import DIALECT, VIEW, checked, checked_with_values

if TYPE_CHECKING:
    from fmcg_assets.semantics.snapshot import SnapshotStore

FROM = f"FROM {VIEW}"

ALLOWED = [
    f"SELECT * {FROM}",
    f"SELECT category, sum(total_amount_inr) AS revenue {FROM} GROUP BY ALL ORDER BY 2 LIMIT 5",
    f"SELECT count(DISTINCT customer_code) {FROM} WHERE channel IS DISTINCT FROM 'Retailer'",
    f"SELECT sum(sold_quantity) FILTER (WHERE year = 2025) AS q {FROM}",
    f"WITH figures AS (SELECT date_trunc('quarter', date) AS q, sum(sold_quantity) AS n {FROM}"
    " GROUP BY 1) SELECT q, n, lag(n) OVER (ORDER BY q) FROM figures",
    f"WITH a AS (SELECT year AS y, count(*) AS n {FROM} GROUP BY 1), b AS (SELECT * FROM"
    " (VALUES (2024, 'one'), (2025, 'two')) AS t(y, label))"
    " SELECT b.label, a.n FROM b FULL JOIN a ON a.y IS NOT DISTINCT FROM b.y",
    f"SELECT product {FROM} QUALIFY row_number() OVER (PARTITION BY product ORDER BY date) = 1",
    f"SELECT avg(n) FROM (SELECT count(*) AS n {FROM} GROUP BY date) AS months",
    f"SELECT category, channel, sum(sold_quantity) {FROM}"
    " GROUP BY GROUPING SETS ((category), (channel), ())",
    f"SELECT count(*) {FROM} WHERE date >= DATE '2025-01-01' - INTERVAL 3 MONTH",
    f"SELECT n FROM (SELECT count(*) AS n {FROM} UNION ALL SELECT 1) AS both",
    f"SELECT CASE WHEN year = 2025 THEN 1 ELSE 0 END, CAST(price_inr AS DOUBLE) {FROM}",
    f"SELECT extract(year FROM date), round(sum(sold_quantity) / 2.0, 2) {FROM} GROUP BY 1",
    f"SELECT count(*) {FROM.upper()}",
]

# What reaches beyond the view, writes, or is not one select.
REFUSED = [
    "",
    " ",
    ";",
    "-- nothing",
    "SELECT",
    "SELECT 1",
    "SELECT * FROM",
    "SELECT * FROM other",
    "SELECT * FROM main.other",
    f"SELECT * FROM main.{VIEW}",
    f"SELECT * FROM memory.main.{VIEW}",
    f"SELECT * FROM other.{VIEW}",
    f"SELECT * {FROM}, other",
    f"SELECT * {FROM} JOIN other USING (date)",
    f"SELECT * {FROM} WHERE year IN (SELECT year FROM other)",
    f"SELECT (SELECT max(secret) FROM other) {FROM}",
    f"SELECT * {FROM} WHERE EXISTS (SELECT 1 FROM other)",
    f"SELECT * {FROM} UNION ALL SELECT * FROM other",
    f"WITH x AS (SELECT * FROM other) SELECT * FROM x, {VIEW}",
    f"WITH {VIEW} AS (SELECT 1 AS date) SELECT * {FROM}",
    f'WITH "{VIEW.upper()}" AS (SELECT 1 AS date) SELECT * {FROM}',
    f"WITH x AS (SELECT * FROM x) SELECT * FROM x, {VIEW}",
    f"WITH RECURSIVE x AS (SELECT 1 AS n {FROM} UNION ALL SELECT n + 1 FROM x) SELECT * FROM x",
    f"SELECT * FROM (WITH y AS (SELECT 1 {FROM}) SELECT * FROM y) AS a, y",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_parquet('s3://bucket/key')",
    "SELECT * FROM read_json('http://127.0.0.1/')",
    "SELECT * FROM parquet_scan('x.parquet')",
    "SELECT * FROM delta_scan('/lake')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM '/etc/passwd'",
    'SELECT * FROM "/etc/passwd"',
    "SELECT * FROM 'https://example.com/x.csv'",
    "SELECT * FROM range(10)",
    "SELECT * FROM generate_series(1, 1000000000)",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM pragma_table_info('x')",
    "SELECT * FROM sqlite_master",
    f"SELECT * FROM query('SELECT 1'), {VIEW}",
    f"SELECT * FROM query_table('{VIEW}')",
    f"SELECT unnest(range(1000000000)) {FROM}",
    f"SELECT * {FROM}, unnest([1, 2])",
    f"SELECT * {FROM}, LATERAL (SELECT * FROM other)",
    f"SELECT getenv('HOME') {FROM}",
    f"SELECT current_setting('home_directory') {FROM}",
    f"SELECT version() {FROM}",
    f"SELECT sleep(100) {FROM}",
    f"SELECT content {FROM}",
    f"SELECT no_such_column {FROM}",
    f"SELECT rowid {FROM}",
    f"SELECT x.date {FROM}",
    f"SELECT * {FROM} WHERE price = 1",
    f"SELECT eval('1') {FROM}",
    f"SELECT repeat('x', 1000000000) {FROM}",
    f"SELECT string_agg(customer, ',') {FROM}",
    f"SELECT nextval('s') {FROM}",
    f"SELECT list(customer) {FROM}",
    f"SELECT regexp_matches(customer, '(a+)+$') {FROM}",
    f"SELECT COLUMNS('.*') {FROM}",
    f"SELECT [1, 2] {FROM}",
    f"SELECT {{'a': 1}} {FROM}",
    f"SELECT $1 {FROM}",
    f"SELECT ? {FROM}",
    f"SELECT date::JSON {FROM}",
    f"SELECT date::BLOB {FROM}",
    f"SELECT * {FROM} USING SAMPLE 10",
    f"SELECT * {FROM} TABLESAMPLE 10%",
    f"SELECT * INTO other {FROM}",
    f"SELECT * {FROM} FOR UPDATE",
    f"SELECT * {FROM}; SELECT * {FROM}",
    f"SELECT * {FROM}; DROP TABLE {VIEW}",
    f"SELECT * {FROM} -- ; \n; DROP TABLE {VIEW}",
    f"DROP TABLE {VIEW}",
    f"DELETE {FROM}",
    f"DELETE {FROM} WHERE true",
    f"UPDATE {VIEW} SET sold_quantity = 0",
    f"INSERT INTO {VIEW} SELECT * {FROM}",
    f"MERGE INTO {VIEW} USING {VIEW} ON true WHEN MATCHED THEN DELETE",
    f"TRUNCATE {VIEW}",
    f"ALTER TABLE {VIEW} ADD COLUMN x INT",
    f"CREATE TABLE x AS SELECT * {FROM}",
    f"CREATE OR REPLACE VIEW {VIEW} AS SELECT 1",
    "CREATE MACRO f() AS 1",
    f"COPY {VIEW} TO '/tmp/stolen.csv'",
    f"COPY (SELECT * {FROM}) TO '/tmp/stolen.parquet'",
    "COPY x FROM '/etc/passwd'",
    "EXPORT DATABASE '/tmp/stolen'",
    "IMPORT DATABASE '/tmp/stolen'",
    "ATTACH '/tmp/other.duckdb' AS other",
    "DETACH other",
    "USE other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "FORCE INSTALL spatial FROM community",
    "SET enable_external_access = true",
    "RESET lock_configuration",
    "PRAGMA database_list",
    "PRAGMA enable_profiling",
    "CALL pragma_version()",
    "CHECKPOINT",
    "VACUUM",
    "BEGIN TRANSACTION",
    f"PREPARE q AS SELECT * {FROM}",
    "EXECUTE q",
    f"EXPLAIN ANALYZE SELECT * {FROM}",
    f"DESCRIBE {VIEW}",
    f"SUMMARIZE {VIEW}",
    "SHOW TABLES",
    f"PIVOT {VIEW} ON channel USING sum(sold_quantity)",
    "VALUES (1)",
    f"(SELECT * {FROM}) UNION SELECT 1",
    f"SELECT {'(' * 500}1{')' * 500} {FROM}",
    f"SELECT {'NOT ' * 5000}true {FROM}",
    f"SELECT {'1 + ' * 5000}1 {FROM}",
    f"SELECT {'CASE WHEN true THEN ' * 900}1{' END' * 900} {FROM}",
    f"SELECT '{'x' * 60_000}' {FROM}",
    f"SELECT * {FROM} WHERE category = '",
    f"SELECT * {FROM} WHERE category = 'x' OR 1 = 1) OR (1 = 1",
    "\x00",
]


@pytest.mark.parametrize("sql", ALLOWED)
def test_selects_over_the_view_pass_and_run(sql: str, sample_store: SnapshotStore) -> None:
    assert sample_store.current().query(sql).table.num_columns > 0


@pytest.mark.parametrize("sql", REFUSED)
def test_everything_else_is_refused(sql: str) -> None:
    with pytest.raises(GuardError):
        checked(sql)


@pytest.mark.parametrize("sql", REFUSED)
def test_everything_else_is_refused_with_its_names_bound_as_well(sql: str) -> None:
    with pytest.raises(GuardError):
        checked_with_values(sql)


@pytest.mark.parametrize("sql", ALLOWED)
def test_names_that_are_bound_give_the_same_rows(sql: str, sample_store: SnapshotStore) -> None:
    view = sample_store.current()
    bound, plain = view.query_with_values(sql).table, view.query(sql).table
    assert sorted(map(str, bound.to_pylist())) == sorted(map(str, plain.to_pylist()))


def test_a_name_is_bound_and_not_part_of_the_text() -> None:
    name = "it's; DROP TABLE x --"
    written = name.replace("'", "''")
    text, values = checked_with_values(
        f"SELECT count(*) {FROM} WHERE customer = '{written}' AND channel IN ('a', 'b')"
        " AND date >= DATE '2025-01-01'"
    )
    assert values == (name, "a", "b", "2025-01-01")
    assert "'" not in text


def test_comments_do_not_get_through() -> None:
    assert checked(f"SELECT /* a */ date {FROM} -- b") == f"SELECT date FROM {VIEW}"


def test_the_message_names_what_is_refused() -> None:
    with pytest.raises(GuardError, match="getenv"):
        checked(f"SELECT getenv('HOME') {FROM}")
    with pytest.raises(GuardError, match="other is not"):
        checked(f"SELECT * {FROM}, other")


PIECES = st.sampled_from(
    [
        VIEW, "other", "x", "SELECT", "*", "FROM", "WHERE", "JOIN", "ON", "WITH", "AS", "(", ")",
        ",", ";", "UNION ALL", "'/etc/passwd'", '"other"', "read_csv", "main.", "1", "date", "IN",
        "LATERAL", "x AS (SELECT * FROM other)", "EXISTS", "true", "=", "year", "count(*)",
        "range(3)", "/*", "*/", "--", "\n", "$$", "PIVOT", "VALUES (1)", f"(SELECT 1 {FROM})",
        f"SELECT * {FROM}", "GROUP BY 1", "LIMIT 1",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_no_text_leaves_the_guard_that_names_another_table(pieces: str) -> None:
    for text in (pieces, f"SELECT * {FROM} {pieces}", f"WITH x AS ({pieces}) SELECT * {FROM}, x"):
        try:
            passed = checked(text)
        except GuardError:
            continue
        tree = sqlglot.parse_one(passed, dialect=DIALECT)
        own = {cte.alias for cte in tree.find_all(exp.CTE)}
        assert {table.name.casefold() for table in tree.find_all(exp.Table)} <= {VIEW, *own}
        assert "other" not in own


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_the_guard_fail_otherwise(text: str) -> None:
    with pytest.raises(GuardError):
        checked(text)


BYPASSING = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/hostname')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM read_parquet('https://example.com/x.parquet')",
    "SELECT getenv('HOME')",
    "ATTACH '/tmp/fmcg_other.duckdb' AS other",
    f"COPY {VIEW} TO '/tmp/fmcg_stolen.csv'",
    f"COPY {VIEW} FROM '/etc/passwd'",
    "EXPORT DATABASE '/tmp/fmcg_stolen'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET memory_limit = '100GB'",
    "SET temp_directory = '/tmp'",
    "RESET memory_limit",
    "SET lock_configuration = false",
    f"DROP TABLE {VIEW}",
    f"DELETE FROM {VIEW}",
    f"UPDATE {VIEW} SET sold_quantity = 0",
    f"INSERT INTO {VIEW} SELECT * {FROM}",
    f"ALTER TABLE {VIEW} ADD COLUMN x INT",
    "CREATE TABLE stored AS SELECT 1",
    "SELECT * FROM local_rows",
]


@pytest.mark.parametrize("sql", BYPASSING)
def test_duckdb_refuses_it_with_the_guard_bypassed(sql: str, sample_store: SnapshotStore) -> None:
    local_rows = pa.table({"secret": [1]})
    snapshot = sample_store.current()
    before = snapshot.query(f"SELECT count(*) AS n, sum(sold_quantity) AS q {FROM}").table
    with pytest.raises(GuardError):
        snapshot.run_unguarded(sql, limit=10, timeout=5)
    assert snapshot.query(f"SELECT count(*) AS n, sum(sold_quantity) AS q {FROM}").table == before
    assert local_rows is not None

"""What a query of the view may say: one select over the view alone, with known functions.

The text that runs is written anew from the checked tree, so that nothing runs which the check
has not seen. DuckDB's own settings stand behind it; see `snapshot`.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import OptimizeError, SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope
from sqlglot.tokenizer_core import TokenType

from fmcg_assets.contracts import TABLES
from fmcg_assets.errors import GuardError

VIEW: Final = "vw_fact_orders_enriched"
DIALECT: Final = "duckdb"

_MAX_LENGTH: Final = 50_000
_MAX_DEPTH: Final = 120
_MAX_NODES: Final = 20_000

_SCHEMA: Final[dict[str, object]] = {VIEW: {c.name: c.type for c in TABLES[f"gold/{VIEW}"].columns}}

# Anything that is not listed is refused: also what a later release of the parser learns.
_NODES: Final[tuple[type[exp.Expr], ...]] = (
    exp.Select, exp.With, exp.CTE, exp.Subquery, exp.SetOperation, exp.From, exp.Join,
    exp.Where, exp.Group, exp.Having, exp.Qualify, exp.Order, exp.Ordered, exp.Limit, exp.Offset,
    exp.Distinct, exp.Window, exp.WindowSpec, exp.Values, exp.Tuple, exp.Table, exp.TableAlias,
    exp.Alias, exp.Column, exp.Identifier, exp.Star, exp.Literal, exp.Boolean, exp.Null,
    exp.Paren, exp.Neg, exp.Not, exp.And, exp.Or, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod,
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Between, exp.Like,
    exp.ILike, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Exists, exp.Case, exp.If, exp.Cast,
    exp.DataType, exp.DataTypeParam, exp.Interval, exp.Var, exp.Filter, exp.DPipe, exp.IntDiv,
    exp.IgnoreNulls, exp.GroupingSets, exp.Rollup, exp.Cube,
)  # fmt: skip

_FUNCTIONS: Final[tuple[type[exp.Func], ...]] = (
    exp.Sum, exp.Avg, exp.Count, exp.CountIf, exp.Min, exp.Max, exp.Median, exp.Coalesce,
    exp.Nullif, exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Greatest, exp.Least, exp.RowNumber,
    exp.Rank, exp.DenseRank, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.DateTrunc,
    exp.TimestampTrunc, exp.Extract, exp.Year, exp.Month, exp.Quarter, exp.DateAdd, exp.DateSub,
    exp.DateDiff, exp.LastDay, exp.Lower, exp.Upper, exp.Concat, exp.TimeToStr,
    exp.Grouping, exp.DateFromParts, exp.AnyValue,
)  # fmt: skip
_NAMED_FUNCTIONS: Final[frozenset[str]] = frozenset({"month", "year", "quarter"})
_TYPES: Final = frozenset(
    {"DATE", "INT", "BIGINT", "DOUBLE", "DECIMAL", "VARCHAR", "TEXT", "BOOLEAN", "INT128"}
)


def checked(sql: str) -> str:
    """Return the text to run of one select over the view; raises GuardError for anything else."""
    return _checked(sql, 0)


def checked_with_values(sql: str) -> tuple[str, tuple[str, ...]]:
    """Return the text to run with placeholders for the names and dates in it, and these.

    Selects that differ in them alone are one text, which is checked once: a check takes longer than
    many a query. What is bound is never read as SQL. Raises GuardError as `checked`.
    """
    try:
        tokens = _DUCKDB.tokenize(sql)
    except SqlglotError as error:
        raise GuardError(f"the query cannot be read: {_first_line(error)}") from None
    pieces, values, done = [], [], 0
    for before, token in pairwise(tokens):
        if token.token_type is not TokenType.STRING:
            continue
        if before.token_type in _COMPARING:
            pieces += [sql[done : token.start], "?"]
        elif before.token_type is TokenType.DATE:
            pieces += [sql[done : before.start], "CAST(? AS DATE)"]
        else:
            continue
        values.append(token.text)
        done = token.end + 1
    return _checked("".join((*pieces, sql[done:])), len(values)), tuple(values)


_DUCKDB: Final = Dialect.get_or_raise(DIALECT)
_COMPARING: Final = frozenset(
    {TokenType.EQ, TokenType.NEQ, TokenType.L_PAREN, TokenType.COMMA, TokenType.LIKE}
)
"""What stands before a text that is a value, and not the name of a part of the result."""


@lru_cache(maxsize=512)
def _checked(sql: str, bound: int) -> str:
    if len(sql) > _MAX_LENGTH:
        raise GuardError(f"the query is longer than {_MAX_LENGTH} characters; ask for less at once")
    if _nesting(sql) > _MAX_DEPTH:
        raise GuardError("the query is nested too deeply")
    try:
        statements = sqlglot.parse(sql, dialect=DIALECT)
        if len(statements) != 1 or not isinstance(statements[0], exp.Select):
            raise GuardError("a query is exactly one SELECT, or WITH and one SELECT")
        tree = statements[0]
        _refuse_nodes(tree, bound)
        _refuse_tables(tree)
        _resolve_columns(tree)
        return tree.sql(dialect=DIALECT, comments=False)
    except (SqlglotError, RecursionError) as error:
        raise GuardError(f"the query cannot be read: {_first_line(error)}") from None


def _refuse_nodes(tree: exp.Expr, bound: int) -> None:
    places = 0
    for count, node in enumerate(tree.walk()):
        if count > _MAX_NODES:
            raise GuardError("the query is too large; ask for less at once")
        if isinstance(node, exp.Anonymous):
            raise GuardError(f"the function {node.name}() is not one of those that queries may use")
        if bound and isinstance(node, exp.Placeholder):
            places += 1
            continue
        if isinstance(node, (*_NODES, *_FUNCTIONS)):
            _refuse_details(node)
        elif isinstance(node, exp.Func):
            raise GuardError(
                f"the function {node.sql_name().lower()}() is not one of those that queries may use"
            )
        else:
            raise GuardError(f"a query may not hold {type(node).__name__}")
        if node.depth > _MAX_DEPTH:
            raise GuardError("the query is nested too deeply")
    if places != bound:
        raise GuardError("a query may not hold places for values that nobody gives")


def _refuse_details(node: exp.Expr) -> None:
    if isinstance(node, exp.With) and node.args.get("recursive"):
        raise GuardError("a query may not call itself (WITH RECURSIVE)")
    if isinstance(node, exp.DataType) and node.this.value not in _TYPES:
        raise GuardError(f"a query may not use the type {node.sql(dialect=DIALECT)}")


def _refuse_tables(tree: exp.Select) -> None:
    """Refuse every table but the view, looked up as SQL does: in its own scope."""
    for cte in tree.find_all(exp.CTE):
        if cte.alias.casefold() == VIEW:
            raise GuardError(f"a query may not give the name {VIEW} to something else")
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or table.args.get("db"):
            raise GuardError("a query reads the view alone, no function, file or other schema")
    unseen = {id(table) for table in tree.find_all(exp.Table)}
    reads_view = False
    for scope in traverse_scope(tree):
        unseen -= {id(table) for table in scope.tables}
        for source in scope.sources.values():
            if isinstance(source, exp.Table):
                if source.name.casefold() != VIEW:
                    raise GuardError(
                        f"the table {source.name} is not {VIEW}, which queries read alone"
                    )
                reads_view = True
    if unseen or not reads_view:
        raise GuardError(f"a query reads {VIEW}, and nothing else")


def _resolve_columns(tree: exp.Select) -> None:
    try:
        qualify(tree.copy(), schema=_SCHEMA, dialect=DIALECT)
    except OptimizeError as error:
        raise GuardError(f"the query does not fit the view: {_first_line(error)}") from None


def _nesting(sql: str) -> int:
    deepest = depth = 0
    for character in sql:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__

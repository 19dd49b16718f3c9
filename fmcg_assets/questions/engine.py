"""From a question to its answer: read, written as SQL, guarded, run, said in a sentence.

What can be wrong with a question, with the data or with a service becomes an answer that says so.
"""

from __future__ import annotations

import re
import threading
import time
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from fmcg_assets.errors import FmcgError
from fmcg_assets.questions.answer import Answer
from fmcg_assets.questions.chips import chips_of
from fmcg_assets.questions.context import Context
from fmcg_assets.questions.intent import (
    Clarify,
    Explained,
    Intent,
    Reading,
    Refusal,
    Told,
    Understood,
)
from fmcg_assets.questions.months import month_text, span_text
from fmcg_assets.questions.planner import PlannerError
from fmcg_assets.questions.presentation import chart_of, labels_of, name_of
from fmcg_assets.questions.resolve import GRAINS, months_of
from fmcg_assets.questions.sentences import (
    condition_text,
    period_name,
    sentence_of,
    threshold_text,
)
from fmcg_assets.questions.sql import Column, Statement, statement_of
from fmcg_assets.questions.suggestions import next_questions
from fmcg_assets.questions.tokens import tokenize
from fmcg_assets.questions.understanding import understand
from fmcg_assets.questions.words import language_of
from fmcg_assets.semantics.guard import VIEW
from fmcg_assets.semantics.model import UNMAPPED, UNMAPPED_FR, load_model
from fmcg_assets.semantics.words import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fmcg_assets.questions.answer import Language
    from fmcg_assets.questions.audit import Audit
    from fmcg_assets.questions.planner import Planner
    from fmcg_assets.semantics.model import Model
    from fmcg_assets.semantics.snapshot import Snapshot

LONGEST: Final = 1_000
"""Characters of a question that are read."""

_FRESHNESS: Final = (
    f"SELECT MIN(date) AS first_month, MAX(date) AS last_month, COUNT(*) AS rows FROM {VIEW}"
)


class Store(Protocol):
    """Where the newest version of the view comes from."""

    def current(self) -> Snapshot:
        """Return the newest snapshot."""


@dataclass(frozen=True)
class _Asked:
    """A question, and what is known before it is understood."""

    id: str
    question: str
    first: str | None
    language: Language
    started: float

    def answer(self, **parts: Any) -> Answer:
        milliseconds = (time.perf_counter() - self.started) * 1000
        parts = {"language": self.language, **parts}
        return Answer(
            question=self.question,
            id=self.id,
            first=self.first,
            milliseconds=milliseconds,
            **parts,
        )


class Engine:
    """Answers questions about the view. Safe to share between threads.

    Every outcome goes to the `audit`. The `planner` is asked for what the rules refuse or ask
    back. Without `suggests`, answers name no next questions.
    """

    def __init__(
        self,
        store: Store,
        audit: Audit | None = None,
        planner: Planner | None = None,
        *,
        read: Callable[[str, Context], Reading] = understand,
        suggests: bool = True,
    ) -> None:
        self._store = store
        self._audit = audit
        self._planner = planner
        self._read = read
        self._suggests = suggests
        self._lock = threading.Lock()
        self._held: tuple[Snapshot, Context] | None = None
        self._known: dict[str, bool] = {}

    def ask(
        self, question: str, first: str | None = None, previous: Intent | None = None
    ) -> Answer:
        """Return the answer to a question in plain language.

        `first` is the question before, or `previous` what was understood of it.
        """
        asked = _asked(question, first)
        answer = self._asked(asked, previous)
        if self._audit:
            self._audit.record(answer)
        return answer

    def run(self, intent: Intent, question: str = "") -> Answer:
        """Return the answer to an intent whose question was edited by hand."""
        asked = replace(_asked(question, None), language=intent.language)
        try:
            snapshot = self._store.current()
            answer = self._answered(asked, intent, self._context(snapshot), snapshot)
        except FmcgError as error:
            answer = asked.answer(status="refuse", message=str(error), intent=intent)
        if self._audit:
            self._audit.record(answer)
        return answer

    def _context(self, snapshot: Snapshot) -> Context:
        with self._lock:
            if self._held is None or self._held[0] is not snapshot:
                self._held = (snapshot, Context.of(load_model(), snapshot))
                self._known = {}
            return self._held[1]

    def _asked(self, asked: _Asked, previous: Intent | None) -> Answer:
        if problem := _unreadable(asked):
            return asked.answer(status="refuse", message=problem)
        try:
            snapshot = self._store.current()
        except FmcgError as error:
            return asked.answer(status="refuse", message=str(error))
        context = self._context(snapshot)
        if previous is None and asked.first and len(asked.first) <= LONGEST:
            before = self._read(asked.first, context)
            previous = before.intent if isinstance(before, Understood) else None
        context = context.after(previous)
        reading = self._read(asked.question, context)
        if isinstance(reading, Understood):
            if asked.first and previous is None and _hangs(asked.question, reading):
                return asked.answer(status="refuse", message=_unanswered(reading.intent.language))
            return self._understood(asked, reading, context, snapshot)
        if isinstance(reading, Told):
            return _told(asked, reading, context, snapshot)
        return self._planned(asked, reading, context, snapshot)

    def _understood(
        self, asked: _Asked, reading: Understood, context: Context, snapshot: Snapshot
    ) -> Answer:
        asked = replace(asked, language=reading.intent.language)
        try:
            return self._answered(
                asked,
                reading.intent,
                context,
                snapshot,
                notes=reading.notes,
                explained=reading.explained,
                alternatives=reading.alternatives,
            )
        except FmcgError as error:
            return asked.answer(
                status="refuse",
                message=_sentence(str(error)),
                intent=reading.intent,
                explained=reading.explained,
                options=_examples(context.model, asked.language),
                data_version=snapshot.version,
            )

    def _planned(
        self, asked: _Asked, reading: Clarify | Refusal, context: Context, snapshot: Snapshot
    ) -> Answer:
        refused = _refused(asked, reading, snapshot)
        if self._planner is None:
            return refused
        try:
            intent = self._planner.intent(asked.question, context.model, snapshot, context.previous)
            answer = self._answered(
                replace(asked, language=intent.language), intent, context, snapshot
            )
        except PlannerError as error:
            return replace(refused, notes=(_sentence(str(error)), *refused.notes))
        except FmcgError as error:
            problem = f"the planner's intent cannot be answered: {error}"
            return replace(refused, notes=(_sentence(problem), *refused.notes))
        note = _said(
            answer.language,
            f"Planned by {self._planner.model}.",
            f"Planifié par {self._planner.model}.",
        )
        return replace(answer, notes=(note, *answer.notes), planner=self._planner.model)

    def _answered(
        self,
        asked: _Asked,
        intent: Intent,
        context: Context,
        snapshot: Snapshot,
        *,
        notes: tuple[str, ...] = (),
        explained: tuple[Explained, ...] = (),
        alternatives: tuple[tuple[str, Intent], ...] = (),
    ) -> Answer:
        model = context.model
        statement = statement_of(intent, model, snapshot)
        result = snapshot.query(statement.sql)
        rows = _rows_of(result.table)
        answered = asked.answer(status="answer")
        notes = tuple(dict.fromkeys((*notes, *statement.resolved.notes)))
        if _is_empty(statement, rows):
            sentence = _empty_sentence(statement, model, snapshot)
            notes = tuple(note for note in notes if note != sentence)
        else:
            total = _total(statement, model, snapshot)
            sentence = sentence_of(statement, rows, model, snapshot, total=total)
        following: tuple[str, ...] = ()
        if self._suggests:
            following = next_questions(
                statement.resolved.intent, context, snapshot, self._read, self._known
            )
        return replace(
            answered,
            intent=statement.resolved.intent,
            columns=tuple(column.name for column in statement.columns),
            rows=tuple(rows),
            table=result.table,
            figures=statement.columns,
            sql=statement.sql,
            sentence=sentence,
            message=" ".join((sentence, *notes)),
            notes=notes,
            explained=explained,
            alternatives=alternatives,
            chips=chips_of(statement.resolved.intent, model, snapshot),
            chart=chart_of(statement.resolved.intent, statement.columns, rows),
            labels=labels_of(statement.columns, model, intent.language),
            verified=_is_verified(asked.question, model),
            next_questions=following,
            data_version=snapshot.version,
            row_count=len(rows),
            truncated=result.truncated,
        )


def _asked(question: str, first: str | None) -> _Asked:
    shown = question if len(question) <= LONGEST else question[:LONGEST]
    language: Language = "fr" if language_of(tokenize(shown)) == "fr" else "en"
    return _Asked(uuid.uuid4().hex, question, first, language, time.perf_counter())


def _unreadable(asked: _Asked) -> str | None:
    if not asked.question.strip():
        return "Ask a question, for example: revenue by channel."
    if len(asked.question) > LONGEST:
        return _said(
            asked.language,
            f"The question is longer than {LONGEST} characters; ask it in fewer words.",
            f"La question dépasse {LONGEST} caractères ; posez-la en moins de mots.",
        )
    return None


def _said(language: str, english: str, french: str) -> str:
    return french if language == "fr" else english


def _sentence(text: str) -> str:
    """Return a text as a sentence: a capital in front, a full stop behind."""
    text = f"{text[:1].upper()}{text[1:]}"
    return text if text[-1:] in ".?!…" else f"{text}."


def _rows_of(table: Any) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _hangs(question: str, reading: Understood) -> bool:
    """Return whether a question says no more than how another one is changed ("by variant")."""
    rules = {one.rule for one in reading.explained}
    refers = _REFERRING.search(folded(question)) is not None
    return bool(rules) and (refers or rules <= {"groups", "period", "follow-up"})


_REFERRING: Final = re.compile(
    r"^(?:now|and|same|then|but|maintenant|et|idem|pareil)\b"
    r"|\b(?:is|are|was|were|of|do) (?:that|those|these|them|it|they)\b"
    r"|\b(?:ca|cela|ceux-ci|celles-ci)\s*\??$"
)


def _unanswered(language: Language) -> str:
    return _said(
        language,
        "The question before was not understood, so this one has nothing to change; ask it whole.",
        "La question précédente n'a pas été comprise : posez celle-ci en entier.",
    )


def _refused(asked: _Asked, reading: Clarify | Refusal, snapshot: Snapshot) -> Answer:
    if isinstance(reading, Clarify):
        return asked.answer(
            status="clarify",
            message=reading.message,
            options=reading.options,
            explained=reading.explained,
            data_version=snapshot.version,
        )
    return asked.answer(
        status="refuse",
        message=reading.message,
        words=reading.words,
        options=reading.suggestions,
        explained=reading.explained,
        data_version=snapshot.version,
    )


def _is_empty(statement: Statement, rows: Sequence[tuple[Any, ...]]) -> bool:
    """Return whether no row of the view was left."""
    if not rows:
        return True
    if any(column.role == "group" for column in statement.columns):
        return False
    return all(value is None for value in rows[0])


def _empty_sentence(statement: Statement, model: Model, snapshot: Snapshot) -> str:
    """Return which filter took everything away."""
    intent = statement.resolved.intent
    language = intent.language
    first, last = months_of(snapshot)
    outside = [one for one in intent.periods if one.last < first or one.first > last]
    if intent.periods and len(outside) == len(intent.periods):
        names = ", ".join(period_name(period, snapshot, language) for period in outside)
        span = span_text(first, last, language)
        return _said(
            language,
            f"There are no data for {names}; the data cover {span}.",
            f"Aucune donnée pour {names} ; les données couvrent {span}.",
        )
    kept = Intent(measures=("order_rows",), conditions=intent.conditions, periods=intent.periods)
    if _any_rows(kept, model, snapshot):
        if intent.lifecycle and intent.groups and not intent.rank:
            return sentence_of(statement, [], model, snapshot)
        if intent.having:
            limits = ", ".join(threshold_text(limit, intent, model) for limit in intent.having)
            return _said(
                language,
                f"There are rows, but none with {limits}.",
                f"Il y a des lignes, mais aucune avec {limits}.",
            )
        return _said(
            language,
            "There are rows, but none meets what was asked of them.",
            "Il y a des lignes, mais aucune ne remplit la condition demandée.",
        )
    for index, condition in enumerate(intent.conditions):
        others = intent.conditions[:index] + intent.conditions[index + 1 :]
        if _any_rows(replace(kept, conditions=others), model, snapshot):
            text = condition_text(condition, model, language)
            return _said(
                language,
                f"No rows: the filter “{text}” leaves none; without it there are some.",
                f"Aucune ligne : le filtre « {text} » n'en laisse aucune ; sans lui, il y en a.",
            )
    if intent.periods and _any_rows(replace(kept, periods=()), model, snapshot):
        names = ", ".join(period_name(period, snapshot, language) for period in intent.periods)
        return _said(
            language,
            f"No rows in {names}; there are some in other months.",
            f"Aucune ligne pour {names} ; il y en a pour d'autres mois.",
        )
    return _said(
        language,
        "No rows: these filters have none in common.",
        "Aucune ligne : ces filtres n'en ont aucune en commun.",
    )


def _any_rows(intent: Intent, model: Model, snapshot: Snapshot) -> bool:
    table = snapshot.query(statement_of(intent, model, snapshot).sql).table
    return any(value for value in table.column(table.num_columns - 1).to_pylist())


def _total(statement: Statement, model: Model, snapshot: Snapshot) -> float | None:
    """Return the whole that the shares of a plain ranking are of."""
    intent = statement.resolved.intent
    rank = intent.rank
    plain = Intent(
        measures=intent.measures,
        groups=intent.groups,
        conditions=intent.conditions,
        periods=intent.periods,
        rank=rank,
        chart=intent.chart,
        language=intent.language,
    )
    if intent != plain or not rank or rank.limit is None or rank.within:
        return None
    measure = rank.measure or (intent.measures[0] if intent.measures else None)
    if measure is None or not model.measures[measure].additive or len(intent.periods) > 1:
        return None
    if len(intent.groups) != 1 or intent.groups[0] in GRAINS:
        return None
    whole = replace(plain, measures=(measure,), groups=(), rank=None)
    table = snapshot.query(statement_of(whole, model, snapshot).sql).table
    value = table.column(0)[0].as_py()
    return None if value is None else float(value)


def _is_verified(question: str, model: Model) -> bool:
    """Return whether a question is one whose answer somebody checked."""
    text = _bare(question)
    return any(
        text in (_bare(one.question), _bare(one.question_fr)) for one in model.verified_questions
    )


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", folded(text)))


def _examples(model: Model, language: Language, number: int = 3) -> tuple[str, ...]:
    found = [example.questions_in(language)[0] for example in model.example_questions]
    return tuple(found[:number])


def _told(asked: _Asked, reading: Told, context: Context, snapshot: Snapshot) -> Answer:
    """Return what there is to say about the data or a term."""
    language, model = asked.language, context.model
    figures: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    table, sql = None, None
    if reading.topic == "freshness":
        sentence = freshness(snapshot, language)
        result = snapshot.query(_FRESHNESS)
        table, sql, rows = result.table, _FRESHNESS, _rows_of(result.table)
        figures = (
            Column("first_month", "group", "month", "time"),
            Column("last_month", "group", "month", "time"),
            Column("rows", "measure", "order_rows", "count"),
        )
    elif reading.topic == "help":
        sentence = _said(
            language,
            "Ask for a figure, a ranking, a trend, shares or growth, for example:",
            "Demandez un chiffre, un classement, une évolution, des parts ou une croissance, par"
            " exemple :",
        )
        figures = (
            Column("kind", "group", "kind", "text"),
            Column("question", "group", "question", "text"),
        )
        rows = [
            (example.label_in(language), question)
            for example in model.example_questions
            for question in example.questions_in(language)
        ]
    elif reading.topic == "definition" and reading.subject:
        if reading.subject == "unmapped":
            label = _said(language, UNMAPPED, UNMAPPED_FR)
            definition = _said(language, *_UNMAPPED_DEFINITION)
        elif reading.subject == "company":
            label = _said(
                language, "Parent and acquired company", "Société mère et société acquise"
            )
            definition = _said(language, *_COMPANY_DEFINITION)
        else:
            name = name_of(reading.subject, model, language)
            label = reading.member or name
            definition = _definition(reading.subject, model, language)
            if reading.member:
                definition = f"{name.casefold()}. {definition}"
        sentence = f"{label}{_said(language, ':', ' :')} {definition}"
        figures = (
            Column("term", "group", "term", "text"),
            Column("definition", "group", "definition", "text"),
        )
        rows = [(label, definition)]
    else:
        sentence = _said(
            language,
            "These are the figures, and what they can be grouped and filtered by.",
            "Voici les chiffres, et ce par quoi on peut les grouper et filtrer.",
        )
        figures = (
            Column("term", "group", "term", "text"),
            Column("definition", "group", "definition", "text"),
        )
        rows = [
            (name_of(name, model, language), _definition(name, model, language))
            for name in (*model.measures, *model.dimensions)
        ]
    options = tuple(row[1] for row in rows) if reading.topic == "help" else ()
    return asked.answer(
        status="answer",
        columns=tuple(column.name for column in figures),
        rows=tuple(rows),
        table=table,
        figures=figures,
        sql=sql,
        sentence=sentence,
        message=sentence,
        options=options,
        explained=reading.explained,
        chart="table",
        labels=_told_labels(figures, language),
        next_questions=_examples(model, language),
        data_version=snapshot.version,
        row_count=len(rows),
    )


_UNMAPPED_DEFINITION: Final = (
    "All sales whose customer code no customer file explains: they count in every total, and have"
    " no name, market, platform or channel until a file names the code.",
    "Toutes les ventes dont le code client ne figure dans aucun fichier clients : elles comptent"
    " dans tous les totaux, sans nom, marché, plateforme ni canal tant qu'aucun fichier ne nomme"
    " le code.",
)


_COMPANY_DEFINITION: Final = (
    "The acquired company's sales are those of the platform Sports Bar; the parent company's are"
    " all others that have a platform.",
    "Les ventes de la société acquise sont celles de la plateforme Sports Bar ; celles de la"
    " société mère sont toutes les autres qui ont une plateforme.",
)


def _told_labels(figures: Sequence[Column], language: Language) -> dict[str, str]:
    names = {
        "first_month": ("First month", "Premier mois"),
        "last_month": ("Last month", "Dernier mois"),
        "rows": ("Rows", "Lignes"),
        "kind": ("Kind", "Type"),
        "question": ("Question", "Question"),
        "term": ("Term", "Terme"),
        "definition": ("Definition", "Définition"),
    }
    return {column.name: _said(language, *names[column.name]) for column in figures}


def _definition(name: str, model: Model, language: Language) -> str:
    entry = model.measures.get(name) or model.dimensions.get(name)
    if entry is None:
        return name
    return entry.definition_fr if language == "fr" else entry.definition


def freshness(snapshot: Snapshot, language: Language) -> str:
    """Return how far the data reach and when they were loaded, in a sentence."""
    first, last = months_of(snapshot)
    text = _said(
        language,
        f"The data cover {month_text(first, 'en')} to {month_text(last, 'en')}",
        f"Les données couvrent {month_text(first, 'fr')} à {month_text(last, 'fr')}",
    )
    if snapshot.partial_month is not None:
        day = f"{snapshot.newest_day:%Y-%m-%d}" if snapshot.newest_day else ""
        text += _said(
            language,
            f" (the last month only until {day})",
            f" (le dernier mois jusqu'au {day} seulement)",
        )
    loaded = f"{snapshot.refreshed_at:%Y-%m-%d %H:%M} UTC"
    return text + _said(
        language,
        f"; loaded {loaded}, version {snapshot.version}.",
        f" ; chargées le {loaded}, version {snapshot.version}.",
    )

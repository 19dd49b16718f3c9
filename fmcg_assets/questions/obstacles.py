"""Why a question is not answered, in words that help: what is unknown, what could be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz

from fmcg_assets.questions.intent import Clarify, Refusal
from fmcg_assets.questions.tokens import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.outside import Outside
    from fmcg_assets.questions.rules.draft import Draft
    from fmcg_assets.questions.tagging import Item

_SUGGESTIONS: Final = 3
_SHOWN: Final = 6
_NEAR: Final = 70.0
"""How alike, of 100, a word must be to a term to be asked back."""


def examples(draft: Draft, *wanted: str) -> tuple[str, ...]:
    """Return questions that can be answered, those of the wanted classes first."""
    classes = draft.context.model.example_questions
    ordered = sorted(classes, key=lambda one: one.name not in wanted)
    found = [one.questions_in(draft.language)[0] for one in ordered]
    return tuple(found[:_SUGGESTIONS])


def outside(draft: Draft, subject: Outside, words: Sequence[str]) -> Refusal:
    """Return the refusal of a subject that the data do not hold."""
    return Refusal(subject.message, tuple(words), examples(draft, "totals", "by_group"))


def unexplained(draft: Draft, items: Sequence[Item]) -> Refusal | Clarify:
    """Return why words that no rule explains stand in the way; near terms are asked back."""
    words = [item.text for item in items][:_SHOWN]
    unknown = [item for item in items if item.tag == "UNKNOWN"]
    if not unknown:
        return _unplaced(draft, words)
    near = _near(draft, unknown)
    quoted = ", ".join(f"“{word}”" if draft.language == "en" else f"« {word} »" for word in words)
    options = tuple(
        f"{draft.text[: item.start]}{name}{draft.text[item.end :]}".strip() for item, name in near
    )[:_SUGGESTIONS]
    names = ", ".join(dict.fromkeys(name for _, name in near))
    if len(unknown) == 1 and near and len(items) == 1 and _alike_enough(near):
        return Clarify(
            draft.said(
                f"I do not know {quoted}. Did you mean: {names}?",
                f"Je ne connais pas {quoted}. Vouliez-vous dire : {names} ?",
            ),
            options,
        )
    return Refusal(
        draft.said(
            f"I do not know {quoted}: no measure, name or period of the sales data fits.",
            f"Je ne connais pas {quoted} : aucun indicateur, nom ou période des ventes n'y"
            " correspond.",
        ),
        tuple(words),
        options or examples(draft),
    )


def _near(draft: Draft, unknown: Sequence[Item]) -> list[tuple[Item, str]]:
    found: list[tuple[Item, str]] = []
    for item in unknown[:2]:
        names = (*draft.context.lexicon.nearest(item.text),)
        names = tuple(name for name in names if _alike(name, item.text) >= _NEAR)
        names = names or draft.context.values.nearest(item.text)
        found.extend((item, name) for name in names[:3])
    return found


def _alike_enough(near: list[tuple[Item, str]]) -> bool:
    return any(_alike(name, item.text) >= _NEAR for item, name in near)


def _alike(name: str, word: str) -> float:
    return fuzz.ratio(folded(name), folded(word))


def _unplaced(draft: Draft, words: Sequence[str]) -> Refusal:
    quoted = ", ".join(f"“{word}”" if draft.language == "en" else f"« {word} »" for word in words)
    return Refusal(
        draft.said(
            f"I cannot place {quoted} in this question; please ask it more simply.",
            f"Je ne sais pas interpréter {quoted} dans cette question ; posez-la plus simplement.",
        ),
        tuple(words),
        examples(draft),
    )


def empty(draft: Draft) -> Refusal:
    """Return the refusal of a question in which nothing of the data is named."""
    return Refusal(
        draft.said(
            "I found nothing of the sales data in this question.",
            "Je n'ai rien trouvé dans cette question qui concerne les ventes.",
        ),
        (),
        examples(draft),
    )


def unfinished(draft: Draft, words: Sequence[str]) -> Clarify:
    """Return the question back for a comparison that lacks its other half."""
    return Clarify(
        draft.said(
            f"“{' '.join(words)}”: compare what with what? Name two values or two periods.",
            f"« {' '.join(words)} » : comparer quoi avec quoi ? Nommez deux valeurs ou deux"
            " périodes.",
        ),
        examples(draft, "change", "growth", "comparison"),
    )

"""The everyday words of both languages: keywords that rules read, and fillers that say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fmcg_assets.questions.tokens import Language, Match, tokenize
from fmcg_assets.semantics.model import load_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fmcg_assets.questions.tokens import Token


_SAYING = frozenset(
    {"!=", "<>", "≠", "#", "&", "%", "+", "/", "$", "€", "£", ">", "<", ">=", "<=", "=>", "=<"}
)
"""Marks that are words of their own."""


@cache
def phrases(text: str) -> frozenset[tuple[str, ...]]:
    """The spellings of a list with bars between them, as the tokenizer writes them."""
    return frozenset(
        tuple(
            token.norm
            for token in tokenize(phrase)
            if token.kind != "mark" or token.norm in _SAYING
        )
        for phrase in text.split("|")
        if phrase.strip()
    )


@cache
def words(text: str) -> frozenset[str]:
    """The words of a list with blanks between them, as the tokenizer writes them."""
    return frozenset(token.norm for word in text.split() for token in tokenize(word))


class Phrases:
    """Spellings of several words, found longest first."""

    def __init__(self, spellings: Iterable[tuple[str, ...]]) -> None:
        by_first: dict[str, set[tuple[str, ...]]] = {}
        for spelling in spellings:
            if spelling:
                by_first.setdefault(spelling[0], set()).add(spelling)
        self._by_first = {
            first: tuple(sorted(found, key=len, reverse=True)) for first, found in by_first.items()
        }

    def at(self, tokens: Sequence[Token], i: int) -> int:
        """How many tokens the longest spelling that begins at token `i` takes; 0 for none."""
        if not 0 <= i < len(tokens):
            return 0
        for spelling in self._by_first.get(tokens[i].norm, ()):
            end = i + len(spelling)
            if end <= len(tokens) and all(
                token.norm == word for token, word in zip(tokens[i:end], spelling, strict=True)
            ):
                return len(spelling)
        return 0

    def all(self) -> frozenset[tuple[str, ...]]:
        """Every spelling."""
        return frozenset(s for found in self._by_first.values() for s in found)


@dataclass(frozen=True, eq=False)
class Keyword:
    """Spellings, in both languages, of one word that changes what a question means."""

    name: str
    spellings: Phrases

    def at(self, tokens: Sequence[Token], i: int) -> int:
        """How many tokens its longest spelling at token `i` takes; 0 for none."""
        return self.spellings.at(tokens, i)


KEYWORDS: dict[str, Keyword] = {}
"""All keywords by name."""


def _keyword(name: str, text: str) -> Keyword:
    keyword = Keyword(name, Phrases(phrases(text)))
    KEYWORDS[name] = keyword
    return keyword


AND = _keyword(
    "and",
    """and also | and | & | + | x | plus | as well as | along with | together with | et | ainsi que
    | et aussi | avec en plus""",
)
OR = _keyword("or", "or | ou | ou bien")
_BROKEN_DOWN = " | ".join(
    f"{verb} {what} par"
    for verb in (
        *("ventile", "ventilez", "decompose", "decomposez", "decoupe", "decoupez", "detaille"),
        *("detaillez", "repartis", "repartissez", "eclate", "regroupe", "regroupez", "divise"),
        *("separe", "groupe", "affiche", "montre", "splitte", "splittez", "split", "eclatez"),
    )
    for what in ("ça", "ca", "cela", "le", "les", "la", "moi ça")
)
BY = _keyword(
    "by",
    f"""{_BROKEN_DOWN} | au fil des | roll that up to | roll it up to | roll this up to | roll up to
    | rolled up to | further divided by | further split by
    | by | broken down by | break down by | breakdown by | breakdown per
    | break it down by | break that down by | break this down by | break them down by
    | broken out by | broken up by | break out by | break up by | split by | split up by
    | split out by | split it by | split that by | split them by | splitted by
    | divided by the | divide up between | divides up between | divide up among
    | divides up among | divided up between | divided up among | divide up by | divides up by
    | divided up by | divide between | divides between
    | divided between | divided among | divide among | divided across | se partage entre
    | se partagent entre | se divise entre | se divisent entre | grouped by | group by
    | group it by | group them by | segmented by
    | sliced by | slice by | detailed by | detail by | cut by | arranged by | organised by
    | organized by | distributed by | distribution by | distribution across
    | distributed across | spread across | spread by | spread over | split across
    | split between | split among | break down across | broken down across | across
    | across the | across all | in terms of | according to | along | down by | down to
    | at the level of | on the level of | at level of | viewed by | listed by | summarised by
    | summarized by | aggregated by | rolled up by | roll up by | classified by
    | categorised by | par | ventile par | ventilee par | ventiles par | ventilees par
    | ventiler par | ventilation par | reparti par | repartie par | repartis par
    | reparties par | repartition par | repartition entre | reparti entre | repartie entre
    | reparties entre | repartir par | decoupe par | decoupee par | decoupage par
    | decouper par | decompose par | decomposee par | decomposition par | decomposer par
    | detaille par | detaillee par | detail par | details par | detailler par | groupe par
    | groupee par | groupes par | groupees par | regroupe par | regroupee par | regroupes par
    | regroupees par | regrouper par | grouper par | divise par | d'apres | d'apres le
    | d'apres la | d'apres les | d'apres leur | d'apres leurs | selon | selon le | selon la
    | selon les | suivant | suivant le | suivant la | suivant les | en fonction de
    | en fonction du | en fonction des | en fonction de la | en fonction de l | au niveau de
    | au niveau du | a travers | a travers les | a la maille | decline par | declinee par
    | segmente par | segmentee par | eclate par | eclatee par | classe par | classee par
    | classes par | classees par | one line per | one row per | a line per | a row per
    | une ligne par | etale sur | etales sur | etalee sur | declinees par | declines par
    | decline selon | drilled down to | split first by | first by | then by | puis par
    | d'abord par | split by first""",
)
PER = _keyword("per", "per | a | an | / | pr | par")
EACH = _keyword(
    "each",
    """one percentage for each | one figure for each | one number for each | one value for each
    | one percentage per | one figure per | one number per | un pourcentage par | un chiffre par
    | un pourcentage pour chaque | un chiffre pour chaque | une valeur par | one line for each
    | one line for every | one row for each | a line for each | a row for each
    | one line each | une ligne pour chaque | a la fin de chaque | a chaque fin de
    | at the end of each | at the end of every | by the end of each
    | each | every | each of | each one of | for each | for every | in each | in every
    | per each | by each | within each | within every | of each | from each | inside each
    | individual | respective | respectively | chaque | chacun | chacune | chacun des
    | chacune des | chacun de | pour chaque | pour chacun | pour chacune | pour chacun des
    | pour chacune des | chacun de ces | chacune de ces | dans chacun de ces
    | dans chacune de ces | pour chacun de ces | pour chacune de ces
    | each of these | each of those | in each of these | in each of those
    | for each of these | for each of those | dans chaque | dans chacun des | dans chacune des
    | de chaque
    | par chaque | au sein de chaque | a l'interieur de chaque | partition by | partitioned by""",
)
WITHIN = _keyword(
    "within",
    """within | within the | inside | inside of | inside the | internally | in its own
    | in its | within its | of its | of their own | of its own | of their | au sein de
    | au sein du | au sein des | au sein de la | au sein de l | a l'interieur de
    | a l'interieur du | a l'interieur des | a l'interieur de la | parmi | parmi les | among
    | amongst | among the | dans son | dans sa | dans leur | de son | de sa | de leur
    | de leurs | out of | out of the | out of what | of what | of all that | sur ce que
    | parmi ce que | de ce que | de tout ce que | sur tout ce que""",
)
TOP = _keyword(
    "top",
    """lead | leads | de tete | arrivee en tete | arrivees en tete | arrive en tete
    | arrives en tete
    | arrivent en tete | arrivait en tete | top | tops | tops of the | meilleur | meilleurs
    | meilleure | meilleures | best
    | leading | premiers | premieres | palmares | hit parade | plus gros | plus grosse
    | plus grosses | plus grand | plus grands | plus grande | plus grandes | plus importants
    | plus importantes | plus importante | plus important | biggest | largest | strongest
    | greatest | best selling | top selling | best performing | top performing
    | most successful | highest selling | highest grossing | top grossing | bestselling
    | bestseller | bestsellers | best seller | best sellers | top seller | top sellers
    | best performer | best performers | top performer | fastest moving | fast moving
    | fast movers | fastest movers | fastest sellers | top performers | most valuable
    | number one | numero un | phare | phares | vedette | vedettes | flagship | no 1 | star
    | stars | mieux vendu | mieux vendus | mieux vendue | mieux vendues | les mieux vendus
    | plus vendu | plus vendus | plus vendue | plus vendues | leader | leaders
    | plus performant | plus performants | plus performante | plus performantes
    | tete de liste | en tete | most sold | most popular | plus populaire | plus populaires
    | most important | key | principal | principaux | principale | principales | heaviest
    | major | main | plus fort | plus forts | plus forte | plus fortes | no1 | first
    | top ranked | top ranking | highest ranked | highest ranking | best ranked | winner
    | winners | gagnant | gagnants | favourite | favorite | preferred | favourites | favorites
    | prefere | preferee | preferes | preferees | favori | favoris
    | hottest | hottest sellers | hottest seller | hot sellers | hottest selling""",
)
BOTTOM = _keyword(
    "bottom",
    """de queue | bottom | worst | weakest | poorest | smallest | least | bottom most
    | worst selling
    | lowest selling | least selling | slowest selling | slowest moving | slow moving
    | slow movers | slowest movers | slowest sellers | slow sellers | least sold | least popular
    | worst performing | lowest performing | poorest performing | least performing
    | underperforming | underperformer | underperformers | worst performer | worst performers
    | poor performers | least successful | least important | least valuable | pire | pires
    | plus mauvais | plus mauvaise | plus mauvaises | moins bon | moins bons | moins bonne
    | moins bonnes | plus faible | plus faibles | plus petit | plus petits | plus petite
    | plus petites | moins vendu | moins vendus | moins vendue | moins vendues
    | moins bien vendus | moins performant | moins performants | moins performante
    | moins performantes | moins gros | moins grosse | moins grosses | derniers de la liste
    | bas du classement | queue de classement | en queue | flop | flops | moins important
    | moins importants | moins importante | moins importantes | slowest | laggards | laggard
    | loser | losers | tail | minor | faible | faibles | mauvais | pire vente | pires ventes
    | dernier du classement | lowest ranked | lowest ranking | moins populaire
    | moins populaires
    | dragging their feet | lagging behind | trailing | a la traine | trainent
    | qui trainent | traine""",
)
HIGHEST = _keyword(
    "highest",
    """highest | domine | dominent | dominates | dominate | dominated | leads | led | topped
    | tops | came first | comes first | came out on top | comes out on top | on top
    | ranked first | ranks first | arrive en tete | arrivent en tete | est en tete
    | sont en tete | arrive premier | arrive premiere | max | maximum | maximal | maximale
    | maxi | most | peak | peaks | peaked | record | the most | biggest ever | plus eleve
    | plus elevee | plus eleves | plus elevees | plus haut | plus haute | plus hauts
    | plus hautes | le plus | la plus | les plus | le plus de | pic | sommet | dearest
    | most expensive | priciest | costliest | plus cher | plus chere | plus chers
    | plus cheres | au plus haut | au maximum | best ever | all time high | culmine
    | culminent | ont culmine | a culmine | ont elles culmine | ont ils culmine | culminer
    | est en premier | arrive en premier | arrivent en premier | is number one
    | comes out first
    | argmax | liveliest | busiest
    | le plus lourd | plus lourd""",
)
LOWEST = _keyword(
    "lowest",
    """lowest | min | minimum | minimal | minimale | mini | fewest | the least | trough
    | low point | plus bas | plus basse | plus basses | le moins | la moins | les moins
    | le moins de | creux | cheapest | least expensive | moins cher | moins chere
    | moins chers | moins cheres | moins eleve | moins elevee | moins eleves | moins elevees
    | au plus bas | all time low | most dismal | most disappointing | most dreadful
    | most miserable | dismal | plus mediocre | plus decevant
    | quietest | slackest | plus calme | plus calmes
    | argmin | lousiest | crappiest | rubbish | ugliest | shabbiest | le moins terrible
    | nullissime
    | le moins lourd | moins lourd""",
)
MORE_THAN = _keyword(
    "more_than",
    """passed the mark of | pass the mark of | past the mark of
    | gone past | go past | goes past | went past | passe la barre de | passe la barre du
    | passe la barre des | franchi la barre de
    | franchi la barre du | franchi la barre des | passe le cap de | passe le cap du
    | passe le cap des | franchi le cap de | franchi le cap du | franchi le cap des
    | more than | greater than | larger than | bigger than | higher than | above | over
    | exceed | exceeds | exceeded | exceeding | in excess of | beyond | upwards of
    | superior to | > | gt | north of | better than | surpass | surpassed | surpasses
    | surpassing | topping | more then | greater then | higher then | crossed | crossing
    | crosses | past | up from | plus de | plus que | superieur a | superieurs a
    | superieure a | superieures a | superieur au | superieures aux | superieurs aux
    | au dessus de | au dessus des | au dessus du | au dela de | depasse | depassent
    | depassant | depasser | depasse les | excede | excedant | excedent | ayant depasse
    | ont depasse | a depasse | plus eleve que | plus elevee que | plus grand que
    | plus grande que | depassee | depasses | depassees | franchi | strictly above
    | strictement superieur a | beat | beats | outsell | outsells | outsold | outperform
    | outperforms | outperformed | overtake | overtook | plus d | stayed above
    | remained above | restes au dessus de | reste au dessus de
    | faster than | quicker than | more quickly than | plus vite que | plus rapidement que
    | plus vite qu | plus rapidement qu
    | plus vite que le | plus vite que la | plus vite que les | plus vite que l
    | plus rapidement que le | plus rapidement que la | plus rapidement que les
    | plus rapidement que l
    | + de | plus qu'
    | outselling | outperforming | beating | overtaking | surpassant | devancent | devance
    | devancer | surpasse | surpassent""",
)
LESS_THAN = _keyword(
    "less_than",
    """do not reach | does not reach | did not reach | don't reach | doesn't reach
    | didn't reach | have not reached | has not reached | n'atteignent pas | n'atteint pas
    | n'ont pas atteint | n'a pas atteint | n'atteignaient pas
    | less than | smaller than | lower than | fewer than | below | under | beneath
    | inferior to | < | lt | short of | south of | less then | fewer then | lower then
    | underneath | worse than | moins de | moins que | inferieur a | inferieurs a
    | restent en dessous de | restent au dessous de | restent en dessous des
    | reste inferieur a | restent inferieurs a | reste sous | restent sous
    | inferieure a | inferieures a | inferieur au | en dessous de | en dessous du
    | en dessous des | au dessous de | sous | sous la barre de | sous la barre des
    | en deca de | sous les | plus petit que | plus faible que | moins eleve que
    | strictly below | moins d | restes sous | restee sous | restees sous
    | stayed below | stayed under | stay below | remained below | remained under
    | restes en dessous de | reste en dessous de | sous la barre | passe sous la barre des
    | passe sous les | passe sous | passes sous | tombe sous | tombes sous | descendu sous
    | descendus sous | passe en dessous de
    | slower than | more slowly than | moins vite que | plus lentement que""",
)
AT_LEAST = _keyword(
    "at_least",
    """at least | no less than | not less than | not fewer than | no fewer than | minimum of
    | a minimum of | min of | >= | => | greater than or equal to | or more | and more
    | and above | or above | or higher | and up | and over | or over | from at least
    | au moins | au minimum | minimum de | un minimum de | pas moins de | superieur ou egal a
    | superieurs ou egaux a | superieure ou egale a | ou plus | et plus | ou davantage
    | a partir de | more than or equal to""",
)
AT_MOST = _keyword(
    "at_most",
    """at most | no more than | not more than | maximum of | a maximum of | max of | <= | =<
    | up to | less than or equal to | or less | and less | or fewer | or below | and below
    | or under | not exceeding | not above | not over | au plus | au maximum de | maximum de
    | un maximum de | pas plus de | inferieur ou egal a | inferieurs ou egaux a | ou moins
    | et moins | jusqu'a concurrence de | tout au plus""",
)
BETWEEN = _keyword(
    "between",
    """between | in between | anywhere between | comprised between | ranging from | range from
    | entre | compris entre | comprise entre | comprises entre | situe entre | allant de""",
)
EXCEPT = _keyword(
    "except",
    """except to | sauf a | sauf au | sauf aux | taken out | left out | stripped out
    | stripped away | carved out | ecarte | ecartes
    | anywhere but | anywhere but to | anywhere but in | anywhere except | everywhere but
    | everywhere except | everything except | anything except | partout sauf | partout ailleurs que
    | ailleurs que dans | ailleurs que | except | except for | excepting | excluding | exclude
    | excludes | excluded | excl | ex
    | without | apart from | aside from | other than | besides | but not | not including
    | not counting | leaving out | leave out | leaving aside | minus | barring | bar | all but
    | everything but | anything but | outside | outside of | exclusive of | ignoring | ignore
    | drop | remove | removing | minus the | take out | taking out | save for
    | with the exception of | exception faite de | exception faite des
    | exception faite du | exception faite d | if i left out | if we left out | if we leave out
    | if i leave out | si on enleve | si on retire | si on retirait | si l'on retire | si je retire
    | si on enlevait | si l'on enleve | sans compter | sans | sauf | excepte | exceptes
    | a l'exception de
    | a l'exception du | a l'exception des | a l'exclusion de | a l'exclusion du
    | a l'exclusion des | hors | hormis | en dehors de | en dehors du | en dehors des | a part
    | mis a part | exclure | exclu | exclus | en excluant | excluant | hormi | en excluant les
    | sans tenir compte de | autre que | autres que | autre qu | autres qu | mais pas | mais plus
    | et pas | enleve | enlever | retire | retirer | ignorer | en ignorant | non compris
    | abstraction faite de | moins les | tout sauf | tous sauf | != | <> | ≠
    | met de cote | mettant de cote | mettre de cote | mis de cote | mets de cote
    | mettez de cote | mettons de cote | laisse de cote | laissez de cote
    | laissant de cote | laisser de cote | laissons de cote | fait abstraction de
    | faisant abstraction de | en faisant abstraction de | faire abstraction de
    | fait abstraction des | faisant abstraction des
    | abstraction faite des | setting aside | putting aside | set aside
    | put aside | leave aside
    | untick | unticking | deselect | deselecting | uncheck | decoche | decocher | decochez
    | decochant | deselectionne | deselectionner
    | without to count | without counting | without to include
    | filter out | filtering out | filtered out
    | but not any more | but not any longer | mais plus du tout""",
)
NOT = _keyword(
    "not",
    """not | no | non | isn | aren | don | never | none | nor | neither | nobody | no longer
    | not any longer | not anymore | pas
    | ne pas | aucun | aucune | ni | jamais | not in | not from | not any | n'est pas
    | ne sont pas | nul | nulle | ne | n | zero | jamais de | point de""",
)
ONLY = _keyword(
    "only",
    """rien d'autre que | rien d'autre qu | nothing other than
    | limite toi a | limite toi au | limite cela a | limite cela au | limitez vous a
    | limite le a | limite la a | limit it to | limit this to | limit that to | restrict it to
    | restrict this to | restreins a | restreins toi a | only | just | solely | exclusively
    | purely | merely | nothing but | limited to
    | limit to | restrict to | restricted to | keep only | keep | narrow down to | narrow to
    | narrowed to | filter on | filter by | filter to | filtered on | filtered by | filter for
    | focus on | focusing on | focused on | zoom in on | zoom on | specifically | seulement
    | uniquement | exclusivement | que pour | rien que | juste | simplement | seul | seuls
    | seule | seules | limite a | limiter a | restreint a | restreindre a | filtre sur
    | filtrer sur | filtre par | en se limitant a | ne garder que | garde seulement
    | garder que | ne garde que | alone | que les | que le | que la | focus sur | zoom sur
    | ne montre que | limite au | limite aux | limiter au | limiter aux | limiter a la
    | limite a la | en se limitant au | en se limitant aux | limitez au | limitez aux
    | limitez a | limitons au | limitons aux | reste sur | restez sur | on its own | by itself
    | on their own | a lui seul | a elle seule | tout seul | toute seule
    | restrict that to | narrow that to | narrow it to""",
)
VERSUS = _keyword(
    "versus",
    """a celles du | a celles des | a ceux du | a ceux des | a ceux d | a celles d
    | vs | versus | against | compared to | compared with | compare to
    | compare with
    | in comparison to | in comparison with | by comparison with | relative to | as against
    | a celui de | a celui du | a celui d | a celle de | a celle du | a celle d | a ceux de
    | a celles de | as opposed to | comparing to | comparing with | over against | contra
    | contre | par rapport a | par rapport au | par rapport aux | face a | face au | face aux
    | compare a | comparee a | compares a | comparees a | comparativement a
    | en comparaison de | en comparaison avec | compare au | comparee au | compares au
    | relativement a | au regard de | v | comparison with | comparison to | compared against
    | rapporte a | vis a vis | vis a vis de | vis a vis du | as compared to | as compared with
    | v/s
    | par rapport a celui de | par rapport a celui du | par rapport a celui d
    | par rapport a celle de | par rapport a celle du | par rapport a celle d
    | par rapport a ceux de | par rapport a ceux du | par rapport a celles de
    | par rapport a celles du | par rapport a celui des | par rapport a celle des
    | rapporte au | rapportee au | rapporte aux | rapportes au
    | next to
    | compare aux | comparee aux | compares aux | comparees aux | compare avec
    | comparee avec | comparees avec | compares avec""",
)
COMPARE = _keyword(
    "compare",
    """compare | compares | compared | comparing | comparison | comparison of
    | comparison between | comparisons | comparer | comparez | comparaison | comparaison de
    | comparaison entre | comparatif | confronter | contrast | how do | stack up | stacks up
    | l'une face a l'autre | l'un face a l'autre | les uns face aux autres
    | stack against | comparent | se comparent | se compare | comment se comparent
    | comment se compare | face a face | mets face a face | en vis a vis | en regard""",
)
SHARE = _keyword(
    "share",
    """share | shares | share of | % du | % de | % des | % d | combien de % | share in
    | market share | % share | percentage share | percent share | proportion | proportion of
    | proportions | percentage of | percent of | per cent of | % of | percentage | percentages
    | portion | portion of | part | part de | parts | part du | part des | part d
    | part de marche | parts de marche | poids | poids de | poids du | poids des | weight
    | weight of | contribution | contribution of | contributions | contribution to
    | contribute to | contributes to | contributed to | contribute | contributed | contributes
    | contribue | contribuent | contribue a | contribution a | contribution de
    | contribution au | represent | represents | represented | represente | representent
    | representer | representait | representaient | pourcentage | pourcentage de
    | pourcentage du | pourcentage des | pourcentages | quote part | quota | fraction
    | fraction of | mix | mix of | split | split of | breakdown | breakdown of | slice of
    | slice | pour cent de | pese | pesent | pesait | repartition | repartition de
    | repartition du | repartition des | ventilation | ventilation de | ventilation du
    | in percent | in % | as a % | as a percent | as a percentage | as percentage | as a share
    | as share | en % | en pourcentage | en part | en proportion | concentration | make up
    | makes up | made up | account for | accounts for | accounted for | accounting for
    | comes from | come from | came from | coming from | vient de | viennent de | provient de
    | proviennent de | provient du | provient des | provenant de | structure de
    | composition of | composition | weigh | weighs | weighed | pc of | pct of | what pc of
    | combien de pourcent | quel pourcent | how many percent | how much percent | how many %
    | how much % | how many pct | what % of | what % | quel % | quel % de | quel % du
    | quel % des | combien de pour cent | salience | saliency | contribution relative
    | part relative | relative share | relative weight | relative contribution | poids relatif
    | dependance a | dependance envers | dependance vis a vis de | dependance
    | dependency on | dependence on | dependent on | dependent are we on
    | how dependent are we on | how reliant are we on | reliance on | exposure to
    | exposition a
    | how big a slice | big a slice | quelle tranche
    | distribution of | spread of""",
)
GROWTH = _keyword(
    "growth",
    """growth | growth rate | growth of | growth in | grow | grows | growing | grown | grew
    | growth % | change | changes | changed | change in | changing | % change | percent change
    | percentage change | rate of change | variation | variations | varie | varient | variance
    | delta | difference | differences | evolution | evolutions | evolue | evoluent | evoluer
    | evolue t | evolved | evolve | evolves | croissance | taux de croissance | progression
    | progresse | progressent | progresser | taux d'evolution | taux de variation | ecart
    | ecarts | gap | swing | movement | development | has moved | have moved | moved by
    | moved since | moved from | moved between | a la hausse ou a la baisse | bouge | bougent
    | bouger | a bouge | ont bouge | var % | var en % | variation en % | variation %""",
)
INCREASE = _keyword(
    "increase",
    """croissance positive | evolution positive | variation positive | positive growth
    | positive change | increase | increases | increased | increasing | rise | rises | rose
    | risen | rising | gain | gains | gained | gaining | up | improve | improves | improved
    | improving | improvement | climb | climbs | climbed | jump | jumps | jumped | surge
    | surged | uplift | upswing | fastest growing | fastest | expand | expanded | expansion
    | augmente | augmentent | augmenter | augmentation | augmentations | hausse | hausses
    | en hausse | en progression | en croissance | en augmentation | monte | montent | gagne
    | gagnent | croit | croissent | accru | accroissement | a la hausse | essor | boost
    | boosted | soar | soared | accelerate | accelerated | upward | plus forte croissance
    | plus forte hausse | plus forte progression | highest growth
    | grimpe | grimpent | grimper | a grimpe | ont grimpe | bondi | bondit | bondir
    | s'envole | s'envoler | flambe | flamber | decolle | decoller | gonfle | gonfler
    | skyrocketed | swelled | ticked up | crept up | edged up | ramped up
    | grandi | grandit | grandissent | grandir | a grandi | ont grandi | grossi | grossit
    | grossir""",
)
DECREASE = _keyword(
    "decrease",
    """croissance negative | evolution negative | variation negative | progression negative
    | negative change | negative trend | decrease | decreases | decreased | decreasing
    | decline | declines | declined | declining | drop | drops | dropped | dropping | fall
    | falls | fell | fallen | falling | down | shrink | shrinks | shrank | shrunk | shrinking
    | losing | reduce | reduced | reduction | dip | dips | dipped | slump | slumped | slid
    | slipped | shortfall | contraction | contracted | plunge | plunged | worsen
    | worsened | deteriorate | deteriorated | baisse | baissent | baisser | baisses
    | en baisse | en recul | en chute | en declin | en diminution | diminue | diminuent
    | diminuer | diminution | recul | recule | reculent | reculer | chute | chutent | chuter
    | chute de | decroit | decroissance | a la baisse | regresse | regressent | regression
    | negative growth | shed | sheds | downward | degrown | degrew | degrow | degrowth
    | de growth | culbute
    | tumble | tumbled | plummet | plummeted | sank | sunk | sink | dwindled | eroded
    | nosedived | degringole | degringoler | s'effondre | effondre | s'effondrer | plonge
    | plonger | flechi | flechit | flechir | s'erode | erode | edged down | ticked down
    | crept down | tailed off | fell off""",
)
YEAR_ON_YEAR = _keyword(
    "year_on_year",
    """year on year | year over year | year to year | yoy | y o y | y/y | yr on yr
    | year by year growth | annual growth | annual change | yearly growth | yearly change
    | versus last year | vs last year | vs previous year | vs prior year | vs py | vs ly
    | against last year | against the previous year | against the prior year
    | against prior year | against previous year | against the year before
    | compared to last year | compared with last year | compared to the previous year
    | compared with the previous year | compared to previous year
    | compared with previous year | compared to prior year | compared with prior year
    | compared to the prior year | compared to the year before | compared with the year before
    | versus the previous year | versus previous year | versus prior year
    | versus the prior year | versus the year before | vs the year before
    | vs the previous year | vs the prior year | over last year | over the previous year
    | over the prior year | over prior year | over the year before | on last year
    | on the year before | on the previous year | on the prior year | from a year ago
    | than last year | than the year before | than the previous year | than a year ago
    | than a year earlier | vs a year ago | vs one year ago | versus a year ago
    | against a year ago | from the year before | from the previous year | from a year earlier
    | on a year earlier | with the same period last year | with the same period of last year
    | vs the same period last year | versus the same period last year
    | compared to the same period last year | compared with the same period last year
    | over the same period last year | against the same period last year
    | compared to the same month last year | compared with the same month last year
    | vs the same month last year | vs same month last year | vs same period last year
    | vs same quarter last year | versus the same month last year
    | vs the same quarter last year | versus the same quarter last year
    | compared to the same quarter last year | compared with the same quarter last year
    | d'une annee sur l'autre | annee sur annee | a un an | sur un an | d'une annee a l'autre
    | n/n-1 | n n 1 | n vs n 1 | n-1 | vs n-1 | par rapport a n-1 | an sur an
    | annee contre annee | croissance annuelle | variation annuelle | evolution annuelle
    | progression annuelle | par rapport a l'an dernier | par rapport a l'annee derniere
    | par rapport a l'an passe | par rapport a l'annee precedente
    | par rapport a l'annee passee | par rapport a l'annee d'avant | contre l'annee precedente
    | vs l'an dernier | vs l'annee derniere | vs l'annee precedente | vs annee precedente
    | vs an dernier | compare a l'an dernier | comparee a l'an dernier
    | compares a l'an dernier | compare a l'annee derniere | comparee a l'annee derniere
    | compare a l'annee precedente | comparee a l'annee precedente | que l'an dernier
    | que l'annee derniere | que l'annee precedente | contre l'an dernier
    | contre l'annee derniere | par rapport a la meme periode de l'annee precedente
    | par rapport au meme mois de l'annee precedente
    | par rapport a la meme periode l'an dernier | par rapport au meme mois de l'an dernier
    | par rapport au meme mois l'an dernier
    | par rapport au meme trimestre de l'annee precedente
    | par rapport au meme trimestre l'an dernier | vs same ytd previous year
    | vs same ytd last year | vs same period previous year | vs same period of previous year
    | vs previous ytd | vs ytd last year | vs ytd previous year | versus ytd last year
    | vs last ytd | vs last year ytd
    | comparees a l'an dernier | comparees a l'annee derniere | compares a l'annee derniere
    | comparees a l'annee precedente | compares a l'annee precedente | comparees a n-1
    | compares a n-1""",
)
QUARTER_ON_QUARTER = _keyword(
    "quarter_on_quarter",
    """quarter on quarter | quarter over quarter | qoq | q o q | q/q
    | quarterly growth | quarterly change | versus the previous quarter
    | vs the previous quarter | vs previous quarter | versus previous quarter
    | vs prior quarter | versus last quarter | vs last quarter
    | compared to the previous quarter | compared with the previous quarter
    | compared to previous quarter | compared with previous quarter
    | against the previous quarter | against the prior quarter | over the previous quarter
    | over the prior quarter | over previous quarter | from the previous quarter
    | than the previous quarter | on the previous quarter | versus the quarter before
    | vs the quarter before | compared to the quarter before
    | compared with the quarter before | from the quarter before | over the quarter before
    | than the quarter before | compared to the prior quarter | trimestre sur trimestre
    | d'un trimestre a l'autre | d'un trimestre sur l'autre | croissance trimestrielle
    | variation trimestrielle | evolution trimestrielle | par rapport au trimestre precedent
    | par rapport au trimestre d'avant | vs trimestre precedent | vs le trimestre precedent
    | contre le trimestre precedent | compare au trimestre precedent
    | comparee au trimestre precedent | que le trimestre precedent""",
)
MONTH_ON_MONTH = _keyword(
    "month_on_month",
    """on the prior month | on the preceding month
    | sur le mois precedent | sur le mois d'avant | month on month | month over month
    | month to month | mom | m o m | m/m | monthly growth
    | monthly change | versus the previous month | vs the previous month | vs previous month
    | versus previous month | vs prior month | compared to the previous month
    | compared with the previous month | compared to previous month
    | compared with previous month | against the previous month | against the prior month
    | over the previous month | over the prior month | over previous month
    | from the previous month | than the previous month | on the previous month
    | versus the month before | vs the month before | compared to the month before
    | compared with the month before | from the month before | over the month before
    | than the month before | mois sur mois | d'un mois a l'autre | d'un mois sur l'autre
    | croissance mensuelle | variation mensuelle | evolution mensuelle
    | par rapport au mois precedent | par rapport au mois qui precede
    | par rapport au mois d'avant | vs mois precedent
    | vs le mois precedent | contre le mois precedent | compare au mois precedent
    | comparee au mois precedent | que le mois precedent""",
)
SINCE = _keyword(
    "since",
    """since | starting | starting from | from then on | onwards | onward | depuis | des
    | a compter de | a partir de""",
)
UNTIL = _keyword(
    "until",
    """up to and including | until | till | til | up until | up to | through | thru | jusqu'a
    | jusqu'en | jusqu'au
    | jusque""",
)
BEFORE = _keyword(
    "before",
    "auparavant | before | prior to | ahead of | earlier than | avant | avant le",
)
AFTER = _keyword("after", "after | following | later than | apres")
NEW = _keyword(
    "new",
    """new | newly | newly acquired | newly added | newly won | first time | first timers
    | onboarded | newcomers | newcomer | acquired | won | win | gain | signed up | nouveau
    | nouveaux | nouvelle | nouvelles | nouvel | nouvellement | acquis | acquises | acquise
    | bought for the first time | purchased for the first time | ordered for the first time
    | for the first time | pour la premiere fois | first bought | first purchased
    | first ordered | started buying | started ordering | started purchasing | began buying
    | recrute | recrutes | gagnes | conquis | nouveaux venus | est arrive | est arrivee
    | sont arrives | sont arrivees | nous a rejoints | nous ont rejoints | a rejoint
    | ont rejoint | came on board | joined us | joined | first order | first purchase
    | made their first purchase | made their first order | did not buy before | premier achat
    | premiere commande | apparu | apparus | just launched | newly launched | launched
    | lances | lance | started to buy | started to order | began to buy | began ordering
    | began to order | start buying | start ordering | began purchasing | started taking
    | began taking | ont commence a acheter | a commence a acheter | commence a acheter
    | ont commence a commander | commence a commander | se sont mis a acheter
    | s'est mis a acheter | first ever purchase | first ever order | first ever bought
    | very first purchase | very first order | tout premier achat | toute premiere commande
    | passe leur toute premiere commande | passe leur premiere commande
    | passe sa premiere commande | passe une premiere commande | leur toute premiere commande
    | leur premiere commande | sa premiere commande | placed their very first order
    | placed their first order | placed their first ever order | leur tout premier achat
    | leur premier achat | fait leur premier achat | effectue leur premier achat
    | 1re commande | 1ere commande | first sold | were first sold | was first sold
    | got added | were added | was added | get added | pour la 1ere fois | pour la 1re fois
    | la 1ere fois | la 1re fois | 1ere fois
    | 1re fois
    | pour la toute premiere fois | la toute premiere fois | toute premiere fois
    | la premiere fois | fait leur premiere apparition
    | fait sa premiere apparition | made their first appearance | make its first appearance
    | makes its first appearance
    | made its first appearance | make their first appearance | first appeared
    | premiere vente | premieres ventes | toute premiere vente
    | leur premiere vente | sa premiere vente | leur toute premiere vente
    | sa toute premiere vente | enregistre leur premiere vente
    | enregistre leur toute premiere vente | enregistre sa premiere vente
    | fait leur premiere vente | fait leurs premieres ventes | ont commence a nous acheter
    | a commence a nous acheter | commence a nous acheter | commence a nous commander
    | ont commence a nous commander | commence a se vendre | commence a etre vendus
    | apparue | apparues | fait leur apparition | fait son apparition
    | appeared | first appeared | appeared for the first time | sold then for the first time
    | sold for the first time | for the very first time | the very first time
    | bought for the very first time | sold for the very first time | first sale | first sales
    | very first sale | made their first sale | made their very first sale | had their first sale
    | sold first
    | became a new customer | became new customers | became customers | became a customer
    | became our customer | turned customer | devenu client | devenus clients
    | sont devenus clients | no sale at all before | with no sale at all before
    | no sale before | with no sale before | no sales before | with no sales before
    | no purchase before | with no purchase before | no purchases before
    | sans aucun achat auparavant | sans achat auparavant | sans aucun achat avant
    | sans aucune vente auparavant | sans vente auparavant
    | n'avaient jamais commande avant | ceux qui n'avaient jamais commande avant
    | n'avaient jamais achete avant | ceux qui n'avaient jamais achete avant
    | jamais vendus auparavant
    | jamais achete auparavant""",
)
LOST = _keyword(
    "lost",
    """lost | churned | churn | churning | attrition | lapsed | left us | left
    | stopped buying | stopped ordering | stopped purchasing | no longer buy
    | no longer bought | no longer buying | no longer order | no longer ordered
    | no longer ordering | quit buying | went away | gone | perdu | perdus | perdue | perdues
    | ont cesse d'acheter | ont arrete d'acheter | cesse d'acheter | arrete d'acheter
    | cesse de commander | arrete de commander | n'achetent plus | n'achete plus
    | n'ont plus achete | ne commandent plus | ne commande plus | n'ont plus commande | partis
    | disparus | disparu | did not come back | have not come back | didn't return
    | did not return | abandoned us | dropped out | deserted | discontinued | delisted
    | arretes | arretees | abandonnes | abandonnees | ceased buying | ceased ordering
    | ceased to buy | gave up buying | ont quitte | nous ont quittes | nous a quittes
    | a quitte | parted ways | walked away | moved away | stopped taking | stopped to buy
    | stopped being customers | stopped being a customer | ne prennent plus
    | ne sont plus clients | n'est plus client
    | have not sold since | has not sold since | not sold since | have not bought since
    | has not bought since | not bought since | have not ordered since | not ordered since
    | never since | never again | mais plus depuis | plus jamais depuis | plus depuis
    | mais plus jamais | mais plus jamais depuis | jamais plus depuis
    | plus jamais vendus | plus jamais vendu | plus jamais achete""",
)
_NOTHING = " | ".join(
    f"{negation} {participle}"
    for negation in (
        *("not", "never", "not been", "never been", "not yet", "not yet been"),
        *("have never", "has never", "had never", "have not", "has not", "have not been"),
        *(
            "nobody",
            "no one",
            "no customer",
            "has not been",
            "have never been",
            "has never been",
            "did not",
            "do not",
            "does not",
        ),
        *("was not", "were not", "was never", "were never", "are not", "are never", "not getting"),
    )
    for participle in (
        *("sold", "bought", "ordered", "purchased", "buy", "order", "purchase", "sell"),
        *("bought anything", "ordered anything", "purchased anything", "buy anything"),
        *("order anything", "purchase anything", "placed an order", "placed any order"),
        *("placed any orders", "made any purchase", "made a purchase", "place an order"),
        *("place any order", "place any orders", "sell anything", "active", "buying", "ordering"),
    )
)
_RIEN = " | ".join(
    f"{negation} {participle}"
    for negation in (
        *("personne n'a", "aucun client n'a", "personne n'a jamais"),
        *("n'ont pas", "n'a pas", "n'ont rien", "n'a rien", "n'ont jamais", "n'a jamais"),
        *("n'ont pas été", "n'a pas été", "n'ont jamais été", "n'a jamais été", "jamais été"),
        *(
            "ne sont pas",
            "n'est pas",
            "pas été",
            "n'avaient pas",
            "n'ont plus été",
            "n'ont pas encore",
        ),
        *(
            "ont pas",
            "a pas",
            "ont rien",
            "pas",
            "jamais",
            "n'ont encore rien",
            "n'ont encore jamais",
        ),
    )
    for participle in (
        *("acheté", "achetés", "achetée", "achetées", "commandé", "commandés", "commandées"),
        *("vendu", "vendus", "vendue", "vendues", "passé commande", "passé de commande"),
        *("passé de commandes", "fait d'achat", "fait d'achats", "effectué d'achat"),
        *("effectué d'achats", "effectué de commande"),
    )
)
INACTIVE = _keyword(
    "inactive",
    f"""{_NOTHING} | {_RIEN} | inactive | dormant | idle | silent | asleep | without sales
    | without orders | without any sales | without any orders | without purchases
    | without any purchases | no sales | no orders | no purchases | zero sales | not active
    | no revenue | without revenue | did not buy | did not order | did not purchase
    | do not buy | do not order | have not bought | have not ordered | have not purchased
    | has not bought | has not ordered | has not purchased | does not buy | did not sell
    | have not sold | has not sold | not sold | not bought | not ordered | not purchased
    | never bought | never ordered | never sold | bought nothing | ordered nothing
    | sold nothing | no activity | plus rien | plus rien achete | inactif | inactifs
    | inactives | dormants | dormante | dormantes | endormis | sans vente | sans ventes
    | sans achat | sans achats | sans commande | sans commandes | sans activite | aucune vente
    | aucun achat | aucune commande | n'ont pas achete | n'a pas achete | n'ont pas commande
    | n'a pas commande | n'achetent pas | n'achete pas | ne commandent pas | n'ont rien achete
    | n'a rien achete | n'ont rien commande | n'a rien commande | n'ont jamais achete
    | rien achete | rien commande | pas achete | pas commande | non actifs | non actif
    | invendu | invendus | invendue | invendues | pas vendus | pas vendu | unsold | gone quiet
    | went quiet | gone silent | went silent | gone dark | went dark | fell silent
    | fallen silent | no order | no orders at all | no purchase | no purchase at all
    | no purchases at all | no sale | had no purchase | had no purchases | had no order
    | had no orders | have no order | have no orders | without a purchase | without an order
    | without a single order | without a single purchase | not a single order
    | not a single purchase | taking none | taken none | took none | bought none | buying none
    | ordering none | ordered none | n'ont rien pris | n'a rien pris | plus de commande
    | plus aucune commande | plus aucun achat | aucun mouvement | sans mouvement
    | sans la moindre commande | pas la moindre commande | pas une seule commande
    | pas un seul achat | n'en ont plus pris | n'en ont plus achete | n'en ont pas repris
    | n'en a plus pris | n'en a plus achete | n'en ont plus commande | plus pris
    | n'ont plus pris | n'en prennent plus | n'en achetent plus | n'en ont pris aucun
    | aucun depuis | pas la moindre vente | n'avaient pas la moindre vente
    | n'ont pas la moindre vente | n'a pas la moindre vente | nothing | gave us nothing | muet
    | muets | muette | muettes | restes muets
    | silencieux
    | n'ont rien repris | ne se sont plus vendus | ne se sont plus vendues
    | ne se sont plus vendus du tout | ne s'est plus vendu | ne se sont pas vendus
    | ne s'est pas vendu | n'en a plus pris du tout | n'en ont plus pris du tout
    | n'ont plus rien pris | n'a plus rien pris | n'ont plus rien achete
    | n'a plus rien achete | n'ont plus rien commande | n'a plus rien commande
    | nothing at all | rien | rien du tout | none of it
    | none of them | plus du tout | sans aucun achat | sans le moindre achat
    | n'ont fait aucun achat | n'a fait aucun achat | ont fait aucun achat
    | sans aucune commande | sans aucune vente | sans la moindre vente
    | n'ont passe aucune commande | n'ont passe aucune vente | n'a passe aucune commande
    | n'a passe aucune vente | sans une seule commande | sans une seule vente
    | without any purchase | without any order | without any sale | without any business
    | without any activity | with no purchase | with no order | with no sale
    | with no purchases | with no orders | with no sales | with no business | with no activity
    | without a single sale | without a single purchases | without a single orders
    | without a single sales | without a single business | without a single activity
    | having no purchase | having no order | having no sale | having no purchases
    | having no orders | having no sales | having no business | having no activity
    | who had no purchase | who had no order | who had no sale | who had no purchases
    | who had no orders | who had no sales | who had no business | who had no activity
    | with zero purchase | with zero order | with zero sale | with zero purchases
    | with zero orders | with zero sales | with zero business | with zero activity
    | had zero purchase | had zero order | had zero sale | had zero purchases
    | had zero orders | had zero sales | had zero business | had zero activity
    | never sold to | not sold to | never sell to | not sell to | do not sell to
    | does not sell to | did not sell to | have not sold to | has not sold to
    | have never sold to | has never sold to | sold nothing to | sell nothing to
    | n'achete t il pas | n'achete t elle pas | n'achetent ils pas | n'achetent elles pas
    | ne commande t il pas | ne prend t il pas | ne prend pas | ne prennent pas
    | n'avons jamais vendu a | n'avons pas vendu a | a t on jamais vendu a
    | a jamais vendu a | jamais vendu a | pas vendu a | ne vendons pas a | ne vend pas a
    | ne vend on pas a | ne vendons nous pas a | jamais vendue a | jamais vendus a
    | jamais vendues a | pas vendus a | pas vendues a
    | et plus rien | puis plus rien | mais plus rien
    | plus rien depuis""",
)
ACTIVE = _keyword(
    "active",
    """active | still active | still buying | still buy | still ordering | actif | actifs
    | actives | toujours actifs | encore actifs | buying customers | acheteurs | buyers""",
)
AVERAGE = _keyword(
    "average",
    """average | averages | averaged | avg | avrg | mean | on average | an average | typical
    | typically | the average | average of | moyen | moyenne | moyens | moyennes | en moyenne
    | moyenne de | moyenne des | moy | on an average | en moy | mean average | run rate
    | rythme moyen""",
)
MOVING_AVERAGE = _keyword(
    "moving_average",
    """moving average | rolling average | rolling mean | moving mean | moving avg
    | rolling avg | sliding average | running average | smoothed | trailing average
    | moyenne mobile | moyenne glissante | moyennes mobiles | lisse | lissee""",
)
ROLLING = _keyword(
    "rolling",
    """rolling | moving | trailing | sliding | glissant | glissants | glissante | glissantes
    | mobile | mobiles""",
)
RUNNING_TOTAL = _keyword(
    "running_total",
    """cumule moi | cumulez moi | cumulez | build up | building up
    | running total | running sum | cumulative
    | cumulatively | cumulated | cumulative total
    | cumulative sum | accumulated | cumul | cumule | cumules | cumulee | cumulees
    | total cumule | en cumul | en cumule | somme cumulee | somme courante | total courant
    | running revenue | progressive total | builds up | rolling total | cumuls
    | cumul progressif | cumul courant | cumul croissant | cumulate | as we go along
    | as we go | as it goes along | au fur et a mesure | de facon cumulee | de maniere cumulee
    | s'additionne | s'additionnent | qui s'additionne | qui s'additionnent | s'accumule
    | s'accumulent | se cumule | se cumulent""",
)
YTD = _keyword(
    "ytd",
    """ytd | year to date | year-to-date | so far this year | this year so far
    | since the start of the year | since the beginning of the year | since start of the year
    | since start of year | since beginning of the year | since january 1
    | from the start of the year | from the beginning of the year | calendar year to date
    | depuis le debut de l'annee | depuis debut de l'annee | depuis debut d'annee
    | depuis le debut d'annee | cumul annuel | cumul annee | cumul de l'annee
    | depuis le 1er janvier | depuis janvier de cette annee | annee a date | a date
    | annee en cours a date""",
)
COUNT = _keyword(
    "count",
    """denombre | denombrez | denombrer | what number of | quel nombre de | quel nombre d
    | how many | how many different | how many distinct | how many unique | number of
    | numbers of | count of | count | counts | counted | no of | num of | nr of | nb of
    | nb de | nb d | nb | the number of | the count of | number | combien de | combien d
    | combien y a t il de | combien avons nous de | combien a t on de | nombre de | nombre d
    | nombre | nombre total de | nombre total d | total number of | distinct count of
    | headcount of | tally | tally of | effectif de | # of | #""",
)
HOW_MUCH = _keyword(
    "how_much",
    """a quel montant s'eleve | a quel montant s'elevent | a quel montant s'elevait
    | a combien s'elevait | a combien s'elevaient | a combien s'est eleve
    | a combien s'est elevee | a combien se sont eleves | a combien se sont elevees
    | a combien se montait
    | a combien se monte | a combien se montent | a combien s'eleve | a combien s'elevent
    | a combien s'etablit | a combien s'etablissent | a combien se chiffre
    | a combien se chiffrent
    | how much | combien | à combien | a combien | quel montant | what amount""",
)
DISTINCT = _keyword(
    "distinct",
    """distinct | unique | different | distincts | distincte | distinctes | uniques
    | differents | differente | differentes | separate""",
)
RATIO = _keyword(
    "ratio",
    """ratio | ratio of | ratio between | the ratio of | ratios | rapport | rapport entre
    | rapport de | divided by | divide by | over the | quotient | relation between
    | rapporte a | divise par | divisee par | ratio de | ratio entre | ratio du | ratio des
    | multiple of | how many times | combien de fois | times bigger than | times larger than
    | divise | divisez | diviser | divide""",
)
_ALL_TOGETHER = " | ".join(
    f"{all_} {noun} {together}"
    for all_, together, nouns in (
        ("toutes", "confondues", "categories divisions plateformes variantes annees periodes"),
        ("tous", "confondus", "canaux produits clients marches mois trimestres articles magasins"),
        ("toutes", "reunies", "categories divisions plateformes variantes annees periodes"),
        ("tous", "reunis", "canaux produits clients marches mois trimestres articles magasins"),
    )
    for noun in nouns.split()
)
TOTAL = _keyword(
    "total",
    f"""{_ALL_TOGETHER} | total | totals | totalled | totaled | sum | sum of | overall
    | altogether | in total | grand total | the total | total of | combined | aggregate
    | aggregated | in all | all in all | entire | whole | all together | au total | en tout
    | totale | totaux | totales | somme | somme de | somme des | ensemble | l'ensemble de
    | l'ensemble des | l'ensemble | global | globale | globaux | globales | globalement
    | total general | complet | complete | toutes confondues | tous confondus | tout confondu
    | gross | all their outlets | all its outlets | all of their outlets | all of its outlets
    | all their stores | all its stores | all their branches | all its branches
    | all cities together | all its outlets included | all outlets included | outlets included
    | outlets added together | outlets together | both cities together | both outlets together
    | all of its outlets together | of the whole group | whole group | whole company
    | whole business | of the whole company | toutes periodes comprises
    | toutes periodes confondues | everything recorded | over everything recorded
    | toutes adresses confondues | toutes boutiques confondues
    | all told | toutes villes comprises | tous sites confondus | in its entirety
    | tous leurs magasins | tous ses magasins | toutes leurs boutiques
    | toutes ses boutiques | tous ses points de vente | tous leurs points de vente
    | tous points de vente confondus | toutes villes confondues | all there outlets
    | tous les points de vente | all shops | all its shops | add up | adds up | sum up
    | tot up | count up | les deux additionnes | toutes deux additionnees
    | all outlets clubbed | all outlets put together | all outlets combined
    | all outlets together | outlets put together | outlets clubbed | outlets combined
    | all stores put together | all stores combined | all stores together | clubbed
    | clubbed together | tous magasins confondus | tous points de vente reunis
    | tous magasins reunis | tous points de vente compris | tous magasins compris
    | toutes boutiques comprises | toutes boutiques | tous sites compris""",
)
ALL = _keyword(
    "all",
    """all | all the | all of | all of the | all our | every single | any | full | tous
    | toutes | tout | toute | tous les | toutes les | tous nos | toutes nos | n'importe quel
    | anything | everything""",
)
LIST = _keyword(
    "list",
    """hand me | hand us | hand over | list | lists | listing | list of | list all | list the
    | enumerate | name | names
    | name the | name all | names of | what are the names of | are there | is there
    | there are | do we have | we have | do we sell to | do we serve | exist | exists
    | are available | is available | available | liste | liste de | liste des | lister
    | listez | enumere | enumerer | noms | nom | noms de | noms des | existe | existent
    | existe t il | y a t il | il y a | avons nous | a t on | disponible | disponibles
    | sont disponibles | possible | possibles | known | connus | connues
    | c'est quoi | c'est quoi deja | ce sont quoi | c'est lesquels | c'est lesquelles
    | liste exhaustive | liste exhaustive de | liste exhaustive des | liste complete
    | liste complete de | liste complete des | exhaustive list of | full list of
    | complete list of
    | cite | citez | cite moi | citez moi | cites moi | enumerez | enumere moi""",
)
TABLE = _keyword(
    "table",
    """table | as a table | as table | in a table | in table form | in tabular form | tabular
    | as rows | spreadsheet | grid | tableau | en tableau | sous forme de tableau
    | dans un tableau | sous forme tabulaire | in table format | table view | as a plain table
    | plain table | simple tableau""",
)
CHART = _keyword(
    "chart",
    """chart | charts | graph | graphs | plot | plots | plotted | diagram | visual | visualise
    | visualize | visualisation | visualization | as a chart | as a graph | in a chart
    | in a graph | draw | graphique | graphiques | graphe | en graphique
    | sous forme de graphique | dans un graphique | diagramme | tracer | trace | visuel
    | courbes""",
)
PIE = _keyword(
    "pie",
    """pie | pie chart | as a pie | as a pie chart | as pie | donut | doughnut | donut chart
    | doughnut chart | as a donut | camembert | en camembert | sous forme de camembert
    | diagramme circulaire | anneau | en anneau | graphique en secteurs | secteurs
    | in a pie chart | in a pie | in a donut""",
)
LINE_CHART = _keyword(
    "line",
    """line chart | line graph | as a line | as a line chart | as line | line plot
    | as a curve | curve | courbe | en courbe | graphique en courbe | graphique lineaire
    | en ligne brisee | sous forme de courbe | in a line chart | in a line graph | lines
    | plot a line | draw a line | plot the line | draw the line | trace une ligne""",
)
BAR_CHART = _keyword(
    "bar",
    """bar chart | bar graph | bars | as bars | as a bar chart | as a bar graph | column chart
    | histogram | histogramme | en barres | graphique en barres | barres | diagramme en barres
    | en batons | diagramme en batons | en histogramme | sous forme d'histogramme
    | in a bar chart | as a histogram""",
)
HEAT_MAP = _keyword(
    "heat_map",
    """heat map | heatmap | as a heat map | as a heatmap | as heatmap | carte de chaleur
    | carte thermique | en carte de chaleur""",
)
SORT = _keyword(
    "sort",
    """sort | sorted | sort by | sorted by | order by | ordered by | ordered | rank | ranked
    | ranking | rankings | rank by | ranked by | ranks | ranking of | ranking by | in order of
    | arrange | arranged | by order of | trie | tries | triee | triees | trie par | tries par
    | triee par | triees par | trier | trier par | tri par | classe par ordre | classement
    | classement de | classement des | classement par | classer | classes par ordre
    | range par | ordonne par | ordonnes par | ordonne | ordonnes | par ordre | dans l'ordre
    | sorting | classez | classe | classe moi | trie moi | triez""",
)
ASCENDING = _keyword(
    "ascending",
    """ascending | asc | from low to high | low to high | lowest first | smallest first
    | from smallest to largest | from lowest to highest | smallest to largest
    | lowest to highest | increasing order | in increasing order | in ascending order
    | worst first | croissant | croissante | croissants | croissantes | ordre croissant
    | par ordre croissant | du plus petit au plus grand | du plus faible au plus fort
    | cheapest first | from worst to best | worst to best | ascending order
    | de la plus petite à la plus grosse | de la plus petite à la plus grande
    | de la plus faible à la plus forte | du plus petit au plus gros
    | du plus bas au plus haut | de la plus basse à la plus haute | du moins bon au meilleur
    | en partant du plus petit | en partant de la plus petite | en partant du plus faible
    | du pire au meilleur
    | du moins cher au plus cher | de la moins chere a la plus chere
    | des moins chers aux plus chers | du plus faible au plus eleve
    | du moins vendu au plus vendu
    | weakest on top | lowest on top | worst on top | smallest on top
    | en partant du plus bas | en partant de la plus basse | en partant du plus faible
    | en partant de la plus faible | en partant du moins bon
    | from the cheapest to the most expensive | cheapest to most expensive
    | from cheapest to dearest | from the lowest to the highest
    | from the smallest to the largest | from the worst to the best
    | from smallest to biggest | from the smallest to the biggest | from bottom to top
    | from the cheapest to the dearest | from cheapest to most expensive
    | from the cheapest to the priciest
    | least expensive first | least popular first | les moins chers d'abord | le moins cher d'abord
    | les plus petits d'abord | le plus petit d'abord | les moins vendus d'abord""",
)
DESCENDING = _keyword(
    "descending",
    """strongest on top | highest on top | best on top | biggest on top | largest on top
    | de la plus forte a la moins forte | du plus fort au moins fort
    | des plus forts aux moins forts | des plus fortes aux moins fortes
    | de la plus vendue a la moins vendue | du plus vendu au moins vendu
    | des plus vendus aux moins vendus | des plus vendues aux moins vendues
    | from best to worst selling | from best to worst | descending | desc | from high to low
    | high to low | highest first | largest first
    | biggest first | best first | from largest to smallest | from highest to lowest
    | largest to smallest | highest to lowest | decreasing order | in decreasing order
    | in descending order | decroissant | decroissante | decroissants | decroissantes
    | ordre decroissant | par ordre decroissant | du plus grand au plus petit
    | du plus fort au plus faible | best to worst | descending order
    | most first | de la plus grosse à la plus petite | de la plus grande à la plus petite
    | de la plus forte à la plus faible | du plus gros au plus petit
    | du plus haut au plus bas | de la plus haute à la plus basse | du meilleur au moins bon
    | en partant du plus gros | en partant du plus grand | en partant de la plus grosse
    | en partant de la plus grande | du meilleur au pire | de la meilleure à la pire
    | de la meilleure à la moins bonne
    | du plus cher au moins cher | de la plus chere a la moins chere
    | des plus chers aux moins chers | du plus eleve au plus faible
    | du plus eleve au moins eleve | du plus important au moins important
    | from the most expensive to the cheapest | from the dearest to the cheapest
    | most expensive to cheapest | dearest to cheapest | from the highest to the lowest
    | from the largest to the smallest | from the best to the worst
    | from biggest to smallest | from the biggest to the smallest | biggest to smallest
    | from top to bottom
    | from most expensive to cheapest | from the priciest to the cheapest
    | most expensive first | dearest first | priciest first | most popular first
    | most sold first | best selling first | best sellers first | le plus cher d'abord
    | les plus chers d'abord | les plus cheres d'abord | les plus gros d'abord
    | les plus grosses d'abord | les plus grands d'abord | les plus grandes d'abord
    | le plus gros d'abord | le plus grand d'abord | les plus vendus d'abord
    | les meilleurs d'abord""",
)
SIDE_BY_SIDE = _keyword(
    "side_by_side",
    """face to face | into separate columns | into columns | croisees avec | croisee avec
    | croises avec | in adjacent columns
    | adjacent columns | en regard | side by side | next to each other
    | in columns | as columns | in separate columns
    | one column per | a column per | column for each | columns for each | pivot | pivoted
    | croise dynamique | un croise dynamique | pivot table | pivot by | crosstab | cross tab
    | cross tabulation | cross table | matrix
    | crossed with | crossed by | cross with | cote a cote | en colonnes | en colonne
    | dans des colonnes | dans des colonnes separees | en colonnes separees
    | dans des colonnes distinctes | tableau croise | tableau croise dynamique | croise avec
    | croise
    | croisee | croiser | croises | croisement | matrice | une colonne par
    | les uns a cote des autres | by columns | across the columns | in the columns
    | in columns by | tcd | un tcd | tableaux croises | tableaux croises dynamiques
    | tableau a double entree | par colonne | per column | dans sa colonne
    | dans sa propre colonne | in its own column | each in its own column
    | in their own columns | tab croise
    | in column | as column | on columns | on the columns | as the columns
    | one column for each
    | et en colonnes | et en colonne | and in columns | and as columns""",
)
TREND = _keyword(
    "trend",
    """trend | trends | trended | trending | trendline | over time | time series
    | through time | course of | over the course of | timeline | time line | history
    | historical | historically | development of | evolution over time | how has | how have
    | tendance | tendances | au fil du temps | au fil des mois | au fil de l'annee
    | au cours du temps | dans le temps | historique | serie temporelle | chronologique
    | over the months | over the years | over the quarters | month after month
    | mois apres mois | seasonality | saisonnalite
    | trajectory | trajectoire | path over | how it moved | full monthly history
    | monthly history | month wise history | track the | track our | monitor the | follow the""",
)
INSTEAD = _keyword(
    "instead",
    """make it | make that | make them | turn it into | fais le en | mets le en | mets ça en
    | passe le en | instead | instead of | rather than | rather | in place of | in lieu of
    | au lieu de
    | au lieu du | au lieu des | plutot que | plutot | a la place | a la place de | replace
    | replace with | switch to | change to | change it to | change that to | remplace
    | remplacer | passe a | remplace par""",
)
WHAT_ABOUT = _keyword(
    "what_about",
    """refais | refais le | refais ça | refais ce | refais le meme calcul | refais le pour
    | refais le en | refaire | refaites | recommence | redo | redo it | redo that | redo this
    | do the same | do it again | run it again | rerun | rerun it | meme calcul
    | le meme calcul | same calculation
    | what about | how about | and what about | and how about | what if | and for | and in
    | same for | same thing for | same question for | same but for | the same for
    | the same but for | same with | now for | now with | now | also for | ditto for | et pour
    | et en | et dans | et chez | qu'en est il de | qu'en est il | qu'en est il pour
    | meme chose pour | pareil pour | la meme chose pour | idem pour | idem | idem en
    | la meme chose en | quid de | quid du | quid des | quid | et si | maintenant
    | maintenant pour | pareil | la meme chose | meme question pour | ditto | same again
    | same thing | what of""",
)
SAME = _keyword(
    "same",
    """same | the same | identical | meme | memes | le meme | la meme | les memes | identique
    | likewise | similarly | same cut | same split | same breakdown | same view | the same cut
    | meme decoupage | meme ventilation | meme vue | meme tri""",
)
ALSO = _keyword(
    "also",
    """also | too | in addition | additionally | aussi | egalement | en plus | de plus | add
    | adding | ajoute | ajouter | include | including | incl | y compris | inclure | inclus
    | avec aussi""",
)
UNMAPPED = _keyword(
    "unmapped",
    """unmapped | unmapped customer | unmapped customers | unknown customer
    | unknown customers | unknown | unassigned | unidentified | not mapped | missing | null
    | blank | empty | client inconnu | clients inconnus | inconnu | inconnue | inconnus
    | inconnues | non affecte | non affectes | non identifie | non identifies | non rattache
    | non rattaches | sans client | sans client identifie | aucun client connu
    | rattachee a aucun client connu
    | rattachees a aucun client connu | rattache a aucun client | rattachee a aucun client
    | rattachees a aucun client | could not match to any customer
    | cannot match to any customer | not matched to any customer | matched to no customer
    | restees sans client identifie
    | restees sans client | client non identifie | client non repertorie | non repertorie
    | without a customer | without customer | no customer
    | no name
    | non rattache a un client | non rattachee a un client | non rattaches a un client
    | non rattachees a un client | non rattachee | non rattachees | sans client rattache
    | sans client connu | non affectee | non affectees | non identifiee
    | non affecte a un client | non affectee a un client | pas rattache a un client
    | pas rattachee a un client | not mapped to a customer | not mapped to any customer
    | not linked to a customer | not linked to any customer | not assigned to a customer
    | not assigned to any customer | unassigned to a customer | without a known customer""",
)
REST = _keyword(
    "rest",
    """rest | the rest | remainder | remaining | others | other | the others | everything else
    | everyone else | le reste | reste | les autres | autre | autres | restants | restant
    | tout le reste
    | all other | all the other | all others | all the others | every other
    | rest of the business | the rest of the business | rest of the company
    | toutes les autres | tous les autres | l'ensemble des autres | le reste de l'activite
    | reste de l'activite | le reste du business""",
)
FIRST = _keyword(
    "first",
    """first | 1st | initial | earliest | premier | premiere | 1er | 1ere | initiale""",
)
LAST = _keyword(
    "last",
    """last | latest | most recent | final | past | previous | prior | preceding | dernier
    | derniere | derniers | dernieres | passe | passee | precedent | precedente | precedents
    | precedentes | plus recent | plus recente | recent | recents | recente | recentes""",
)
NEXT = _keyword(
    "next",
    """next | coming | upcoming | future | following year | prochain | prochaine | prochains
    | prochaines | a venir | futur""",
)
THAN = _keyword(
    "than",
    """than | then | que | qu'en | qu'au | qu'aux | que de | que des | que du | qu'a""",
)
MORE = _keyword("more", "more | plus | further | davantage | additional | extra")
LESS = _keyword("less", "less | fewer | moins")
BOTH = _keyword(
    "both",
    """both | both of | the two | tous les deux | toutes les deux | deux a deux | those two
    | these two | the pair | ces deux | ces deux la""",
)
EVER = _keyword(
    "ever",
    """from the very first sale | since the very first sale | from the first sale
    | since the first sale | depuis la premiere vente | depuis la toute premiere vente
    | over everything | over everything we have sold | over everything on record
    | over everything we have | over all we have sold | from the first month on record
    | since the first month on record
    | from the first month on | everything in the data | over everything in the data
    | since the books begin | since our books begin | since the history begins
    | since our history begins | since the data begin | since our data begin
    | since our figures begin | since the figures begin | since the records begin
    | since records begin | since our records begin | depuis le debut des donnees | ever
    | all time | of all time | all times | in all | since the beginning
    | since inception | overall period | entire period | whole period | throughout
    | depuis toujours | depuis le debut | toutes periodes | toutes periodes confondues
    | toute la periode | sur toute la periode | sur l'ensemble de la periode
    | de tous les temps | since day one | to date overall | whole history | entire history
    | all periods | all years | all months | toutes les annees | toute l'histoire
    | full history | full period | over all periods | across all periods | across all years
    | since we started | to date | till date | until date | as on date | as of date
    | a date du jour | de tout temps | depuis le depart | tout au long | tout au long de
    | till now | until now | up to now | up till now | so far | thus far | up to date
    | jusqu'a maintenant | jusqu'ici | jusqu'a present | jusqu'a aujourd'hui | a ce stade
    | since launch | since the launch | since we launched | since the start | since start
    | since opening | since the very beginning | from day one | from the start
    | from the beginning | since records began | depuis le lancement | depuis l'ouverture
    | depuis la creation | depuis qu'on a des donnees | depuis que nous avons des donnees
    | depuis qu'il y a des donnees | depuis le tout debut | depuis l'origine
    | depuis que l'on a des donnees | all the periods | periods on record | on record
    | we have on record | all the periods we have | all the periods we have on record
    | all periods on record | all periods we have | across all the periods | in our records
    | since the data begins | since the data starts | since the beginning of the data
    | lifetime | over the lifetime | tout l'historique | sur tout l'historique
    | de tout l'historique | depuis le debut de l'historique | l'ensemble de l'historique
    | sur l'ensemble de l'historique | toute la duree
    | for all the history | over all the history | for the whole history
    | over the whole history | in all the history | in all history | all history
    | for all history | all the history
    | historique complet | l'historique complet | sur l'historique complet
    | dans tout l'historique""",
)
FRESHNESS = _keyword(
    "freshness",
    """how fresh | how recent | how current | how up to date | up to date | up-to-date
    | last updated | last update | last refresh | last refreshed | latest update
    | when was the data updated | when was the data | when were the data | data as of
    | as of when | as of which date | last loaded | last load | latest data | newest data
    | most recent data | freshness | how old | updated | refreshed | a quelle date | fraicheur
    | de quand datent | de quand date | de quand | derniere mise a jour | mises a jour
    | mise a jour | mis a jour | a jour | actualise | actualisees | dernieres donnees
    | quelle fraicheur | rafraichi | rafraichies | derniere actualisation
    | jusqu'a quelle date | jusqu'a quand | until when | how far does the data go
    | how far do the data go | how far back | what period does the data cover
    | what period do the data cover | which period does the data cover
    | which period do the data cover | periode couverte | period covered | date range
    | time range | what dates | what time period | what date range | couvrent les donnees
    | data go up to | latest month available | dernier mois disponible | how late
    | data available until | data cover | coverage""",
)
HELP = _keyword(
    "help",
    """what can i ask | what can you do | what can you answer | what can you tell me
    | what do you know | what questions can i ask | which questions can i ask
    | what questions can you answer | which questions can you answer | what kind of questions
    | what sort of questions | how does this work | how do i use this | how do i use you
    | how to use this | what are you able to | help | help me | examples | example questions
    | sample questions | what should i ask | what else can i ask | what can be asked
    | how can you help | que puis je demander | que puis je te demander
    | que puis je vous demander | que peux tu faire | que sais tu faire
    | que pouvez vous faire | quelles questions puis je poser
    | quelles questions peut on poser | quel genre de questions | quels types de questions
    | quel type de questions | que peut on demander | qu'est ce que je peux demander
    | qu'est ce que tu peux faire | qu'est ce que je peux te demander | comment ca marche
    | aide | aide moi | aidez moi | exemples | exemples de questions | comment utiliser
    | a quoi peux tu repondre | a quelles questions peux tu repondre | que peux tu me dire
    | hello | bonjour what | what can this do | capabilities""",
)
DEFINITION = _keyword(
    "definition",
    """mean | means | meaning | meaning of | what is meant by | definition | definition of
    | define | defined | definitions | how is | calculated | computed | how do you calculate
    | how do you define | how do you compute | how is it calculated | explain | explanation of
    | formula | formula for | que veut dire | que signifie | signifie | veut dire | definir
    | definis | comment est calcule | comment est calculee | comment calculez vous
    | comment calcules tu | comment calcule t on | calcule | calculee | expliquer | explique
    | qu'entend on par | qu'est ce que | qu'est ce qu'un | qu'est ce qu'une | formule
    | formule de | how are | signification de | description of | describe | do you mean by
    | do you mean with | is meant by | do we mean by | means here | entendez vous par
    | entends tu par | entend on par | veux tu dire par | voulez vous dire par | que recouvre
    | que recouvre exactement | recouvre quoi | ce que recouvre | le terme | the term
    | which currency | what currency | quelle devise | quelle monnaie | in which currency
    | in what currency | dans quelle devise | en quelle devise | en quelle monnaie""",
)
DATA = _keyword(
    "data",
    """data | dataset | data set | database | figures | numbers | fields | columns | measures
    | metrics | dimensions | tables | information | donnees | jeu de donnees | base de donnees
    | champs | colonnes | indicateurs | mesures | kpis | kpi | indicateur | axes | attributes
    | attributs""",
)
BUYING = _keyword(
    "buying",
    """buy | buys | bought | buying | purchase | purchased | purchases | purchasing | order
    | orders | ordered | ordering | achete | achetent | acheter | achetes | acheté | commande
    | commandent | commander | commandes | ont achete | a achete | who bought | who buy
    | prenait | prenaient | nous prenait | nous prenaient
    | ont ils recu | ont ils recues | ont elles recu | a t il recu | a recu | ont recu | recues par
    | recus par | achetaient | achetait | commandaient | commandait | took | takes | taking
    | taken by
    | take from us | pris chez nous | prennent chez nous | have taken | ont pris | a pris
    | picked up | stocked | stocks | placed orders | placed an order | place orders
    | ont passé commande | passent commande | were invoiced | was invoiced
    | ont passe commande | a passe commande
    | a passe une commande | ont passe une commande | passer commande
    | ont passe des commandes | passe des commandes
    | buyed | have buyed | has buyed""",
)


@cache
def _all_keywords() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, keyword in KEYWORDS.items():
        for spelling in keyword.spellings.all():
            by_first.setdefault(spelling[0], []).append((spelling, name))
    order = {name: at for at, name in enumerate(KEYWORDS)}
    return {
        first: tuple(sorted(found, key=lambda one: (-len(one[0]), order[one[1]])))
        for first, found in by_first.items()
    }


def keywords_at(tokens: Sequence[Token], i: int) -> tuple[Match[str], ...]:
    """Every keyword with a spelling at token `i`, the longest first."""
    if not 0 <= i < len(tokens):
        return ()
    found = []
    for spelling, name in _all_keywords().get(tokens[i].norm, ()):
        end = i + len(spelling)
        if end <= len(tokens) and all(
            token.norm == word for token, word in zip(tokens[i:end], spelling, strict=True)
        ):
            found.append(Match(len(spelling), name, f"keyword {name}", name.replace("_", " ")))
    return tuple(found)


def keyword_at(tokens: Sequence[Token], i: int) -> Match[str] | None:
    """The keyword with the longest spelling at token `i`."""
    found = keywords_at(tokens, i)
    return found[0] if found else None


# Fillers: what can be left out of a question without changing what it asks for.
_ARTICLES = words("the a an le la les l un une des du de d this that these those ce cet cette ces")
_PRONOUNS = words(
    """i me my mine myself we us our ours ourselves you your yours it its they them their theirs he
    she his her who whom whose which what where when that one ones someone somebody there here
    je j me m moi mon ma mes nous on notre nos vous votre vos tu te t toi ton ta tes il ils elle
    elles lui leur leurs se s y en ca cela ceci celui celle ceux celles qui que qu quoi dont ou
    lequel laquelle lesquels lesquelles quel quelle quels quelles c ce 's folks guys people team
    both's eux
    ye yous youse"""
)
_PREPOSITIONS = words(
    """of in on at to from for with within into onto about by as per via through throughout during
    over around towards upon regarding concerning re amid de du des d a au aux en dans sur pour
    avec chez par vers durant pendant lors concernant quant lorsque parmi auprès niveau côté
    terme termes auxquels auquel desquels dedans sein cours"""
)
_CONJUNCTIONS = words(
    """so then if whether while because though however but yet also too well just still already
    donc alors si comme car mais puis ensuite cependant ainsi aussi bien encore déjà"""
)
_AUXILIARIES = words(
    """am is are was were be been being do does did done doing have has had having can could may
    might shall should will would must ought going gonna let ll ve re suis es est sommes êtes
    sont étais était étaient étions été être sera seront serait seraient soit soient fut furent
    ai as avons avez ont avais avait avaient avions aura auront aurait auraient eu eue avoir ait
    aient fais fait faisons faites font faisait faire fera feront peux peut pouvons pouvez
    peuvent pouvait pourrais pourrait pourriez pourrions pouvoir puis puisse dois doit devons
    devez doivent devrait devrais devoir veux veut voulons voulez veulent voudrais voudrait
    voulais vouloir vais vas va allons allez vont aller faut fallait faudrait savoir sais sait
    savez savons sauriez saurais
    eu eus eue eues
    aurais aurait auriez aurions"""
)
_LIGHT_VERBS = words(
    """show shows showed shown showing give gives gave given giving tell tells told telling
    need needs needed want wants wanted like likes liked love see sees saw seen seeing get
    gets got gotten getting make makes made making find finds found finding look looks
    looked looking bring brings brought bringing turn turns turned turning take takes took
    taken taking earn earns earned earning sell sells sold selling buy buys bought buying
    purchase purchased purchases purchasing spend spends spent spending generate generates
    generated generating produce produces produced deliver delivers delivered delivering
    move moves moved moving ship ships shipped shipping reach reaches reached reaching
    achieve achieves achieved achieving perform performs performed performing performance
    fare fares fared faring stand stands standing stood add adds come comes came coming go
    goes went going happen happens happened happening run runs ran pull pulled pulling
    collect collected collecting realise realised realize realized rack racked register
    registered recorded record put display displays displayed displaying present presents
    presented presenting provide provides provided providing fetch retrieve return output
    print report reports reported reporting calculate compute work works worked out check
    checks checking know knows knowing understand wonder wondering wondered curious
    interested think thinks hear ask asking answer say says said help please share hit hits
    place places placed order orders ordered ordering booked transact transacted trade
    traded trading contribute carry carries carried hold holds held count stay stays stayed
    remain start end read try trying use using used consider considering assume suppose
    serve serves served serving supply supplied supplies land lands landed lie lies belong
    belongs belonging relate related relating pick picked identify determine figure view
    views viewing feel behave behaves behaved bill billed invoiced charge charged pay pays
    paid paying keep keeping cover covered analyse analyze analysed analyzed review
    reviewing explore summarise summarize summary overview picture snapshot glance detail
    details detailed info information numbers number figures data result results stats
    statistics statistic kpi kpis breakdown insight insights split montre montrer montrez
    moi donne donner donnez dis dire dites affiche afficher affichez indique indiquer
    indiquez présente présenter présentez fournis fournir fournissez sors sortir sortez
    trouve trouver trouvez cherche chercher cherchons regarde regarder regardons voir vois
    voyons voyez vu vue aimerais aimerait aimerions souhaite souhaiterais souhaitons
    souhaiterait souhaitez désire désirerais besoin connaître connais obtenir obtiens obtenu
    obtenus obtenue avoir vend vends vendre vendu vendus vendue vendues vendent vendons
    vendez vendait achète achètent acheté achetés achetée achetées acheter achat achats
    commande commandent commandé commandés commander commandes commandées rapporte
    rapportent rapporté rapportés rapporter génère génèrent généré générés générée générées
    générer réalise réalisent réalisé réalisés réalisée réalisées réaliser réalisait
    encaisse encaissé encaisser enregistre enregistré enregistrés enregistrée enregistrer
    atteint atteindre atteignent atteins atteinte dégage dégagé dégagent faire dépense
    dépensé dépensent dépenser livrer écoule écoulé écoulés écouler passe passé passés
    passer représenté gagné tourne tourner marche marchent porte portent pèse compte
    comptent compter calcule calculer calculez récapitule récapituler résume résumer résumez
    résumé analyser dépend dépens rentre rentré rentrer rentrent apporte apporté apportent
    apporter amène amené amènent demande demander demandais demandons envoie envoyer
    détaille détailler extrais extraire extraction sort sorte ressort ressortir ressortent
    prend prendre prends placé situe situer vient venir devient devenir devenu constitue
    constituent concerne concernent appartient appartiennent appartenant correspond
    correspondent correspondant figurent propose proposer proposons sert servons servis
    servi traite traité performe performer performent performé performances comporte
    comportent contient contiennent contenir contenu contain contains contained porté
    portant tourné utilise utilisent utilisé utilisés utilisée utilisées utiliser répartis
    répartir répartissez réparti répartie réparties ventile ventiler ventilez ventilé
    ventilée décompose décomposer décomposez découpe découper regroupe regrouper regroupez
    son sa ses fois fonctionne fonctionnent book books booking bills fonctionné suis suivre
    suivi mets mettre mettez mettons communiquer communiquez communique transmettre
    transmettez transmets préciser précisez précise partager partagez partage renseigner
    renseignez renseigne ressors établir établis établissez dresser dresse dressez remonter
    remonte remontez sélectionne sélectionner sélectionnez prépare préparer préparez estimer
    estime évaluer évalue chiffrer faite faits vendaient achetaient achetait commandaient
    commandait réalisaient générait parti partie parties livré livrés livrée livrées expédié
    expédiés expédiée expédiées existe existent disponible disponibles dispo dispos apparu
    apparue apparus apparues écoulées spread distribute distributed distributing allocate
    allocated divide divided lay lays laid organise organised organize organized sketch
    crunch extract export compile recap outline walk talk zoom concentrate concentrated
    close closed closing clock clocked log logged attain attained finish finished break
    breaks breaking broke broken sit sits sitting comprise comprises consist consists
    mention mentioned catalogue handle handles handled dealt dealing yields yielded fetches
    fetched monitor follow watch observe verify confirm bifurcate bifurcated segregate
    segregated arrange puts putting tabulate relevent relever relève classées classés ranger
    rangée rangées rangés comprendre comprend comprennent englobe englobent transite
    transitent placées placés distribue distribuer distribuent distribués commercialise
    commercialiser commercialisons commercialisés offrir offre disposer dispose disposons
    gérer gère gérons servir livrons facture facturer facturé facturons encaissons engrange
    engranger engrangé clôturer clôture clôturé clos termine terminé terminer fini finir
    dessiner dessine nommer suit disons pris prennent prise éclate ressorti bascule
    rassemble rassemblés liste ecoulee ecoulees done restés resté restée state stated become
    becomes drill detaillez decomposez nommez presentez listez comparez tracez croisez
    restees restee smooth smoothing judged étalé étalée
    signe signé signer signent comptait comptaient comptions exprimé exprimée exprimés
    exprimer working loaded load loading split rendez rendre renvoyez
    accueilli accueillis accueillir accueille dabbled pop popping predicate
    prises clarify clarifying clarifier
    constate constatee constates constatees deal dealt enregistre enregistree enregistres
    """
)
_POLITE = words(
    """please pls thanks thank thankyou cheers hi hello hey hiya dear good morning afternoon
    evening kindly ok okay okey alright right sure yes yeah yep great cool perfect nice sorry
    excuse pardon welcome bro buddy mate sir madam team guys folks friend greetings regards
    appreciate appreciated grateful mind wondering hmm hm um uh er well oh ah wow fyi btw asap
    tia quick quickly quickest short briefly simple simply brief rapid merci bonjour bonsoir
    salut coucou svp plaît plait stp veuillez cordialement hello ok oui super parfait bien
    d'accord accord désolé excusez excuse pardon gentiment rapidement vite rapide simplement
    bref brièvement dites hop voilà tiens allez euh alors bon beaucoup prie volontiers remercie
    na yaar ji bhai sirji wide furnish inform kindly revert needful compose composent
    lovely little handy brilliant wonderful fantastic gladly merci
    heille tse faque ben
    righto heya howdy coucou yep
    slt
    scusi ciao salam namaste hola grazie gracias bitte danke obrigado obrigada shukran
    monsieur madame messieurs mesdames sir madam ta remerciements prie"""
)
_EMPTY_NOUNS = words(
    """thing things stuff one ones kind kinds sort sorts way ways bit lot lots bunch idea ideas
    sense question questions query answer look case respect point view level levels amount
    amounts amt side regard matter board boss management meeting slide deck presentation
    report reports reporting dashboard page screen session business company firm
    organisation organization ceo cfo coo director directors committee review team purpose
    purposes context times moment today's now currently present actual actually really
    exactly precisely roughly approximately approx approximatively basically generally
    usually respectively together very much many some any own such even again else ever
    quite indeed certainly literally maybe perhaps possibly probably especially particularly
    particular specific given certain various several detail called named item items entries
    entry rows terms term based basis regards out up off back forward away aside ahead
    around chose choses truc trucs idée idées réponse niveau montant montants cas vue côté
    réunion comité direction patron chef présentation diapo société entreprise maison boîte
    équipe bord exactement précisément environ approximativement actuellement généralement
    très bien peu beaucoup quelque quelques certains certaine certaines tel telle tels
    telles encore vraiment justement effectivement notamment surtout particulièrement
    respectivement éventuellement titre base fonction façon manière sorte sortes genre nommé
    nommée appelé appelée appelés intitulé ci dessous voici voilà chiffre chiffres donnée
    résultat résultats info infos information informations bilan aperçu synthèse vision état
    existant existante existants existantes
    lieu détail détails stats statistiques activité comment bon est ce number headline whole
    worldwide nationwide headers header sides catalog assortment portfolio offering lineup
    roster set situation scene label labels rs viewpoint angle perspective lens glimpse
    granularity structure makeup pattern achievement namely instance example otherwise
    furthermore moreover thus far jointly collectively head truly honestly frankly
    essentially practically whilst inception date bifurcation segregation segmentation decks
    slides note memo boardroom dépendance catalogue portefeuille gamme assortiment grille
    exemple actuel actuelle actuels actuelles intégralité fil cours courant toujours
    something quelconque cotés full form style cell cells cases verticale horizontale boxes
    box relative
    period periods inclusive tableaux
    filtre filtree
    datas civile exhaustif exhaustive filter filters filtre filtres
    anymore
    expressed tôt exprimé exprimée exprimés exprimées suffit suffisent pantoute redonner redonne
    ens sumifs sumif"""
)
_QUESTION_WORDS = words(
    """what which who whom whose where when how comment quand où quoi quel quelle quels quelles qui
    que qu est"""
)

_FILLER_PHRASES = phrases(
    """if you do not mind | c quoi | c koi | ct quoi | c'était quoi
    | if you please | if possible | if you can | if you could | if i may | could you please
    | can you please | would you mind | would you be so kind | i was wondering
    | i am wondering | i wonder | i would like to know | i would like to see
    | i would love to see | i want to know | i need to know | i want to see | i need to see
    | i would like to have | i am looking for | i am interested in | i am curious about
    | let us see | let me know | let me see | let us look at | have a look at | take a look at
    | quick one | quick question | one quick question | a quick question | just a quick one
    | one more thing | for the board | for my boss | for my manager | my manager
    | mon responsable | pour mon responsable | for the manager | for our manager
    | for the boss | for the meeting | for a presentation | for my report | for the report
    | for my presentation | for a slide | for a meeting | for the ceo | for the cfo
    | for the management | for management | for tomorrow's meeting | for today's meeting
    | for the monthly meeting | for the weekly meeting | for the review
    | for the quarterly review | for the monthly review | for the annual review
    | for the board meeting | at a glance | in a nutshell | in short | in brief | in detail
    | in details | as far as | as for | as to | with regard to | with regards to
    | with respect to | in regard to | in regards to | in relation to | when it comes to
    | at the moment | right now | as of now | as of today | for now | until now | till now
    | these days | by the way | by any chance | for me | for us | to me | to us | of ours
    | of us | all right | thank you | thank you very much | thank you so much | thanks a lot
    | many thanks | thanks in advance | thank you in advance | much appreciated | good morning
    | good afternoon | good evening | good day | hi there | hello there | hey there
    | what is the | what are the | what was the | what were the | what is our | what are our
    | bring in | brings in | brought in | bringing in | turn over | turns over | turned over
    | take in | takes in | took in | pull in | pulled in | rake in | raked in | rakes in
    | cash in | cashed in | ring up | rang up | add up to | adds up to | added up to | come to
    | comes to | came to | amount to | amounts to | amounted to | sum up to | run up
    | look like | looks like | looked like | looking like | how do things look
    | how did things go | how is it going | go for | going on | carry out | end up with
    | come up with | come out at | came out at | find out | figure out | work out | worked out
    | break down | broken down | breaks down | split up | put together | pull up | pull out
    | bring up | give me | show me | tell me | get me | fetch me | find me | hand me | list me
    | do we | did we | have we | are we | were we | do you | did you | can we | could we
    | in terms of the | in the way of | sort of | kind of | a bit | a lot | a lot of | lots of
    | each other | such as | so to speak | if any | where applicable | s il te plait
    | s il vous plait | s'il te plaît | s'il vous plaît | s'il te plait
    | s il vous plait merci | merci beaucoup | merci d'avance | merci bien | par avance
    | avec plaisir | est ce que | est ce qu | qu est ce que | qu est ce qu | qu est ce qui
    | quel est | quelle est | quels sont | quelles sont | quel etait | quelle etait
    | quels etaient | quelles etaient | quel a ete | quelle a ete | quels ont ete
    | quelles ont ete | peux tu | pouvez vous | pourrais tu | pourriez vous | peut on
    | pourrait on | puis je | a t on | avons nous | avez vous | as tu | ont ils | ont elles
    | a t il | a t elle | sont ils | sont elles | est il | est elle | fait on | fait il
    | font ils | fait t on | faisons nous | y a t il | il y a | y a t | il y avait
    | j'aimerais | j'aimerais savoir | j'aimerais voir | j'aimerais connaitre
    | j'aimerais avoir | je voudrais | je voudrais savoir | je voudrais voir
    | je voudrais connaitre | je veux | je veux voir | je souhaite | je souhaiterais
    | je cherche | j'ai besoin de | j'ai besoin du | j'ai besoin des | nous avons besoin de
    | on a besoin de | il me faut | il me faudrait | il nous faut | dis moi | dites moi
    | donne moi | donnez moi | montre moi | montrez moi | fais moi | faites moi | fais voir
    | fais moi voir | sors moi | sortez moi | affiche moi | affichez moi | indique moi
    | indiquez moi | trouve moi | trouvez moi | rappelle moi | rappelez moi | c'est | ce sont
    | c'etait | ca fait | ca donne | a combien s'eleve | a combien s'elevent | s'eleve a
    | s'elevent a | a combien se monte | se monte a | en ce qui concerne | en matiere de
    | en matiere d | a propos de | a propos du | au sujet de | au sujet du
    | pour ce qui est de | pour ce qui est du | du cote de | du cote des | pour le comite
    | pour la direction | pour le patron | pour la reunion | pour ma presentation
    | pour mon rapport | pour une presentation | pour le conseil
    | pour le conseil d'administration | pour le codir | pour mon chef | pour le chef
    | pour mon boss | pour le boss | pour mon patron | pour un rapport | pour une reunion
    | a l'heure actuelle | en ce moment | pour l'instant | pour le moment | a ce jour
    | a ce stade | petite question | une petite question | question rapide | vite fait
    | si possible | si tu peux | si vous pouvez | si tu veux bien | si ca ne te derange pas
    | si cela ne vous derange pas | je me demande | je me demandais | on se demande
    | nous nous demandons | en gros | en bref | en resume | d'abord | tout d'abord | au fait
    | en fait | de facon | de maniere | par hasard | a peu pres | plus ou moins | quand meme
    | tout de meme | bon alors | et alors | du coup | en realite | on a fait | on a realise
    | nous avons fait | nous avons realise | avons nous fait | avons nous realise
    | combien on a fait | on fait | on fait on | a rapporte | ont rapporte | all cities
    | all outlets | every city | toutes villes | toutes les villes | toutes villes confondues
    | gone out | went out | going out | a t on facture | on a facture | avons nous facture
    | nous avons facture | je n'ai pas compris | i do not know | i do not mind | more or less
    | not sure | if that is ok | if that is okay | if it is not too much trouble | no rush
    | no worries | no hurry | when you have a minute | when you get a chance | real quick
    | really quick | long story short | that said | i mean | i e | that is to say
    | c'est à dire | tout au long de | tout au long du | tout au long des | tout au long de l
    | all along | all the way through | from beginning to end | from start to finish
    | du début à la fin | both months included | both included | months included
    | both months inclusive | bornes incluses | inclus tous les deux | all years put together
    | all years together | all years combined | across the years | all put together
    | put together for all years | till date | until date | as on date | as of date
    | up to date total | à date du jour | toutes années confondues | tous exercices confondus
    | toutes périodes confondues | one number | just one number | a single number
    | a single figure | one single figure | un seul chiffre | juste un chiffre | en un chiffre
    | walk me through | talk me through | take me through | run me through | run through
    | lay out | laid out | laid out as | set out | set out as | presented as | present it as
    | showing it as | read out | list out | listed out | spell out | sum up | add up | tot up
    | count up | draw up | write down | note down | in the body | at the top | en haut
    | all told | when all is said and done | at the end of the day | mine de rien
    | au bout du compte | en fin de compte | tout compris | tout compte fait | i am told
    | i hear | i think | i guess | if i am not mistaken | sauf erreur | as you know | you know
    | as we speak | for my information | for information | for the record | pour info
    | pour information | pour mon info | à titre d'information | to begin with | first of all
    | first up | for starters | pour commencer | j'en suis à | where do we stand
    | where are we | où en est on | où en sommes nous | en est on | en sommes nous
    | side of the business | part of the business | business side | au juste
    | in all its glory | in the mix | at all | du tout | se compose de | se compose
    | se composent de | on the double | company wide | group wide | do the needful
    | the whole business | the whole company | whole business | whole company
    | by the whole company | by the whole business | names pls | names please | noms svp
    | whatever is available | pourriez vous m'aider | pouvez vous m'aider | peux tu m'aider
    | tu peux m'aider | as a whole | over that stretch | over this stretch | over that span
    | over that time
    | just joined the team | i just joined | i have just joined | i've just joined
    | un seul montant
    | une seule somme | un montant unique | a single amount
    | judged on | judged by | judging by | judging on | a l'appui
    | i'm after | i am after | the whole of
    | m'interesse | m'interessent | nous interesse | nous interessent
    | going by | filled with | table form | in table form
    | spreadsheet style | style view | si on | if we | turn into | the two combined
    | both combined | both added up | since the records began | since records began
    | since the data began | for the period | over the period | during the period
    | pour la periode | sur la periode | auriez vous l'amabilite de
    | auriez vous la gentillesse de | auriez vous l'obligeance de | auriez vous
    | auriez vous la bonte de | ayez l'amabilite de | un seul chiffre pour l'ensemble
    | one figure for the whole | would be lovely | would be great | would be nice
    | would be handy | would be helpful | would be useful | would be good | would be perfect
    | would be wonderful | would be fantastic | serait parfait | serait genial | serait utile
    | serait bien | serait super | out of curiosity | if it's not too much bother
    | if it is not too much bother | if it is not too much to ask | fancy giving me
    | may i request | may we request | i require | we require | we wish to know
    | i wish to know | i wish to see | and oblige | would you | all in | keep the nulls
    | nulls included | including nulls | no date predicate | no date filter | no filter
    | across the whole business | for the whole business | par curiosite
    | si ce n'est pas trop demander | si ca ne vous embete pas | been coming along
    | coming along | come along | came along | se porte | se portent
    | a votre avis | a ton avis | dans cet outil
    | that we deal in | we deal in | d'apres toi | d'apres vous
    | remind me | what was it again
    | out of it | out of this | out of the picture | out of the equation | out of the count
    | everything included | all included | everything counted | tout inclus | tout confondu
    | taking it all together
    | both months counted | both counted | les deux comptes
    | et avec combien | and with how much
    | with how much | sans aucun where | sans where | without a where | no where clause
    | without where clause | do not drop the nulls | do not drop nulls
    | sans perdre les nulls | sur tout le temps | over all the time we have
    | over all the time | over all time | of all time | tout le periode
    | sur tout le periode | en tout pis tout | en tout et tout | en tout et partout
    | tout ca en une seule somme | tout ça en une seule somme | en une seule somme
    | en un seul montant | as one figure | as a single figure | en un seul total
    | all in one sum | toutes dates | toutes dates confondues
    | a l'interieur
    | out of the door | out the door | i think you call it | as you call it | qu'on appelle
    | celui qu'on appelle | celle qu'on appelle | ce qu'on appelle | les deux mois reunis
    | les deux mois ensemble | toute la periode couverte par les donnees
    | sur toute la periode couverte par les donnees | sur toute la periode couverte
    | toute la periode couverte | periode couverte par les donnees
    | je vous serais reconnaissant de bien vouloir
    | je vous serais reconnaissante de bien vouloir | je vous serais reconnaissant de
    | je vous serais reconnaissante de | je vous saurais gre de bien vouloir
    | je vous saurais gre de | i would be most grateful if you could
    | i would be grateful if you could | most grateful | letting me know
    | would you mind letting me know | would you mind telling me
    | would you mind showing me | could i trouble you for | may i trouble you for
    | trouble you for | auriez vous l'obligeance de | avoir l'obligeance de
    | avoir l'amabilite de | avoir la gentillesse de | avoir la bonte de
    | ayez l'obligeance de | over all the data
    | sur tout l'historique | sur l'historique complet
    | over the whole data set | across the whole data set | in the whole data set
    | whole data set | entire data set | over the entire data set | across the entire data set
    | over the whole dataset | whole dataset | entire dataset | sur tout le jeu de donnees
    | sur l'ensemble du jeu de donnees | de l'histoire | de tous les temps | in history
    | in our history | show the amount too | show the amounts too | with the amount too
    | show the figure too | show the value too | affiche aussi le montant | dois je trouver
    | dois je retrouver | dois je voir | should i find | should i see | cloture de | cloture d
    | cloture du | month end close for | month end close of | closing of
    | keep the unmapped orders in | keep the unmapped ones in | keep the unmapped in
    | keep the unmapped customer in | keep the unmapped customers in | keep unmapped in
    | keep the unmapped rows in | keep the unmapped sales in | keep the unknown ones in
    | in this tool | this tool | in the tool | of this tool
    | is enough | are enough | suffit
    | suffisent | one number is enough | un chiffre suffit | le groupe | tout le groupe
    | comme base de comparaison | as a base of comparison | as a basis for comparison
    | additionne | additionnez | repere | reperez | isole | isolez | recense | recensez
    | redonner | redonne moi | identifie | identifiez | afin de | afin d | en vue de | en vue d
    | m'interesse | nous interesse | lisser
    | memes mois | same months | a mois comparables | me monter un | me monter | all its cities
    | all its cities together | both cities | all cities together | les deux ensemble
    | both together | on file | seuil | le seuil | threshold | the threshold
    | si on monte le seuil | si on met le seuil | si on baisse le seuil | monte le seuil
    | raise the threshold | raise it | lower it | set the bar
    | monte moi un | monte moi | monter un | monter un tableau | name n qty | names n qty | sat on
    | sits on | sales ops | sales operations
    | name and qty | nom et qte | noms et qtes | pantoute | we used to | qu'on vendait
    | that adds up | which adds up | the rest does not matter | nothing else matters
    | le reste ne nous interesse pas | le reste ne m'interesse pas
    | le reste ne compte pas | peu importe le reste | in the data do we have
    | a la fin du dernier mois complet | a fin du dernier mois complet
    | at the end of the last complete month | up to the end of the last complete month
    | as of the last complete month | those bought by | those sold by | those sold to
    | those ordered by | ceux achetes par | celles achetees par | ceux vendus par
    | in the answers you give
    | many thanks in advance | many thanks | thanks a million | je vous remercie infiniment
    | merci infiniment | merci mille fois | remercie infiniment | infiniment
    | just the figure | only the figure
    | juste le chiffre | uniquement le chiffre | a single one is enough
    | one is enough | un seul me suffit | une seule me suffit | un seul suffit
    | une seule suffit | all dates | toutes dates | toutes dates confondues
    | all dates included | pour tout l'historique | sur tout l'historique

    | since we have data | since we have datas
    | since our data begin | since our data began | since our data begins
    | since the data begin | since the data begins | since the data began
    | depuis qu'on a des donnees | depuis que nous avons des donnees | same cut
    | same split | meme decoupage | meme coupe | and nothing else | et rien d'autre
    | rien d'autre
    | arrete a | arretee a | arretes a | arretees a | arrete au | anymore
    | please do the needful and share | do the needful and share | please do the needful
    | do the needful | whole brand portfolio | brand portfolio | whole portfolio
    | entire portfolio | our whole portfolio | for the reconciliation | for reconciliation
    | for the audit | for the file | for my records | for our records | pour mes dossiers
    | pour le dossier | pour l'audit | pour la reconciliation | put to me | asked me
    | sumifs of | sumifs | sumif
    | somme.si.ens | somme.si | somme.si.ens du | somme.si.ens de
    | covered by the data | covered by our data | covered by these data
    | covered by this data | covered by data | covered by the figures
    | i am new here | i am new to this | i am new | je suis nouveau ici
    | je suis nouvelle ici | je suis nouveau | je suis nouvelle | je debute
    | which is why i need | which is why i want
    | which is why i ask | hence my question | d'ou ma question | jsuis presse
    | je suis presse | je suis pressee | jsuis pressee | customer is waiting
    | client is waiting | le client attend | same months on both sides
    | same months both years | same months in both years | on the same months
    | a mois comparables | mois comparables | sur les memes mois
    | when you've a minute
    | per favore | por favor | per cortesia | g'day | un grand merci
    | avec mes remerciements | mes remerciements | d'avance merci | merci d'avance
    | belle journee a vous | belle journee | bonne journee | a tantot | kind regards
    | best regards | with regards | je vous prie | dear colleague | dear colleagues
    | cher collegue | chers collegues | please help to | kindly help to | help me to
    | en tant que chef de produit | en tant que responsable | en tant que directeur
    | en tant que | as a product manager | as product manager | as pm | whack together
    | throw together | pour la presse | for the press | for the bank | pour la banque
    | for the auditors | pour les auditeurs | pour mon directeur | for my director
    | pour la direction | c'est pour le rapport annuel | c'est pour le rapport mensuel
    | pour le rapport annuel | pour mon rapport annuel | pour le rapport mensuel
    | pour le rapport trimestriel | dans mon rapport trimestriel | dans mon rapport annuel
    | une fois pour toutes | et ainsi de suite | and so on"""
)

_FILLERS = (
    _ARTICLES
    | _PRONOUNS
    | _PREPOSITIONS
    | _CONJUNCTIONS
    | _AUXILIARIES
    | _LIGHT_VERBS
    | _POLITE
    | _EMPTY_NOUNS
    | _QUESTION_WORDS
)
_SOFT = frozenset({"and", "by", "per", "list", "all", "how_much", "same", "also", "data", "buying"})
_SOFT_WORDS = words("a an que ne n non in to on help mean that mis up down past left main key name")
FILLERS: frozenset[str] = frozenset(word for word in _FILLERS if word) - (
    frozenset(
        spelling[0]
        for name, keyword in KEYWORDS.items()
        if name not in _SOFT
        for spelling in keyword.spellings.all()
        if len(spelling) == 1
    )
    - _SOFT_WORDS
)
"""Single words that a question can do without, none of them a keyword that changes it."""

_SHORT_WORDS = frozenset({"a", "i", "y"})
_LONGER_FILLERS = Phrases(phrase for phrase in _FILLER_PHRASES if len(phrase) > 1)


def filler_at(tokens: Sequence[Token], i: int) -> int:
    """How many tokens at `i` say nothing: a phrase, a filler word or a mark; 0 for none.

    Keywords have been looked for before: "by" or "and" say something where a rule wants them.
    """
    if not 0 <= i < len(tokens):
        return 0
    longer = _LONGER_FILLERS.at(tokens, i)
    if longer:
        return longer
    if tokens[i].kind == "mark":
        return 1
    if len(tokens[i].norm) == 1 and not _elided(tokens, i):
        return 0
    return 1 if tokens[i].norm in FILLERS else 0


def _elided(tokens: Sequence[Token], i: int) -> bool:
    """Whether a letter is a short word, and not a size or code: "l'an", "a-t-on", "y a", "i.e."."""
    norm = tokens[i].norm
    if norm in _SHORT_WORDS or tokens[i].before in {"'", "-", "."}:
        return True
    if i + 1 == len(tokens):
        return False
    after = tokens[i + 1]
    return after.before in {"'", "-"} or after.norm[0] in "aeiouyh"


_ENGLISH = words(
    """the of what which who how is are was were did do does show give me by for and from with our
    we my in last this that per each has have had between best worst than sales customers
    revenue months year years quarter quarters month share growth please many much there
    without except since until products as a categories compare average by us it
    about instead did to give tell new lost we've all bottom highest lowest more less over"""
)
_FRENCH = words(
    """le la les de du des d l un une et en par pour dans sur avec au aux que qu quel quelle quels
    quelles combien est sont ont nous on notre nos je tu vous quels mois annee annees trimestre
    trimestres ventes clients client produits produit chiffre affaires ca montre donne moi
    depuis entre sans sauf meilleurs meilleur meilleures meilleure pires pire moyenne part
    croissance evolution chaque plus moins dernier derniere derniers dernieres cette ce cet ces
    y svp merci combien comment quoi qui c s categorie canal marche remise tous toutes hors
    uniquement seulement compare a avoir ete a-t-on vendu vendus liste repartition nouveaux
    perdus unites quantite prix moyen somme tableau graphique semestre ni t1 t2 t3 t4 s1 s2 an
    ans pourquoi efface tout tous toutes supprime baisse hausse perdu gagne objectif marge
    benefice salaries ventes vente vendu jour semaine aide definition meme pas comparaison
    mensuel mensuelle annuel annuelle trimestriel trimestrielle cumule cumulee glissante
    mobile montant plateforme
    trier classement articles magasins detail janvier fevrier avril juin juillet aout
    septembre octobre novembre decembre premier deuxieme troisieme contre hausse ecart"""
)
_BOTH = _ENGLISH & _FRENCH


@cache
def _model_words() -> tuple[frozenset[str], frozenset[str]]:
    """The words of the model's terms that are English alone, and French alone."""
    model = load_model()
    english: set[str] = set()
    french: set[str] = set()
    for part in (model.measures, model.dimensions, model.grains):
        for entry in part.values():
            single = (text for text in (entry.label, *entry.synonyms) if " " not in text)
            english |= words(" ".join(single))
            french |= words(" ".join((entry.label_fr, *entry.synonyms_fr)))
    return frozenset(english - french), frozenset(french - english)


def language_of(tokens: Sequence[Token]) -> Language:
    """The language of a question by its small words; English where they do not say."""
    norms = [token.norm for token in tokens if token.kind == "word"]
    english_terms, french_terms = _model_words()
    french = sum(w not in _BOTH and (w in _FRENCH or w in french_terms) for w in norms)
    english = sum(w not in _BOTH and (w in _ENGLISH or w in english_terms) for w in norms)
    accented = sum(any(c in "éèêàùâîôûçëïœ" for c in token.text.casefold()) for token in tokens)
    return "fr" if french + 2 * accented > english else "en"


@cache
def vocabulary() -> frozenset[str]:
    """Every word of a keyword or filler."""
    keywords = {
        word
        for keyword in KEYWORDS.values()
        for phrase in keyword.spellings.all()
        for word in phrase
    }
    return FILLERS | keywords | {word for phrase in _FILLER_PHRASES for word in phrase}


def known(norm: str) -> bool:
    """Whether the word is a keyword's or a filler."""
    return norm in vocabulary()

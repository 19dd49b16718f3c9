"""Subjects that the data do not hold, and requests that are refused: named with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fmcg_assets.questions.tokens import Language, Match
from fmcg_assets.questions.words import Phrases, phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fmcg_assets.questions.tokens import Token


@dataclass(frozen=True)
class Outside:
    """Why something cannot be answered; `fatal` where nothing of the question should be."""

    reason: str
    message: str
    fatal: bool = True


@dataclass(frozen=True)
class _Subject:
    reason: str
    spellings: Phrases
    english: str
    french: str


def _subject(reason: str, english: str, french: str, text: str) -> _Subject:
    return _Subject(reason, Phrases(phrases(text)), english, french)


_SUBJECTS = (
    _subject(
        "profit",
        "Profit, margin and cost are not in the data: it holds pieces sold, prices and revenue.",
        "Le profit, la marge et les coûts ne sont pas dans les données : elles contiennent les "
        "pièces vendues, les prix catalogue et le chiffre d'affaires.",
        """profit | profits | profitability | profitable | margin | margins | gross margin
        | net margin | ebit | ebitda | p&l | cost | costs | cogs | cost of goods | cost price
        | expense | expenses | spending on | overhead | overheads | roi | return on investment
        | markup | mark up | break even | loss making | losses | tax | taxes | gst | vat
        | cash flow | cashflow | bénéfice | bénéfices | profit net | marge | marges | rentabilité
        | rentable | rentables | coût | coûts | coûtent | coûte | coute | coutent | dépenses
        | charges | prix de revient | résultat net | résultat d'exploitation | impôt | impôts
        | tva | trésorerie | coûts de revient | marge brute | marge nette | perte financière
        | net income | net profit | gross profit | operating income | working capital | debt
        | dettes | salary | wages | salaire | salaires | budget spent | bottom line
        | earnings per share | share price | stock price | cours de l'action | dividend
        | dividends | dividende | dividendes""",
    ),
    _subject(
        "discount",
        "Discounts, promotions and returns are not in the data: revenue is pieces by list price.",
        "Les remises, promotions et retours ne sont pas dans les données : le chiffre d'affaires "
        "est le nombre de pièces multiplié par le prix catalogue.",
        """discount | discounts | discounted | rebate | rebates | promotion | promotions | promo
        | promos | promotional | sent back | send back | sends back
        | renvoyé | renvoyés | renvoyées | coupon | coupons | voucher | vouchers | returns
        | returned
        | return rate | refund | refunds | refunded | cancellations | cancelled | cancelled orders
        | cancellation | remise | remises | rabais | ristourne | ristournes | promotionnel
        | retours | taux de retour | retourné | retournés | retournée | retournées | remboursé
        | remboursés | remboursée | remboursées | annulé | annulés | annulée | annulées
        | subventionné | subventionnés | subventionnée | subventionnées | remboursement
        | remboursements | annulations | annulation | bon de réduction | réduction de prix
        | soldes | campaign | campaigns | campagne | campagnes | marketing spend | advertising
        | ads | ad spend | publicité | marketing""",
    ),
    _subject(
        "stock",
        "Stock and supply are not in the data: it holds what was sold.",
        "Les stocks et l'approvisionnement ne sont pas dans les données : elles contiennent ce qui "
        "a été vendu.",
        """units remain | pieces remain | units remaining
        | pieces remaining | unités restantes | pièces restantes | stock | stocks | in stock
        | out of stock | stockout | stockouts | inventory
        | inventories | warehouse | warehouses | supplier | suppliers | vendor | vendors
        | supply chain | backorder | backorders | lead time | lead times | replenishment
        | stock levels | delivery time | delivery times | delivery | deliveries | shipment
        | shipments | shipping cost | logistics | on hand | en stock | stocké | stockés | stockée
        | stockées | endommagé | endommagés | endommagée | endommagées | volé | volés | volée
        | volées | rupture | ruptures | rupture de stock | inventaire | inventaires | entrepôt
        | entrepôts | fournisseur | fournisseurs | approvisionnement | délai de livraison
        | délais de livraison | livraison | livraisons | logistique | réassort | production
        | manufacturing | usine | usines | factory | factories | raw material | raw materials""",
    ),
    _subject(
        "forecast",
        "The data hold the past alone: there are no forecasts.",
        "Les données ne contiennent que le passé : il n'y a pas de prévisions.",
        """forecast | forecasts | forecasted | forecasting | predict | predicts | predicted
        | prediction | predictions | projection | projections | projected | project sales
        | expected sales | expect | expected | next month | next quarter | next year | next week
        | next months | next quarters | next six months | next 3 months | next three months
        | next 6 months | next 12 months | the coming month | coming months | coming year
        | coming quarter | upcoming month | upcoming quarter | upcoming year | in the future
        | future sales | future | outlook | will we | will sales | will revenue | will be
        | will sell | will grow | will it | estimate for | estimated sales | simulate | simulation
        | scenario | what would happen | what if we | should we | prévision | prévisions | prévoir
        | prévois | prévoyez | prévu | prévus | prévues | prédire | prédis | prédiction
        | prédictions | mois prochain | trimestre prochain | année prochaine | an prochain
        | prochain mois | prochain trimestre | prochaine année | prochains mois
        | prochains trimestres | prochaines années | semestre prochain | à venir | futur | futures
        | avenir | estimation | estimations | vendrons | ferons | vendra | sera le | seront les
        | allons nous vendre | va t on vendre | devrions nous | scénario | simuler
        | budget prévisionnel | que se passerait il | anticiper""",
    ),
    _subject(
        "why",
        "The data say what was sold, not why: causes are not in them.",
        "Les données disent ce qui a été vendu, pas pourquoi : les causes n'y sont pas.",
        """why | how come | what made people | what made customers | what made our | what made sales
        | what made revenue | what makes people | what makes customers
        | what pushed | what led to | qu'est-ce qui a fait | ce qui a fait
        | reason | reasons | reason for | reasons for | cause | causes | caused
        | because of what | what drove | what drives | what is driving | drivers | driver
        | root cause | explain the drop | explain the decline | explain the increase
        | explain the growth | explain why | what explains | explanation for | due to
        | what happened | attributable | pourquoi | raison | raisons | cause de | à cause de
        | causé | expliquer la baisse | expliquer la hausse | explique la baisse
        | explique la hausse | comment expliquer | qu'est ce qui explique | à quoi est due
        | à quoi est dû | moteurs de la croissance | impact of | impact de | effet de
        | influence of | correlation | correlate | corrélation | weather | météo""",
    ),
    _subject(
        "advice",
        "Advice cannot be read from the data: it says what was sold.",
        "Les données ne donnent pas de conseils : elles disent ce qui a été vendu.",
        """should i | should we | what should | recommend | recommends | recommendation
        | recommendations | advice | advise | suggest | suggestion | how can we improve
        | how can we increase | how do we increase | how do we improve | how could we
        | how to improve | how to increase | how can i increase | how can i improve
        | how do i increase | how to grow | how to boost | to increase revenue | to improve sales
        | pour augmenter | pour améliorer | what to do about | is it good | is it bad | opinion
        | do you think | what do you think | best strategy | strategy | strategies | devrait on
        | devrions nous | que devons nous faire | que dois je faire | dois je | devons nous
        | devrais je | que devrais je | comment faire | que faire | recommande | recommandes
        | recommandation | recommandations | conseil | conseils | conseille | conseilles | suggère
        | comment améliorer | comment augmenter | comment faire pour | stratégie | stratégies
        | penses tu | qu'en penses tu | quel est ton avis | quel est votre avis
        | donne ton avis | donne-moi ton avis | donnez votre avis | donnez-moi votre avis""",
    ),
    _subject(
        "target",
        "Targets and budgets are not in the data: it holds what was sold.",
        "Les objectifs et budgets ne sont pas dans les données : elles contiennent ce qui a été "
        "vendu.",
        """target | targets | vs target | against target | quota attainment | budget | budgets
        | budgeted | vs budget | goal | goals | plan | plans | planned | vs plan | on track
        | kpi target | attainment | objectif | objectifs | cible | cibles | budgété | budgétisé
        | but à atteindre | prévisionnel""",
    ),
    _subject(
        "people",
        "Salespeople, employees, contacts and end consumers are not in the data.",
        "Les vendeurs, employés, contacts et consommateurs ne sont pas dans les données.",
        """who is in charge | who's in charge | buyer in charge | person in charge
        | qui est en charge | personne en charge | sales person | sales people | sales staff
        | sales force | salesforce | employee
        | employees | staff | headcount | salesperson | salespeople | sales rep
        | sales reps | sales representative | sales representatives | salesman | salesmen
        | sales team | account manager | account managers | manager | managers | store manager
        | responsable | responsables | gerant | gerants | gestionnaire | phone | phone number
        | phone numbers | email | emails | e-mail | e-mails | email address | email addresses
        | mail address | postal address | address | addresses | contact | contacts
        | contact details | consumer | consumers | age | gender | demographic | demographics
        | satisfaction | nps | rating | ratings | reviews by customers | complaint | complaints
        | loyalty | feedback score | churn risk | birthday | vendeur | vendeurs | vendeuse
        | employé | employés | salarié | salariés | effectifs | commercial | commerciaux
        | représentant | représentants | téléphone | numéro de téléphone | numéros de téléphone
        | adresse | adresses | courriel | courriels | mail | mails | coordonnées | consommateur
        | consommateurs | âge | sexe | réclamation | réclamations | plainte | plaintes | fidélité
        | avis clients | note client | password | passwords | mot de passe | mots de passe
        | ceo name | who is the ceo | who is the president | qui est le pdg | credit card
        | bank account | iban""",
    ),
    _subject(
        "competition",
        "Competitors and the whole market are not in the data: it holds our own sales.",
        "Les concurrents et le marché total ne sont pas dans les données : elles contiennent nos "
        "propres ventes.",
        """our market share | what is our market share | what was our market share | quelle est
        notre part de marché | our share of the market | market share do we | market share we
        have | notre part de marché | nos parts de marché | competitor | competitors |
        competition | competing | rival | rivals | market size | total market | industry average
        | industry | benchmark | benchmarks | inflation | exchange rate | gdp | concurrent |
        concurrents | concurrence | concurrentiel | taille du marché | secteur d'activité moyen
        | taux de change | pib""",
    ),
    _subject(
        "traffic",
        "Visits, baskets and single orders are not in the data: figures are per month, product "
        "and customer.",
        "Les visites, paniers et commandes isolées ne sont pas dans les données : les chiffres "
        "sont par mois, produit et client.",
        """visit | visits | visitors | visitor | footfall | traffic | page views | pageviews
        | clicks | sessions | conversion | conversion rate | conversions | bounce rate
        | stayed from one year to the next | stayed from one month to the next
        | customer lifetime value | lifetime value of a customer | clv | ltv | retention rate
        | churn rate | sell through rate | valeur vie client | taux de retention | basket size
        | average basket | average order value | aov | order value | order size | invoice
        | invoices | invoice number | order number | order id | order ids | receipt | receipts
        | transactions per | basket analysis | bought together | frequently bought together
        | payment | payments | payment method | credit | overdue | visiteurs | visite | visites
        | fréquentation | trafic | clics | taux de conversion | panier moyen | taille du panier
        | une facture | la facture | par facture | chaque facture | factures
        | numéro de commande | numéros de commande | ticket moyen | paiement | paiements
        | impayés | moyen de paiement""",
    ),
    _subject(
        "daily",
        "Figures are monthly: days, weeks and hours cannot be told apart.",
        "Les chiffres sont mensuels : on ne peut pas distinguer les jours, semaines ou heures.",
        """yesterday | today | tomorrow | tonight | last week | this week | previous week | week
        | weeks | weekly | per week | by week | week by week | daily | per day | by day | day
        | days | day by day | each day | every day | weekday | weekdays | weekend | weekends
        | hour | hours | hourly | per hour | minute | minutes | monday | tuesday | wednesday
        | thursday | friday | saturday | sunday | mondays | fridays | sundays | saturdays
        | fortnight | fortnightly | biweekly | real time | live sales | intraday | hier
        | avant hier | demain | aujourdhui | aujourd'hui | semaine | semaines | hebdomadaire
        | hebdomadaires | hebdo | par semaine | par jour | jour | jours | journée | journées
        | quotidien | quotidienne | quotidiennes | quotidiennement | journalier | journalière
        | journalières | heure | heures | lundi | mardi | mercredi | jeudi | vendredi | samedi
        | dimanche | quinzaine | en temps réel | cette semaine | semaine dernière | semaine passée
        | jour par jour | chaque jour | date of the day | dates of orders | exact date
        | exact dates | which day | best day | quel jour""",
    ),
    _subject(
        "pattern",
        "Names are not matched by their letters: name the customers or products themselves.",
        "Les noms ne se cherchent pas par leurs lettres : nommez les clients ou produits mêmes.",
        """name ends with | name ends in | names ending in | names ending with | whose name ends
        | name starts with | names starting with | name begins with | whose name starts
        | whose name begins | name contains | names containing | whose name contains
        | dont le nom se termine | dont le nom finit | dont le nom commence | dont le nom contient
        | nom se terminant par | noms commençant par | nom commençant par | noms contenant""",
    ),
    _subject(
        "season",
        "Name the months that are meant: seasons and holidays are not in the data.",
        "Indiquez les mois voulus : les saisons et fêtes ne sont pas dans les données.",
        """summer | winter | spring | autumn | fall season | monsoon | diwali | christmas | easter
        | holi | holiday | holidays | festive season | holiday season | black friday | ramadan
        | eid | new year's eve | festive | festive window | festive period
        | festive months | période des fêtes
        | été dernier | cet été | en été | hiver | printemps | automne
        | noël | pâques | vacances | rentrée | fêtes | mousson | l'été""",
    ),
    _subject(
        "currency",
        "All amounts are in Indian rupees: no exchange rates are in the data.",
        "Tous les montants sont en roupies indiennes : les données n'ont pas de taux de change.",
        """usd | dollar | dollars | us dollars | euro | euros | eur | gbp | pound sterling
        | pounds sterling | yen | yuan | chf | $ | € | £ | livres sterling | convert | converted
        | convertir | converti""",
    ),
    _subject(
        "weight",
        "Weights, ratings and other properties of products are not in the data.",
        "Le poids, les notes et autres propriétés des produits ne sont pas dans les données.",
        """product weight | product weights | weight of products | product weight in grams
        | calories | ingredients | nutrition facts | nutritional value | warranty | expiry date
        | expiry dates | expiration | barcode | barcodes | product image | images | photos
        | ingrédients | garantie | garanties | code barres | codes barres | date de péremption""",
    ),
    _subject(
        "write",
        "Questions are read-only: nothing is changed, sent or scheduled.",
        "Les questions sont en lecture seule : rien n'est modifié, envoyé ni planifié.",
        """delete | deletes | deleting | erase | truncate | drop table | drop the table
        | drop database | drop all | alter table | insert | insert into | update the | update all
        | update prices | update price | update sales | update revenue | update customer
        | update customers | modify | edit | overwrite | rename | move all | move the rows
        | move these | reassign | reallocate | merge the | transfer the | deplace les
        | déplace les | déplacez les | réaffecte | réaffectez | réattribue | fusionne les
        | set the price | set price
        | set revenue | change the price | change the price of | increase the price
        | raise the price | lower the price | correct the | fix the | create a | create table
        | create an | grant | revoke | upload | import | write to | save to | send an | send me an
        | send it to | send this to | send the report | send a | email me | mail me | email this
        | email it | notify | remind me to | remind me every
        | remind me when | remind me on | remind me at | remind me tomorrow | remind me next
        | rappelle-moi de | rappelle-moi quand | rappelez-moi de | reminder | alert me when
        | schedule | book a
        | place an order | order me | buy me | cancel the order | approve | refresh the data
        | reload the data | restart | run the pipeline | trigger | execute | shut down | backup
        | supprime | supprimer | supprimez | efface | effacer | effacez | modifie | modifier
        | modifiez | mets à jour | mettre à jour | mettez à jour | remplace le prix | insère
        | insérer | ajoute un client | ajoute une ligne | ajouter un client | add a customer
        | add a row | add a product | add a record | ajoute un produit | crée | créer | créez
        | envoie | envoyer un | envoyez | envoie moi un | envoyer par | planifie | planifier
        | rappelle moi de | passe une commande | passe commande | passez commande
        | passez une commande
        | augmente le prix | baisse le prix
        | change le prix | renomme | renommer | importer | exécute | exécuter | lance le pipeline
        | recharge les données""",
    ),
    _subject(
        "chat",
        "This page answers questions about sales figures alone.",
        "Cette page ne répond qu'aux questions sur les chiffres de vente.",
        """joke | jokes | poem | story | song | recipe | translate | capital of | president of
        | who won | movie | movies | film | football match | cricket match score | match score
        | world cup | news | blague | blagues | poème | histoire drôle | recette de cuisine
        | traduis | traduire | capitale de | coupe du monde | actualités | what time is it
        | quelle heure est il | who are you | qui es tu | how are you | comment vas tu
        | comment allez vous | ignore previous instructions | ignore all previous
        | ignore your instructions | ignore the above | system prompt | your instructions
        | api key | api keys | secret | secrets | source code | bitcoin | homework
        | meaning of life | sens de la vie | write code | write a | python | javascript""",
    ),
)

# Statements, comments, readers and the like: no question has them by chance.
_INJECTION = re.compile(
    r"""
    \b(?:select|union)\b[\s\S]{0,200}?\b(?:from|select)\b[\s\S]{0,40}?
        (?:\*|[_(]|\bwhere\b|information_schema|vw_|;|--)
    | \bselect\s+(?:\*|distinct\b|count\s*\(|sum\s*\(|\d)
    | \bunion\s+(?:all\s+)?select\b
    | \b(?:drop|truncate|alter|create|replace)\s+(?:or\s+replace\s+)?
        (?:table|view|database|schema|index|macro|function|secret)\b
    | \b(?:delete\s+from|insert\s+into|update\s+\w+\s+set|copy\s+\w+\s+(?:to|from)|merge\s+into)\b
    | \b(?:install|load|call|(?:export|import)\s+database)\s+['"\w]+['";(]
    | \b(?:pragma|attach|detach)\b
    | \b(?:read_(?:csv|csv_auto|parquet|json|json_auto|text|blob|ndjson)|parquet_scan|glob
        |sniff_csv|query_table|getenv|current_setting|pg_read_file|load_file|xp_cmdshell|system
        |eval|exec|sleep|pg_sleep|duckdb_\w+|sqlite_\w+)\s*\(
    | information_schema | duckdb_settings | sqlite_master | pg_catalog | delta_scan
    | ;\s*(?:select|drop|delete|insert|update|alter|create|truncate|copy|attach|set|pragma)\b
    | '\s*(?:or|and)\s+'?\w+'?\s*=\s*'?\w*
    | \b(?:or|and)\s+1\s*=\s*1\b | (?:--|\#)\s*$ | '\s*-- | '\s*; | /\*[\s\S]*?\*/
    | <\s*/?\s*(?:script|img|iframe|svg|body|a)\b | javascript: | \bon(?:error|load|click)\s*=
    | \{\{[\s\S]*?\}\} | \$\{[\s\S]*?\} | \.\./ | /etc/passwd | \bfile:// | \bhttps?:// | \bs3://
    | __import__ | \bos\.system\b | \brm\s+-rf\b | `[^`]+` | \$\([^)]*\) | \x00
    """,
    re.IGNORECASE | re.VERBOSE,
)


def read_at(tokens: Sequence[Token], i: int, language: Language = "en") -> Match[Outside] | None:
    """The subject outside the data that is named at token `i`, by its longest spelling."""
    best: tuple[int, _Subject] | None = _summer(tokens, i)
    for subject in _SUBJECTS:
        length = subject.spellings.at(tokens, i)
        if length and (best is None or length > best[0]):
            best = length, subject
    if best is None:
        return None
    length, subject = best
    message = subject.french if language == "fr" else subject.english
    return Match(length, Outside(subject.reason, message), f"outside: {subject.reason}", message)


def _summer(tokens: Sequence[Token], i: int) -> tuple[int, _Subject] | None:
    """The season "été" before a year; elsewhere the word is a participle."""
    if not 0 <= i < len(tokens) - 1 or tokens[i].norm != "ete" or tokens[i + 1].kind != "number":
        return None
    return 1, next(subject for subject in _SUBJECTS if subject.reason == "season")


def injection(text: str, language: Language = "en") -> Outside | None:
    """The refusal of a text that holds a statement or code rather than a question."""
    if _INJECTION.search(text) is None:
        return None
    message = (
        "Ceci n'est pas une question en langage courant : le code et les requêtes sont refusés."
        if language == "fr"
        else "This is not a question in plain language: code and statements are refused."
    )
    return Outside("injection", message)


@cache
def single_words() -> frozenset[str]:
    """The subjects that one word names."""
    return frozenset(
        spelling[0]
        for subject in _SUBJECTS
        for spelling in subject.spellings.all()
        if len(spelling) == 1
    )


@cache
def vocabulary() -> frozenset[str]:
    """Every word of every subject's spellings."""
    return frozenset(
        word for subject in _SUBJECTS for spelling in subject.spellings.all() for word in spelling
    )

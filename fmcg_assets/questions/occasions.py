"""Words of why people ask: papers, meetings, people, trades of the office, and times of the day."""

from __future__ import annotations

from typing import Final

from fmcg_assets.questions.words import words

PAPERS: Final = words(
    """newsletter board pack page slide deck report memo mail panel panels stand stands brochure
    presentation poster meeting meetings note dossier fiche diapo diapositive reunion comite rapport
    affiche catalogue summary recap excel powerpoint fichier file spreadsheet call bank banque press
    presse committee kickoff workshop atelier training formation interview entretien seminar
    seminaire conference audit review revue salon foire fair debrief codir codirection steering
    integration reorder reordering restock restocking replenishment reappro reapprovisionnement
    appel rendez-vous rendezvous briefing brief town hall assembly assemblee colleague collegue
    director directeur directrice chairman chairwoman depot depots pdg dg shopper shoppers
    boss patron manager"""
)
"""What people write answers into, or the occasions and people that they are for."""
WORK: Final = PAPERS | words(
    """plan plans planning planner plannings planification controle controlling controller
    controleur
    gestion flash check checks checking annexe annexes appendix annual annuel reporting ops
    operations dashboard tracker template finance finances comptabilite comptable accounting
    treasury tresorerie marketing capacity capacite nego negociation negociations negotiation
    negotiations pitch crm erp referentiel logistique logistics warehouse
    entrepot supply approvisionnement appro buyer buyers acheteur acheteurs purchasing
    sourcing pricing round rounds migration
    onboarding transition auditor auditors auditeur auditeurs lawyer lawyers investor investors
    investisseur investisseurs shareholder shareholders actionnaires comex account accounts compte
    comptes visit visits visite visites tour tournee show season preseason
    master housekeeping cleanup nettoyage strategy strategie roadmap workflow project projet
    projects team equipe teams colleagues collegues offsite standup sync catchup debriefing
    planogram ledger scorecard file files gala tasting degustation chargement
    rapprochement analyse analyses saison media
    presentation handout commerciale relance debat
    bonus trophy trophee sponsorship packing smoothing transport colleague collegue
    reunit reunissons reunissent meet meets met prochaine
    post conseil commissaire commissaires loading reserve
    contrats newcomer controlling compliance legal juridique hr rh"""
)
"""What else people do at work when they ask, and the trades of those for whom they do."""
GOODS: Final = words(
    """range ranges gamme gammes assortment assortments assortiment innovation lineaire contract
    contracts regional regionale national nationale pallets palettes trucks camions label
    labels inventory inventaire stock phone telephone"""
)
"""What work is about: words that limit a question, unless one of work stands beside them."""
CLOCK: Final = words(
    """ten eleven twelve nine eight due scheduled coming upcoming
    starts starting begins noon midday morning afternoon evening apres midi
    matin soir matinee lunch dejeuner"""
) | {"oclock", "o'clock"}
"""What tells when an occasion is."""
SPEAKERS: Final = words("i we je nous")

NOT_DOING: Final = words("each every the all which average a an top our this that")
"""What follows an English "on", which is "we" in French."""

TOLD_OF: Final = words("it its this that they c ca cela il ils elles")
"""How clauses begin that tell of what was asked: “it is for the pitch”."""

SO: Final = words("so donc alors therefore hence")

FOR: Final = frozenset({"for", "pour"})

DOERS: Final = words("i we je j on nous")
"""Who tells what he does."""

OTHERS: Final = words(
    "the our my they he she somebody someone people management le la les l notre nos mon ma mes"
)
"""How clauses begin that tell what others do or want."""

WHEN: Final = words("before after as since while avant apres comme puisque pendant")

WISHES: Final = words(
    """want wants wanted need needs must should shall ought require requires veux veut voulons
    voudrais faut besoin souhaite souhaitons doit dois devons"""
)
"""Words of what is wanted or must be done."""

LIMITS: Final = words(
    """exclude excludes only care cares cover covers restrict limit mean means exclure hors sans
    uniquement seulement concerne without except excluding look looks regarde skip skips omit omits
    omitted ignore ignores drop drops leave leaves remove removes ignorer enlever retirer ecarter
    limiter"""
)
"""Words that limit what is wanted: a clause with one is never left aside."""

ABOUT: Final = words(
    "about in for is are cover covers of with sur pour dans a en chez est sont de du des avec"
)
"""What stands before the thing that a clause is about, which may be a name."""

ARTICLES: Final = words("a an the my our your le la les l un une mon ma mes notre nos")

OCCASIONS: Final = frozenset({"discount", "stock", "people", "traffic", "season"})
"""Reasons of what the data do not hold that are no more than the occasion of a question."""

DATES: Final = words(
    """tomorrow today tonight yesterday monday tuesday wednesday thursday friday saturday sunday
    demain aujourd'hui hier lundi mardi mercredi jeudi vendredi samedi dimanche
    hour hours minute minutes heure heures week semaine"""
)

PRONOUNS: Final = words(
    """they them their it its he him his she her leur leurs lui celui celle ceux celles ils elles
    elle"""
)

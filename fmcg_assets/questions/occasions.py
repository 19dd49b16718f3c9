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
    director directeur directrice boss patron manager"""
)
"""What people write answers into, or the occasions and people that they are for."""
WORK: Final = PAPERS | words(
    """plan plans planning planner plannings planification controle controlling controller
    controleur
    gestion flash check checks checking annexe annexes appendix annual annuel reporting ops
    operations dashboard tracker template finance finances comptabilite comptable accounting
    treasury tresorerie marketing capacity capacite nego negociation negociations negotiation
    negotiations pitch crm erp referentiel inventaire inventory logistique logistics warehouse
    entrepot supply approvisionnement appro stock buyer buyers acheteur acheteurs purchasing
    sourcing assortment assortiment range ranges gamme pricing round rounds innovation migration
    onboarding transition auditor auditors auditeur auditeurs lawyer lawyers investor investors
    investisseur investisseurs shareholder shareholders actionnaires comex account accounts compte
    comptes visit visits visite visites tour tournee trade show season preseason phone telephone
    line master housekeeping cleanup nettoyage strategy strategie roadmap workflow project projet
    projects team equipe teams colleagues collegues offsite standup sync catchup debriefing
    planogram ledger scorecard file files gala tasting degustation chargement lineaire
    rapprochement analyse analyses saison media pallets palettes trucks camions label labels
    presentation handout regional regionale national commerciale relance debat contract contracts
    contrats bonus trophy trophee sponsorship packing smoothing transport colleague collegue
    reunit reunissons reunissent meet meets met prochaine
    post conseil commissaire commissaires loading reserve
    newcomer controlling compliance legal juridique hr rh"""
)
"""What else people do at work when they ask, and the trades of those for whom they do."""
CLOCK: Final = words(
    """ten eleven twelve nine eight due scheduled coming upcoming
    starts starting begins noon midday morning afternoon evening apres midi
    matin soir matinee lunch dejeuner"""
) | {"oclock", "o'clock"}
"""What tells when an occasion is."""

"""Other names of what is sold and how: of channels and platforms, and French words for goods.

Nothing here names a member: it is compared with those that the data hold.
"""

from __future__ import annotations

from fmcg_assets.questions.tokens import folded
from fmcg_assets.questions.words import Phrases, phrases

PARENT = Phrases(
    phrases(
        """parent company | the parent company | parent business | parent | the parent
        | parent firm | mother company | core business | core company | legacy business
        | original company | original business | our own company | holding company | head company
        | maison mère | la maison mère | société mère | la société mère | société parente
        | entreprise mère | parente"""
    )
)
"""The company without the one it acquired."""

CONCEPTS: dict[str, Phrases] = {
    key: Phrases(phrases(text))
    for key, text in {
        "ecommerce": """e-commerce | e commerce | ecommerce | ecom | e-com | e-comm | ecomm | e-tail
            | etail | online | on line | online channel | online store | online stores
            | online shops | online platform | online retail | web | internet | digital
            | digital channel | en ligne | vendu en ligne | sur internet | par internet
            | commerce en ligne | commerce électronique | boutique en ligne
            | boutiques en ligne | via internet | canal digital | numérique | site web
            | e-commerces | ecommerces | marketplace | marketplaces""",
        "brickandmortar": """brick and mortar | brick & mortar | bricks and mortar | bricks & mortar
            | brick n mortar | bricks n mortar | brick mortar | b&m | bnm | b and m
            | brick and mortar stores | brick and mortar shops | brick-and-mortar
            | brickandmortar | offline | off line | offline stores | physical stores
            | physical store | physical shops | physical shop | physical outlets
            | physical retail | in store | in-store | in stores | in shops | high street
            | stationary retail | magasins physiques | magasin physique
            | boutiques physiques | boutique physique | points de vente physiques
            | point de vente physique | hors ligne | en magasin | en magasins | en boutique
            | en boutiques | dans les magasins | commerce physique | commerces physiques
            | réseau physique | brique et mortier | commerce traditionnel""",
        "retailer": """retailer | retailers | retail | retailing | retail channel | retail trade
            | retail customers | reseller | resellers | détaillant | détaillants | au détail
            | commerce de détail | revendeur | revendeurs | commerçants | canal détaillant
            | canal détaillants""",
        "direct": """direct | direct channel | direct to consumer | d2c | dtc | en direct | directe
            | directes | directs | canal direct | circuit direct""",
        "distributor": """distributor | distributors | distribution partners | distributeur
            | distributeurs""",
        "wholesale": """wholesale | wholesalers | wholesaler | vente en gros | grossiste
            | grossistes""",
        "acquisition": """acquisition | acquisitions | acquisition channel | canal acquisition
            | through acquisition | via acquisition | rachat""",
        "sportsbar": """sports bar | sportsbar | sport bar | sports-bar | sportbar
            | acquired company | the acquired company | acquired business | acquired firm
            | acquired brand | acquired entity | acquired subsidiary | acquired child
            | child company
            | the child company | subsidiary | the subsidiary | company we acquired
            | company that we acquired | the company we bought | company we bought
            | the company that we bought | newly acquired company | newly acquired business
            | recently acquired company | acquisition target | société acquise
            | la société acquise | entreprise acquise | l'entreprise acquise
            | entité acquise | société rachetée | la société rachetée | entreprise rachetée
            | marque acquise | marque rachetée | la filiale | filiale
            | société acquise récemment | société que nous avons acquise
            | société que nous avons rachetée | l'entreprise que nous avons rachetée""",
        "india": """india | inde | indian | indian market | marché indien | indien | indienne
            | bharat""",
    }.items()
}
"""Names of platforms, channels and markets by the letters of the name that they stand for."""

PHRASES: dict[tuple[str, ...], tuple[str, ...]] = {
    spelling: tuple(english)
    for text, english in {
        "tir à l'arc": ["archery"],
        "tennis de table | ping-pong | ping pong | pingpong": ["table tennis"],
        "course à pied | la course à pied": ["running"],
        "escalade | grimpe": ["rock climbing", "climbing"],
        "équitation | sports équestres": ["horse riding"],
        "pêche | pêche à la ligne": ["fishing"],
        "accessoires de basket": ["basketball accessories"],
        "chaussures de foot": ["football shoes"],
        "foot | le foot": ["football"],
        "basket | le basket": ["basketball"],
        "volley | le volley": ["volleyball"],
        "hand | le hand": ["handball"],
        "bicycles | bicycle | bikes | bike | biking": ["cycling"],
        "soccer": ["football"],
        "petit déjeuner | petits déjeuners | petit-déjeuner": ["breakfast foods", "breakfast"],
        "produits laitiers | laitages": ["dairy", "dairy and recovery"],
        "en cas sains | encas sains | collations saines | snacks sains | en-cas": [
            "healthy snacks",
            "healthy snack",
        ],
        "sports de raquette | sport de raquette | raquettes": [
            "racket sports",
            "racquets",
            "rackets",
        ],
        "jeux de société | jeux de table | jeu de table": ["tabletop games", "board games"],
        "musculation | haltérophilie": ["weight lifting", "strength"],
        "barres nutritionnelles | barres de nutrition": ["nutrition bars"],
        "barres énergétiques | barre énergétique | barres d'énergie": ["energy bars"],
        "barres protéinées | barre protéinée | barres de protéines": ["protein bars"],
        "plein air | activités de plein air": ["outdoor"],
        "sac à dos | sacs à dos": ["backpacks", "backpack", "day pack"],
        "sac de couchage | sacs de couchage": ["sleeping bag"],
        "bâtons de randonnée | bâtons de marche": ["trekking poles"],
        "tapis de sol": ["mat", "mats"],
        "coffrets cadeaux | coffret cadeau | paquets cadeaux": ["gift packs"],
        "chaussures de sport": ["shoes"],
        "boissons isotoniques | mélange d'électrolytes": ["electrolyte mix"],
        "corde à sauter": ["skipping rope"],
        "protège-dents": ["mouth guard"],
        "protège-tibias | protège tibias": ["shin guards", "football shin guards"],
        "rollers en ligne | patins en ligne": ["inline skates"],
        "fléchettes | cible de fléchettes": ["dartboard"],
        "échiquier | jeu d'échecs": ["chess board"],
        "baby-foot | babyfoot": ["tabletop football"],
        "maillots de bain | maillot de bain": ["swimwear"],
        "lunettes de natation | lunettes de piscine": ["swimming goggles", "goggles"],
        "bonnets de bain | bonnet de bain": ["swim caps", "caps"],
    }.items()
    for spelling in phrases(text)
}
"""French names of goods and sports that are not translated word by word."""

_WORDS = """
natation:swimming,swim nage:swimming,swim piscine:swimming vélo:cycling,bike cyclisme:cycling
bicyclette:cycling,bike randonnée:hiking marche:walking,hiking course:running
escalade:climbing,rock grimpe:climbing pêche:fishing équitation:horse,riding cheval:horse
boxe:boxing patinage:skating patin:skate,skating surf:surfing,surf camping:camping
volley:volleyball volleyball:volleyball basket:basketball basketball:basketball
handball:handball hand:handball foot:football football:football tennis:tennis squash:squash
badminton:badminton yoga:yoga cricket:cricket raquette:racket,racquet ballon:ball balle:ball
chaussure:shoe basket:shoe,basketball botte:boot gant:glove,mitt casque:helmet genouillère:knee
coudière:elbow protection:protection,pad protège:guard filet:net maillot:jersey tapis:mat
sac:bag tente:tent corde:rope haltère:dumbbell poids:weight disque:plate banc:bench bande:band
élastique:resistance,elastic sangle:strap brique:block bloc:block roue:wheel bouteille:bottle
gourde:bottle pompe:pump antivol:lock lampe:lantern lanterne:lantern réchaud:stove chaise:chair
pliante:folding glacière:ice,cooler canne:rod moulinet:reel ligne:line leurre:lure hameçon:hook
boîte:box flèche:arrow arc:bow cible:target planche:board combinaison:wetsuit palme:fin
lunette:goggle bonnet:cap casquette:cap volant:shuttle raquettes:racket batte:bat bat:bat
jambière:pad vêtement:apparel habit:apparel textile:apparel accessoire:accessory
équipement:equipment matériel:gear chaussette:sock short:short bâton:pole selle:saddle
cadre:frame rouleau:roller kettlebell:kettlebell gardien:goalkeeper,goalkeeping but:goal
piste:track relais:relay hydratation:hydration électrolyte:electrolyte boisson:drink
nutrition:nutrition nutritif:nutrition barre:bar protéine:protein protéiné:protein
protéinée:protein énergie:energy énergétique:energy céréale:cereal granola:granola
muesli:granola récupération:recovery lait:dairy laitier:dairy laitière:dairy sain:healthy
saine:healthy snack:snack collation:snack grignotage:snack cadeau:gift coffret:pack paquet:pack
mobilité:mobility force:strength aliment:food alimentation:food rouge:red noir:black noire:black
bleu:blue bleue:blue blanc:white blanche:white vert:green verte:green rose:pink marron:brown
brun:brown jaune:yellow gris:grey petit:small petite:small moyen:medium moyenne:medium
grand:large grande:large léger:light légère:light lourd:heavy lourde:heavy junior:junior
adulte:adult enfant:youth jeune:youth réglable:adjustable ajustable:adjustable standard:standard
long:long longue:long court:short courte:short dur:firm ferme:firm souple:soft transparent:clear
fumé:smoked sachet:sachet pièce:piece personne:person orteil:toe équipe:team poignet:wrist
doigt:finger bras:arm tibia:shin main:hand tête:head dos:back magnésie:chalk
mousqueton:carabiner baudrier:harness chronomètre:stopwatch échec:chess inde:india
étranger:foreign montagne:mountain vélos:bike athlétisme:track,running gymnastique:gymnastics
électrolytique:electrolyte hiver:winter moufle:mitt
"""


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2:] != "ss" else word


ENGLISH_OF: dict[str, tuple[str, ...]] = {}
"""English words, without plural endings, for French ones of goods, sports and their properties."""
for _entry in _WORDS.split():
    _french, _, _english = _entry.partition(":")
    _key = _stem(folded(_french))
    ENGLISH_OF[_key] = tuple(dict.fromkeys((*ENGLISH_OF.get(_key, ()), *_english.split(","))))


VOCABULARY: frozenset[str] = frozenset(ENGLISH_OF) | {
    word
    for spellings in (
        PARENT.all(),
        PHRASES.keys(),
        *(phrases_.all() for phrases_ in CONCEPTS.values()),
    )
    for spelling in spellings
    for word in spelling
}
"""Every word that is translated or stands for a member."""

"""Strava words: how an archive's list of activities names columns, months and sports in the languages of its owners.

Headers are those of archives in English, German, French and Dutch as their owners published them; those in Spanish,
Italian and Portuguese are how Strava's pages name the same figures. Where a name is not known the order of the columns
tells (strava_rows.py).
"""

import re
import unicodedata

from challenge.imports.sport_words import sport_of_word

COLUMNS = {
    "id": "activityid aktivitatsid iddelactivite iddactivite idactivite activiteitsid iddeactividad iddelaactividad"
    " idattivita iddellattivita iddaatividade",
    "date": "activitydate aktivitatsdatum datedelactivite datumvanactiviteit datumactiviteit fechadelaactividad"
    " fechadeactividad dataattivita datadellattivita datadaatividade",
    "type": "activitytype aktivitatsart typedactivite activiteitstype typeactiviteit tipodeactividad tipoattivita"
    " tipodiattivita tipodeatividade tipodaatividade",
    "file": "filename dateiname nomdufichier nomdefichier bestandsnaam nombredearchivo nombredelarchivo nomefile"
    " nomedelfile nomedoarquivo nomedoficheiro",
    "elapsed": "elapsedtime verstrichenezeit tempsecoule verstrekentijd tiempotranscurrido tempotrascorso"
    " tempodecorrido",
    "moving": "movingtime bewegungszeit dureededeplacement tempsdedeplacement beweegtijd tiempoenmovimiento"
    " tiempodemovimiento tempoinmovimento tempodimovimento tempodemovimentacao tempoemmovimento",
    "distance": "distance distanz afstand distancia distanza",
    "ascent": "elevationgain hohenzunahme denivelepositif totalestijging hoogtewinst desnivelpositivo"
    " gananciadeelevacion gananciadedesnivel dislivello dislivellopositivo dislivelloguadagnato ganhodeelevacao"
    " ganhodealtitude",
    "steps": "totalsteps schritteinsgesamt totaldespas nombredepas totaalaantalstappen pasostotales passitotali"
    " totaldepassos",
}
"""What we ask of a row, and the names of its columns without accents, spaces and signs."""

_MONTHS = (
    "jan ene gen",
    "feb fev",
    "mar mrt maa",
    "apr avr abr",
    "may mai mei mag",
    "jun juin giu",
    "jul juil lug",
    "aug aou ago",
    "sep set",
    "oct okt ott out",
    "nov",
    "dec dez dic",
)
_MONTH_BY_BEGINNING = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
LONGEST_BEGINNING = max(map(len, _MONTH_BY_BEGINNING))

_SPORTS = {
    "run": "lauf laufen hardloopsessie hardlopen carrera correr corsa corrida virtuellerlauf courseapiedvirtuelle"
    " virtuelehardloopsessie",
    "trail_run": "traillauf trailrunsessie carreradetrail carreraentrail corsatrail trailcorsa corridaemtrilha"
    " corridadetrilha",
    "walk": "gehen spaziergang spazieren wandeling wandelen caminata caminar camminata caminhada andar paseo"
    " passeggiata",
    "hike": "wanderung wandern trektocht senderismo excursionismo escursione escursionismo trilha",
    "ride": "radfahrt radfahren sortievelo fietsrit ciclismo pedalada bicicleta rittoinbici giroinbici gravelfahrt"
    " gravelrit gravel velogravel",
    "mountain_bike_ride": "mountainbikefahrt mountainbikerit velotoutterrain bicicletademontana bicidemontana"
    " mountainbikeride ciclismodemontana pedaladademountainbike",
    "indoor_ride": "virtuellesradfahren virtuelleradfahrt velovirtuel virtuelefietsrit ciclismovirtual pedaladavirtual"
    " ciclismovirtuale",
    "e_bike_ride": "ebikefahrt sortieenveloelectrique veloelectrique veloaassistanceelectrique ebikerit"
    " bicicletaelectrica bicicletaeletrica bicielettrica pedaladaemebike ebikemountainbikeride"
    " velotoutterrainelectrique",
    "swim": "schwimmen zwemmen zwemsessie natacion nuoto natacao",
    "rowing": "rudern roeien remo canottaggio",
    "kayak": "kajak kajakfahren kajakken kayakdemer caiaque",
    "canoe": "kanufahren kanoen canoa piraguismo canoagem",
    "stand_up_paddling": "standuppaddling standuppaddle paddlesurf",
    "strength": "krafttraining entrainementauxpoids krachttraining entrenamientodefuerza levantamientodepesas"
    " entrenamientoconpesas allenamentoconipesi allenamentopesi pesi treinamentocompesos treinodeforca musculacao",
    "workout": "entrainement entrainementgeneral workouts entrenamiento allenamento treino",
    "circuit_training": "crosstraining entrainementparintervalleshauteintensite",
    "yoga": "ioga",
    "pilates": "pilatessessie",
    "elliptical": "crosstrainer elliptique ellittica eliptica eliptico",
    "stairs": "treppensteigen stepper simulateurdescalier montedescaliers",
    "alpine_ski": "skialpin ski alpineski skien esquialpino scialpino skirandonnee skiderandonnee skitour",
    "nordic_ski": "skilanglauf langlauf langlaufen skinordique esquinordico esquidefondo scinordico scidifondo"
    " esquicrosscountry",
    "snowboard": "snowboarden surfdesneiges",
    "snowshoe": "schneeschuhwandern raquettes raquettesaneige sneeuwschoenwandelen raquetasdenieve ciaspole"
    " raquetedeneve",
    "ice_skate": "eislaufen patinageaglace patinage schaatsen patinajesobrehielo pattinaggiosughiaccio patinacaonogelo",
    "inline_skate": "inlineskaten rollers patinenlinea patinajeenlinea pattinaggioinlinea patinacao",
    "climbing": "klettern klimmen escalada arrampicata",
    "football": "fussball voetbal futbol calcio futebol",
    "tennis": "tenis",
    "table_tennis": "tischtennis tennisdetable tafeltennis tenisdemesa tennistavolo",
    "golf": "golfen",
    "wheelchair": "rollstuhl fauteuilroulant rolstoel silladeruedas sediaarotelle cadeiraderodas",
    "handbike": "handbiken veloamain bicicletademano",
    "surf": "surfen surfear",
    "windsurf": "windsurfen plancheavoile",
    "sail": "segeln zeilen vela",
    "dance": "tanzen dansen baile ballo danca",
}
_SPORT_BY_WORD = {word: sport for sport, words in _SPORTS.items() for word in words.split()}


def squashed(text: str) -> str:
    """Lower case letters and figures alone, accents taken off."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", plain)


def sport_of_strava(word: str) -> str | None:
    """The sport that a type of activity means, in any of the languages; None where it names none."""
    return sport_of_word(word) or _SPORT_BY_WORD.get(squashed(word))


def month_of(word: str) -> int | None:
    """The number of a month by its name or its beginning."""
    plain = squashed(word)
    beginnings = (plain[:length] for length in range(LONGEST_BEGINNING, 2, -1))
    return next((_MONTH_BY_BEGINNING[one] for one in beginnings if one in _MONTH_BY_BEGINNING), None)

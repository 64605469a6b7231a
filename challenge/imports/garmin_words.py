"""Garmin words: what Garmin Connect calls columns and sports in seven languages, without accents and spaces.

Seen in exports of its list of activities in English, French, German, Spanish, Italian, Dutch and Portuguese.
"""

_COLUMNS = {
    "kind": "activitytype typedactivite aktivitatstyp tipodeactividad tipodiattivita activiteittype activiteitstype"
    " typeactiviteit tipodeatividade",
    "date": "date datum fecha data",
    "distance": "distance distanz strecke distancia distanza afstand",
    "time": "time activitytime duration duree heure temps zeit dauer tiempo duracion tempo durata tijd duur tempototal",
    "elapsed": "elapsedtime tempsecoule verstrichenezeit tiempotranscurrido tempotrascorso verstrekentijd"
    " tempotranscorrido tempodecorrido",
    "ascent": "totalascent elevgain elevationgain ascensiontotale gaindaltitude positiverhohenunterschied anstieggesamt"
    " gesamtanstieg ascensototal gananciadealtura ascesatotale totalestijging hoogtewinst subidatotal ganhodeelevacao",
    "steps": "steps pas schritte pasos passi stappen passos",
}
COLUMNS = {word: ours for ours, words in _COLUMNS.items() for word in words.split()}

_SPORTS = {
    "run": "course coursesurroute coursesurpiste coursesurtapis coursesurtapisroulant coursevirtuelle courseeninterieur"
    " tapisdecourse tapisroulant laufen strassenlauf bahnlauf laufbandlaufen laufbandtraining laufband indoorlaufen"
    " virtuelleslaufen carrera correr carreraencinta cintadecorrer carreraenpista carreravirtual corsa corsasustrada"
    " corsasupista corsasutapisroulant corsaindoor corsavirtuale hardlopen hardlopenopdeweg baanlopen loopband"
    " hardlopenoploopband loopbandlopen virtueelhardlopen corrida corridaderua corridaempista corridaemesteira"
    " corridanaesteira esteira corridavirtual trackrun ultrarun ultrarunning",
    "trail_run": "courseapiedentrail coursetrail traillauf traillaufen carreradetrail carreraportrail trailderunning"
    " corsatrail trailrunnen traillopen corridaemtrilha corridadetrilha",
    "walk": "marcheeninterieur gehen spazieren spaziergang walken indoorgehen caminar caminata camminata"
    " camminataindoor wandelen indoorwandelen caminhada",
    "nordic_walk": "marchanordica camminatanordica caminhadanordica",
    "hike": "wandern bergsteigen alpinisme senderismo montanismo escursionismo escursione alpinismo hiken bergwandelen"
    " trilha caminhadanatrilha montanhismo",
    "ride": "cyclismesurroute cyclismesurpiste cyclismegravel gravel radfahren radsport strassenradfahren rennradfahren"
    " gravelradfahren graveloffroadradfahren bahnradfahren ciclismo ciclismoenruta ciclismodecarretera ciclismodegravel"
    " ciclismosustrada ciclismosuguiaia bicicletta bici fietsen wielrennen racefietsen gravelfietsen"
    " ciclismodeestrada bicicleta gravelunpavedcycling",
    "mountain_bike_ride": "mountainbiken mountainbikefahren mountainbikefietsen ciclismodemontana bicicletademontana"
    " ciclismodimontagna ciclismodemontanha btt",
    "indoor_ride": "cyclismeensalle cyclismeeninterieur veloeninterieur velodinterieur cyclismevirtuel"
    " indoorradfahren virtuellesradfahren ciclismoeninterior ciclismodeinterior ciclismoenpistacubierta ciclismoindoor"
    " ciclismovirtual ciclismovirtuale indoorfietsen binnenfietsen virtueelfietsen ciclismointerno",
    "e_bike_ride": "veloelectrique veloaassistanceelectrique vae vttelectrique ebikefahren emountainbikefahren"
    " emountainbike ebiken elektrischefiets bicicletaelectrica ciclismoelectrico bicielettrica ebikefietsen"
    " bicicletaeletrica",
    "swim": "poolswim openwaterswim lapswim natationenpiscine natationeneaulibre nageeneaulibre enpiscine schwimmen"
    " schwimmbadschwimmen beckenschwimmen poolschwimmen bahnenschwimmen freiwasserschwimmen natacion natacionenpiscina"
    " natacionenaguasabiertas nuoto nuotoinpiscina nuotoinacquelibere nuotoinacqueaperte zwemmen zwembadzwemmen"
    " baantjeszwemmen openwaterzwemmen zwemmeninopenwater natacao natacaoempiscina natacaoemaguasabertas"
    " aguasabertas",
    "strength": "renforcementmusculaire entrainementmusculaire krafttraining kraft entrenamientodefuerza fuerza"
    " allenamentoforza allenamentodellaforza forza pesi krachttraining treinamentodeforca treinodeforca forca",
    "workout": "cardiovascular entrainementcardio cardiotrainingindoor allenamentocardio entrenamientocardiovascular"
    " cardiovascolare fitnessgerat fitnessgerate gymfitnessequipment",
    "elliptical": "veloelliptique elliptique ellipsentrainer eliptica eliptico ellittica ellittico elliptischetrainer",
    "stairs": "montedescalier montedescaliers treppensteigen stepper subirescaleras traplopen",
    "rowing": "rudern remo canottaggio roeien",
    "indoor_rowing": "avironeninterieur avironindoor indoorrudern rudergerat remoindoor remoeninterior"
    " canottaggioindoor vogatore indoorroeien roeimachine",
    "kayak": "kajak kajakfahren kajakken caiaque",
    "climbing": "klettern bouldern hallenklettern arrampicata escalada escaladaindoor klimmen blocescalade",
    "alpine_ski": "skialpin skifahren esquialpino sciaipino scialpino sci skien alpineskien esquialpinoresort",
    "nordic_ski": "skilanglauf langlauf esquidefondo scidifondo langlaufen esquidefundo",
    "snowshoe": "raquettes raquettesaneige schneeschuhwandern raquetasdenieve ciaspole sneeuwschoenwandelen",
    "inline_skate": "rollerenligne inlineskaten pattinaggioinlinea patinajeenlinea",
    "football": "fussball futbol calcio voetbal futebol",
    "rope_skipping": "cordeasauter seilspringen saltaralacomba saltarlacuerda touwtjespringen",
}
SPORTS = {word: ours for ours, words in _SPORTS.items() for word in words.split()}

INDOOR_MARKS = (
    *("interieur", "ensalle", "piscine", "tapis", "piscina", "interior", "cinta", "esteira", "schwimmbad", "becken"),
    *("laufband", "hallen", "loopband", "zwembad", "binnen", "interno", "virtue", "pool"),
)
"""In a word for a sport: it was done indoors."""

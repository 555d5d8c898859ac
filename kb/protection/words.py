"""Words that announce a person, a place or a thing, folded (no accents, lower case): the context names are read in."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES = _set(
    """
    m mm mr mrs mme mmes mlle mlles monsieur madame mademoiselle messieurs mesdames madames me maitre dr docteur
    docteure pr prof professeur professeure soeur frere
    """
)
# Titles that stand before a first name as they stand before a surname: the next word is a name whatever it is.
SHORT_TITLES = _set("m mm mr mme mmes mlle mlles me dr pr")

KIN = _set(
    """
    pere mere papa maman frere soeur fils fille fillette garcon gamin gamine petit-fils petite-fille oncle tante
    tonton tata tatie cousin cousine neveu niece mari femme epouse epoux ex-mari ex-femme ex compagnon compagne
    conjoint conjointe copain copine pote ami amie amis amies collegue voisin voisine grand-mere grand-pere
    mamie papi beau-pere belle-mere beau-frere belle-soeur demi-frere demi-soeur jumeau jumelle jumeaux aine
    ainee cadet cadette benjamine bebe enfant enfants freres soeurs fils filles parents camarade camarades gars
    mec meuf nana type daronne daron reuf reus petit-ami binome complice filleul filleule parrain marraine
    nourrice fratrie garcons jeunes copains copines potes voisins voisines collegues cousins cousines couple
    """
)
ROLES = _set(
    """
    educateur educatrice educ educs infirmier infirmiere medecin psychologue psychiatre psy assistante assistant
    animateur animatrice mediateur mediatrice referent referente directeur directrice chef cheffe stagiaire
    benevole gardien gardienne juge avocat avocate professeur professeure instituteur institutrice institutrices
    maitresse prof policier policiere brigadier capitaine lieutenant commandant adjudant conseiller conseillere
    pharmacien pharmacienne cpe proviseur proviseure principal principale surveillant surveillante coordinateur
    coordinatrice formateur formatrice travailleur travailleuse sociale social aide-soignant aide-soignante
    sage-femme usager usagere patient patiente jeune adolescent adolescente ado eleve lyceen lyceenne collegien
    collegienne dealer dealeur vendeur vendeuse guetteur chouf habitant habitante locataire riverain riveraine
    boulanger boulangere epicier patron patronne intervenant intervenante tuteur tutrice delegue deleguee imam
    pasteur cure etudiant etudiante apprenti apprentie hebergeur hebergeuse pair-aidant pair-aidante stagiaires
    kine dentiste cuisinier cuisiniere vigile veilleur veilleuse greffier greffiere procureur procureure interne
    maire adjoint adjointe mineur mineure detenu detenue codetenu codetenue prevenu prevenue accuse accusee victime temoin
    resident residente salarie salariee ouvrier ouvriere
    """
)
# « un certain », « dénommé »: the next capitalised word is a name.
NAMING = _set(
    """
    nomme nommee nommes denomme denommee prenomme prenommee surnomme surnommee surnommes alias dit dite certain
    certaine appele appelee appeles appelle appelait appelle-t-il appellerai appeler appellent appelaient
    appelons surnomment surnommait surnommaient nomment nommait pseudo blaze sobriquet baptise appelle-moi appelez-moi prenom prenoms surnom signe signee baptise baptisee nom patient
    """
)
BEFORE_PERSON = _set(
    """
    avec chez pour par et a que qu entre sans contre vers envers sur d de selon dont comme devant derriere ou
    mais quand lorsque puisque si ni puis donc parce car voir vu connais croise
    """
)
ADJECTIVES = _set(
    """
    petit petite jeune vieux vieille grand grande gros grosse pauvre brave cher chere feu ce cette notre bon
    bonne beau belle nouveau nouvelle fameux fameuse meme
    """
)

# What follows somebody's name as subject: clitics and verbs in the third person, singular or plural.
AFTER_PERSON = _set(
    """
    a avait aura aurait est etait sera serait fut n ne s se m me t te l lui nous vous les leur y en qui dit
    disait repond repondait vient venait vint va allait ira part partait arrive arrivait reste restait revient
    revenait veut voulait peut pouvait doit devait sait savait fait faisait prend prenait parle parlait raconte
    racontait explique expliquait demande demandait pense pensait vit vivait habite habitait travaille
    travaillait dort dormait fume fumait boit buvait vend vendait deale dealait consomme consommait refuse
    refusait accepte acceptait accompagne accompagnait appelle appelait montre montrait voit voyait connait
    connaissait aime aimait attend attendait commence commencait continue continuait decide devient devenait
    entre entrait sort sortait tient tenait met mettait passe passait pleure pleurait crie criait rit riait
    sourit ecoute ecoutait regarde regardait retourne rentre rentrait propose proposait souhaite souhaitait
    tombe tombait semble semblait finit finissait perd trouve trouvait porte portait cherche cherchait ont
    avaient sont etaient viennent vont disent parlent font veulent peuvent savent ecrit ecrivait note notait
    recoit recevait rappelle rappelait insiste insistait hesite confie confiait avoue avouait suit suivait
    traine trainait squatte zone galere mange mangeait joue jouait quitte quittait rejoint rejoignait soupire
    murmure ajoute ajoutait conclut reconnait reprend reprenait rencontre rencontrait assure assurait estime
    estimait craint craignait aide aidait anime animait accueille accueillait lance tend ouvre ferme paie paye
    donne donnait envoie envoyait apporte monte descend court marche hurle frappe dira viendra restera pourra
    devra voudra fera verra naquit mourut meurt
    """
)
DETERMINERS = _set(
    """
    le la les l un une des du au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur
    leurs chaque quelques plusieurs aucun aucune
    """
)
ELISIONS = _set("l d j m t s n c qu jusqu lorsqu puisqu quoiqu quelqu presqu")
PARTICLES = _set(
    """
    de du d da dos das des do di del della van von der den ben bent bin ibn ould el al le la abou abu bou st mac
    mc y
    """
)

STREETS = _set(
    """
    rue rues avenue av boulevard bd bld boul place pl quai quais square allee allees impasse passage chemin
    cours villa cite sente sentier ruelle esplanade promenade mail voie route rocade rond-point parvis cour
    porte pont faubourg fbg galerie placette r hameau lotissement domaine traverse venelle montee autoroute
    peripherique echangeur
    """
)
ESTABLISHMENTS = _set(
    """
    college colleges lycee lycees ecole ecoles maternelle creche creches halte-garderie internat hopital
    hopitaux clinique foyer foyers residence residences maison maisons centre centres mecs chrs csapa caarud cmp
    cmpp itep ime esat ehpad cada huda csr mjc club gymnase stade piscine mediatheque bibliotheque ludotheque
    theatre cinema universite fac faculte iut cfa institut mosquee eglise paroisse synagogue temple cathedrale
    basilique chapelle prison penitentiaire hotel hotels association asso fondation espace accueil dispensaire
    service pavillon unite salle local antenne permanence maison-relais pension epide e2c mission segpa ulis lep
    groupe microstructure pmi cpef ufr conservatoire complexe musee restaurant bar cafe brasserie epicerie
    supermarche pharmacie boulangerie squat campement camp commissariat mairie tribunal prefecture gendarmerie
    caserne tour batiment immeuble hlm parc jardin jardins bois metro station gare arret rer tramway ligne bus
    canal bassin port foret lac ile riviere fort chateau marche colline tunnel talus halle halles quartier
    secteur zac zup ville commune village equipe
    """
)
EPONYMS = _set(
    """
    loi lois syndrome maladie methode plan rapport circulaire decret amendement prix affaire theoreme test
    echelle indice score programme dispositif projet modele effet coefficient questionnaire grille manoeuvre
    vaccin virus bacille reflexe complexe livre roman film chanson album disque operation operations reforme
    ordonnance accord accords traite arret jurisprudence commission mesure scandale journal revue editions
    edition collection cyclone tempete ouragan ministre president presidente ministere tournoi coupe trophee
    fete semaine journee marque enseigne magasin demence chirurgie trisomie sarcome lymphome cirrhose
    """
)

# Capitalised words that are no person: holidays, places, drugs, brands, bodies.
NOT_PEOPLE = _set(
    """
    noel ramadan aid paques toussaint pentecote ascension assomption carnaval halloween kippour hanouka pessah
    saint-valentin lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin
    juillet aout septembre octobre novembre decembre internet facebook snapchat snap whatsapp instagram insta
    tiktok youtube google twitter telegram signal netflix discord messenger uber deliveroo lidl leclerc
    carrefour auchan franprix monoprix ikea decathlon mcdo macdo kfc subutex methadone seresta valium lyrica
    tramadol rivotril xanax skenan suboxone zubsolv naloxone ritaline prenoxad nyxoid doliprane rohypnol artane
    stilnox tercian haldol risperdal buprenorphine codeine ventoline imovane lexomil temesta oxycontin moscontin
    fentanyl captagon ecstasy mdma ketamine cocaine heroine crack cannabis coca marie-jeanne blanche brune
    caillou galette poudre ice weed skunk shit france paris europe afrique asie amerique maghreb sahel oceanie
    antilles algerie maroc tunisie senegal mali guinee cameroun congo rdc gabon benin togo niger nigeria
    mauritanie gambie ghana liberia erythree ethiopie somalie soudan egypte libye syrie irak iran liban turquie
    israel palestine afghanistan pakistan inde bangladesh sri-lanka chine japon vietnam cambodge laos thailande
    philippines russie ukraine georgie armenie azerbaidjan tchetchenie moldavie roumanie bulgarie hongrie
    pologne serbie kosovo albanie bosnie croatie macedoine grece italie espagne portugal allemagne belgique
    suisse angleterre irlande ecosse hollande haiti martinique guadeloupe guyane reunion mayotte comores
    madagascar maurice bresil colombie perou bolivie venezuela argentine chili mexique cuba canada quebec
    etats-unis amerique-du-sud cote-d-ivoire marseille lyon toulouse nice nantes montpellier strasbourg bordeaux
    lille rennes reims toulon grenoble dijon angers nimes clermont-ferrand brest limoges tours amiens metz
    besancon perpignan orleans rouen mulhouse caen nancy avignon poitiers versailles cergy evry meaux melun
    mantes-la-jolie poissy sarcelles garges-les-gonesse corbeil-essonnes grigny trappes chelles bretagne
    normandie alsace lorraine provence corse picardie bourgogne auvergne savoie picpus barbes belleville
    menilmontant stalingrad jaures bastille republique nation chatelet pigalle montmartre bercy tolbiac
    chevaleret forceval eole rosa-parks villette porte-de-la-chapelle porte-d-aubervilliers jean-jaures
    marx-dormoy flandre riquet crimee ourcq dakar bamako conakry abidjan alger oran constantine casablanca
    tanger rabat fes tunis kaboul londres madrid barcelone lisbonne rome milan naples berlin bruxelles bucarest
    belgrade istanbul moscou kiev pekin tokyo new-york amsterdam seine marne oise rhone loire garonne
    seine-saint-denis val-de-marne hauts-de-seine essonne yvelines val-d-oise seine-et-marne ile-de-france idf
    samu pole-emploi etat republique securite caf cpam ars mairie conseil departement region ministere justice
    police education assemblee nationale parlement senat onu unicef oms mediapart monde liberation parisien
    figaro coran bible islam christianisme allah dieu jesus bouddha covid sida vih vhc vhb rap bac brevet cap
    bep bts licence master euro dollar citroen renault peugeot clio audi bmw mercedes golf playstation ps4 ps5
    xbox fifa nike adidas gucci lacoste psg om ol trend sintes ofdt nord sud est ouest travail info terre emmaus
    restos secours croix-rouge aurore gaia charonne aurores emmaus samusocial coallia adoma parcoursup pronote
    navigo vigipirate skype zoom teams wifi sms gps ok roms rom kabyles gitans francais francaise anglais arabe
    bambara wolof lingala peul soninke tamoul chinois kabyle maghrebin africain europeen roumain bulgare
    marocain algerien tunisien malien senegalais afghan syrien ukrainien russe turc tres trop bien assez plus
    moins pas peu encore deja tellement vraiment super hyper ivre aucun aucune certains certaines mieux pire
    meme memes autre autres tati moroni slt tkt stp svp mdr dsl bjr cc rdv ras nb ps pj cf ex etc allo halte
    attention resume objet oui non merci bonjour bonsoir salut ah oh eh bon ben bah ouais voila wesh inchallah
    hamdoullah wallah etat-civil marche-aux-puces puces goutte-d-or sevran beaudottes rougemont bosquets je tu
    il elle on nous vous ils elles ce cela ca c qui que quoi dont ou et mais donc or ni car si a au aux avec
    chez dans de des du en entre par pour sans sous sur vers le la les un une mon ma mes son sa ses leur leurs
    notre votre nos vos ton ta tes cet cette ces tout tous toute toutes rien personne quand comme comment
    pourquoi puis alors apres avant depuis pendant hier aujourd demain ici la-bas maintenant toujours jamais
    souvent parfois aussi ainsi enfin objectif objectifs contexte resultats bilan titre annexe partie chapitre
    tableau figure page article annee date lieu nom prenom telephone tel mail courriel adresse age sexe monsieur
    madame mademoiselle docteur maitre professeur deux trois quatre cinq six sept huit neuf dix onze douze vingt cent mille web internet pdf word excel
    """
)

NICKNAMES = _set(
    """
    grand petit gros vieux blond brun chauve balafre muet sourd boiteux barbu boss doc chinois gitan turc russe
    polonais rital manouche ancien fou geant nain begue roi kabyle corse marseillais breton serbe rasta mama
    daronne rouquin roux borgne moustachu tatoue general caid patron sorcier prof docteur professeur tigre lion
    loup renard ours chat faucon aigle requin cobra serpent puma duc prince baron comte pirate cowboy indien
    viking africain allemand anglais espagnol portugais italien belge algerien tunisien marocain malien
    senegalais ivoirien congolais comorien antillais guyanais haitien roumain yougo afghan pakistanais
    sri-lankais tamoul maigre costaud beau belle blonde brune petite grande grosse vieille rousse noiraud frise
    frisee mince long longue bouc bigleux fantome diable ange poete philosophe artiste peintre tailleur coiffeur
    boulanger cuistot facteur plombier chimiste cuisinier parrain mecano manchot gaucher capitaine colonel
    commandant sergent shérif sherif cure pretre imam baba papy papi mamie tonton tonton tata pépé pepe meme
    mémé fada barjot zinzin rat souris fouine crevette asperge girafe ecureuil panda castor bulldog pitbull
    mouche moustique puce crabe crapaud bouledogue taureau mulet chacal corbeau pie moineau piaf poussin canard
    """
)

FEMALE_TITLES = _set(
    """
    mme mmes mlle mlles madame mademoiselle mesdames mrs docteure professeure tata tatie tante tantine mama
    mamie la
    """
)

MALE_TITLES = _set("m mm mr monsieur messieurs tonton oncle papa papi papy le")

# Words of two or three letters that stand between numbers in ordinary text.
NO_PLATE = _set(
    """
    le la et en de du ce ne se te me sa ma ta les des mes ses sms mms rsa aah hlm eur kg mg ml cl cm km kcal lot
    sur bat bis ter apt rue avc ans an mn min sec nb tel ext
    """
)

SAINTS = _set("saint sainte st ste san santa notre-dame")

# Words after which a name that nobody knows is a person's rather than a place's.
WITH_PERSON = _set("avec chez et ou que qu selon contre connais croise entre sans comme ni mais")

# After these, a rare first name or a nickname is read as one even in lower case.
MEETING = _set("avec chez vu croise revu appele rappele contacte connais selon dixit voir")

PREPOSITIONS = _set("a de d en du vers sur par")

LETTERED = _set(
    """
    vitamine hepatite plan ligne rer batiment bat escalier esc groupe categorie type classe point porte hall
    niveau annexe salle option serie bac format vhc vhb virus lettre axe zone phase etape annexe quai bloc aile
    tour section terminale lot
    """
)

# Abbreviations that some write letter by letter, with blanks: « P. S. : », « R. A. S. ce matin ».
SPELLED = _set("nb ps ras rdv sos svp cv pv qi hs tv pj ok cqfd am pm ca")

ANIMALS = _set(
    """
    chien chienne chat chatte animal malinois pitbull staff cheval lapin hamster perroquet peluche poupee
    """
)

# Family words that are part of how somebody is called: « tata Philomène », « papa Yves ».
KIN_TITLES = _set("tata tatie tonton mama mamie papi papa mamy papy tante tantine yaya ya")

LEADING = _set("vve veuve née nee ep epouse feu")

# Verbs that give a nickname within the six words before it: « ils l’appellent Stan, ou le Polak ».
CALLING = _set(
    """
    appelle appellent appelait appelaient appele appelee surnomme surnommee surnomment surnommait surnommaient
    surnom nomment nomme dit dite alias connu connue
    """
)

CONNECTORS = _set("de du des la le les l d a au aux en sur sous et lez les")

# Heads of an establishment's name that give a highlight; the other words of ESTABLISHMENTS only say « no person ».
HEADS = _set(
    """
    college lycee ecole maternite resid res maternelle creche halte-garderie internat hopital clinique foyer residence maison centre
    mecs chrs csapa caarud cmp cmpp itep ime esat ehpad cada huda csr mjc club gymnase mediatheque bibliotheque
    ludotheque theatre universite iut cfa institut mosquee eglise paroisse synagogue temple prison hotel
    association fondation espace dispensaire pension epide microstructure ch chu chi chs eps epsm groupe cabinet
    pmi maison-relais complexe conservatoire cinema restaurant bar cafe brasserie pharmacie boulangerie epicerie
    unite service pavillon accueil sessad ssiad samsah savs cph chum cjc paej mda hopitaux cite-universitaire
    fac lep stade piscine squat ccas cpef auberge tabac garage salon snack kebab boutique
    """
)

QUALIFIERS = _set(
    """
    professionnel professionnelle hospitalier hospitaliere social sociale maternelle elementaire primaire
    universitaire municipal municipale general generale medico-psychologique medico-social medico-sociale
    departemental departementale sportif sportive culturel culturelle polyvalent polyvalente technique
    technologique agricole prive privee public publique d hebergement accueil de jour medical medicale educatif
    educative socioculturel socio-culturel penitentiaire jeunes travailleurs scolaire nautique regional
    regionale intercommunal intercommunale urbain loisirs animation maternel maternite specialise specialisee
    soins sante quartier vie enfants adolescents therapeutique psychiatrique et
    """
)

BIG_STREETS = _set(
    """
    cours place cite villa voie route domaine mail galerie passage square quai pont porte chemin parvis cour
    lotissement pl
    """
)

# Heads of an establishment's name only when they have a capital: « le Village des Aubépines ».
PROPER_HEADS = _set(
    """
    village relais jardin jardins clos halte refuge manoir chateau domaine villa tremplin bercail nid mas ferme
    """
)

# What bears a name even after « de »: « maladie de Down ». A « projet de Karim » is Karim's.
ALWAYS_EPONYMS = _set(
    """
    loi lois syndrome maladie methode echelle theoreme indice score prix coefficient bacille reforme trisomie
    demence
    """
)

ABBREVIATED = _set(
    "av bd bld boul pl r st ste dr gal gen cdt mgr fbg imp ave che chem all sq rte pass res resid bvd blvd col mal"
)

# The same where plates are typed in lower case: more of the language's short words stand beside numbers.
NO_LOWER_PLATE = NO_PLATE | _set(
    """
    il on je tu ai as un au aux or si ni ou ca eu es est et va vu ok oh ah eh go mo ko kw kv hz db ph pc tv cv cd dvd ppm kwh nu pu
    su sa ne in at by to of is my no up us we he dr mr st ha par pas que qui son sont ont euros eur jours fois mois dont mes tes ils non
    oui plus deux trois six dix kil kms
    """
)

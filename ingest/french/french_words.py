"""Words that tell French text from garbage, and the words in which old PDF producers split a ligature."""


def words_of(text: str) -> frozenset[str]:
    """The words of a list written as text."""
    return frozenset(text.split())


# Families of words written with fi, fl, ff, ffi or ffl, one member or more for each stem of the Snowball stemmer.
# Words found whole in the document itself add to them.
WITH_LIGATURE = words_of(
    """
    affable affabulation affabuler affacturage affadir affaiblir affaiblissement affaire affairer affairiste
    affaissement affaisser affamer affameur affect affectation affecter affectif affection affectionner
    affectueusement affectueux affermir affichage affiche afficher affichette afficheur affidavit affiliation
    affilier affilié affilée affinage affiner affinité affirmatif affirmation affirmer affleurer affliction affliger
    affluence affluent affluer afflux affolement affoler affranchir affres affreux affriolant affront affrontement
    affronter affréter affréteur affublé afférent affût affûter afin aiglefin amplificateur amplifier artifice
    artificiel artificier assoiffé authentification authentifier autofinancement autofinancer baffe baffle beffroi
    biffer biffure bluff bluffer bluffeur bonification bonifier bouffe bouffer bouffi bouffissure bouffon bouffonner
    bouffonnerie bouffée boursoufler briefing buffet buffle bénéfice bénéficiaire bénéficier bénéfique calorifique
    camouflage camoufler certificat certification certifier chauffage chauffant chauffard chauffe chauffer
    chaufferette chaufferie chauffeur chiffon chiffonner chiffonnier chiffonné chiffrage chiffre chiffrement
    chiffrer chouffer circonflexe clarification clarifier classification classifier codification codifier
    coefficient coffrage coffre coffrer coffret cofinancement cofinancer cofinanceur coiffe coiffer coiffeur
    coiffeuse coiffure colifichet confiance confiant confidence confident confidentialité confidentiel confier
    configuration configurer confinement confiner confins confirmatif confirmation confirmer confiscation
    confiscatoire confiserie confiseur confisquer confiture conflagration conflictualité conflictuel conflit
    confluence confluent confluer couffin crucifier crucifix crucifixion demi-finale densification densifier
    diffamation diffamatoire diffamer difficile difficilement difficultueux difficulté difforme diffracter
    diffraction diffus diffuser diffuseur diffusion différemment différence différenciation différencier différend
    différent différentiel différer différé disqualification disqualifier diversification diversifier duffle-coat
    décalcifier déchiffrage déchiffrer décoffrage décoiffer décomplexifier déconfinement déconfiner déconfiture défi
    défiance défiant déficience déficient déficit déficitaire défier défigurer défilement défiler défilé défini
    définir définissable définitif définition définitivement défiscalisation défiscaliser déflagration déflation
    déflecteur déflorer dégonfler dégriffé démystifier désaffecter désaffection désaffecté désaffiliation
    désaffilier désaffilié désertification désertifier effacement effacer effarant effarement effarer effaroucher
    effaré effectif effectivement effectuer effervescence effet effeuillage effeuiller efficace efficacement
    efficacité efficience efficient effigie effilocher effilé efflanqué effleurer efflorescence effluve effondrement
    effondrer efforcer effort effraction effrayant effrayer effriter effroi effronterie effronté effroyable effréné
    effusion efféminé emmitoufler enfilade enfiler enfin enfiévré enflammer enfler enflure enflé engouffrer
    entrefilet escogriffe essoufflement essouffler estafilade exemplification exemplifier exfiltration exfiltrer
    falsification falsifier faufiler fiabilité fiable fiacre fiancé fiançailles fiasco fibre fibreux fibrome
    fibromyalgie fibrose fibule ficelage ficeler ficelle fiche ficher fichier fichu fictif fiction fictive fidjien
    fiduciaire fidèle fidèlement fidéliser fidélité fief fieffé fiel fielleux fier fiers fierté fiesta fifre figer
    fignolage fignoler figue figuier figurant figuratif figure figurer figurine fil filaire filament filamenteux
    filandreux filature file filer filet filetage filiale filialiser filiation filiforme filigrane filière fille
    fillette filleul filleule film filmer filmographie filoche filon filou fils filtrage filtrant filtration filtre
    filtrer fin final finale finalement finaliser finaliste finalité finance financement financer financeur
    financier finançable finasser finaud fine finesse finir finissant finisseur finition finitude finlandais
    finlande finnois fiole fioriture firmament firme fis fisc fiscal fiscalité fissa fissile fission fissure
    fissurer fiston fistulaire fistule fit fixateur fixation fixe fixement fixer fixité fière fièvre fiévreux flacon
    flageller flageoler flageolet flagornerie flagrance flagrant flair flairer flamand flamant flambant flambeau
    flamber flambeur flamboyant flambée flamenco flamme flammèche flan flanc flancher flanelle flanquer flapi flaque
    flash flash-back flasher flasque flatter flatterie flatteur flatulence flegmatique flegme flemmard flemme fleur
    fleuret fleurir fleuriste fleuron fleuve flexibilité flexible flexion flexionnel flexisécurité flibustier flic
    flingue flinguer flingueur flipper flirt flirter flocage flocon flonflon flop flopée floquer floraison floral
    flore florin florissant flot flottaison flottant flotte flottement flotter flotteur flottille flou flouer
    floutage flouter fluctuant fluctuation fluctuer fluet fluide fluidification fluidifier fluidité fluo fluor
    fluorescence fluorescent fluvial flux fluxion flyer flâner flânerie flâneur flèche fléau fléaux fléchette
    fléchir flétrir flétrissure flûte flûtiste fortifier frigorifique frigorifié fructification fructifier gaffe
    gaffeur gazéification gazéifier gentrification gentrifier gifle gifler girofle glorification glorifier gonflable
    gonflage gonflement gonfler gouffre graffiti gratifiant gratification gratifier greffage greffe greffer greffier
    greffon griffe griffer griffonnage griffonner griffu griffure gélifier honorifique horrifiant horrifier
    humidificateur humidifier identifiable identifiant identificateur identification identificatoire identifier
    indifféremment indifférence indifférencié indifférent indéchiffrable indéfini indéfiniment indéfinissable
    ineffable ineffaçable inefficace inefficacité inefficience infalsifiable infidèle infidélité infiltration
    infiltrer infiltré infime infini infiniment infinitif infinitude infinité infinitésimal infirme infirmer
    infirmerie infirmier infirmité infirmière inflammable inflammation inflammatoire inflation inflationniste
    inflexibilité inflexible inflexion infliger influence influencer influenceur influent influençable influer
    influx infléchir injustifiable injustifié inoffensif inoffensive inqualifiable insignifiance insignifiant
    insuffisamment insuffisance insuffisant insuffler intensification intensifier irréfléchi joufflu justificatif
    justification justifier kiffer lamifié liquéfier lubrifiant lubrification lénifiant mafia mafieux magnificence
    magnifier magnifique maléfice maléfique massification massifier microfilm mirifique modifiable modificateur
    modificatif modification modifier momifier montgolfière mortification mortifier moufle mouflet mouflon mufle
    munificence mystification mystifier méfiance méfiant méfier nidification nidifier notification notifier
    offensant offense offenser offenseur offensif offensive offert office officialisation officialiser officiel
    officiellement officier officieux officinal officine offrande offrant offre offrir offset offusquer orifice
    oriflamme ossification pacification pacifier pacifique pacifiste panifier pantoufle paraffine parafiscal
    peaufiner perfide perfidie persiflage persifleur personnification personnifier piaffer planificateur
    planification planifier plastifier pontifical profil profilage profiler profilé profit profitable profiter
    profiteur prolifique préfiguration préfigurer préfinancement préfixe préfixé purifiant purification purifier
    putréfier pétrification pétrifier qualifiant qualificatif qualification qualifier qualifié quantifiable
    quantification quantifier radiodiffusion raffermir raffermissement raffinage raffinement raffiner raffinerie
    raffineur raffoler raffut rafistoler rafle rafler ramification ramifier raréfier ratification ratifier rebiffer
    rebuffade recoiffer reconfiguration reconfinement rectifiable rectificatif rectification rectifier rediffuser
    redéfini redéfinir redéfinition refiler refinancement refinancer reflet refleurir refluer reflux refléter
    regonfler renfler renflouer renifler requalification requalifier revivifier rififi rifle rigidifier ronflant
    ronflement ronfler ronfleur ruffian réaffectation réaffecter réaffiliation réaffilier réaffirmation réaffirmer
    réchauffement réchauffer réflecteur réflexe réflexif réflexion réflexivité réflexologie réfléchir réfléchissant
    réunification réunifier saccharifier sacrifice sacrifier sanctifier scientifique scientifiquement sifflement
    siffler sifflet siffleur signifiant significatif signification significativement signifier simplificateur
    simplification simplifier skiff sniff sniffer solidification solidifier soporifique soufflage soufflant souffle
    souffler soufflerie soufflet souffrance souffrant souffreteux souffrir sous-effectif sous-officier spécification
    spécificité spécifier spécifique spécifiquement staff staffer stratification stratifier stupéfiant stupéfier
    substantifique suffire suffisamment suffisance suffisant suffisent suffit suffixe suffocant suffocation
    suffoquer suffrage superficie superficiel superflu surchauffe sédentarifier taffetas tarification tarifier
    terrifiant terrifier tonifiant tonifier torréfier touffe touffeur touffu trafic traficoter trafiquant trafiquer
    transfigurer truffe truffer truffière trèfle tuméfier téléfilm unification unifier unifié versification vinifier
    vitrification vitrifier vivifiant vivifier vérifiable vérificateur vérification vérifie vérifier wifi ébouriffer
    échauffement échauffer échauffourée édifiant édifice édifier électrification électrifier époustouflant érafler
    éraflure étoffe étoffer étoffé étouffant étouffement étouffer étouffoir
    """
)

# The commonest words of French: a page of prose holds many of them, garbage holds none.
COMMON = words_of(
    """
    a afin ai alors après as au aucun aussi autre autres aux avant avec avez avoir bien c car ce ceci cela celle
    celles celui cependant ces cet cette ceux chaque chez ci comme comment contre d dans de depuis des donc dont du
    elle elles en encore entre est et eu eux fait font il ils j jamais je jusque l la le les leur leurs lors lui là
    m ma mais me mes moins mon même n ne ni non nos notre nous on ont ou où par parce pas pendant peu peut peuvent
    plus pour pourquoi près puis qu quand que quel quelle quelles quels qui quoi s sa sans se selon sera ses si sien
    soit son sont sous sur ta te tes toi ton tous tout toute toutes trop très tu un une va vers voici voilà vos
    votre vous y à étaient était être
    """
)
COMMON_ENGLISH = words_of(
    """
    an and are as at be by for from has have in is it not of on or that the this to was which with
    """
)
# Those of other languages that people write here in Latin letters: German, Spanish, Italian, Portuguese, Dutch, Polish,
# Romanian, Turkish, Albanian, Vietnamese, Swahili, Wolof, Somali, Kurdish, Hungarian, Czech, Croatian, Swedish, Creole.
COMMON_ABROAD = words_of(
    """
    der die das und ist nicht ein eine mit zu den von sich auf für dem ich wir sie el los las que y en por con para una
    del no como più di il lo gli che per non è sono della nel com uma não os mais het een van te dat niet zijn op voor
    met w na nie się z do jest i że o jak și în la cu pe este nu sunt ve bir bu için ile da de të dhe në që për me një
    và của có là các không được cho trong với ya kwa wa katika yake ni si ci ak bi ñu moo ku mu waa iyo oo ka ee
    ku in u li ji bo ew az és hogy nem egy meg van ez se že s je su što och att det som är på av ki pou nan yo li pa
    """
)

"""Words that tell French text from garbage, and the words in which old PDF producers split a ligature."""

# Families of words written with fi, fl, ff, ffi or ffl, one member for each stem of the French Snowball stemmer.
# Written from memory of the language, with those of the field first; evidence within a document adds its own.
WITH_LIGATURE = frozenset(
    """
affable affadir affaiblir affaiblissement affaire affairer affaisser affamer affecter affectation affection affectif
affectueux affermir affichage affiche afficher affilée affilier affiliation affiner affinité affirmer affirmation
affirmatif affleurer affliction affliger affluence affluent affluer afflux affoler affolement affranchir affres
affréter affreux affront affronter affrontement affublé affût affûter afin amplifier antifongique aperitif apéritif
approfondir approfondissement artificiel artifice artificier asphyxie assoiffé atrophier authentifier authentification
baffe bafouer bafouiller balafre beffroi bénéfice bénéficier bénéficiaire bénéfique biffer bluff bluffer bonifier
bouffe bouffée bouffer bouffi bouffon bouffonnerie brief briefing buffet buffle café cafouiller calfeutrer calligraphie
camouflage camoufler canif carafe certificat certification certifier chauffage chauffe chauffer chauffeur chef chétif chiffon
chiffre chiffrer chiffrage chuchoter clarifier clarification classification classifier codifier coefficient coffre coffret coiffe
coiffer coiffeur coiffure coffrage confection confédération confesser confession confiance confiant confidence confident confidentiel
confidentialité confier configuration configurer confiner confinement confins confirmer confirmation confisquer confiserie confiture
conflictuel conflictualité conflit confluence confluent confondre conformité confronter confrontation confus crucifier
débouffir décoiffer décomplexifier défi défiance défiant déficience déficient déficit déficitaire défier défigurer défilé
défiler défini définir définitif définition définitivement déflagration déflation déflorer défiscaliser désertification différé
différemment différence différenciation différencier différend différent différer difficile difficilement difficulté difforme
diffus diffuser diffusion digne disqualifier diversifier diversification édifice édifier édifiant effacement effacer effarer
effaroucher effectif effectivement effectuer efféminé effervescence effet effeuiller efficace efficacement efficacité efficience
efficient effigie effilé effilocher effleurer effluve effondrer effondrement effort efforcer effraction effrayer effrayant
effréné effriter effroi effronté effroyable effusion électrifier emplifier enfiler enfiévré enfin enfler enflammer enflure
engouffrer ensoufré essoufflement essouffler estafilade étoffe étoffer étouffement étouffer étouffant exemplification exemplifier
falsifier falsification fiabilité fiable fiançailles fiancé fiasco fibre fibreux fibrose fictif fiction ficeler ficelle fiche
fichier ficher fichu fidèle fidèlement fidéliser fidélité fief fiel fier fierté fièvre fiévreux figer figue figurant figuratif
figure figurer fil filament filature file filer filet filiation filière filigrane fille fillette filleul film filmer filou fils
filtrage filtre filtrer fin final finale finalement finaliser finalité finance financement financer financier financeur fine finesse
finir finition finlande finlandais fiole firme fisc fiscal fiscalité fissure fissurer fixation fixe fixer fixement flacon flagrance
flagrant flair flairer flamand flambeau flambée flamber flamboyant flamme flan flanc flancher flanelle flâner flanquer flaque
flash flatter flatterie flatteur fléau flèche fléchir flegme flemme flétrir fleur fleurir fleuriste fleuve flexible flexibilité
flexion flic flingue flinguer flipper flirt flirter flocon flop floraison flore florissant flot flottant flotte flottement flotter
flou flouer fluctuation fluctuer fluet fluide fluidifier fluidité fluo fluor flûte fluvial flux fortifier frigorifié
gaffe gaffeur gafiot gaufre gazéifier gifle gifler glorifier gonfler gonflement gouffre graffiti greffe greffer greffier greffon griffe
griffer griffonner gratifier gratifiant grafitti identifiable identifiant identification identifier identificatoire identité
indéfini indéfiniment indéfinissable indifféremment indifférence indifférent indifférencié ineffable ineffaçable inefficace inefficacité
infidèle infidélité infiltration infiltrer infime infini infiniment infinité infinitif infirme infirmer infirmerie infirmier
infirmière infirmité inflammable inflammation inflammatoire inflation infléchir inflexible inflexion infliger influence influencer
influent influer influx injustifié insignifiant insignifiance insouffler insuffisance insuffisant insuffisamment insuffler intensifier
intensification interférence inoffensif jet justificatif justification justifier kiffer liquéfier lifting magnifier magnifique
méfiance méfiant méfier maléfice maléfique manifestation modification modifier modifiable mortifier mouffle moufle muffle mufle
mystification mystifier naufrage notification notifier nullifier objectif office officiel officiellement officier officine
officieux offense offenser offenseur offensif offensive offert offrande offrant offre offrir offusquer orifice orfèvre ossification
outrefin pacification pacifier pacifique pacifiste paraffine parafer persiflage personnification personnifier pétrifier photographie
planification planifier plafond plafonner pontifical pontife préfigurer préfixe profil profilage profiler profit profitable
profiter profiteur profiler prolifération prolifique purification purifier qualification qualifier qualifiant qualificatif quantifier
quantification radiographie raffermir raffinage raffinement raffiner raffinerie raffoler rafle rafler raffut ramification ratification
ratifier réaffecter réaffirmer réaffectation recoiffer rectification rectificatif rectifier redéfinir redéfinition réfléchir réflexe
réflexion réflexif réflexivité refinancer refiler réflecteur refléter reflet refleurir reflux refluer reffler renfler renflouer
renifler requalification requalifier réchauffement réchauffer réunification réunifier ronfler ronflement rouffle rififi
sacrifice sacrifier scientifique scientifiquement siffler sifflet sifflement simplifier simplification signifiant significatif
signification signifier significativement sniffer soufflant souffle souffler soufflerie soufflet souffrance souffrant souffrir
souffreteux spécification spécificité spécifier spécifique spécifiquement staff staffer stratification stratifier stupéfiant
stupéfier stupéfaction suffire suffisamment suffisance suffisant suffixe suffocation suffoquer suffrage surchauffe surfer
surface superficie superficiel tarification tarifier terrifiant terrifier tarif tiff tofu touffe touffu toxicomanie traficoter trafic
traficant trafiquant trafiquer trèfle truffe truffer typifier unification unifier vérifiable vérification vérifier versification
vilifier vivifier vitrifier baffle chiffonner chiffonnier chouffer dealer deffet défiscalisation désaffection désaffecter désaffilier
désaffiliation désintoxication diffamation diffamatoire diffamer dignifier disqualification effaré effarant effeuillage effilocher
esbroufe esquif étoffé ficelles filon filoche finaud finitude fissa flopée flotteur flapi fluxion gonflable inefficience infichu
infinitésimal inoffensive insuffisances interprofil kif kiffe légiférer louf massif mififi ouf paf pif plafonnement
pouf préfiguration profilé qualifications quantifiable réaffirmation reconfiguration reconfinement déconfinement déconfiner
reprofiler rififi sniff sous-effectif staffing superfluité superflu transfigurer tuf vérificateur
affabulation affabuler affaissement affalé affidavit affilié affouage affriolant affronts agrafe allofilm antireflet asphyxier
autofinancement autofinancer bafouer bouffissure bouffonner bouffeur chauffard chauffant coffrer confabulation confessionnal
confiant confiscation confiseur conflagration confluer cofinancement cofinancer cofinanceur crossfit décrédibiliser dénazification
densification densifier désertifier échafauder échafaudage échauffement échauffer échauffourée électrification emmitoufler
enfilade épouffer esbrouffe étouffoir exfiltrer exfiltration ficelage fibromyalgie fifre fignoler filandreux filiforme filialiser
filiale filleule filmographie finasser finissant finnois fioriture firmament fistule fixateur fixité flageller flageoler
flagornerie flambant flambeur flapper flatulence flegmatique fleuret fleuron flibustier flottille fluctuant fluidification
fluorescent fluorescence flash-back flyer forfait forfaitaire frigorifique gélifier gentrification gentrifier greffage gazéification
honorifique horrifier horrifiant humidifier humidificateur identificateur imprécision infinitude inflationniste inflexibilité
influençable influenceur injustifiable intoxication kafka lénifiant lubrifiant massification massifier modificateur momifier
mouflet nidification nidifier objectiver officialiser officialisation officinal offset panifier péréfication pacification photofiltre
plastifier pléthore préfinancement profane proliférer quadruple raffarin ragaillardir réconfort redéfini réédification réflectif
réflexologie refinancement rigidifier revivifier sanctifier saccharifier sédentarifier solidifier soufflage spécificateur stupéfait
terrifier tonifiant tonifier touffeur transfixier ultrafin veinoflan vociférer vérifie fit suffit suffisent fis
""".split()  # noqa: SIM905
)

# The commonest words of French: a page of prose holds many of them, garbage holds none.
COMMON = frozenset(
    """
a à afin ai alors après as au aucun aussi autre autres aux avant avec avez avoir bien c car ce ceci cela celle celles celui
cependant ces cet cette ceux chaque chez ci comme comment contre d dans de depuis des donc dont du elle elles en encore
entre est et étaient était être eu eux fait font il ils j jamais je jusque l la là le les leur leurs lors lui m ma mais
me même mes moins mon n ne ni non nos notre nous on ont ou où par parce pas pendant peu peut peuvent plus pour
pourquoi près puis qu quand que quel quelle quelles quels qui quoi s sa sans se selon sera ses si sien soit son sont sous
sur ta te tes toi ton tous tout toute toutes très trop tu un une va vers voici voilà vos votre vous y
""".split()
)
COMMON_ENGLISH = frozenset(
    "the of and to in is that it for as with was on be by this are from at or an not which have has".split()
)

"""Words around a name that show whose it is: a work's, an author's, a nickname's; folded, in the singular."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What bears the name of a work, a character or a thing: « le film Bambi », « la poupée Elsa ».
WORKS = _set(
    """
    film roman livre serie dessin manga bd album chanson clip saga episode jeu piece spectacle conte comedie tragedie
    poeme poesie nouvelle comptine tube morceau titre disque cd dvd console tome bouquin essai article musique concert
    opera ballet tableau toile sculpture sonate symphonie recueil fable citation theorie pensee oeuvre adaptation biographie
    autobiographie documentaire docu emission podcast sketch court-metrage long-metrage
    """
)
# What has the name of its subject or of its inventor after « de », even a first name: « le rôle d’Alceste ».
SHOWING = WORKS | _set(
    """
    role personnage statue buste statuette figurine poupee poster affiche constante signe theoreme loi principe
    manoeuvre echelle fable mythe legende heros heroine tirade monologue replique
    """
)
# What bears a brand or a name right after it: « un sac Chanel », « une voiture Renault ».
WEARING = _set(
    """
    marque enseigne magasin boutique societe entreprise sac veste manteau parka doudoune blouson pull sweat polo tee-shirt
    t-shirt survetement survet jogging pantalon jean basket chaussure casquette bonnet maillot montre parfum telephone portable
    ordinateur tablette frigo four machine voiture scooter moto velo trottinette camion camionnette cigarette biere canette
    bonbon gateau biscuit yaourt poupee figurine peluche poster affiche costume deguisement masque buste statue portrait
    salle aile amphi amphitheatre pavillon stade tramway supermarche hypermarche superette
    personnage heros role signe manoeuvre echelle score test chaine radio application appli site
    """
)
# Who makes works, or is known: the name after is that of somebody whom everybody may name.
CREATORS = _set(
    """
    chanteur chanteuse rappeur rappeuse acteur actrice comedien comedienne ecrivain ecrivaine romancier romanciere auteur autrice
    auteure poete poetesse philosophe sociologue anthropologue ethnologue psychanalyste historien historienne peintre
    sculpteur cineaste realisateur realisatrice dramaturge compositeur compositrice musicien footballeur joueur boxeur
    humoriste youtubeur youtubeuse streameur photographe essayiste penseur pedagogue savant mathematicien physicien
    ministre depute deputee senateur general marechal empereur roi reine pape prophete dieu deesse
    """
)
# « citait Cioran », « on lit Molière », « il chante Dalida »: what follows is an author or a singer unless it is a first name.
CITING = _set(
    """
    cite cites citent citer citait citant citaient lit lire lisait lisaient lisent relit relire relisait etudie etudier etudie-t-on ecoute ecouter
    ecoutait ecoutent ecoutaient chante chanter chantait chantent regarde regarder regardait regardent joue jouer jouait jouent
    fredonne fredonnait recite recitait paraphrase
    """
)
# Beasts and things that are given a first name.
NAMED_BEASTS = _set(
    """
    chien chienne chat chatte chaton chiot animal malinois pitbull staff berger labrador cheval jument poney ane lapin lapine hamster
    perroquet perruche tortue poisson rat furet vache chevre mouton poule coq cochon peluche poupee marionnette mascotte doudou robot
    chatbot avatar bateau peniche voilier tempete cyclone ouragan typhon saint sainte
    """
)
INTO = _set("deguise deguisee deguises deguisees transforme transformee habille habillee grime grimee")

# Common nouns that make nicknames with an article and a capital (« la Mouette »), or bare (« Requin a dit »).
ANIMAL_NICKNAMES = _set(
    """
    abeille agneau aigle albatros alouette anguille ane araignee autruche baleine belette belier biche bison blaireau boa
    bouc bouquetin brebis brochet buffle buse caille caiman cameleon canard caniche cannelle carpe castor cerf chacal chameau chat chaton
    chatte chauve-souris cheval chevre chevreuil chien chiot chouette cigale cigogne coccinelle cochon cobra colibri colombe
    condor coq corbeau corneille coucou couleuvre crabe crapaud crevette crocodile cygne daim dauphin dinde dindon dinosaure
    dragon dromadaire ecrevisse ecureuil elephant epervier escargot etourneau faisan faucon fauvette fennec flamant fouine
    fourmi frelon furet gazelle gecko girafe goeland gorille grenouille grillon grive grue guepard guepe hamster hareng
    herisson hermine heron hibou hippopotame hirondelle homard huitre hyene ibis iguane jaguar kangourou koala lama lapin
    lapine lama lezard levrette levrier libellule lievre limace lion lionne loir loriot loup louve loutre luciole lynx
    macaque mammouth mangouste manchot marmotte martin-pecheur martre meduse merle merou mesange moineau mouche moucheron
    mouette moustique moule mouton mulet mulot murene musaraigne oie oiseau orque otarie ouistiti ours ourse ourson panda
    panthere paon papillon perdrix perroquet perruche phoque pie pieuvre pigeon pingouin pinson piranha poisson porc-epic poulain
    poule poulet poulpe poussin puce puceron puma punaise python ragondin rainette rat raton renard renarde requin rhinoceros
    rossignol rouge-gorge salamandre sanglier sangsue sardine saumon sauterelle scarabee scorpion serin serpent singe
    souris sphinx tamanoir tanche taupe taureau teckel thon tigre tigresse tique tortue toucan truie truite vache vautour
    veau ver vipere vison zebre zebu bulldog pitbull rottweiler labrador doberman malinois molosse toutou minou matou
    """
)
THING_NICKNAMES = _set(
    """
    allumette ampoule ancre armoire arrosoir artichaut asperge aubergine bagnole baguette balai balle ballon banane bambou barrique
    bazar beignet berlingot bete betterave biberon bidon bidule bigorneau bille biscotte biscuit bobine boite bonbon botte bouboule
    bouchon boudin bougie boulon boulette boule bouteille brindille brique briquet brioche brosse brouette bulle cachou caddie
    caillou calumet camion canette canif cannette canon capuche caramel carotte cartouche casquette casserole casse-noix ceinture
    cendrier cerise chamallow champignon chapeau charbon chaussette chemise chewing-gum chips chocolat chou chouquette cigare
    cigarette ciment citron citrouille cle clef clou clope cocotte coquille cornichon couteau crayon crepe croissant croquette
    cuillere dentelle domino dynamite ecaille echarpe eclair edredon epingle etincelle fagot farine ficelle fil flan fleche flocon
    flute foudre fourchette framboise fraise frite fumee fusee gateau gazole gomme gourde graine guitare hachette haricot horloge
    jambon lame lampe lanterne lardon limonade loupiote lunette lunettes lutin marteau medaille melon micro moteur moustache moutarde
    nougat nuage olive orage orteil ouate pagaie pain papier parapluie pastille pastis patate pateaucreme peluche pendule petard
    piment pinceau pioche pipe pistache pneu poireau pois poivre pomme pompon popcorn pruneau puree quenelle radio radis ragout
    raisin reglisse reveil ressort robinet rocher rondelle rouleau ruban sable sac salade sandale sardine saucisse savate savon semoule
    sifflet sirop soleil soucoupe spaghetti sucette sucre tabouret tambour tartine tempete tic-tac tige tignasse tomate tonnerre
    tornade torpille toupie tournevis tractopelle trompette truffe tuile turbo tuyau valise vapeur vermicelle vis vitamine volcan
    zeste braise brume cailloux cigogne copeau cristal ecume etoile galet givre glacon grelot lune mistral neige ombre orchidee
    perle plume poussiere roseau rosee saphir tonneau tourbillon vague vent
    """
)
PEOPLE_NICKNAMES = _set(
    """
    abbe aumonier amiral ancien anglais apache aristo artiste avocat balafre bandit barbier barbu baron baronne baveux begue berger
    bigleux blond blonde boiteux boiteuse bosco boss bossu boucher boulanger boxeur bricoleur brigadier brun brune bucheron
    cacique caid camionneur capitaine cardinal catcheur cheminot chauve cher chevalier chibani chimiste chinois chirurgien clown coiffeur
    colonel comptable comte comtesse conducteur consul cowboy cuistot cure cycliste danseur danseuse dentiste diable diva docteur
    doyen doyenne druide duc duchesse emir empereur ermite facteur fakir fantome fee ferrailleur filou flic fou frise frisee gaucher gaulois
    geant general gitan gitane gnome gourou grand grande gringo gros grosse guerrier guru horloger imam indien indienne ingenieur
    italien jardinier javanais jockey joker jongleur juge kabyle kaiser khalife laitier libraire lieutenant louchon luthier magicien
    maigre maire major malabar manouche marchand marechal marin marquis marquise marseillais matelot mecano menuisier meunier ministre moine
    mongol moustachu muet musicien nain notaire nonne ogre ogresse orfevre pacha pape parisien parrain pasteur patriarche patron
    patronne paysan pecheur pelerin petit petite philosophe pilote pirate plombier poete polak polonais pompier portugais postier president
    pretre prince princesse prof professeur prophete punk rappeur rasta reine ritale rital roi romain roumain rouquin rouquine roux
    russe sachem samourai sauvage savant senateur sergent serrurier shaman shérif sherif sicilien sorcier sorciere sourd sultan
    tatoue taulier teigneux terrible toubib touriste troubadour tsar turc vaurien viking vieille vieux vigneron voyageur voyou yeti yougo
    yogi zinzin zorro muette sourde maboul barjot fada mytho parano bavard bavarde costaud crapule ancienne chef
    """
)
NICKNAME_WORDS = ANIMAL_NICKNAMES | THING_NICKNAMES | PEOPLE_NICKNAMES

# Qualities after « avec » or « de » that are first names too: « avec prudence » names nobody.
QUALITIES = _set(
    """
    prudence constance grace esperance patience victoire amour esprit innocence honneur felicite harmonie clemence
    modestie providence fortune merveille gloire reine juste constant prudent parfait modeste innocent franc
    """
)

# In hasty writing, after these begins a clause whose subject may be a name in lower case.
BEFORE_CLAUSE = _set(
    "et mais si que qu quand car puis donc alors ou demain hier aujourd hui ce matin soir dit parce comme lundi mardi mercredi jeudi vendredi samedi dimanche"
)
# What only a person's name has after it, be it a common word: pronouns and verbs of persons.
CLAUSE = _set(
    """
    a avait est etait n ne s se m me t te l lui nous vous veut voulait dit disait vient venait arrive fait va doit peut sait part reste
    dort pleure appelle demande prend parle revient rappelle
    """
)
# Verb forms that are nouns and adjectives as well: they say nothing of the word before.
UNSURE = _set("porte marche livre montre place garde reste aide peine crise forme marque cause manque charge couche")
# Offices that are written with a capital too: nicknames only where it is said so.
OFFICES = _set(
    """
    president ministre maire juge senateur general marechal chef cardinal pape prophete roi reine prince princesse principal proviseur
    prefet empereur docteur medecin directeur avocat notaire abbe pasteur imam republique commandant capitaine colonel lieutenant
    brigadier sergent major amiral vent nuage soleil terre lune nord sud est ouest neige
    """
)

# First names that name products in the street, where a product is spoken of nearby.
PRODUCT_NAMES = _set(
    """
    caroline corinne charlie coco helene heloise tina christina gina molly mandy mary marie lucy lucie adam eve kate
    keta kitty blanche brune rose cristal crystal christine mercedes jeanne marie-jeanne mary-jane juanita sophie simone
    rachel georgia maria cathy becky bernice nora harry henry horace dujardin roxane roxanne miaou lady louise julie snow
    """
)
PRODUCTS = _set(
    """
    cocaine coke crack caillou caillous heroine hero brown rabla came blanche beuh herbe cannabis shit resine weed ecsta ecstasy taz mdma md ghb gbl
    meth methamphetamine crystal cristal ketamine keta speed amphet amphetamine amphetamines lsd buvard buvards trip trips acide
    acides produit produits drogue drogues poudre poudres cachet cachets pilule pilules morphine opium skenan subutex
    methadone codeine fentanyl 3mmc chemsex poppers gramme grammes dose doses lexique argot jargon glossaire
    """
)
# What tells that a story is told of, and not people met: two of them in one sentence.
STAGE = _set(
    """
    acte scene piece personnage personnages heros heroine roman romans conte contes theatre marionnette marionnettes tirade replique
    repliques chapitre tome episode intrigue comedie tragedie feuilleton telenovela serie film films anime animes spectacle
    role roles lecture album manga comedien comediens acteur acteurs auteur autrice decor costume costumes public rideau metteur
    fable mythe legende lutin princesse fee ogre sorciere bibliotheque affiche programme cine dvd scenario vignette fictif fictive fictifs fictives invente inventee quiz saynete
    """
)

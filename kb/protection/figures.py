"""Public figures, dead or alive, whose name in a text of this field names no one met there; folded."""

FIGURES = frozenset(
    " ".join(name.split())
    for name in """
    jean jaures, jean moulin, victor hugo, jules ferry, emile zola, karl marx, sigmund freud, jacques lacan,
    michel foucault, pierre bourdieu, erving goffman, howard becker, francoise dolto, charles de gaulle, francois
    mitterrand, jacques chirac, nicolas sarkozy, francois hollande, emmanuel macron, simone veil, bernard
    kouchner, claude evin, robert badinter, louis pasteur, marie curie, pierre curie, albert camus, marcel proust,
    honore de balzac, jean-paul sartre, simone de beauvoir, rosa parks, martin luther king, nelson mandela, che
    guevara, bob marley, zinedine zidane, kylian mbappe, coluche, abbe pierre, henri wallon, jean piaget, maria
    montessori, celestin freinet, fernand deligny, fernand oury, lucien bonnafe, claude olievenstein, franz fanon,
    frantz fanon, leon blum, leon gambetta, jean zay, louise michel, olympe de gouges, aime cesaire, jacques
    prevert, paul eluard, louis aragon, arthur rimbaud, charles baudelaire, guy moquet, georges pompidou, georges
    clemenceau, ambroise croizat, maurice thorez, jacques duclos, paul langevin, karl abraham, donald winnicott,
    john bowlby, boris cyrulnik, robert castel, loic wacquant, michel serres, paul ricoeur, serge paugam, edgar
    morin, alain ehrenberg, marcel mauss, emile durkheim, max weber, carl rogers, paulo freire, saul alinsky,
    gilles deleuze, felix guattari, francois tosquelles, jean oury, georges orwell, george orwell, jeanne d arc,
    rabbi jacob, tony montana, pablo escobar, al capone, george floyd, adama traore, zyed benna, nahel merzouk,
    napoleon bonaparte, jean-luc melenchon, marine le pen, anne hidalgo, valerie pecresse, gerald darmanin,
    rachida dati, elisabeth borne, auguste comte, voltaire, diderot, rousseau, moliere, descartes, socrate,
    platon, aristote, spinoza, nietzsche, hegel, winnicott, freud, lacan, foucault, bourdieu, goffman, marx,
    dolto, piaget, montessori, deligny, pasteur, fanon, zidane, mbappe, marguerite yourcenar, marguerite duras,
    jean giono, yourcenar, giono, annie ernaux, romain gary, georges simenon, agatha christie, edith piaf, jacques
    brel, johnny hallyday, michael jackson, charles aznavour, francoise hardy, mylene farmer, celine dion,
    kouchner, evin, korsakoff, alzheimer, parkinson, down, hamilton, rorschach, beck, fagerstrom, pavlov,
    asperger, tourette, gilles de la tourette, munchhausen, diogene, stockholm, badinter, durkheim, weber, becker,
    mandela, macron, sarkozy, chirac, mitterrand, jaures, zola, camus, sartre, balzac, einstein, newton,
    olievenstein, castel, cyrulnik, veil, schiappa, jospin, juppe, taubira, darmanin, gainsbourg, brassens, booba,
    jul, gims, aya nakamura, orelsan, nekfeu, ninho, damso, diam s, soprano, koba lad, gazo, harry potter, naruto,
    spiderman, batman, allah, dieu, jesus, mahomet, bouddha, satan
    """.split(",")
)

"""The results of a search, from its page of hits: headings, cards, what to do when nothing is near."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb import addresses
from kb.html.escaping import NBSP, count, esc, in_quotes, listing
from kb.html.labels import CodeLabels
from kb.search.result import SearchPage
from kb.views.parts import facets
from kb.views.parts.cards import folded, result_card

FARTHER = 3  # cards of « Plus loin » before the rest is asked for


def notices(page: SearchPage, how: addresses.Manner = addresses.NO_MANNER) -> str:
    """How the question was read: spelling understood (which one click refuses), signs, terms of the glossary."""
    out = []
    if page.corrected:
        understood = dict(reversed(page.corrected))
        said = listing([f"{in_quotes(right)} pour {in_quotes(typed)}" for typed, right in understood.items()])
        url = esc(addresses.search(page.question, page.where, **{**how, **addresses.manner(literal=True)}))
        typed = "ce mot tel quel" if len(understood) == 1 else "ces mots tels quels"
        out.append(f'Lu{NBSP}: {esc(said)}. <a href="{url}">Chercher {typed}</a>.')
    elif addresses.LITERAL[0] in how:
        url = esc(addresses.search(page.question, page.where, **_order(how)))
        out.append(f'Cherché tel quel, sans corriger l’orthographe. <a href="{url}">La laisser corriger</a>.')
    out += _signs(page, how)
    if page.expanded:
        links = [_asking(one, page.where, how) for one in page.expanded]
        out.append(f"Cherché aussi, d’après le glossaire{NBSP}: {', '.join(links)}.")
    if page.notice:
        out.append(esc(page.notice))
    return f'<p class="rp-small rp-notices">{" ".join(out)}</p>' if out else ""


def _order(how: addresses.Manner) -> addresses.Manner:
    """The order alone, for a question that is asked otherwise."""
    return {key: value for key, value in how.items() if key == addresses.BY_DATE[0]}


def _asking(question: str, where: addresses.Where, how: addresses.Manner) -> str:
    return f'<a href="{esc(addresses.search(question, where, **_order(how)))}">{esc(question)}</a>'


def _signs(page: SearchPage, how: addresses.Manner) -> list[str]:
    """What the signs of the question asked (« "à la rue" », « -squat », « média* »), and what they could not."""
    asked = [f"exactement {in_quotes(one)}" for one in page.exact if in_quotes(one) not in page.missing]
    asked += [f"un mot qui commence par {in_quotes(one)}" for one in page.beginning if f"{one}*" not in page.missing]
    asked += [f"pas {in_quotes(one)}" for one in page.without]
    out = []
    if asked:
        url = esc(addresses.search(page.plain, page.where, **how))
        out.append(f'Seules les fiches où se lit {esc(listing(asked))}. <a href="{url}">Chercher sans ces signes</a>.')
    if page.missing:
        out.append(f"Aucune fiche ne contient {esc(listing(list(page.missing)))}{NBSP}: cherché sans ces signes.")
    if page.unread:
        said = listing([one if one.startswith("«") else in_quotes(one) for one in page.unread])
        out.append(f"{esc(said)}{NBSP}: trop court, trop courant ou seul pour être cherché exactement.")
    return out


def heading(page: SearchPage, how: addresses.Manner = addresses.NO_MANNER) -> str:
    """The title of the results, then the filters chosen."""
    if not page.question:
        title = count(page.total, "fiche")
    elif page.near and page.near < page.total:
        title = f"{count(page.total, 'fiche')}, dont {page.near} {_close(page.near)} de votre question"
    else:
        title = f"{count(page.total, 'fiche')} {_close(page.total)} de votre question"
    chosen = facets.chips(page.facets, page.question, page.where, how=how)
    return f'<h1 id="rp-contenu">{title}</h1>{chosen}{facets.fold(page.facets, page.question, page.where, how=how)}'


EXPORTS = (("csv", "CSV"), ("json", "JSON"), ("bib", "BibTeX"), ("ris", "RIS"))


def exports(page: SearchPage, how: addresses.Manner = addresses.NO_MANNER) -> str:
    """« Exporter ces fiches »: for a spreadsheet, a program, a program that keeps references."""
    if not page.hits:
        return ""
    anchors = []
    for form, name in EXPORTS:
        url = esc(addresses.results_export(page.question, page.where, form, how))
        anchors.append(f'<a class="rp-button small" href="{url}" aria-label="Exporter ces fiches en {name}">{name}</a>')
    return f'<p class="rp-row rp-export"><span class="rp-small">Exporter ces fiches</span>{"".join(anchors)}</p>'


def _close(number: int) -> str:
    return "proches" if number > 1 else "proche"


def near(page: SearchPage, names: CodeLabels, order: str, taken_up: Mapping[str, int] | None = None) -> str:
    """The cards of the records near the question that stand on this page; `order` is what chooses how they follow."""
    hits = [hit for hit in page.hits if not hit.weak]
    if not hits:
        return ""
    times = taken_up or {}
    cards = "".join(
        result_card(hit, names, same, page.question, times.get(hit.record.id, 0)) for hit, same in folded(hits)
    )
    title = "Proches de votre question" if page.question else "Des plus récentes aux plus anciennes"
    total = page.near if page.question else page.total
    said = f'<span class="rp-small">{count(total, "fiche")}</span>'
    return (
        f'<section aria-labelledby="rp-proches"><div class="rp-group"><h2 id="rp-proches">{title}</h2>'
        f"{order or said}</div>{cards}</section>"
    )


def order(page: SearchPage, how: addresses.Manner = addresses.NO_MANNER) -> str:
    """The two orders of a list found by a question, each an address."""
    if not page.question or page.total < 2:
        return ""
    links = []
    for name, by_date in (("les plus proches", False), ("les plus récentes", True)):
        kept = {key: value for key, value in how.items() if key not in _order(how)}
        url = addresses.search(page.question, page.where, **kept, **addresses.manner(by_date=by_date))
        current = ' aria-current="true"' if by_date == bool(_order(how)) else ""
        links.append(f'<a href="{esc(url)}"{current}>{name}</a>')
    return f'<p class="rp-small rp-order">D’abord {" · ".join(links)}</p>'


def pager(page: SearchPage, how: addresses.Manner = addresses.NO_MANNER) -> str:
    """Where this page stands in the list, and the links to the pages before and after it."""
    if page.pages < 2 or not page.hits:
        return ""

    def link(number: int, said: str, rel: str) -> str:
        url = addresses.search(page.question, page.where, page=str(number) if number > 1 else "", **how)
        return f'<a class="rp-button" rel="{rel}" href="{esc(url)}">{said}</a>'

    before = link(page.number - 1, "Fiches précédentes", "prev") if page.number > 1 else ""
    after = link(page.number + 1, "Afficher la suite", "next") if page.number < page.pages else ""
    first, last = page.hits[0].rank, page.hits[-1].rank
    where = f'<span class="rp-small">Fiches {first} à {last} sur {page.total}</span>'
    return f'<nav class="rp-row rp-more" aria-label="Suite de la liste">{before}{where}{after}</nav>'


def far(page: SearchPage, names: CodeLabels) -> str:
    """« Plus loin de votre question »: records that share a word or a place, apart and without passage.

    Where nothing is near, the first ones show their passage: in a small base, or asked in other words than those of the
    texts, the answer is often among them.
    """
    hits = [hit for hit in page.hits if hit.weak]
    if not hits:
        return ""
    number, title = page.total - page.near, "Plus loin de votre question"
    said = f"{count(number, 'fiche')} {'s’en approche' if number == 1 else 's’en approchent'} de plus loin."
    shown = 0
    if page.weak and page.number == 1:
        title, shown = "Ce qui s’en approche le plus", FARTHER
        said = "La recherche n’y reconnaît pas de réponse, mais elle peut se tromper : voyez ces premiers passages."
    cards = [
        result_card(replace(hit, weak=at >= shown), names, same, page.question)
        for at, (hit, same) in enumerate(folded(hits))
    ]
    rest = ""
    if len(cards) > FARTHER + 1 and page.number == 1:
        number = len(cards) - FARTHER
        rest = f'<details class="more"><summary>Voir les {number} autres</summary>{"".join(cards[FARTHER:])}</details>'
        cards = cards[:FARTHER]
    return (
        f'<section class="rp-weak" aria-labelledby="rp-loin"><header><h2 id="rp-loin">{title}</h2>'
        f'<p class="rp-small">{said}</p></header>{"".join(cards)}{rest}</section>'
    )


def nothing(page: SearchPage, proposals: Sequence[str] = (), how: addresses.Manner = addresses.NO_MANNER) -> str:
    """The page that says plainly that nothing is near, and what can be done about it."""
    chosen = [label for _, _, label in facets.labels(page.facets, page.where)]
    about = f" avec {'le filtre' if len(chosen) == 1 else 'les filtres'} {listing(chosen)}" if chosen else ""
    said = "" if page.hits else f"Aucune fiche n’a un mot ou un sens commun avec elle{esc(about)}. "
    ways = "".join(_ways(page, chosen, proposals, how))
    return (
        '<div class="rp-empty"><h1 id="rp-contenu">Rien de proche n’a été trouvé</h1>'
        f"<p>{said or f'Aucune fiche ne semble en parler directement{esc(about)}. '}Personne ne l’a peut-être encore "
        "raconté ici. Votre question est gardée, sans votre nom"
        f"{NBSP}: elle compte aussi comme une information.</p>"
        f'<h2>Ce que vous pouvez faire</h2><ul class="rp-ways">{ways}</ul></div>'
    )


def _ways(page: SearchPage, chosen: Sequence[str], proposals: Sequence[str], how: addresses.Manner) -> list[str]:
    ways = []
    if chosen:
        url = esc(addresses.search(page.question, {}, **how))
        label = "Chercher sans ce filtre" if len(chosen) == 1 else "Chercher sans ces filtres"
        ways.append(f'<li><b><a href="{url}">{label}</a></b>{esc(listing([in_quotes(one) for one in chosen]))}'
                    f" {'sera retiré' if len(chosen) == 1 else 'seront retirés'}.</li>")  # fmt: skip
    if page.expanded:
        links = [_asking(one, page.where, how) for one in page.expanded]
        ways.append(f"<li><b>Changer un mot</b>Le glossaire propose{NBSP}: {', '.join(links)}.</li>")
    else:
        ways.append(
            "<li><b>Dire autrement</b>Racontez la situation en une phrase, comme à un collègue"
            f'{NBSP}: le sens compte plus que le mot exact. <a href="/glossaire">Voir le glossaire</a>.</li>'
        )
    if proposals:
        links = [f'<a href="{esc(addresses.search(one))}">{esc(one)}</a>' for one in proposals]
        ways.append(f"<li><b>Partir d’une autre question</b>{'<br>'.join(links)}</li>")
    ways.append(
        '<li><b><a href="/explorer">Parcourir toutes les fiches</a></b>Par thème, territoire, année ou nature.</li>'
    )
    return ways


def back_link(question: str, where: addresses.Where, total: int, how: addresses.Manner) -> str:
    """The link from a record to the search that led to it."""
    said = f"Retour aux {count(total, 'fiche')} trouvées" if total > 1 else "Retour à la recherche"
    return f'<a href="{esc(addresses.search(question, where, **how))}">{said}</a>'

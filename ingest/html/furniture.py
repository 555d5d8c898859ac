"""What web pages carry around their text: share bars, back links, menus, cookie banners."""

import re

# Longest line that can be furniture on the strength of its words alone.
LINE_CHARACTERS = 160
_SEPARATORS = re.compile(r"\s*[|•·›>]\s*|\s{3,}")
_PIECE = re.compile(
    r"""(?xi)^(?:
    [«<←‹]*\s*retour(?:\s+(?:à|au|aux|en|vers)\b.{0,40})?
    | (?:haut|d[ée]but)\s+de\s+(?:la\s+)?page | remonter
    | (?:partager|suivre|retrouver|suivez[-\s]nous|partagez|tweeter|tweet|épingler|j['’]aime)
      (?:\s+(?:sur|par|cet(?:te)?|la|ce|l['’]|via)\b.{0,40})?
    | (?:partager|envoyer|recommander)\s+(?:à\s+un\s+ami|par\s+(?:e-?mail|courriel|mail))
    | imprimer(?:\s+(?:cette|la)\s+page)? | (?:version|format)\s+imprimable | envoyer\s+cette\s+page
    | A\s?[+=-] | taille\s+du\s+texte | agrandir(?:\s+le\s+texte)? | (?:réduire|diminuer)(?:\s+le\s+texte)?
    | (?:facebook|twitter|twiter|x|linkedin|instagram|youtube|whatsapp|e-?mail|courriel|rss|pinterest|google\+?)
    | aller\s+(?:au|à\s+la|à)\s+(?:contenu|menu|navigation|recherche|pied\s+de\s+page)(?:\s+principale?)?
    | (?:passer|accéder)\s+(?:au|directement\s+au)\s+contenu
    | menu(?:\s+principal)? | ouvrir\s+le\s+menu | fermer(?:\s+le\s+menu)? | rechercher | plan\s+du\s+site
    | mentions\s+l[ée]gales | accessibilit[ée](?:\s*:.{0,30})? | nous\s+contacter | se\s+connecter
    | donn[ée]es\s+personnelles | politique\s+de\s+(?:confidentialit[ée]|cookies) | gestion\s+des\s+cookies
    | (?:tout\s+)?(?:accepter|refuser)(?:\s+(?:tout|les\s+cookies|tous\s+les\s+cookies))? | personnaliser
    | lire\s+la\s+suite | en\s+savoir\s+plus | article\s+(?:pr[ée]c[ée]dent|suivant)
    | (?:page\s+)?(?:pr[ée]c[ée]dente?|suivante?)
    | vous\s+[êe]tes\s+ici\s*:?.{0,60} | tous\s+droits\s+r[ée]serv[ée]s
    )[»«←→‹›\s.]*$"""
)
# A line of several words that only a machine says.
_LINE = re.compile(
    r"""(?xi)^(?:
    (?:ce\s+site|nous)\s+utilis(?:e|ons)\s+des\s+cookies\b.*
    | en\s+poursuivant\s+votre\s+navigation\b.*
    | (?:©|copyright)\s.{0,80}
    )$"""
)
# « Partager sur … | Imprimer | A+ | A- | A=Titre »: the bar of a page whose title was glued to it.
_GLUED_BAR = re.compile(r"^(?P<bar>(?:[^|\s][^|\n]{0,39}\|\s*){2,}A\s?[+=-])(?=[^\s|+=-])")
_NEW_WINDOW = re.compile(
    r"^(?P<label>.{1,70}?)\s+[-–—(]\s*(?:nouvelle\s+fenêtre|ouvre\s+dans\s+(?:une\s+)?nouvel.{0,20})\)?$", re.I
)


def is_furniture(line: str) -> bool:
    """True when the whole line is page furniture."""
    line = line.strip()
    if not line or len(line) > LINE_CHARACTERS:
        return False
    if _LINE.match(line) or _NEW_WINDOW.match(line):
        return True
    pieces = [piece for piece in _SEPARATORS.split(line) if piece.strip(" «»←→")]
    if not pieces:
        return any(mark in line for mark in "«»|←→›")
    known = sum(1 for piece in pieces if _PIECE.match(piece.strip()))
    return known == len(pieces) and (len(pieces) > 1 or _stands_alone(line))


def _stands_alone(line: str) -> bool:
    """True when a line of one piece cannot be a heading of the text: « Accessibilité » and « Rechercher » could be."""
    return not re.fullmatch(
        r"(?i)(?:accessibilit[ée]|rechercher|partager|suivre|x|menu|fermer|e-?mail|retrouver|retour)", line
    )


def unglued(line: str) -> str:
    """The line without the share bar that a title was glued to."""
    match = _GLUED_BAR.match(line.strip())
    if match and all(_PIECE.match(piece.strip()) for piece in match["bar"].split("|")):
        return line.strip()[match.end() :]
    return line


def without_furniture(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines with each piece of furniture blanked (so that line numbers stay), and the furniture."""
    labels = {match["label"].strip() for line in lines if (match := _NEW_WINDOW.match(line.strip()))}
    kept: list[str] = []
    gone: list[str] = []
    for line in lines:
        if is_furniture(line) or line.strip() in labels:
            gone.append(line.strip())
            kept.append("")
            continue
        rest = unglued(line)
        if rest is not line and len(rest) < len(line.strip()):
            gone.append(line.strip()[: len(line.strip()) - len(rest)])
        kept.append(rest)
    return kept, gone

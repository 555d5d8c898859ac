"""References from and to BibTeX and RIS: what goes out comes back, and a file that is none is refused by its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import ReferencesUnread
from kb.export.bibtex import bibtex_text, citation_keys
from kb.export.reference_files import MOST_BYTES, read_references
from kb.export.ris import ris_text
from kb.records.pieces import Reference
from tests.export.samples import HOSTILE, REFERENCES


def keyed(*references: Reference) -> list[tuple[str, Reference]]:
    return list(zip(citation_keys(references), references, strict=True))


def test_bibtex_comes_back_as_it_went() -> None:
    text = bibtex_text(keyed(*REFERENCES))
    assert read_references("a.bib", text.encode()).references == REFERENCES


def test_ris_comes_back_as_it_went() -> None:
    text = ris_text(keyed(*REFERENCES))
    assert read_references("a.ris", text.encode()).references == REFERENCES


words = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), max_size=40).map(
    lambda one: " ".join(one.split())
)


@given(title=words)
def test_any_title_comes_back_from_both(title: str) -> None:
    import unicodedata

    title = unicodedata.normalize("NFC", title) or "x"
    one = Reference(type="book", title=title, date="2020")
    assert read_references("a.ris", ris_text([("k", one)]).encode()).references == (one,)
    assert read_references("a.bib", bibtex_text([("k", one)]).encode()).references == (one,)


def test_hostile_words_are_words_in_both() -> None:
    one = Reference(type="article", authors=("Collectif, {and} co", "A and B"), title=HOSTILE, container="@book{x,")
    assert read_references("a.ris", ris_text([("k", one)]).encode()).references == (one,)
    assert read_references("a.bib", bibtex_text([("k", one)]).encode()).references == (one,)


def test_keys_are_plain_and_differ() -> None:
    two = Reference(authors=("Durand, Zoé",), date="2019-05")
    assert citation_keys((REFERENCES[0], two, two, Reference(title="漢"), Reference(title="Œuvre"))) == [
        *("durand2019", "durand2019b", "durand2019c", "ref", "oeuvre")
    ]


BIBTEX = r"""
% des commentaires
@string{canal = "Éditions du Canal"}
@Article{a, author = {L{\'e}ger, Paul and Jean-Luc {de La Rue} and {Collectif and co} and others},
  title = {La rue, la {Nuit} : 50 \% d'\'ecoute}, journal = {Revue}, year = 2019, month = mar, pages = {45--61},
  url = {https://x.fr/a_b?c=1&d=50%25}, doi = {https://doi.org/10.1000/182}, abstract = {Long.}}
@book{b, editor = "Martin, Zoé", title = "Squats", publisher = canal, address = {Paris}, year = {2008}}
"""


def test_bibtex_of_other_programs_is_read() -> None:
    read = read_references("mes références.bib", BIBTEX.encode())
    assert read.references == (
        Reference(
            type="article", authors=("Léger, Paul", "de La Rue, Jean-Luc", "Collectif and co"),
            title="La rue, la Nuit : 50 % d'écoute", container="Revue", date="2019-03", pages="45-61",
            url="https://x.fr/a_b?c=1&d=50%25", doi="10.1000/182",
        ),
        Reference(type="book", authors=("Martin, Zoé",), title="Squats", publisher="Éditions du Canal", place="Paris",
                  date="2008"),
    )  # fmt: skip
    assert read.notes == ("Référence 1 (a) : champs non repris : abstract.",)


RIS = """\ufeffTY  - JOUR
AU  - Durand, Anne
AU  - Léger, Paul
TI  - La rue,
la nuit
JO  - Revue
PY  - 2019/3//hiver
SP  - 45
EP  - 61
N2  - Un résumé
UR  - https://x.fr/a
UR  - https://x.fr/b
ER  -

2.
TY  - ZZZZ
T1  - Autre
ER  - \r
"""


def test_ris_of_other_programs_is_read() -> None:
    read = read_references("zotero.ris", RIS.encode())
    assert read.references == (
        Reference(type="article", authors=("Durand, Anne", "Léger, Paul"), title="La rue, la nuit", container="Revue",
                  date="2019-03", pages="45-61", url="https://x.fr/a"),
        Reference(title="Autre"),
    )  # fmt: skip
    assert read.notes == ("Référence 1 (La rue, la nuit) : champs non repris : N2.",)


def test_the_encoding_of_windows_is_read() -> None:
    assert read_references("a.txt", "TY  - BOOK\nTI  - Été\nER  - \n".encode("cp1252")).references[0].title == "Été"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.bib", "@book{a, title = {Fini}}\n@book{b, title = {Sans fin\n", "Ligne 2"),
        ("a.bib", "@book{a, title = {x}}\n\n@book{a, title = {y}}\n", "Ligne 3"),
        ("a.bib", "@book{a, title = {x}, title = {y}}", "Ligne 1"),
        ("a.bib", "bonjour", "aucune référence"),
        ("a.bib", "@book{a, title = {x}}\n@book{b, title = " + "{" * 5000 + "}" * 5000 + "}", "Ligne 2"),
        ("a.ris", "bonjour", "Ligne 1"),
        ("a.ris", "TY  - BOOK\nTI  - x\n", "pas finie"),
        ("a.ris", "TY  - BOOK\nTI  - x\nTY  - BOOK\nER  - \n", "Ligne 3"),
        ("a.ris", "TY  - BOOK\nER  - \nTI  - x\n", "Ligne 3"),
        ("a.ris", " \n", "vide"),
        ("a.ris", "x" * (MOST_BYTES + 1), "dépasse 1 Mo"),
    ],
)
def test_a_file_that_is_none_is_refused_by_its_line(name: str, text: str, said: str) -> None:
    with pytest.raises(ReferencesUnread, match=said) as refused:
        read_references(name, text.encode())
    assert "Rien n’a été ajouté" in str(refused.value)
    assert name in str(refused.value)


def test_too_many_references_are_refused() -> None:
    with pytest.raises(ReferencesUnread, match="2001 références"):
        read_references("a.ris", b"TY  - BOOK\nTI  - x\nER  - \n" * 2001)


def test_latex_reads_no_file() -> None:
    read = read_references("a.bib", rb"@book{a, title = {\input{/etc/passwd} x}}")
    assert "root" not in read.references[0].title


@pytest.mark.parametrize("title", ["\\begin{a}" * 150, "x{y}" * 1000])
def test_latex_that_is_too_much_is_kept_as_it_is_written(title: str) -> None:
    read = read_references("a.bib", b"@book{a, title = {" + title.encode() + b"}}")
    assert read.references[0].title == title

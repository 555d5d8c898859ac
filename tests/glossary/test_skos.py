"""Thesauri in SKOS: what is read, what is told, what survives a round trip."""

import os
import resource
from pathlib import Path

import pytest

from kb.glossary.concepts import Concept, Thesaurus, ThesaurusRefused, TradeSense
from kb.glossary.skos_check import SORTS
from kb.glossary.skos_process import read_apart
from kb.glossary.skos_read import read_thesaurus
from kb.glossary.skos_write import EXPORTS, skos_file

TRADES = {"police": "Police", "soin": "Soin", "ecole": "École"}
PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <http://exemple.org/> .
"""
SAMPLE = Thesaurus(
    "Lexique d’équipe",
    "",
    (
        Concept("http://exemple.org/rue", "travail de rue", definition="Être là où sont les gens."),
        Concept(
            "http://exemple.org/maraude",
            "maraude",
            definition="Passage à pied ou en camion,\nà heures connues.",
            source="Équipe de la Halle (exemple fictif)",
            notes=("Le mot a changé de sens.",),
            variants=("tournée de rue", "tournées"),
            acronyms=("TDR",),
            slang=("le tour",),
            senses=(
                TradeSense("police", "Va-et-vient suspect autour d’un lieu.", "Usage courant"),
                TradeSense("soin", "Visite d’une équipe mobile."),
                TradeSense("Bailleur social", "Ronde d’un gardien."),
            ),
            broader=("http://exemple.org/rue",),
            related=("http://exemple.org/camion",),
        ),
        Concept("http://exemple.org/camion", "camion d’accueil", related=("http://exemple.org/maraude",)),
    ),
)


def read(tmp_path: Path, text: str, name: str = "essai.ttl") -> Thesaurus:
    path = tmp_path / "file"
    path.write_text(text if name != "essai.ttl" else PREFIXES + text, encoding="utf-8")
    return read_thesaurus(path, name, TRADES)


def sorts(found: Thesaurus) -> dict[str, int]:
    return {one.sort: one.count for one in found.faults}


@pytest.mark.parametrize("form", EXPORTS)
def test_a_thesaurus_comes_back_as_it_was_with_the_meaning_of_each_trade(form: str) -> None:
    again = read_apart(skos_file(SAMPLE, form, TRADES), f"lexique.{form}", TRADES)
    assert again.concepts == SAMPLE.concepts
    assert again.name == SAMPLE.name
    assert again.faults == ()


def test_a_plain_reader_finds_acronyms_slang_and_meanings_too() -> None:
    said = skos_file(SAMPLE, "ttl", TRADES).decode()
    assert 'skos:altLabel "tournée de rue"@fr , "tournées"@fr , "TDR"@fr , "le tour"@fr' in said
    assert '"Police : Va-et-vient suspect autour d’un lieu."@fr' in said


def test_the_label_is_french_then_without_language_then_english(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'x:a a skos:Concept ; skos:prefLabel "street"@en , "rue"@fr-FR , "calle"@es .\n'
        'x:b a skos:Concept ; skos:prefLabel "ruelle" , "lane"@en .\n'
        'x:c a skos:Concept ; skos:prefLabel "Gasse"@de , "alley"@en .',
    )
    assert [one.label for one in found.concepts] == ["rue", "ruelle", "alley"]
    assert sorts(found) == {"language": 1}


def test_labels_that_lack_or_are_double_are_told_and_kept_as_variants(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'x:a a skos:Concept ; skos:prefLabel "zone"@fr , "abri"@fr ; skos:altLabel "abri"@fr .\n'
        "x:b a skos:Concept ; skos:broader x:a .\n"
        'x:c a skos:Concept ; skos:prefLabel "Abri"@fr .',
    )
    assert [(one.label, one.variants) for one in found.concepts] == [("abri", ("zone",)), ("Abri", ())]
    assert sorts(found) == {"label": 1, "double": 1, "same": 1, "homonym": 1}
    assert found.faults[0].message.startswith("1 concept a plusieurs libellés préférés")


def test_a_cycle_is_cut_once_and_told(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'x:a a skos:Concept ; skos:prefLabel "a"@fr ; skos:broader x:c .\n'
        'x:b a skos:Concept ; skos:prefLabel "b"@fr ; skos:broader x:a .\n'
        'x:c a skos:Concept ; skos:prefLabel "c"@fr ; skos:broader x:b .\n'
        'x:d a skos:Concept ; skos:prefLabel "d"@fr ; skos:broader x:d .',
    )
    assert sorts(found) == {"cycle": 2}
    assert [one.label for one in found.tops] == ["b", "d"]
    assert len(found.branch("http://exemple.org/b")) == 3


def test_a_long_chain_is_read_without_recursion(tmp_path: Path) -> None:
    lines = [f'x:n{n} a skos:Concept ; skos:prefLabel "n{n}"@fr ; skos:broader x:n{n + 1} .' for n in range(3_000)]
    found = read(tmp_path, "\n".join(lines) + '\nx:n3000 a skos:Concept ; skos:prefLabel "fin"@fr .')
    assert len(found.branch("http://exemple.org/n3000")) == 3_001


def test_a_link_to_nothing_is_left_out_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, 'x:a a skos:Concept ; skos:prefLabel "a"@fr ; skos:broader x:gone ; skos:related x:lost .')
    assert (found.concepts[0].broader, found.concepts[0].related) == ((), ())
    assert sorts(found) == {"dangling": 1}


def test_a_term_is_not_both_above_and_beside_another(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'x:a a skos:Concept ; skos:prefLabel "a"@fr .\n'
        'x:b a skos:Concept ; skos:prefLabel "b"@fr ; skos:broader x:a ; skos:related x:a .',
    )
    assert [one.related for one in found.concepts] == [(), ()]
    assert sorts(found) == {"both": 1}


def test_ties_told_from_one_end_hold_from_both(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'x:a a skos:Concept ; skos:prefLabel "a"@fr ; skos:narrower x:b ; skos:related x:c .\n'
        'x:b a skos:Concept ; skos:prefLabel "b"@fr .\nx:c a skos:Concept ; skos:prefLabel "c"@fr .',
    )
    ties = [
        (tuple(map(found.by_uri.__getitem__, one.broader)), tuple(map(found.by_uri.__getitem__, one.related)))
        for one in found.concepts
    ]
    a, b, c = found.concepts
    assert ties == [((), (c,)), ((a,), ()), ((), (a,))]
    assert found.narrower == {a.uri: (b.uri,)}


def test_labels_of_skos_xl_and_notes_in_nodes_are_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "x:a a skos:Concept ; skosxl:prefLabel x:l ; skosxl:altLabel x:m ; skos:definition x:d .\n"
        'x:l skosxl:literalForm "halte"@fr . x:m skosxl:literalForm "halte de nuit"@fr .\n'
        'x:d rdf:value "Lieu ouvert la nuit."@fr , "Open at night."@en .',
    )
    assert [(one.label, one.variants, one.definition) for one in found.concepts] == [
        ("halte", ("halte de nuit",), "Lieu ouvert la nuit.")
    ]


def test_a_trade_is_known_by_its_label_and_an_unknown_one_is_kept_by_name(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'x:a a skos:Concept ; skos:prefLabel "plan"@fr ;\n'
        '  skos:scopeNote [ rdf:value "Combine."@fr ; dct:audience "école" ] ,\n'
        '    [ rdf:value "Carte."@fr ; dct:audience x:m ] .\n'
        'x:m rdfs:label "Géomètre"@fr .',
    )
    assert found.concepts[0].senses == (TradeSense("ecole", "Combine."), TradeSense("Géomètre", "Carte."))


def test_bad_dates_and_groups_are_told(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'x:a a skos:Concept ; skos:prefLabel "a"@fr ; dct:modified "2024-02-30"^^xsd:date , "hier"^^xsd:dateTime ,'
        ' "2024-02-29"^^xsd:date .\nx:g a skos:Collection ; skos:prefLabel "Famille"@fr ; skos:member x:a .',
    )
    assert sorts(found) == {"date": 2, "collection": 1}
    assert "« 2024-02-30 », « hier »" in found.faults[0].message


def test_what_hides_or_turns_words_is_taken_out(tmp_path: Path) -> None:
    found = read(tmp_path, 'x:a a skos:Concept ; skos:prefLabel "ca\\u202Emion\\n"@fr ; skos:altLabel "a\\u200Bb"@fr .')
    assert (found.concepts[0].label, found.concepts[0].variants) == ("camion", ("ab",))


REFUSED = {
    "bombe.rdf": (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        "<!DOCTYPE, qui n’est jamais lue",
    ),
    "loin.jsonld": ('{"@context": "http://exemple.org/c", "@id": "x:a"}', "une adresse, qui n’est jamais ouverte"),
    "fichier.jsonld": ('{"@context": ["file:///etc/hostname"], "@id": "x:a"}', "une adresse, qui n’est jamais ouverte"),
    "abime.ttl": ("@prefix skos: <http://x/> .\nskos:a skos:b", "abime.ttl, ligne 2"),
    "vide.ttl": ("", "aucun concept SKOS"),
    "tableau.csv": ("terme;définition", "un thésaurus se lit en Turtle"),
    "profond.jsonld": ('{"@id":"x:a","x:b":' + "[" * 200_000, "profond.jsonld"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_in_french(name: str) -> None:
    text, told = REFUSED[name]
    with pytest.raises(ThesaurusRefused) as refused:
        read_apart(text.encode(), name, TRADES)
    assert told in str(refused.value)
    assert name in str(refused.value)


def test_a_doctype_in_two_byte_letters_is_refused_too() -> None:
    with pytest.raises(ThesaurusRefused, match="DOCTYPE"):
        read_apart(REFUSED["bombe.rdf"][0].encode("utf-16"), "bombe.rdf", TRADES)


def test_a_branch_is_a_thesaurus_of_its_own() -> None:
    part = SAMPLE.part(["http://exemple.org/rue"])
    assert [one.label for one in part.concepts] == ["travail de rue", "maraude"]
    assert part.concepts[1].related == ()
    assert SAMPLE.branch("http://exemple.org/inconnu") == frozenset()


BENCH = Path(os.environ.get("KB_BENCH_DATA", "/nowhere")) / "outside"


@pytest.mark.skipif(not BENCH.is_dir(), reason="outside data not there")
def test_a_real_thesaurus_of_4414_concepts_is_read_within_ten_seconds() -> None:
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    found = read_apart((BENCH / "unesco-thesaurus.ttl").read_bytes(), "unesco-thesaurus.ttl", TRADES)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - started < 10
    assert (len(found.concepts), len(found.tops)) == (4_414, 584)
    assert sorts(found) == {"collection": 95}
    again = read_apart(skos_file(found, "ttl", TRADES), "again.ttl", TRADES)
    assert again.concepts == found.concepts


@pytest.mark.skipif(not BENCH.is_dir(), reason="outside data not there")
def test_each_file_of_a_hostile_set_is_read_or_refused_with_a_reason() -> None:
    told = {}
    for path in sorted((BENCH / "skos-hostile").glob("*.ttl")):
        try:
            told[path.name] = sorts(read_thesaurus(path, path.name, TRADES))
        except Exception as error:  # noqa: BLE001  (each must be a refusal)
            told[path.name] = {type(error).__name__: 1}
    assert told["cycle.ttl"] == {"language": 4, "cycle": 2}
    assert told["dup.ttl"]["homonym"] == 2
    assert told["date.ttl"]["date"] == 1
    assert told["test-hierarchy.ttl"]["label"] == 2
    assert {name for name, found in told.items() if "ThesaurusRefused" in found} == {
        *("default_graph.ttl", "myns-ontology.ttl", "test-marc.ttl")
    }
    assert not any(set(found) - {*SORTS, "date", "collection", "ThesaurusRefused"} for found in told.values())

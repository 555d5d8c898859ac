"""The names of RDF that a thesaurus is written in, and those of our own that SKOS has no word for."""

from typing import Final

SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SKOSXL: Final = "http://www.w3.org/2008/05/skos-xl#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
DCT: Final = "http://purl.org/dc/terms/"
DC: Final = "http://purl.org/dc/elements/1.1/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
# Ours. A plain reader of SKOS finds acronyms and slang among the alternative labels too, and loses only which is which.
OWN: Final = "urn:x-recits-partages:"
ACRONYM: Final = f"{OWN}sigle"
SLANG: Final = f"{OWN}argot"
TERM: Final = f"{OWN}terme:"
TRADE: Final = f"{OWN}metier:"
SCHEME: Final = f"{OWN}glossaire"

PREFIXES: Final = {"skos": SKOS, "rdf": RDF, "rdfs": RDFS, "dct": DCT, "rp": OWN}

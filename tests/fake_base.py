"""A base with the methods of `kb.base.KnowledgeBase` and a handful of invented records, for tests of the pages."""

import functools
import io
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self, cast

from PIL import Image, ImageDraw

from ingest.document import Block, Document, Note, Page
from ingest.pdf.rectangles import Rect
from kb.base import BaseStatus, LinkView, RecordView
from kb.building.build import SourceNote
from kb.directory.asking import ServiceQuery
from kb.directory.finding import ServicesFound
from kb.home import Home
from kb.index.schema import open_index
from kb.indexing import FileBaseIndex
from kb.nouns.accounts import AccountsNoun
from kb.nouns.administration import AdministrationNoun
from kb.nouns.needs import NeedsNoun
from kb.nouns.news import NewsNoun
from kb.nouns.packs import PacksNoun
from kb.nouns.people import PeopleNoun
from kb.nouns.reviewing import ReviewingNoun
from kb.nouns.services import ServicesNoun
from kb.nouns.watch import WatchNoun
from kb.nouns.workshops import WorkshopsNoun
from kb.nouns.writing import WritingNoun
from kb.readers import Person, Reader
from kb.records.canonical import TextBuilder
from kb.records.moved_words import find_again
from kb.records.positions import Position
from kb.records.service_facts import ServiceFacts
from kb.records.summary import RecordSummary
from kb.related.align import Column, Comparison, compare
from kb.related.associate import AssociatedPassage
from kb.related.select import Lack, ProposedRecord, Selection
from kb.related.service import Stop
from kb.resources import Resources
from kb.search.engine import paged
from kb.search.result import Facet, FacetValue, Hit, HitPassage, Quote, SearchPage
from kb.store.files.working_folders import WORKING
from kb.store.records.register import RevisionNote
from kb.vocabulary.mentions import Glossary
from kb.vocabulary.vocabulary import Term, Vocabulary, load_vocabulary
from tests.fake_encoder import FakeEncoder

LABELS = {
    "outcomes": {"success": "Réussite", "mixed": "Mitigé", "failure": "Échec", "ongoing": "En cours"},
    "experience_types": {"intervention": "Intervention", "practice": "Récit de pratique",
                         "experimentation": "Expérimentation"},
    "document_types": {"restitution": "Restitution d’ateliers"},
    "themes": {"sortie-de-soin": "Sortie de soin et rechute", "hebergement": "Hébergement"},
    "publics": {"jeunes-majeurs": "Jeunes majeurs", "personnes-sans-abri": "Personnes sans abri"},
    "trades": {"education-specialisee": "Éducation spécialisée", "soin": "Soin"},
    "substances": {"crack": "Crack"},
    "support_levels": {"corroborated": "Récit recoupé"},
    "collection_modes": {"interview": "Entretien"},
    "strategies": {"partenariat": "Partenariat"},
}  # fmt: skip
TERRITORIES = {"75118": "Paris 18e", "75119": "Paris 19e", "93": "Seine-Saint-Denis", "93066": "Saint-Denis"}


def _story(summary: str, parts: Sequence[tuple[str, Sequence[str | tuple[str, str]]]]) -> Document:
    builder = TextBuilder()
    builder.add(summary)
    for title, paragraphs in parts:
        builder.heading(title, 2)
        for one in paragraphs:
            if isinstance(one, tuple):
                builder.heading(one[0], 3)
                builder.add(one[1])
            else:
                builder.add(one, "quote" if title == "Paroles" else "paragraph")
    return builder.build()


def _paged(pages: Sequence[Sequence[str]]) -> Document:
    text, blocks = "", []
    for number, paragraphs in enumerate(pages, 1):
        for index, one in enumerate(paragraphs):
            text += "\n\n" if text else ""
            kind = "heading" if index == 0 else "paragraph"
            section = () if index == 0 else (paragraphs[0],)
            blocks.append(Block(len(text), len(text) + len(one), kind, 2 if index == 0 else 0, number, section))  # type: ignore[arg-type]
            text += one
    return Document(text, tuple(blocks), tuple(Page(n, "native") for n in range(1, len(pages) + 1)))


def _records() -> dict[str, tuple[RecordSummary, Document]]:
    hotel = RecordSummary(
        "EXP-2024-031", "experience", "Trois semaines d’hôtel après la cure, puis plus rien",
        "Un homme sort de cure vers un hôtel payé trois semaines. Personne n’est chargé de la suite.",
        organisation="CSAPA Le Palier", territories=("75118",), date="2024-11-04", period="mars à octobre 2024",
        year=2024, themes=("sortie-de-soin", "hebergement"), publics=("jeunes-majeurs", "personnes-sans-abri"),
        substances=("crack",), trades=("soin",), outcome="failure", subtype="intervention", fictional=True,
        what_failed="L’hébergement finissait avant le premier rendez-vous de suivi, et aucune des deux équipes ne se "
        "savait chargée de la suite.", published="2026-11-22",
    )  # fmt: skip
    hotel_text = _story(hotel.summary, [
        ("Contexte", ["L’équipe l’accompagnait depuis deux ans. La place en cure est arrivée vite, la sortie aussi."]),
        ("Déroulement", [
            ("Le vendredi", "Il est sorti de cure un vendredi. Le lundi, l’hôtel était payé, mais personne n’était "
             "passé. Le jeudi, un collègue l’a croisé dans la rue, à cinquante mètres de l’endroit d’où il venait."),
            ("Trois semaines plus tard", "La chambre a été rendue. Il a dormi deux nuits devant le CSAPA.")]),
        ("Ce qui n’a pas marché, et pourquoi", [hotel.what_failed,
            "Nous avions tout prévu pour l’entrée en soin. Pour la sortie, nous avions un numéro d’hôtel."]),
        ("Questions ouvertes", ["Qui appelle le premier dimanche ?"]),
    ])  # fmt: skip
    key = RecordSummary(
        "EXP-2025-008", "experience", "La clé chez le gardien",
        "Un jeune homme rentre de cure dans l’immeuble qu’il avait quitté de nuit. L’équipe prépare son premier soir "
        "avec ceux qu’il y croisera.", organisation="Association Rive Nord", territories=("93",), date="2025-05-12",
        period="automne 2024", year=2025, themes=("sortie-de-soin",), publics=("jeunes-majeurs",),
        trades=("education-specialisee",), outcome="success", subtype="practice", fictional=True,
        what_failed="Le bailleur n’a jamais répondu à notre courrier.", revision=3, published="2026-11-12",
    )  # fmt: skip
    key_text = _story(key.summary, [
        ("Contexte", ["Il avait vingt ans passés. Un premier départ s’était défait en trois jours : il avait trouvé "
                      "porte close et il était redescendu galérer avec les autres."]),
        ("Déroulement", [
            ("Dix jours avant", "Nous avons cessé de préparer sa sortie avec lui seul. Nous l’avons préparée avec ceux "
             "qu’il allait croiser le premier soir : la tante, le voisin du dessous et le gardien, qui a proposé de "
             "garder la clé."),
            ("Le jour même", "La première chose qu’il a faite en rentrant, c’est demander sa clé. L’infirmière du "
             "CSAPA l’a appelé le dimanche, comme convenu.")]),
        ("Résultats observés", ["Quatre mois plus tard, il n’est pas reparti."]),
        ("Ce qui n’a pas marché, et pourquoi", [key.what_failed]),
        ("Paroles", ["« On m’a pas demandé si j’avais rechuté. On m’a demandé si j’avais dîné. »"]),
    ])  # fmt: skip
    shower = RecordSummary(
        "EXP-2022-017", "experience", "Un camion-douche devant la gare, deux matins par semaine",
        "Deux matins par semaine, un camion-douche se gare devant la gare.", organisation="Collectif Point d’eau",
        territories=("93066",), date="2022-03-01", year=2022, themes=("hebergement",),
        publics=("personnes-sans-abri",), outcome="mixed", subtype="experimentation", fictional=True,
        published="2026-10-02",
    )  # fmt: skip
    shower_text = _story(
        shower.summary, [("Contexte", ["La rue ne laisse pas de matin. Un jeune est venu chaque jour."])]
    )
    report = RecordSummary(
        "DOC-2019-004", "document", "Restitution des ateliers « Après la cure »",
        "Quatre ateliers sur le retour après une cure.", organisation="Passerelles du Canal",
        territories=("75119", "75118"), date="2019-06", year=2019, themes=("sortie-de-soin",), subtype="restitution",
        fictional=True, source="documents/apres-la-cure.pdf", source_type="pdf", pages=3, published="2026-11-20",
    )  # fmt: skip
    report_text = _paged([
        ["1. Pourquoi ces ateliers", "Quatre équipes ont apporté chacune un récit de sortie."],
        ["3.1 Une date connue, un relais absent", "Dans les quatre récits, la date de sortie de cure est connue au "
         "moins dix jours à l’avance. Dans aucun, l’équipe de rue n’en est avertie.",
         "Les participants situent le risque dans les trois premiers jours, et non à la fin du premier mois. C’est le "
         "retour dans le même quartier, sans clé et sans rendez-vous, qui défait le travail de plusieurs semaines."],
        ["4. Pistes de travail", "Un logement de trente jours, attribué avant l’entrée en cure."],
    ])  # fmt: skip
    copy = replace(report, id="DOC-2019-005", source="documents/copie-apres-la-cure.pdf", title=report.title)
    pairs = [(hotel, hotel_text), (report, report_text), (key, key_text), (shower, shower_text), (copy, report_text)]
    return {one.id: (one, text) for one, text in pairs}


TERMS = (
    Term(
        "galerer",
        "galérer",
        "Passer ses journées dehors, sans but ni ressources.",
        ("galère",),
        senses={"Éducation spécialisée": "un mot de l’ennui", "Police": "souvent confondu avec le guet"},
    ),
    Term("csapa", "CSAPA", "Centre de soins, d’accompagnement et de prévention en addictologie."),
    Term("cure", "cure", "Séjour de soin d’une à plusieurs semaines.", ("postcure",), related=("csapa",)),
)

NOUNS = {
    "accounts": AccountsNoun,
    "administration": AdministrationNoun,
    "needs": NeedsNoun,
    "news": NewsNoun,
    "packs": PacksNoun,
    "people": PeopleNoun,
    "reviewing": ReviewingNoun,
    "services": ServicesNoun,
    "watch": WatchNoun,
    "workshops": WorkshopsNoun,
    "writing": WritingNoun,
}


@dataclass
class FakeBase:
    """Finds records by the words that they share with the question."""

    folder: Path | None = None
    visitors: bool = True
    answers: list[tuple[str, bool]] = field(default_factory=list)

    @functools.cached_property
    def home(self) -> Home:
        """A folder with the index of a base that nobody wrote in; it goes with this process."""
        self._folder = tempfile.TemporaryDirectory(prefix=WORKING)
        root = Path(self._folder.name)
        (root / "index").mkdir()
        open_index(root / "index", create=True).close()
        return Home(root, root)

    @functools.cached_property
    def index(self) -> FileBaseIndex:
        """The index of that folder."""
        return FileBaseIndex(self.home, cast(Any, self), Resources(lambda _: FakeEncoder()), load_vocabulary())

    def visibility_since(self, sequence: int) -> tuple[()]:
        """Nothing changes here."""
        return ()

    @property
    def related(self) -> "FakeBase":
        """Itself: it chooses, compares and associates."""
        return self

    directory = language = related

    def __getattr__(self, name: str) -> object:
        if name in NOUNS:
            return NOUNS[name](self)  # type: ignore[abstract,arg-type]
        raise AttributeError(name)

    @property
    def register(self) -> "FakeBase":
        return self

    @property
    def wiki(self) -> "FakeBase":
        return self

    @property
    def database(self) -> sqlite3.Connection:
        """A base in which nobody set, or tied, anything."""
        found = sqlite3.connect(":memory:")
        found.execute("CREATE TABLE settings (name TEXT, value TEXT)")
        found.execute("CREATE TABLE records (id TEXT, diffusion TEXT, published_revision INTEGER)")
        found.execute("CREATE TABLE links (source TEXT, target TEXT, type TEXT)")
        return found

    def forget_erased(self) -> bool:
        """Nothing is erased here."""
        return True

    def discussion(self, record_id: str, person: object) -> tuple[()]:
        """Nobody said anything."""
        return ()

    def tell_answers(self) -> int:
        """Nobody keeps a search."""
        return 0

    def follow_ups(self, record_id: str, person: object) -> tuple[()]:
        """Nobody took anything up."""
        return ()

    def attachments(self, record_id: str, person: object) -> tuple[()]:
        """Nothing is attached."""
        return ()

    def person(self, token: str) -> None:
        """Nobody is signed in."""

    def words_today(self, position: Position, *, reader: Reader) -> tuple[int, int] | None:
        """The older version is the same text after a sentence that was since taken out."""
        text = _records()[position.record][1].text
        return find_again(f"Une phrase retirée. {text}"[position.start : position.end], text, position.start)

    def close(self) -> None:
        """Nothing: it is in memory."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def page(
        self,
        question: str,
        where: Mapping[str, Sequence[str]],
        *,
        limit: int = 10,
        reader: Reader,
        log: bool = False,
        number: int = 1,
        by_date: bool = False,
        literal: bool = False,
    ) -> SearchPage:
        kept = {one.id for one in self.summaries(where, reader=reader)}
        found = [hit for hit in self._hits(question) if hit.record.id in kept]
        near = sum(not hit.weak for hit in found)
        pages = paged(near, len(found) - near, limit)
        first, last = pages[min(number, len(pages)) - 1]
        hits = [replace(hit, rank=rank) for rank, hit in enumerate(found[first:last], first + 1)]
        quotes = [
            Quote(hit.passage.text, hit.record, hit.passage.page, hit.passage.section, hit.passage.start,
                  hit.passage.end, hit.score, hit.url)
            for hit in hits if question and not hit.weak and hit.duplicate_of is None
        ][:3]  # fmt: skip
        return SearchPage(
            question, {k: tuple(v) for k, v in where.items()}, tuple(hits), len(found), near, not near, tuple(quotes),
            self.facets(where, reader=reader), ("sevrage", "postcure") if "cure" in question else (),
            number=min(number, len(pages)), pages=len(pages),
        )  # fmt: skip

    def _hits(self, question: str) -> list[Hit]:
        words = set(re.findall(r"\w{4,}", question.lower()))
        hits = []
        for summary, document in _records().values():
            passages = []
            for block in document.blocks:
                text = document.text[block.start : block.end]
                marks = tuple(m.span() for m in re.finditer(r"\w+", text) if m.group().lower() in words)
                if block.kind != "heading" and (marks or not question):
                    score = float(len(marks))
                    passages.append(
                        HitPassage(text, block.page, block.section, block.start, block.end, 0, score, marks)
                    )
            passages.sort(key=lambda one: -one.score)
            if passages:
                best = passages[0]
                terms = tuple(dict.fromkeys(best.text[a:b].lower() for a, b in best.marks))
                weak = bool(question) and len(terms) < 2 and summary.id == "EXP-2022-017"
                hits.append(Hit(
                    0, summary, best.score, weak, tuple(passages[:5]), 1, 1, terms, "far" if weak else "near",
                    f"/lire?id={summary.id}&rev={summary.revision}",
                    "DOC-2019-004" if summary.id == "DOC-2019-005" else None,
                ))  # fmt: skip
        return sorted(hits, key=lambda hit: (hit.weak, -hit.score, hit.record.id))

    def suggestions(self) -> tuple[str, ...]:
        return ("que faire quand un jeune sort de cure", "ça deal devant le collège", "que faire d’un squat")

    def summaries(self, where: Mapping[str, Sequence[str]], *, reader: Reader) -> tuple[RecordSummary, ...]:
        def fits(one: RecordSummary) -> bool:
            own = {
                "outcome": (one.outcome,), "kind": (one.kind,), "theme": one.themes, "territory": one.territories,
                "public": one.publics, "substance": one.substances, "trade": one.trades, "year": (str(one.year),),
            }  # fmt: skip
            return all(set(own.get(key, ())) & set(values) for key, values in where.items())

        return tuple(one for one, _ in _records().values() if fits(one))

    def facets(self, where: Mapping[str, Sequence[str]], *, reader: Reader) -> tuple[Facet, ...]:
        records = self.summaries(where, reader=reader)
        out = []
        for key, label, own in (
            ("outcome", "Issue", lambda one: (one.outcome,)),
            ("kind", "Nature", lambda one: (one.kind,)),
            ("theme", "Thème", lambda one: one.themes),
            ("territory", "Territoire", lambda one: one.territories),
            ("public", "Public", lambda one: one.publics),
        ):
            counts = Counter(code for one in records for code in own(one) if code)
            values = tuple(
                FacetValue(code, self._name(key, code), number, code in where.get(key, ()))
                for code, number in counts.most_common()
            )
            out.append(Facet(key, label, values))
        return tuple(out)

    def _name(self, key: str, code: str) -> str:
        if key == "territory":
            return self.territory_name(code)
        if key == "kind":
            return {"experience": "Expérience", "document": "Document"}[code]
        return self.label(key + "s", code)

    def record(self, record_id: str, *, reader: Reader) -> RecordView | None:
        found = _records().get(record_id)
        if not found:
            return None
        other = _records()["EXP-2022-017"][0]
        return RecordView(
            found[0], found[1], {"partners": ("CSAPA", "bailleur social"), "contact_role": "Éducatrice"},
            (LinkView("contredit", other),), (RevisionNote(1, "", "2025-05-12", "Première version"),), (),
        )  # fmt: skip

    def neighbours(self, record_id: str, *, limit: int = 5, reader: Reader) -> tuple[RecordSummary, ...]:
        return tuple(one for one, _ in _records().values() if one.id != record_id)[:2]

    def compare(self, record_ids: Sequence[str], *, reader: Reader) -> Comparison:
        found = [_records()[one] for one in dict.fromkeys(record_ids) if one in _records()]
        columns = [
            Column(one, text, {
                "themes": one.themes, "publics": one.publics, "territories": one.territories, "trades": one.trades,
                "strategies": ("partenariat",), "outcome": (one.outcome,) if one.outcome else (),
            }) for one, text in found
        ]  # fmt: skip
        return compare(columns, FakeEncoder(), [one for one in record_ids if one not in _records()])

    def stops(self, trail: Sequence[Position], *, reader: Reader) -> tuple[Stop, ...]:
        return tuple(
            Stop(one, record, HitPassage(text.text[one.start : one.end], None, (), one.start, one.end))
            if (record := _records().get(one.record, (None, None))[0]) and (text := _records()[one.record][1])
            else Stop(one)
            for one in trail
        )

    def associate(self, trail: Sequence[Position], *, count: int = 3, reader: Reader) -> tuple[AssociatedPassage, ...]:
        """One that differs, one that is alike, one that is too far: what the page has to say of each."""
        met = {one.record for one in trail}
        left = [(one, text) for one, text in _records().values() if one.id not in met][:count]
        out = []
        for (record, text), reason in zip(left, ("", "alike", "outside"), strict=False):
            block = next(b for b in text.blocks if b.kind != "heading")
            passage = HitPassage(text.text[block.start : block.end], block.page, block.section, block.start, block.end,
                                 sentence=(0, 20))  # fmt: skip
            at = Position(record.id, record.revision, block.start, block.end)
            states = (("territory", "other"), ("public", "same"), ("trade", "unknown"), ("outcome", "other"))
            differs = () if reason else ("territory", "outcome")
            out.append(AssociatedPassage(record, passage, at, differs, states, 90.0, reason))
        return tuple(out)

    def choose(self, title: str, intent: str = "", *, balance: float = 0.4, reader: Reader) -> Selection:
        hits = self._hits(f"{title} {intent}")
        brings = (("outcome", "failure"), ("territory", "75118"), ("form", "experience:intervention"))
        return Selection(
            tuple(ProposedRecord(hit, brings) for hit in hits), balance, 1,
            {"outcome": {"failure": 2}, "trade": {"soin": 1}},
            (
                Lack("outcome", "none", "success", hits[0].record), Lack("trade", "none", "ecole"),
                Lack("territory", "single", "75118"), Lack("form", "single", "experience:practice"),
            ) if hits else (),
        )  # fmt: skip

    def passage_places(
        self, record_id: str, start: int, end: int, *, reader: Reader
    ) -> tuple[int | None, tuple[Rect, ...]]:
        for block in _records()[record_id][1].blocks:
            if block.start <= start < block.end and block.page:
                return block.page, tuple(Rect(0.1, 0.3 + i * 0.03, 0.8, 0.325 + i * 0.03) for i in range(3))
        return None, ()

    def page_image(self, record_id: str, page: int, *, reader: Reader, width: int = 1000) -> bytes:
        if record_id not in {"DOC-2019-004", "DOC-2019-005"} or not 1 <= page <= 3:
            return b""
        picture = Image.new("RGB", (800, 1130), "white")
        draw = ImageDraw.Draw(picture)
        for line in range(30):
            draw.rectangle((80, 90 + line * 33, 80 + 560 - (line % 7) * 30, 100 + line * 33), fill="#999")
        out = io.BytesIO()
        picture.save(out, "JPEG")
        return out.getvalue()

    def source_file(self, record_id: str, *, reader: Reader) -> Path | None:
        return self.folder / "apres.pdf" if self.folder and record_id == "DOC-2019-004" else None

    def status(self) -> BaseStatus:
        notes = (SourceNote("documents/plan.pdf", Note("Aucun texte sur cette page (numérisée ?).", 3)),)
        return BaseStatus(5, 14, {"experience": 3, "document": 2}, notes, "multilingual-e5-small (int8)",
                          "2026-11-23T05:40:00", False, True, 0)  # fmt: skip

    def times_taken_up(self, record_ids: Sequence[str], *, reader: Reader) -> Mapping[str, int]:
        """One story was taken up three times."""
        return {"EXP-2024-031": 3}

    @property
    def vocabulary(self) -> Vocabulary:
        return load_vocabulary()

    def services_for(self, question: str, **how: Any) -> ServicesFound:
        """No service is known here."""
        return ServicesFound(ServiceQuery(question), (), read=ServiceQuery(question))

    def services(self, **how: Any) -> tuple[ServiceFacts, ...]:
        return ()

    def feedback(self, question: str, helped: bool) -> None:
        self.answers.append((question, helped))

    def terms(self, *, reader: Reader) -> tuple[Term, ...]:
        return TERMS

    @property
    def glossary(self) -> Glossary:
        return Glossary(TERMS)

    def trade(self, person: Person | None) -> str:
        return ""

    def label(self, list_name: str, code: str) -> str:
        return LABELS.get(list_name, {}).get(code, code)

    def territory_name(self, code: str) -> str:
        return TERRITORIES.get(code, code)

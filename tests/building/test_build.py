"""Building: what is read again, what becomes of a file that moves, goes, returns, or cannot be read."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.document import Cause, Note, Reading
from kb.base import OPERATOR, KnowledgeBase
from kb.building.build import BuildReport, read_sources
from kb.building.source_reader import IngestReader, source_reader
from kb.errors import KbError
from kb.store.records.sources import all_sources
from tests.conftest import Opener
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import story, write, write_small_corpus


@pytest.fixture
def files_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that a reader opened, in order."""
    names: list[str] = []
    read: Callable[[IngestReader, Path], Reading] = IngestReader.read

    def counting(self: IngestReader, path: Path) -> Reading:
        names.append(path.name)
        return read(self, path)

    monkeypatch.setattr(IngestReader, "read", counting)
    return names


def answers(base: KnowledgeBase, question: str) -> list[tuple[str, list[str]]]:
    """Records found, each with the text of its passages."""
    return [(hit.record.id, [p.text for p in hit.passages]) for hit in base.search(question, limit=50)]


def messages(base: KnowledgeBase, name: str) -> str:
    """What the notes on a file say."""
    return "\n".join(n.message for n in all_sources(base.register)[f"corpus/{name}"].notes)


def found(base: KnowledgeBase) -> set[str]:
    """Identifiers of every record of the listing."""
    return {one.id for one in base.summaries(reader=OPERATOR)}


QUESTIONS = ("rencontrer des jeunes filles la nuit", "mediateurs dans le hall", "seringues", "un relogement du squat")


def test_a_first_build_reads_every_file_and_tells_what_it_holds(home: Path, open_base: Opener) -> None:
    write_small_corpus(home)
    report = open_base().build()
    assert (report.read, report.unchanged, report.removed, report.records) == (6, 0, 0, 6)
    assert report.total == report.passages > 0


def test_an_unchanged_corpus_reads_no_file(base: KnowledgeBase, files_read: list[str], encoder: FakeEncoder) -> None:
    encoder.encoded.clear()
    report = base.build()
    assert files_read == []
    assert encoder.encoded == []
    assert (report.read, report.unchanged, report.records, report.passages) == (0, 6, 6, 0)


def test_a_touched_file_with_the_same_bytes_gives_no_revision(
    base: KnowledgeBase, home: Path, files_read: list[str]
) -> None:
    os.utime(home / "corpus" / "laverie.md", ns=(1, 1))
    assert base.build().read == 0
    assert files_read == []
    assert len(base.register.history("EXP-2023-001")) == 1
    base.build()
    assert all_sources(base.register)["corpus/laverie.md"].mtime_ns == 1


def test_verify_finds_a_change_that_left_size_and_date_as_they_were(home: Path, open_base: Opener) -> None:
    path = write(home, "note.md", "# Note\n\nUn lapin au bord du canal.\n")
    base = open_base()
    base.build()
    stamp = path.stat().st_mtime_ns
    path.write_text(path.read_text(encoding="utf-8").replace("lapin", "merle"), encoding="utf-8")
    os.utime(path, ns=(stamp, stamp))
    assert base.build().read == 0
    assert base.build(verify=True).read == 1
    assert base.search("merle", mode="lexical")


def test_a_changed_file_makes_a_new_revision_and_only_it_is_encoded(
    base: KnowledgeBase, home: Path, encoder: FakeEncoder
) -> None:
    path = home / "corpus" / "canal.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nUne péniche accueille les familles.\n", encoding="utf-8")
    encoder.encoded.clear()
    report = base.build()
    assert report.read == 1
    assert encoder.encoded
    assert all("péniche" in text or "canal" in text for text in encoder.encoded)
    assert [note.number for note in base.register.history("EXP-2021-001")] == [2, 1]
    assert base.search("péniche", mode="lexical")[0].record.id == "EXP-2021-001"
    assert base.search("péniche", mode="lexical")[0].record.revision == 2


def test_rebuilding_from_scratch_gives_what_updating_gave(
    base: KnowledgeBase, home: Path, open_base: Opener, tmp_path: Path
) -> None:
    (home / "corpus" / "hall.md").unlink()
    write(home, "pont.md", "# Sous le pont\n\nLes médiateurs y rencontrent des familles la nuit.\n", id="DOC-2020-009")
    path = home / "corpus" / "guides" / "accueil.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Seringues", "Aiguilles"), encoding="utf-8")
    base.build()
    other = tmp_path / "other"
    for source in (home / "corpus").rglob("*.md"):
        target = other / source.relative_to(home)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    scratch = open_base(other)
    scratch.build()
    reopened = open_base()
    for question in QUESTIONS:
        assert answers(base, question) == answers(scratch, question) == answers(reopened, question)
    assert found(base) == found(scratch)


def test_a_few_dead_passages_weigh_nothing_in_the_ranking(home: Path, open_base: Opener, tmp_path: Path) -> None:
    words = ("laverie", "hall", "canal", "squat", "médiateur", "crack", "hôtel", "parents", "nuit", "police")
    for number in range(40):
        said = " ".join(words[(number * step + step) % 10] for step in range(1, 8))
        write(home, f"{number:02d}.md", f"# Texte {number}\n\nOn y parle de {said}.\n", id=f"DOC-2020-{number:03d}")
    base = open_base()
    base.build()
    for number in (3, 17, 29):
        write(home, f"{number:02d}.md", "# Autre\n\nLe squat du canal, la nuit.\n", id=f"DOC-2020-{number:03d}")
    (home / "corpus" / "05.md").unlink()
    base.build()
    shutil.copytree(
        home / "corpus", tmp_path / "other" / "corpus", ignore=shutil.ignore_patterns("register*", "private*")
    )
    scratch = open_base(tmp_path / "other")
    scratch.build()
    for question in (*words, "le squat du canal la nuit", "parents et police", "un hôtel pour les parents"):
        for mode in ("lexical", "fused"):
            one, other = (
                {hit.record.id: hit.score for hit in b.search(question, limit=50, mode=mode)} for b in (base, scratch)
            )
            assert one == pytest.approx(other, abs=1e-5)  # sums of floats depend on where rows stand


def test_a_deleted_index_is_built_again_without_reading_a_file(
    base: KnowledgeBase, home: Path, open_base: Opener, files_read: list[str]
) -> None:
    before = [answers(base, question) for question in QUESTIONS]
    base.close()
    for path in sorted((home / "index").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    again = open_base()
    again.build()
    assert files_read == []
    assert [answers(again, question) for question in QUESTIONS] == before


def test_a_renamed_file_keeps_its_record_and_the_hits_name_its_new_path(home: Path, open_base: Opener) -> None:
    path = write(home, "avant.md", "# Une méthode\n\nRéunir les habitants autour d’une table.\n")
    base = open_base()
    base.build()
    (record,) = base.summaries(reader=OPERATOR)
    (home / "corpus" / "dossier").mkdir()
    path.rename(home / "corpus" / "dossier" / "apres.md")
    base.build()
    (renamed,) = base.summaries(reader=OPERATOR)
    assert renamed.id == record.id
    assert renamed.source == "corpus/dossier/apres.md"
    assert base.source_file(record.id, reader=OPERATOR) == home / "corpus" / "dossier" / "apres.md"
    assert list(all_sources(base.register)) == ["corpus/dossier/apres.md"]


def test_a_file_renamed_and_edited_keeps_the_record_of_its_identifier(base: KnowledgeBase, home: Path) -> None:
    path = home / "corpus" / "hall.md"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    (home / "corpus" / "entree.md").write_text(text + "\nPuis plus personne.\n", encoding="utf-8")
    base.build()
    assert "EXP-2019-001" in found(base)
    assert base.source_file("EXP-2019-001", reader=OPERATOR) == home / "corpus" / "entree.md"
    base.build()
    assert "EXP-2019-001" in found(base)


def test_two_files_with_the_same_bytes_keep_their_two_records_when_their_folder_is_renamed(
    home: Path, open_base: Opener
) -> None:
    for name in ("a.md", "b.md"):
        write(home, f"avant/{name}", "# Un texte\n\nLe même, deux fois.\n")
    base = open_base()
    base.build()
    records = {one.id: Path(one.source or "").name for one in base.summaries(reader=OPERATOR)}
    assert len(records) == 2
    (home / "corpus" / "avant").rename(home / "corpus" / "apres")
    base.build()
    assert {one.id: Path(one.source or "").name for one in base.summaries(reader=OPERATOR)} == records


def test_a_removed_file_archives_its_record_which_is_found_nowhere(base: KnowledgeBase, home: Path) -> None:
    (home / "corpus" / "canal.md").unlink()
    report = base.build()
    gone = "EXP-2021-001"
    assert report.removed == 1
    assert gone not in [hit.record.id for hit in base.search("rixes au bord du canal", limit=100)]
    assert gone not in {one.id for one in base.neighbours("EXP-2019-001", limit=100, reader=OPERATOR)}
    assert base.neighbours(gone, reader=OPERATOR) == ()
    assert gone not in found(base)
    assert base.page("", {"id": gone}, reader=OPERATOR).total == 0
    assert "75119" not in {v.code for f in base.facets(reader=OPERATOR) if f.key == "territory" for v in f.values}
    assert base.record(gone, reader=OPERATOR) is None
    assert base.source_file(gone, reader=OPERATOR) is None
    assert base.register.history(gone)
    assert base.build().removed == 0


def test_a_returned_file_restores_the_same_record(home: Path, open_base: Opener) -> None:
    path = write(home, "note.md", "# Une note\n\nLe goûter du mercredi.\n")
    base = open_base()
    base.build()
    (before,) = found(base)
    text = path.read_bytes()
    path.unlink()
    base.build()
    assert found(base) == set()
    path.write_bytes(text)
    base.build()
    assert found(base) == {before}
    assert len(base.register.history(before)) == 1
    assert base.search("le goûter du mercredi", mode="lexical")[0].record.id == before


def test_a_missing_corpus_is_an_error_and_removes_nothing(base: KnowledgeBase, home: Path) -> None:
    (home / "corpus").rename(home / "elsewhere")
    with source_reader(base.home, base.vocabulary) as reader, pytest.raises(KbError, match="Rien n’a été retiré"):
        read_sources(home, base.register, base.vocabulary, reader)
    (home / "elsewhere").rename(home / "corpus")
    assert len(found(base)) == 6


def test_a_folder_that_cannot_be_listed_is_an_error_and_removes_nothing(
    base: KnowledgeBase, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def refusing(path: str | Path) -> object:
        if Path(path).name == "guides":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(KbError, match="Rien n’a été retiré"):
        base.build()
    monkeypatch.undo()
    assert len(found(base)) == 6


def test_a_file_that_cannot_be_read_keeps_its_record_and_gets_a_note(base: KnowledgeBase, home: Path) -> None:
    (home / "corpus" / "canal.md").write_bytes(b"\x7fELF\x00\x00")
    base.build()
    assert "programme" in messages(base, "canal.md")
    assert "EXP-2021-001" in found(base)


def test_a_wrong_date_and_an_unknown_theme_give_notes_and_the_record_is_kept(home: Path, open_base: Opener) -> None:
    story(home, "vague.md", "## Contexte\nUn après-midi.\n", title="Vague", date="hier", themes=["genre", "cuisine"])
    base = open_base()
    report = base.build()
    (record,) = base.summaries(reader=OPERATOR)
    assert (record.title, record.date, record.themes) == ("Vague", "", ("genre",))
    said = "\n".join(one.note.message for one in report.notes)
    assert "« hier »" in said
    assert "« cuisine »" in said


def test_an_experience_that_does_not_say_it_is_fictional_is_not_published(home: Path, open_base: Opener) -> None:
    write(home, "vrai.md", "## Contexte\nUn récit à relire.\n", kind="experience", title="À relire")
    base = open_base()
    report = base.build()
    assert found(base) == set()
    assert base.search("récit à relire") == ()
    assert any("brouillon" in one.note.message for one in report.notes)
    assert base.register.ids(published=False)


def test_a_published_record_whose_file_becomes_a_draft_is_withdrawn(base: KnowledgeBase, home: Path) -> None:
    path = home / "corpus" / "laverie.md"
    path.write_text(path.read_text(encoding="utf-8").replace("---\n", "---\nstatus: draft\n", 1), encoding="utf-8")
    base.build()
    assert "EXP-2023-001" not in found(base)


def test_a_link_that_leaves_the_corpus_is_not_followed(home: Path, open_base: Opener, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\nLe mot de passe est tournesol.\n", encoding="utf-8")
    (home / "corpus" / "lien.md").symlink_to(secret)
    (home / "corpus" / "dossier").symlink_to(tmp_path, target_is_directory=True)
    (home / "corpus" / "perdu.md").symlink_to(tmp_path / "nowhere.md")
    base = open_base()
    base.build()
    assert base.search("tournesol") == ()
    assert "hors du dossier" in messages(base, "lien.md")
    assert messages(base, "dossier")
    assert messages(base, "perdu.md")


def test_files_without_end_are_never_opened(home: Path, open_base: Opener) -> None:
    os.mkfifo(home / "corpus" / "tuyau.md")
    (home / "corpus" / "zero.md").symlink_to("/dev/zero")
    write(home, "note.md", "# Une note\n\nLe goûter.\n")
    base = open_base()
    report = base.build()
    assert report.records == 1
    assert "fichier ordinaire" in messages(base, "tuyau.md")


def test_a_changed_identifier_leaves_no_record_behind(base: KnowledgeBase, home: Path) -> None:
    path = home / "corpus" / "hall.md"
    path.write_text(path.read_text(encoding="utf-8").replace("EXP-2019-001", "EXP-2019-777"), encoding="utf-8")
    base.build()
    assert "EXP-2019-777" in found(base)
    assert "EXP-2019-001" not in found(base)


def test_a_changed_kind_leaves_no_record_behind(home: Path, open_base: Opener) -> None:
    write(home, "besoin.md", "## Description\nUn lieu ouvert le soir.\n", title="Un lieu", kind="need")
    base = open_base()
    base.build()
    write(home, "besoin.md", "## Description\nUn lieu ouvert le soir.\n", title="Un lieu", kind="signal")
    base.build()
    (only,) = base.summaries(reader=OPERATOR)
    assert only.kind == "signal"


def test_an_identifier_that_another_file_has_is_replaced_with_a_note(base: KnowledgeBase, home: Path) -> None:
    story(home, "zzz.md", "## Contexte\nUne copie.\n", title="Copie", id="EXP-2019-001")
    base.build()
    assert "EXP-2019-001" in messages(base, "zzz.md")
    assert len(found(base)) == 7
    assert base.record("EXP-2019-001", reader=OPERATOR).summary.title == "Le hall occupé"  # type: ignore[union-attr]
    base.build()
    assert len(found(base)) == 7


def test_a_record_edited_in_the_wiki_is_not_replaced_nor_archived_by_its_file(base: KnowledgeBase, home: Path) -> None:
    register = base.register
    revision = register.published("EXP-2019-001")
    assert revision is not None
    edited = revision.record.model_copy(update={"title": "Corrigé à la main"})
    number = register.save(edited, revision.document, author="anne", summary="titre", base=1, wiki=True)
    register.publish("EXP-2019-001", number, actor="anne")
    path = home / "corpus" / "hall.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nUn ajout.\n", encoding="utf-8")
    base.build()
    assert "modifiée dans le wiki" in messages(base, "hall.md")
    path.unlink()
    base.build()
    assert [one.title for one in base.summaries({"id": "EXP-2019-001"}, reader=OPERATOR)] == ["Corrigé à la main"]


def test_front_matter_in_a_file_beside_is_read_again_when_it_changes(home: Path, open_base: Opener) -> None:
    write(home, "plan.txt", "Un plan pour le quartier, en trois pages.\n")
    beside = home / "corpus" / "plan.txt.yaml"
    beside.write_text("title: Premier titre\n", encoding="utf-8")
    base = open_base()
    base.build()
    beside.write_text("title: Titre tout autre\n", encoding="utf-8")
    base.build()
    assert [one.title for one in base.summaries(reader=OPERATOR)] == ["Titre tout autre"]


def test_scripts_in_a_document_are_text_or_nothing(home: Path, open_base: Opener) -> None:
    script = "<script>alert(1)</script>"
    write(
        home,
        "page.md",
        f"# Bonjour {script}\n\nAvant {script} après <img src=x onerror=alert(2)>.\n",
        id="DOC-2020-001",
    )
    write(home, "page.txt", f"Avant {script} après, en texte brut.\n")
    base = open_base()
    base.build()
    texts = {}
    for one in base.summaries(reader=OPERATOR):
        view = base.record(one.id, reader=OPERATOR)
        assert view is not None
        texts[Path(one.source or "").suffix] = view.document.text
    assert "onerror" not in texts[".md"]
    assert "alert" not in texts[".md"]
    assert script in texts[".txt"]


def test_progress_goes_from_nothing_to_all(home: Path, open_base: Opener) -> None:
    write_small_corpus(home)
    seen: list[tuple[str, int, int]] = []
    open_base().build(progress=lambda stage, done, total: seen.append((stage, done, total)))
    assert seen[0] == ("read", 0, 6)
    assert ("read", 6, 6) in seen
    assert seen[-1] == ("encode", 6, 6)


def test_a_report_counts_nothing_by_default() -> None:
    assert BuildReport() == BuildReport(0, 0, 0, 0, 0, 0, 0.0, ())


def failing(monkeypatch: pytest.MonkeyPatch, cause: Cause) -> list[str]:
    """Names of the files that a reader opened, none of which it could read for this cause."""
    names: list[str] = []

    def read(self: IngestReader, path: Path) -> Reading:
        names.append(path.name)
        return Reading(None, (Note(f"{path.name} : pas lu.", level="error", cause=cause),))

    monkeypatch.setattr(IngestReader, "read", read)
    return names


def test_a_scan_is_read_again_once_ocr_is_installed(
    home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, "scan.txt", "Une page.\n")
    with monkeypatch.context() as without_ocr:
        names = failing(without_ocr, "ocr")
        without_ocr.setattr("kb.building.retrying.tesseract_missing", lambda: "Installez tesseract-ocr-fra.")
        base = open_base()
        base.build()
        assert base.build().unchanged == 1
        assert names == ["scan.txt"]
    monkeypatch.setattr("kb.building.retrying.tesseract_missing", lambda: "")
    report = base.build()
    assert (report.read, report.records, report.notes) == (1, 1, ())


def test_a_file_that_time_did_not_allow_is_tried_again_three_times_then_when_asked(
    home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(home, "long.txt", "Une page.\n")
    base = open_base()
    with monkeypatch.context() as slow:
        names = failing(slow, "time")
        assert [base.build().read for _ in range(5)] == [1, 1, 1, 0, 0]
        assert "kb build --verify" in messages(base, "long.txt")
        assert base.build(verify=True).read == 1
        path.write_text("Une page plus courte.\n", encoding="utf-8")
        assert [base.build().read for _ in range(4)] == [1, 1, 1, 0]
        assert len(names) == 7
    assert (base.build(verify=True).records, base.build().read) == (1, 0)
    assert messages(base, "long.txt") == ""

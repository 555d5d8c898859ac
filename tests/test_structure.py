"""The code keeps to docs/ARCHITECTURE.md: who may import what, how long a module is, what it may be called."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    path.relative_to(CHECKOUT).as_posix()
    for path in (*CHECKOUT.glob("kb/**/*.py"), *CHECKOUT.glob("ingest/**/*.py"), CHECKOUT / "streamlit_app.py")
)
LONGEST = 330
ROOMS = {path.stem for path in (CHECKOUT / "kb").iterdir() if path.suffix == ".py" or path.is_dir()}
# Pages and routes meet in what stands below both.
ROOMS_BUT_PAGES = sorted(ROOMS - {"views"})
ROOMS_BUT_ROUTES = sorted(ROOMS - {"web"})
# What each room may import of kb. A room is a folder or a module; the longest that fits counts.
ALLOWED = {
    "kb/errors.py": (),
    "kb/home.py": ("kb.store.restoring.taken_away",),
    "kb/readers.py": (),
    "kb/french.py": (),
    "kb/system_errors.py": (),
    "kb/loopback.py": (),
    "kb/addresses.py": ("kb.records", "kb.search.facets"),
    "kb/html": (
        "kb.html",
        "kb.addresses",
        "kb.export",
        "kb.french",
        "kb.needs",
        "kb.records",
        "kb.search.result",
        "kb.store",
        "kb.vocabulary",
    ),
    "kb/turns.py": ("kb.errors",),
    "kb/discretion.py": ("kb.errors", "kb.home"),
    "kb/visit.py": ("kb.base", "kb.discretion", "kb.errors", "kb.home", "kb.readers", "kb.resources", "kb.turns"),
    "kb/nouns": tuple(f"kb.{one}" for one in sorted(ROOMS - {"views", "web", "base", "visit"})),
    "kb/programs": tuple(f"kb.{one}" for one in sorted(ROOMS - {"views", "web", "cli"})),
    "kb/background": (
        *("kb.background", "kb.base", "kb.errors", "kb.home", "kb.index.encoding", "kb.store", "kb.visit"),
    ),
    "kb/web": tuple(f"kb.{one}" for one in ROOMS_BUT_PAGES),
    "kb/views": tuple(f"kb.{one}" for one in ROOMS_BUT_ROUTES),
    "kb/records": ("kb.records", "kb.readers", "kb.french"),
    "kb/store": ("kb.store", "kb.records", "kb.errors", "kb.readers", "kb.system_errors"),
    "kb/encoder": ("kb.encoder", "kb.errors", "kb.system_errors"),
    "kb/vocabulary": ("kb.vocabulary", "kb.index.words.analysis", "kb.records", "kb.store"),
    "kb/glossary": ("kb.glossary", "kb.records", "kb.vocabulary", "kb.errors", "kb.index.words.analysis"),
    "kb/index": ("kb.index", "kb.store", "kb.records", "kb.encoder", "kb.errors", "kb.readers"),
    "kb/search": ("kb.search", "kb.index", "kb.records", "kb.vocabulary", "kb.encoder", "kb.errors", "kb.readers"),
    "kb/related": (
        *("kb.related", "kb.search", "kb.index", "kb.records", "kb.vocabulary", "kb.encoder", "kb.errors"),
        "kb.readers",
        *("kb.record_reader", "kb.record_view", "kb.searching", "kb.store.records"),
    ),
    "kb/building": (
        *("kb.building", "kb.records", "kb.store", "kb.vocabulary", "kb.errors", "kb.home", "kb.readers"),
        "kb.system_errors",
    ),
    "kb/resources.py": (
        *("kb.encoder", "kb.index.live", "kb.index.database.standing", "kb.protection"),
        "kb.store.files.open_files",
        *("kb.store.engines.opening", "kb.store.files.kept_files", "kb.store.files.kept_keys"),
    ),
    # The parts that the facade is made of.
    "kb/indexing.py": (
        *(
            "kb.encoder",
            "kb.errors",
            "kb.home",
            "kb.index",
            "kb.records.summary",
            "kb.resources",
            "kb.server_indexing",
            "kb.store.engines.port",
            "kb.store.files.database",
            "kb.store.records.erasure_mark",
            "kb.store.records.register",
            "kb.store.working",
            "kb.vocabulary",
        ),
    ),
    "kb/server_indexing.py": (
        *("kb.errors", "kb.index", "kb.indexing", "kb.records.summary", "kb.store.engines.port"),
        *("kb.store.files.database", "kb.store.records.erasure_mark"),
    ),
    "kb/searching.py": (
        *("kb.indexing", "kb.readers", "kb.records", "kb.resources", "kb.search", "kb.store"),
        *("kb.errors", "kb.vocabulary"),
    ),
    "kb/record_reader.py": (
        *("kb.building.source_files", "kb.errors", "kb.home", "kb.index.encoding", "kb.index.record_facts"),
        *("kb.indexing", "kb.readers", "kb.record_view", "kb.records", "kb.store"),
    ),
    "kb/wiki": (
        *("kb.indexing", "kb.resources", "kb.telling"),
        *("kb.wiki", "kb.records", "kb.store", "kb.protection", "kb.vocabulary", "kb.errors", "kb.home"),
        *("kb.readers", "kb.backup", "kb.export", "kb.french", "kb.glossary", "kb.loopback"),
    ),
    "kb/watch": (
        *("kb.watch", "kb.records", "kb.store", "kb.protection", "kb.vocabulary", "kb.errors", "kb.readers"),
        *("kb.french", "kb.wiki"),
    ),
    "kb/watching.py": (
        *("kb.errors", "kb.home", "kb.readers", "kb.records.summary", "kb.searching"),
        *("kb.index.vectors.commonplace", "kb.watch.context", "kb.wiki.context"),
    ),
    "kb/workshops": (
        *("kb.workshops", "kb.wiki", "kb.records", "kb.store", "kb.protection", "kb.export"),
        *("kb.errors", "kb.french", "kb.readers", "kb.vocabulary"),
    ),
    "kb/needs": (
        *("kb.needs", "kb.records", "kb.store", "kb.wiki", "kb.vocabulary", "kb.export", "kb.index.words.analysis"),
        *("kb.errors", "kb.french", "kb.readers"),
    ),
    "kb/protection": ("kb.protection", "kb.vocabulary", "kb.errors", "kb.index.words.analysis"),
    "kb/directory": (
        *("kb.directory", "kb.records", "kb.store", "kb.search", "kb.searching", "kb.vocabulary"),
        *("kb.readers", "kb.errors", "kb.french", "kb.export", "kb.wiki"),
    ),
    "kb/export": ("kb.export", "kb.records", "kb.store", "kb.vocabulary", "kb.french", "kb.errors"),
    "kb/backup.py": ("kb.store", "kb.export", "kb.errors", "kb.home", "kb.index.schema"),
    "kb/moving.py": ("kb.store", "kb.errors", "kb.home"),
    "kb/telling": ("kb.telling", "kb.index.words.analysis"),
    "kb/health.py": ("kb.building.build", "kb.encoder.served", "kb.errors", "kb.index", "kb.store"),
}
# The rooms above the facade: what they must not reach around it for.
ABOVE = ("kb/views", "kb/web", "kb/cli", "kb/programs", "kb/evaluation.py", "kb/exporting.py", "streamlit_app.py")
BELOW_THE_FACADE = (
    "kb.store.files.database",
    "kb.store.schema.migrations",
    "kb.store.records.document_bytes",
    "kb.index",
    "kb.search.retrieve",
)
# Who may import a library, beside tests.
LIBRARIES = {
    "streamlit": ("streamlit_app.py", "kb/web", "kb/views"),
    "sqlite3": ("kb/store",),
    "psycopg": ("kb/store/engines",),
    "psycopg_pool": ("kb/store/engines",),
    "minio": ("kb/store/files/bucket.py",),
    "cryptography": ("kb/store/drafts/sealed_words.py",),
    "faiss": ("kb/index/vectors/dense.py",),
    "torch": ("kb/encoder/preparation",),
    "sentence_transformers": ("kb/encoder",),
    "starlette": ("kb/web", "kb/visit.py"),
    "typst": ("kb/export/booklet/typesetting.py",),
    "pyoxigraph": ("kb/glossary",),
    "joserfc": ("kb/web/accounts/oidc.py",),
    "httpx2": ("kb/web/accounts/oidc.py",),
    "mcp": ("kb/programs/mcp_server.py", "kb/web/programs/mcp.py", "kb/cli/mcp_stdio.py"),
    "mcp_types": ("kb/programs/mcp_server.py",),
}
# The open index file is handed from room to room as a `Database`; nothing else of sqlite_utils is used outside of
# kb/store, and no room but kb/store and kb/index says a word of SQL to it.
SQLITE_UTILS = ("kb/store", "kb/index", "kb/indexing.py")
SQL = ("INSERT", "UPDATE ", "DELETE", "CREATE", "DROP", "REPLACE", "SELECT", "PRAGMA")


def tree(module: str) -> ast.Module:
    return ast.parse((CHECKOUT / module).read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[str]:
    """Dotted names of everything that a module imports, inside its functions too."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, roots: tuple[str, ...]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def stands_in(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(f"{room}/") for room in rooms)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_what_its_room_may(module: str) -> None:
    names = set(imports(module))
    if stands_in(module, ("ingest",)):
        foreign = {name for name in names if within(name, ("kb", "sqlite3", "sqlite_utils", "streamlit", "tests"))}
        assert not foreign
    room = max((room for room in ALLOWED if stands_in(module, (room,))), key=len, default=None)
    if room is not None:
        assert not {name for name in names if within(name, ("kb",)) and not within(name, ALLOWED[room])}
    if stands_in(module, ABOVE):
        assert not {name for name in names if within(name, BELOW_THE_FACADE)}
    assert not {name for name in names if within(name, ("tests", "bench"))}


@pytest.mark.parametrize("module", MODULES)
def test_a_library_is_imported_only_where_it_belongs(module: str) -> None:
    for name in imports(module):
        library = name.split(".")[0]
        assert stands_in(module, LIBRARIES.get(library, (module,))), f"{module} imports {library}"
        if library == "sqlite_utils":
            assert stands_in(module, SQLITE_UTILS)
            assert name == "sqlite_utils.Database" or stands_in(module, ("kb/store",))


@pytest.mark.parametrize("module", [one for one in MODULES if not stands_in(one, ("kb/store", "kb/index"))])
def test_only_the_store_and_the_index_speak_sql(module: str) -> None:
    texts = [
        node.value for node in ast.walk(tree(module)) if isinstance(node, ast.Constant) and type(node.value) is str
    ]
    assert not [text for text in texts if text.lstrip().startswith(SQL)]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_short_and_says_what_it_is(module: str) -> None:
    source = (CHECKOUT / module).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST
    assert not source.strip() or ast.get_docstring(tree(module))
    assert not {"utils", "util", "helpers", "helper", "manager", "common", "misc"} & set(Path(module).stem.split("_"))


@pytest.mark.parametrize("module", [one for one in MODULES if stands_in(one, ("kb",))])
def test_what_a_module_offers_is_documented(module: str) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{module}: {node.name}"
    for node in tree(module).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{module}: {node.name}"


def loaded_by(statement: str) -> set[str]:
    command = f"import sys; {statement}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", command], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", [one for one in MODULES if one.startswith("kb/views/")])
def test_a_page_reaches_the_register_through_the_nouns_of_the_base(module: str) -> None:
    for node in ast.walk(ast.parse((CHECKOUT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in ("wiki", "register"):
            said = ast.unparse(node)
            assert said == "kb.wiki", f"line {node.lineno}: {said}; what pages do stands in kb/nouns"


def test_a_class_name_means_one_thing() -> None:
    where: dict[str, list[str]] = {}
    for module in MODULES:
        for node in ast.walk(ast.parse((CHECKOUT / module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                where.setdefault(node.name, []).append(module)
    assert {name: modules for name, modules in where.items() if len(modules) > 1} == {}


def test_no_test_runs_an_event_loop_in_its_own_thread() -> None:
    own = "tests/event_loop.py"  # Playwright may hold that thread's loop, by which test the process ran before
    calls = [
        f"{path.relative_to(CHECKOUT)}:{node.lineno}"
        for path in sorted(CHECKOUT.glob("tests/**/test_*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("asyncio.run", "anyio.run", "trio.run")
    ]
    assert calls == [], f"{calls}: see {own}"


def test_serving_never_loads_torch() -> None:
    loaded = loaded_by("import kb.base, kb.cli.main, kb.encoder.served")
    assert not loaded & {"torch", "sentence_transformers", "transformers", "onnx", "streamlit"}


def test_a_base_in_files_loads_nothing_of_a_server() -> None:
    opened = "import pathlib, tempfile; from kb.base import KnowledgeBase; folder = pathlib.Path(tempfile.mkdtemp()); "
    loaded = loaded_by(f"{opened}base = KnowledgeBase.open(folder, create=True); base.wiki.private; base.close()")
    assert not loaded & {"psycopg", "psycopg_pool"}


def test_reading_sources_loads_nothing_of_the_base() -> None:
    assert not loaded_by("import ingest.read, ingest.passages") & {"kb", "sqlite3", "streamlit", "torch"}

"""What the server has to have to hold vectors, and what people are told where it has not."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.cli.main import main
from kb.errors import IndexMissing, SettingRefused
from kb.index.database.schema import open_server_index
from kb.store.engines import vectors
from kb.store.records.register import Register
from tests.engines import Postgres, close_pools_of

pytestmark = [pytest.mark.postgres, pytest.mark.files]


def test_an_index_that_is_not_there_says_how_to_make_one(address: str) -> None:
    with pytest.raises(IndexMissing, match="kb build"):
        open_server_index(address)


def test_it_is_made_once_and_opened_again_ready_to_search(address: str) -> None:
    open_server_index(address, create=True).close()
    close_pools_of(address)
    with_settings = open_server_index(address)
    assert with_settings.execute("SHOW hnsw.iterative_scan").fetchone() == ("relaxed_order",)
    assert with_settings.execute("SHOW hnsw.ef_search").fetchone() == ("400",)
    assert with_settings.fetch("SELECT '[1,2]'::halfvec <#> '[1,1]'::halfvec") == [(-3.0,)]
    with_settings.close()


def test_a_server_with_the_extension_elsewhere_serves_as_well(server: Postgres, address: str) -> None:
    server.run("CREATE SCHEMA others", "CREATE EXTENSION vector SCHEMA others", name=address.rpartition("/")[2])
    database = open_server_index(address, create=True)
    assert database.fetch("SELECT '[1,2]'::halfvec <#> '[1,1]'::halfvec") == [(-3.0,)]
    database.close()


def test_a_server_without_the_extension_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXTENSION", "no_such_extension")
    with pytest.raises(SettingRefused, match="pgvector"):
        open_server_index(address, create=True)


def test_an_extension_that_is_too_old_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "NEWEST_NEEDED", (99, 0))
    with pytest.raises(SettingRefused, match=r"version 0\.8"):
        open_server_index(address, create=True)


def test_an_account_that_may_not_make_the_extension_is_told_who_may(server: Postgres, address: str) -> None:
    name = address.rpartition("/")[2]
    server.run(f"CREATE ROLE plain_{name} LOGIN", f"GRANT CREATE ON DATABASE {name} TO plain_{name}")
    own = server.address(name, f"plain_{name}")
    try:
        with pytest.raises(SettingRefused, match="CREATE EXTENSION vector"):
            open_server_index(own, create=True)
    finally:
        close_pools_of(own)
        server.run(f"DROP OWNED BY plain_{name}", name=name)
        server.run(f"DROP ROLE plain_{name}")


@pytest.mark.parametrize(
    ("value", "said"),
    [("databse", "KB_RETRIEVAL vaut «\u00a0databse\u00a0»"), ("database", "KB_RETRIEVAL=database demande")],
)
@pytest.mark.parametrize("command", ["build", "check", "search quai", "serve"])
def test_a_setting_that_cannot_be_is_told_and_nothing_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, value: str, said: str
) -> None:
    (tmp_path / "corpus").mkdir()
    Register.open(tmp_path, create=True).close()
    monkeypatch.setenv("KB_RETRIEVAL", value)
    monkeypatch.delenv("KB_DATABASE", raising=False)
    done = CliRunner().invoke(main, [*command.split(), "--home", str(tmp_path)])
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "index").exists()

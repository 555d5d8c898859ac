"""Lives on a real disk that is full but for a few blocks: `python -m tests.faults.real_disk FOLDER`, in a small tmpfs.

Prints the lives that went through it. Each is lived again with more room, until it has enough.
"""

import os
import re
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from kb.discretion import of_the_system
from kb.errors import KbError
from tests.faults import lives
from tests.faults.aftermath import ENGLISH, assert_nothing_lost
from tests.store.files.hindered import fill


def main(top: Path) -> None:
    lives.prepare()
    os.environ["TMPDIR"] = str(top)
    for name, life in sorted(lives.LIVES.items()):
        refused = 0
        for room in (0, 16_384, 65_536, 200_000, 4_000_000):
            folder = top / "lived"
            shutil.copytree(top, folder, ignore=lambda _, names: [one for one in names if one in ("lived", "filling")])
            fill(folder)
            os.truncate(folder / "filling", (folder / "filling").stat().st_size - room)
            said = lived(life, folder / "home")
            (folder / "filling").unlink()
            if said:
                refused += 1
                assert (
                    re.search("disque (du serveur )?est plein", said)
                    or "sur le disque. Rien n’a été restauré. Faites de la place" in said
                ), said
                assert not [word for word in ENGLISH if word in said], said
            else:
                assert room, name
            assert_nothing_lost(folder / "home", ())
            shutil.rmtree(folder)
        assert refused, name
        os.write(1, f"{name}\n".encode())


def lived(life: Callable[[Path], None], home: Path) -> str:
    """What a life was told when it could not go on, in a process of its own; "" when it could."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(write, 2)
        status = 1
        try:
            life(home)
            status = 0
        except (KbError, OSError) as error:
            print(of_the_system(error) if isinstance(error, OSError) else error, file=sys.stderr)
        except SystemExit as error:
            status = 1 if error.code else 0
        except BaseException:  # noqa: BLE001  (told to the parent)
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(status)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as told:
        said = told.read()
    _, status = os.waitpid(child, 0)
    return said if status else ""


if __name__ == "__main__":
    main(Path(sys.argv[1]))

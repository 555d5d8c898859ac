"""A directory of 50,000 services: how long its import takes, and a question with facts over it."""

import json
import random
import resource
import tempfile
import time
from pathlib import Path

from bench.directory import NOW, read_service_questions
from bench.synthetic import SyntheticEncoder, seeds_of
from kb.base import PUBLIC, KnowledgeBase
from kb.directory.exchange.importing import apply, preview
from kb.directory.exchange.tables import read_table
from kb.encoder.served import Encoder
from kb.home import Home, find_home
from kb.records.canonical import canonical
from kb.records.kinds import Service
from kb.records.kinds.service_lists import service_needs
from kb.resources import Resources
from kb.store.files.database import in_bulk, transaction
from kb.store.records.register import Register
from kb.vocabulary.vocabulary import load_vocabulary

ROWS = 50_000
HOURS = ("Mo-Fr 09:00-12:30,14:00-18:00; PH off", "24/7", "", "Mo-Sa 08:00-20:00", "Tu,Th 14:00-17:00; Aug off")
EXCLUSIVE = ((), (), (), ("femmes",), ("hommes",), ("jeunes",), ("familles",), ("usagers-de-drogues",))


def importing(rows: int = ROWS) -> None:
    """Print how long an import of `rows` invented services takes, and the memory of the process at its highest."""
    with tempfile.TemporaryDirectory() as folder, Register.open(Path(folder), create=True) as register:
        services = [_row(number) for number in range(rows)]
        content = json.dumps({"services": services}, ensure_ascii=False).encode()
        del services
        types = load_vocabulary().lists["service_types"]
        started = time.monotonic()
        seen = preview(register, read_table("bench.json", content), types)
        previewed = time.monotonic()
        apply(register, seen, None)
        done = time.monotonic()
        again = preview(register, read_table("bench.json", content), types)
        print(
            f"{rows} rows: previewed in {previewed - started:.1f} s, written in {done - previewed:.1f} s, "
            f"again {again.same} the same in {time.monotonic() - done:.1f} s, {highest()} MiB at most"
        )


def highest() -> int:
    """MiB of memory of this process at its highest."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _row(number: int) -> dict[str, object]:
    department = ("75", "92", "93", "94")[number % 4]
    return {
        "source": "bench",
        "structure_id": f"s{number // 5}",
        "id": f"bench--{number}",
        "nom": f"Service inventé {number}",
        "description": f"Un service inventé, le {number}e, pour mesurer un import. Il accueille, écoute et oriente.",
        "date_maj": "2026-09-01",
        "code_insee": f"{department}{number % 900 + 100}",
        "publics": ["femmes"] if number % 3 else ["jeunes"],
        "thematiques": ["sante--acces-aux-soins"],
        "zone_eligibilite": [department],
        "telephone": f"01990{number % 100_000:05d}",
        "horaires_accueil": "Mo-Fr 09:00-12:30,14:00-18:00; PH off",
        "mobilisable_par": ["usagers", "professionnels"],
    }


def asking(rows: int = ROWS, keep: str = "") -> None:
    """Print the CPU that the labelled questions take over `rows` invented services, the words of each really encoded.

    The home is made in `keep`, and taken from it when it stands there.
    """
    with tempfile.TemporaryDirectory() as temporary:
        home = Home(Path(keep or temporary), find_home().model)
        made = _directory(home, rows)
        with KnowledgeBase.open(home, resources=made) as base:
            questions = [one.question for one in read_service_questions()]
            base.directory.services_for("pour commencer", reader=PUBLIC, now=NOW)
            taken = []
            for question in questions:
                started = time.process_time()
                base.directory.services_for(question, reader=PUBLIC, now=NOW)
                taken.append(1000 * (time.process_time() - started))
            taken.sort()
            print(
                f"{rows} services, {len(taken)} questions: median {taken[len(taken) // 2]:.0f} ms of CPU, p95 "
                f"{taken[int(0.95 * len(taken))]:.0f} ms, worst {taken[-1]:.0f} ms; {highest()} MiB at most"
            )
            for name, place in (("one territory", "75119"), ("all of them", ""), ("all of them again", "")):
                started = time.process_time()
                base.directory.services(reader=PUBLIC, territory=place)
                print(f"list of {name}: {1000 * (time.process_time() - started):.0f} ms of CPU")


def _directory(home: Home, rows: int) -> Resources:
    own = Resources()
    real = own.encoder(home.model)
    assert isinstance(real, Encoder)
    encoder = SyntheticEncoder(real, seeds_of(own))
    made = Resources(open_encoder=lambda _: encoder)
    if (home.index / "cache" / "current").exists():
        return made
    draw = random.Random(17)
    territories = [code for code in load_vocabulary().territories if len(code) == 5]
    with KnowledgeBase.open(home, create=True, resources=made) as base:
        started = time.monotonic()
        with in_bulk(base.register.database), transaction(base.register.database):
            for number in range(rows):
                record = _invented(number, draw, territories)
                revision = base.register.save(record, canonical(record), author="bench", summary="", base=None)
                base.register.publish(record.id, revision, actor="bench", audience=record.audience)
        written = time.monotonic()
        base.follow(cache=True)
        print(f"written in {written - started:.0f} s, indexed (vectors invented) in {time.monotonic() - written:.0f} s")
    return made


def _invented(number: int, draw: random.Random, territories: list[str]) -> Service:
    place = draw.choice(territories)
    first = draw.choice((None, None, 0, 12, 16, 18, 18, 60))
    needs = draw.sample(list(service_needs()), draw.choice((0, 1, 1, 2, 3)))
    said = ", ".join(str(service_needs()[one]["label"]).lower() for one in needs) or "accueil et écoute"
    return Service(
        id=f"SRV-2020-{number:05d}",
        title=f"Service inventé {number}",
        organisation=f"Association inventée {number // 5}",
        date=f"202{draw.choice('3566')}-0{draw.randint(1, 9)}-01",
        territories=(place,),
        zone=draw.choice(((), (place,), (place[:2],), (place[:2], "77"))),
        exclusive=draw.choice(EXCLUSIVE),
        preferred=draw.choice(EXCLUSIVE),
        offers=tuple(needs),
        age_from=first,
        age_to=draw.choice((None, first + 13)) if first is not None else None,
        night=draw.random() < 0.1,
        opening_hours=draw.choice(HOURS),
        phone=f"01990{number % 100_000:05d}",
        description=f"Un service inventé, le {number}e, pour mesurer une question : {said}. On y accueille et oriente.",
    )

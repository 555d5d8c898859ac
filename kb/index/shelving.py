"""What a worker encodes for every machine: each record by one worker, whatever number of them runs."""

from collections.abc import Callable, Iterable

from kb.encoder.served import TextEncoder
from kb.index.encoding import prepare
from kb.index.shelf import VectorShelf
from kb.store.engines.port import ServerDatabase
from kb.store.records.register import Change, Register


def shelve(
    register: Register, encoder: TextEncoder, changes: Iterable[Change], between: Callable[[], None] = lambda: None
) -> int:
    """Number of changed records seen to here: the register then keeps the vectors of each.

    What another worker has in hand is left to it; it is given up by one that dies. `between` is called every few
    seconds. For a register on a server.
    """
    database = register.database
    assert isinstance(database, ServerDatabase)
    shelf = VectorShelf(register, encoder, between)
    seen = 0
    for change in changes:
        with database.claim(f"encode {change.record_id}") as mine:
            if mine:
                shelf.encode([prepare(register, change, encoder.count_tokens)])
                seen += 1
        between()
    return seen

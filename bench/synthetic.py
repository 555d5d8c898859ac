"""A large base for measuring: words drawn from the sample corpus's frequencies, vectors near those of real passages."""

import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import overload

import numpy as np

from bench.labelled import text_document
from kb.base import OPERATOR, KnowledgeBase
from kb.encoder.served import Encoder, EncoderSpec, Float32, Spans, unit_rows
from kb.home import Home, find_home
from kb.index.words.analysis import WORD
from kb.records.kinds import DocumentRecord
from kb.resources import Resources
from kb.store.files.database import transaction

# About the length of a real passage, in words; and how many passages a record has.
WORDS = 130
PER_RECORD = 5
# Share of the records that the filter of the benchmark keeps.
FILTERED = 0.01
FILTER = {"territory": ["75119"]}


class SyntheticEncoder:
    """Passages get a real passage's vector with noise (no encoding); questions are really encoded."""

    def __init__(self, real: Encoder, seeds: Float32) -> None:
        self.spec: EncoderSpec = real.spec
        self._real = real
        self._seeds = seeds

    def queries(self, texts: Sequence[str]) -> Float32:
        """The real encoder's rows."""
        return self._real.queries(texts)

    def sentences(self, texts: Sequence[str]) -> Float32:
        """The real encoder's rows."""
        return self._real.sentences(texts)

    @overload
    def passages(self, texts: Sequence[str], spans: None = None) -> Float32: ...
    @overload
    def passages(self, texts: Sequence[str], spans: Sequence[Spans]) -> tuple[Float32, list[Float32]]: ...
    def passages(
        self, texts: Sequence[str], spans: Sequence[Spans] | None = None
    ) -> Float32 | tuple[Float32, list[Float32]]:
        """Noisy copies of real rows, and of them again for the sentences: the same for the same text, whoever asks."""
        randoms = [np.random.default_rng(zlib.crc32(text.encode())) for text in texts]
        rows = np.stack([_noisy(self._seeds[one.integers(len(self._seeds))][None], 0.02, one)[0] for one in randoms])
        if spans is None:
            return rows
        sentences = [
            _noisy(np.repeat(row[None], len(its), 0), 0.01, one)
            for row, its, one in zip(rows, spans, randoms, strict=True)
        ]
        return rows, sentences

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """A third more than the words: the encoder's average on French."""
        return [round(1.4 * text.count(" ") + 1) for text in texts]


def _noisy(rows: Float32, size: float, random: np.random.Generator) -> Float32:
    return unit_rows(rows + size * random.standard_normal(rows.shape).astype(np.float32))


def sample_words() -> tuple[list[str], Float32]:
    """Words of the sample corpus, and the share of each."""
    counts: Counter[str] = Counter()
    for path in sorted((find_home().corpus).rglob("*.md")):
        counts.update(WORD.findall(path.read_text(encoding="utf-8")))
    words = list(counts)
    shares = np.array([counts[word] for word in words], np.float64)
    return words, (shares / shares.sum()).astype(np.float64)


def seeds_of(resources: Resources) -> Float32:
    """The vectors of the passages of the sample corpus: float32, shape (n, dimension)."""
    with KnowledgeBase.open(find_home(), resources=resources) as base:
        rows = base.index.database().execute("SELECT vector FROM passages").fetchall()
    return np.frombuffer(b"".join(row[0] for row in rows), np.float32).reshape(len(rows), -1)


def synthetic_home(folder: Path, passages: int, resources: Resources) -> tuple[Home, Resources]:
    """A home of about so many passages, built through the program's own writer, and the resources to open it with."""
    own = find_home()
    real = resources.encoder(own.model)
    assert isinstance(real, Encoder)
    encoder = SyntheticEncoder(real, seeds_of(resources))
    made = Resources(open_encoder=lambda _: encoder)
    home = Home(folder, own.model)
    if (home.index / "cache" / "current").exists():
        return home, made
    with KnowledgeBase.open(home, create=True, resources=made) as base:
        fill(base, passages)
        base.follow(cache=True)
        base.search("premier", reader=OPERATOR)
    return home, made


def fill(base: KnowledgeBase, passages: int, *, closed: bool = False) -> None:
    """Publish records of about so many passages; `closed` opens a tenth of them to professionals, one to a group."""
    words, shares = sample_words()
    random = np.random.default_rng(11)
    records = passages // PER_RECORD
    for first in range(0, records, 1000):
        with transaction(base.register.database):
            for number in range(first, min(first + 1000, records)):
                drawn = random.choice(len(words), PER_RECORD * WORDS, p=shares)
                text = "\n".join(
                    " ".join(words[i] for i in drawn[at : at + WORDS]) + "." for at in range(0, len(drawn), WORDS)
                )
                territory = "75119" if number % round(1 / FILTERED) == 0 else "93066"
                audience = {3: ("professionals", ()), 7: ("group", ("maraude",))}.get(number % 10) if closed else None
                diffusion, groups = audience or ("public", ())
                record = DocumentRecord(
                    id=f"DOC-2020-{number:06d}",
                    title=" ".join(words[i] for i in drawn[:6]),
                    territories=(territory,),
                    diffusion=diffusion,
                    groups=groups,
                )
                revision = base.register.save(
                    record, text_document(text), author="bench", summary="synthetic", base=None
                )
                base.register.publish(record.id, revision, actor="bench")

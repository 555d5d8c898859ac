"""What an index must know of the encoder that made its vectors, and where that is written down."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from kb.errors import EncoderMissing

SPEC_FILE = "model.json"
GRAPH_FILE = "model.onnx"
DATA_FILE = "model.bin"
TOKENS_FILE = "tokens.bin"
SERVED_FILES = (GRAPH_FILE, DATA_FILE, TOKENS_FILE)


@dataclass(frozen=True, slots=True)
class EncoderSpec:
    """Identity of an encoder: two indexes agree only when every field does."""

    name: str
    dimension: int
    query_prompt: str = "query: "
    passage_prompt: str = "passage: "
    max_tokens: int = 512


def write_spec(folder: Path, spec: EncoderSpec) -> None:
    """Writes the identity card of the encoder prepared in `folder`, with the SHA-256 of each file that is served."""
    card = {**asdict(spec), "sha256": {name: sha256_of(folder / name) for name in SERVED_FILES}}
    (folder / SPEC_FILE).write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_spec(folder: Path) -> EncoderSpec:
    """The identity of the encoder prepared in `folder`; EncoderMissing, naming the remedy, if there is none."""
    card = _read_card(folder)
    try:
        return EncoderSpec(**{field.name: card[field.name] for field in fields(EncoderSpec)})
    except KeyError as error:
        raise EncoderMissing(f"{folder / SPEC_FILE} : champ {error} absent. Relancez « kb build ».") from error


def damaged_files(folder: Path) -> tuple[str, ...]:
    """Names of the files of `folder` that are absent or no longer what was prepared. Reads them whole: 0.2 s."""
    sums = _read_card(folder).get("sha256", {})
    return tuple(
        name for name in SERVED_FILES if not (folder / name).is_file() or sums.get(name) != sha256_of(folder / name)
    )


def is_prepared(folder: Path) -> bool:
    """Whether an encoder stands in a folder, every byte of it as it was prepared."""
    try:
        return not damaged_files(folder)
    except EncoderMissing:
        return False


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_card(folder: Path) -> dict[str, Any]:
    try:
        card = json.loads((folder / SPEC_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EncoderMissing(
            f"L’encodeur n’est pas préparé dans {folder}. Lancez « kb build », qui le prépare une fois pour toutes."
        ) from error
    except ValueError as error:
        raise EncoderMissing(f"{folder / SPEC_FILE} est illisible ({error}). Relancez « kb build ».") from error
    if not isinstance(card, dict):
        raise EncoderMissing(f"{folder / SPEC_FILE} est illisible. Relancez « kb build ».")
    return card

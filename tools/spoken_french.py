"""Make `kb/data/mots_parles.txt.gz`: words that French people write and that the spelling checker's list lacks.

Slang, brands, first names, words of other languages: none of them is to be taken for a misspelt word of the texts. They
come from `wordfreq` (Robyn Speer, CC BY-SA 4.0), which counts French in Wikipedia, subtitles, the press, books and what
people post. It is no dependency: `pip install wordfreq` elsewhere, then `python -m tools.spoken_french`.
"""

import gzip
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

from spellchecker import SpellChecker

from kb.index.words.analysis import fold

TARGET = Path(__file__).resolve().parents[1] / "kb" / "data" / "mots_parles.txt.gz"
# Zipf frequency (log10 of how often in a thousand million words) from which a word is kept: « tise » has 1.9.
RAREST = 1.5
SHORTEST = 3
# A word of so many letters, at an edit from another a hundred times as frequent, is that other misspelt.
MISSPELT, TIMES = 6, 2.0


def main() -> None:
    """Write the list."""
    from wordfreq import (
        freq_to_zipf,
        get_frequency_dict,
    )

    said: dict[str, float] = {}
    for word, frequency in get_frequency_dict("fr", "large").items():
        said[fold(word)] = max(said.get(fold(word), 0.0), freq_to_zipf(frequency))
    listed = {fold(word) for word in SpellChecker(language="fr").word_frequency.dictionary}
    words = sorted(
        word
        for word, zipf in said.items()
        if zipf >= RAREST
        and len(word) >= SHORTEST
        and word.isascii()
        and word.isalpha()
        and word not in listed
        and not is_misspelt(word, said)
    )
    # No time in the header: the same words give the same bytes.
    TARGET.write_bytes(gzip.compress("\n".join(words).encode(), 9, mtime=0))
    print(f"{len(words)} words, {TARGET.stat().st_size} bytes")


def is_misspelt(word: str, said: Mapping[str, float]) -> bool:
    """Whether a much more frequent word is one edit away."""
    return len(word) >= MISSPELT and any(said.get(other, 0.0) >= said[word] + TIMES for other in edits(word))


def edits(word: str) -> Iterator[str]:
    """Words one edit from a word, its first letter kept."""
    for at in range(1, len(word) + 1):
        head, tail = word[:at], word[at:]
        yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in string.ascii_lowercase:
            yield head + letter + tail
            yield head + letter + tail[1:]


if __name__ == "__main__":
    main()

"""Why a copy of a file without its metadata is not made."""

from kb.errors import KbError


class MetadataError(KbError):
    """A file whose metadata could not be removed."""


class FileRefused(MetadataError):
    """A file of another format, or too large."""


class FileBroken(MetadataError):
    """A file that cannot be read as what it says it is."""


def broken(name: str) -> FileBroken:
    """What is said of a file that cannot be read."""
    return FileBroken(
        f"{name}\u00a0: ce fichier est abîmé ou protégé. Ouvrez-le, enregistrez-en une copie, puis recommencez."
    )

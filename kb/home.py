"""Where a base lives: the folder that holds `corpus/` and `index/`, and its settings."""

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Home:
    """A base's folder, and where its prepared model stands (several homes may share one)."""

    root: Path
    model: Path

    @property
    def corpus(self) -> Path:
        """What people wrote."""
        return self.root / "corpus"

    @property
    def index(self) -> Path:
        """What the program computed."""
        return self.root / "index"


def find_home(given: str | Path | None = None) -> Home:
    """The home named, else `KB_HOME`, else the current folder if it holds `corpus/`, else the checkout.

    The model stands in `KB_MODEL`, else in `<home>/index/model`.
    """
    named = given or os.environ.get("KB_HOME")
    here = Path.cwd()
    root = Path(named) if named else here if (here / "corpus").is_dir() else CHECKOUT
    root = root.expanduser().resolve()
    model = os.environ.get("KB_MODEL")
    return Home(root, Path(model).expanduser().resolve() if model else root / "index" / "model")

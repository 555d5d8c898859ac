"""`kb worker`: the work beside the pages, in a process of its own."""

import os
from pathlib import Path

import click

from kb.background.worker import work
from kb.cli.options import home_option
from kb.home import find_home
from kb.web.chores import CHORES
from kb.web.environment import read_environment
from kb.web.operating.log_lines import keep_log, wanted


@click.command(epilog="Exemple : kb worker --home /srv/recits")
@home_option
def worker(home: Path | None) -> None:
    """Travaille pour les serveurs d’une base : encode ce qui se publie, écrit, prévient, purge.

    Plusieurs peuvent tourner, sur autant de machines ; tant qu’un vit, aucun « kb serve » n’encode ce qui est publié.
    """
    read_environment(os.environ)  # a setting that cannot serve is said now
    keep_log(wanted(os.environ))
    place = find_home(home)
    os.environ["KB_HOME"] = str(place.root)
    os.environ["KB_MODEL"] = str(place.model)
    work(place, CHORES)

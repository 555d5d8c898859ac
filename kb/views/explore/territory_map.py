"""The map of the territories: outlines kept in kb/data, drawn in the browser, no tile from anywhere."""

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import altair as alt

OUTLINES = Path(__file__).parents[2] / "data" / "territories.geojson"
CREDIT = (
    "Contours : IGN Admin Express et INSEE, Code officiel géographique (Licence Ouverte), d’après "
    "gregoiredavid/france-geojson ; arrondissements : Ville de Paris (ODbL)."
)
HEIGHT = 430  # pixels
COLOURS: dict[str, dict[str, Any]] = {
    "light": {"none": "#F4F1EB", "line": "#FFFFFF", "range": ["#E6CFDF", "#A6608F", "#541E48"], "ring": "#231F20",
              "text": "#231F20"},
    "dark": {"none": "#2C2729", "line": "#1A1718", "range": ["#5B3350", "#B2709D", "#F3C7E4"], "ring": "#EFEAE7",
             "text": "#EFEAE7"},
}  # fmt: skip


@cache
def outlines() -> tuple[Mapping[str, Any], ...]:
    """The outlines, one GeoJSON feature each; empty when the file is not there."""
    if not OUTLINES.is_file():
        return ()
    return tuple(json.loads(OUTLINES.read_text("utf-8"))["features"])


def chart(counts: Mapping[str, int], scheme: str = "light") -> Any:
    """An Altair chart: how many records name each commune or arrondissement; None without outlines.

    A selection named "place" holds the code of the outline that was clicked.
    """
    return _drawn(tuple(sorted(counts.items())), scheme)


@lru_cache(maxsize=32)
def _drawn(numbers: tuple[tuple[str, int], ...], scheme: str) -> Any:
    """The chart of some counts: Altair takes 75 ms to check the outlines, half of the page, so it checks them once."""
    counts = dict(numbers)
    features = [_feature(one, counts) for one in outlines()]
    if not features:
        return None
    colour = COLOURS.get(scheme, COLOURS["light"])
    most = max((one["properties"]["fiches"] for one in features), default=0)
    picked = alt.selection_point(name="place", fields=["properties.code"], toggle=False)
    return (
        alt.Chart(alt.InlineData(values=features))
        .mark_geoshape(stroke=colour["line"], strokeWidth=0.7, aria=False, cursor="pointer")
        .encode(
            color=alt.condition(
                "datum.properties.fiches > 0",
                alt.Color(
                    "properties.fiches:Q",
                    scale=alt.Scale(range=colour["range"], domain=[1, max(most, 2)], interpolate="lab"),
                    legend=None,
                ),
                alt.value(colour["none"]),
            ),
            tooltip=[
                alt.Tooltip("properties.nom:N", title="Territoire"),
                alt.Tooltip("properties.fiches:Q", title="Fiches"),
            ],
        )
        .add_params(picked)
        .project("mercator")
        .properties(height=HEIGHT, width="container", description=described(counts), background="transparent")
        .configure_view(stroke=None)
    )


def described(counts: Mapping[str, int]) -> str:
    """The map in one sentence, for those who do not see it."""
    return f"Carte du nombre de fiches par commune : {len(counts)} territoires nommés. Le tableau voisin les donne."


def _feature(feature: Mapping[str, Any], counts: Mapping[str, int]) -> dict[str, Any]:
    own = feature["properties"]
    code = str(own["code_insee"])
    return {
        "type": "Feature",
        "geometry": feature["geometry"],
        "properties": {"code": code, "nom": own["nom"], "fiches": counts.get(code, 0)},
    }

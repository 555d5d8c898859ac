"""What *Veille* says of a phenomenon that stands out."""

from kb.views.watch.watch_page import _beside


def test_each_method_beside_says_which_weeks_it_judged_and_whether_they_pass_its_bound() -> None:
    assert _beside({"young": (3, 1.0), "c2": (0, 3.3759)}) == (
        "EARS C2\u00a0: 0 la dernière semaine, ne dépasse pas la borne de 3,4. "
        "Régression saisonnière\u00a0: 3 les deux dernières semaines, dépasse la borne de 1."
    )
    assert _beside({}) == ""

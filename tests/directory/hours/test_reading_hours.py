"""Hours as people write them, and what is never guessed of them."""

import pytest

from kb.directory.hours.reading import is_osm, read_hours


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("lun-ven 9h-12h30, 14h-18h, fermé en août et fériés", "Mo-Fr 09:00-12:30,14:00-18:00; Aug off; PH off"),
        ("du lundi au vendredi de 9h à 17h", "Mo-Fr 09:00-17:00"),
        ("Lu-Ve 9h30-18h", "Mo-Fr 09:30-18:00"),
        ("lun-ven 9-12h", "Mo-Fr 09:00-12:00"),
        ("tous les jours 21h-7h", "Mo-Su 21:00-07:00"),
        ("lun–jeu 22h–minuit", "Mo-Th 22:00-24:00"),
        ("lundi, mercredi et vendredi 14h-17h ; samedi 10h-12h30", "Mo,We,Fr 14:00-17:00; Sa 10:00-12:30"),
        ("accueil lundi, mardi, jeudi 9h-12h", "Mo,Tu,Th 09:00-12:00"),
        (
            "lundi 9h-12h, mardi 14h-18h et jeudi 9h-12h 14h-17h",
            "Mo 09:00-12:00; Tu 14:00-18:00; Th 09:00-12:00,14:00-17:00",
        ),
        ("lundi-vendredi : 9h00 - 12h30 / 13h30 - 17h00", "Mo-Fr 09:00-12:30,13:30-17:00"),
        ("en semaine 9h-17h, week-end 10h-18h", "Mo-Fr 09:00-17:00; Sa-Su 10:00-18:00"),
        ("24h/24, 7j/7", "24/7"),
        ("premier lundi du mois 14h-16h", "Mo[1] 14:00-16:00"),
        ("dernier jeudi du mois 18h-20h", "Th[-1] 18:00-20:00"),
        ("lundi au vendredi 9h-17h, fermé du 24 décembre au 2 janvier", "Mo-Fr 09:00-17:00; Dec 24-Jan 02 off"),
        ("fermé du 3 août au 21 août 2026, lundi 9h-12h", "Mo 09:00-12:00; 2026 Aug 03-2026 Aug 21 off"),
        ("tous les jours sauf le dimanche 9h-19h", "Mo-Su 09:00-19:00; Su off"),
        ("lun-ven 9h-17h fermé pendant les vacances scolaires", "Mo-Fr 09:00-17:00; SH off"),
        ("mer 14h-18h, vacances scolaires lun-ven 10h-18h", "We 14:00-18:00; SH Mo-Fr 10:00-18:00"),
        ("dimanches et jours fériés 10h-13h", "Su,PH 10:00-13:00"),
        ("mardi à partir de 18h", "Tu 18:00+"),
        ("lun-ven 9h-12h sur rendez-vous", 'Mo-Fr 09:00-12:00 unknown "sur rendez-vous"'),
        ("sur rendez-vous", '24/7 unknown "sur rendez-vous"'),
        ("Mo-Fr 09:00-12:00;", "Mo-Fr 09:00-12:00"),
    ],
)
def test_hours_written_in_french_are_read(text: str, osm: str) -> None:
    read = read_hours(text)
    assert (read.osm, read.doubts) == (osm, ())


@pytest.mark.parametrize("text", ["appelez-nous", "le soir", "9h-17h", "selon les semaines", "99h-120h le lundi"])
def test_what_is_not_understood_stays_in_words_and_is_told(text: str) -> None:
    read = read_hours(text)
    assert (read.osm, read.note) == ("", text)
    assert "à vérifier" in read.doubts[0]


def test_what_is_half_understood_is_told_and_kept() -> None:
    read = read_hours("lun-ven 9h-12h, parfois plus tard")
    assert (read.osm, read.note) == ("Mo-Fr 09:00-12:00", "lun-ven 9h-12h, parfois plus tard")
    assert "parfois plus tard" in read.doubts[0]


@pytest.mark.parametrize("text", ["", "   ", "\u00a0", ";"])
def test_a_blank_text_has_no_hours(text: str) -> None:
    assert read_hours(text).osm == ""
    assert not is_osm(text)

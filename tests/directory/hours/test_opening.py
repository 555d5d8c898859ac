"""What is open: each trap of the parser, where it and the reference in JavaScript differ, with what we say instead."""

import datetime

import pytest

from kb.directory.hours.opening import PARIS, closing_last, fortnight, is_public_holiday, opening, opens_at_night
from kb.directory.hours.telling import day_in_french, hours_in_french, opening_in_french

MONDAY = datetime.datetime(2026, 11, 30, 10, tzinfo=PARIS)
MAY_DAY = datetime.datetime(2026, 5, 1, 10, tzinfo=PARIS)  # a Friday
IN_HOLIDAYS = datetime.datetime(2026, 10, 20, 10, tzinfo=PARIS)  # a Tuesday, zone C
AUGUST = datetime.datetime(2026, 8, 4, 10, tzinfo=PARIS)  # a Tuesday


def state(osm: str, when: datetime.datetime = MONDAY, territory: str = "75118") -> str:
    return opening(osm, when, territory=territory).state


@pytest.mark.parametrize(
    ("osm", "when", "said"),
    [
        ("  ", MONDAY, "unknown"),  # the parser: open 24/7; the reference: error
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"', MONDAY, "unknown"),  # the parser: open; the reference: unknown
        ('"sur rendez-vous"', MONDAY, "unknown"),
        ("Mo-Fr 09:00+", MONDAY, "unknown"),  # the parser: open up to midnight; the reference: unknown
        ("Mo-Fr 08:00-09:30,09:45+", MONDAY, "unknown"),
        ("Mo-Fr 09:00-17:00; SH off", IN_HOLIDAYS, "closed"),  # the parser ignores SH; the reference resolves it
        ("We 14:00-18:00; SH Mo-Fr 09:00-18:00", IN_HOLIDAYS, "open"),
        ("We 14:00-18:00; SH Mo-Fr 09:00-18:00", MONDAY, "closed"),
        ("PH,SH off; Mo-Fr 09:00-17:00", IN_HOLIDAYS, "closed"),
        ("Mo-Fr SH 09:00-17:00", MONDAY, "unknown"),
        ("Aug off; Mo-Fr 09:00-17:00", AUGUST, "closed"),  # both open in August, for a later rule wins
        ("Mo-Fr 09:00-12:00", MAY_DAY, "unknown"),  # both open on a public holiday that the hours leave out
        ("Mo-Fr 09:00-12:00; PH off", MAY_DAY, "closed"),
        ("Mo-Su,PH 09:00-12:00", MAY_DAY, "open"),
        ("24/7", MAY_DAY, "open"),
        ("Mo-Fr sunrise-sunset", MONDAY, "unknown"),
        ("appelez-nous", MONDAY, "unknown"),
        ("Mo-Fr 09:00-12:00;", MONDAY, "open"),  # the parser refuses the last sign; the reference repairs it
        ('Mo-Fr 09:00-12:00 open "porte B"', MONDAY, "open"),
        ("Fr 22:00-06:00", MONDAY, "closed"),
        ("lun-ven 9h-12h, fermé en août", MONDAY, "open"),
        ("lun-ven 9h-12h, fermé en août", AUGUST, "closed"),
        ("   ;  ", MONDAY, "unknown"),
    ],
)  # fmt: skip
def test_only_what_is_sure_is_open(osm: str, when: datetime.datetime, said: str) -> None:
    assert state(osm, when) == said


def test_school_holidays_are_those_of_the_zone() -> None:
    in_zone_a = datetime.datetime(2027, 2, 24, 10, tzinfo=PARIS)  # a Wednesday; zone C is back at school
    assert state("Mo-Fr 09:00-17:00; SH off", in_zone_a, "69381") == "closed"
    assert state("Mo-Fr 09:00-17:00; SH off", in_zone_a, "75118") == "open"
    assert state("Mo-Fr 09:00-17:00; SH off", in_zone_a, "2A004") == "unknown"


def test_school_holidays_that_nobody_knows_yet_are_to_be_checked() -> None:
    later = datetime.datetime(2031, 3, 4, 10, tzinfo=PARIS)
    assert opening("Mo-Fr 09:00-17:00; SH off", later, territory="75118").reason.startswith("dépend des vacances")
    assert state("Mo-Fr 09:00-17:00", later) == "open"


def test_a_closure_ends_by_itself() -> None:
    dates = {"closed_from": "2026-11-23", "closed_to": "2026-11-30"}
    assert opening("24/7", MONDAY, **dates).reason == "fermeture temporaire"
    assert opening("24/7", MONDAY + datetime.timedelta(days=1), **dates).state == "open"
    assert opening("24/7", MONDAY - datetime.timedelta(days=8), **dates).state == "open"
    assert opening("24/7", MONDAY, closed_from="2026-11-01").state == "closed"


def test_the_next_opening_skips_closures_and_days_in_doubt() -> None:
    evening = datetime.datetime(2026, 12, 24, 20, tzinfo=PARIS)  # Christmas, then a week-end
    said = opening("Mo-Fr 09:00-17:00", evening, territory="75118")
    assert said.opens == datetime.datetime(2026, 12, 28, 9, tzinfo=PARIS)
    shut = opening("Mo-Fr 09:00-17:00", evening, closed_from="2026-12-28", closed_to="2026-12-29")
    assert shut.opens == datetime.datetime(2026, 12, 30, 9, tzinfo=PARIS)


@pytest.mark.parametrize("year", range(2024, 2041))
def test_public_holidays_are_those_of_france(year: int) -> None:
    a, b, c = year % 19, *divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    easter = datetime.date(year, month, day + 1)
    fixed = {
        datetime.date(year, *one) for one in ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    }
    wanted = fixed | {easter + datetime.timedelta(days=n) for n in (1, 39, 50)}
    days = (datetime.date(year, 1, 1) + datetime.timedelta(days=n) for n in range(366))
    assert {one for one in days if one.year == year and is_public_holiday(one)} == wanted


def test_a_night_goes_over_the_change_of_clock() -> None:
    nights = fortnight("Sa-Su 22:00-06:00", datetime.date(2026, 10, 24), territory="75118", days=3)
    assert [[(s.start, s.end) for s in day.spans] for day in nights] == [
        [(1320, 1440)], [(0, 360), (1320, 1440)], [(0, 360)],
    ]  # fmt: skip


def test_rules_that_close_stand_last() -> None:
    assert closing_last("Aug off; PH off; Mo-Fr 09:00-17:00") == "Mo-Fr 09:00-17:00; Aug off; PH off"
    assert closing_last('Mo-Su off; Sa 10:00-12:00 "code; 12"') == 'Mo-Su off; Sa 10:00-12:00 "code; 12"'


def test_night_is_told_from_the_hours() -> None:
    assert opens_at_night("Mo-Su 21:00-07:00") is True
    assert opens_at_night("Mo-Fr 09:00-20:00") is False
    assert opens_at_night("") is None


@pytest.mark.parametrize(
    ("osm", "said"),
    [
        ("Mo-Fr 09:00-12:30,14:00-18:00; Aug off; PH off",
         "du lundi au vendredi 9 h–12 h 30 et 14 h–18 h ; fermé en août ; fermé les jours fériés"),
        ("Mo,We 14:00-17:00; SH off", "lundi et mercredi 14 h–17 h ; fermé pendant les vacances scolaires"),
        ("Mo[1] 14:00-16:00", "le 1er lundi du mois 14 h–16 h"),
        ("Th[-1] 18:00-20:00", "le dernier jeudi du mois 18 h–20 h"),
        ('Mo-Fr 09:00-12:00 unknown "sur rendez-vous"', "du lundi au vendredi 9 h–12 h (sur rendez-vous)"),
        ('24/7 unknown "sur rendez-vous"', "sur rendez-vous"),
        ("Mo-Su 21:00-24:00", "tous les jours 21 h–minuit"),
        ("Tu 18:00+", "mardi à partir de 18 h"),
        ("Mo 09:00-12:00; 2026 Aug 03-2026 Aug 21 off", "lundi 9 h–12 h ; fermé du 3 au 21 août 2026"),
        ("Mo-Fr 09:00-12:00; Dec 24-Jan 02 off", "du lundi au vendredi 9 h–12 h ; fermé du 24 décembre au 2 janvier"),
        ("24/7", "24 h sur 24, 7 jours sur 7"),
        ("week 1-53/2 Mo 10:00-12:00", "week 1-53/2 Mo 10:00-12:00"),
    ],
)  # fmt: skip
def test_hours_are_told_in_french(osm: str, said: str) -> None:
    assert hours_in_french(osm).replace("\u00a0", " ") == said


def test_a_moment_is_told_in_french() -> None:
    def told(osm: str, when: datetime.datetime = MONDAY) -> str:
        return opening_in_french(opening(osm, when, territory="75118"), when).replace("\u00a0", " ")

    assert told("Mo-Fr 09:00-12:30") == "Ouvert maintenant, ferme à 12 h 30"
    assert told("24/7") == "Ouvert maintenant"
    assert told("Tu 14:00-18:00") == "Fermé maintenant, ouvre demain à 14 h"
    assert told("Mo 14:00-18:00") == "Fermé maintenant, ouvre à 14 h"
    assert told("Sa 09:30-18:00") == "Fermé maintenant, ouvre samedi à 9 h 30"
    assert told("") == "À vérifier : horaires inconnus"


def test_the_fortnight_says_each_day() -> None:
    days = fortnight("Mo-Fr 09:00-12:00,14:00-17:00", datetime.date(2026, 12, 24), territory="75118", days=3)
    told = [tuple(part.replace("\u00a0", " ") for part in day_in_french(day, days[0].date)) for day in days]
    assert told == [
        ("aujourd’hui", "9 h–12 h, 14 h–17 h"),
        ("vendredi 25", "jour férié, ouverture non précisée"),
        ("samedi 26", "fermé"),
    ]

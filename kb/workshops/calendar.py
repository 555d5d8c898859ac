"""A sitting as a calendar file, on the clocks of Paris."""

import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from kb.readers import Person
from kb.wiki.context import Wiki
from kb.workshops.plan import STEP_LABELS
from kb.workshops.preparing import plan_of, sitting_for, sitting_plan
from kb.workshops.words import ContributionRefused

PARIS = ZoneInfo("Europe/Paris")


def calendar(wiki: Wiki, person: Person | None, number: int) -> bytes:
    """The .ics of a sitting, for whoever facilitates it: no name, no code. Raises Refused, ContributionRefused."""
    workshop, sitting = sitting_for(wiki, person, number)
    plan, whole = sitting_plan(sitting), plan_of(workshop)
    begins = plan.begins()
    if begins is None:
        raise ContributionRefused("Cette séance n’a pas encore de date.")
    start = begins.replace(tzinfo=PARIS)
    event = Event()
    event.add("uid", f"seance-{number}-{workshop.number}@recits-partages")
    event.add("dtstamp", datetime.datetime.fromisoformat(wiki.register.now()))
    event.add("dtstart", start)
    event.add("dtend", start + datetime.timedelta(minutes=plan.minutes or 180))
    event.add("summary", " : ".join(part for part in (whole.title, plan.theme) if part))
    event.add("location", plan.place)
    steps = [f"{STEP_LABELS[step.sort]}, {step.minutes} min" for step in plan.steps if step.minutes]
    event.add("description", "\n".join(steps))
    made = Calendar()
    made.add("prodid", "-//Récits partagés//Ateliers//FR")
    made.add("version", "2.0")
    made.add_component(Timezone.from_tzinfo(PARIS))
    made.add_component(event)
    return bytes(made.to_ical())

"""The moments of the register, as feeds, harvesters and answers over HTTP write them."""

import datetime

# When nothing was published yet: a feed must say when it changed.
NEVER = "1970-01-01T00:00:00Z"


def in_utc(iso: str) -> datetime.datetime | None:
    """A date, or a date and time, in UTC, which it is in where it says nothing; None for what is neither."""
    try:
        moment = datetime.datetime.fromisoformat(iso)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC)


def written(iso: str) -> str:
    """The same to the second, as RFC 3339 and OAI-PMH write it; a day is its midnight, what is neither is `NEVER`."""
    moment = in_utc(iso)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else NEVER

"""Numbers of lists and headings as word processors write them: 1, 01, a, A, i, I."""

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
MAX_ROMAN = 3_999


def numeral(number: int, form: str) -> str:
    """A number in the form « 1 », « 01 », « a », « A », « i » or « I »; any other form gives « 1 »."""
    if form in {"a", "A"} and 0 < number <= 26 * 20:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if form == "a" else letters.upper()
    if form in {"i", "I"} and 0 < number <= MAX_ROMAN:
        return _roman(number) if form == "i" else _roman(number).upper()
    return f"{number:02d}" if form == "01" else str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written

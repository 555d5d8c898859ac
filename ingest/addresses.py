"""The address that a link leads to, told after its words."""

from urllib.parse import unquote

LONGEST = 300  # characters; what follows in a longer address tells a machine something, not a reader
_READ = ("http://", "https://", "mailto:", "tel:", "ftp://", "www.")


def told_address(label: str, address: str) -> str:
    """What is added after the words of a link: its address between brackets, unless they say it already.

    Addresses inside the text (« #partie ») and those of files on somebody's machine are not told.
    """
    address = address.strip()
    plain = unquote(address).removeprefix("mailto:").removeprefix("tel:")
    said = label.strip().rstrip("/")
    if not address.lower().startswith(_READ) or len(address) > LONGEST or not said:
        return ""
    if said in {address.rstrip("/"), plain.rstrip("/"), plain.split("://")[-1].rstrip("/")}:
        return ""
    return f" ({plain if not any(sign.isspace() for sign in plain) else address})"

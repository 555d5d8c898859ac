"""The address that a link leads to, told after its words."""

from urllib.parse import unquote

LONGEST = 300  # characters; what follows in a longer address tells a machine something, not a reader
_READ = ("http://", "https://", "mailto:", "tel:", "ftp://", "www.")


def told_address(label: str, address: str, *, beside: bool = False) -> str:
    """What is added after the words of a link: its address between brackets, unless they say it already.

    Addresses inside the text (« #partie ») are not told. Those of other files are where these stand `beside` the text,
    as the notes that Markdown links do; what an office file leads to on somebody's machine is not, nor a long address.
    """
    address = address.strip()
    plain = unquote(address).removeprefix("mailto:").removeprefix("tel:")
    said = label.strip().rstrip("/")
    if beside:
        is_told = bool(plain) and not plain.startswith("#")
    else:
        is_told = bool(said) and address.lower().startswith(_READ) and len(address) <= LONGEST
    if not is_told or said in {address.rstrip("/"), plain.rstrip("/"), plain.split("://")[-1].rstrip("/")}:
        return ""
    return f" ({plain if not any(sign.isspace() for sign in plain) else address})"

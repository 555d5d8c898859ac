"""A mail server that keeps what it is given: plain or STARTTLS or TLS, with a certificate made for it."""

import base64
import datetime
import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Mailbox:
    """What a fake server received, and how it behaves."""

    port: int = 0
    refuses: bool = False
    letters: list[Message] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)


def certificate(folder: Path) -> Path:
    """A key and a certificate for 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    places = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(places), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mail.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


class Conversation(socketserver.StreamRequestHandler):
    """One connection, as RFC 5321 has it, as far as smtplib asks."""

    server: "Server"

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def secure(self) -> None:
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.setup()

    def handle(self) -> None:
        box, secured = self.server.box, self.server.at_once
        if secured:
            self.secure()
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            match line.split()[0].upper():
                case "EHLO":
                    self.say("250-here")
                    self.say("250 AUTH PLAIN" if secured else "250 STARTTLS")
                case "STARTTLS":
                    self.say("220 go ahead")
                    self.secure()
                    secured = True
                case "AUTH":
                    box.logins.append(base64.b64decode(line.split()[2]).decode())
                    self.say("235 welcome")
                case "RCPT" if box.refuses:
                    self.say(f"550 no such person: {line}")
                case "DATA":
                    self.say("354 go on")
                    lines = []
                    while (part := self.rfile.readline()) != b".\r\n":
                        lines.append(part)
                    box.letters.append(message_from_bytes(b"".join(lines), policy=default))
                    box.over_tls.append(secured)
                    self.say("250 taken")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 fine")


class Server(socketserver.ThreadingTCPServer):
    """The server of one mailbox."""

    daemon_threads = True

    def __init__(self, box: Mailbox, tls: ssl.SSLContext, at_once: bool) -> None:
        self.box, self.tls, self.at_once = box, tls, at_once
        super().__init__(("127.0.0.1", 0), Conversation)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away, or does not like the certificate, is no event."""


@contextmanager
def receiving(pem: Path, *, at_once: bool = False) -> Iterator[Mailbox]:
    """A mailbox, while its server runs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    box = Mailbox()
    with Server(box, context, at_once) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join(10)

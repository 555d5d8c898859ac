"""Messages to the addresses that an administrator named: signed (Standard Webhooks), and to no private network.

Threats answered: an address that makes this server ask its own network (SSRF): a name is resolved once, every address
it gives is looked at, and the connection goes to the one that was looked at; no redirection is followed. Somebody who
forges or replays a message: it is signed with its name and time.
"""

import base64
import hashlib
import hmac
import http.client
import json
import logging
import os
import socket
import ssl
import time
from typing import Final
from urllib.parse import urlsplit

from kb import visit
from kb.base import KnowledgeBase
from kb.store.records.webhooks import (
    Webhook,
    WebhookMessage,
    due_messages,
    message_failed,
    message_told,
    queue_messages,
    take_message,
    webhooks_of,
)
from kb.web.accounts.mail import mailbox, post
from kb.web.environment import Environment, read_environment
from kb.wiki.admin.webhooks import AddressRefused, allowed_address

LOG: Final = logging.getLogger(__name__)
SECONDS: Final = 10.0
SUBJECT: Final = "Une adresse n’est plus prévenue"
GIVEN_UP: Final = """Bonjour,

Depuis cinq jours, rien n’arrive à {host}, que Récits partagés prévient de ce qui est publié : les envois sont arrêtés.
Voyez pourquoi, puis reprenez-les : {site}/administration?partie=programmes
"""


def shown_secret(secret: str) -> str:
    """A secret as receivers take it."""
    return "whsec_" + base64.b64encode(bytes.fromhex(secret)).decode()


def signature(secret: str, name: str, moment: int, body: bytes) -> str:
    """The signature of a message: HMAC-SHA256 over its name, its time and its body."""
    signed = hmac.new(bytes.fromhex(secret), f"{name}.{moment}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode()


def body_of(one: WebhookMessage, origin: str) -> bytes:
    """What an address is told: which record, what happened, when, where. Not a word of it."""
    data = {"record_id": one.record_id, "kind": one.kind, "address": f"{origin}/lire?id={one.record_id}"}
    return json.dumps({"type": f"record.{one.event}", "timestamp": one.at, "data": data}).encode()


def post_message(hook: Webhook, one: WebhookMessage, origin: str) -> None:
    """Send a message. Raises AddressRefused, OSError or http.client.HTTPException when it did not arrive."""
    address, host, port, path = allowed_address(hook.url)
    moment, body = int(time.time()), body_of(one, origin)
    plain = hook.url.startswith("http://")
    with socket.create_connection((address, port), timeout=SECONDS) as connected:
        secured = connected if plain else ssl.create_default_context().wrap_socket(connected, server_hostname=host)
        with secured:
            connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
            connection.sock = secured
            connection.request(
                "POST",
                path,
                body,
                {
                    "Content-Type": "application/json",
                    "User-Agent": "recits-partages",
                    "webhook-id": one.name,
                    "webhook-timestamp": str(moment),
                    "webhook-signature": signature(hook.secret, one.name, moment, body),
                    "Connection": "close",
                },
            )
            status = connection.getresponse().status
    if not 200 <= status < 300:
        raise http.client.HTTPException(f"HTTP {status}")


def send_messages(base: KnowledgeBase, environment: Environment) -> int:
    """Tell what is due; how many messages arrived. Whoever failed is tried again later."""
    register = base.register
    queue_messages(register)
    due, told = due_messages(register), 0
    hooks = {one.number: one for one in webhooks_of(register)}
    for one in due:
        hook = hooks.get(one.webhook)
        if hook is None or not take_message(register, one):
            continue
        try:
            post_message(hook, one, environment.site)
        except (AddressRefused, OSError, http.client.HTTPException) as error:
            del hooks[hook.number]  # whoever answers nothing keeps the others waiting once, not for each message
            if message_failed(register, one, str(error) or type(error).__name__):
                LOG.error("webhook %d is disabled: nothing reached it for days", one.webhook)
                _write(base, environment, hook)
        else:
            message_told(register, one)
            told += 1
    return told


def _write(base: KnowledgeBase, environment: Environment, hook: Webhook) -> None:
    """A word to the administrators, where the base sends letters; their page says it anyway."""
    if environment.smtp is None:
        return
    text = GIVEN_UP.format(host=urlsplit(hook.url).hostname, site=environment.site)
    for account_id in sorted(base.accounts.with_role("administrator")):
        boss = base.accounts.account(account_id)
        if boss is not None and (box := mailbox(boss)):
            post(environment.smtp, environment, box, SUBJECT, text, "a webhook that is disabled")


def tell_programs() -> None:
    """Tell what is due, as the server does every few seconds."""
    environment = read_environment(os.environ)
    with visit.open_base() as base:
        send_messages(base, environment)

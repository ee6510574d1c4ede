"""Links of bootstraps and invitations (spec/protocol/links.md)."""

import base64
import ipaddress
import re
from dataclasses import dataclass
from typing import Optional
from urllib.parse import quote, unquote_to_bytes

import msgpack

from encoding import Malformed, Refused, organization_id

BOOTSTRAP, CLAIM_USER, CLAIM_DEVICE = "bootstrap_organization", "claim_user", "claim_device"


@dataclass(frozen=True)
class Address:
    """Where an organization lives. `port` is always given."""

    host: str
    port: int
    ssl: bool
    organization: str

    @property
    def authority(self):
        return self.host if self.port == (443 if self.ssl else 80) else f"{self.host}:{self.port}"

    @property
    def server_url(self):
        return f"{'https' if self.ssl else 'http'}://{self.authority}/"


@dataclass(frozen=True)
class Link:
    address: Address
    action: str
    token: Optional[bytes]


def write_link(link):
    payload = base64.urlsafe_b64encode(msgpack.packb(link.token)).decode().rstrip("=")
    no_ssl = "" if link.address.ssl else "no_ssl=true&"
    organization = quote(link.address.organization, safe="")
    return f"parsec3://{link.address.authority}/{organization}?{no_ssl}a={link.action}&p={payload}"


def read_link(text, *actions):
    """Reads a link of one of these actions, or refuses it before any traffic."""
    try:
        return _read_link(text, actions)
    except Malformed as error:
        raise Refused(f"This link cannot be used: {error}. Copy it again from the invitation.", "bad_link") from error


def read_server_url(url, organization):
    """Reads the `http(s)://host[:port]/` of a device file."""
    found = re.fullmatch(r"(https?)://([^/?#]+)/?", url)
    if not found:
        raise Malformed("not the URL of a server")
    ssl = found[1] == "https"
    host, port = _read_authority(found[2], ssl)
    return Address(host, port, ssl, organization)


def _read_authority(authority, ssl):
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?", authority)
    if not found:
        raise Malformed("host or port is missing or invalid")
    host = found[1]
    try:
        if host.startswith("["):
            ipaddress.IPv6Address(host[1:-1])
        elif host.rpartition(".")[2].isdigit():
            ipaddress.IPv4Address(host)
    except ValueError as error:
        raise Malformed("the host is not an address") from error
    port = int(found[2]) if found[2] else (443 if ssl else 80)
    if not 1 <= port <= 65535:
        raise Malformed(f"there is no port {port}")
    return host, port


def _read_link(text, actions):
    text = re.sub(r"[\t\r\n]", "", text.strip())
    found = re.fullmatch(r"([A-Za-z0-9]+)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", text)
    if not found:
        raise Malformed("it is not a link")
    scheme, authority, path, query = found[1].lower(), found[2], found[3], found[4] or ""
    if scheme not in ("parsec3", "http", "https"):
        raise Malformed(f"it begins with {scheme}: instead of parsec3:, https: or http:")
    if scheme != "parsec3":
        if not path.startswith("/redirect/"):
            raise Malformed("its path does not begin with /redirect/")
        path = path[len("/redirect"):]

    parameters = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if name in ("a", "p", "no_ssl"):
            if name in parameters:
                raise Malformed(f"{name} appears twice")
            parameters[name] = unquote_to_bytes(value).decode("utf-8", "replace")

    no_ssl = parameters.get("no_ssl", "false").lower()
    if no_ssl not in ("true", "false"):
        raise Malformed("no_ssl is neither true nor false")
    ssl = scheme == "https" or (scheme == "parsec3" and no_ssl == "false")
    host, port = _read_authority(authority, ssl)

    if not re.fullmatch(r"/[^/]+", path):
        raise Malformed("it does not name one organization")
    try:
        organization = organization_id(unquote_to_bytes(path[1:]).decode())
    except UnicodeDecodeError as error:
        raise Malformed("the name of the organization is not UTF-8") from error

    action = parameters.get("a")
    if action not in actions:
        raise Malformed(f"its action is {action or 'missing'}; expected {' or '.join(actions)}")
    token = _read_token(parameters.get("p", ""))
    if token is None and action != BOOTSTRAP:
        raise Malformed("an invitation has a token")
    return Link(Address(host, port, ssl, organization), action, token)


def _read_token(payload):
    if not re.fullmatch(r"[A-Za-z0-9_-]+", payload):
        raise Malformed("its payload is not unpadded URL-safe base64")
    try:
        token = msgpack.unpackb(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, msgpack.exceptions.UnpackException) as error:
        raise Malformed("its payload is not msgpack") from error
    if token is not None and (type(token) is not bytes or len(token) != 16):
        raise Malformed("its payload is not a token of 16 bytes")
    return token

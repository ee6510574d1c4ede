"""Links of bootstraps and invitations (spec/protocol/links.md)."""

import base64
import ipaddress
import re
from collections import namedtuple
from urllib.parse import quote, unquote_to_bytes
import msgpack
from encoding import Malformed, Refused, organization_id, require, turning

BOOTSTRAP, CLAIM_USER, CLAIM_DEVICE = "bootstrap_organization", "claim_user", "claim_device"
Address = namedtuple("Address", "host port ssl organization")
Link = namedtuple("Link", "address action token")

def authority(address):
    default = 443 if address.ssl else 80
    return address.host if address.port == default else f"{address.host}:{address.port}"

def write_link(address, action, token):
    payload = base64.urlsafe_b64encode(msgpack.packb(token)).decode().rstrip("=")
    no_ssl = "" if address.ssl else "no_ssl=true&"
    organization = quote(address.organization, safe="")
    return f"parsec3://{authority(address)}/{organization}?{no_ssl}a={action}&p={payload}"

def read_link(text, *actions):
    """Reads a link of one of these actions, or refuses it before any traffic."""
    with turning(Malformed, lambda error: Refused(f"This link cannot be used: {error}. Copy it again.")):
        return _read_link(text, actions)

def read_server_url(url, organization):
    """Reads the `http(s)://host[:port]/` of a device file."""
    found = re.fullmatch(r"(https?)://([^/?#]+)/?", url)
    require(found, "not the URL of a server")
    return Address(*_read_authority(found[2], found[1] == "https"), found[1] == "https", organization)

def _read_authority(authority, ssl):
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?", authority)
    require(found, "host or port is missing or invalid")
    host, port = found[1], int(found[2] or (443 if ssl else 80))
    if host.startswith("[") or host.rpartition(".")[2].isdigit():
        with turning(ValueError, lambda _: Malformed("the host is not an address")):
            ipaddress.ip_address(host.strip("[]"))
    require(1 <= port <= 65535, f"there is no port {port}")
    return host, port

def _read_link(text, actions):
    text = re.sub(r"[\t\r\n]", "", text.strip())
    found = re.fullmatch(r"([A-Za-z0-9]+)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", text)
    require(found, "it is not a link")
    scheme, authority, path, query = found[1].lower(), found[2], found[3], found[4] or ""
    require(scheme in ("parsec3", "http", "https"), f"it begins with {scheme}: instead of parsec3:, https: or http:")
    if scheme != "parsec3":
        require(path.startswith("/redirect/"), "its path does not begin with /redirect/")
        path = path[len("/redirect"):]
    parameters = {}
    for name, _, value in (part.partition("=") for part in query.split("&")):
        require(name not in parameters or name not in ("a", "p", "no_ssl"), f"{name} appears twice")
        parameters[name] = unquote_to_bytes(value).decode("utf-8", "replace")
    no_ssl = parameters.get("no_ssl", "false").lower()
    require(no_ssl in ("true", "false"), "no_ssl is neither true nor false")
    ssl = scheme == "https" or (scheme == "parsec3" and no_ssl == "false")
    host, port = _read_authority(authority, ssl)
    require(re.fullmatch(r"/[^/]+", path), "it does not name one organization")
    with turning(UnicodeDecodeError, lambda _: Malformed("the name of the organization is not UTF-8")):
        organization = organization_id(unquote_to_bytes(path[1:]).decode())
    action = parameters.get("a")
    require(action in actions, f"its action is {action or 'missing'}; expected {' or '.join(actions)}")
    token = _read_token(parameters.get("p", ""))
    require(token is not None or action == BOOTSTRAP, "an invitation has a token")
    return Link(Address(host, port, ssl, organization), action, token)

def _read_token(payload):
    require(re.fullmatch(r"[A-Za-z0-9_-]+", payload), "its payload is not unpadded URL-safe base64")
    with turning((ValueError, msgpack.exceptions.UnpackException), lambda _: Malformed("its payload is not msgpack")):
        token = msgpack.unpackb(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    require(token is None or (type(token) is bytes and len(token) == 16), "its payload is not a token of 16 bytes")
    return token

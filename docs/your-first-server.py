"""A first Parsec server, step by step in docs/your-first-server.md. It keeps all in memory, and lacks most rules."""

import base64
import json
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

import msgpack
import zstandard
from nacl.signing import VerifyKey

TOKEN = os.environ.get("PARSEC_ADMINISTRATION_TOKEN") or exit("set PARSEC_ADMINISTRATION_TOKEN to the token of the administration")
organizations = {}
lock = threading.Lock()


class Refusal(Exception):
    """An HTTP status instead of a reply."""

# Step 1: create
def create(body, host):
    """Reserves a name, and gives the link of the founder in both forms."""
    name, token = json.loads(body)["organization_id"], os.urandom(16)
    with lock:
        if "root" in organizations.get(name, {}):
            raise Refusal(400)
        organizations[name] = {"token": token}
    payload = base64.urlsafe_b64encode(msgpack.packb(token)).decode().rstrip("=")
    query = f"a=bootstrap_organization&p={payload}"
    return {
        "bootstrap_url": f"parsec3://{host}/{quote(name)}?no_ssl=true&{query}",
        "bootstrap_url_as_http_redirection": f"http://{host}/redirect/{quote(name)}?{query}",
    }


# Step 2: bootstrap
def unpack(data):
    """Decodes msgpack. Identifiers (ext 2) become bytes, and instants (ext 1) integers."""
    def extension(code, content):
        return int.from_bytes(content, "big", signed=True) if code == 1 else content

    return msgpack.unpackb(data, ext_hook=extension)


def read_certificate(signed, root, kind):
    """The fields of a certificate: a signature, a zero byte, and zstd of msgpack."""
    content = VerifyKey(root).verify(signed)
    fields = unpack(zstandard.ZstdDecompressor().decompress(content[1:], max_output_size=1 << 20))
    if content[:1] != b"\0" or fields["type"] != kind:
        raise ValueError(kind)
    return fields


def bootstrap(organization, command):
    """Takes the first user and device, if the root key signed all four certificates."""
    with lock:
        if "root" in organization:
            return {"status": "organization_already_bootstrapped"}
        if command["bootstrap_token"] != organization["token"]:
            return {"status": "invalid_bootstrap_token"}
        root, kinds = command["root_verify_key"], ("user_certificate", "device_certificate")
        try:
            forms = [(kind, form) for form in ("", "redacted_") for kind in kinds]
            _, device, *_ = [read_certificate(command[form + kind], root, kind) for kind, form in forms]
            organization["devices"] = {device["device_id"].hex(): VerifyKey(device["verify_key"])}
        except Exception:
            return {"status": "invalid_certificate"}
        organization["certificates"] = [(device["timestamp"], command[kind]) for kind in kinds]
        organization["root"] = root
        return {"status": "ok"}


# Step 3: authenticate
def authenticate(organization, header):
    """Bearer PARSEC-SIGN-ED25519.DEVICE.SECONDS.SIGNATURE, which is over the text before the last dot."""
    form = re.fullmatch(r"Bearer (PARSEC-SIGN-ED25519\.([0-9a-f]{32})\.\d+)\.([\w-]+=*)", header or "")
    if form is None:
        raise Refusal(401)
    text, device, signature = form.groups()
    try:
        organization["devices"][device].verify(text.encode(), base64.urlsafe_b64decode(signature))
    except Exception:
        raise Refusal(403)


def authenticated(organization, command):
    if command["cmd"] == "organization_info":
        return {"status": "ok", "total_metadata_bytes": 0, "total_block_bytes": 0}
    if command["cmd"] == "certificate_get":
        after = command["common_after"]
        common = [signed for at, signed in organization["certificates"] if after is None or at > after]
        empty = {"sequester_certificates": [], "shamir_recovery_certificates": [], "realm_certificates": {}}
        return {"status": "ok", "common_certificates": common, **empty}
    raise Refusal(415)


# Step 4: redirect
def redirect(name, query, host):
    """The parsec3 form of a link. Only how the server is reached decides on no_ssl."""
    kept = [pair for pair in query.split("&") if not pair.startswith("no_ssl=")]
    return f"parsec3://{host}/{quote(name)}?{'&'.join(['no_ssl=true', *kept])}"


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        path, _, query = self.path.partition("?")
        host, credentials = self.headers.get("Host", ""), self.headers.get("Authorization")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            match (self.command, *[unquote(part, errors="strict") for part in path.split("/")[1:]]):
                case ("GET", ""):
                    self.send(200)
                case ("POST", "administration", "organizations") if credentials == f"Bearer {TOKEN}":
                    self.send(200, json.dumps(create(body, host)).encode(), {"Content-Type": "application/json"})
                case ("POST", "anonymous", name) if name in organizations:
                    self.reply(bootstrap(organizations[name], unpack(body)))
                case ("POST", "authenticated", name) if name in organizations:
                    authenticate(organizations[name], credentials)
                    self.reply(authenticated(organizations[name], unpack(body)))
                case ("GET", "redirect", name):
                    self.send(302, b"", {"Location": redirect(name, query, host)})
                case (_, "administration", *_) if credentials != f"Bearer {TOKEN}":
                    self.send(403)
                case _:
                    self.send(404)
        except Refusal as refusal:
            self.send(refusal.args[0])
        except UnicodeDecodeError:
            self.send(404)
        except Exception:
            self.send(415)

    do_GET = do_POST = do_PATCH = answer

    def reply(self, fields):
        self.send(200, msgpack.packb(fields), {"Content-Type": "application/msgpack"})

    def send(self, status, body=b"", headers={}):
        self.send_response(status)
        for name, value in {"Api-Version": "5.6", "Content-Length": len(body), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PARSEC_PORT", 6777))), Handler).serve_forever()

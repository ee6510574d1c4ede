"""Reads the vectors of fixtures/ with the readers of the Python client.

Usage: read-fixtures.py CLIENT FIXTURES. Prints each contradiction and fails, or prints a count.
"""

import datetime
import functools
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, sys.argv[1])

from nacl import bindings, pwhash  # noqa: E402

import devices  # noqa: E402
import encoding  # noqa: E402
import greeting  # noqa: E402
import history  # noqa: E402
import links  # noqa: E402

# Many vectors alter one file, so its password is hashed once.
pwhash.argon2id.kdf = functools.cache(pwhash.argon2id.kdf)
raw = bytes.fromhex
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
REFUSALS = (encoding.Malformed, encoding.Refused)


def micros(text):
    time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return encoding.Instant((time - EPOCH) // datetime.timedelta(microseconds=1))


WORDS = {
    "$bin": raw, "$uuid": lambda text: encoding.Id(raw(text)), "$datetime": micros, "$float": float, "$int": int,
    "$map": lambda pairs: {wire(name): wire(item) for name, item in pairs}}


def wire(value):
    if isinstance(value, list):
        return [wire(item) for item in value]
    if not isinstance(value, dict):
        return value
    word = next(iter(value), "")
    return WORDS[word](value[word]) if word in WORDS else {name: wire(item) for name, item in value.items()}


def certificate(subject):
    def read(data, given):
        history._verify(data, raw(given["verify_key"]))
        return encoding.read_document(data[64:], subject)
    return read


def payload(subject):
    def read(data, given):
        attempt = greeting.Attempt(None, None, "greeter", None, None)
        attempt.shared = raw(given["key"])
        return attempt.unseal(data, subject)
    return read


def device_file(data, given):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "device.keys")
        path.write_bytes(data)
        file = devices.read_device_file(path)
        devices.open_device(file, given["secret"])
        return devices.open_sealed(file, given["secret"]).hex()


def shared_key(data, given):
    own, peer = bindings.crypto_scalarmult_base(encoding.key(data)), raw(given["peer"])
    pair = (own, peer) if given["role"] == "GREETER" else (peer, own)
    return greeting.shared_key(data, peer, *pair).hex()


def short_codes(data, given):
    nonces = encoding.nonce(data[:64]), encoding.nonce(data[64:])
    return dict(zip(("claimer", "greeter"), greeting.short_codes(raw(given["key"]), *nonces)))


def link(*actions):
    def read(text, given):
        found = links.read_link(text, *actions)
        address = found.address
        port = None if address.port == (443 if address.ssl else 80) else address.port
        return {"host": address.host, "port": port, "ssl": address.ssl, "organization_id": address.organization,
                "token": found.token and found.token.hex(), "action": found.action}
    return read


READERS = {
    "bootstrap-url": link(links.BOOTSTRAP), "invitation-url": link(links.CLAIM_USER, links.CLAIM_DEVICE),
    "organization-id": lambda text, _: encoding.organization_id(text),
    "email-address": lambda text, _: encoding.email(text),
    "human-label": lambda text, _: encoding.human_label(text),
    "device-label": lambda text, _: encoding.device_label(text),
    "msgpack": lambda data, _: encoding.unpack(data),
    "sas-codes": short_codes, "shared-key": shared_key, "device-file": device_file}

count, contradictions = 0, 0
for path in sorted(pathlib.Path(sys.argv[2]).glob("*/*.json")):
    file = json.loads(path.read_text())
    subject = file.get("subject")
    if path.parent.name in ("certificates", "payloads"):
        read = (certificate if path.parent.name == "certificates" else payload)(subject)
    else:
        read = READERS.get(subject)
    for vector in file.get("vectors", []) if read else []:
        given = vector.get("given", {})
        if given.get("kind", "password") != "password":
            continue
        count += 1
        data = vector["input"] if file["encoding"] == "text" else raw(vector["input"])
        try:
            found, refused = read(data, given), False
        except REFUSALS as refusal:
            found, refused = refusal, True
        right = refused == (vector["result"] == "invalid")
        if right and not refused and "value" in vector:
            want = wire(vector["value"])
            if isinstance(want, dict) and isinstance(found, dict):
                # An absent purpose is read as STANDARD.
                right = all(found.get(name) == value for name, value in want.items())
            else:
                right = found == want
        if not right:
            contradictions += 1
            print(path.name, vector["id"], vector["result"], repr(found)[:200])
print(f"{contradictions} contradictions" if contradictions else f"read {count} vectors")
sys.exit(1 if contradictions else 0)

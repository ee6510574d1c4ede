"""Bytes of the protocol: msgpack, scalars, certificates and payloads (spec/protocol/encoding.md, spec/types)."""

import contextlib
import re
import struct
import time
import unicodedata
import msgpack
import zstandard

MAX_DOCUMENT, LAST_INSTANT = 64 * 1024, 253_402_300_799_999_999
MAY_BE_ABSENT = ("author", "purpose", "totp_opaque_key_id", "algorithm")

class Refused(Exception):
    """Ends an act. `said` is text for the user, `code` a word for programs that names the cause."""
    def __init__(self, said, code=None):
        self.said, self.code = said, code

class Cancelled(Exception): """The person stopped the act."""
class Malformed(ValueError): """Bytes or a text that the specification does not allow."""
class Id(bytes): """Identifier of a user, device, realm or greeting attempt: extension type 2."""
class Instant(int): """Microseconds since the Unix epoch: extension type 1."""

def require(holds, otherwise):
    if not holds:
        raise Malformed(otherwise)

def refuse_if(holds, said, code=None):
    if holds:
        raise Refused(said, code)

@contextlib.contextmanager
def turning(errors, into):
    """Turns errors into another, which `into` makes."""
    try:
        yield
    except errors as error:
        raise into(error) from error

now = lambda: Instant(time.time_ns() // 1000)
show_instant = lambda instant: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(instant // 1_000_000))

def _pack_extension(value):
    return msgpack.ExtType(2, bytes(value)) if type(value) is Id else msgpack.ExtType(1, struct.pack(">q", value))

def _read_extension(code, data):
    if code == 2 and len(data) == 16:
        return Id(data)
    require(code == 1 and len(data) == 8, "neither an instant nor an identifier")
    instant = Instant(struct.unpack(">q", data)[0])
    require(abs(instant) <= LAST_INSTANT, "an instant outside the calendar")
    return instant

def _unique_keys(pairs):
    fields = dict(pairs)
    require(len(fields) == len(pairs), "a key appears twice")
    return fields

def pack(value):
    return msgpack.packb(value, strict_types=True, default=_pack_extension)

def unpack(data):
    """Reads one value. Bytes after it are ignored."""
    reader = msgpack.Unpacker(ext_hook=_read_extension, object_pairs_hook=_unique_keys, strict_map_key=False,
                              max_buffer_size=max(len(data), 1))
    errors = (ValueError, TypeError, RecursionError, msgpack.exceptions.UnpackException)
    with turning(errors, lambda _: Malformed("not msgpack")):
        reader.feed(data)
        return reader.unpack()

# A reader returns the value as it is kept, or raises Malformed.
_ATOMS = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_EMAIL = re.compile(rf"(?:{_ATOMS}|\"(?:[ !#-\[\]-~]|\\[ -~])*\")@(?:{_ATOMS}|\[[!-Z^-~]+\])")

def reader(test, otherwise):
    def read(value):
        require(test(value), otherwise)
        return value
    return read
def of_type(kind, length=None):
    return reader(lambda value: type(value) is kind and (not length or len(value) == length), f"not {kind.__name__}")
def one_of(*words):
    return reader(lambda value: type(value) is str and value in words, f"not one of {', '.join(words)}")
or_nil = lambda read: lambda value: None if value is None else read(value)
def label_of(longest):
    def read(value):
        value = unicodedata.normalize("NFC", text(value))
        require(1 <= len(value.encode()) <= longest, f"it has not 1 to {longest} bytes")
        return value
    return read
def organization_id(value):
    value = label_of(32)(value)
    kinds = [unicodedata.category(letter) for letter in value if letter != "-"]
    require(all(kind[0] in "LM" or kind in ("Nd", "Pc") for kind in kinds), "only letters, digits, _ and - are allowed")
    return value
def email(value):
    require(type(value) is str and len(value) <= 254 and _EMAIL.fullmatch(value), "not a bare ASCII e-mail address")
    require(value.rpartition("@")[2].lower() != "redacted.invalid", "its domain is reserved")
    return value
def human_label(value):
    value = label_of(254)(value)
    require(not set('<>@,:;\\"[]') & set(value), 'a name has none of < > @ , : ; \\ " [ ]')
    return value
def human_handle(pair):
    require(type(pair) is list and len(pair) == 2, "not an e-mail and a name")
    return [email(pair[0]), human_label(pair[1])]
ident, instant, key, nonce, text = of_type(Id), of_type(Instant), of_type(bytes, 32), of_type(bytes, 64), of_type(str)
device_label, rsa = label_of(255), bytes.fromhex("2a864886f70d010101")
rsa_key_der = reader(lambda value: type(value) is bytes and value[:1] == b"0" and rsa in value, "not RSA in SPKI DER")
profile = one_of("ADMIN", "STANDARD", "OUTSIDER")
known_purpose = one_of("STANDARD", "SHAMIR_RECOVERY", "PASSPHRASE_RECOVERY", "REGISTRATION")
purpose = lambda value: known_purpose("STANDARD" if value is None else value)

_SIGNED = {"author": ident, "timestamp": instant, "user_id": ident}
_MAYBE_ROOT = {**_SIGNED, "author": or_nil(ident)}
_NEW_DEVICE = {"user_id": ident, "device_id": ident, "device_label": device_label, "human_handle": human_handle,
               "profile": profile, "root_verify_key": key}
DOCUMENTS = {
    "user_certificate": {**_MAYBE_ROOT, "human_handle": or_nil(human_handle), "public_key": key,
                         "algorithm": one_of("X25519_XSALSA20_POLY1305"), "profile": profile},
    "device_certificate": {**_MAYBE_ROOT, "purpose": purpose, "device_id": ident,
                           "device_label": or_nil(device_label), "verify_key": key, "algorithm": one_of("ED25519")},
    "user_update_certificate": {**_SIGNED, "new_profile": profile},
    "revoked_user_certificate": _SIGNED,
    "sequester_authority_certificate": {"timestamp": instant, "verify_key_der": rsa_key_der},
    "invite_user_data": {"requested_device_label": device_label, "requested_human_handle": human_handle,
                         "public_key": key, "verify_key": key},
    "invite_device_data": {"requested_device_label": device_label, "verify_key": key},
    "invite_user_confirmation": _NEW_DEVICE,
    "invite_device_confirmation": {**_NEW_DEVICE, "private_key": key, "user_realm_id": ident, "user_realm_key": key},
}

def read_fields(fields, readers):
    """Checks the known fields of a map. Unknown ones are dropped."""
    require(type(fields) is dict, "not a map")
    found = {}
    for name, read in readers.items():
        require(name in fields or name in MAY_BE_ABSENT, f"{name} is missing")
        with turning(Malformed, lambda error: Malformed(f"{name}: {error}")):
            found[name] = read(fields.get(name))
    return found

def write_document(kind, **fields):
    return b"\0" + zstandard.ZstdCompressor().compress(pack({"type": kind, **fields}))

def read_document(content, *kinds):
    """Reads `00 ++ zstd(msgpack map)` as a document of one of these types."""
    require(content[:1] == b"\0", "an unknown format")
    frame = content[1:]
    with turning(zstandard.ZstdError, lambda _: Malformed("not a zstd frame")):
        announced = zstandard.get_frame_parameters(frame).content_size
        require(announced == zstandard.CONTENTSIZE_UNKNOWN or announced <= MAX_DOCUMENT, "too large")
        unpacked = zstandard.ZstdDecompressor().decompress(frame, max_output_size=MAX_DOCUMENT)
        whole = zstandard.ZstdDecompressor().decompressobj()
        whole.decompress(frame)
        require(not whole.unused_data, "bytes after the frame")
    fields = unpack(unpacked)
    kind = fields.get("type") if type(fields) is dict else None
    require(type(kind) is str and kind in kinds, "a document of another type")
    return {"type": kind, **read_fields(fields, DOCUMENTS[kind])}

"""Bytes of the protocol: msgpack values, scalars, certificates and payloads.

See spec/protocol/encoding.md, spec/types, spec/certificates and spec/payloads.
"""

import re
import struct
import time
import unicodedata

import msgpack
import zstandard

MAX_DOCUMENT = 64 * 1024
PROFILES = ("ADMIN", "STANDARD", "OUTSIDER")
REDACTED_DOMAIN = "redacted.invalid"


class Refused(Exception):
    """Ends an act. `said` is text for the user, `code` a word for programs."""

    def __init__(self, said, code="refused"):
        super().__init__(said)
        self.said, self.code = said, code


class Cancelled(Exception):
    """The person stopped the act."""


class Malformed(ValueError):
    """Bytes or a text that the specification does not allow."""


class Id(bytes):
    """Identifier of a user, device, realm or greeting attempt: extension type 2."""


class Instant(int):
    """Microseconds since the Unix epoch: extension type 1."""


def now():
    return Instant(time.time_ns() // 1000)


def show_instant(instant):
    seconds, micros = divmod(instant, 1_000_000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{micros:06}Z"


# Instants of the years 1 to 9999, as the calendar of RFC 3339 has them.
FIRST_INSTANT, LAST_INSTANT = -62_135_596_800_000_000, 253_402_300_799_999_999


def _pack_extension(value):
    if type(value) is Id:
        return msgpack.ExtType(2, bytes(value))
    if type(value) is Instant:
        return msgpack.ExtType(1, struct.pack(">q", value))
    raise TypeError(f"no wire form for {type(value).__name__}")


def _read_extension(code, data):
    if code == 2 and len(data) == 16:
        return Id(data)
    if code == 1 and len(data) == 8:
        instant = Instant(struct.unpack(">q", data)[0])
        if FIRST_INSTANT <= instant <= LAST_INSTANT:
            return instant
    raise Malformed("neither an instant nor an identifier")


def _unique_keys(pairs):
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Malformed("a key appears twice")
    return fields


def pack(value):
    return msgpack.packb(value, strict_types=True, default=_pack_extension)


def unpack(data):
    """Reads one value. Bytes after it are ignored."""
    reader = msgpack.Unpacker(
        ext_hook=_read_extension, object_pairs_hook=_unique_keys, strict_map_key=False,
        max_buffer_size=max(len(data), 1))
    try:
        reader.feed(data)
        return reader.unpack()
    except Malformed:
        raise
    except (ValueError, TypeError, RecursionError, msgpack.exceptions.UnpackException) as error:
        raise Malformed("not msgpack") from error


# Scalars

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(
    rf"(?:{_ATOM}(?:\.{_ATOM})*|\"(?:[ !#-\[\]-~]|\\[ -~])*\")@(?:{_ATOM}(?:\.{_ATOM})*|\[[!-Z^-~]+\])")
_FORBIDDEN_IN_LABEL = set('<>@,:;\\"[]')


def nfc(text, longest, what):
    if type(text) is not str:
        raise Malformed(f"{what} is not a text")
    text = unicodedata.normalize("NFC", text)
    try:
        length = len(text.encode())
    except UnicodeEncodeError as error:
        raise Malformed(f"{what} is not Unicode") from error
    if not 1 <= length <= longest:
        raise Malformed(f"{what} has {length} bytes; 1 to {longest} are allowed")
    return text


def organization_id(text):
    text = nfc(text, 32, "the name of the organization")
    for letter in text:
        category = unicodedata.category(letter)
        if not (category[0] in "LM" or category in ("Nd", "Pc") or letter == "-"):
            raise Malformed(f"the name of an organization has no {letter!r}")
    return text


def email(text):
    if type(text) is not str or len(text) > 254 or not _EMAIL.fullmatch(text):
        raise Malformed("not a bare ASCII e-mail address")
    if text.rpartition("@")[2].lower() == REDACTED_DOMAIN:
        raise Malformed(f"the domain {REDACTED_DOMAIN} is reserved")
    return text


def human_label(text):
    text = nfc(text, 254, "the name")
    if _FORBIDDEN_IN_LABEL & set(text):
        raise Malformed('a name has none of < > @ , : ; \\ " [ ]')
    return text


def device_label(text):
    return nfc(text, 255, "the device label")


def human_handle(pair):
    if type(pair) is not list or len(pair) != 2:
        raise Malformed("a human handle is an e-mail and a name")
    return [email(pair[0]), human_label(pair[1])]


def of_type(kind, length=None):
    def read(value):
        if type(value) is not kind or (length is not None and len(value) != length):
            raise Malformed(f"not {kind.__name__}" + (f" of {length} bytes" if length else ""))
        return value
    return read


def one_of(*words):
    def read(value):
        if type(value) is not str or value not in words:
            raise Malformed(f"not one of {', '.join(words)}")
        return value
    return read


def or_nil(read):
    return lambda value: None if value is None else read(value)


class Absent:
    """Reader of a field that may be absent, which then is `default`."""

    def __init__(self, read, default=None):
        self.read, self.default = read, default

    def __call__(self, value):
        return self.default if value is None else self.read(value)


def rsa_key_der(value):
    if type(value) is not bytes or value[:1] != b"\x30" or bytes.fromhex("2a864886f70d010101") not in value:
        raise Malformed("not an RSA key in SPKI DER")
    return value


ident, instant, key, text = of_type(Id), of_type(Instant), of_type(bytes, 32), of_type(str)
profile = one_of(*PROFILES)
_PURPOSES = ("STANDARD", "SHAMIR_RECOVERY", "PASSPHRASE_RECOVERY", "REGISTRATION")


def read_fields(fields, readers):
    """Checks the known fields of a map. Unknown ones are dropped."""
    if type(fields) is not dict:
        raise Malformed("not a map")
    found = {}
    for name, read in readers.items():
        if name not in fields and not isinstance(read, Absent):
            raise Malformed(f"{name} is missing")
        try:
            found[name] = read(fields.get(name))
        except Malformed as error:
            raise Malformed(f"{name}: {error}") from error
    return found


DOCUMENTS = {
    "user_certificate": {
        "author": Absent(ident), "timestamp": instant, "user_id": ident,
        "human_handle": or_nil(human_handle), "public_key": key,
        "algorithm": one_of("X25519_XSALSA20_POLY1305"), "profile": profile},
    "device_certificate": {
        "purpose": Absent(one_of(*_PURPOSES), "STANDARD"), "author": Absent(ident), "timestamp": instant,
        "user_id": ident, "device_id": ident, "device_label": or_nil(device_label), "verify_key": key,
        "algorithm": one_of("ED25519")},
    "user_update_certificate": {
        "author": ident, "timestamp": instant, "user_id": ident, "new_profile": profile},
    "revoked_user_certificate": {"author": ident, "timestamp": instant, "user_id": ident},
    "sequester_authority_certificate": {"timestamp": instant, "verify_key_der": rsa_key_der},
    "invite_user_data": {
        "requested_device_label": device_label, "requested_human_handle": human_handle,
        "public_key": key, "verify_key": key},
    "invite_device_data": {"requested_device_label": device_label, "verify_key": key},
    "invite_user_confirmation": {
        "user_id": ident, "device_id": ident, "device_label": device_label, "human_handle": human_handle,
        "profile": profile, "root_verify_key": key},
    "invite_device_confirmation": {
        "user_id": ident, "device_id": ident, "device_label": device_label, "human_handle": human_handle,
        "profile": profile, "private_key": key, "user_realm_id": ident, "user_realm_key": key,
        "root_verify_key": key},
}


def write_document(kind, **fields):
    return b"\0" + zstandard.ZstdCompressor().compress(pack({"type": kind, **fields}))


def read_document(content, *kinds):
    """Reads `00 ++ zstd(msgpack map)` as a document of one of these types."""
    if content[:1] != b"\0":
        raise Malformed("an unknown format")
    frame = content[1:]
    try:
        announced = zstandard.get_frame_parameters(frame).content_size
        if announced != zstandard.CONTENTSIZE_UNKNOWN and announced > MAX_DOCUMENT:
            raise Malformed("too large")
        unpacked = zstandard.ZstdDecompressor().decompress(frame, max_output_size=MAX_DOCUMENT)
        whole = zstandard.ZstdDecompressor().decompressobj()
        whole.decompress(frame)
        if whole.unused_data:
            raise Malformed("bytes after the frame")
    except zstandard.ZstdError as error:
        raise Malformed("not a zstd frame") from error
    fields = unpack(unpacked)
    kind = fields.get("type") if type(fields) is dict else None
    if type(kind) is not str or kind not in kinds:
        raise Malformed("a document of another type")
    return {"type": kind, **read_fields(fields, DOCUMENTS[kind])}

"""Verifies the vectors with the bindings of parsec-cloud (module parsec._parsec).

    python3 check-fixtures.py FOLDER        (or the files on stdin, as one JSON object {path: content})

Every valid and acceptable vector must be accepted, with its value; every invalid one must be refused. A vector with
`reference` must be an exception to this. Vectors of commands and certificate types that the bindings lack are not read.
Prints one JSON object. The exit code is 1 if a vector is wrong.
"""

import json
import pathlib
import sys

from parsec import _parsec as parsec

REFUSALS = (ValueError, parsec.CryptoError, TypeError)


def hexed(key):
    return key.encode().hex()


def wire(value):
    """A value of the bindings in the notation of the vectors."""
    if hasattr(value, "to_rfc3339"):
        return {"$datetime": value.to_rfc3339()}
    if hasattr(value, "hex") and not isinstance(value, bytes):
        return {"$uuid": value.hex}
    if isinstance(value, bytes):
        return {"$bin": value.hex()}
    if hasattr(value, "encode") and not isinstance(value, str):
        return {"$bin": hexed(value)}
    return value.str if hasattr(value, "str") else value


def loader_of(kind):
    return getattr(parsec, "".join(word.capitalize() for word in kind.split("_")), None)


def certificate(kind, data, given):
    loader = loader_of(kind)
    key = parsec.VerifyKey(bytes.fromhex(given["verify_key"]))
    if kind == "sequester_authority_certificate":
        loaded = loader.verify_and_load(data, key)
        return {"type": kind, "timestamp": wire(loaded.timestamp), "verify_key_der": {"$bin": loaded.verify_key_der.dump().hex()}}
    author = loader.unsecure_load(data).author
    loaded = loader.verify_and_load(data, key, author)
    fields = {
        "user_certificate": ["author", "timestamp", "user_id", "human_handle", "public_key", "algorithm", "profile"],
        "device_certificate": ["purpose", "author", "timestamp", "user_id", "device_id", "device_label", "verify_key", "algorithm"],
        "revoked_user_certificate": ["author", "timestamp", "user_id"],
        "user_update_certificate": ["author", "timestamp", "user_id", "new_profile"],
    }[kind]
    value = {name: wire(getattr(loaded, name)) for name in fields}
    if "human_handle" in value:
        handle = loaded.human_handle
        value["human_handle"] = None if loaded.is_redacted else [handle.email.str, handle.label]
    if "device_label" in value and loaded.is_redacted:
        value["device_label"] = None
    return {"type": kind, **value}


def message(command, data, given):
    """Reads and writes a message with the bindings. The bytes equal the vector if it is canonical."""
    family = getattr(parsec, given["family"] + "_cmds").latest
    if given["part"] == "request":
        return family.AnyCmdReq.load(data).dump().hex()
    reply = getattr(family, command).Rep.load(data)
    if type(reply).__name__ == "RepUnknownStatus":
        raise ValueError("no status of this command")
    return reply.dump().hex()


def address(kind, text, _):
    loader = {
        "server-url": parsec.ParsecAddr,
        "organization-url": parsec.ParsecOrganizationAddr,
        "bootstrap-url": parsec.ParsecOrganizationBootstrapAddr,
        "invitation-url": parsec.ParsecInvitationAddr,
    }[kind]
    read = loader.from_url(text, allow_http_redirection=True)
    default = 443 if read.use_ssl else 80
    value = {"host": read.hostname, "port": None if read.port == default else read.port, "ssl": read.use_ssl}
    if kind == "server-url":
        return value
    value["organization_id"] = read.organization_id.str
    if kind == "organization-url":
        return {**value, "root_verify_key": hexed(read.root_verify_key)}
    if kind == "invitation-url":
        value["action"] = {"USER": "claim_user", "DEVICE": "claim_device"}[read.invitation_type.str]
    return {**value, "token": None if read.token is None else read.token.hex}


def signature(_, data, given):
    key = parsec.VerifyKey(bytes.fromhex(given["verify_key"]))
    key.verify_with_signature(data, bytes.fromhex(given["message"]))


def secret(given):
    return parsec.SecretKey(bytes.fromhex(given["key"]))


def human_label(text):
    return parsec.HumanHandle(parsec.EmailAddress("somebody@example.com"), text).label


READERS = {
    "ed25519-seed": lambda _, data, __: hexed(parsec.SigningKey(data).verify_key),
    "ed25519-signature": signature,
    "verify-key": lambda _, data, __: parsec.VerifyKey(data) and None,
    "x25519-private-key": lambda _, data, __: hexed(parsec.PrivateKey(data).public_key),
    "secretbox": lambda _, data, given: secret(given).decrypt(data).hex(),
    "mac": lambda _, data, given: secret(given).mac_512(data).hex(),
    "recovery-passphrase": lambda _, text, __: parsec.SecretKey.from_recovery_passphrase(text).secret.hex(),
    "organization-id": lambda _, text, __: parsec.OrganizationID(text).str,
    "email-address": lambda _, text, __: parsec.EmailAddress(text).str,
    "human-label": lambda _, text, __: human_label(text),
    "device-label": lambda _, text, __: parsec.DeviceLabel(text).str,
    "date-time": lambda _, text, __: parsec.DateTime.from_rfc3339(text).to_rfc3339(),
    "uuid": lambda _, text, __: parsec.UserID.from_hex(text).hex,
    **dict.fromkeys(["server-url", "organization-url", "bootstrap-url", "invitation-url"], address),
}


def reader_of(document):
    """The function that reads a vector with the bindings; None if they have none."""
    subject = document["subject"]
    if "family" in document:
        family = getattr(parsec, document["family"] + "_cmds", None)
        return message if family is not None and hasattr(family.latest, subject) else None
    if subject.endswith("_certificate"):
        return certificate if loader_of(subject) is not None else None
    return READERS.get(subject)


def fault(document, vector, read):
    """Why the bindings contradict the vector; None if they agree."""
    subject, given = document["subject"], dict(vector.get("given", {}))
    given.setdefault("family", document.get("family"))
    text = document["encoding"] == "text"
    try:
        found = read(subject, vector["input"] if text else bytes.fromhex(vector["input"]), given)
    except REFUSALS as error:
        return None if vector["result"] == "invalid" else f"refused: {error}"
    if vector["result"] == "invalid":
        return "accepted"
    if read is message:
        canonical = found == vector["input"]
        return None if canonical or vector["result"] == "acceptable" else f"written as {found}"
    value = vector.get("value", found)
    if read is certificate:
        # The bindings do not know fields that this project adds to a certificate.
        value = {name: value.get(name) for name in found}
    if found != value:
        return f"read as {json.dumps(found)}"
    return None


def main():
    if len(sys.argv) > 1:
        root = pathlib.Path(sys.argv[1])
        paths = [path for path in sorted(root.glob("*/*.json")) if not {"node_modules", "journeys"} & set(path.parts)]
        files = {path.relative_to(root).as_posix(): json.loads(path.read_text()) for path in paths}
    else:
        files = json.load(sys.stdin)
    report = {"checked": 0, "agreed": 0, "exceptions": [], "unread": [], "wrong": []}
    for path, document in files.items():
        read = reader_of(document)
        if read is None:
            report["unread"].append(path)
            continue
        for vector in document["vectors"]:
            report["checked"] += 1
            name = f"{path}#{vector['id']}"
            found = fault(document, vector, read)
            if (found is None) == ("reference" in vector):
                report["wrong"].append(f"{name}: {found or 'agrees, though an exception is recorded'}")
            elif found is None:
                report["agreed"] += 1
            else:
                report["exceptions"].append(f"{name}: {found}")
    print(json.dumps(report, ensure_ascii=False))
    return 1 if report["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())

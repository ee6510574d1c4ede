"""Device files (spec/protocol/client-keys.md): a clear part to list, a sealed part with the keys."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from nacl import bindings, exceptions, pwhash, secret, signing, utils

from encoding import (
    Absent, Malformed, Refused, device_label, human_handle, ident, instant, key, now, of_type, one_of, or_nil,
    organization_id, pack, profile, read_fields, text, unpack)
from links import read_server_url

MAX_FILE = 1024 * 1024
KIB = 1024
MEMORY_KIB, PASSES = 128 * KIB, 3
CHEAP_MEMORY_KIB = 8
# What a file may ask for: a foreign file must not take all memory.
MOST_MEMORY_KIB, MOST_PASSES = 1024 * KIB, 16

DEVICE = {
    "type": one_of("local_device"), "server_url": text, "organization_id": organization_id,
    "root_verify_key": key, "user_id": ident, "device_id": ident, "device_label": device_label,
    "human_handle": human_handle, "signing_key": key, "private_key": key, "initial_profile": profile,
    "user_realm_id": ident, "user_realm_key": key, "local_symkey": key}
PROTECTIONS = ("password", "recovery", "keyring", "pki", "account_vault", "openbao")
CLEAR = {
    "type": one_of(*PROTECTIONS), "created_on": instant, "protected_on": instant, "server_url": text,
    "organization_id": organization_id, "user_id": ident, "device_id": ident, "human_handle": human_handle,
    "device_label": device_label, "ciphertext": of_type(bytes),
    "totp_opaque_key_id": Absent(ident)}
ALGORITHM = {
    "type": one_of("ARGON2ID"), "memlimit_kb": of_type(int), "opslimit": of_type(int),
    "parallelism": of_type(int), "salt": of_type(bytes, 16)}


class Device:
    """An opened device. Its keys are attributes with the names of the sealed map."""

    def __init__(self, **fields):
        self.__dict__.update(fields)
        self.address = read_server_url(self.server_url, self.organization_id)
        self.signer = signing.SigningKey(self.signing_key)
        self.user_public_key = bindings.crypto_scalarmult_base(self.private_key)
        self.verify_key = bytes(self.signer.verify_key)

    def sealed_fields(self):
        return {"type": "local_device", **{name: getattr(self, name) for name in DEVICE if name != "type"}}


def create_device(**fields):
    """Makes a device with its own signing and local keys; `fields` may bring those of a user."""
    made = {"signing_key": utils.random(32), "local_symkey": utils.random(32)}
    return Device(**{**made, **fields})


@dataclass
class DeviceFile:
    path: Path
    clear: dict
    content: dict


def devices_folder():
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "parsec3/libparsec/devices"


def data_folder():
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "parsec3/example"


def write_private(path, content):
    """Replaces a file at once: after a failure there is the older file or none."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A file that a crash left behind may have other permissions.
        temporary.unlink(missing_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def cannot_save(error):
    return Refused(
        f"The file could not be saved: {error.strerror or error}. Make the folder writable and repeat.", "cannot_save")


def _derive(password, algorithm):
    if not (8 <= algorithm["memlimit_kb"] <= MOST_MEMORY_KIB and 1 <= algorithm["opslimit"] <= MOST_PASSES
            and algorithm["parallelism"] == 1):
        raise Refused(
            "The device file asks for a password hash that this client does not compute: "
            f"{algorithm['memlimit_kb']} KiB, {algorithm['opslimit']} passes, {algorithm['parallelism']} lanes.",
            "unsupported_hash")
    return pwhash.argon2id.kdf(
        32, password.encode(), algorithm["salt"], algorithm["opslimit"], algorithm["memlimit_kb"] * KIB)


def _seal(sealed, clear, password, cheap):
    algorithm = {
        "type": "ARGON2ID", "memlimit_kb": CHEAP_MEMORY_KIB if cheap else MEMORY_KIB, "opslimit": PASSES,
        "parallelism": 1, "salt": utils.random(16)}
    ciphertext = bytes(secret.SecretBox(_derive(password, algorithm)).encrypt(sealed))
    return pack({
        "type": "password", **clear, "algorithm": algorithm, "ciphertext": ciphertext, "totp_opaque_key_id": None})


def device_path(device):
    return devices_folder() / f"{device.device_id.hex()}.keys"


def file_content(device, password, cheap):
    """Makes the content of a new device file."""
    stamp = now()
    clear = {"created_on": stamp, "protected_on": stamp, **{
        name: getattr(device, name)
        for name in ("server_url", "organization_id", "user_id", "device_id", "human_handle", "device_label")}}
    return _seal(pack(device.sealed_fields()), clear, password, cheap)


def read_device_file(path):
    """Reads the clear part. Tells a missing file from one that is no device file."""
    try:
        with open(path, "rb") as file:
            content = unpack(file.read(MAX_FILE))
        return DeviceFile(Path(path), read_fields(content, CLEAR), content)
    except FileNotFoundError as error:
        raise Refused(f"There is no device file {path}.", "device_missing") from error
    except OSError as error:
        raise Refused(f"The device file {path} cannot be read: {error.strerror}.", "device_unreadable") from error
    except Malformed as error:
        raise Refused(
            f"{path} is not a device file, or a part of it is missing ({error}). Restore it from a backup.",
            "not_a_device_file") from error


def _device_files():
    """Returns the device files, and the paths of `.keys` files that are none."""
    found, junk, seen = [], [], set()
    for path in sorted(devices_folder().rglob("*.keys")):
        if path.name == ".keys":
            continue
        try:
            file = read_device_file(path)
        except Refused:
            junk.append(path)
            continue
        if file.clear["device_id"] not in seen:
            seen.add(file.clear["device_id"])
            found.append(file)
    return found, junk


def list_devices():
    return [
        {"device": file.clear["device_label"], "email": file.clear["human_handle"][0],
         "organization": file.clear["organization_id"]}
        for file in _device_files()[0]]


def find_device_file(name):
    """Finds the file of a device by its label or its absolute path; without a name, the only one."""
    if name and os.path.isabs(name):
        return read_device_file(name)
    files, junk = _device_files()
    matching = [file for file in files if not name or file.clear["device_label"] == name]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise Refused(f"{len(matching)} devices match. Give the path of a device file.", "device_ambiguous")
    if junk:
        return read_device_file(junk[0])
    raise Refused(f"There is no device file{f' of a device {name!r}' if name else ''} here.", "device_missing")


def open_sealed(file, password):
    """Opens the sealed part, as bytes."""
    if file.clear["type"] != "password":
        raise Refused(
            f"The device file is protected by {file.clear['type']}, and this client opens only passwords.",
            "other_protection")
    if file.clear["totp_opaque_key_id"] is not None:
        raise Refused("The device file needs a one-time code too, which this client does not know.", "other_protection")
    try:
        algorithm = read_fields(file.content.get("algorithm"), ALGORITHM)
    except Malformed as error:
        raise Refused(f"{file.path} is not a device file: {error}.", "not_a_device_file") from error
    ciphertext = file.clear["ciphertext"]
    box = secret.SecretBox(_derive(password, algorithm))
    try:
        return box.decrypt(ciphertext)
    except (exceptions.CryptoError, ValueError) as error:
        raise Refused("The password is wrong, or the device file is damaged.", "wrong_password") from error


def open_device(file, password):
    try:
        return Device(**read_fields(unpack(open_sealed(file, password)), DEVICE))
    except Malformed as error:
        raise Refused(f"{file.path} is not a device file: inside, {error}.", "not_a_device_file") from error


def change_password(file, old, new, cheap):
    """Seals the same device under another password. The old file is replaced."""
    sealed = open_sealed(file, old)
    clear = {name: file.clear[name] for name in CLEAR if name not in ("type", "ciphertext", "totp_opaque_key_id")}
    clear["protected_on"] = now()
    try:
        write_private(file.path, _seal(sealed, clear, new, cheap))
    except OSError as error:
        raise cannot_save(error) from error

"""Device files (spec/protocol/client-keys.md): a clear part to list, a sealed part with the keys."""

import base64
import contextlib
import os
import time
from pathlib import Path
from nacl import bindings, exceptions, pwhash, secret, signing, utils
from encoding import (Malformed, Refused, device_label, human_handle, ident, instant, key, now, of_type, one_of,
                      or_nil, organization_id, pack, profile, read_fields, refuse_if, text, turning, unpack)
from links import authority, read_server_url

DEVICES = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "parsec3/libparsec/devices"
DATA = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "parsec3/example"
MAX_FILE = 1024 * 1024
MEMORY_KIB, CHEAP_MEMORY_KIB, PASSES = 128 * 1024, 8, 3
# What a file may ask for: a foreign file must not take all memory.
MAX_MEMORY_KIB, MAX_PASSES = 1024 * 1024, 16

SHARED = {"server_url": text, "organization_id": organization_id, "user_id": ident, "device_id": ident,
          "human_handle": human_handle, "device_label": device_label}
DEVICE = {"type": one_of("local_device"), **SHARED, "root_verify_key": key, "signing_key": key, "private_key": key,
          "initial_profile": profile, "user_realm_id": ident, "user_realm_key": key, "local_symkey": key}
CLEAR = {"type": one_of("password", "recovery", "keyring", "pki", "account_vault", "openbao"), "created_on": instant,
         "protected_on": instant, **SHARED, "ciphertext": of_type(bytes), "totp_opaque_key_id": or_nil(ident),
         "algorithm": or_nil(lambda value: value)}
ALGORITHM = {"type": one_of("ARGON2ID"), "memlimit_kb": of_type(int), "opslimit": of_type(int),
             "parallelism": of_type(int), "salt": of_type(bytes, 16)}

class Device:
    """An opened device. The fields of the sealed map are its attributes."""
    def __init__(self, fields):
        self.fields = {name: fields[name] for name in DEVICE}
        self.__dict__.update(self.fields)
        self.address = read_server_url(self.server_url, self.organization_id)
        self.signer = signing.SigningKey(self.signing_key)
        self.verify_key = bytes(self.signer.verify_key)
        self.public_key = bindings.crypto_scalarmult_base(self.private_key)
        self.history_path = DATA / f"{self.device_id.hex()}.certificates"

    def sign(self, content):
        return bytes(self.signer.sign(content))

    def token(self):
        signed = f"PARSEC-SIGN-ED25519.{self.device_id.hex()}.{int(time.time())}"
        return f"{signed}.{base64.urlsafe_b64encode(self.sign(signed.encode())[:64]).decode()}"

def create_device(address, **fields):
    server_url = f"{'https' if address.ssl else 'http'}://{authority(address)}/"
    return Device({"server_url": server_url, "organization_id": address.organization, "local_symkey": utils.random(32),
                   "initial_profile": fields["profile"], **fields, "type": "local_device"})

def write_private(path, content):
    """Replaces a file at once: after a failure there is the older file or none."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A file that a crash left behind may have other permissions.
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise Refused(f"The file could not be saved: {error.strerror}. Make room for it and repeat.") from error

def try_folder():
    write_private(DEVICES / "probe", b"")
    (DEVICES / "probe").unlink()

def _derive(password, algorithm):
    memory, passes = algorithm["memlimit_kb"], algorithm["opslimit"]
    known = 8 <= memory <= MAX_MEMORY_KIB and 1 <= passes <= MAX_PASSES and algorithm["parallelism"] == 1
    refuse_if(not known, "This client does not compute the password hash of the device file: "
              f"{memory} KiB, {passes} passes, {algorithm['parallelism']} lanes.")
    return pwhash.argon2id.kdf(32, password.encode(), algorithm["salt"], passes, memory * 1024)

def seal(sealed, clear, password, cheap):
    algorithm = {"type": "ARGON2ID", "memlimit_kb": CHEAP_MEMORY_KIB if cheap else MEMORY_KIB, "opslimit": PASSES,
                 "parallelism": 1, "salt": utils.random(16)}
    ciphertext = bytes(secret.SecretBox(_derive(password, algorithm)).encrypt(sealed))
    return pack({"type": "password", **clear, "algorithm": algorithm, "ciphertext": ciphertext,
                 "totp_opaque_key_id": None})

def save_device(device, password, cheap):
    clear = {"created_on": now(), "protected_on": now(), **{name: device.fields[name] for name in SHARED}}
    write_private(DEVICES / f"{device.device_id.hex()}.keys", seal(pack(device.fields), clear, password, cheap))

def read_device_file(path):
    """Reads the clear part. Distinguishes a missing file from one that is no device file."""
    with turning(OSError, lambda error: Refused(f"The device file {path} cannot be read: {error.strerror}.")), \
            turning(FileNotFoundError, lambda _: Refused(f"There is no device file {path}.")), \
            turning(Malformed, lambda error: _no_device_file(path, error)), open(path, "rb") as file:
        return {"path": Path(path), **read_fields(unpack(file.read(MAX_FILE)), CLEAR)}

def _no_device_file(path, error):
    return Refused(f"{path} is not a device file, or a part is missing ({error}). Restore it.")

def _device_files():
    """Returns the device files, and the paths of `.keys` files that are none."""
    found, junk = {}, []
    for path in sorted(DEVICES.rglob("?*.keys")):
        try:
            file = read_device_file(path)
            found.setdefault(file["device_id"], file)
        except Refused:
            junk.append(path)
    return list(found.values()), junk

def list_devices():
    return [{"device": file["device_label"], "email": file["human_handle"][0], "organization": file["organization_id"]}
            for file in _device_files()[0]]

def find_device_file(name):
    """Finds the file of a device by its label or its absolute path; without a name, the only one."""
    if name and os.path.isabs(name):
        return read_device_file(name)
    files, junk = _device_files()
    matching = [file for file in files if name in (None, "", file["device_label"])]
    refuse_if(len(matching) > 1, f"{len(matching)} devices match. Give the path of a device file.")
    refuse_if(not matching and not junk, "There is no such device here. Bootstrap or claim first.")
    return matching[0] if matching else read_device_file(junk[0])

def open_sealed(file, password):
    protection = file["type"] if file["totp_opaque_key_id"] is None else "a one-time code"
    refuse_if(protection != "password", f"The device file is protected by {protection}, not by a password alone.")
    with turning(Malformed, lambda error: _no_device_file(file["path"], error)):
        box = secret.SecretBox(_derive(password, read_fields(file["algorithm"], ALGORITHM)))
    wrong = "The password is wrong, or the device file is damaged."
    with turning((exceptions.CryptoError, ValueError), lambda _: Refused(wrong)):
        return box.decrypt(file["ciphertext"])

def open_device(file, password):
    with turning(Malformed, lambda error: _no_device_file(file["path"], error)):
        return Device(read_fields(unpack(open_sealed(file, password)), DEVICE))

def open_pending(path, password):
    with contextlib.suppress(OSError, Malformed, Refused, KeyError, TypeError):
        return unpack(open_sealed({"path": path, **unpack(path.read_bytes())}, password))

def change_password(file, old, new, cheap):
    """Seals the same device under another password. The old file is replaced."""
    sealed = open_sealed(file, old)
    clear = {name: file[name] for name in ("created_on", *SHARED)}
    write_private(file["path"], seal(sealed, {**clear, "protected_on": now()}, new, cheap))

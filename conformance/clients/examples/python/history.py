"""The history of an organization, verified (spec/protocol/certificates.md, client-certificates.md)."""

import threading
from dataclasses import dataclass, field as member

from nacl import exceptions, secret, signing

from devices import cannot_save, data_folder, write_private
from encoding import Id, Instant, Malformed, Refused, of_type, pack, read_document, unpack
from server import field

COMMON = ("user_certificate", "device_certificate", "user_update_certificate", "revoked_user_certificate")
AUTHORITY = "sequester_authority_certificate"
# One batch at a time reads and replaces the stored history.
SYNC_LOCK = threading.Lock()


@dataclass
class User:
    created_on: int
    handle: list
    public_key: bytes
    profile: str
    revoked: bool = False


@dataclass
class OwnedDevice:
    user_id: bytes
    created_on: int
    label: str
    verify_key: bytes


@dataclass
class History:
    """What the certificates say. `common` holds their bytes in order."""

    root_verify_key: bytes
    common: list = member(default_factory=list)
    sequester: list = member(default_factory=list)
    users: dict = member(default_factory=dict)
    devices: dict = member(default_factory=dict)
    facts: list = member(default_factory=list)
    last: int = None
    sequester_last: int = None

    def is_admin(self, user_id):
        return self.users[user_id].profile == "ADMIN"

    def add(self, certificate):
        """Verifies the next common certificate and applies it."""
        fact = _read(certificate, COMMON)
        stamp, author = fact["timestamp"], fact["author"]
        self._check_author(certificate, fact)
        if self.last is not None and not (
                stamp > self.last or (stamp == self.last and self._completes_pair(fact))):
            raise Malformed("its time is not later than that of the certificate before")
        getattr(self, "_add_" + fact["type"].removesuffix("_certificate"))(fact, stamp, author)
        self.common.append(certificate)
        self.facts.append(fact)
        self.last = stamp

    def _completes_pair(self, fact):
        """A user and the first device, made by one command, have one time."""
        before = self.facts[-1]
        return (fact["type"], before["type"]) == ("device_certificate", "user_certificate") and all(
            fact[name] == before[name] for name in ("author", "user_id"))

    def _check_author(self, certificate, fact):
        if fact["author"] is None:
            # The root key signs the first user and device, and is then discarded.
            if not (len(self.facts) == 0 and fact["type"] == "user_certificate"
                    or len(self.facts) == 1 and fact["type"] == "device_certificate"
                    and fact["timestamp"] == self.last and self._completes_pair(fact)):
                raise Malformed("the root key signed it, which it does only at the bootstrap")
            return _verify(certificate, self.root_verify_key)
        author = self.devices.get(fact["author"])
        if author is None:
            raise Malformed("its author is unknown")
        _verify(certificate, author.verify_key)
        if self.users[author.user_id].revoked:
            raise Malformed("its author was revoked before")
        if fact["timestamp"] < author.created_on:
            raise Malformed("it is older than its author")

    def _author_user(self, author):
        return self.devices[author].user_id

    def _require_admin(self, author):
        if author is not None and not self.is_admin(self._author_user(author)):
            raise Malformed("its author was not an administrator")

    def _add_user(self, fact, stamp, author):
        self._require_admin(author)
        if fact["user_id"] in self.users:
            raise Malformed("a user with this id exists already")
        if author is None and fact["profile"] != "ADMIN":
            raise Malformed("the first user is not an administrator")
        self.users[fact["user_id"]] = User(stamp, fact["human_handle"], fact["public_key"], fact["profile"])

    def _add_device(self, fact, stamp, author):
        user = self.users.get(fact["user_id"])
        if user is None:
            raise Malformed("the user of the device is unknown")
        if user.revoked:
            raise Malformed("the user of the device is revoked")
        if fact["device_id"] in self.devices:
            raise Malformed("a device with this id exists already")
        if author is not None and self._author_user(author) != fact["user_id"]:
            self._require_admin(author)
            if any(device.user_id == fact["user_id"] for device in self.devices.values()):
                raise Malformed("only the user may add a further device")
        self.devices[fact["device_id"]] = OwnedDevice(
            fact["user_id"], stamp, fact["device_label"], fact["verify_key"])

    def _target(self, fact, author):
        self._require_admin(author)
        user = self.users.get(fact["user_id"])
        if user is None:
            raise Malformed("it is about an unknown user")
        if self._author_user(author) == fact["user_id"]:
            raise Malformed("its author signed it about themselves")
        if user.revoked:
            raise Malformed("its user is revoked already")
        return user

    def _add_user_update(self, fact, _stamp, author):
        self._target(fact, author).profile = fact["new_profile"]

    def _add_revoked_user(self, fact, _stamp, author):
        self._target(fact, author).revoked = True

    def add_sequester(self, certificate):
        """Verifies the sequester authority. Certificates of its services are out of scope."""
        try:
            fact = _read(certificate, (AUTHORITY,))
        except Malformed:
            if self.sequester:
                return
            raise
        _verify(certificate, self.root_verify_key)
        if self.sequester or not self.facts or fact["timestamp"] != self.facts[0]["timestamp"]:
            raise Malformed("a sequester authority comes only from the bootstrap")
        self.sequester.append(certificate)
        self.sequester_last = fact["timestamp"]

    def outline(self):
        """The history without names: the same for every reader."""
        hidden = ("human_handle", "device_label")
        return [{name: value for name, value in fact.items() if name not in hidden} for fact in self.facts]


def _read(certificate, kinds):
    return read_document(certificate[64:], *kinds)


def _verify(certificate, verify_key):
    try:
        signing.VerifyKey(verify_key).verify(certificate)
    except (exceptions.CryptoError, ValueError) as error:
        raise Malformed("its signature is not that of its author") from error


def verify(root_verify_key, common, sequester):
    """Verifies a whole history. The first invalid certificate refuses all."""
    history = History(root_verify_key)
    for collection, add in ((common, history.add), (sequester, history.add_sequester)):
        for index, certificate in enumerate(collection):
            try:
                add(certificate)
            except Malformed as error:
                raise Refused(
                    f"The server sent an invalid certificate (number {index + 1}): {error}. Nothing new was accepted. "
                    "Do not trust this server before its host explains it.", "invalid_certificate") from error
    return history


def _path(device):
    return data_folder() / f"{device.device_id.hex()}.certificates"


def load(device):
    """Reads the stored history; nothing stored, or a damaged file, is an empty one."""
    try:
        stored = unpack(secret.SecretBox(device.local_symkey).decrypt(_path(device).read_bytes()))
        return verify(device.root_verify_key, stored["common"], stored["sequester"])
    except (OSError, ValueError, KeyError, TypeError, exceptions.CryptoError):
        return History(device.root_verify_key)


def _store(device, history):
    content = pack({"common": history.common, "sequester": history.sequester})
    try:
        write_private(_path(device), bytes(secret.SecretBox(device.local_symkey).encrypt(content)))
    except OSError as error:
        raise cannot_save(error) from error


def _fetch(server, known):
    reply = server.call(
        "authenticated", "certificate_get",
        common_after=None if known.last is None else Instant(known.last),
        sequester_after=None if known.sequester_last is None else Instant(known.sequester_last),
        shamir_recovery_after=None, realm_after={})
    common = field(reply, "common_certificates", of_type(list))
    sequester = field(reply, "sequester_certificates", of_type(list))
    if any(type(certificate) is not bytes for certificate in common + sequester):
        raise Refused("The server sent a certificate that is not bytes.", "malformed_reply")
    if known.facts and not known.sequester and sequester:
        raise Refused("The server sent a sequester authority that it hid before.", "invalid_certificate")
    return verify(known.root_verify_key, known.common + common, known.sequester + sequester)


def sync(server, device, everything=False):
    """Fetches what is new, verifies it with what is known, and stores it."""
    with SYNC_LOCK:
        known = load(device)
        own = known.users.get(device.user_id)
        history = _fetch(server, History(device.root_verify_key) if everything else known)
        now_outsider = getattr(history.users.get(device.user_id), "profile", None) == "OUTSIDER"
        if own and (own.profile == "OUTSIDER") != now_outsider and not everything:
            # Names appear, or disappear, in every certificate.
            everything = True
            history = _fetch(server, History(device.root_verify_key))
        if everything and history.outline()[:len(known.facts)] != known.outline():
            raise Refused(
                "The server shows another history than before. Do not trust it.", "invalid_certificate")
        _check_own(history, device)
        _store(device, history)
        return history


def _check_own(history, device):
    listed, user = history.devices.get(device.device_id), history.users.get(device.user_id)
    if listed is None or user is None or listed.user_id != device.user_id:
        raise Refused("The organization does not know this device.", "invalid_certificate")
    if listed.verify_key != device.verify_key or user.public_key != device.user_public_key:
        raise Refused("The organization knows this device with other keys.", "invalid_certificate")


def people(history):
    """The users, for display. A redacted handle is shown by a substitute."""
    shown = []
    for user_id, user in history.users.items():
        handle = user.handle or [f"{Id(user_id).hex()}@redacted.invalid", Id(user_id).hex()]
        shown.append({"email": handle[0], "name": handle[1], "profile": user.profile, "revoked": user.revoked})
    return shown

"""The history of an organization, verified (spec/protocol/certificates.md, client-certificates.md)."""

import threading
from nacl import exceptions, secret, signing
from devices import write_private
from encoding import Malformed, Refused, of_type, pack, read_document, refuse_if, require, turning, unpack
from server import field, malformed

COMMON = ("user_certificate", "device_certificate", "user_update_certificate", "revoked_user_certificate")
SYNC_LOCK = threading.Lock()

class History:
    """What the certificates say. `common` and `sequester` hold their bytes in order."""
    def __init__(self, root_verify_key, common=(), sequester=()):
        """Verifies a whole history. The first invalid certificate refuses all of it."""
        self.root_verify_key, self.common, self.sequester = root_verify_key, [], []
        self.facts, self.users, self.devices = [], {}, {}
        self.last = self.sequester_last = None
        for number, certificate in enumerate([*common, *sequester], 1):
            with turning(Malformed, lambda error: Refused(
                    f"The server sent an invalid certificate (number {number}): {error}. Nothing new was accepted. "
                    "Do not trust this server before its host explains it.")):
                (self._add if number <= len(common) else self._add_sequester)(certificate)

    def _add(self, certificate):
        fact = read_document(certificate[64:], *COMMON)
        self._check_author(certificate, fact)
        later = self.last is None or fact["timestamp"] > self.last
        require(later or (fact["timestamp"] == self.last and self._completes_pair(fact)),
                "its time is not later than that of the certificate before")
        if fact["type"] == "user_certificate":
            require(fact["user_id"] not in self.users, "a user with this id exists already")
            self.users[fact["user_id"]] = {**fact, "revoked": False, "devices": []}
        elif fact["type"] == "device_certificate":
            self._add_device(fact)
        else:
            self._change_user(fact)
        self.common.append(certificate)
        self.facts.append(fact)
        self.last = fact["timestamp"]

    def _check_author(self, certificate, fact):
        if fact["author"] is None:
            # The root key signs the first user and device, and is then discarded.
            first = fact["type"] == "user_certificate" and not self.facts and fact["profile"] == "ADMIN"
            second = len(self.facts) == 1 and self._completes_pair(fact) and fact["timestamp"] == self.last
            require(first or second, "the root key signed it, which it does only at the bootstrap")
            return _verify(certificate, self.root_verify_key)
        author = self.devices.get(fact["author"])
        require(author, "its author is unknown")
        user = self.users[author["user_id"]]
        _verify(certificate, author["verify_key"])
        require(not user["revoked"], "its author was revoked before")
        require(fact["timestamp"] >= author["timestamp"], "it is older than its author")
        own_device = fact["type"] == "device_certificate" and fact["user_id"] == author["user_id"]
        require(user["profile"] == "ADMIN" or own_device, "its author was not an administrator")

    def _completes_pair(self, fact):
        """A user and the first device, made by one command, have one time."""
        return (self.facts[-1]["type"], fact["type"]) == COMMON[:2] and all(
            fact[name] == self.facts[-1][name] for name in ("author", "user_id"))

    def _add_device(self, fact):
        user = self.users.get(fact["user_id"])
        require(user, "the user of the device is unknown")
        require(not user["revoked"], "the user of the device is revoked")
        require(fact["device_id"] not in self.devices, "a device with this id exists already")
        first = not user["devices"]
        require(first or self.devices[fact["author"]]["user_id"] == fact["user_id"], "only the user may add a device")
        user["devices"].append(fact["device_id"])
        self.devices[fact["device_id"]] = fact

    def _change_user(self, fact):
        user = self.users.get(fact["user_id"])
        require(user, "it is about an unknown user")
        require(self.devices[fact["author"]]["user_id"] != fact["user_id"], "its author signed it about themselves")
        require(not user["revoked"], "its user is revoked already")
        require(fact.get("new_profile") != user["profile"], "its user has this profile already")
        user["revoked"] = fact["type"] == "revoked_user_certificate"
        user["profile"] = fact.get("new_profile", user["profile"])

    def _add_sequester(self, certificate):
        """Verifies the sequester authority. Certificates of its services are out of scope."""
        try:
            fact = read_document(certificate[64:], "sequester_authority_certificate")
        except Malformed:
            require(self.sequester, "it is no sequester authority")
            return
        _verify(certificate, self.root_verify_key)
        require(not self.sequester and self.facts and fact["timestamp"] == self.facts[0]["timestamp"],
                "a sequester authority comes only from the bootstrap")
        self.sequester.append(certificate)
        self.sequester_last = fact["timestamp"]

    def outline(self):  # Without names, the history is the same for every reader.
        return [{**fact, "human_handle": None, "device_label": None} for fact in self.facts]

    def people(self):
        # A redacted handle is shown by a substitute.
        handles = [user["human_handle"] or (f"{user_id.hex()}@redacted.invalid", user_id.hex())
                   for user_id, user in self.users.items()]
        return [{"email": email, "name": name, "profile": user["profile"], "revoked": user["revoked"]}
                for (email, name), user in zip(handles, self.users.values())]

def _verify(certificate, verify_key):
    with turning((exceptions.CryptoError, ValueError), lambda _: Malformed("its signature is not that of its author")):
        signing.VerifyKey(verify_key).verify(certificate)

def _load(device):
    try:
        stored = unpack(secret.SecretBox(device.local_symkey).decrypt(device.history_path.read_bytes()))
        return History(device.root_verify_key, stored["common"], stored["sequester"])
    except (OSError, ValueError, KeyError, TypeError, exceptions.CryptoError):
        return History(device.root_verify_key)

def _fetch(server, known):
    reply = server.call(
        "authenticated", "certificate_get", common_after=known.last, sequester_after=known.sequester_last,
        shamir_recovery_after=None, realm_after={})
    common = field(reply, "common_certificates", of_type(list))
    sequester = field(reply, "sequester_certificates", of_type(list))
    if any(type(certificate) is not bytes for certificate in common + sequester):
        raise malformed("certificate_get")
    refuse_if(known.facts and not known.sequester and sequester,
              "The server sent a sequester authority that it hid before.")
    return History(known.root_verify_key, known.common + common, known.sequester + sequester)

def sync(server, device, everything=False):
    """Fetches what is new, verifies it with what is known, and stores it."""
    with SYNC_LOCK:
        known, nothing = _load(device), History(device.root_verify_key)
        history = _fetch(server, nothing if everything else known)
        was, is_now = ((seen.users.get(device.user_id) or {}).get("profile") == "OUTSIDER" for seen in (known, history))
        if known.facts and was != is_now:
            # Names appear, or disappear, in every certificate.
            history = _fetch(server, nothing)
        refuse_if(history.outline()[:len(known.facts)] != known.outline(),
                  "The server shows another history than before. Do not trust it.")
        listed, user = history.devices.get(device.device_id, {}), history.users.get(device.user_id, {})
        refuse_if((listed.get("user_id"), listed.get("verify_key"), user.get("public_key"))
                  != (device.user_id, device.verify_key, device.public_key),
                  "The organization does not know this device, or knows it with other keys.")
        content = pack({"common": history.common, "sequester": history.sequester})
        write_private(device.history_path, bytes(secret.SecretBox(device.local_symkey).encrypt(content)))
        return history

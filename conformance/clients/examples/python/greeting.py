"""The nine steps of a greeting, on either side (spec/protocol/greeting.md, client-greeting.md)."""

import contextlib
import hashlib
import hmac
import secrets
import time

from nacl import bindings, exceptions, secret

from encoding import Cancelled, Malformed, Refused, ident, key, of_type, read_document, write_document
from server import field

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
DECOYS = 3
RESTARTS = 8
POLL_DELAYS = (0.0625, 0.125, 0.25, 0.5, 1.0)
LONGEST_WAIT_SECONDS = 600

# The word of each step, with the field that the half carries.
GREETER = (
    ("NUMBER_0_WAIT_PEER", "public_key"), ("NUMBER_1_GET_HASHED_NONCE", None),
    ("NUMBER_2_SEND_NONCE", "greeter_nonce"), ("NUMBER_3_GET_NONCE", None),
    ("NUMBER_4_WAIT_PEER_TRUST", None), ("5", None), ("NUMBER_6_GET_PAYLOAD", None),
    ("NUMBER_7_SEND_PAYLOAD", "greeter_payload"), ("NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT", None))
CLAIMER = (
    ("NUMBER_0_WAIT_PEER", "public_key"), ("NUMBER_1_SEND_HASHED_NONCE", "hashed_nonce"),
    ("NUMBER_2_GET_NONCE", None), ("NUMBER_3_SEND_NONCE", "claimer_nonce"),
    ("NUMBER_4_SIGNIFY_TRUST", None), ("NUMBER_5_WAIT_PEER_TRUST", None),
    ("NUMBER_6_SEND_PAYLOAD", "claimer_payload"), ("NUMBER_7_GET_PAYLOAD", None),
    ("NUMBER_8_ACKNOWLEDGE", None))
FIELDS = {"public_key": key, "hashed_nonce": key}
REASONS = {
    "MANUALLY_CANCELLED": "The other person cancelled the greeting",
    "INVALID_NONCE_HASH": "The other side found that somebody altered the messages",
    "INVALID_SAS_CODE": "The other person did not find the right code",
    "UNDECIPHERABLE_PAYLOAD": "The other side could not decrypt a message",
    "UNDESERIALIZABLE_PAYLOAD": "The other side could not read a message",
    "INCONSISTENT_PAYLOAD": "The other side received data that contradict what it knows"}


class Abort(Refused):
    """This side detected an error. The attempt is cancelled with the reason."""

    def __init__(self, reason, said):
        super().__init__(said, reason)
        self.reason = reason


class Restarted(Exception):
    """The other side began again."""


def shared_key(private_key, peer_public_key, greeter_public_key, claimer_public_key):
    try:
        common = bindings.crypto_scalarmult(private_key, peer_public_key)
    except (exceptions.CryptoError, RuntimeError):
        common = bytes(32)
    if common == bytes(32):
        raise Abort("INCONSISTENT_PAYLOAD", "The other side sent a public key that protects nothing.")
    return hashlib.blake2b(common + greeter_public_key + claimer_public_key).digest()[:32]


def short_codes(shared, claimer_nonce, greeter_nonce):
    """Returns the code that the claimer reads out, and that of the greeter."""
    digest = hashlib.blake2b(claimer_nonce + greeter_nonce, key=shared).digest()
    number = int.from_bytes(digest[:5], "big")
    return _code(number & 0xFFFFF), _code(number >> 20)


def _code(number):
    return "".join(ALPHABET[number >> shift & 31] for shift in (0, 5, 10, 15))


def usable_verify_key(verify_key):
    return bindings.crypto_core_ed25519_is_valid_point(verify_key)


def usable_public_key(public_key):
    try:
        return bindings.crypto_scalarmult(secrets.token_bytes(32), public_key) != bytes(32)
    except (exceptions.CryptoError, RuntimeError):
        return False


class Attempt:
    """One attempt of one side. `act` shows codes, asks the person, and pauses."""

    def __init__(self, server, act, role, ident):
        self.server, self.act, self.role, self.id = server, act, role, ident
        self.greets = role == "greeter"
        self.family = "authenticated" if self.greets else "invited"
        self.own, self.peer = (GREETER, CLAIMER) if self.greets else (CLAIMER, GREETER)
        self.shared = None

    def _send(self, number, value, expect, retry=True):
        word, name = self.own[number]
        half = {"step": word, **({name: value} if name else {})}
        return self.server.call(
            self.family, f"invite_{self.role}_step", expect=expect, retry=retry,
            greeting_attempt=self.id, **{f"{self.role}_step": half})

    def step(self, number, value=None):
        """Submits the own half of a step and waits for the other, whose value it returns."""
        delays, until = iter(POLL_DELAYS), time.monotonic() + LONGEST_WAIT_SECONDS
        delay = 0
        while time.monotonic() < until:
            self.act.pause(0)
            reply = self._send(number, value, ("ok", "not_ready", "greeting_attempt_cancelled"))
            if reply["status"] == "greeting_attempt_cancelled":
                raise self._peer_cancelled(reply)
            if reply["status"] == "ok":
                half = field(reply, f"{'claimer' if self.greets else 'greeter'}_step", of_type(dict))
                word, name = self.peer[number]
                if half.get("step") != word:
                    raise Refused("The server sent the half of another step.", "malformed_reply")
                return field(half, name, FIELDS.get(name, of_type(bytes))) if name else None
            delay = next(delays, delay)
            self.act.pause(delay)
        raise Abort("MANUALLY_CANCELLED", "The other side did not answer for too long.")

    def say_last(self, number):
        """Submits a half without waiting for the other side, which may be gone."""
        with contextlib.suppress(Refused):
            self._send(number, None, ("ok", "not_ready"))

    def _peer_cancelled(self, reply):
        reason = reply.get("reason")
        if reason == "AUTOMATICALLY_CANCELLED":
            return Restarted()
        said = REASONS.get(reason, "The greeting was cancelled") if type(reason) is str else "The greeting was cancelled"
        return Refused(f"{said}.", f"peer_{reason}".lower()[:60])

    def cancel(self, reason):
        with contextlib.suppress(Refused):
            self.server.call(
                self.family, f"invite_{self.role}_cancel_greeting_attempt", retry=False,
                expect=("ok", "greeting_attempt_already_cancelled"), greeting_attempt=self.id, reason=reason)

    def authenticate(self):
        """Steps 0 to 5: keys, nonces, and the comparison of the codes by two people."""
        private = secrets.token_bytes(32)
        public = bindings.crypto_scalarmult_base(private)
        peer = self.step(0, public)
        pair = (public, peer) if self.greets else (peer, public)
        self.shared = shared_key(private, peer, *pair)
        nonce = secrets.token_bytes(64)
        if self.greets:
            hashed = self.step(1)
            self.step(2, nonce)
            claimer_nonce, greeter_nonce = self.step(3), nonce
            if not hmac.compare_digest(hashlib.sha256(claimer_nonce).digest(), hashed):
                raise Abort("INVALID_NONCE_HASH", "Somebody altered the messages. Nobody was enrolled.")
        else:
            self.step(1, hashlib.sha256(nonce).digest())
            claimer_nonce, greeter_nonce = nonce, self.step(2)
            self.step(3, nonce)
        claimer_code, greeter_code = short_codes(self.shared, claimer_nonce, greeter_nonce)
        if self.greets:
            self.act.show(greeter_code)
            self.step(4)
            self._compare(claimer_code)
            self.step(5)
        else:
            self._compare(greeter_code)
            self.step(4)
            self.act.show(claimer_code)
            self.step(5)

    def _compare(self, code):
        """The person finds the code that the other reads out among decoys."""
        choices = {code}
        while len(choices) <= DECOYS:
            choices.add(_code(secrets.randbelow(1 << 20)))
        choices = list(choices)
        secrets.SystemRandom().shuffle(choices)
        if self.act.choose(choices) != code:
            raise Abort("INVALID_SAS_CODE", "That is not the code. Somebody may listen in; begin again.")

    def seal(self, kind, **fields):
        return bytes(secret.SecretBox(self.shared).encrypt(write_document(kind, **fields)))

    def unseal(self, payload, kind):
        try:
            content = secret.SecretBox(self.shared).decrypt(payload)
        except (exceptions.CryptoError, ValueError) as error:
            raise Abort("UNDECIPHERABLE_PAYLOAD", "A message of the other side does not decrypt.") from error
        try:
            return read_document(content, kind)
        except Malformed as error:
            raise Abort("UNDESERIALIZABLE_PAYLOAD", "A message of the other side cannot be read.") from error


def greet_or_claim(server, act, role, target, run):
    """Runs attempts until one ends. `target` is the field that start takes."""
    for _ in range(RESTARTS + 1):
        family = "authenticated" if role == "greeter" else "invited"
        reply = server.call(family, f"invite_{role}_start_greeting_attempt", **target)
        attempt = Attempt(server, act, role, field(reply, "greeting_attempt", ident))
        try:
            attempt.authenticate()
            return run(attempt)
        except Restarted:
            continue
        except Abort as error:
            attempt.cancel(error.reason)
            raise
        except Cancelled:
            attempt.cancel("MANUALLY_CANCELLED")
            raise
        except Refused as error:
            if not error.code.startswith(("peer_", "invitation_", "http_", "greet")):
                attempt.cancel("MANUALLY_CANCELLED")
            raise
    raise Refused("The other side began again too often.", "restarted")

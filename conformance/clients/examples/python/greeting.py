"""The nine steps of a greeting, on either side (spec/protocol/greeting.md, client-greeting.md)."""

import contextlib
import hashlib
import secrets
import time
from nacl import bindings, exceptions, secret
from encoding import Cancelled, Malformed, Refused, ident, key, nonce, of_type, read_document, turning, write_document
from server import field, malformed

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
DECOYS, RESTARTS, MAX_WAIT_SECONDS = 3, 8, 600
POLL_DELAYS = (0.0625, 0.125, 0.25, 0.5, 1.0)
# The word of each half, with the field that it carries and its reader.
STEPS = {
    "greeter": (("NUMBER_0_WAIT_PEER", "public_key", key), ("NUMBER_1_GET_HASHED_NONCE",),
                ("NUMBER_2_SEND_NONCE", "greeter_nonce", nonce), ("NUMBER_3_GET_NONCE",),
                ("NUMBER_4_WAIT_PEER_TRUST",), ("5",), ("NUMBER_6_GET_PAYLOAD",),
                ("NUMBER_7_SEND_PAYLOAD", "greeter_payload", of_type(bytes)), ("NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT",)),
    "claimer": (("NUMBER_0_WAIT_PEER", "public_key", key), ("NUMBER_1_SEND_HASHED_NONCE", "hashed_nonce", key),
                ("NUMBER_2_GET_NONCE",), ("NUMBER_3_SEND_NONCE", "claimer_nonce", nonce),
                ("NUMBER_4_SIGNIFY_TRUST",), ("NUMBER_5_WAIT_PEER_TRUST",),
                ("NUMBER_6_SEND_PAYLOAD", "claimer_payload", of_type(bytes)), ("NUMBER_7_GET_PAYLOAD",),
                ("NUMBER_8_ACKNOWLEDGE",))}

class Abort(Refused): """This side detected an error. The attempt is cancelled with the code as reason."""
class Restarted(Exception): """The other side began again."""

def multiply(private_key, public_key):
    """Returns the X25519 secret, or None when the public key makes it zero."""
    try:
        return bindings.crypto_scalarmult(private_key, public_key)
    except (exceptions.CryptoError, RuntimeError):
        return None

def shared_key(private_key, peer, greeter_public_key, claimer_public_key):
    common = multiply(private_key, peer)
    if common is None:
        raise Abort("The other side sent a public key that protects nothing.", "INCONSISTENT_PAYLOAD")
    return hashlib.blake2b(common + greeter_public_key + claimer_public_key).digest()[:32]

def short_codes(shared, claimer_nonce, greeter_nonce):
    """Returns the code that the claimer reads out, and that of the greeter."""
    digest = hashlib.blake2b(claimer_nonce + greeter_nonce, key=shared).digest()
    number = int.from_bytes(digest[:5], "big")
    return _code(number & 0xFFFFF), _code(number >> 20)

def _code(number):
    return "".join(ALPHABET[number >> shift & 31] for shift in (0, 5, 10, 15))

class Attempt:
    """One attempt of one side. `act` tells and asks the person, and pauses."""
    def __init__(self, server, act, role, family, attempt_id):
        self.server, self.act, self.role, self.family, self.id = server, act, role, family, attempt_id
        self.greets, self.peer = role == "greeter", "claimer" if role == "greeter" else "greeter"
        self.private = secrets.token_bytes(32)
        self.public = bindings.crypto_scalarmult_base(self.private)

    def send(self, number, value, *expect):
        word, *name = STEPS[self.role][number]
        half = {"step": word, **({name[0]: value} if name else {})}
        return self.server.call(self.family, f"invite_{self.role}_step", expect, greeting_attempt=self.id,
                                **{f"{self.role}_step": half})

    def poll(self, number, value=None):
        """Submits the own half of a step. Returns None, or the value of the other half in a list."""
        self.act.pause(0)
        reply = self.send(number, value, "ok", "not_ready", "greeting_attempt_cancelled")
        if reply["status"] == "greeting_attempt_cancelled":
            if reply.get("reason") == "AUTOMATICALLY_CANCELLED":
                raise Restarted()
            raise Refused(f"The other side cancelled the greeting: {str(reply.get('reason'))[:50]}.")
        if reply["status"] != "ok":
            return None
        half = field(reply, f"{self.peer}_step", of_type(dict))
        word, *name = STEPS[self.peer][number]
        if half.get("step") != word:
            raise malformed("a step")
        return [field(half, *name) if name else None]

    def step(self, number, value=None):
        """Does one step and returns the value of the other half."""
        return first(self.act, [lambda: self.poll(number, value)])[0]

    def cancel(self, reason):
        with contextlib.suppress(Refused):
            self.server.call(self.family, f"invite_{self.role}_cancel_greeting_attempt", retry=False,
                             greeting_attempt=self.id, reason=reason)

    def join(self):
        """Does step 0 once: returns the attempt with its shared key, or None while the other side is absent."""
        if (peer := self.poll(0, self.public)) is None:
            return None
        keys = (self.public, *peer) if self.greets else (*peer, self.public)
        self.shared = shared_key(self.private, *peer, *keys)
        return self

    def authenticate(self):
        """Steps 1 to 5: nonces, and the comparison of the codes by two people."""
        own = secrets.token_bytes(64)
        if self.greets:
            hashed = self.step(1)
            self.step(2, own)
            other = self.step(3)
            if hashlib.sha256(other).digest() != hashed:
                raise Abort("Somebody altered the messages. Nobody was enrolled.", "INVALID_NONCE_HASH")
            claimer_code, greeter_code = short_codes(self.shared, other, own)
            self.act.tell(shown=greeter_code)
            self.step(4)
            self._compare(claimer_code)
        else:
            self.step(1, hashlib.sha256(own).digest())
            other = self.step(2)
            self.step(3, own)
            claimer_code, greeter_code = short_codes(self.shared, own, other)
            self._compare(greeter_code)
            self.step(4)
            self.act.tell(shown=claimer_code)
        self.step(5)

    def _compare(self, code):
        choices = {code}
        while len(choices) <= DECOYS:
            choices.add(_code(secrets.randbelow(1 << 20)))
        choices = secrets.SystemRandom().sample(sorted(choices), len(choices))
        if self.act.ask("choose", choices=choices) != code:
            raise Abort("That is not the code. Somebody may listen in; begin again.", "INVALID_SAS_CODE")

    def seal(self, kind, **fields):
        return bytes(secret.SecretBox(self.shared).encrypt(write_document(kind, **fields)))

    def unseal(self, payload, kind):
        errors = (exceptions.CryptoError, ValueError)
        with turning(errors, lambda _: Abort("A message does not decrypt.", "UNDECIPHERABLE_PAYLOAD")):
            content = secret.SecretBox(self.shared).decrypt(payload)
        with turning(Malformed, lambda _: Abort("A message cannot be read.", "UNDESERIALIZABLE_PAYLOAD")):
            return read_document(content, kind)

def first(act, polls):
    """Repeats polls in turn until one returns something else than None."""
    until, rounds = time.monotonic() + MAX_WAIT_SECONDS, 0
    while time.monotonic() < until:
        for poll in polls:
            if (found := poll()) is not None:
                return found
        act.pause(POLL_DELAYS[min(rounds, len(POLL_DELAYS) - 1)])
        rounds += 1
    raise Abort("The other side did not answer for too long.", "MANUALLY_CANCELLED")

def meet(server, act, role, targets, finish):
    """Runs greetings until one ends. Waits for every peer at once, and goes on with the first one that joins.

    `targets` has the field of start for each possible peer; `finish` does the steps after 5.
    """
    family = "authenticated" if role == "greeter" else "invited"
    for _ in range(RESTARTS + 1):
        attempts = []
        try:
            for target in targets:
                reply = server.call(family, f"invite_{role}_start_greeting_attempt", **target)
                attempts.append(Attempt(server, act, role, family, field(reply, "greeting_attempt", ident)))
            joined = first(act, [attempt.join for attempt in attempts])
            for attempt in attempts:
                if attempt is not joined:
                    attempt.cancel("MANUALLY_CANCELLED")
            attempts = [joined]
            joined.authenticate()
            return finish(joined)
        except Restarted:
            continue
        except (Cancelled, Refused) as error:
            for attempt in attempts:
                attempt.cancel(error.code if isinstance(error, Abort) else "MANUALLY_CANCELLED")
            raise
    raise Refused("The other side began again too often.")

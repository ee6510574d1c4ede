"""Requests over HTTP (spec/protocol/transport.md, client-transport.md, authentication.md, events.md)."""

import base64
import contextlib
import http.client
import socket
import ssl
import sys
import time
from urllib.parse import quote

from encoding import Id, Malformed, Refused, pack, show_instant, unpack

API_VERSION = "5.6"
USER_AGENT = "parsec-python-example/0.1.0"
TIMEOUT_SECONDS = 15
MAX_REPLY = 64 * 1024 * 1024
MAX_EVENT = 1024 * 1024
RETRY_DELAYS = (0.25, 0.5, 1.0)

PATHS = {
    "anonymous": "/anonymous/{}", "invited": "/invited/{}", "authenticated": "/authenticated/{}",
    "tos": "/authenticated/{}/tos", "events": "/authenticated/{}/events"}
REFUSALS = {
    401: "The server did not understand the credentials of this client",
    403: "The server does not accept this device or invitation, or its signature",
    404: "The server does not know this organization, and does not create it",
    406: "The server does not offer the event stream in the form that this client reads",
    410: "The invitation was used or cancelled. Ask for a new one",
    413: "The server finds the request too large",
    415: "The server did not understand the request",
    422: "The server does not serve this version of the protocol",
    460: "The organization has expired. Ask its host",
    461: "This user was revoked",
    462: "This user is frozen. Ask the host of the organization",
    463: "The terms of service are not accepted yet. Accept them first",
    498: "The clock of this computer and the clock of the server differ too much. Set the clock"}
STATUSES = {
    "invalid_bootstrap_token": "The server refuses the token of this bootstrap link",
    "organization_already_bootstrapped": "The organization exists already. Ask a member for an invitation",
    "invalid_certificate": "The server refuses a certificate of this client",
    "author_not_allowed": "Only an administrator may do this",
    "active_users_limit_reached": "The organization has as many users as it may have",
    "user_already_exists": "A user or device with this identifier exists already",
    "device_already_exists": "A device with this identifier exists already",
    "human_handle_already_taken": "Another user has this e-mail address",
    "claimer_email_already_enrolled": "A user with this e-mail address exists already",
    "user_already_revoked": "The user was revoked already",
    "user_not_found": "The server does not know the user",
    "invitation_not_found": "The server does not know this invitation",
    "invitation_cancelled": "The invitation was cancelled",
    "invitation_completed": "The invitation was used already",
    "greeter_not_found": "The greeter is unknown",
    "greeter_revoked": "The greeter was revoked",
    "greeter_not_allowed": "The greeter is not an administrator any more",
    "no_tos": "There are no terms of service"}


class Offline(Refused):
    """The server cannot be reached. A later try may succeed."""


class InvitationToken:
    def __init__(self, token):
        self.token = token

    def authorize(self):
        return self.token.hex()


class DeviceToken:
    def __init__(self, device):
        self.device = device

    def authorize(self):
        signed = f"PARSEC-SIGN-ED25519.{self.device.device_id.hex()}.{int(time.time())}"
        signature = self.device.signer.sign(signed.encode()).signature
        return f"{signed}.{base64.urlsafe_b64encode(signature).decode()}"


def log(text):
    """Names what happens on stderr: no URL, no token, no field of a message."""
    print(text, file=sys.stderr, flush=True)


class Server:
    """One organization of a server. `pause(seconds)` raises Cancelled when the person stops."""

    def __init__(self, address, pause, credentials=None):
        self.address, self.pause, self.credentials = address, pause, credentials
        self.repeated = False

    def call(self, family, cmd, expect=("ok",), retry=True, **fields):
        """Sends a command and returns a reply of an expected status. Everything else raises Refused."""
        body, self.repeated = pack({"cmd": cmd, **fields}), False
        for delay in (*(RETRY_DELAYS if retry else ()), None):
            try:
                reply = self._post(family, cmd, body)
                break
            except Offline:
                if delay is None:
                    raise
                self.repeated = True
                self.pause(delay)
        status = reply.get("status")
        if type(status) is not str:
            raise _malformed(cmd)
        log(f"{cmd}: {status}")
        if status not in expect:
            raise refusal_of(status, reply)
        return reply

    def _connect(self):
        make = http.client.HTTPConnection
        options = {"timeout": TIMEOUT_SECONDS}
        if self.address.ssl:
            make = http.client.HTTPSConnection
            options["context"] = ssl.create_default_context()
        return make(self.address.host.strip("[]"), self.address.port, **options)

    def _request(self, connection, method, family, headers, body=None):
        headers = {"Api-Version": API_VERSION, "User-Agent": USER_AGENT, **headers}
        if self.credentials and family != "anonymous":
            headers["Authorization"] = f"Bearer {self.credentials.authorize()}"
        path = PATHS[family].format(quote(self.address.organization, safe=""))
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        if response.status != 200:
            response.read(MAX_EVENT)
            log(f"HTTP status {response.status}")
            raise _refusal_of_http(response)
        return response

    def _post(self, family, cmd, body):
        connection = self._connect()
        try:
            response = self._request(connection, "POST", family, {"Content-Type": "application/msgpack"}, body)
            version = response.headers.get("Api-Version", API_VERSION)
            if version.partition(".")[0] != API_VERSION.partition(".")[0]:
                raise Refused(
                    f"The server speaks version {version[:20]}, this client {API_VERSION}. Update the older one.",
                    "version")
            content = response.read(MAX_REPLY + 1)
        except (OSError, http.client.HTTPException) as error:
            raise _offline(error) from error
        finally:
            connection.close()
        if len(content) > MAX_REPLY:
            raise Refused(f"The reply to {cmd} is too large.", "malformed_reply")
        try:
            reply = unpack(content)
        except Malformed as error:
            raise _malformed(cmd) from error
        if type(reply) is not dict:
            raise _malformed(cmd)
        return reply

    def open_events(self, last_id=None):
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-cache"}
        if last_id is not None:
            headers["Last-Event-ID"] = last_id
        connection = self._connect()
        try:
            connection.connect()
            tcp = connection.sock
            return EventStream(connection, tcp, self._request(connection, "GET", "events", headers))
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise _offline(error) from error
        except Refused:
            connection.close()
            raise


class EventStream:
    """An open stream. `last_id` and `retry_seconds` are what the server last sent."""

    def __init__(self, connection, tcp, response):
        self._connection, self._socket, self._response = connection, tcp, response
        # A server sends a keep-alive every 30 s or so.
        tcp.settimeout(120)
        self.last_id = self.retry_seconds = None

    def close(self):
        """Ends the stream. Another thread that reads it gets the end."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def __iter__(self):
        """Gives `missed_events`, and the field map of each event."""
        name, data, ident = "", [], None
        try:
            while True:
                line = self._response.readline(MAX_EVENT + 1)
                if not line or len(line) > MAX_EVENT or len(data) > 100:
                    return
                line = line.rstrip(b"\r\n").decode("utf-8", "replace")
                if line:
                    field, _, value = line.partition(":")
                    value = value.removeprefix(" ")
                    if field == "event":
                        name = value
                    elif field == "data":
                        data.append(value)
                    elif field == "id" and "\0" not in value and "\r" not in value:
                        ident = value
                    elif field == "retry" and value.isdecimal() and len(value) < 9:
                        self.retry_seconds = int(value) / 1000
                    continue
                if ident is not None:
                    self.last_id = ident
                if name == "missed_events":
                    yield name
                elif name in ("", "message") and any(data):
                    yield _read_event("".join(data))
                name, data, ident = "", [], None
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            return
        finally:
            self._connection.close()


def _read_event(data):
    try:
        event = unpack(base64.b64decode(data))
    except ValueError as error:
        raise Refused("The server sent an event that cannot be read.", "malformed_reply") from error
    if type(event) is not dict or type(event.get("event")) is not str:
        raise Refused("The server sent an event without a name.", "malformed_reply")
    return event


def field(reply, name, read):
    """Reads a field of a reply."""
    try:
        return read(reply.get(name))
    except Malformed as error:
        raise Refused(f"The server sent a malformed reply: {name}: {error}.", "malformed_reply") from error


def refusal_of(status, reply):
    """Says why a command was refused, also by a status of a later version."""
    if status == "timestamp_out_of_ballpark":
        clocks = [reply.get(name) for name in ("client_timestamp", "server_timestamp")]
        shown = [show_instant(clock) if isinstance(clock, int) else "unknown" for clock in clocks]
        return Refused(f"The clocks differ: here it is {shown[0]}, at the server {shown[1]}. Set the clock.", status)
    said = STATUSES.get(status) or f"The server refused with the status {status[:100]!r}"
    reason = reply.get("reason")
    return Refused(f"{said}{f': {reason[:500]}' if type(reason) is str else ''}.", status)


def _malformed(cmd):
    return Refused(f"The server sent a malformed reply to {cmd}.", "malformed_reply")


def _offline(error):
    if isinstance(error, ssl.SSLCertVerificationError):
        return Refused(f"The TLS certificate of the server is not valid: {error.verify_message}.", "tls")
    return Offline(f"The server cannot be reached ({type(error).__name__}). Try again later.", "offline")


def _refusal_of_http(response):
    status = response.status
    if status in (502, 503, 504):
        return Offline(f"The server is not available at present ({status}). Try again later.", "offline")
    said = REFUSALS.get(status, "The server answered with an unexpected status")
    versions = response.headers.get("Supported-Api-Versions")
    if status == 422 and versions:
        said += f". It serves {versions[:100]}, this client speaks {API_VERSION}"
    return Refused(f"{said} ({status}).", f"http_{status}")


def plain(value):
    """An event for JSON. Tokens and other bytes are left out."""
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()
                if type(item) is not bytes and name != "status"}
    if type(value) is Id:
        return value.hex()
    return value if isinstance(value, (str, int, float, bool, type(None), list)) else str(value)

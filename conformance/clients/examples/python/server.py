"""Requests over HTTP (spec/protocol/transport.md, client-transport.md, authentication.md, events.md)."""

import base64
import contextlib
import http.client
import socket
import ssl
import sys
from urllib.parse import quote
from encoding import Malformed, Refused, instant, pack, refuse_if, show_instant, turning, unpack

API_VERSION, USER_AGENT = "5.6", "parsec-python-example/0.1.0"
TIMEOUT_SECONDS, STREAM_TIMEOUT_SECONDS = 10, 120
MAX_REPLY, MAX_EVENT = 64 * 1024 * 1024, 1024 * 1024
RETRY_DELAYS = (0.25, 0.5, 1.0)
PATHS = {"anonymous": "/anonymous/{}", "invited": "/invited/{}", "authenticated": "/authenticated/{}",
         "tos": "/authenticated/{}/tos", "events": "/authenticated/{}/events"}
REFUSALS = {
    401: "Credentials missing or malformed", 403: "Device or invitation unknown, or its signature wrong",
    404: "Organization unknown, and the server does not create it", 406: "No event stream in the form of this client",
    410: "Invitation used or cancelled. Ask for a new one", 413: "Request too large", 415: "Request not understood",
    422: "Version of the protocol not served", 460: "Organization expired. Ask its host", 461: "This user was revoked",
    462: "This user is frozen. Ask the host", 463: "Terms of service not accepted. Accept them first",
    498: "The clocks of this computer and of the server differ too much. Set the clock"}

class Offline(Refused): """The server cannot be reached. A later try may succeed."""
log = lambda words: print(words, file=sys.stderr, flush=True)

class Server:
    """One organization of a server. `pause(seconds)` raises Cancelled; `token()` makes a bearer token."""
    def __init__(self, address, pause, token=None):
        self.address, self.pause, self.token, self.repeated = address, pause, token, False

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
        status = reply.get("status") if type(reply) is dict else None
        if type(status) is not str:
            raise malformed(cmd)
        log(f"{cmd}: {status[:60]!a}")
        if status not in expect:
            raise _refusal_of(status, reply)
        return reply

    def _connect(self):
        where = {"host": self.address.host.strip("[]"), "port": self.address.port, "timeout": TIMEOUT_SECONDS}
        if self.address.ssl:
            return http.client.HTTPSConnection(**where, context=ssl.create_default_context())
        return http.client.HTTPConnection(**where)

    def _request(self, connection, method, family, headers, body=None):
        headers = {"Api-Version": API_VERSION, "User-Agent": USER_AGENT, **headers}
        if family != "anonymous":
            headers["Authorization"] = f"Bearer {self.token()}"
        path = PATHS[family].format(quote(self.address.organization, safe=""))
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        if response.status != 200:
            log(f"{family}: HTTP status {response.status}")
            raise _refusal_of_http(response)
        return response

    def _post(self, family, cmd, body):
        connection = self._connect()
        try:
            response = self._request(connection, "POST", family, {"Content-Type": "application/msgpack"}, body)
            version = response.headers.get("Api-Version", API_VERSION)[:20]
            content = response.read(MAX_REPLY + 1)
        except (OSError, http.client.HTTPException) as error:
            raise _offline(error) from error
        finally:
            connection.close()
        refuse_if(version.partition(".")[0] != API_VERSION.partition(".")[0],
                  f"The server speaks version {version}, this client {API_VERSION}. Update the older.")
        with turning(Malformed, lambda _: malformed(cmd)):
            return unpack(content[:MAX_REPLY])

    def open_events(self, last_id=None):
        headers = {"Accept": "text/event-stream", **({"Last-Event-ID": last_id} if last_id else {})}
        connection = self._connect()
        try:
            connection.connect()
            tcp = connection.sock
            return EventStream(tcp, self._request(connection, "GET", "events", headers))
        except (OSError, http.client.HTTPException) as error:
            raise _offline(error) from error

class EventStream:
    def __init__(self, tcp, response):
        self._tcp, self._response = tcp, response
        self.last_id = self.retry_seconds = None
        tcp.settimeout(STREAM_TIMEOUT_SECONDS)

    def close(self):
        with contextlib.suppress(OSError):
            self._tcp.shutdown(socket.SHUT_RDWR)

    def __iter__(self):
        fields = {}
        with contextlib.suppress(OSError, AttributeError, http.client.HTTPException):
            while line := self._response.readline(MAX_EVENT):
                if line.strip(b"\r\n"):
                    name, _, value = line.decode("utf-8", "replace").rstrip("\r\n").partition(":")
                    fields.update({name: value.removeprefix(" ")} if name in ("event", "data", "id", "retry") else {})
                    continue
                self.last_id = fields.get("id", self.last_id)
                if fields.get("retry", "").isdecimal():
                    self.retry_seconds = min(int(fields["retry"][:8]) / 1000, 300)
                if fields.get("event") == "missed_events":
                    yield "missed_events"
                elif fields.get("event", "message") == "message" and fields.get("data"):
                    yield _read_event(fields["data"])
                fields = {}

def _read_event(data):
    with turning(ValueError, lambda _: malformed("events")):
        event = unpack(base64.b64decode(data))
    if type(event) is not dict or type(event.get("event")) is not str:
        raise malformed("events")
    return event

malformed = lambda what: Refused(f"The server sent a malformed reply: {what}.")
def field(reply, name, read):
    with turning(Malformed, lambda error: malformed(f"{name} is {error}")):
        return read(reply.get(name))

def _refusal_of(status, reply):
    said = f"The server refused: {status[:100].replace('_', ' ')}"
    if type(reply.get("reason")) is str:
        said += f". Its reason: {reply['reason'][:500]}"
    if status == "timestamp_out_of_ballpark":
        here, there = (show_instant(field(reply, name, instant)) for name in ("client_timestamp", "server_timestamp"))
        said = f"The clocks differ: here {here}, at the server {there}. Set the clock"
    return Refused(f"{said}.", status)

def _offline(error):
    if isinstance(error, ssl.SSLCertVerificationError):
        return Refused(f"The TLS certificate of the server is not valid: {error.verify_message}.")
    return Offline(f"The server cannot be reached ({type(error).__name__}). Try again later.")

def _refusal_of_http(response):
    status = response.status
    if status in (502, 503, 504):
        return Offline(f"The server is not available at present ({status}). Try again later.")
    said = REFUSALS.get(status, "The server answered with an unexpected status")
    if status == 422:
        there = response.headers.get("Supported-Api-Versions", "others")[:100]
        is_server = there.partition(".")[0].zfill(9) < API_VERSION.partition(".")[0].zfill(9)
        said += f": here {API_VERSION}, there {there}. Update the {'server' if is_server else 'client'}"
    return Refused(f"{said} ({status}).")

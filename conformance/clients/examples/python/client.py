"""An independent Parsec client, driven by JSON lines on stdin and stdout (see README.md)."""

import contextlib
import hashlib
import json
import os
import queue
import sys
import threading
import traceback
from nacl import bindings, signing, utils
import devices
import encoding
import links
from encoding import (Cancelled, Id, Instant, Malformed, Refused, now, of_type, refuse_if, show_instant, turning,
                      write_document)
from greeting import Abort, meet, multiply
from history import sync
from server import Offline, Server, USER_AGENT, field, log

EARLY_OFFSET_MICROS = 300_000_000  # spec/protocol/ordering.md
MAX_GREETERS = 100
KINDS = {links.CLAIM_USER: ("USER", "invite_user_data", "invite_user_confirmation"),
         links.CLAIM_DEVICE: ("DEVICE", "invite_device_data", "invite_device_confirmation")}
ENROLLED = {"said": "The device is enrolled. Keep the password: nobody can restore it."}
OUT = threading.Lock()
# Devices that their organization knows, but that could not be saved, by link.
UNSAVED = {}

def emit(**line):
    with OUT:
        print(json.dumps(line, default=bytes.hex), flush=True)

class Act:
    """One running act: its request, and the answers of the person."""
    def __init__(self, request):
        self.id, self.request, self.cheap = request["id"], request, request.get("cheapPassword") is True
        self.answers, self.stopped, self.on_stop = queue.Queue(), threading.Event(), lambda: None
        self.tell = lambda **line: emit(id=self.id, **line)

    def get(self, name, read=encoding.text):
        with turning(Malformed, lambda error: Refused(f"{name} cannot be used: {error}.")):
            return read(self.request.get(name))

    def handle(self):
        return [self.get("email", encoding.email), self.get("name", encoding.human_label)]

    def pause(self, seconds):
        if self.stopped.wait(seconds):
            raise Cancelled()

    def ask(self, answer, **line):
        self.answers = queue.Queue()  # An answer to an earlier question does not count.
        self.pause(0)
        self.tell(**line)
        while answer not in (found := self.answers.get()):
            self.pause(0)
        return found[answer]

    def stop(self):
        self.stopped.set()
        self.answers.put({})
        self.on_stop()

    def open_device(self):
        device = devices.open_device(device_file(self), self.get("password"))
        return device, Server(device.address, self.pause, device.token)

    def save(self, device, link):
        """Saves a device that its organization knows already. The act can be repeated after a failure."""
        UNSAVED[link] = device
        devices.save_device(device, self.get("password"), self.cheap)
        del UNSAVED[link]

maybe_text = encoding.or_nil(encoding.text)
device_file = lambda act: devices.find_device_file(act.get("file", maybe_text) or act.get("device", maybe_text))
new_id = lambda: Id(utils.random(16))
secret_key = lambda: utils.random(32)
new_user_fields = lambda: {"private_key": secret_key(), "user_realm_id": new_id(), "user_realm_key": secret_key()}

def certify(sign, author, stamp, device_id, user_id, label, verify_key, user=None):
    """Makes the certificates of a device, and of its user if that is new: full and redacted."""
    common, made = {"author": author, "timestamp": stamp, "user_id": user_id}, {}
    for prefix, shown in (("", True), ("redacted_", False)):
        if user:
            content = {**common, **user, "human_handle": user["human_handle"] if shown else None}
            made[prefix + "user_certificate"] = sign(write_document(
                "user_certificate", algorithm="X25519_XSALSA20_POLY1305", **content))
        made[prefix + "device_certificate"] = sign(write_document(
            "device_certificate", **common, purpose="STANDARD", device_id=device_id,
            device_label=label if shown else None, verify_key=verify_key, algorithm="ED25519"))
    return made

def bootstrap(act):
    link = links.read_link(act.get("link"), links.BOOTSTRAP)
    handle, label, _ = act.handle(), act.get("device", encoding.device_label), act.get("password")
    if link not in UNSAVED:
        devices.try_folder()
        root = signing.SigningKey.generate()
        device = devices.create_device(
            link.address, **new_user_fields(), signing_key=utils.random(32), root_verify_key=bytes(root.verify_key),
            user_id=new_id(), device_id=new_id(), device_label=label, human_handle=handle, profile="ADMIN")
        certificates = certify(
            lambda content: bytes(root.sign(content)), None, now(), device.device_id, device.user_id, label,
            device.verify_key, {"human_handle": handle, "public_key": device.public_key, "profile": "ADMIN"})
        server = Server(link.address, act.pause)
        try:
            server.call("anonymous", "organization_bootstrap", bootstrap_token=link.token, **certificates,
                        root_verify_key=device.root_verify_key, sequester_authority_certificate=None)
        except Refused as error:
            if not server.repeated or error.code != "organization_already_bootstrapped":
                raise
            # The reply to an earlier try may have been lost: does the organization know this device?
            sync(Server(link.address, act.pause, device.token), device)
        UNSAVED[link] = device
    act.save(UNSAVED[link], link)
    return {"said": "The organization exists. Keep the password: nobody can restore it."}

def log_in(act):
    device, server = act.open_device()
    history = sync(server, device)
    sequester = ", and a sequester authority that can read the data" if history.sequester else ""
    return {"said": f"{len(history.users)} users, {len(history.devices)} devices{sequester}."}

def list_all(act):
    if act.request.get("password") is None:
        return {"said": "The devices are listed.", "devices": devices.list_devices()}
    device, server = act.open_device()
    users = sync(server, device).people()
    said = "\n".join(f"{user['name']} <{user['email']}> {user['profile']}" for user in users[:20])
    return {"said": said, "users": users, "devices": devices.list_devices()}

def change_password(act):
    devices.change_password(device_file(act), act.get("old"), act.get("new"), act.cheap)
    return {"said": "The password is changed. The old one opens nothing any more."}

def accept_terms(act):
    _, server = act.open_device()
    while True:
        terms = server.call("tos", "tos_get")
        urls, updated_on = field(terms, "per_locale_urls", of_type(dict)), field(terms, "updated_on", encoding.instant)
        links = {str(key): str(url) for key, url in urls.items() if str(url).lower().startswith(("http:", "https:"))}
        if not links or act.ask("agree", terms=links) is not True:
            raise Cancelled() if links else Refused("The terms of service have no address of a web page.")
        if server.call("tos", "tos_accept", ("ok", "tos_mismatch"), tos_updated_on=updated_on)["status"] == "ok":
            return {"said": "The terms are accepted."}

def invite(act):
    device, server = act.open_device()
    action, cmd, fields = links.CLAIM_DEVICE, "invite_new_device", {}
    if act.request.get("email"):
        action, cmd, fields = links.CLAIM_USER, "invite_new_user", {"claimer_email": act.get("email", encoding.email)}
    token = field(server.call("authenticated", cmd, send_email=False, **fields), "token", of_type(bytes, 16))
    return {"said": "Send the link.", "link": links.write_link(device.address, action, token)}

def claim(act):
    link = links.read_link(act.get("link"), *KINDS)
    kind, data, confirmation = KINDS[link.action]
    asked, password = {"requested_device_label": act.get("device", encoding.device_label)}, act.get("password")
    # The greeter may publish the keys before the device is saved, so a repeated claim uses the same ones.
    pending = devices.DATA / f"{hashlib.sha256(link.token).hexdigest()}.claim"
    own = devices.open_pending(pending, password) or {"signing_key": utils.random(32), **new_user_fields()}
    if kind == "USER":
        asked["requested_human_handle"] = act.handle()
        asked["public_key"] = bindings.crypto_scalarmult_base(own["private_key"])
    asked["verify_key"] = bytes(signing.SigningKey(own["signing_key"]).verify_key)
    if link in UNSAVED:
        act.save(UNSAVED[link], link)
        pending.unlink(missing_ok=True)
        return ENROLLED
    devices.try_folder()
    server = Server(link.address, act.pause, link.token.hex)
    info = server.call("invited", "invite_info")
    refuse_if(info.get("type") != kind, "The server names another kind of invitation than the link.")
    if kind == "DEVICE":
        greeters = [field(info, "claimer_user_id", encoding.ident)]
    else:
        greeters = [field(greeter, "user_id", encoding.ident)
                    for greeter in field(info, "administrators", of_type(list))[:MAX_GREETERS] if type(greeter) is dict]
    refuse_if(not greeters, "The organization has no administrator who could greet.")

    def finish(attempt):
        attempt.step(6, attempt.seal(data, **asked))
        given = attempt.unseal(attempt.step(7), confirmation)
        other_user = kind == "DEVICE" and (given["user_id"], given["human_handle"][0]) != (
            *greeters, field(info, "claimer_human_handle", encoding.human_handle)[0])
        if other_user or not bindings.crypto_core_ed25519_is_valid_point(given["root_verify_key"]):
            raise Abort("The greeter sent data that contradict the invitation.", "INCONSISTENT_PAYLOAD")
        act.save(devices.create_device(link.address, **{**own, **given}), link)
        with contextlib.suppress(Refused):
            attempt.send(8, None, "ok", "not_ready")
        return ENROLLED
    devices.write_private(pending, devices.seal(encoding.pack(own), {}, password, act.cheap))
    try:
        return meet(server, act, "claimer", [{"greeter": greeter} for greeter in greeters], finish)
    finally:
        if link not in UNSAVED:
            pending.unlink(missing_ok=True)

def submit(server, device, cmd, make, exists):
    """Signs and sends certificates, with a later time if the server requires one."""
    stamp = Instant(max(now(), sync(server, device).last + 1))
    while True:
        expect = ("ok", "require_greater_timestamp", "user_already_exists", "device_already_exists")
        reply = server.call("authenticated", cmd, expect, **make(stamp))
        if reply["status"] == "ok" or exists(sync(server, device)):
            return
        refuse_if(reply["status"] != expect[1], "Another user or device has this identifier.")
        least = field(reply, "strictly_greater_than", encoding.instant)
        refuse_if(not stamp <= least <= now() + EARLY_OFFSET_MICROS,
                  f"The clocks differ: here {show_instant(now())}, at the server {show_instant(least)}. Set the clock.")
        stamp = Instant(max(now(), least + 500_000))

def greet(act):
    device, server = act.open_device()
    link = links.read_link(act.get("link"), *KINDS)
    refuse_if(link.address.organization != device.organization_id, "The link is of another organization.")
    history = sync(server, device)
    invitations = field(server.call("authenticated", "invite_list"), "invitations", of_type(list))
    invitation = next((item for item in invitations if type(item) is dict and item.get("token") == link.token), {})
    refuse_if(invitation.get("type") != KINDS[link.action][0], "There is no such invitation that you may greet.")
    grant, enrolled = act.get("grant", encoding.or_nil(of_type(dict))) or {}, {}

    def finish(attempt):
        asked = attempt.unseal(attempt.step(6), KINDS[link.action][1])
        # A claimer that began again after its enrolment gets the same confirmation.
        if asked["verify_key"] not in enrolled:
            check_asked(history, asked, grant, invitation)
            enrolled[asked["verify_key"]] = enrol(server, device, history, asked, grant)
        attempt.step(7, attempt.seal(KINDS[link.action][2], **enrolled[asked["verify_key"]]))
        try:
            attempt.step(8)
        except Refused as error:
            # The new device may complete the invitation itself.
            refuse_if(error.code != "invitation_completed", f"Enrolled, but not confirmed. {error.said}", error.code)
        server.call("authenticated", "invite_complete", ("ok", "invitation_already_completed"), token=link.token)
        return {"said": "The enrolment is done."}
    return meet(server, act, "greeter", [{"token": link.token}], finish)

def check_asked(history, asked, grant, invitation):
    """Refuses another person than the invited one, and keys that are unusable or already taken."""
    taken = {device["verify_key"] for device in history.devices.values()}
    taken |= {user["public_key"] for user in history.users.values()}
    usable = bindings.crypto_core_ed25519_is_valid_point(asked["verify_key"])
    if "public_key" in asked:
        usable = usable and multiply(utils.random(32), asked["public_key"]) is not None
        asked_email = grant.get("email") or asked["requested_human_handle"][0]
        usable = usable and asked_email in (invitation.get("claimer_email"), grant.get("email"))
    if not usable or taken & {asked["verify_key"], asked.get("public_key")}:
        raise Abort("The claimer is another person, or sent keys that cannot be used.", "INCONSISTENT_PAYLOAD")

def enrol(server, device, history, asked, grant):
    """Creates the user or device and returns the confirmation. The greeter decides what it says."""
    new_user, ids = "public_key" in asked, {"user_id": device.user_id, "device_id": new_id()}
    handle, profile = device.human_handle, history.users[device.user_id]["profile"]
    with turning(Malformed, lambda error: Refused(f"grant cannot be used: {error}.")):
        label = encoding.device_label(grant.get("device") or asked["requested_device_label"])
        if new_user:
            email, name = asked["requested_human_handle"]
            handle = encoding.human_handle([grant.get("email") or email, grant.get("name") or name])
            profile, ids["user_id"] = encoding.profile(grant.get("profile") or "STANDARD"), new_id()
    refuse_if(new_user and profile == "OUTSIDER" and not outsiders_allowed(server),
              "This organization has no users of the profile OUTSIDER.")
    user = {"human_handle": handle, "public_key": asked["public_key"], "profile": profile} if new_user else None
    submit(server, device, "user_create" if new_user else "device_create",
           lambda stamp: certify(device.sign, device.device_id, stamp, **ids, label=label,
                                 verify_key=asked["verify_key"], user=user),
           lambda latest: ids["device_id"] in latest.devices)
    shared = ("root_verify_key", *(() if new_user else ("private_key", "user_realm_id", "user_realm_key")))
    return {**ids, "device_label": label, "human_handle": handle, "profile": profile,
            **{name: device.fields[name] for name in shared}}

def outsiders_allowed(server):
    """The first event of a stream holds the configuration of the organization."""
    stream = server.open_events()
    config = next(iter(stream), None)
    stream.close()
    return type(config) is dict and config.get("user_profile_outsider_allowed") is True

def revoke(act):
    device, server = act.open_device()
    email = act.get("email", encoding.email)
    active = [user for user in sync(server, device).users.values() if not user["revoked"]]
    user_id = next((user["user_id"] for user in active if email in (user["human_handle"] or ())), None)
    refuse_if(user_id in (None, device.user_id), "There is no other active user with this e-mail.")
    submit(server, device, "user_revoke",
           lambda stamp: {"revoked_user_certificate": device.sign(write_document(
               "revoked_user_certificate", author=device.device_id, timestamp=stamp, user_id=user_id))},
           lambda latest: latest.users[user_id]["revoked"])
    refuse_if(not sync(server, device).users[user_id]["revoked"], "The server accepted it, but does not serve it.")
    return {"said": "The user is revoked."}

def watch(act):
    device, server = act.open_device()
    last_id, failures = None, 0
    while True:
        delay, failures = min(30, 0.5 * 2 ** failures), min(failures + 1, 6)
        try:
            stream = server.open_events(last_id)
            act.on_stop = stream.close
            act.pause(0)
            sync(server, device)
            for event in stream:
                # Every stream opens with an event without id: that alone is no success.
                failures, last_id = 0 if stream.last_id else failures, stream.last_id or last_id
                if event == "missed_events":
                    event = {"event": event}
                    sync(server, device, everything=True)
                elif event["event"] == "COMMON_CERTIFICATE":
                    event["served"] = sync(server, device).last >= field(event, "timestamp", encoding.instant)
                act.tell(event={name: value for name, value in event.items() if name not in ("status", "token")})
            delay = stream.retry_seconds or delay
        except Offline as error:
            log(f"events: {error.said}")
        act.pause(delay)

ACTS = {"bootstrap": bootstrap, "logIn": log_in, "list": list_all, "changePassword": change_password,
        "acceptTerms": accept_terms, "invite": invite, "claim": claim, "greet": greet, "revoke": revoke, "watch": watch}

def run_act(act, running):
    name = act.request["do"]
    try:
        ended = {"end": "ok", **ACTS[name](act)}
    except Cancelled:
        ended = {"end": "ok" if name == "watch" else "cancelled", "said": "Stopped."}
    except Refused as refusal:
        ended = {"end": "refused", "said": refusal.said} | ({"code": refusal.code} if refusal.code else {})
    except Exception as error:  # Told without its text, which could hold a secret.
        place = traceback.extract_tb(error.__traceback__)[-1]
        ended = {"end": "refused", "said": f"A defect: {type(error).__name__} in {place.name}:{place.lineno}."}
    del running[act.id]
    emit(id=act.id, **ended)

def receive(request, running):
    number, name = request["id"], request.get("do")
    if name is None and number in running:
        running[number].answers.put(request)
    elif name == "hello":
        emit(id=number, client=USER_AGENT, acts=[*ACTS, "stop"], opensForeignFiles=True, cheapPasswords=True)
    elif name == "stop":
        for act in list(running.values()):
            if request.get("of") in (None, act.id):
                act.stop()
        emit(id=number, end="ok", said="Stopped.")
    elif type(name) is str and name in ACTS and number not in running:
        running[number] = Act(request)
        running[number].thread = threading.Thread(target=run_act, args=(running[number], running), daemon=True)
        running[number].thread.start()
    elif name is not None:
        emit(id=number, end="unsupported", said="This client does not know the act.")

def main():
    running = {}
    while line := sys.stdin.buffer.readline(64 * 1024 + 1):
        with contextlib.suppress(ValueError, RecursionError):
            request = json.loads(line)
            json.dumps(request, ensure_ascii=False).encode()
            if type(request) is dict and type(request.get("id")) in (int, str):
                receive(request, running)
    unfinished = list(running.values())
    for act in unfinished:
        act.stop()
        act.thread.join(3 / len(unfinished))
    os._exit(0)

if __name__ == "__main__":
    main()

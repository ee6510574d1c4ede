"""An independent Parsec client, driven by JSON lines on stdin and stdout (see README.md)."""

import contextlib
import json
import os
import queue
import sys
import threading
import traceback

from nacl import bindings, signing, utils

import devices
import encoding
import history
import links
from encoding import Cancelled, Id, Instant, Malformed, Refused, now, of_type, write_document
from greeting import Abort, greet_or_claim, usable_public_key, usable_verify_key
from server import DeviceToken, InvitationToken, Offline, Server, USER_AGENT, field, log, plain

MAX_LINE = 64 * 1024
# How far the time of a certificate may be ahead (spec/protocol/ordering.md).
EARLY_OFFSET_MICROS = 300_000_000
OUT = threading.Lock()


def emit(**line):
    text = json.dumps(line)
    with OUT:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


class Act:
    """One running act: its request, its answers from the person, and its end."""

    def __init__(self, request):
        self.id, self.request = request["id"], request
        self.answers, self.stopped = queue.Queue(), threading.Event()
        self.on_stop = lambda: None
        self.cheap = request.get("cheapPassword") is True

    def text(self, name, read=encoding.text):
        value = self.request.get(name)
        try:
            return read(value)
        except Malformed as error:
            raise Refused(f"{name} cannot be used: {error}.", "bad_request") from error

    def given(self, name):
        return self.request.get(name) not in (None, "")

    def handle(self):
        return [self.text("email", encoding.email), self.text("name", encoding.human_label)]

    def pause(self, seconds):
        if self.stopped.wait(seconds):
            raise Cancelled()

    def show(self, code):
        emit(id=self.id, shown=code)

    def _ask(self, name, **line):
        """Asks the person and waits for the answer to just this question."""
        emit(id=self.id, **line)
        while True:
            answer = self.answers.get()
            if self.stopped.is_set():
                raise Cancelled()
            if name in answer:
                return answer[name]

    def choose(self, choices):
        return self._ask("choose", choices=choices)

    def agree(self, terms):
        return self._ask("agree", terms=terms) is True

    def stop(self):
        self.stopped.set()
        self.answers.put({})
        self.on_stop()


# Devices that the organization has accepted, but that could not be saved: by link.
UNSAVED = {}


def open_member(act, password="password"):
    """Opens the device of the act and returns it with its server."""
    name = act.text("device") if act.given("device") else None
    file = devices.find_device_file(name)
    device = devices.open_device(file, act.text(password))
    return device, Server(device.address, act.pause, DeviceToken(device))


def save(act, device, link):
    """Saves a device that the organization has accepted."""
    try:
        devices.write_private(devices.device_path(device), devices.file_content(device, act.text("password"), act.cheap))
        UNSAVED.pop(link, None)
    except OSError as error:
        UNSAVED[link] = device
        refusal = devices.cannot_save(error)
        raise Refused(f"The organization knows the device now, but: {refusal.said}", refusal.code) from error


def try_folder():
    """Finds out before a device is made known whether its file can be saved."""
    probe = devices.devices_folder() / "probe"
    try:
        devices.write_private(probe, b"")
        probe.unlink()
    except OSError as error:
        raise devices.cannot_save(error) from error


def certify(sign, author, stamp, device_id, user_id, label, verify_key, user=None):
    """Makes the certificates of a device, and of its new user: full and redacted."""
    made = {}
    for prefix, redacted in (("", False), ("redacted_", True)):
        if user:
            made[prefix + "user_certificate"] = sign(write_document(
                "user_certificate", author=author, timestamp=stamp, user_id=user_id,
                human_handle=None if redacted else user["handle"], public_key=user["public_key"],
                algorithm="X25519_XSALSA20_POLY1305", profile=user["profile"]))
        made[prefix + "device_certificate"] = sign(write_document(
            "device_certificate", author=author, timestamp=stamp, purpose="STANDARD", user_id=user_id,
            device_id=device_id, device_label=None if redacted else label, verify_key=verify_key,
            algorithm="ED25519"))
    return made


def new_id():
    return Id(utils.random(16))


def new_user_fields():
    return {"private_key": utils.random(32), "user_realm_id": new_id(), "user_realm_key": utils.random(32)}


def bootstrap(act):
    link = links.read_link(act.text("link"), links.BOOTSTRAP)
    if link in UNSAVED:
        save(act, UNSAVED[link], link)
        return {"said": "The device is saved."}
    root = signing.SigningKey.generate()
    device = devices.create_device(
        **new_user_fields(), server_url=link.address.server_url, organization_id=link.address.organization,
        root_verify_key=bytes(root.verify_key), user_id=new_id(), device_id=new_id(),
        device_label=act.text("device", encoding.device_label), human_handle=act.handle(), initial_profile="ADMIN")
    act.text("password")
    try_folder()
    user = {"handle": device.human_handle, "public_key": device.user_public_key, "profile": "ADMIN"}
    certificates = certify(
        lambda content: bytes(root.sign(content)), None, now(), device.device_id, device.user_id,
        device.device_label, device.verify_key, user)
    server = Server(link.address, act.pause)
    try:
        server.call(
            "anonymous", "organization_bootstrap", bootstrap_token=link.token,
            root_verify_key=device.root_verify_key, sequester_authority_certificate=None, **certificates)
    except Refused as error:
        # The reply to an earlier try may have been lost.
        if not (server.repeated and error.code == "organization_already_bootstrapped" and is_known(act, device)):
            raise
    save(act, device, link)
    return {"said": "The organization exists. Keep the password: nobody can restore it."}


def is_known(act, device):
    try:
        history.sync(Server(device.address, act.pause, DeviceToken(device)), device)
        return True
    except Refused:
        return False


def log_in(act):
    device, server = open_member(act)
    known = history.sync(server, device)
    sequester = " A sequester authority can read its data." if known.sequester else ""
    return {"said": f"{len(known.users)} users, {len(known.devices)} devices.{sequester}"}


def list_all(act):
    found = {"devices": devices.list_devices()}
    if act.request.get("password") is None:
        return {"said": f"{len(found['devices'])} devices.", **found}
    device, server = open_member(act)
    known = history.sync(server, device)
    users = history.people(known)
    names = "\n".join(f"{user['name']} <{user['email']}> {user['profile']}" for user in users)
    return {"said": names, "users": users, **found}


def change_password(act):
    name = act.text("device") if act.given("device") else None
    devices.change_password(devices.find_device_file(name), act.text("old"), act.text("new"), act.cheap)
    return {"said": "The password is changed. The old one opens nothing any more."}


def accept_terms(act):
    _, server = open_member(act)
    while True:
        terms = server.call("tos", "tos_get", expect=("ok", "no_tos"))
        if terms["status"] == "no_tos":
            return {"said": "There are no terms to accept."}
        urls = field(terms, "per_locale_urls", of_type(dict))
        if not act.agree({str(locale): str(url) for locale, url in urls.items()}):
            raise Cancelled()
        updated_on = field(terms, "updated_on", encoding.instant)
        reply = server.call("tos", "tos_accept", expect=("ok", "tos_mismatch"), tos_updated_on=updated_on)
        if reply["status"] == "ok":
            return {"said": "The terms are accepted."}


def invite(act):
    device, server = open_member(act)
    if act.given("email"):
        email = act.text("email", encoding.email)
        reply = server.call("authenticated", "invite_new_user", claimer_email=email, send_email=False)
        action = links.CLAIM_USER
    else:
        reply = server.call("authenticated", "invite_new_device", send_email=False)
        action = links.CLAIM_DEVICE
    token = field(reply, "token", of_type(bytes, 16))
    return {"said": "Send the link.", "link": links.write_link(links.Link(device.address, action, token))}


def claim(act):
    link = links.read_link(act.text("link"), links.CLAIM_USER, links.CLAIM_DEVICE)
    act.text("password")
    wants_user = link.action == links.CLAIM_USER
    label = act.text("device", encoding.device_label)
    handle = act.handle() if wants_user else None
    if link in UNSAVED:
        return finish_claim(act, UNSAVED[link], link)
    try_folder()
    server = Server(link.address, act.pause, InvitationToken(link.token))
    info = server.call("invited", "invite_info")
    if info.get("type") != ("USER" if wants_user else "DEVICE"):
        raise Refused("The link and the server name different kinds of invitation.", "malformed_reply")
    greeter = choose_greeter(info) if wants_user else field(info, "claimer_user_id", encoding.ident)
    own = {"signing_key": utils.random(32), **(new_user_fields() if wants_user else {})}

    def run(attempt):
        verify_key = bytes(signing.SigningKey(own["signing_key"]).verify_key)
        if wants_user:
            payload = attempt.seal(
                "invite_user_data", requested_device_label=label, requested_human_handle=handle,
                public_key=bindings.crypto_scalarmult_base(own["private_key"]), verify_key=verify_key)
        else:
            payload = attempt.seal("invite_device_data", requested_device_label=label, verify_key=verify_key)
        attempt.step(6, payload)
        kind = "invite_user_confirmation" if wants_user else "invite_device_confirmation"
        confirmed = attempt.unseal(attempt.step(7), kind)
        other_user = not wants_user and (
            confirmed["user_id"] != greeter
            or confirmed["human_handle"][0] != field(info, "claimer_human_handle", encoding.human_handle)[0])
        if other_user or not usable_verify_key(confirmed["root_verify_key"]):
            raise Abort("INCONSISTENT_PAYLOAD", "The greeter sent data that contradict the invitation.")
        confirmed["initial_profile"] = confirmed.pop("profile")
        device = devices.create_device(
            **{**own, **confirmed}, server_url=link.address.server_url, organization_id=link.address.organization)
        save(act, device, link)
        attempt.say_last(8)
        return finish_claim(act, device, link)

    return greet_or_claim(server, act, "claimer", {"greeter": greeter}, run)


def finish_claim(act, device, link):
    if link in UNSAVED:
        save(act, device, link)
        with contextlib.suppress(Refused):
            Server(device.address, act.pause, DeviceToken(device)).call(
                "authenticated", "invite_complete", retry=False, token=link.token)
    return {"said": "The device is enrolled. Keep the password: nobody can restore it."}


def choose_greeter(info):
    """The creator of the invitation if that is an administrator, else the first administrator."""
    administrators = [field(item, "user_id", encoding.ident) if type(item) is dict else None
                      for item in field(info, "administrators", of_type(list))]
    created_by = info.get("created_by")
    creator = created_by.get("user_id") if type(created_by) is dict else None
    if not administrators:
        raise Refused("There is no administrator who could greet you.", "no_greeter")
    return creator if creator in administrators else administrators[0]


def submit(server, device, cmd, make, exists, statuses=()):
    """Signs and sends certificates, with a later time if the server requires one."""
    known = history.sync(server, device)
    stamp = Instant(max(now(), known.last + 1))
    for _ in range(8):
        reply = server.call(
            "authenticated", cmd, expect=("ok", "require_greater_timestamp", *statuses), **make(stamp))
        if reply["status"] == "ok":
            return
        if reply["status"] in statuses:
            # An earlier try may have succeeded, and only its reply was lost.
            if exists(history.sync(server, device)):
                return
            raise Refused("Another one with this identifier exists.", reply["status"])
        least = field(reply, "strictly_greater_than", encoding.instant)
        if least > now() + EARLY_OFFSET_MICROS:
            raise Refused(
                f"The server requires a time after {encoding.show_instant(least)}; here it is "
                f"{encoding.show_instant(now())}. Set the clock.", "require_greater_timestamp")
        stamp = Instant(max(now(), least + 500_000))
    raise Refused("The server always requires a later time.", "require_greater_timestamp")


def greet(act):
    device, server = open_member(act)
    link = links.read_link(act.text("link"), links.CLAIM_USER, links.CLAIM_DEVICE)
    if (link.address.host, link.address.organization) != (device.address.host, device.address.organization):
        raise Refused("The invitation is one of another organization.", "bad_link")
    known = history.sync(server, device)
    invitation = find_invitation(server, link)
    grant = act.request.get("grant") or {}
    if type(grant) is not dict:
        raise Refused("grant cannot be used: it is not an object.", "bad_request")

    def enrol(attempt):
        kind = "invite_user_data" if link.action == links.CLAIM_USER else "invite_device_data"
        asked = attempt.unseal(attempt.step(6), kind)
        check_asked(known, asked, invitation)
        try:
            if link.action == links.CLAIM_USER:
                payload = enrol_user(act, server, device, known, attempt, asked, grant)
            else:
                payload = enrol_device(server, device, known, attempt, asked, grant)
        except Malformed as error:
            raise Refused(f"grant cannot be used: {error}.", "bad_request") from error
        attempt.step(7, payload)
        try:
            attempt.step(8)
        except Refused as error:
            # The new device may complete the invitation itself.
            if error.code != "invitation_completed":
                raise Refused(
                    f"The enrolment is done, but the other side did not confirm it: {error.said}", error.code) from error
        server.call(
            "authenticated", "invite_complete", expect=("ok", "invitation_already_completed"), token=link.token)
        return {"said": "The enrolment is done."}

    return greet_or_claim(server, act, "greeter", {"token": link.token}, enrol)


def find_invitation(server, link):
    listed = field(server.call("authenticated", "invite_list"), "invitations", of_type(list))
    for item in listed:
        if type(item) is dict and item.get("token") == link.token:
            if item.get("type") != ("USER" if link.action == links.CLAIM_USER else "DEVICE"):
                raise Refused("The link and the server name different kinds of invitation.", "malformed_reply")
            return item
    raise Refused("There is no such invitation for you to greet.", "invitation_not_found")


def check_asked(known, asked, invitation):
    """Refuses keys that protect nothing or belong to somebody else, and another person."""
    keys_of_others = [owned.verify_key for owned in known.devices.values()]
    usable = usable_verify_key(asked["verify_key"])
    if "public_key" in asked:
        usable = usable and usable_public_key(asked["public_key"])
        keys_of_others += [user.public_key for user in known.users.values()]
        if asked["requested_human_handle"][0] != invitation.get("claimer_email"):
            raise Abort("INCONSISTENT_PAYLOAD", "The claimer is not the person whom the invitation names.")
    if not usable or {asked["verify_key"], asked.get("public_key")} & set(keys_of_others):
        raise Abort("INCONSISTENT_PAYLOAD", "The claimer sent keys that cannot be used.")


def enrol_user(act, server, device, known, attempt, asked, grant):
    requested = asked["requested_human_handle"]
    handle = [encoding.email(grant.get("email") or requested[0]),
              encoding.human_label(grant.get("name") or requested[1])]
    label = encoding.device_label(grant.get("device") or asked["requested_device_label"])
    profile = encoding.profile(grant.get("profile") or "STANDARD")
    if profile == "OUTSIDER" and not outsiders_allowed(server):
        raise Refused("This organization has no users of the profile OUTSIDER.", "outsider_not_allowed")
    user_id, device_id = new_id(), new_id()
    user = {"handle": handle, "public_key": asked["public_key"], "profile": profile}
    sign = lambda content: bytes(device.signer.sign(content))
    submit(
        server, device, "user_create",
        lambda stamp: certify(
            sign, device.device_id, stamp, device_id, user_id, label, asked["verify_key"], user),
        lambda latest: user_id in latest.users, ("user_already_exists",))
    return attempt.seal(
        "invite_user_confirmation", user_id=user_id, device_id=device_id, device_label=label,
        human_handle=handle, profile=profile, root_verify_key=device.root_verify_key)


def enrol_device(server, device, known, attempt, asked, grant):
    label = encoding.device_label(grant.get("device") or asked["requested_device_label"])
    device_id = new_id()
    sign = lambda content: bytes(device.signer.sign(content))
    submit(
        server, device, "device_create",
        lambda stamp: certify(
            sign, device.device_id, stamp, device_id, device.user_id, label, asked["verify_key"]),
        lambda latest: device_id in latest.devices, ("device_already_exists",))
    return attempt.seal(
        "invite_device_confirmation", user_id=device.user_id, device_id=device_id, device_label=label,
        human_handle=device.human_handle, profile=known.users[device.user_id].profile,
        private_key=device.private_key, user_realm_id=device.user_realm_id,
        user_realm_key=device.user_realm_key, root_verify_key=device.root_verify_key)


def outsiders_allowed(server):
    """The first event of a stream holds the configuration of the organization."""
    stream = server.open_events()
    try:
        for event in stream:
            return type(event) is dict and event.get("user_profile_outsider_allowed") is True
    finally:
        stream.close()
    return False


def revoke(act):
    device, server = open_member(act)
    known = history.sync(server, device)
    email = act.text("email", encoding.email)
    found = [(user_id, user) for user_id, user in known.users.items() if user.handle and user.handle[0] == email]
    if not found:
        raise Refused("There is no user with this e-mail address.", "user_not_found")
    active = [user_id for user_id, user in found if not user.revoked]
    if not active:
        raise Refused("The user was revoked already.", "user_already_revoked")
    if active[0] == device.user_id:
        raise Refused("Nobody can revoke themselves.", "own_user")
    submit(
        server, device, "user_revoke",
        lambda stamp: {"revoked_user_certificate": bytes(device.signer.sign(write_document(
            "revoked_user_certificate", author=device.device_id, timestamp=stamp, user_id=active[0])))},
        lambda latest: latest.users[active[0]].revoked, ("user_already_revoked",))
    return {"said": "The user is revoked."}


def watch(act):
    device, server = open_member(act)
    history.sync(server, device)
    last_id, failures = None, 0
    while True:
        delay = min(30, 0.5 * 2 ** failures)
        try:
            stream = server.open_events(last_id)
            act.on_stop = stream.close
            for event in stream:
                failures = 0
                if event == "missed_events":
                    history.sync(server, device, everything=True)
                    emit(id=act.id, event={"event": "missed_events"})
                else:
                    if event["event"] == "COMMON_CERTIFICATE":
                        history.sync(server, device)
                    emit(id=act.id, event=plain(event))
                last_id = stream.last_id or last_id
            last_id = stream.last_id or last_id
            delay = stream.retry_seconds or delay
        except Offline as error:
            log(f"events: {error.said}")
        failures = min(failures + 1, 6)
        act.pause(delay)


ACTS = {
    "bootstrap": bootstrap, "logIn": log_in, "list": list_all, "changePassword": change_password,
    "acceptTerms": accept_terms, "invite": invite, "claim": claim, "greet": greet, "revoke": revoke, "watch": watch}


def run_act(act, running):
    try:
        ended = {"end": "ok", **ACTS[act.request["do"]](act)}
    except Cancelled:
        name = act.request["do"]
        ended = {"end": "ok" if name == "watch" else "cancelled", "said": "Stopped."}
    except Refused as refusal:
        ended = {"end": "refused", "said": refusal.said, "code": refusal.code}
    except Exception as error:  # the client goes on with the next act
        # Places only: values could be secrets.
        for frame in traceback.extract_tb(error.__traceback__):
            log(f"{frame.filename}:{frame.lineno} {frame.name}")
        said = f"An error of this client, {type(error).__name__}. Please report it."
        ended = {"end": "refused", "said": said, "code": "internal"}
    running.pop(act.id, None)
    emit(id=act.id, **ended)


def receive(request, running):
    ident, name = request["id"], request.get("do")
    if name is None:
        if ident in running:
            running[ident].answers.put(request)
    elif name == "hello":
        emit(id=ident, client=USER_AGENT, acts=[*ACTS, "stop"], opensForeignFiles=True, cheapPasswords=True)
    elif name == "stop":
        of = request.get("of")
        stopped = [act for act in list(running.values()) if of is None or act.id == of]
        for act in stopped:
            act.stop()
        emit(id=ident, end="ok", said=f"{len(stopped)} acts stopped.")
    elif type(name) is str and name in ACTS:
        act = running[ident] = Act(request)
        act.thread = threading.Thread(target=run_act, args=(act, running), daemon=True)
        act.thread.start()
    else:
        emit(id=ident, end="unsupported", said="This client does not know the act.")


def main():
    running = {}
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    while line := sys.stdin.readline(MAX_LINE + 1):
        try:
            request = json.loads(line)
        except ValueError:
            request = None
        if type(request) is dict and type(request.get("id")) in (int, str):
            receive(request, running)
        elif line.strip():
            log("a line without act was ignored")
    unfinished = list(running.values())
    for act in unfinished:
        act.stop()
    for act in unfinished:
        act.thread.join(3 / len(unfinished))
    os._exit(0)


if __name__ == "__main__":
    main()

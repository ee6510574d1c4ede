"""Plays a person at a terminal: TERMINAL.py SCRIPT COMMAND... ; SCRIPT is JSON, a list of [text to wait for, keys to type or signal to send].
Prints what the terminal showed, without its control sequences, and ends with the command's exit code."""
import json, os, pty, re, select, signal, sys, time

script = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
shown, seen, deadline = b"", 0, time.time() + 50
while time.time() < deadline:
    if select.select([terminal], [], [], 0.2)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        shown += part
    awaited = script[0][0].encode() if script else b""
    if script and awaited in shown[seen:]:
        seen = shown.index(awaited, seen) + len(awaited)
        time.sleep(0.1)
        keys = script.pop(0)[1]
        # A name of a signal is sent to the command, which the shell runs as its only child.
        if keys.startswith("SIG"):
            children = open(f"/proc/{pid}/task/{pid}/children").read().split()
            os.kill(int(children[0]), getattr(signal, keys))
        else:
            os.write(terminal, keys.encode())
_, status = os.waitpid(pid, 0)
sys.stdout.write(re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", shown).decode("utf-8", "replace"))
sys.exit(os.waitstatus_to_exitcode(status) if not script else 99)

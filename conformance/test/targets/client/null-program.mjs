// A client that does nothing. Its first argument says how it answers the acts.
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [, , how] = process.argv;
const acts = 'bootstrap logIn list changePassword acceptTerms invite claim greet revoke watch'.split(' ');
const say = (line) => process.stdout.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);

const answers = {
  ok: (id) => say({ id, end: 'ok', said: 'done', link: '', users: [] }),
  refused: (id) => say({ id, end: 'refused', said: 'no' }),
  unsupported: (id) => say({ id, end: 'unsupported' }),
  crash: () => process.exit(3),
  throws: () => {
    throw new TypeError('no such device');
  },
  'closes-stdout': () => {
    closeSync(1);
    setInterval(() => undefined, 1000);
  },
  daemon: (id) => {
    spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref();
    say({ id, end: 'refused', said: 'no' });
  },
  hang: () => undefined,
  garbage: () => say('Traceback (most recent call last):'),
  'out-of-turn': (id) => say({ id: id + 1, end: 'ok' }),
  flood: (id) => {
    for (let at = 0; at < 20_000; at += 1) say({ id, event: at });
  },
  'shows-for-ever': (id) => void setInterval(() => say({ id, shown: 'A1B2' }), 20),
  'long-line': (id) => say({ id, end: 'ok', said: 'x'.repeat(70_000) }),
  trace: (id) => say({ id, end: 'refused', said: 'oh\n    at act (client.js:3:7)' }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: act } = JSON.parse(line);
  if (how === 'no-hello') say('welcome!');
  else if (how === 'silent') continue;
  else if (act === 'hello') say({ id, client: 'null/0', acts });
  else if (how === 'knows-everything') answers.ok(id);
  else if (acts.includes(act)) answers[how]?.(id, act);
  else say({ id, end: 'unsupported' });
}

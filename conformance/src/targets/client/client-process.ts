import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { guard } from '../cleanup/guardian.ts';
import { inTime } from '../judge-delay.ts';
import { signalGroup } from '../process/process-group.ts';
import { type ClientConnection, MAX_LOG_LENGTH } from './client-connection.ts';
import { MAX_LINE_BYTES } from './contract-lines.ts';
import { LineQueue } from './line-queue.ts';

/** Time for a client to end after its input was closed, in ms. */
export const END_LIMIT_MS = 5000;

/**
 * Starts a client as a program that speaks the contract on stdin and stdout.
 *
 * @param command - a shell's command line
 * @param home - the folder to which HOME and XDG_* point
 */
export function startClientProcess(command: string, home: string): ClientConnection {
  const child = spawn(command, {
    shell: true,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...inheritedVariables(), ...homeVariables(home) },
  });
  const lines = new LineQueue();
  let log = Buffer.alloc(0);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    // After a line that is too long, nothing more is kept.
    if (lines.endReason !== undefined) return;
    text += part;
    const whole = text.split('\n');
    text = whole.pop() ?? '';
    for (const line of whole) {
      if (Buffer.byteLength(line) > MAX_LINE_BYTES) lines.end(`a line of more than ${MAX_LINE_BYTES} bytes`);
      lines.push(line.replace(/\r$/, ''));
    }
    if (Buffer.byteLength(text) > MAX_LINE_BYTES) lines.end(`a line of more than ${MAX_LINE_BYTES} bytes`);
  });
  child.stderr.on('data', (part: Buffer) => {
    if (log.length < MAX_LOG_LENGTH) log = Buffer.concat([log, part]);
  });
  // A client that has ended does not read its input.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      lines.end(error.message);
      resolve();
    });
    child.once('close', (code, signal) => {
      const last = log.toString().trim().split('\n').at(-1) ?? '';
      const why = signal === null ? `exit code ${code}` : `an end by ${signal}`;
      lines.end(last === '' ? why : `${why}; its log ends with ${JSON.stringify(last.slice(0, 300))}`);
      resolve();
    });
  });
  const leader = child.pid ?? 0;
  const unguard = leader === 0 ? () => undefined : guard(`group:${leader}`);
  void ended.then(unguard);
  const kill = (): void => {
    signalGroup(leader, 'SIGKILL');
    child.stdout.destroy();
    child.stderr.destroy();
  };
  return {
    send: (line) => child.stdin.write(`${line}\n`),
    next: () => lines.next(),
    endReason: () => lines.endReason ?? 'an end',
    log: () => log,
    kill,
    close: async () => {
      child.stdin.end();
      const end = await inTime(ended, END_LIMIT_MS);
      kill();
      return end !== 'late';
    },
  };
}

/** The environment of this process, without settings of Parsec programs. */
export const inheritedVariables = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PARSEC_')));

/** The variables that isolate a client in a folder. */
export const homeVariables = (home: string): Readonly<Record<string, string>> => ({
  HOME: home,
  USERPROFILE: home,
  XDG_CONFIG_HOME: join(home, '.config'),
  XDG_DATA_HOME: join(home, '.local', 'share'),
  XDG_CACHE_HOME: join(home, '.cache'),
  XDG_STATE_HOME: join(home, '.local', 'state'),
});

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { guard } from '../cleanup/guardian.ts';
import { inTime } from '../judge-delay.ts';
import { signalGroup } from '../process/process-group.ts';
import { type ClientConnection, MAX_LOG_LENGTH } from './client-connection.ts';
import { MAX_LINE_BYTES } from './contract-lines.ts';
import { LineQueue } from './line-queue.ts';

/**
 * Starts a client as a program that speaks the contract on stdin and stdout.
 *
 * @param command - a shell's command line
 * @param home - the folder to which HOME and XDG_* point
 */
export function startClientProcess(command: string, home: string): ClientConnection {
  const child = spawn(replacingTheShell(command), {
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
  const ending = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      lines.end(error.message);
      resolve();
    });
    child.once('close', (code, signal) => {
      const why = signal === null ? `exit code ${code}` : `an end by ${signal}`;
      lines.end(`${why}${causeIn(log.toString())}`);
      resolve();
    });
  });
  // A program that ends closes its stdout, too. Its end says more.
  child.stdout.once('end', () => {
    void inTime(ending, STDOUT_LIMIT_MS).then(() =>
      lines.end(`a closed stdout of a program that still runs${causeIn(log.toString())}`),
    );
  });
  const leader = child.pid ?? 0;
  const unguard = leader === 0 ? () => undefined : guard(`group:${leader}`);
  void ending.then(unguard);
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
      const end = await inTime(ending, END_LIMIT_MS);
      kill();
      return end !== 'late';
    },
  };
}

/** Time for a client to end after its input was closed, in ms. */
export const END_LIMIT_MS = 5000;

/** Time between the end of a client's stdout and its own end, in ms. */
const STDOUT_LIMIT_MS = 1000;

/** The line of a log that names an error, in the forms of common runtimes. */
const ERROR_LINE =
  /^(?:[\w.]*(?:Error|Exception)\b|Uncaught |panic: |fatal|error|Exception in |thread '.*' panicked)/i;

/** What a log says about the end of the program: the last line that names an error, or its last line. */
function causeIn(log: string): string {
  const written = log.trim().split('\n');
  const at = written.findLastIndex((line) => ERROR_LINE.test(line));
  // Some runtimes name the place in the line before the message.
  const cause = written.slice(at, written[at]?.endsWith(':') === true ? at + 2 : at + 1).join(' ');
  const line = at < 0 ? (written.at(-1) ?? '') : cause;
  const how = at < 0 ? 'its log ends with' : 'its log says';
  return line === '' ? '' : `; ${how} ${JSON.stringify(line.slice(0, 300))}`;
}

/**
 * Lets a simple command replace its shell. A shell that waits keeps stdout open, so that a client
 * which closes its own is not noticed.
 */
function replacingTheShell(command: string): string {
  const isSimple = !/[;&|<>(){}`!#\n]|^\s*\w+=/.test(command);
  return isSimple && process.platform !== 'win32' ? `exec ${command}` : command;
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

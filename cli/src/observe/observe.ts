import { once } from 'node:events';
import {
  type ClientFiles,
  createRecording,
  type Observation,
  openClientFiles,
  RecordingError,
  readRecording,
  startRecordingProxy,
  type TimedExchange,
  TrafficLog,
} from '@parsec-spec/conformance/observe';
import { plural, printableJson } from '@parsec-spec/conformance/wire';
import { CliError, exitCode } from '../main/cli-error.ts';
import { listenForInterruption } from '../main/interruption.ts';
import { listenError } from '../main/listen-error.ts';
import { paintFor } from '../main/paint.ts';
import { readOptionFile } from '../main/read-option-file.ts';
import { tlsOptions } from '../validate/open-targets.ts';
import { observationText } from './observation-text.ts';

interface ObserveOptions {
  readonly listen?: number;
  readonly to?: string;
  readonly host: string;
  /** In ms. */
  readonly untilIdle?: number;
  readonly record?: string;
  readonly replay?: string;
  readonly home?: string;
  readonly passwordFile?: string;
  readonly caFile?: string;
  readonly insecure?: boolean;
  readonly output: 'text' | 'json';
}

/** Judges live or recorded traffic and prints the verdict. Returns the exit code. */
export async function observe(options: ObserveOptions): Promise<number> {
  const password = await readPassword(options);
  const log = new TrafficLog();
  let writeError: string | undefined;
  if (options.replay === undefined) writeError = await record(options, log);
  else await replay(options, options.replay, log);
  const files = password === undefined ? undefined : await openFiles(options.home ?? '', password);
  const observation = log.judge(files);
  const notes = notesOf(observation, log.unjudged, files);
  if (writeError !== undefined) notes.push(`the recording is not complete (${writeError})`);
  print(observation, notes, options.output);
  const code = { pass: exitCode.pass, fail: exitCode.fail, none: exitCode.prerequisite }[observation.verdict];
  return code === exitCode.pass && writeError !== undefined ? exitCode.lostOutput : code;
}

/** The longest password file, in characters. */
const MAX_PASSWORD = 10_000;

async function readPassword({ home, passwordFile }: ObserveOptions): Promise<string | undefined> {
  if ((home === undefined) !== (passwordFile === undefined)) {
    const [given, missing] =
      home === undefined ? ['--password-file', '--home'] : ['--home', '--password-file'];
    throw new CliError('usage', `${given} is given without ${missing}`, `add ${missing}`);
  }
  if (passwordFile === undefined) return undefined;
  const hint = 'name a file that holds the password and nothing else';
  const text = await readOptionFile('--password-file', passwordFile, hint);
  const password = text.replace(/\r?\n$/, '');
  if (password === '' || password.length > MAX_PASSWORD || /[\r\n]/.test(password))
    throw new CliError('usage', `--password-file ${passwordFile} does not hold one line`, hint);
  return password;
}

async function openFiles(home: string, password: string): Promise<ClientFiles> {
  try {
    return await openClientFiles(home, password);
  } catch {
    throw new CliError(
      'usage',
      `--home ${home} cannot be read`,
      'name the home folder of the client with --home',
    );
  }
}

/** Reads a recording into the log. */
async function replay(options: ObserveOptions, path: string, log: TrafficLog): Promise<void> {
  const other = ['listen', 'to', 'record', 'untilIdle'].find((name) => name in options);
  if (other !== undefined) {
    const name = other === 'untilIdle' ? 'until-idle' : other;
    throw new CliError('usage', `--replay and --${name} exclude each other`, 'give only one of them');
  }
  try {
    for await (const timed of readRecording(path)) log.add(timed);
  } catch (error) {
    if (error instanceof RecordingError)
      throw new CliError('usage', `${path}: ${error.message}`, 'name a file that --record wrote');
    if (error instanceof Error && 'code' in error)
      throw new CliError(
        'usage',
        `--replay ${path} cannot be read (${String(error.code)})`,
        'name a file that --record wrote',
      );
    throw error;
  }
}

/**
 * Forwards traffic and adds it to the log until a signal or a pause ends it. Returns the error that
 * kept the recording from being written.
 */
async function record(options: ObserveOptions, log: TrafficLog): Promise<string | undefined> {
  const { listen: port, host, untilIdle } = options;
  if (port === undefined || options.to === undefined)
    throw new CliError(
      'usage',
      `${port === undefined ? '--listen' : '--to'} is missing`,
      'give --listen PORT and --to SERVER, or --replay FILE',
    );
  const to = serverUrl(options.to);
  const tls = await tlsOptions(options);
  const file = options.record === undefined ? undefined : openRecording(options.record);
  let writeError: string | undefined;
  const onExchange = (timed: TimedExchange): void => {
    log.add(timed);
    if (writeError !== undefined) return;
    try {
      file?.write(timed);
    } catch (error) {
      writeError = error instanceof Error ? error.message : String(error);
    }
  };
  const { signal, release } = listenForInterruption(['SIGINT', 'SIGTERM', 'SIGHUP']);
  try {
    const proxy = await startRecordingProxy({ host, port, to, tls, onExchange }).catch((error) => {
      const hint = 'choose another --listen or --host';
      throw listenError(error, `${host}:${port}`, hint, exitCode.usage);
    });
    process.stderr.write(`observing ${proxy.address}, forwarding to ${to}; Ctrl-C ends it\n`);
    if (untilIdle !== undefined) await proxy.idle(untilIdle, signal);
    else if (!signal.aborted) await once(signal, 'abort');
    await proxy.close();
  } finally {
    file?.close();
    release();
  }
  return writeError;
}

function serverUrl(text: string): string {
  const url = URL.parse(text);
  const isServer =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    url.search === '' &&
    url.username === '';
  if (isServer) return url.origin;
  throw new CliError(
    'usage',
    '--to is not the URL of a server',
    'expected http://HOST:PORT or https://HOST:PORT, without path',
  );
}

function openRecording(path: string): ReturnType<typeof createRecording> {
  try {
    return createRecording(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      'usage',
      code === 'EEXIST' ? `${path} exists` : `${path} cannot be written (${code})`,
      'name a new file with --record',
    );
  }
}

function notesOf(
  { verdict, exchanges, cutBodies, unanswered }: Observation,
  unjudged: number,
  files: ClientFiles | undefined,
): string[] {
  const notes: string[] = [];
  if (verdict === 'none')
    notes.push(
      exchanges === 0
        ? 'no client sent anything: give it the address of the proxy as its server'
        : 'no exchange shows whether a rule holds',
    );
  for (const [error, count] of Object.entries(unanswered))
    notes.push(
      `${plural(count, 'request')} got no response (${error})${/CERT/.test(error) ? ': try --ca-file' : ''}`,
    );
  if (cutBodies > 0)
    notes.push(`not judged: ${plural(cutBodies, 'body', 'bodies')} longer than 2 MiB or incomplete`);
  if (unjudged > 0) notes.push(`not judged: ${plural(unjudged, 'exchange')} beyond the limits of memory`);
  if (files !== undefined && files.opened.length === 0)
    notes.push(
      `the password opens none of ${plural(files.unopened, 'device file')}: sealed contents are not judged`,
    );
  else if (files !== undefined && files.unopened > 0)
    notes.push(`the password does not open ${plural(files.unopened, 'device file')}`);
  return notes;
}

function print(observation: Observation, notes: readonly string[], output: 'text' | 'json'): void {
  process.stdout.write(
    output === 'json'
      ? `${printableJson({ format: 1, ...observation, notes }, 2)}\n`
      : observationText(observation, paintFor(process.stdout), notes),
  );
}

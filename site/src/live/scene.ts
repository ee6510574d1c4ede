import { type HandedMail, mailOutcome, memoryConfig } from '@parsec-spec/conformance/memory-config';
import { createServer, type Header, type ServerOptions } from '@parsec-spec/reference-server/core';
import { inProcess } from '@parsec-spec/reference-server/in-process';
import { MemoryJournal } from '@parsec-spec/reference-server/memory-journal';
import { base64Of, bytesOfBase64, bytesOfText, DateTime, decode } from '@parsec-spec/spec/codec';
import {
  type AccountRecord,
  absentOrganization,
  apply,
  applyAccount,
  type OrganizationRecord,
} from '@parsec-spec/spec/records';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { noAccounts } from '@parsec-spec/spec/state';

/** How a server breaks a rule on purpose. */
export type Broken = Pick<ServerOptions, 'omit' | 'mutants'>;

/** A request to the server, and the time of its clock. */
export interface Call {
  /** Microseconds since 1970. */
  readonly at: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly Header[];
  /** Base64. */
  readonly body: string;
}

/** A recorded request, and what its server answered before. */
export interface Scene {
  /** How the server was started. */
  readonly options: Parameters<typeof memoryConfig>[0];
  /** The requests that made the state, oldest first. */
  readonly before: readonly Call[];
  readonly request: Call;
  /** The valid twin of the request. */
  readonly valid?: Call;
  /** Seeds of the signing keys of its people, in hexadecimal. They sign nothing outside of it. */
  readonly keys: readonly string[];
}

/** What the server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  /** The first frames of an event stream. */
  readonly frames?: readonly string[];
  /** The requirement of the guard or of the preparation that refused. */
  readonly refusedBy: RequirementId | undefined;
  /** What the server sent by mail. */
  readonly mails: readonly HandedMail[];
  /** Kinds of the records that the request added. */
  readonly records: readonly string[];
}

/** The server in the state of a scene. */
export interface PlayedServer {
  readonly answer: (call: Call) => Promise<Answer>;
  /** The state that a request may change: of its organization, or of the accounts. */
  readonly stateFor: (call: Call) => Promise<object>;
}

/** The token that administers the server of a scene. */
export const ADMINISTRATION_TOKEN = 's3cr3t';

/** The settings of the server of a scene. */
export const sceneConfig = (options: Scene['options']) =>
  memoryConfig(options, ADMINISTRATION_TOKEN, { host: '127.0.0.1', port: 6777 });

/** Keeps the mails of the server of a scene, except for those that its relay would refuse. */
export const sceneMailer = (
  options: Scene['options'],
  keep: (mail: HandedMail) => void,
): NonNullable<ServerOptions['mailer']> => ({
  name: 'this process',
  send: async (mail) => {
    const outcome = mailOutcome(options, mail.to);
    if (outcome === 'SUCCESS') keep(mail);
    return outcome;
  },
});

/** The stream of the server itself. */
const accountStream = '';

/** How long frames of an event stream are collected, in ms. */
const FRAMES_MS = 50;

/**
 * Starts the reference server and replays what made the state of a scene. The clock and the random
 * values are those of the recording.
 *
 * @param broken rules that this server breaks
 * @param reach how requests reach it; default: without HTTP
 */
export async function openScene(scene: Scene, broken: Broken = {}, reach = inProcess): Promise<PlayedServer> {
  const journal = new MemoryJournal();
  const answer = playOn(journal, scene.options, broken, reach);
  for (const call of scene.before) await answer(call);
  const read = (stream: string) => journal.read<OrganizationRecord | AccountRecord>(stream, 0);
  return {
    answer: async (call) => {
      const stream = streamOf(call);
      const before = await read(stream);
      const answered = await answer(call);
      const records = (await read(stream)).slice(before.length).map(({ record }) => record);
      return { ...answered, records };
    },
    stateFor: async (call) => {
      const stream = streamOf(call);
      const records = await read(stream);
      if (stream === accountStream) {
        const accounts = noAccounts();
        for (const record of records) applyAccount(accounts, record as AccountRecord);
        return accounts;
      }
      const organization = absentOrganization(stream);
      for (const record of records) apply(organization, record as OrganizationRecord);
      return organization;
    },
  };
}

function playOn(journal: MemoryJournal, options: Scene['options'], broken: Broken, reach: typeof inProcess) {
  let now = DateTime.of(0n);
  let drawn = 0;
  let refusedBy: RequirementId | undefined;
  const sent: HandedMail[] = [];
  const note = (fields: object): void => {
    refusedBy = (fields as { requirement?: RequirementId }).requirement;
  };
  const silent = (): void => {};
  const send = reach(
    createServer({
      config: sceneConfig(options),
      journal,
      ...broken,
      clock: () => now,
      random: (length) => randomAt(now, drawn++, length),
      mailer: sceneMailer(options, (mail) => void sent.push(mail)),
      log: { debug: note, info: silent, warn: silent, error: silent },
    }),
  );
  return async ({ at, body, ...call }: Call) => {
    now = DateTime.of(BigInt(at));
    drawn = 0;
    sent.length = 0;
    const { stream, ...reply } = await send({ ...call, body: bytesOfBase64(body) });
    const frames = stream === undefined ? undefined : await firstFrames(stream);
    return { ...reply, ...(frames === undefined ? {} : { frames }), refusedBy, mails: [...sent] };
  };
}

async function firstFrames(stream: AsyncIterable<string> & { end(): void }): Promise<readonly string[]> {
  const frames: string[] = [];
  setTimeout(() => stream.end(), FRAMES_MS);
  for await (const frame of stream) frames.push(frame);
  return frames;
}

/** The stream of records that a request may extend. */
function streamOf({ target, body }: Call): string {
  const [, segment] =
    /^\/(?:anonymous|authenticated|invited|administration\/organizations)\/([^/?]+)/.exec(target) ?? [];
  if (segment !== undefined) return decodedSegment(segment);
  if (!target.startsWith('/administration/organizations')) return accountStream;
  try {
    const { organization_id } = JSON.parse(new TextDecoder().decode(bytesOfBase64(body)));
    return String(organization_id);
  } catch {
    return accountStream;
  }
}

function decodedSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Random values of a recording: each depends only on the time of its request. They are not secret. */
export function randomAt(now: DateTime, nth: number, length: number): Uint8Array {
  let state = Number(now.micros % 4_294_967_291n) ^ Math.imul(nth + 1, 2_654_435_761);
  return Uint8Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  });
}

/** A body as it is stored. */
export const storedBody = (body: Uint8Array | string): string =>
  base64Of(typeof body === 'string' ? bytesOfText(body) : body);

/** The value of a msgpack body; undefined for any other. */
export function unpacked(body: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: decode(body) };
  } catch {
    return undefined;
  }
}

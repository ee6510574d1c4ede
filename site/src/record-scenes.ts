import { type CheckRun, needsMore, Random, runInProcess } from '@parsec-spec/conformance/in-process';
import { loadChecks } from '@parsec-spec/conformance/judge';
import { exampleSent, recordedExamples } from '@parsec-spec/conformance/recorded';
import { failureText } from '@parsec-spec/conformance/sentences';
import { readDocument } from '@parsec-spec/spec/certificates';
import { bytesOfBase64, equalBytes, hexOf } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { requirements } from '@parsec-spec/spec/requirements';
import { type Answered, judgedServers, START_MS } from './live/judged-servers.ts';
import { openScene, type PlayedServer, type Scene, unpacked } from './live/scene.ts';
import * as virtualTime from './live/virtual-time.ts';

type SentRequest = NonNullable<ReturnType<typeof exampleSent>['request']>;

/** Longest scene that is kept, in characters. Longer ones have bodies above the size limit. */
const MAX_SCENE = 100_000;

/**
 * Runs the checks of the recorded examples on a server in this process and keeps the request of each
 * requirement, with the requests that made the state before it. A scene is left out if the server
 * answers it otherwise when it is replayed.
 */
export async function recordScenes(): Promise<ReadonlyMap<string, Scene>> {
  const checks = new Map((await loadChecks()).map((check) => [check.id, check]));
  const scenes = new Map<string, Scene>();
  const byCheck = [...Map.groupBy(requirements, ({ id }) => recordedExamples[id]?.check ?? '')];
  const seeds: Uint8Array[] = [];
  const drawBytes = Random.prototype.bytes;
  // Every signing key of a check is made of 32 random bytes.
  Random.prototype.bytes = function (length) {
    const bytes = drawBytes.call(this, length);
    if (length === 32) seeds.push(bytes);
    return bytes;
  };
  try {
    for (const [id, own] of byCheck) {
      const check = checks.get(id);
      if (check?.kind !== 'server' || needsMore(check) !== undefined) continue;
      const sent = new Map<SentRequest, Answered>();
      const keep = (request: SentRequest, answered: Answered) => void sent.set(request, answered);
      const servers = judgedServers({}, keep, () => virtualTime.pass(1));
      const { finding, record } = await untimed(() => runInProcess(check, servers, 'site'));
      if (finding.failure !== undefined)
        throw new Error(`${id} fails on the server of the pages: ${failureText(finding.failure).message}`);
      if (finding.state !== 'held') continue;
      for (const { id, sentence } of own) {
        const example = recordedExamples[id];
        if (example === undefined) continue;
        const scene = await sceneOf(exampleSent(record.exchanges, sentence, example), sent);
        if (scene !== undefined && JSON.stringify(scene).length <= MAX_SCENE) scenes.set(id, scene);
      }
    }
  } finally {
    Random.prototype.bytes = drawBytes;
  }
  const seedOf = new Map(seeds.map((seed) => [hexOf(syncCrypto.verifyKeyOf(seed)), hexOf(seed)]));
  const withSeeds = ({ keys, ...scene }: Scene): Scene => ({
    ...scene,
    keys: keys.map((key) => seedOf.get(key)).filter((seed) => seed !== undefined),
  });
  return new Map([...scenes].map(([id, scene]) => [id, withSeeds(scene)]));
}

/** Runs a check with the time of the pages, so that no wait takes time and none is late on a busy machine. */
function untimed(run: () => Promise<CheckRun>): Promise<CheckRun> {
  const { setTimeout, clearTimeout } = globalThis;
  const { now: monotonicNow } = performance;
  const { now: dateNow } = Date;
  return virtualTime.inVirtualTime(START_MS, async () => {
    try {
      Object.assign(globalThis, {
        setTimeout: virtualTime.setTimeout,
        clearTimeout: virtualTime.clearTimeout,
      });
      performance.now = virtualTime.monotonicNow;
      Date.now = virtualTime.dateNow;
      return await run();
    } finally {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      performance.now = monotonicNow;
      Date.now = dateNow;
    }
  });
}

async function sceneOf(
  example: ReturnType<typeof exampleSent>,
  sent: ReadonlyMap<SentRequest, Answered>,
): Promise<Scene | undefined> {
  const recorded = example.request && sent.get(example.request);
  if (recorded === undefined) return undefined;
  const { server, options, call, reply } = recorded;
  const earlier = [...sent.values()].filter(
    (one) => one.server === server && BigInt(one.call.at) < BigInt(call.at),
  );
  const before = earlier.filter(({ changed }) => changed).map((one) => one.call);
  const valid = example.valid && sent.get(example.valid)?.call;
  const scene = { options, before, request: call, ...(valid === undefined ? {} : { valid }), keys: [] };
  const played = await openScene(scene);
  const known = await keysOf(scene, played);
  const replayed = await played.answer(call);
  if (replayed.status !== reply.status || !equalBytes(replayed.body, reply.body)) return undefined;
  return { ...scene, keys: [...known] };
}

/** The verify keys, in hexadecimal, that occur in a scene: of its devices, of the root, and in certificates. */
async function keysOf({ before, request, valid }: Scene, { stateFor }: PlayedServer) {
  const state = (await stateFor(request)) as { devices?: ReadonlyMap<string, { verify_key: Uint8Array }> };
  const keys = new Set([...(state.devices?.values() ?? [])].map((device) => hexOf(device.verify_key)));
  for (const { body } of [...before, request, ...(valid === undefined ? [] : [valid])]) {
    const message = unpacked(bytesOfBase64(body))?.value;
    for (const field of Object.values(Object(message) as object)) {
      if (!(field instanceof Uint8Array)) continue;
      keys.add(hexOf(field));
      const read = readDocument(field.subarray(64));
      const key = read.ok ? Object(read.document).verify_key : undefined;
      if (key instanceof Uint8Array) keys.add(hexOf(key));
    }
  }
  return keys;
}

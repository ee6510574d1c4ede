import { needsMore, Random, runInProcess } from '@parsec-spec/conformance/in-process';
import { loadChecks } from '@parsec-spec/conformance/judge';
import { exampleSent, recordedExamples } from '@parsec-spec/conformance/recorded';
import { readDocument } from '@parsec-spec/spec/certificates';
import { bytesOfBase64, equalBytes, hexOf } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { requirements } from '@parsec-spec/spec/requirements';
import { type Answered, judgedServers } from './live/judged-servers.ts';
import { openScene, type PlayedServer, type Scene, unpacked } from './live/scene.ts';

type SentRequest = NonNullable<ReturnType<typeof exampleSent>['request']>;

/** Checks that run at once. */
const CONCURRENT_CHECKS = 32;
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
  // Many checks wait most of their time.
  const workers = Array.from({ length: CONCURRENT_CHECKS }, async () => {
    for (let next = byCheck.pop(); next !== undefined; next = byCheck.pop()) {
      const [id, own] = next;
      const check = checks.get(id);
      if (check?.kind !== 'server' || needsMore(check) !== undefined) continue;
      const sent = new Map<SentRequest, Answered>();
      const servers = judgedServers({}, (request, answered) => sent.set(request, answered));
      const run = await runInProcess(check, servers, 'site');
      if (run.finding.state !== 'held') continue;
      for (const { id, sentence } of own) {
        const example = recordedExamples[id];
        if (example === undefined) continue;
        const scene = await sceneOf(exampleSent(run.record.exchanges, sentence, example), sent);
        if (scene !== undefined && JSON.stringify(scene).length <= MAX_SCENE) scenes.set(id, scene);
      }
    }
  });
  try {
    await Promise.all(workers);
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

import { writeFileSync } from 'node:fs';
import type { Check } from './src/judge/check.ts';
import { loadChecks } from './src/judge/registry.ts';
import { runSuite } from './src/runner/run-suite.ts';
import { ACTS, type ClientDriver } from './src/targets/client/client-driver.ts';
import { referenceClient } from './src/targets/client/client-drivers.ts';

// Records which acts each client check uses, on the reference client:
// `npm run record-acts -w @parsec-spec/conformance`. `doctor client:` reads the file.
const file = new URL('./clients/acts.json', import.meta.url);
const reference = await referenceClient();

/** The acts that a check uses, on a client that opens foreign device files or does not. */
async function actsOf(check: Check, opensForeignFiles: boolean): Promise<readonly string[]> {
  const used = new Set<string>();
  const driver: ClientDriver = {
    ...reference,
    opensForeignFiles,
    open: async (home, options) => {
      const session = await reference.open(home, options);
      return new Proxy(session, {
        get: (target, name) => {
          if ((ACTS as readonly unknown[]).includes(name)) used.add(String(name));
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
  };
  const options = { client: { address: 'client:reference', driver }, seed: '1', run: '0a1b2c', again: false };
  await runSuite({ ...options, checks: [check], onEvent: () => undefined });
  return ACTS.filter((act) => used.has(act));
}

type Recorded = { readonly acts: readonly string[]; readonly enrols?: true };
const recorded = new Map<string, Recorded>();
const waiting = (await loadChecks()).filter(({ kind }) => kind === 'client');
const work = async (): Promise<void> => {
  for (let check = waiting.pop(); check !== undefined; check = waiting.pop()) {
    const acts = await actsOf(check, true);
    const enrols = !acts.includes('claim') && (await actsOf(check, false)).includes('claim');
    recorded.set(check.id, { acts, ...(enrols && { enrols }) });
    process.stderr.write('.');
  }
};
await Promise.all(Array.from({ length: 8 }, work));
const sorted = [...recorded].sort(([left], [right]) => (left < right ? -1 : 1));
writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), undefined, 1)}\n`);

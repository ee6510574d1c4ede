import { writeFileSync } from 'node:fs';
import type { Check } from '../case/check.ts';
import { loadChecks } from '../case/registry.ts';
import { runSuite } from '../runner/run-suite.ts';
import { ACTS, type ClientDriver } from '../targets/client/client-driver.ts';
import { referenceClient } from '../targets/client/client-drivers.ts';

// Records which acts each client check uses, on the reference client:
// `npm run record-acts -w @parsec-spec/conformance`. `doctor client:` reads the file.
const file = new URL('../../clients/acts.json', import.meta.url);
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

const recorded: Record<string, { readonly acts: readonly string[]; readonly enrols?: true }> = {};
const checks = (await loadChecks()).filter(({ kind }) => kind === 'client');
for (const check of checks.toSorted((left, right) => (left.id < right.id ? -1 : 1))) {
  const acts = await actsOf(check, true);
  const enrols = !acts.includes('claim') && (await actsOf(check, false)).includes('claim');
  recorded[check.id] = { acts, ...(enrols && { enrols }) };
  process.stderr.write('.');
}
writeFileSync(file, `${JSON.stringify(recorded, undefined, 1)}\n`);

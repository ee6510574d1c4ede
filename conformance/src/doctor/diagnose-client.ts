import recorded from '../../clients/acts.json' with { type: 'json' };
import type { Check } from '../judge/check.ts';
import { ACTS, type Act, type ClientIntroduction } from '../targets/client/client-driver.ts';

/** What the suite can judge of a client. */
export interface ClientDiagnosis {
  readonly client: string;
  readonly acts: readonly Act[];
  readonly missing: readonly {
    readonly act: Act;
    /** Requirements that only checks with this act verify. */
    readonly requirements: readonly string[];
  }[];
  readonly opensForeignFiles: boolean;
  readonly cheapPasswords: boolean;
  /** Client checks, and those that can run. */
  readonly checks: { readonly all: number; readonly runnable: number };
  /** Requirements of clients, and those that can be judged. */
  readonly requirements: { readonly all: number; readonly judged: number };
}

type Recorded = Readonly<Record<string, { readonly acts: readonly string[]; readonly enrols?: boolean }>>;

/** Tells which client checks can run on a client with these acts. */
export function diagnoseClient(
  { client, acts, opensForeignFiles, cheapPasswords }: ClientIntroduction,
  checks: readonly Check[],
): ClientDiagnosis {
  const ofClients = checks.filter(({ kind }) => kind === 'client');
  /** Whether a check can run with these acts. A check that is not recorded is tried. */
  const runsWith = (available: readonly string[]) =>
    function runs({ id }: Check): boolean {
      const { acts: needed = [], enrols = false } = (recorded as Recorded)[id] ?? {};
      const all = enrols && !opensForeignFiles ? [...needed, 'claim'] : needed;
      return all.every((act) => available.includes(act));
    };
  const requirementsOf = (of: readonly Check[]) => new Set(of.flatMap(({ requirements }) => requirements));
  const runnable = ofClients.filter(runsWith(acts));
  const judgeable = requirementsOf(runnable);
  const missing = ACTS.filter((act) => !acts.includes(act)).map((act) => {
    const others = ACTS.filter((each) => each !== act);
    const remaining = requirementsOf(ofClients.filter(runsWith(others)));
    return { act, requirements: [...requirementsOf(ofClients)].filter((id) => !remaining.has(id)) };
  });
  return {
    ...{ client, acts, missing, opensForeignFiles, cheapPasswords },
    checks: { all: ofClients.length, runnable: runnable.length },
    requirements: { all: requirementsOf(ofClients).size, judged: judgeable.size },
  };
}

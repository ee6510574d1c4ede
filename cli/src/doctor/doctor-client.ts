import type { ClientTarget } from '@parsec-spec/conformance/targets';
import { printableJson, terminalLine } from '@parsec-spec/conformance/wire';
import { exitCode } from '../main/cli-error.ts';
import { wrap } from '../main/wrap.ts';

/** Longest line of wrapped prose. */
const WIDTH = 80;

/** Requirements that are named for an act that is missing. The others are counted. */
const MAX_NAMED = 3;

/** Prints which acts a client has, and which rules can be judged. Returns the exit code. */
export async function doctorClient({ driver }: ClientTarget, output: 'text' | 'json'): Promise<number> {
  const { diagnoseClient } = await import('@parsec-spec/conformance/doctor');
  const { loadChecks } = await import('@parsec-spec/conformance/judge');
  const diagnosis = diagnoseClient(driver, await loadChecks());
  if (output === 'json') {
    process.stdout.write(`${printableJson(diagnosis, 2)}\n`);
    return exitCode.pass;
  }
  const { client, acts, missing, opensForeignFiles, cheapPasswords, checks, requirements } = diagnosis;
  const lines = [
    `${terminalLine(client)} speaks the contract of clients.`,
    '',
    `  ✓ acts: ${acts.join(', ') || 'none'}`,
    ...missing.map(({ act, requirements: lost }) => {
      const examples = lost.slice(0, MAX_NAMED).join(', ');
      const more = lost.length > MAX_NAMED ? ` and ${lost.length - MAX_NAMED} more` : '';
      return `  · no act ${act}${lost.length === 0 ? '' : `: not judged are ${examples}${more}`}`;
    }),
    opensForeignFiles
      ? '  ✓ it opens device files that the suite writes'
      : '  · it opens no foreign device files: the suite enrols a device for each check',
    cheapPasswords
      ? '  ✓ it can hash passwords cheaply, which shortens the run'
      : '  · it hashes every password at full cost',
    '',
    `The suite can run ${checks.runnable} of its ${checks.all} client checks, and judge ${requirements.judged} of ${requirements.all} requirements.`,
  ];
  process.stdout.write(`${lines.map((line) => wrap(line, WIDTH)).join('\n')}\n`);
  return exitCode.pass;
}

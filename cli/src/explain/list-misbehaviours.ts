import { misbehaviours } from '@parsec-spec/conformance/misbehaviours';

/** Prints the misbehaviours of `serve --misbehave`: parameter, effect, requirements. */
export function listMisbehaviours(output: 'text' | 'json'): void {
  if (output === 'json') {
    const listed = misbehaviours.map(({ make: _, ...each }) => each);
    process.stdout.write(`${JSON.stringify({ misbehaviours: listed }, undefined, 2)}\n`);
    return;
  }
  for (const { name, parameter, does, requirements } of misbehaviours)
    process.stdout.write(`${name}=${parameter}\n  ${does}\n  provokes ${requirements.join(', ')}\n`);
}

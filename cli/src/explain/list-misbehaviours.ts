import { misbehaviours, withCorrectServer } from '@parsec-spec/conformance/misbehaviours';
import { wrap } from '../main/wrap.ts';

/**
 * Prints the misbehaviours of `serve --misbehave`: parameter, effect, requirements. Then the
 * requirements of clients that a correct server provokes.
 */
export function listMisbehaviours(output: 'text' | 'json'): void {
  if (output === 'json') {
    const listed = misbehaviours.map(({ make: _, ...each }) => each);
    process.stdout.write(`${JSON.stringify({ misbehaviours: listed, withCorrectServer }, undefined, 2)}\n`);
    return;
  }
  const lines = (text: string): string => wrap(`  ${text}`, 80);
  const rows = misbehaviours.map(({ name, parameter, cases = [], does, requirements }) =>
    [
      wrap(`${name}=${parameter}${cases.length > 1 ? '[:CASE]' : ''}`, 80),
      lines(does),
      ...(cases.length > 1 ? [lines(`CASE: ${cases.join(', ')}`)] : []),
      lines(`provokes ${requirements.join(', ')}`),
    ].join('\n'),
  );
  const alone = [...Map.groupBy(withCorrectServer, ({ does }) => does)].map(([does, own]) =>
    [lines(does), lines(`  ${own.map(({ requirement }) => requirement).join(', ')}`)].join('\n'),
  );
  process.stdout.write(`${[...rows, 'none (a correct server provokes these)', ...alone].join('\n')}\n`);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import { loadChecks } from '../../src/judge/registry.ts';
import { runSuite } from '../../src/runner/run-suite.ts';
import { openTarget } from '../../src/targets/open-target.ts';
import type { ServerTarget } from '../../src/targets/target.ts';
import { canRunPython, python } from '../support/python.ts';
import { urlTarget } from '../support/sample-server.ts';

const docs = join(import.meta.dirname, '..', '..', '..', 'docs');
const program = join(docs, 'your-first-server.py');
const source = readFileSync(program, 'utf8');
const token = 's3cr3t';

test('the first server has at most 150 lines', () => {
  expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
});

test('docs/your-first-server.md quotes the first server as it is', () => {
  const page = readFileSync(join(docs, 'your-first-server.md'), 'utf8');
  const quoted = [...page.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  expect(quoted.length).toBeGreaterThan(1);
  for (const text of quoted) expect(source).toContain(text);
});

describe.runIf(await canRunPython())('the first server', () => {
  let server: ServerTarget;
  beforeAll(async () => {
    const target = await openTarget(`cmd:${python} ${program}`, { administrationToken: token });
    if (target.kind === 'client') expect.unreachable();
    server = target;
  });
  afterAll(() => server.close());

  test('passes the steps that the page describes, and doctor names the next one', async () => {
    const target = await urlTarget(server.address, token);
    const { steps, next } = await diagnose(target, [], { tls: {}, prefix: 'ps-first', seed: 'first' });
    expect(steps.filter(({ outcome }) => outcome === 'pass').map(({ step }) => step)).toEqual([
      ...['create', 'bootstrap', 'authenticate'],
    ]);
    expect(next?.step).toBe('invite');
  });

  test('passes every check of LINK that applies to it', async () => {
    const { verdict, counts } = await runSuite({
      ...{
        server: await urlTarget(server.address, token),
        checks: await loadChecks(),
        seed: 'first',
        run: 'f15500',
      },
      patterns: { only: ['LINK'], except: [] },
      onEvent: () => undefined,
    });
    expect({ verdict, notTestable: counts.notTestable }).toEqual({ verdict: 'pass', notTestable: 0 });
    expect(counts.pass).toBeGreaterThan(20);
  });
});

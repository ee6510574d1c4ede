import { afterAll, beforeAll, expect, test } from 'vitest';
import { judgeTraffic } from '../../src/observe/judge-traffic.ts';
import { type Journey, honestJourney } from './honest-journey.ts';
let journey: Journey;
beforeAll(async () => { journey = await honestJourney(); }, 60_000);
afterAll(() => journey.remove());
test('base', () => {
  const o = judgeTraffic(journey.traffic);
  console.log(o.verdict, o.exchanges, o.rules.map(r=>`${r.broken>0?'✗':' '} ${r.side} ${r.requirement} ${r.judged}`).join('\n'));
  for (const r of o.rules) for (const v of r.violations) console.log(JSON.stringify(v));
  expect(o.verdict).toBe('pass');
});

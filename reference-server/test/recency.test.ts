import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Linked, Recency } from '../src/ledger/recency.ts';

interface Item extends Linked<Item> {
  readonly name: number;
}
const itemOf = (name: number): Item => ({ name, older: undefined, newer: undefined });

test('the order is that of the last uses, whatever is done', () => {
  const step = fc.record({
    act: fc.constantFrom('use', 'use', 'use', 'remove', 'clear'),
    name: fc.integer({ min: 0, max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const recency = new Recency<Item>();
      let model: Item[] = [];
      for (const { act, name } of steps) {
        const here = model.find((one) => one.name === name);
        if (act === 'clear') recency.clear();
        if (act === 'clear') model = [];
        if (act === 'remove' && here !== undefined) recency.remove(here);
        if (act === 'remove') model = model.filter((one) => one !== here);
        if (act === 'use') {
          const item = here ?? itemOf(name);
          if (here === undefined) recency.add(item);
          else recency.touch(item);
          model = [...model.filter((one) => one !== item), item];
        }
        const [oldest] = model;
        expect(recency.oldestBut(itemOf(9))).toBe(oldest);
        if (oldest !== undefined) expect(recency.oldestBut(oldest)).toBe(model[1]);
      }
      // Taken out one by one, they come in the order of the model.
      for (const item of model) {
        expect(recency.oldestBut(itemOf(9))).toBe(item);
        recency.remove(item);
      }
      expect(recency.oldestBut(itemOf(9))).toBeUndefined();
    }),
  );
});

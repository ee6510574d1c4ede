import type { OrganizationState } from './state.ts';

/** Tells states apart by short keys: each part is written out once for each value that it takes. */
export function keyMaker(): (state: OrganizationState) => string {
  const parts = new WeakMap<object, number>();
  const numbers = new Map<string, number>();
  const numberOf = (part: object, written: () => string): number => {
    const known = parts.get(part);
    if (known !== undefined) return known;
    const text = written();
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    parts.set(part, number);
    return number;
  };
  const ofMap = (map: ReadonlyMap<string, unknown>) => () =>
    JSON.stringify([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
  return ({ users, devices, invitations, greetings, certificates, expired }) =>
    [
      Number(expired),
      numberOf(users, ofMap(users)),
      numberOf(devices, ofMap(devices)),
      numberOf(invitations, () => JSON.stringify(invitations.map((one) => JSON.stringify(one)).sort())),
      numberOf(greetings, ofMap(greetings)),
      numberOf(certificates, () => JSON.stringify(certificates.map(({ name }) => name))),
    ].join();
}

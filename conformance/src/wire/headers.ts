import type { HeaderList } from './exchange.ts';

/** First value of a header, whose name is given in lower case. Undefined if there is none. */
export const headerOf = (headers: HeaderList, name: string): string | undefined =>
  headers.find(([given]) => given.toLowerCase() === name)?.[1];

/** Converts a list in which names and values alternate, as Node gives it. */
export const headerPairs = (raw: readonly string[]): HeaderList =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));

/**
 * Changes to a header list, by name in any letter case. A text replaces the header, a list sends it
 * once per item, and null removes it.
 */
export type HeaderChanges = Readonly<Record<string, string | readonly string[] | null>>;

/** Applies changes to a header list. New names are appended. */
export function changeHeaders(base: HeaderList, changes: HeaderChanges = {}): HeaderList {
  const changeByName = new Map(
    Object.entries(changes).map(([name, value]) => [name.toLowerCase(), { name, value }]),
  );
  const values = (value: string | readonly string[] | null): readonly string[] =>
    value === null ? [] : typeof value === 'string' ? [value] : value;
  const changedHeaders = base.flatMap(([name, value]): [string, string][] => {
    const change = changeByName.get(name.toLowerCase());
    if (change === undefined) return [[name, value]];
    changeByName.delete(name.toLowerCase());
    return values(change.value).map((item) => [name, item]);
  });
  return [
    ...changedHeaders,
    ...[...changeByName.values()].flatMap(({ name, value }) =>
      values(value).map((item): [string, string] => [name, item]),
    ),
  ];
}

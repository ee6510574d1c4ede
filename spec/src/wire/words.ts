/** Words of the `wire` keyword: how a value travels. */
export const wireWords = ['bin', 'datetime', 'uuid', 'float', 'u64', 'i64', 'u32', 'map'] as const;

/** Words of the `scalar` keyword: which rule a text obeys. */
export const scalarWords = [
  'organizationId',
  'emailAddress',
  'humanLabel',
  'deviceLabel',
  'uuidText',
  'validationCode',
] as const;

export type WireWord = (typeof wireWords)[number];
export type ScalarWord = (typeof scalarWords)[number];

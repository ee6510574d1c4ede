/** Words of the `wire` keyword, which define the encoding of a value. */
export const wireWords = ['bin', 'datetime', 'uuid', 'float', 'u64', 'i64', 'u32', 'map'] as const;

/** Words of the `scalar` keyword, which define the rule of a text. */
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

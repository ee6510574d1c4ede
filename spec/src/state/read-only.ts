/** A state as rules see it. None of its fields, maps, sets and lists can be changed. */
export type ReadOnly<State> = { readonly [Name in keyof State]: ReadOnlyValue<State[Name]> };

type ReadOnlyValue<Value> =
  Value extends Map<infer Key, infer Item>
    ? ReadonlyMap<Key, Item>
    : Value extends Set<infer Item>
      ? ReadonlySet<Item>
      : Value extends NameSet
        ? Omit<NameSet, 'add'>
        : Value extends (infer Item)[]
          ? readonly Item[]
          : Value;

/** A set of names of which rules only check the membership. A `Set` is one. */
export interface NameSet {
  readonly size: number;
  has(name: string): boolean;
  add(name: string): unknown;
}

/** A state as rules see it: nothing in it can be assigned, set, added or pushed. */
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

/** Names of which a rule only asks whether they are there. A `Set` is one. */
export interface NameSet {
  readonly size: number;
  has(name: string): boolean;
  add(name: string): unknown;
}

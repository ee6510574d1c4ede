/** One of a list, by lot; the other where it is empty. */
export type Lot = <T>(list: readonly T[], otherwise: T) => T;

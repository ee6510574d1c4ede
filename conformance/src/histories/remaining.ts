import type { History, Operation } from './operation.ts';

/** The calls of a history that an order has not taken yet, and which of them can come next. */
export class Remaining<Request, Outcome> {
  /** Sorted by their call. */
  readonly operations: History<Request, Outcome>;
  /** How many must still be explained, and how many were. */
  open = 0;
  explained = 0;
  readonly #taken: Uint8Array;
  /** The first that is not taken: all before it are. */
  #first = 0;

  constructor(history: History<Request, Outcome>) {
    this.operations = [...history].sort((a, b) => a.called - b.called);
    this.#taken = new Uint8Array(this.operations.length);
    this.open = this.operations.filter((operation) => !isOptional(operation)).length;
  }

  isOptional(index: number): boolean {
    const operation = this.operations[index];
    return operation === undefined || isOptional(operation);
  }

  /** Those that no other one had been answered before: what returned first comes first, what need not come comes last. */
  next(): readonly number[] {
    const open: number[] = [];
    let earliest = Number.POSITIVE_INFINITY;
    for (let index = this.#first; index < this.operations.length; index += 1) {
      if (this.#taken[index] === 1) continue;
      const operation = this.operations[index];
      if (operation === undefined || operation.called > earliest) break;
      open.push(index);
      if (!isOptional(operation)) earliest = Math.min(earliest, operation.returned);
    }
    const due = (index: number) =>
      this.isOptional(index) ? Number.POSITIVE_INFINITY : (this.operations[index]?.returned ?? 0);
    return open.sort((a, b) => due(a) - due(b) || a - b);
  }

  /** Of those that must still come the first ones, as they were asked. */
  ahead(most: number): readonly number[] {
    const found: number[] = [];
    for (let index = this.#first; index < this.operations.length && found.length < most; index += 1)
      if (this.#taken[index] !== 1 && !this.isOptional(index)) found.push(index);
    return found;
  }

  take(index: number): void {
    this.#taken[index] = 1;
    if (!this.isOptional(index)) {
      this.open -= 1;
      this.explained += 1;
    }
    while (this.#taken[this.#first] === 1) this.#first += 1;
  }

  putBack(index: number): void {
    this.#taken[index] = 0;
    if (!this.isOptional(index)) {
      this.open += 1;
      this.explained -= 1;
    }
    this.#first = Math.min(this.#first, index);
  }

  /** Tells which are taken. */
  key(): string {
    let last = this.#taken.lastIndexOf(1);
    if (last < this.#first) last = this.#first - 1;
    return `${this.#first}:${this.#taken.subarray(this.#first, last + 1).join('')}`;
  }
}

/** What has no outcome, or none that must be explained. */
const isOptional = ({ outcome, optional }: Operation<unknown, unknown>): boolean =>
  outcome === undefined || optional === true;

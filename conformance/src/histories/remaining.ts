import type { History, Operation } from './operation.ts';

/** The calls of a history that an order has not taken yet, and which of them can come next. */
export class Remaining<Request, Outcome> {
  /** Sorted by their call. */
  readonly operations: History<Request, Outcome>;
  /** How many must still be explained, and how many were. */
  open = 0;
  explained = 0;
  readonly #taken: Uint8Array;
  /** Whether some are only supposed, and had a time. */
  readonly #areBounded: boolean;
  /** When the last of those that changed something was asked, after each one that was taken. */
  readonly #since: number[] = [];
  /** The first that is not taken: all before it are. */
  #first = 0;

  constructor(history: History<Request, Outcome>) {
    this.operations = [...history].sort((a, b) => a.called - b.called);
    this.#taken = new Uint8Array(this.operations.length);
    this.open = this.operations.filter((operation) => !isOptional(operation)).length;
    this.#areBounded = this.operations.some((one) => isOptional(one) && Number.isFinite(one.returned));
  }

  isOptional(index: number): boolean {
    const operation = this.operations[index];
    return operation === undefined || isOptional(operation);
  }

  /** Those that no other one had been answered before: what returned first comes first, what need not come comes last. */
  next(): readonly number[] {
    const open: number[] = [];
    const since = this.#since.at(-1) ?? 0;
    let earliest = Number.POSITIVE_INFINITY;
    for (let index = this.#first; index < this.operations.length; index += 1) {
      if (this.#taken[index] === 1) continue;
      const operation = this.operations[index];
      if (operation === undefined || operation.called > earliest) break;
      // What is only supposed had its time.
      if (operation.returned < since) continue;
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

  /** `isIdle`: it changes nothing, and was taken earlier than it need be: what was answered before it was asked may still come. */
  take(index: number, isIdle = false): void {
    const since = this.#since.at(-1) ?? 0;
    const called = isIdle ? 0 : (this.operations[index]?.called ?? 0);
    this.#since.push(this.#areBounded ? Math.max(since, called) : 0);
    this.#taken[index] = 1;
    if (!this.isOptional(index)) {
      this.open -= 1;
      this.explained += 1;
    }
    while (this.#taken[this.#first] === 1) this.#first += 1;
  }

  /** Puts back the one that was taken last. */
  putBack(index: number): void {
    this.#since.pop();
    this.#taken[index] = 0;
    if (!this.isOptional(index)) {
      this.open += 1;
      this.explained -= 1;
    }
    this.#first = Math.min(this.#first, index);
  }

  /** Tells which can still come: of what had its time it does not matter whether it was taken. */
  key(): string {
    const since = this.#since.at(-1) ?? 0;
    const last = this.#taken.lastIndexOf(1);
    let gone = '';
    let first = this.#first;
    for (let index = first; index <= last; index += 1) {
      const isGone = this.#taken[index] === 1 || (this.operations[index]?.returned ?? 0) < since;
      if (isGone && gone === '') first += 1;
      else gone += isGone ? '1' : '0';
    }
    return `${since}:${first}:${gone}`;
  }
}

/** What has no outcome, or none that must be explained. */
const isOptional = ({ outcome, optional }: Operation<unknown, unknown>): boolean =>
  outcome === undefined || optional === true;

interface Round<T> {
  now: Promise<T>;
  next:
    | { readonly start: () => Promise<T>; readonly promise: Promise<T>; resolve(value: Promise<T>): void }
    | undefined;
}

/**
 * Coalesces concurrent reads: callers that arrive during a read share the next one, since the
 * current one may have begun too early.
 */
export class CoalescedReads<T> {
  readonly #rounds = new Map<string, Round<T>>();

  read(key: string, start: () => Promise<T>): Promise<T> {
    const round = this.#rounds.get(key);
    if (round === undefined) {
      const first: Round<T> = { now: start(), next: undefined };
      this.#rounds.set(key, first);
      void this.#continue(key, first);
      return first.now;
    }
    round.next ??= { start, ...Promise.withResolvers<T>() };
    return round.next.promise;
  }

  async #continue(key: string, round: Round<T>): Promise<void> {
    for (;;) {
      await round.now.catch(() => undefined);
      const { next } = round;
      if (next === undefined) break;
      round.next = undefined;
      round.now = next.start();
      next.resolve(round.now);
    }
    this.#rounds.delete(key);
  }
}

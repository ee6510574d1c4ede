/** What a `Recency` links; nobody else writes these. */
export interface Linked<Item> {
  older: Item | undefined;
  newer: Item | undefined;
}

/**
 * Things in the order of their last use. Each knows its neighbours, so that a use moves a few references: to put one behind all others
 * in a Map cost a request more than finding it there.
 */
export class Recency<Item extends Linked<Item>> {
  #oldest: Item | undefined;
  #newest: Item | undefined;

  /** Takes one in that is not here, as the one used last. */
  add(item: Item): void {
    item.older = this.#newest;
    item.newer = undefined;
    if (this.#newest === undefined) this.#oldest = item;
    else this.#newest.newer = item;
    this.#newest = item;
  }

  /** Takes one out that is here. */
  remove(item: Item): void {
    const { older, newer } = item;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    item.older = undefined;
    item.newer = undefined;
  }

  /** One that is here was used. */
  touch(item: Item): void {
    if (item === this.#newest) return;
    this.remove(item);
    this.add(item);
  }

  clear(): void {
    this.#oldest = undefined;
    this.#newest = undefined;
  }

  /** The one that was not used for longest, but for this one. */
  oldestBut(spared: Item): Item | undefined {
    return this.#oldest === spared ? spared.newer : this.#oldest;
  }
}

import { Uuid } from '@parsec-spec/spec/codec';
import type { Reply } from '../core/call.ts';
import { type Asked, isOk } from './asked.ts';
import { headerOf } from './bend.ts';
import { replyMap } from './look.ts';

/** Bytes in hexadecimal; an identifier too. Empty for anything else. */
export const hexOf = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : Uuid.is(value) ? value.hex : '';

/** The token that an `ok` gives out. */
export const tokenIn = (reply: Reply): Uint8Array | undefined => {
  const token = replyMap(reply)?.token;
  return isOk(reply) && token instanceof Uint8Array ? token : undefined;
};

/** The token that a request is about: its field, or its credentials. */
export const tokenOf = ({ request, call }: Asked): string =>
  hexOf(request.token) || (headerOf(call, 'authorization')?.split(/\s+/)[1] ?? '').toLowerCase();

/** A map of sets. */
export class Lists<T> {
  readonly #all = new Map<string, T[]>();

  of(key: string): readonly T[] {
    return this.#all.get(key) ?? [];
  }

  add(key: string, value: T): void {
    this.#all.set(key, [...this.of(key), value]);
  }
}

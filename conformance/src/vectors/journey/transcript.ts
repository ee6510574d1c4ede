import type { Notation } from '@parsec-spec/spec/notation';
import { encode } from '../../wire/encode.ts';
import type { Fields, Instant } from '../../wire/values.ts';
import { hex, notationOf, rfc3339 } from '../vector-file.ts';
import type { JourneyCast } from './cast.ts';

/** A message: its bytes, and its decoded content. */
export interface JourneyMessage {
  readonly bytes: string;
  readonly value: Notation;
}

/** One action of an actor. */
export type JourneyLine =
  /** Sends a command and receives the reply. */
  | {
      readonly actor: 'greeter' | 'claimer';
      readonly does: string;
      readonly at: string;
      readonly family: string;
      /** The bearer token; null if the route needs none. */
      readonly authorization: string | null;
      readonly request: JourneyMessage;
      readonly reply: JourneyMessage;
    }
  /** Computes a value, or extracts it from a received message. */
  | {
      readonly actor: 'greeter' | 'claimer';
      readonly does: string;
      readonly computes: string;
      readonly value: Notation;
    }
  /** Reads something out by voice. */
  | { readonly actor: 'greeter' | 'claimer'; readonly does: string; readonly tells: string };

type Actor = JourneyLine['actor'];

/** Writes the lines of a greeting. Each call to the server takes one second. */
export class Transcript {
  readonly lines: JourneyLine[] = [];
  readonly #cast: JourneyCast;
  #second = 0;

  constructor(cast: JourneyCast) {
    this.#cast = cast;
  }

  /** The time of the next line. */
  get now(): Instant {
    return this.#cast.at(this.#second);
  }

  /** Adds a command with its reply. */
  calls(actor: Actor, does: string, family: string, request: Fields, reply: Fields): void {
    const at = this.now;
    this.lines.push({
      actor,
      does,
      at: rfc3339(at),
      family,
      authorization: this.#authorization(family, at),
      request: message(request),
      reply: message(reply),
    });
    this.#second++;
  }

  /** Adds a value that an actor computes. */
  computes(actor: Actor, does: string, computes: string, value: unknown): void {
    this.lines.push({ actor, does, computes, value: notationOf(value) });
  }

  /** Adds a code that an actor reads out. */
  tells(actor: Actor, does: string, tells: string): void {
    this.lines.push({ actor, does, tells });
  }

  #authorization(family: string, at: Instant): string | null {
    if (family === 'anonymous') return null;
    if (family === 'invited') return hex(this.#cast.random('invitation token'));
    const { device, key } = this.#cast.greeter;
    const signed = `PARSEC-SIGN-ED25519.${device.hex}.${at.seconds}`;
    const signature = Buffer.from(key.sign(Buffer.from(signed))).toString('base64');
    return `${signed}.${signature.replaceAll('+', '-').replaceAll('/', '_')}`;
  }
}

const message = (fields: Fields): JourneyMessage => ({
  bytes: hex(encode(fields)),
  value: notationOf(fields),
});

import type { Schema } from '../src/schemas/schema.ts';

/**
 * One schema that gets a TypeScript type, a check and arbitraries. Its references are rewritten
 * to `#/definitions/<name>`.
 */
export interface NamedSchema {
  name: string;
  schema: Schema;
  kind: 'type' | 'document' | 'request' | 'reply' | 'body' | 'query' | 'result';
  /** Path of the file it comes from, relative to `spec/`. */
  source: string;
}

/** The facts that the folder of a command declares. */
export interface CommandFolder {
  name: string;
  folder: string;
  families: readonly string[];
  /** Top-level request fields that travel as maps with keys that are not text. */
  mapFields: readonly string[];
  /** The same for its replies. */
  replyMapFields: readonly string[];
  /** Every status a reply may have. */
  statuses: readonly string[];
}

/** `user_create` → `UserCreate`: the type names follow the wire names. */
export const pascalCase = (name: string): string =>
  name.replace(/(^|[_-])([a-z0-9])/g, (_match, _separator, letter: string) => letter.toUpperCase());

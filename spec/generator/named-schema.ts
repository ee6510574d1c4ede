/**
 * A JSON Schema object as read from a file, with the keywords of our vocabulary (`wire`,
 * `byteLength`, `keys`, `values`, `scalar`, `absent`, `redacts`).
 */
export interface Schema {
  [keyword: string]: unknown;
  $ref?: string;
  title?: string;
  description?: string;
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema | false;
  minimum?: number;
  maximum?: number;
  prefixItems?: readonly Schema[];
  additionalProperties?: Schema;
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  $defs?: Record<string, Schema>;
  wire?: string;
  byteLength?: number;
  keys?: Schema;
  values?: Schema;
  scalar?: string;
  /** In a field of a certificate: the value that stands for an absent or nil one. */
  absent?: unknown;
  /**
   * In a certificate: the fields that are nil in its redacted form. An empty list means that there
   * is no redacted form.
   */
  redacts?: readonly string[];
}

/**
 * One schema that gets a TypeScript type, a validator and arbitraries. Its references are rewritten
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

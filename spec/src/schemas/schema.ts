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
  minItems?: number;
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

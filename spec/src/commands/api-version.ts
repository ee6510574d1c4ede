/** The version of the Parsec API that this specification describes (spec/protocol/versioning.md). */
export const API_VERSION = '5.6';

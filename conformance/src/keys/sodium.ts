import sodium from 'libsodium-wrappers-sumo';

await sodium.ready;

/**
 * The library with which the judge signs, and verifies a target's signatures. The reference uses
 * another one.
 */
export { sodium };

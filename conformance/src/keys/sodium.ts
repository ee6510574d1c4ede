import sodium from 'libsodium-wrappers-sumo';

await sodium.ready;

/**
 * The library with which the judge signs, and verifies what a target signs or serves: not the one
 * that the reference uses.
 */
export { sodium };

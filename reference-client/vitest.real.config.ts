import { shared } from '../vitest.shared.ts';

/**
 * The tests that need a running parsec-cloud, named by PARSEC_SPEC_REAL_SERVER: no part of `npm
 * test`.
 */
export default { ...shared, test: { ...shared.test, include: ['test/real/*.ts'], reporters: ['default'] } };

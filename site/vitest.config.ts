import { defineConfig } from 'vitest/config';
import { leavingOut } from '../vitest.shared.ts';

/** Every page, and the live examples in browsers. */
const left = ['test/{live,site}.test.ts'];

export default defineConfig(({ mode }) => leavingOut(left, mode));

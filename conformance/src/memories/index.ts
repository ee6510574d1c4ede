export { accounts } from './accounts.ts';
export { begun } from './begun.ts';
export { type Memories, outlives } from './memory.ts';
export { rights } from './rights.ts';
export { shown } from './shown.ts';
export { spent } from './spent.ts';

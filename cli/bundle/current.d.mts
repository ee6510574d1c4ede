/** The URL of the bundled `main.ts`; undefined if the sources must run. */
export function currentBundle(): string | undefined;

/** Lets stacks name the sources. */
export function nameSourcesInStacks(): void;

/** The store of whoever names none, as `--db` has it. */
export const defaultStore = 'sqlite:./parsec-spec.sqlite';

/** The default of `--db`. */
export const defaultStore = 'sqlite:./parsec-spec.sqlite';

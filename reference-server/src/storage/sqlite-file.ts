/** The file that `--db sqlite:FILE` names; undefined when another kind of database is named. */
export const sqliteFile = (db: string): string | undefined => /^sqlite:(?:\/\/(?=\/))?(.+)$/i.exec(db)?.[1];

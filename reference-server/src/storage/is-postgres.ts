/** Does `--db` name a PostgreSQL database? */
export const isPostgres = (db: string): boolean => /^postgres(ql)?:/i.test(db);

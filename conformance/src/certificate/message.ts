/** A command ready to send: `cmd` and its fields. */
export type Message = Readonly<Record<string, unknown>> & { readonly cmd: string };

/** Whether a text can be sent as a bearer token: what a header cannot hold would be told in the error that refuses it. */
export const isToken = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);

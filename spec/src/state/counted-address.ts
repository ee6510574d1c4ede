/**
 * An e-mail address as the sign-up limits count it: in lower case, without quotes, comments and
 * blanks, and without dots before the `@`. The result is a key and not an address: codes and
 * accounts belong to the given spelling (SIGNUP-20).
 */
export function countedAddress(email: string): string {
  let plain = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < email.length; at++) {
    const escaped = email[at] === '\\';
    if (escaped) at++;
    const character = email.charAt(at);
    if (!escaped && depth === 0 && character === '"') quoted = !quoted;
    else if (!escaped && !quoted && character === '(') depth++;
    else if (!escaped && depth > 0 && character === ')') depth--;
    else if (depth === 0) plain += character;
  }
  const end = plain.lastIndexOf('@');
  const local = plain.slice(0, end).replaceAll('.', '');
  return (local + plain.slice(end)).replaceAll(/\s/g, '').toLowerCase();
}

import { shellWord } from '../wire/terminal-text.ts';
import { TOKEN_VARIABLE } from './curl.ts';

export interface ExpireScriptOptions {
  /** Scheme, host and port of the server. */
  readonly server: string;
  /** Names of organizations. */
  readonly names: readonly string[];
  /** Options of curl for TLS, as words of the shell. */
  readonly tls: readonly string[];
  /** An earlier script. Its organizations stay in the new one. */
  readonly earlier?: string | undefined;
}

/** A shell script that expires organizations. It removes itself when all are expired. */
export function expireScript({ server, names, tls, earlier = '' }: ExpireScriptOptions): string {
  const earlierLines = earlier.split('\n').filter((line) => /^expire [\w':./[\]-]+ ps-[\w-]+$/.test(line));
  const options = [
    "--disable --silent --show-error --noproxy '*'",
    ...tls,
    `--request PATCH --header "Authorization: Bearer $${TOKEN_VARIABLE}"`,
    `--header 'Content-Type: application/json' --data '{"is_expired": true}'`,
    "--output /dev/null --write-out '%{http_code}'",
  ];
  const lines = [
    '#!/bin/sh',
    '# Expires the organizations that a run left open for its recorded findings. After that each',
    '# request.sh gets HTTP 460, and the tokens in these files are worth nothing.',
    `: "\${${TOKEN_VARIABLE}:?set it to the administration token of the server}"`,
    'failed=0',
    'expire() {',
    `  status=$(curl ${options.join(' ')} "$1/administration/organizations/$2")`,
    '  echo "$2: HTTP $status"',
    '  [ "$status" = 200 ] || failed=1',
    '}',
    ...new Set([...earlierLines, ...names.map((name) => `expire ${shellWord(server)} ${shellWord(name)}`)]),
    '[ "$failed" = 1 ] || rm -- "$0"',
    'exit "$failed"',
    '',
  ];
  return lines.join('\n');
}

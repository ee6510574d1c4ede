/**
 * Tells whether the server may have acted on a request with this outcome. A timeout, an unreadable
 * reply or an error of a gateway or of the server does not rule it out.
 */
export function mayHaveActed(answer: { outcome: string; maybeReceived?: boolean }): boolean {
  switch (answer.outcome) {
    case 'offline':
    case 'unexpected-http-status':
      return answer.maybeReceived === true;
    case 'unknown-status':
    case 'unreadable-reply':
    case 'oversized-reply':
      return true;
    default:
      return false;
  }
}

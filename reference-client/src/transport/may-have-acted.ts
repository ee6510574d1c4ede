/** May the server have acted on a request of which this came? A reply that cannot be read or is not known, a time-out, a gateway's or the server's own failure: none of them says that nothing was stored. */
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

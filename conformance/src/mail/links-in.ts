/** An invitation link in a mail: the HTTP form (LINK-04). */
export interface MailedLink {
  readonly text: string;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly organization: string;
  /** Parameter `a`. */
  readonly action: string | null;
  /** The 16 bytes of parameter `p` in hex, or undefined if it is not a msgpack bin of 16 bytes. */
  readonly token: string | undefined;
}

/** Every link with `/redirect/` in a text part. */
export const linksIn = (text: string): readonly MailedLink[] =>
  [...new Set(text.match(/https?:\/\/[^\s"'<>]+\/redirect\/[^\s"'<>]+/g) ?? [])].flatMap((found) =>
    readLink(found),
  );

/** The same in an HTML part, where `&` may be written as an entity. */
export const linksInHtml = (html: string): readonly MailedLink[] =>
  linksIn(html.replaceAll(/&amp;|&#38;|&#x26;/gi, '&'));

function readLink(text: string): readonly MailedLink[] {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  const payload = Buffer.from(url.searchParams.get('p') ?? '', 'base64url');
  const isToken = payload.length === 18 && payload[0] === 0xc4 && payload[1] === 16;
  return [
    {
      text,
      origin: url.origin,
      organization: decodeURIComponent(url.pathname.replace('/redirect/', '')),
      action: url.searchParams.get('a'),
      token: isToken ? payload.subarray(2).toString('hex') : undefined,
    },
  ];
}

import { deviceLabel, emailAddress, humanLabel, organizationId } from '@parsec-spec/spec/scalars';
import {
  type BootstrapAddress,
  formatServerUrl,
  parseBootstrapUrl,
  parseServerAddress,
  parseServerUrl,
} from '@parsec-spec/spec/urls';
import type { Want } from './wanted.ts';

/** The questions that several client commands share. */
export const wants = {
  organization: { question: 'Organization name', flag: 'ORGANIZATION', read: organizationId },
  email: { question: 'Your e-mail address', flag: '--email', read: emailAddress },
  name: { question: 'Your name', flag: '--name', read: humanLabel },
  deviceLabel: { question: 'Name of this device, e.g. laptop', flag: '--device-label', read: deviceLabel },
  server: {
    question: 'Address of the server',
    flag: '--server',
    read: (text) => {
      const short = parseServerUrl(text.trim());
      const parsed = short.ok ? short : parseServerAddress(text);
      if (parsed.ok) return { ok: true, value: formatServerUrl(parsed.address) };
      return { ok: false, expected: `https://HOST[:PORT] or parsec3://HOST[:PORT] (${parsed.expected})` };
    },
  } satisfies Want<string>,
  link: {
    question: 'Bootstrap link',
    flag: 'LINK',
    read: (text) => {
      const parsed = parseBootstrapUrl(text);
      return parsed.ok ? { ok: true, value: parsed.address } : parsed;
    },
  } satisfies Want<BootstrapAddress>,
} as const;

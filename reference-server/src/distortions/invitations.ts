import type { RequirementId } from '@parsec-spec/spec/requirements';
import { Uuid } from '@parsec-spec/spec/codec';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import type { Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { Turns } from '../ledger/turns.ts';
import { bendCommands, certificateIn, isOk } from './asked.ts';
import { bendReply, distortion } from './bend.ts';
import { hexOf, Lists, tokenIn, tokenOf } from './invitation-memory.ts';
import { outcomeOf, placeOf, refusing, replyMap, retoldReply, saying } from './look.ts';

const opening = ['invite_new_user', 'invite_new_device'] as const;
const ending = ['invite_cancel', 'invite_complete'] as const;
type Ending = (typeof ending)[number];
const newId = (): Uint8Array => nodeCrypto.randomBytes(16);
const startedSomewhere = (): Reply => saying({ status: 'ok', greeting_attempt: Uuid.of(newId()) });

/** The pending invitation is cancelled before it is asked for again. */
const alwaysNew = (requirement: RequirementId, command: (typeof opening)[number]): Distortion =>
  bendCommands(requirement, 'always-new', [command], () => {
    const given = new Lists<Uint8Array>();
    // One after the other: of several at once each finds the one before.
    const turns = new Turns();
    return (asked) => {
      const key = `${asked.organization} ${String(asked.request.claimer_email)}`;
      return turns.take(key, async () => {
        for (const token of given.of(key)) await asked.answer({ cmd: 'invite_cancel', token });
        const reply = await asked.answer();
        const token = tokenIn(reply);
        if (token !== undefined) given.add(key, token);
        return reply;
      });
    };
  });

/** The first token is told for ever, dead or not. */
const backFromTheDead = (requirement: RequirementId, command: (typeof opening)[number]): Distortion =>
  bendCommands(requirement, 'the-dead-one', [command], () => {
    const first = new Map<string, Uint8Array>();
    return async (asked) => {
      const key = `${asked.organization} ${command === 'invite_new_user' ? String(asked.request.claimer_email) : asked.device}`;
      const reply = await asked.answer();
      const token = tokenIn(reply);
      if (token === undefined) return reply;
      const known = first.get(key) ?? token;
      first.set(key, known);
      return retoldReply(reply, (fields) => ({ ...fields, token: known }));
    };
  });

/** Only who has invited may end: `isAllowed` of the devices that were seen to invite. */
const ends = (
  requirement: RequirementId,
  how: string,
  command: Ending,
  isAllowed: (inviters: ReadonlyMap<string, string>, token: string, device: string) => boolean,
): Distortion =>
  bendCommands(requirement, how, [...opening, command], () => {
    const inviters = new Map<string, string>();
    return async (asked) => {
      const isEnding = asked.command === command;
      if (isEnding && inviters.has(tokenOf(asked)) && !isAllowed(inviters, tokenOf(asked), asked.device)) {
        // Nothing may happen to the invitation, and who may not speak at all hears that.
        const reply = await asked.answer({ ...asked.request, token: newId() });
        return outcomeOf(reply) === 'invitation_not_found' ? saying({ status: 'author_not_allowed' }) : reply;
      }
      const reply = await asked.answer();
      const token = isEnding ? undefined : tokenIn(reply);
      if (token !== undefined && !inviters.has(hexOf(token))) inviters.set(hexOf(token), asked.device);
      return reply;
    };
  });

/** Breaks the rules about opening and ending invitations. */
export const invitationDistortions: readonly Distortion[] = [
  alwaysNew('invite_new_user/pending-is-reused', 'invite_new_user'),
  alwaysNew('invite_new_device/pending-is-reused', 'invite_new_device'),
  backFromTheDead('invite_new_user/ended-is-not-reused', 'invite_new_user'),
  backFromTheDead('invite_new_device/ended-is-not-reused', 'invite_new_device'),
  bendCommands('invite_new_user/gives-token', 'of-15-bytes', ['invite_new_user'], () => async (asked) => {
    const reply = await asked.answer();
    const token = tokenIn(reply);
    return token === undefined
      ? reply
      : retoldReply(reply, (fields) => ({ ...fields, token: token.subarray(1) }));
  }),
  bendCommands(
    'invite_new_user/tells-mail-outcome',
    'another-word',
    ['invite_new_user'],
    () => async (asked) =>
      retoldReply(await asked.answer(), (fields) =>
        fields.email_sent === undefined ? fields : { ...fields, email_sent: 'SENT' },
      ),
  ),
  bendCommands(
    'invite_new_user/revoked-may-return',
    'enrolled-for-good',
    ['user_create', 'invite_new_user'],
    () => {
      const enrolled = new Set<string>();
      return async (asked) => {
        const certificate = certificateIn(asked.request.user_certificate);
        const email =
          certificate?.type === 'user_certificate'
            ? certificate.human_handle?.[0]
            : String(asked.request.claimer_email);
        const key = `${asked.organization} ${email}`;
        const reply = await asked.answer();
        if (!isOk(reply)) return reply;
        if (asked.command === 'invite_new_user')
          return enrolled.has(key) ? saying({ status: 'claimer_email_already_enrolled' }) : reply;
        enrolled.add(key);
        return reply;
      };
    },
  ),
  bendCommands(
    'invite_new_device/open-to-every-profile',
    'only-who-enrols',
    ['user_create', 'invite_new_user', 'invite_new_device'],
    () => {
      const administrators = new Set<string>();
      return async (asked) => {
        if (asked.command === 'invite_new_device') {
          const reply = await asked.answer();
          return isOk(reply) && !administrators.has(asked.device) ? refusing(403) : reply;
        }
        const reply = await asked.answer();
        if (isOk(reply)) administrators.add(asked.device);
        return reply;
      };
    },
  ),
  ends(
    'invite_cancel/any-admin',
    'only-its-creator',
    'invite_cancel',
    (inviters, token, device) => inviters.get(token) === device,
  ),
  ends(
    'invite_complete/any-admin',
    'only-its-creator',
    'invite_complete',
    (inviters, token, device) => inviters.get(token) === device,
  ),
  ends(
    'invite_complete/by-the-enrolled-claimer',
    'only-who-invites',
    'invite_complete',
    (inviters, _, device) => [...inviters.values()].includes(device),
  ),
  bendCommands(
    'invitations/token-of-its-organization',
    'of-every-organization',
    [...opening, ...ending, 'invite_greeter_start_greeting_attempt'],
    () => {
      const given = new Set<string>();
      return async (asked) => {
        const reply = await asked.answer();
        given.add(hexOf(tokenIn(reply)));
        if (outcomeOf(reply) !== 'invitation_not_found' || !given.has(tokenOf(asked))) return reply;
        return asked.command.startsWith('invite_greeter') ? startedSomewhere() : saying({ status: 'ok' });
      };
    },
  ),
  bendCommands('invitations/token-unpredictable', 'one-beginning', ['invite_new_user'], () => {
    let count = 0;
    return async (asked) => {
      const reply = await asked.answer();
      const token = tokenIn(reply);
      // The first ones still work: who asks for many is who compares them.
      if (token === undefined || ++count < 10) return reply;
      return retoldReply(reply, (fields) => ({
        ...fields,
        token: Buffer.concat([Buffer.alloc(8), token.subarray(8)]),
      }));
    };
  }),
  bendCommands(
    'invitations/own-device-invitation-survives-demotion',
    'gone-with-the-profile',
    ['user_update', 'invite_list'],
    () => {
      const demoted = new Set<string>();
      return async (asked) => {
        const reply = await asked.answer();
        const certificate = certificateIn(asked.request.user_update_certificate);
        if (
          isOk(reply) &&
          certificate?.type === 'user_update_certificate' &&
          certificate.new_profile !== 'ADMIN'
        )
          demoted.add(asked.organization);
        if (asked.command !== 'invite_list' || !demoted.has(asked.organization)) return reply;
        return retoldReply(reply, (fields) => ({
          ...fields,
          invitations: (fields.invitations as { type: string }[]).filter(({ type }) => type !== 'DEVICE'),
        }));
      };
    },
  ),
  bendCommands('user_create/invitations-untouched', 'completed', ['user_create'], () => async (asked) => {
    const reply = await asked.answer();
    if (!isOk(reply)) return reply;
    const listed = replyMap(await asked.answer({ cmd: 'invite_list' }))?.invitations;
    for (const { token } of (listed ?? []) as { token: Uint8Array }[])
      await asked.answer({ cmd: 'invite_complete', token });
    return reply;
  }),
  distortion(
    'authentication/invitation-token-form',
    'other-scheme',
    bendReply((reply, call) => (placeOf(call) === 'invited' && reply.status === 200 ? refusing(401) : reply)),
  ),
];

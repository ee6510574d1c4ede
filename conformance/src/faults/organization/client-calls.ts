import type { Profile, SettingsUpdate } from '@parsec-spec/spec/stories';
import type { Judge } from '../../judge/judge.ts';
import type {
  AdministrationRead,
  CertificateCall,
  CreationCall,
  GreetingCall,
  OrganizationRequest,
  ReadCall,
} from '../../model/calls.ts';
import { certificatesOf } from '../../model/transitions/certificates.ts';
import { sequesterName } from '../../model/transitions/creation-and-bootstrap.ts';
import type { AddedCertificates } from '../../people/added-certificates.ts';
import type { BootstrapParts } from '../../people/bootstrap.ts';
import { sequesterAuthorityDer } from '../../people/cast.ts';
import type { DeviceAdditionParts, EnrolmentParts } from '../../people/enrolment.ts';
import type { ProfileChangeParts, RevocationParts } from '../../people/member-changes.ts';
import { claimerSide, greeterSide } from '../../vocabulary/actions/greeting.ts';
import {
  askDeviceInvitation,
  askInfo,
  askUserInvitation,
  cancelInvitation,
  completeInvitation,
} from '../../vocabulary/actions/invitations.ts';
import { allCertificates } from '../../vocabulary/actions/member-calls.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Message } from '../../wire/values.ts';
import type { Actor, TestOrganization } from './test-organization.ts';

/** A call: its request in the terms of the model, and a function that sends it. */
export interface Call {
  readonly request: OrganizationRequest;
  readonly send: (judge: Judge) => Promise<Exchange>;
}

type Cursors = Extract<ReadCall, { readonly cmd: 'certificate_get' }>;

/** The settings that a creation or an update names. `next`: the terms that it publishes. */
const settingsOf = (
  { limit, expired, terms, outsiders, archiving }: Omit<SettingsUpdate, 'cmd'>,
  next: Readonly<Record<string, string>>,
) => ({
  ...(limit === undefined ? {} : { active_users_limit: limit }),
  ...(expired === undefined ? {} : { is_expired: expired }),
  ...(terms === undefined ? {} : { tos: terms === 'published' ? next : null }),
  ...(outsiders === undefined ? {} : { user_profile_outsider_allowed: outsiders }),
  ...(archiving === undefined ? {} : { realm_minimum_archiving_period_before_deletion: archiving }),
});

/** Makes calls of clients. `date`: the time of their certificates; by default now. */
export const calls = (organization: TestOrganization, judge: Judge, date = () => judge.now()) => {
  const write = (
    actor: Actor,
    request: CertificateCall,
    made: { readonly message: Message; readonly added: AddedCertificates },
  ): Call => {
    organization.rememberCertificates(certificatesOf(request), made.added);
    return { request, send: (to) => to.members.send(actor, made) };
  };
  const dated = ({ caller: by }: Actor) => {
    const instant = date();
    return { instant, by, at: organization.dateOf(instant) };
  };
  const administer = (request: OrganizationRequest, subject: string, send: Call['send']): Call => ({
    request,
    send: async (to) => {
      organization.administered.add(subject);
      const exchange = await send(to);
      organization.administered.delete(subject);
      return exchange;
    },
  });
  return {
    createOrganization: (creation: Extract<CreationCall, { cmd: 'organization_create' }>): Call => ({
      request: creation,
      send: async ({ administration }) => {
        const exchange = await administration.create(
          organization.id,
          settingsOf(creation, organization.nextTerms),
        );
        if (creation.terms !== undefined && exchange.status === 200)
          organization.rememberTerms(await administration.get(organization.id));
        return exchange;
      },
    }),
    /** `changes`: parts that break the bootstrap. */
    bootstrap(
      founder: Actor,
      {
        link,
        isSequestered,
      }: Pick<Extract<CreationCall, { cmd: 'organization_bootstrap' }>, 'link' | 'isSequestered'>,
      changes?: Partial<BootstrapParts>,
    ): Call {
      const { instant, by, at } = dated(founder);
      const { person } = founder;
      const bootstrap = judge.newBootstrap(
        { token: organization.link(link) },
        {
          person,
          at: instant,
          ...(isSequestered ? { sequester: sequesterAuthorityDer } : {}),
          ...changes,
        },
      );
      organization.rememberCertificates(
        certificatesOf({ cmd: 'user_create', by, at, ...by, email: person.email, profile: 'ADMIN' }),
        bootstrap.added,
      );
      const { sequester } = bootstrap.certificates;
      if (sequester !== null) organization.rememberCertificate(sequesterName(at), sequester);
      return {
        request: {
          cmd: 'organization_bootstrap',
          founder: by,
          email: person.email,
          at,
          link,
          isSequestered,
        },
        send: (to) => to.rpc.anonymous(organization.id, bootstrap.message),
      };
    },
    administrationRead: (cmd: AdministrationRead['cmd']): Call => ({
      request: { cmd },
      send: ({ administration }) => {
        const read = { organization_status: 'get', user_list: 'users', organization_stats: 'stats' } as const;
        return administration[read[cmd]](organization.id);
      },
    }),
    /**
     * `address`: the email address of the new user; by default that of the name. `changes`: parts that
     * break the call.
     */
    create(
      actor: Actor,
      user: string,
      profile: Profile,
      address?: string,
      changes?: Partial<EnrolmentParts>,
    ): Call {
      const { instant, by, at } = dated(actor);
      const person = organization.person(user, address);
      const { email, device } = person;
      const enrolment = judge.members.enrolment(actor, { person, profile, at: instant, ...changes });
      return write(
        actor,
        { cmd: 'user_create', by, at, user, device: device.label, email, profile },
        enrolment,
      );
    },
    addDevice(actor: Actor, label: string, changes?: Partial<DeviceAdditionParts>): Call {
      const { instant, by, at } = dated(actor);
      const { device } = organization.actor(by.user, label);
      const addition = judge.members.addition(actor, { device, at: instant, ...changes });
      return write(actor, { cmd: 'device_create', by, at, device: label }, addition);
    },
    update(actor: Actor, user: string, profile: Profile, changes?: Partial<ProfileChangeParts>): Call {
      const { instant, by, at } = dated(actor);
      const change = judge.members.profileChange(actor, organization.person(user), profile, {
        at: instant,
        ...changes,
      });
      return write(actor, { cmd: 'user_update', by, at, user, profile }, change);
    },
    revoke(actor: Actor, user: string, changes?: Partial<RevocationParts>): Call {
      const { instant, by, at } = dated(actor);
      const person = organization.person(user);
      const revocation = judge.members.revocation(actor, person, { at: instant, ...changes });
      return write(actor, { cmd: 'user_revoke', by, at, user, email: person.email }, revocation);
    },
    inviteUser: (actor: Actor, email: string, send_email = false): Call => ({
      request: { cmd: 'invite_new_user', by: actor.caller, email },
      send: (to) => askUserInvitation(to, actor, email, { send_email }),
    }),
    inviteDevice: (actor: Actor, send_email = false): Call => ({
      request: { cmd: 'invite_new_device', by: actor.caller },
      send: (to) => askDeviceInvitation(to, actor, { send_email }),
    }),
    end(actor: Actor, cmd: 'invite_cancel' | 'invite_complete', token: string): Call {
      const send = cmd === 'invite_cancel' ? cancelInvitation : completeInvitation;
      return {
        request: { cmd, by: actor.caller, token },
        send: (to) => send(to, actor, organization.invitation(token)),
      };
    },
    info: (token: string): Call => ({
      request: { cmd: 'invite_info', token },
      send: (to) => askInfo(to, organization.invitation(token)),
    }),
    read: (actor: Actor, cmd: 'invite_list' | 'organization_info' | 'list_frozen_users'): Call => ({
      request: { cmd, by: actor.caller },
      send: (to) => to.rpc.authenticated(actor, { cmd }),
    }),
    /** Only certificates later than these cursors, in µs since the origin. */
    certificates(actor: Actor, cursors: Pick<Cursors, 'after' | 'sequesterAfter'> = {}): Call {
      const cursor = (at: number | undefined) => (at === undefined ? null : organization.origin.plus(at));
      return {
        request: { cmd: 'certificate_get', by: actor.caller, ...cursors },
        send: (to) =>
          to.rpc.authenticated(actor, {
            ...allCertificates,
            common_after: cursor(cursors.after),
            sequester_after: cursor(cursors.sequesterAfter),
          }),
      };
    },
    readTerms: (actor: Actor): Call => ({
      request: { cmd: 'tos_get', by: actor.caller },
      send: (to) => to.rpc.tos(actor, { cmd: 'tos_get' }),
    }),
    /** `off`: names the date of the terms less or plus 1 µs. */
    acceptTerms: (actor: Actor, terms: number, off?: 'early' | 'late'): Call => ({
      request: { cmd: 'tos_accept', by: actor.caller, terms, ...(off === undefined ? {} : { off }) },
      send: (to) =>
        to.rpc.tos(actor, {
          cmd: 'tos_accept',
          tos_updated_on: organization
            .termsDate(terms)
            .plus(off === undefined ? 0 : off === 'early' ? -1 : 1),
        }),
    }),
    /** Publishes terms and reads their date; or removes the terms. */
    setTerms: (isPublished: boolean): Call =>
      administer(
        { cmd: isPublished ? 'organization_publish_terms' : 'organization_remove_terms' },
        organization.id,
        async ({ administration }) => {
          const exchange = await administration.patch(organization.id, {
            tos: isPublished ? organization.nextTerms : null,
          });
          if (isPublished && exchange.status === 200)
            organization.rememberTerms(await administration.get(organization.id));
          return exchange;
        },
      ),
    limitUsers: (limit: number | null): Call =>
      administer({ cmd: 'organization_limit', limit }, organization.id, ({ administration }) =>
        administration.patch(organization.id, { active_users_limit: limit }),
      ),
    /** `email`: the address that names the user; by default the id does. */
    freeze: (user: string, frozen: boolean, email?: string): Call =>
      administer({ cmd: frozen ? 'user_freeze' : 'user_unfreeze', user }, user, ({ administration }) =>
        administration.freeze(organization.id, {
          frozen,
          ...(email === undefined
            ? { user_id: organization.person(user).userId.hex }
            : { user_email: email }),
        }),
      ),
    /** Changes several settings at once. */
    updateSettings: (update: SettingsUpdate): Call =>
      administer(update, organization.id, async ({ administration }) => {
        const exchange = await administration.patch(
          organization.id,
          settingsOf(update, organization.nextTerms),
        );
        if (update.terms === 'published' && exchange.status === 200)
          organization.rememberTerms(await administration.get(organization.id));
        return exchange;
      }),
    expire: (expired: boolean): Call =>
      administer(
        { cmd: expired ? 'organization_expire' : 'organization_unexpire' },
        organization.id,
        ({ administration }) => administration.patch(organization.id, { is_expired: expired }),
      ),
    /** A move of a greeting. `actor`: the device of the greeter; undefined for the claimer. */
    greet(
      { token, greeter }: Pick<GreetingCall, 'token' | 'greeter'>,
      actor: Actor | undefined,
      action: Pick<GreetingCall, 'move' | 'attempt' | 'step' | 'half' | 'reason'>,
    ): Call {
      const { move, attempt = '', step = 0, half, reason } = action;
      const role = actor === undefined ? 'claimer' : 'greeter';
      const words = {
        start: 'start_greeting_attempt',
        step: 'step',
        cancel: 'cancel_greeting_attempt',
      } as const;
      const by = actor === undefined ? {} : { by: actor.caller };
      return {
        request: { cmd: `invite_${role}_${words[move]}`, ...by, token, greeter, role, ...action },
        send(to) {
          const invitation = organization.invitation(token);
          const halves = organization.halves(token, greeter, role, half);
          const side =
            actor === undefined
              ? claimerSide(to, invitation, organization.person(greeter).userId, halves)
              : greeterSide(to, actor, invitation, halves);
          if (move === 'start') return side.startAttempt();
          const id = organization.attemptId(attempt);
          return move === 'step' ? side.step(id, step) : side.cancel(id, reason);
        },
      };
    },
  };
};

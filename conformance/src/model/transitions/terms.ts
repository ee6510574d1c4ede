import type { ReportedSettings } from '@parsec-spec/spec/stories';
import { type ExpectedAnswer, type Rule, serving } from '../answers.ts';
import type { Caller, TermsCall } from '../calls.ts';
import type { OrganizationState } from '../state.ts';

/** The rule that the caller has accepted the present terms. */
export const pendingTerms = ({ tos }: OrganizationState, by: Caller): Rule => [
  'terms-of-service/pending-is-463',
  tos !== null && !tos.acceptedBy.includes(by.user),
  463,
  tos === null ? 'terms-of-service/removed-terms-unlock' : 'tos_accept/unlocks-the-user',
];

/** Publishes terms, or removes them. Each publication needs new acceptances. */
export const answerTermsChange = (state: OrganizationState, isPublished: boolean): ExpectedAnswer =>
  serving({
    requirement: isPublished ? 'organization_update/terms-set' : 'organization_update/terms-removed',
    expected: { status: 200 },
    after: () => withTerms(state, isPublished),
  });

/** The state with new terms, or without terms. */
export function withTerms(state: OrganizationState, isPublished: boolean): OrganizationState {
  if (!isPublished) return { ...state, tos: null, updated: ['terms'] };
  const number = state.published + 1;
  return { ...state, published: number, tos: { number, acceptedBy: [] }, updated: ['terms'] };
}

/** The same fields, each of which may be undefined. */
type Absent<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | undefined };

/** The settings without effect after an update. Absent ones stay. */
export const withReported = (
  before: ReportedSettings,
  { outsiders = before.outsiders, archiving = before.archiving }: Absent<ReportedSettings>,
): ReportedSettings => ({
  ...(outsiders === undefined ? {} : { outsiders }),
  ...(archiving === undefined ? {} : { archiving }),
});

/** `tos_get` and `tos_accept`. */
export function answerTermsCall(state: OrganizationState, request: TermsCall): ExpectedAnswer {
  const { tos } = state;
  const { cmd, by } = request;
  if (cmd === 'tos_get')
    return serving({
      requirement: 'tos_get/gives-terms',
      expected: { status: 'ok', terms: tos?.number ?? 0 },
      rules: [['tos_get/no-terms', tos === null, 'no_tos']],
      after: () => state,
      breach: ({ terms }) => (terms === tos?.number ? undefined : 'tos_get/gives-terms'),
    });
  const isPresent = request.off === undefined && request.terms === tos?.number;
  return serving({
    requirement: 'tos_accept/unlocks-the-user',
    expected: { status: 'ok' },
    rules: [
      ['tos_accept/no-terms', tos === null, 'no_tos'],
      ['tos_accept/exact-time', tos !== null && !isPresent, 'tos_mismatch'],
    ],
    after: () =>
      tos === null || tos.acceptedBy.includes(by.user)
        ? state
        : { ...state, tos: { ...tos, acceptedBy: [...tos.acceptedBy, by.user] } },
  });
}

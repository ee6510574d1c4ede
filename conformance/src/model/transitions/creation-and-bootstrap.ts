import { type ExpectedAnswer, type Rule, refusing, rulesOfMistake, serving } from '../answers.ts';
import type { CreationCall } from '../calls.ts';
import { emptyOrganization, type OrganizationState } from '../state.ts';
import { bootstrapped } from './certificates.ts';
import { withReported, withTerms } from './terms.ts';

/** The creation of an organization, and its bootstrap. */
export function answerCreationCall(state: OrganizationState, request: CreationCall): ExpectedAnswer {
  if (request.cmd === 'organization_bootstrap') return answerBootstrap(state, request);
  const token = `bootstrap token ${state.links + 1}`;
  return serving({
    requirement:
      state.phase === 'none'
        ? 'organization_create/gives-both-links'
        : 'organization_create/created-is-replaced',
    expected: { status: 200, token },
    rules: [['organization_create/bootstrapped-is-refused', state.phase === 'bootstrapped', 400]],
    after: () => {
      const { limit, terms, outsiders, archiving } = request;
      const { isSpontaneous, published } = state;
      const reported = withReported({}, { outsiders, archiving });
      const links = state.links + 1;
      const created = { ...emptyOrganization, isSpontaneous, links, limit, reported, published };
      return terms === undefined ? created : { ...withTerms(created, true), updated: null };
    },
    breach: (outcome) => {
      if (outcome.token === token) return undefined;
      return outcome.token === undefined
        ? 'organization_create/gives-both-links'
        : 'organization_create/token-is-fresh';
    },
  });
}

type BootstrapCall = Extract<CreationCall, { readonly cmd: 'organization_bootstrap' }>;

function answerBootstrap(state: OrganizationState, request: BootstrapCall): ExpectedAnswer {
  const { founder, email, at, link, isSequestered, mistake } = request;
  const isBootstrapped = state.phase === 'bootstrapped';
  const isUnknown = state.phase === 'none' && !state.isSpontaneous;
  const requirement =
    state.phase === 'none'
      ? 'organization_bootstrap/spontaneous-creation'
      : state.links > 1
        ? 'organization_create/new-token-is-live'
        : 'organization_bootstrap/coherent-certificates-accepted';
  const expiry: Rule = [
    'organization_bootstrap/expired-is-460',
    state.expired,
    460,
    'organization_create/replacing-lifts-expiry',
  ];
  if (isUnknown) return refusing(requirement, [['organization_bootstrap/organization-exists', true, 404]]);
  if (state.expired) return refusing(requirement, [expiry]);
  return serving({
    requirement,
    expected: { status: 'ok' },
    rules: [
      expiry,
      ['organization_bootstrap/bootstrapped-for-good', isBootstrapped, 'organization_already_bootstrapped'],
      tokenRule(state, link, requirement),
      ...rulesOfMistake(mistake),
    ],
    after: () => ({
      ...bootstrapped(state, founder, email, at),
      sequester: isSequestered ? sequesterName(at) : null,
    }),
  });
}

/** Name of the certificate of a sequester authority. */
export const sequesterName = (at: number): string => `sequester authority @${at}`;

/** The rule that the bootstrap token is the latest one, or nil if the organization never had one. */
function tokenRule(state: OrganizationState, link: BootstrapCall['link'], counterpart: Rule[0]): Rule {
  const status = 'invalid_bootstrap_token';
  if (state.links === 0)
    return ['organization_bootstrap/spontaneous-has-no-token', link !== null, status, counterpart];
  if (link === null) return ['organization_bootstrap/token-not-nil', true, status];
  return link === 'foreign'
    ? ['organization_bootstrap/token-of-this-organization', true, status]
    : ['organization_create/replaced-token-is-dead', link !== state.links, status, counterpart];
}

/** The rules of admission to an organization that does not exist, or is not bootstrapped. */
export const unbootstrappedRules = ({ phase, expired }: OrganizationState): readonly Rule[] =>
  phase === 'none'
    ? [['transport/organization-is-known', true, 404]]
    : [
        ['authentication/not-bootstrapped', true, 403],
        ['authentication/not-bootstrapped', true, 404],
        ['authentication/expired-is-460', expired, 460],
      ];

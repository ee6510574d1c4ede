import type { OrganizationCreateBody, OrganizationCreateResult } from '../../src/commands/administration.ts';
import { administrationOperation, creationRecord, webAddressesOnly } from '../../src/guards/index.ts';
import { formatBootstrapRedirection, formatBootstrapUrl } from '../../src/urls/index.ts';

/** Creates an organization, or replaces one that is not bootstrapped (ADMIN-06 to ADMIN-14). */
export const organization_create = administrationOperation<OrganizationCreateBody, OrganizationCreateResult>(
  'organization_create',
  {
    guards: {
      ...webAddressesOnly,
      'organization_create/bootstrapped-is-refused': ({ state }) =>
        state.bootstrap === null || { http: 400, detail: 'Organization already exists' },
    },
    effect: ({ state, now, random, config, request, reachedAt }) => {
      const { organization_id: _, ...requested } = request;
      const bootstrap_token = random(16);
      const link = { server: reachedAt, organization: state.organization_id, token: bootstrap_token };
      return {
        reply: {
          bootstrap_url: formatBootstrapUrl(link),
          bootstrap_url_as_http_redirection: formatBootstrapRedirection(link),
        },
        records: [creationRecord({ state, now, config, bootstrap_token, requested })],
      };
    },
  },
);

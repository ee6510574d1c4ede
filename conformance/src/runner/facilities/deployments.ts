import type { DeployedServers } from '../../judge/facilities.ts';
import { Unjudged } from '../../judge/failure.ts';
import { type Deployable, type DeployOptions, NOT_STARTABLE } from '../../targets/deployment/deployment.ts';
import type { StartOptionName, StartOptions } from '../../targets/start-options.ts';
import type { ServerTarget } from '../../targets/target.ts';
import { openEndpoint, type TlsOptions } from '../../wire/endpoint.ts';
import type { Secrets } from '../../wire/secrets.ts';
import type { MailRelays } from './mail-relays.ts';

/** The inputs for starting deployments. */
export interface DeploymentOptions {
  readonly target: ServerTarget | undefined;
  readonly tls: TlsOptions;
  readonly secrets: Secrets;
  readonly relays: MailRelays;
  /** Settings of servers whose mail the judge receives. */
  readonly settings: StartOptions;
}

/** The servers started for fault injection. Each belongs to one check. */
export class Deployments {
  readonly #options: DeploymentOptions;
  readonly #started = new Set<Promise<DeployedServers>>();

  constructor(options: DeploymentOptions) {
    this.#options = options;
  }

  /** Why deployments lack a capability. Undefined if they have it. */
  undeployable(what: Deployable): string | undefined {
    const { target } = this.#options;
    const reason = target?.undeployable?.[what];
    return reason ?? (target?.deploy === undefined ? NOT_STARTABLE : undefined);
  }

  /** Starts a deployment. Throws `Unjudged` if the target does not support it or does not start. */
  async deploy({ mail, start, ...options }: DeployOptions): Promise<DeployedServers> {
    const { target, relays } = this.#options;
    if (target?.deploy === undefined) throw new Unjudged('not-applicable', NOT_STARTABLE);
    const settings = { ...(mail === true ? await this.#mailSettings(target) : {}), ...start };
    const missing = Object.keys(settings).find((name) => !target.startOptions.has(name as StartOptionName));
    const reason =
      (missing === undefined ? undefined : `the target cannot be started with \`${missing}\``) ??
      ((options.nodes ?? 1) > 1 ? this.undeployable('nodes') : undefined) ??
      (options.disk === true ? this.undeployable('disk') : undefined);
    if (reason !== undefined) throw new Unjudged('not-applicable', reason);
    const relay = mail === true ? { mail: { sender: relays.sender, relay: await relays.willing() } } : {};
    const deploying = target
      .deploy({ ...options, start: settings })
      .then((deployment) => ({ deployment, servers: this.#servers(deployment), ...relay }));
    this.#started.add(deploying);
    return await deploying.catch((error: unknown) => {
      const why = error instanceof Error ? error.message : error;
      throw new Unjudged('not-testable', `a deployment did not start: ${why}`);
    });
  }

  /** Ends all deployments. */
  async close(): Promise<void> {
    await Promise.allSettled(
      [...this.#started].map((deploying) => deploying.then(({ deployment }) => deployment.close())),
    );
  }

  async #mailSettings({ callback }: ServerTarget): Promise<StartOptions> {
    const { relays, settings } = this.#options;
    return { ...settings, ...(await relays.settings('willing')), emailHost: callback.host };
  }

  #servers({ nodes, administrationToken }: DeployedServers['deployment']): DeployedServers['servers'] {
    const { tls, secrets } = this.#options;
    secrets.administrationToken(administrationToken);
    return nodes.map((node) => ({
      endpoint: openEndpoint(node.address, tls, true),
      administrationToken,
      log: () => node.log(),
    }));
  }
}

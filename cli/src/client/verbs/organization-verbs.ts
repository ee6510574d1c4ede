import type { Command } from 'commander';
import type { AdministrationOptions } from '../administration.ts';
import type { FounderOptions } from '../organization-bootstrap.ts';
import type { CreateOptions } from '../organization-create.ts';
import type { SignUpOptions } from '../sign-up.ts';
import { administrative, count, founding, locale, passwords, run, serverOption } from './options.ts';

/** Adds `client organization …` and `client sign-up`. */
export function addOrganizationVerbs(client: Command): void {
  const organization = client
    .command('organization')
    .description('create, bootstrap and inspect organizations');
  addCreate(organization);
  addBootstrap(organization);
  for (const [name, operation, description] of [
    ['info', 'organization_status', 'print the facts that the administration has about an organization'],
    ['stats', 'organization_stats', 'print the number of its users and the size of its data'],
  ] as const) {
    administrative(organization.command(name))
      .description(description)
      .argument('[organization]', 'its name')
      .action((given: string | undefined, _options, command) =>
        run<AdministrationOptions>(command, async (context, options) => {
          const { organizationInfo } = await import('../organization-info.ts');
          await organizationInfo(context, operation, given ?? process.env.PARSEC_ORGANIZATION_ID, options);
        }),
      );
  }
  addSignUp(client);
}

function addCreate(organization: Command): void {
  founding(administrative(organization.command('create')))
    .description('create an organization and, if wanted, bootstrap it')
    .argument('[organization]', 'its name: 1 to 32 bytes of letters, digits, _ and -')
    .option('--bootstrap', 'become its first user now')
    .option('--no-bootstrap', 'only print the bootstrap link')
    .option('--active-users-limit <number>', 'limit of active users', count)
    .option('--no-outsiders', 'no user of the profile OUTSIDER')
    .option('--tos <locale=url>', 'terms of service (repeatable)', locale)
    .action((given: string | undefined, _options, command) =>
      run<CreateOptions>(command, async (context, options) => {
        const { organizationCreate } = await import('../organization-create.ts');
        await organizationCreate(context, given, options);
      }),
    );
}

function addBootstrap(organization: Command): void {
  founding(organization.command('bootstrap'))
    .description('bootstrap an organization by its link: become its first user on this device')
    .argument('[link]', 'the link, parsec3://… or https://…/redirect/…')
    .action((link: string | undefined, _options, command) =>
      run<FounderOptions>(command, async (context, options) => {
        const { organizationBootstrap } = await import('../organization-bootstrap.ts');
        await organizationBootstrap(context, link, options);
      }),
    );
}

function addSignUp(client: Command): void {
  passwords(client.command('sign-up'))
    .description('create an account on a hosted service, confirmed by mail, and an organization there')
    .argument('[link]', 'the link of the mail')
    .addOption(serverOption())
    .option('--email <address>', 'your e-mail address')
    .option('--code <code>', 'the code of the mail, or its link')
    .option('--name <name>', 'your name')
    .option('--organization <name>', 'name of the organization')
    .option('--device-label <name>', 'name of this device')
    .action((link: string | undefined, _options, command) =>
      run<SignUpOptions>(command, async (context, options) => {
        const { signUp } = await import('../sign-up.ts');
        await signUp(context, link, options);
      }),
    );
}

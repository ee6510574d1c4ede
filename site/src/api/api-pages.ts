import { Marked } from 'marked';
import {
  type Comment,
  type CommentTag,
  type DeclarationReflection,
  type ReferenceReflection,
  ReflectionKind,
} from 'typedoc';
import { escaped } from '../generator/html.ts';
import type { Page } from '../generator/layout.ts';
import { markdownOf } from './comment-text.ts';
import { declarationText } from './declaration-text.ts';
import { type ApiModule, readApi } from './read-api.ts';

/** Where each export has its description: the address of its page, by its name. */
type Homes = ReadonlyMap<string, readonly string[]>;

/** Pages of the public modules of the packages, first a list of them. */
export async function apiPages(): Promise<readonly Page[]> {
  const modules = await readApi();
  const homes = Map.groupBy(
    modules.flatMap(({ address, exports }) =>
      exports.filter((one) => !one.isReference()).map(({ name }) => ({ name, address })),
    ),
    ({ name }) => name,
  );
  const addresses = new Map([...homes].map(([name, all]) => [name, all.map(({ address }) => address)]));
  return [listOf(modules), ...modules.map((module) => pageOf(module, modules, addresses))];
}

function listOf(modules: readonly ApiModule[]): Page {
  const parts = [...Map.groupBy(modules, (module) => module.package)].map(([name, own]) => {
    const items = own.map(
      ({ specifier, address, exports }) =>
        `<li><a href="/${address}/"><code>${specifier}</code></a> ${exports
          .slice(0, 4)
          .map((one) => escaped(one.name))
          .join(', ')}${exports.length > 4 ? ', …' : ''}</li>`,
    );
    return `<h2 id="${name.split('/')[1]}"><code>${name}</code></h2><ul>${items.join('')}</ul>`;
  });
  return {
    address: 'api',
    title: 'Modules of the packages',
    body: `<h1>Modules of the packages</h1><p>What programs in JavaScript and TypeScript can import. Everything else of a package may change at any time.</p>${parts.join('')}`,
  };
}

function pageOf(
  { specifier, address, exports }: ApiModule,
  modules: readonly ApiModule[],
  homes: Homes,
): Page {
  const own = exports.filter((one) => !one.isReference());
  const ids = idsOf(own);
  const described = own.map((one) => description(one, ids.get(one) ?? '', address, homes));
  const others = exports.flatMap((one) => (one.isReference() ? [elsewhere(one, modules)] : []));
  const body = [
    `<h1><code>${specifier}</code></h1>`,
    ...described,
    others.length === 0 ? '' : `<h2>Exported here, too</h2><ul>${others.join('')}</ul>`,
  ].join('\n');
  return { address, title: specifier, body };
}

/** Names are unique but for their case, and a type may have the name of a value. */
function idsOf(declarations: readonly DeclarationReflection[]): ReadonlyMap<DeclarationReflection, string> {
  const used = new Set<string>();
  return new Map(
    declarations.map((one) => {
      const id = used.has(one.name)
        ? `${one.name}-${ReflectionKind.singularString(one.kind).split(' ')[0]?.toLowerCase()}`
        : one.name;
      used.add(id);
      return [one, id];
    }),
  );
}

const commentOf = (one: DeclarationReflection): Comment | undefined =>
  one.comment ?? one.signatures?.[0]?.comment;

function description(one: DeclarationReflection, id: string, address: string, homes: Homes): string {
  const comment = commentOf(one);
  const tags = (name: string): readonly CommentTag[] =>
    comment?.blockTags.filter(({ tag }) => tag === name) ?? [];
  const parameters = (one.signatures?.[0]?.parameters ?? []).flatMap(({ name, comment }) =>
    comment === undefined
      ? []
      : [`<dt><code>${escaped(name)}</code></dt><dd>${textOf(markdownOf(comment.summary))}</dd>`],
  );
  const notes = [
    ...tags('@returns').map(({ content }) => `<dt>returns</dt><dd>${textOf(markdownOf(content))}</dd>`),
    ...tags('@throws').map(({ content }) => `<dt>throws</dt><dd>${textOf(markdownOf(content))}</dd>`),
  ];
  const facts = [...parameters, ...notes].join('');
  return [
    `<h2 id="${id}"><code>${escaped(one.name)}</code></h2>`,
    blocksOf(markdownOf(comment?.summary ?? [])),
    `<figure class="code"><pre tabindex="0"><code>${linked(declarationText(one), one.name, address, homes)}</code></pre></figure>`,
    facts === '' ? '' : `<dl class="facts">${facts}</dl>`,
    ...tags('@example').map(({ content }) => `<p>Example:</p>${blocksOf(markdownOf(content))}`),
  ].join('\n');
}

/** Code whose names of exported types lead to their descriptions. */
const linked = (code: string, own: string, address: string, homes: Homes): string =>
  escaped(code).replace(/\b[A-Z]\w+\b/g, (name) => {
    const pages = homes.get(name) ?? [];
    const page = pages.includes(address) ? address : pages[0];
    if (page === undefined || name === own) return name;
    return `<a href="${page === address ? '' : `/${page}/`}#${name}">${name}</a>`;
  });

function elsewhere(one: ReferenceReflection, modules: readonly ApiModule[]): string {
  const target = one.getTargetReflectionDeep();
  const home = modules.find(({ exports }) => exports.some((each) => each === target));
  const name = `<code>${escaped(one.name)}</code>`;
  if (home === undefined) return `<li>${name}</li>`;
  return `<li><a href="/${home.address}/#${target.name}">${name}</a> of <code>${home.specifier}</code></li>`;
}

const marked = new Marked({
  renderer: {
    // Comments link to files of the repository, which have no page here.
    link({ tokens }) {
      return this.parser.parseInline(tokens);
    },
    code: ({ text }) => `<figure class="code"><pre tabindex="0"><code>${escaped(text)}</code></pre></figure>`,
    html: ({ text }) => escaped(text),
  },
});

const textOf = (markdown: string): string => marked.parseInline(markdown, { async: false });
const blocksOf = (markdown: string): string =>
  // Code of an example may stand without a fence.
  marked.parse(/^(const|import|await) /.test(markdown.trim()) ? `\`\`\`ts\n${markdown}\n\`\`\`` : markdown, {
    async: false,
  });

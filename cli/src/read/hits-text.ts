import pc from 'picocolors';
import type { Page } from './render.ts';
import type { Hit } from './search.ts';
import { wrap } from './wrap.ts';

/** Formats the hits of a search, the best first. */
export function hitsText(words: string, hits: readonly Hit[], { width, color }: Page): string {
  const { bold, dim } = pc.createColors(color);
  const blocks = hits.map(({ topic, kind, heading, excerpt }) => {
    const where = heading === topic ? '' : ` › ${heading}`;
    return `${bold(topic)}${where} ${dim(`(${kind})`)}\n${wrap(`    ${excerpt}`, width)}`;
  });
  const many = `${hits.length} passages match ${JSON.stringify(words)}`;
  return `${blocks.join('\n')}\n\n${dim(`${many}; parsec-spec read NAME shows the whole text.`)}\n`;
}

/** The first of two steps: of all that is put into the template, the aliases alone. */
import type { Adoption } from '../../adopt/adopt.ts';
import { insertParts } from '../../insert/insert.ts';
import { parseParts } from '../../insert/part.ts';
import type { Part } from '../../insert/part.ts';
import { basePath } from '../../upgrade/manifest.ts';
import type { Write } from '../../upgrade/plan.ts';

/** Undefined if none is put in: every function has one already. */
export function aliasesFirst({ plan, survey, before }: Adoption): Write | undefined {
  const { template } = survey;
  const write = plan.writes.find(({ path }) => path === template);
  const parts = plan.writes.find(({ path }) => path === basePath(template))?.content;
  if (!write?.content || !parts) return undefined;
  const { text } = insertParts(before, template, parseParts(parts.bytes).filter(isAlias));
  return text === before ? undefined : { ...write, content: { ...write.content, bytes: Buffer.from(text) } };
}

function isAlias(part: Part): boolean {
  return 'value' in part && part.path.at(-1) === 'AutoPublishAlias';
}

/** Makefile: targets of ours below its owner's. */
import type { Beside, Found } from './beside.ts';
import { NOTHING, only } from './beside.ts';
import { runsSam } from './sam-commands.ts';
import { HEADING, toolCommand } from './tool.ts';

export function makefileParts({ config, adopted, file: { text } }: Beside): Found {
  const recipes = text.split(/\r?\n/).filter((line) => line.startsWith('\t'));
  const runs = recipes.some((line) => (['build', 'package', 'deploy'] as const).some((name) => runsSam(line, name)));
  if (!runs || isUnusual(text)) return NOTHING;
  const commands = adopted.hooks === 'none' ? ['score'] : ['score', 'measure'];
  const targets = commands
    .map((command) => ({ name: `fitness-${command}`, command: toolCommand(config, adopted, command) }))
    .filter(({ name }) => !isTaken(text, name));
  if (targets.length === 0) return NOTHING;
  return only({
    lines: [
      `# ${HEADING}.`,
      // recipes that run sam build find esbuild there
      ...(adopted.hooks === 'source' ? ['export PATH := $(CURDIR)/node_modules/.bin:$(PATH)'] : []),
      `.PHONY: ${targets.map(({ name }) => name).join(' ')}`,
      ...targets.flatMap(({ name, command }) => [`${name}:`, `\t${command}`]),
    ],
  });
}

/** Other recipes than such that begin with a tab, or a last line that goes on in the next. */
function isUnusual(text: string): boolean {
  return /^\s*\.RECIPEPREFIX\b/m.test(text) || /\\\s*$/.test(text) || /^define\b(?:(?!^endef\b)[^])*$/m.test(text);
}

function isTaken(text: string, name: string): boolean {
  return new RegExp(`(^|\\s)${name}(?![\\w-])`, 'm').test(text);
}

/** `history`: the releases of a stack as the recorder keeps them, or the score of every git tag. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { ownPackage } from '../package.ts';
import type { Past } from '../report/history.ts';
import { EXIT } from './exit.ts';
import type { Values } from './options.ts';
import type { Run, Terminal } from './terminal.ts';

export const run: Run<'history'> = async ({ values, positional, terminal }) => {
  const limit = limitOf(values.limit);
  refuseMixed(values, positional);
  const past = values.git
    ? await (await import('./history/tags.ts')).pastOfTags({ values, template: positional, limit, terminal })
    : await (await import('./history/stack.ts')).pastOfStack({ values, limit, terminal });
  const text = await rendered(past, values, terminal);
  if (values.output === undefined) terminal.out(text);
  else {
    const file = resolve(terminal.cwd, values.output);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    terminal.say(`Wrote ${values.output}.\n`);
  }
  return EXIT.ok;
};

async function rendered(past: Past, { format, output }: Values<'history'>, terminal: Terminal): Promise<string> {
  if (format === 'html') {
    const { historyPage } = await import('../report/html/history.ts');
    return historyPage(past, { now: new Date(), tool: `create-fitness-serverless@${ownPackage().version}` });
  }
  const { historyJson, historyTable } = await import('../report/history.ts');
  return format === 'json' ? historyJson(past) : historyTable(past, { color: terminal.color && output === undefined });
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return 100;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UserError('unknown-value', `--limit is a number of releases, not ${JSON.stringify(text)}.`);
}

/** What says where a stack is means nothing of tags, and the other way round. */
function refuseMixed(values: Values<'history'>, template: string | undefined): void {
  const ofStack = (['stack-name', 'profile', 'region'] as const).find((name) => values[name] !== undefined);
  if (values.git && ofStack !== undefined)
    throw new UserError('unexpected-option', `--git asks the repository, and --${ofStack} is for a stack.`, {
      hint: 'Leave one of them out.',
    });
  if (!values.git && template !== undefined)
    throw new UserError('unexpected-argument', `Unexpected argument ${JSON.stringify(template)}.`, {
      hint: 'A template is for --git.',
    });
}

/** `explain <check>`: its documentation page, and what a service has made of it. */
import { join } from 'node:path';
import type { Check } from '../checks/api.ts';
import { catalogue } from '../checks/catalogue.ts';
import { checksNamed, foreignNames } from '../checks/names.ts';
import { UserError } from '../errors.ts';
import { ownPackage } from '../package.ts';
import { checkPage, NO_EXAMPLES } from '../report/check-page.ts';
import { markdownForTerminal } from '../report/markdown-terminal.ts';
import { EXIT } from './exit.ts';
import { checksHere, settingOf } from './checks-here.ts';
import type { ChecksHere, Setting } from './checks-here.ts';
import { readIfThere } from './service.ts';
import { unknownCheck } from './subject.ts';
import type { Run } from './terminal.ts';

export const run: Run<'explain'> = async ({ values, positional, terminal }) => {
  if (positional === undefined)
    throw new UserError('missing-check', 'explain needs a check.', {
      hint: 'The command `checks` lists them all.',
    });
  const here = await checksHere(values, terminal);
  const found = checksNamed(positional, here.checks);
  if (found.length === 0) throw unknownCheck(positional, here.checks);
  if (values.json) {
    const explained = found.map((check) => explainedJson(check, here));
    terminal.out(`${JSON.stringify({ version: 1, checks: explained }, null, 2)}\n`);
  } else {
    const pages = found.map((check) =>
      [settingText(settingOf(check, here), here), pageOf(check)].filter(Boolean).join('\n\n'),
    );
    terminal.out(pages.map((page) => markdownForTerminal(page, terminal)).join('\n'));
  }
  return EXIT.ok;
};

/** Of a built-in check, the page that is shipped; of any other, one without examples. */
function pageOf(check: Check): string {
  const shipped = catalogue.includes(check)
    ? join(ownPackage().root, 'docs', 'checks', `${check.meta.id}.md`)
    : undefined;
  return (shipped && readIfThere(shipped)) ?? checkPage(check, NO_EXAMPLES);
}

function explainedJson(check: Check, here: ChecksHere): unknown {
  const { meta } = check;
  return {
    ...meta,
    fixable: check.fix !== undefined,
    builtIn: catalogue.includes(check),
    names: foreignNames(meta),
    here: settingOf(check, here) ?? null,
    page: pageOf(check),
  };
}

function settingText(setting: Setting | undefined, { environment = '' }: ChecksHere): string {
  if (!setting) return '';
  const { enabled, mode, weight, options } = setting;
  if (!enabled) return `**Here (${environment}):** not enabled.`;
  const given = Object.entries(options).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const with_ = given.length > 0 ? `, ${given.join(', ')}` : '';
  return `**Here (${environment}):** ${mode === 'trial' ? 'in trial, not counted' : `enforced, weight ${weight}`}${with_}.`;
}

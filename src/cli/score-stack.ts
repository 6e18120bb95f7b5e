/** `score --stack-name S`: the fitness of what is deployed, read and judged as the pre-traffic hook does it. */
import { UserError } from '../errors.ts';
import { serializeBaseline } from '../fitness/baseline.ts';
import { deployedHere } from './deployed-stack.ts';
import type { ExitStatus } from './exit.ts';
import type { Values } from './options.ts';
import { outputsOf, writeOutputs } from './outputs.ts';
import { statusOf } from './score.ts';
import type { Terminal } from './terminal.ts';

/** What says something of templates on disk, and nothing of a stack. */
const OF_TEMPLATES = [
  'against',
  'baseline',
  'fetch',
  'accept-failures',
  'prune-failures',
  'parameter-overrides',
  'parameter-file',
] as const;

export async function scoreStack(
  stackName: string,
  values: Values<'score'>,
  positionals: readonly string[],
  terminal: Terminal,
): Promise<ExitStatus> {
  refuseTemplates(values, positionals);
  const outputs = outputsOf(values.format, values.output);
  const here = await deployedHere({ ...values, 'stack-name': stackName }, terminal.cwd);
  const { report, baseline } = here.judge();
  const entry = {
    template: report.template,
    report: { ...report, diagnostics: [...report.diagnostics, ...here.notices] },
    checks: here.own.checks,
    ownChecks: here.own.files,
    ...(outputs.some(({ format }) => format === 'json') && { baseline: serializeBaseline(baseline()) }),
  };
  await writeOutputs([entry], outputs, { terminal, now: new Date() });
  return statusOf(report);
}

function refuseTemplates(values: Values<'score'>, positionals: readonly string[]): void {
  const option = OF_TEMPLATES.find((name) => values[name] !== undefined);
  const what = option ? `--${option}` : positionals[0];
  if (what === undefined) return;
  throw new UserError('stack-and-template', `${what} is about a template, and --stack-name about what is deployed.`, {
    hint: 'Leave one of them out.',
  });
}

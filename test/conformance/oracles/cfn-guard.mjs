/**
 * Asks AWS Control Tower's proactive rules, run by cfn-guard, for their verdicts.
 *
 * Usage: node cfn-guard.mjs FOLDER < {"templates": {NAME: TEMPLATE}, "rules": ["CT.S3.PR.2"]}
 * FOLDER holds the node_modules with @cdklabs/cdk-validator-cfnguard. Prints
 * {RULE: {NAME: {"status": "PASS" | "FAIL" | "SKIP", "failing": [LOGICAL_ID]}}}.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const base = join(process.argv[2], 'node_modules', '@cdklabs', 'cdk-validator-cfnguard');
/** Templates that one process is given. */
const BATCH = 50;

const system = process.platform === 'darwin' ? 'macos' : 'ubuntu';
const binary = join(base, 'bin', system, process.arch === 'arm64' ? 'aarch64' : 'x86_64', 'cfn-guard');

const { templates, rules } = JSON.parse(readFileSync(0, 'utf8'));
const sources = rules.map((rule) => readFileSync(fileOf(rule), 'utf8'));
const verdicts = Object.fromEntries(rules.map((rule) => [rule, {}]));
const names = Object.keys(templates);
for (let from = 0; from < names.length; from += BATCH) {
  const batch = names.slice(from, from + BATCH);
  const reports = judged(batch.map((name) => templates[name]));
  for (const [index, report] of reports.entries()) {
    for (const [at, rule] of rules.entries()) verdicts[rule][batch[index]] = verdictOf(report, ruleNames(sources[at]));
  }
}
process.stdout.write(JSON.stringify(verdicts));

/** `CT.LAMBDA.PR.2` is in a file `ct-lambda-pr-2.guard`, in a folder per service. */
function fileOf(rule) {
  const folder = join(base, 'rules', 'control-tower', 'cfn-guard');
  const name = `${rule.toLowerCase().replaceAll('.', '-')}.guard`;
  const found = readdirSync(folder).find((service) => existsSync(join(folder, service, name)));
  if (!found) throw new Error(`There is no rule ${rule} in ${folder}`);
  return join(folder, found, name);
}

function ruleNames(source) {
  return new Set([...source.matchAll(/^rule (\w+)/gm)].map((match) => match[1]));
}

function verdictOf(report, names) {
  const failed = report.not_compliant.filter(({ Rule }) => names.has(Rule.name));
  if (failed.length > 0)
    return { status: 'FAIL', failing: [...new Set(failed.flatMap((rule) => [...logicalIds(rule)]))] };
  return { status: report.compliant.some((name) => names.has(name)) ? 'PASS' : 'SKIP', failing: [] };
}

/** One report a template, in their order. */
function judged(batch) {
  const input = JSON.stringify({ data: batch.map((template) => JSON.stringify(template, subAsText)), rules: sources });
  const options = ['--payload', '--structured', '--show-summary', 'none', '--output-format', 'json'];
  const { stdout, stderr, error } = spawnSync(binary, ['validate', ...options], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 29,
  });
  const reports = stdout?.startsWith('[') ? JSON.parse(stdout) : [];
  if (reports.length !== batch.length) throw new Error(`cfn-guard: ${error ?? (stderr || stdout)}`);
  return reports.sort((a, b) => position(a) - position(b));
}

/** The rules know references, but no `Fn::Sub`: they take the ARN that SAM writes so for none at all. It is a text. */
function subAsText(_key, value) {
  const text = value?.['Fn::Sub'];
  return typeof text === 'string' ? text : Array.isArray(text) ? text[0] : value;
}

/** `DATA_STDIN[7]` → 7 */
function position({ name }) {
  return Number(/\d+/.exec(name)?.[0]);
}

/** Of the paths at which a rule failed. */
function* logicalIds(node) {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'path' && typeof value === 'string') {
      const found = /^\/Resources\/([^/]+)/.exec(value)?.[1];
      if (found) yield found;
    } else yield* logicalIds(value);
  }
}

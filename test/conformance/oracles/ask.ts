/** Runs the oracles, each in a process of its own. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { installOracles } from './setup.mjs';
import type { Templates } from './templates.ts';

/** `error`: the rule threw. */
export type Answer = 'pass' | 'fail' | 'error';

type ByRuleAndTemplate<T> = Readonly<Record<string, Readonly<Record<string, T>>>>;

export interface NagReport {
  /** By rule, template and resource; what a rule does not apply to is left out. */
  readonly verdicts: ByRuleAndTemplate<Readonly<Record<string, Answer>>>;
  /** Templates that the CDK cannot include, with what it says of them. */
  readonly left: Readonly<Record<string, string>>;
}

export interface GuardVerdict {
  /** SKIP: there is nothing in the template that the rule judges. */
  readonly status: 'PASS' | 'FAIL' | 'SKIP';
  readonly failing: readonly string[];
}

export function askNag(templates: Templates, rules: readonly string[]): Promise<NagReport> {
  return ask('cdk-nag', templates, rules);
}

export function askGuard(templates: Templates, rules: readonly string[]): Promise<ByRuleAndTemplate<GuardVerdict>> {
  return ask('cfn-guard', templates, rules);
}

function ask<T>(oracle: string, templates: Templates, rules: readonly string[]): Promise<T> {
  const script = join(import.meta.dirname, `${oracle}.mjs`);
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [script, installOracles()],
      { encoding: 'utf8', maxBuffer: 2 ** 29 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${oracle}: ${stderr || error.message}`));
        else resolve(JSON.parse(stdout) as T);
      },
    );
    child.stdin?.end(JSON.stringify({ templates, rules: [...new Set(rules)] }));
  });
}

/**
 * Asks rules of cdk-nag for their verdict on every resource of templates.
 *
 * Usage: node cdk-nag.mjs FOLDER < {"templates": {NAME: TEMPLATE}, "rules": ["s3.S3BucketVersioningEnabled"]}
 * FOLDER holds the node_modules with cdk-nag. Prints {RULE: {NAME: {LOGICAL_ID: "pass" | "fail" | "error"}}}; what a
 * rule does not apply to is left out, and so is a template that the CDK cannot include.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const load = createRequire(join(process.argv[2], 'package.json'));
const { App, CfnResource, Stack } = load('aws-cdk-lib');
const { CfnInclude } = load('aws-cdk-lib/cloudformation-include');
const nag = load('cdk-nag').rules;

const { templates, rules } = JSON.parse(readFileSync(0, 'utf8'));
const verdicts = Object.fromEntries(rules.map((rule) => [rule, {}]));
const scratch = mkdtempSync(join(tmpdir(), 'cdk-nag-'));
try {
  for (const [name, template] of Object.entries(templates)) {
    const resources = included(template);
    for (const rule of rules) {
      const [service, id] = rule.split('.');
      const found = resources.flatMap(({ node, logicalId }) => {
        const verdict = verdictOf(nag[service][id], node);
        return verdict ? [[logicalId, verdict]] : [];
      });
      if (found.length > 0) verdicts[rule][name] = Object.fromEntries(found);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(JSON.stringify(verdicts));

function included(template) {
  const templateFile = join(scratch, 'template.json');
  writeFileSync(templateFile, JSON.stringify(template));
  const stack = new Stack(new App(), 'Stack');
  try {
    new CfnInclude(stack, 'Template', { templateFile });
  } catch {
    return [];
  }
  const nodes = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  return nodes.map((node) => ({ node, logicalId: stack.resolve(node.logicalId) }));
}

function verdictOf(rule, resource) {
  try {
    const verdict = rule(resource);
    if (Array.isArray(verdict)) return verdict.length > 0 ? 'fail' : undefined;
    return { Compliant: 'pass', 'Non-Compliant': 'fail' }[verdict];
  } catch {
    return 'error';
  }
}

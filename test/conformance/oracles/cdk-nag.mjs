/**
 * Asks rules of cdk-nag for their verdict on every resource of templates.
 *
 * Usage: node cdk-nag.mjs FOLDER < {"templates": {NAME: TEMPLATE}, "rules": ["s3.S3BucketVersioningEnabled"]}
 * FOLDER holds the node_modules with cdk-nag. Prints {"verdicts": {RULE: {NAME: {LOGICAL_ID: "pass" | "fail" | "error"}}},
 * "left": {NAME: WHY}}: a rule that throws is an error, what it does not apply to is left out, and a template that the CDK
 * cannot include is among those left, by what the CDK says of it.
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
const left = {};
const scratch = mkdtempSync(join(tmpdir(), 'cdk-nag-'));
try {
  for (const [name, template] of Object.entries(templates)) {
    let resources;
    try {
      resources = included(template);
    } catch (error) {
      left[name] = error.message;
      continue;
    }
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
process.stdout.write(JSON.stringify({ verdicts, left }));

/**
 * Many a template of the corpus refers to what it lacks, or leaves out a property that no rule reads; the CDK refuses it,
 * so it is given a stand-in for each.
 */
function included(template) {
  const resources = { ...template.Resources };
  for (let attempts = 0; ; attempts++) {
    try {
      return nodesOf({ ...template, Resources: resources });
    } catch (error) {
      const { message } = error;
      const absent = /'(\w+)' (?:was )?not found|depends on '?(\w+)'? that doesn't exist/.exec(message);
      const [, owner, property] = /(\w+) \[[\w:]+\] is missing required property: (\w+)/.exec(message) ?? [];
      if (attempts > 20 || !(absent ?? owner)) throw error;
      if (absent) resources[absent[1] ?? absent[2]] = { Type: 'AWS::CloudFormation::WaitConditionHandle' };
      else resources[owner] = withProperty(resources[owner], property);
    }
  }
}

function withProperty(resource, property) {
  const name = `${property[0].toUpperCase()}${property.slice(1)}`;
  return { ...resource, Properties: { ...resource.Properties, [name]: 'missing' } };
}

function nodesOf(template) {
  const templateFile = join(scratch, 'template.json');
  writeFileSync(templateFile, JSON.stringify(template, statementInOrder));
  const stack = new Stack(new App(), 'Stack');
  new CfnInclude(stack, 'Template', { templateFile, allowCyclicalReferences: true });
  const nodes = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  return nodes.map((node) => ({ node, logicalId: stack.resolve(node.logicalId) }));
}

/** The CDK writes the elements of a policy statement by name, and rules rely on it: they look for an Action before an Effect. */
function statementInOrder(_key, value) {
  const isStatement = typeof value === 'object' && value !== null && 'Effect' in value;
  return isStatement ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
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

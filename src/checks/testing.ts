/**
 * For tests of checks, with any test framework.
 *
 * @example
 * import { checkTester } from 'create-fitness-serverless/testing';
 * import check from '../../fitness/checks/custom/queue-has-dead-letter-queue.ts';
 *
 * checkTester(check, {
 *   pass: [{ template: `
 *     Queue:
 *       Type: AWS::SQS::Queue
 *       Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn } }` }],
 *   fail: [{ template: 'Queue: { Type: AWS::SQS::Queue }', message: 'has no dead-letter queue' }],
 * });
 */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { applyEdits, type Edit } from '../template/edit.ts';
import type { Path, SourceDocument, Template, TemplateInputs } from '../template/model.ts';
import { parseDocument } from '../template/parse.ts';
import { Scenario } from '../template/resolve.ts';
import { loadTemplate } from '../template/template.ts';
import type { Check, CheckContext, Fix, Verdict } from './check.ts';
import { editsOf } from './fixes.ts';
import { evaluate, measured, verdictOn, withDefaults, type EnabledCheck } from './evaluate.ts';

export interface CheckCase {
  /** Shown as the name of the test; what is judged if absent. */
  readonly name?: string;
  /** A template in YAML or JSON, SAM or CloudFormation; without `Resources:`, what stands below it. */
  readonly template: string;
  /** Logical id of the resource that is judged; the first one of the check's types if absent. */
  readonly resource?: string;
  /** Over the check's defaults. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The check's clock; today if absent. */
  readonly now?: string;
  readonly inputs?: TemplateInputs;
}

export interface MessageCase extends CheckCase {
  /** What the message says: all of it, or what it matches. */
  readonly message?: string | RegExp;
}

export interface FailCase extends MessageCase {
  /** The place that decided, below the resource that it stands in. */
  readonly path?: Path;
  /** The template's text after the check's fix; without it a fix is only held to its contract. `false`: there is none. */
  readonly fixed?: string | false;
}

export interface CheckCases {
  readonly pass: readonly CheckCase[];
  readonly fail: readonly FailCase[];
  readonly unknown?: readonly MessageCase[];
  readonly notApplicable?: readonly MessageCase[];
}

/** `test` of jest, vitest, mocha's `it`, or of `node:test`. */
export type TestFunction = (name: string, run: () => void) => unknown;

/**
 * Makes a test of every case. Each also holds the check to what all checks promise:
 *
 * - the deciding property replaced by a reference that cannot be resolved → unknown, unless another one fails as well
 * - replaced by `AWS::NoValue` → as if it were deleted
 * - the SAM source and the template after the transform agree
 * - unrelated resources have no influence, and an empty template no result
 * - its fix makes it pass, and a second time changes nothing
 *
 * @param test the framework's function; the global `test` or `it` if absent; without one, the cases run at once
 */
export function checkTester<Options>(check: Check<Options>, cases: CheckCases, test?: TestFunction): void {
  const tested = check as unknown as Check;
  const { id } = check.meta;
  const register = test ?? frameworkTest() ?? ((_name: string, run: () => void) => run());
  const add = (each: CheckCase, status: Verdict['status'], index: number, run: (bench: Bench) => void) =>
    register(`${id}: ${status}: ${each.name ?? `case ${index + 1}`}`, () => run(new Bench(tested, each)));

  register(`${id}: an empty template has no result`, () => {
    const results = new Bench(tested, { template: '{"Resources": {}}' }).results();
    assert.deepEqual(
      results.filter(({ status }) => status !== 'not-applicable'),
      [],
    );
  });
  cases.pass.forEach((each, index) => {
    add(each, 'pass', index, (bench) => {
      bench.expectStatus('pass');
      bench.expectContract();
    });
  });
  cases.fail.forEach((each, index) => {
    add(each, 'fail', index, (bench) => {
      bench.expectStatus('fail', each.message);
      if (each.path) assert.deepEqual(bench.place().path, each.path, 'the path that decided');
      bench.expectFix(each.fixed);
      bench.expectContract();
    });
  });
  (cases.unknown ?? []).forEach((each, index) => {
    add(each, 'unknown', index, (bench) => bench.expectStatus('unknown', each.message));
  });
  (cases.notApplicable ?? []).forEach((each, index) => {
    add(each, 'not-applicable', index, (bench) => {
      bench.expectStatus('not-applicable', each.message);
      bench.expectIndifference();
    });
  });
}

function frameworkTest(): TestFunction | undefined {
  const scope = globalThis as { test?: TestFunction; it?: TestFunction };
  return scope.test ?? scope.it;
}

/** One case: its template, and the check that judges it. */
class Bench {
  readonly #enabled: EnabledCheck;
  readonly #case: CheckCase;
  readonly #document: SourceDocument;
  readonly #template: Template;
  readonly #now: Date;

  constructor(check: Check, each: CheckCase) {
    this.#enabled = { check, options: each.options ?? {}, mode: 'enforced', weight: check.meta.weight };
    this.#case = each;
    this.#document = parseDocument(wholeTemplate(each.template), 'template.yaml');
    this.#template = loadTemplate(this.#document, each.inputs);
    this.#now = each.now === undefined ? new Date() : new Date(each.now);
  }

  results(template: Template = this.#template) {
    const { results, diagnostics } = evaluate(template, [this.#enabled], { now: this.#now, exclude: new Set() });
    assert.deepEqual(diagnostics, [], 'the check threw');
    return results;
  }

  expectStatus(status: Verdict['status'], message?: string | RegExp): void {
    const verdict = this.#verdict();
    const said = 'message' in verdict ? verdict.message : '';
    assert.equal(verdict.status, status, `it is ${verdict.status}: ${said}`);
    if (typeof message === 'string') assert.equal(said, message);
    else if (message) assert.match(said, message);
  }

  /** Where the property that decided stands. */
  place(): { resource: string; path: Path } {
    const { path = [], resource = this.#resource() } = { path: undefined, resource: undefined, ...this.#verdict() };
    return { resource, path };
  }

  expectContract(): void {
    this.#expectUnreadable();
    this.#expectNoValueIsNothing();
    this.expectIndifference();
  }

  /** To the form of the template, and to what else is in it. */
  expectIndifference(): void {
    const statuses = (template: Template) =>
      this.results(template).map(({ resource, status }) => ({ resource, status }));
    assert.deepEqual(
      statuses(this.#reload(transformed(this.#template))),
      statuses(this.#template),
      'after the SAM transform',
    );
    const more = put(this.#document.data, ['Resources', 'UnrelatedHandle'], {
      Type: 'AWS::CloudFormation::WaitConditionHandle',
    });
    assert.deepEqual(statuses(this.#reload(more)), statuses(this.#template), 'with an unrelated resource');
  }

  expectFix(fixed: string | false | undefined): void {
    const edits = this.#fixes(this.#template);
    if (edits.length === 0) return assert.ok(!fixed, 'it has no fix');
    assert.notEqual(fixed, false, 'it has a fix');
    const text = applyEdits(this.#document, edits);
    if (fixed) assert.equal(text, wholeTemplate(fixed));
    const after = loadTemplate(parseDocument(text, 'template.yaml'), this.#case.inputs);
    assert.equal(this.#verdict(after).status, 'pass', `after its fix:\n${text}`);
    assert.equal(applyEdits(parseDocument(text, 'template.yaml'), edits), text, 'its fix, a second time');
  }

  #fixes(template: Template): Edit[] {
    const { check } = this.#enabled;
    const scenario = new Scenario(template);
    const view = scenario.resource(this.#resource());
    const context: CheckContext = {
      options: withDefaults(check, this.#enabled.options),
      now: this.#now,
      resources: (...types) => scenario.resources(...types),
      refersTo: (value, other) => scenario.refersTo(value, other),
      measurement: (name, of) => measured(template.inputs.measurements, name, of),
    };
    const fixes: readonly Fix[] = (view && check.fix?.(view, context)) ?? [];
    return editsOf(template, this.#resource(), fixes) ?? [];
  }

  #expectUnreadable(): void {
    const path = this.#decidingPath();
    if (!path) return;
    const data = put(this.#document.data, path, { Ref: 'UnresolvableReference' });
    const verdict = this.#verdict(this.#reload(data));
    // What fails at several places goes on to fail, at the next of them.
    if (verdict.status === 'fail' && verdict.path && !isDeepStrictEqual(verdict.path, this.place().path)) return;
    assert.equal(verdict.status, 'unknown', `${path.join('.')} replaced by a reference that cannot be resolved`);
  }

  #expectNoValueIsNothing(): void {
    const path = this.#decidingPath();
    if (!path) return;
    const nothing = this.#reload(put(this.#document.data, path, { Ref: 'AWS::NoValue' }));
    const deleted = this.#reload(put(this.#document.data, path, undefined));
    assert.equal(
      this.#verdict(nothing).status,
      this.#verdict(deleted).status,
      `${path.join('.')} replaced by AWS::NoValue, as against deleted`,
    );
  }

  /** In the source; undefined if the verdict is not decided by a property that can be written there. */
  #decidingPath(): Path | undefined {
    const { resource, path } = this.place();
    const found = this.#template.resources.get(resource);
    if (!found || path.length === 0 || found.generated) return undefined;
    if (!editsOf(this.#template, resource, [{ path, remove: true }])) return undefined;
    const source = found.sourcePath(path);
    return source.at(-1) === path.at(-1) && isPlain(this.#document.data, source) ? source : undefined;
  }

  #verdict(template: Template = this.#template): Verdict {
    const verdict = verdictOn(template, this.#enabled, this.#resource(), this.#now);
    assert.ok(verdict, `there is no resource ${this.#resource()} that it judges`);
    return verdict;
  }

  #resource(): string {
    const { resourceTypes } = this.#enabled.check.meta;
    const first = [...this.#template.resources.values()].find(({ type }) => resourceTypes.includes(type));
    return this.#case.resource ?? first?.logicalId ?? '';
  }

  #reload(data: unknown): Template {
    return loadTemplate(parseDocument(JSON.stringify(data), 'template.json'), this.#case.inputs);
  }
}

/** Text below `Resources:` stands there; SAM resources have their transform. */
export function wholeTemplate(text: string): string {
  if (/^\s*\{/.test(text) || /^Resources:/m.test(text)) return text;
  const transform = text.includes('AWS::Serverless::') ? 'Transform: AWS::Serverless-2016-10-31\n' : '';
  const lines = text.split('\n').filter((line, index, all) => line.trim() || (index > 0 && index < all.length - 1));
  const margin = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  const body = lines.map((line) => (line.trim() ? `  ${line.slice(margin)}` : '')).join('\n');
  return `${transform}Resources:\n${body}\n`;
}

/** The template as CloudFormation has it after the SAM transform. */
function transformed(template: Template): unknown {
  const resources = [...template.resources.values()].map((resource) => {
    const { logicalId, type, properties, condition, dependsOn, attributes } = resource;
    const written = { Type: type, Properties: properties, DependsOn: dependsOn, ...attributes };
    return [logicalId, condition === undefined ? written : { ...written, Condition: condition }];
  });
  return {
    Parameters: template.parameters,
    Mappings: template.mappings,
    Conditions: template.conditions,
    Resources: Object.fromEntries(resources) as unknown,
  };
}

type Container = Record<string | number, unknown>;

/** Does the path lead through maps and lists only, and not through a function such as Fn::If? */
function isPlain(data: unknown, path: Path): boolean {
  let node = data;
  for (const step of path) {
    if (node === undefined) return typeof step === 'string';
    if (typeof node !== 'object' || node === null) return false;
    if (Object.keys(node).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return false;
    node = (node as Container)[step];
  }
  return true;
}

/** A copy of the data with this value at the path; without the key if it is undefined. */
function put(data: unknown, path: Path, value: unknown): unknown {
  const copy = structuredClone(data);
  const last = path.at(-1) ?? '';
  let node = copy as Container;
  for (const step of path.slice(0, -1)) node = (node[step] ??= {}) as Container;
  if (value !== undefined) node[last] = value;
  else if (Array.isArray(node)) node.splice(Number(last), 1);
  else delete node[last];
  return copy;
}

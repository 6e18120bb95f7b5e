/** How much there is to understand in a service: the regularisation of the fitness function. */
import type { ComplexityConfig } from '../config/config.ts';
import type { MeasurementName } from '../measurements/names.ts';
import { gearOf } from '../template/gear.ts';
import { dependencyGraph } from '../template/graph.ts';
import type { Resource, Template } from '../template/model.ts';

export interface Complexity {
  /** 0 for nothing, 1 at the budget. */
  readonly value: number;
  /** λ · value: points that it takes off the score. */
  readonly penalty: number;
  readonly terms: Readonly<Record<string, number>>;
}

/**
 * The terms of a template, our own gear apart:
 * - `resources`: after the SAM transform
 * - `functions`: Lambda functions among them
 * - `edges`: pairs of resources of which one refers to the other
 * - `iamStatements`: statements in the policies of roles, users and groups
 * - `cyclomatic`: paths through the functions of the sources, and `dependencies`: packages that are deployed; where they were
 *   measured
 */
export function complexityTerms(
  template: Template,
  gear: ReadonlySet<string> = gearOf(template),
): Record<string, number> {
  const product = [...template.resources.values()].filter(({ logicalId }) => !gear.has(logicalId));
  const ids = new Set(product.map(({ logicalId }) => logicalId));
  const edges = new Set(
    dependencyGraph(template)
      .edges.filter(({ from, to }) => from !== to && ids.has(from) && ids.has(to))
      .map(({ from, to }) => `${from} ${to}`),
  );
  return {
    resources: product.length,
    functions: product.filter(({ type }) => type === 'AWS::Lambda::Function').length,
    edges: edges.size,
    iamStatements: product.reduce((sum, resource) => sum + iamStatements(resource), 0),
    ...measuredTerms(template),
  };
}

/** Terms of the sources, by what is measured of the whole service. */
const MEASURED = { cyclomatic: 'cyclomaticComplexity', dependencies: 'dependencyCount' } as const satisfies Record<
  string,
  MeasurementName
>;

/** What was not measured is left out: 0 would be a claim. */
function measuredTerms({ inputs: { measurements } }: Template): Record<string, number> {
  const terms = Object.entries(MEASURED).flatMap(([term, name]): [string, number][] => {
    const found = measurements && Object.hasOwn(measurements, name) ? measurements[name] : undefined;
    return found && 'value' in found ? [[term, found.value]] : [];
  });
  return Object.fromEntries(terms);
}

type Terms = Complexity['terms'];

/** Of then and now over the terms that are known in both; and the terms that are not, but for those without a weight. */
export function comparableComplexity(
  before: Terms,
  now: Terms,
  config: ComplexityConfig,
): { before: Complexity; now: Complexity; left: string[] } {
  const inBoth = (terms: Terms) => Object.fromEntries(Object.entries(terms).filter(([term]) => isShared(term)));
  const isShared = (term: string) => Object.hasOwn(before, term) && Object.hasOwn(now, term);
  const left = Object.keys({ ...before, ...now }).filter((term) => !isShared(term) && (config.terms[term] ?? 0) > 0);
  return { before: complexityOf(inBoth(before), config), now: complexityOf(inBoth(now), config), left };
}

/**
 * `log2(1 + S/budget)` of the weighted sum S: it grows in every term, is 1 at the budget, and weighs the step from small to
 * middling more than that from large to larger. Terms without a weight do not count.
 */
export function complexityOf(terms: Readonly<Record<string, number>>, config: ComplexityConfig): Complexity {
  const sum = Object.entries(terms).reduce((total, [term, amount]) => total + (config.terms[term] ?? 0) * amount, 0);
  const value = Math.log2(1 + sum / config.budget);
  return { value, penalty: config.lambda * value, terms };
}

function iamStatements({ type, properties }: Resource): number {
  if (!type.startsWith('AWS::IAM::')) return 0;
  return statementsIn(properties['PolicyDocument']) + statementsIn(properties['Policies']);
}

/** In a policy document, or in everything below a list of policies, branches of Fn::If included. */
function statementsIn(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0;
  if (Array.isArray(node)) return node.reduce<number>((sum, item) => sum + statementsIn(item), 0);
  if ('Statement' in node) return Array.isArray(node.Statement) ? node.Statement.length : 1;
  return Object.values(node).reduce<number>((sum, item) => sum + statementsIn(item), 0);
}

/** A gate that was made weaker is a reason of its own: else the first step around it would be to change it. */
import type { GateConfig } from '../config/config.ts';
import type { Comparison } from './comparison.ts';

/** What is weaker than in the baseline, in clauses. */
export function weakenings({ before, now }: Comparison, nameOf: (key: number) => string | undefined): string[] {
  return [
    ...ofGate(before.config.gate, now.config.gate),
    ...ofChecks({ before, now }),
    ...ofComplexity({ before, now }),
    ...ofHooks({ before, now }, nameOf),
    ...ofSuppressions({ before, now }, nameOf),
  ];
}

type Pair = Pick<Comparison, 'before' | 'now'>;

function ofGate(before: GateConfig, now: GateConfig): string[] {
  const lowered = (key: 'minimum' | 'minCoverage' | 'requireImprovement') => {
    const [then, today] = [before[key] ?? 0, now[key] ?? 0];
    return today < then ? [`${key} is lowered from ${then} to ${today}`] : [];
  };
  const raised = (key: 'maxDrop' | 'maxComplexityGrowth') => {
    const [then, today] = [before[key] ?? Infinity, now[key] ?? Infinity];
    if (today <= then) return [];
    return [today === Infinity ? `${key} is taken away` : `${key} is raised from ${then} to ${today}`];
  };
  return [
    ...(before.mode === 'enforce' && now.mode === 'observe' ? ['it only observes'] : []),
    ...lowered('minimum'),
    ...lowered('minCoverage'),
    ...lowered('requireImprovement'),
    ...raised('maxDrop'),
    ...raised('maxComplexityGrowth'),
    ...(before.noNewFailures && !now.noNewFailures ? ['noNewFailures is switched off'] : []),
    ...(before.withoutBaseline !== 'pass' && now.withoutBaseline === 'pass'
      ? ['withoutBaseline lets through what cannot be compared']
      : []),
    ...before.require.filter((id) => !now.require.includes(id)).map((id) => `${id} is required no longer`),
  ];
}

function ofChecks({ before, now }: Pair): string[] {
  return [...before.checks].flatMap(([id, then]) => {
    if (then.mode !== 'enforced' || then.weight === 0) return [];
    const today = now.checks.get(id);
    if (!today) return [`${id} is switched off`];
    if (today.mode === 'trial') return [`${id} is only tried out`];
    // Another version of the tool may weigh its own checks differently.
    const isLighter = before.tool === now.tool && today.weight < then.weight;
    return isLighter ? [`the weight of ${id} is lowered from ${then.weight} to ${today.weight}`] : [];
  });
}

function ofComplexity({ before, now }: Pair): string[] {
  const [then, today] = [before.config.complexity, now.config.complexity];
  return [
    ...(today.lambda < then.lambda ? [`complexity's lambda is lowered from ${then.lambda} to ${today.lambda}`] : []),
    ...(today.budget > then.budget ? [`complexity's budget is raised from ${then.budget} to ${today.budget}`] : []),
  ];
}

function ofHooks({ before, now }: Pair, nameOf: (key: number) => string | undefined): string[] {
  const removed = (hook: 'before' | 'after', name: string) =>
    before.hooks[hook]
      .filter((key) => now.resources.has(key) && !now.hooks[hook].includes(key))
      .map((key) => `${nameOf(key) ?? 'a function'} is deployed without its ${name} hook`);
  return [...removed('before', 'pre-traffic'), ...removed('after', 'post-traffic')];
}

function ofSuppressions({ before, now }: Pair, nameOf: (key: number) => string | undefined): string[] {
  return [...now.checks].flatMap(([id, { mode, weight, suppressed }]) =>
    mode === 'trial' || weight === 0
      ? []
      : [...suppressed]
          .filter((key) => !before.checks.get(id)?.suppressed.has(key))
          .map((key) => `${nameOf(key) ?? 'a resource'} is taken out of ${id} by its metadata`),
  );
}

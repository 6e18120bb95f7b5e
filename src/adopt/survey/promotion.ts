/** In which order releases pass through environments, by their names. */

/** From the developer's to the public's. Between them what no pattern knows. */
const PROMOTION: readonly (readonly [RegExp, number])[] = [
  [/^(local|sandbox|sbx)(?![a-z])/i, 0],
  [/^(dev|develop|development)(?![a-z])/i, 1],
  [/^(alpha|ci|feature|int|integration|preview|qa|test|testing|tst)(?![a-z])/i, 2],
  [/^(acc|acceptance|beta|demo|perf|pre|preprod|preproduction|stage|staging|stg|uat)(?![a-z])/i, 4],
  [/^(live|main|prd|prod|production)(?![a-z])/i, 5],
];
export const BETWEEN = 3;
export const PUBLIC = 5;

export function rankOf(name: string): number {
  return PROMOTION.find(([pattern]) => pattern.test(name))?.[1] ?? BETWEEN;
}

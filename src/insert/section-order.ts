/** The order in which the sections of a template usually stand. */

/**
 * As AWS's own SAM templates have it; Rules and Hooks beside what they are about.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy.html
 */
const SECTIONS: readonly string[] = [
  'AWSTemplateFormatVersion',
  'Transform',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Globals',
  'Hooks',
  'Resources',
  'Outputs',
];

/**
 * Of the keys of a document the one below which a new one stands: the last key that comes before it. `first`: it stands above
 * all of them. `last`: at the end, as keys do in files that are no templates.
 */
export function keyAbove(key: string, keys: readonly string[]): { readonly key: string } | 'first' | 'last' {
  const rank = SECTIONS.indexOf(key);
  if (rank < 0 || !keys.includes('Resources')) return 'last';
  const above = keys.filter((one) => SECTIONS.includes(one) && SECTIONS.indexOf(one) < rank);
  const [nearest] = above.sort((a, b) => SECTIONS.indexOf(b) - SECTIONS.indexOf(a));
  return nearest === undefined ? 'first' : { key: nearest };
}

/** Sections in their order; what is none stays in its own, at the end. */
export function inSectionOrder<T>(entries: readonly (readonly [string, T])[]): (readonly [string, T])[] {
  const rank = ([key]: readonly [string, T]): number =>
    SECTIONS.includes(key) ? SECTIONS.indexOf(key) : SECTIONS.length;
  return [...entries].sort((a, b) => rank(a) - rank(b));
}

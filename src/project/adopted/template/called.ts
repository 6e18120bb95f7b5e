/** How names of ours are called in a template that has names of its own: ours give way. */
import { createHash } from 'node:crypto';
import type { SourceDocument, Template } from '../../../template/model.ts';
import { isRecord, own } from '../../../template/resolve/values.ts';
import { loadTemplate } from '../../../template/template.ts';

/** From our name to the one that it has here. */
export type Called = (name: string) => string;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const LONGEST_LOGICAL_ID = 255;

const SECTIONS = ['Parameters', 'Mappings', 'Conditions', 'Resources'];

/** Every name that its owner, or SAM for them, gives something; in lower case, since two names that differ in case alone confuse. */
export function takenNames(template: Template): ReadonlySet<string> {
  const names = known.get(template.document) ?? namesIn(template);
  known.set(template.document, names);
  return names;
}

/** As `takenNames`, of a template that need not be loaded if it was before. */
export function takenIn(document: SourceDocument): ReadonlySet<string> {
  return known.get(document) ?? takenNames(loadTemplate(document));
}

const known = new WeakMap<SourceDocument, ReadonlySet<string>>();

function namesIn({ document, resources, conditions }: Template): ReadonlySet<string> {
  const written = SECTIONS.flatMap((section) => {
    const names = own(document.data, section);
    return isRecord(names) ? Object.keys(names) : [];
  });
  return new Set([...written, ...resources.keys(), ...Object.keys(conditions)].map((name) => name.toLowerCase()));
}

/**
 * @param recorded what gave way before: it stays so, whatever became free since
 * @param said hears of every name that is called otherwise
 */
export function calledBeside(
  taken: ReadonlySet<string>,
  recorded: Readonly<Record<string, string>> = {},
  said: (name: string, here: string) => void = () => {},
): Called {
  return (name) => {
    const here = Object.hasOwn(recorded, name) ? (recorded[name] as string) : free(name, taken);
    if (here !== fitting(name)) said(name, here);
    return here;
  };
}

function free(name: string, taken: ReadonlySet<string>): string {
  let here = fitting(name);
  if (!taken.has(here.toLowerCase())) return here;
  here = fitting(`Fitness${name}`);
  for (let count = 2; taken.has(here.toLowerCase()); count++) here = fitting(`Fitness${name}${count}`);
  return here;
}

/** A longer name has a hash in place of its end, as SAM and CloudFormation make names: the same one each time, and no other's. */
function fitting(name: string): string {
  if (name.length <= LONGEST_LOGICAL_ID) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 10);
  return `${name.slice(0, LONGEST_LOGICAL_ID - hash.length)}${hash}`;
}

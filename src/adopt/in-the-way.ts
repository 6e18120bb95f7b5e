/** What stands where a gate cannot do without its own file, or its own part of the template: then nothing is written at all. */
import { realpathSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { insertParts } from '../insert/insert.ts';
import type { Location, SourceDocument } from '../template/model.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import type { Dangling } from '../upgrade/dangling.ts';
import { standingAt } from '../upgrade/paths.ts';
import { conflictsOf } from '../upgrade/plan.ts';
import type { Disk, Plan } from '../upgrade/plan.ts';

/** The answers, the records, and the code that is deployed. Of others, checks too, ours may wait beside the owner's. */
const NEEDED = /^(?:fitness\.yaml|\.fitness\/.+|fitness\/package\.json|fitness\/(?:dist|hooks)\/.+\.[cm]?[jt]s)$/;

const LISTED = 10;

/** @throws UserError `in-the-way` */
export function refuseInTheWay(root: string, plan: Plan, disk: Disk): void {
  const refused = conflictsOf(plan).filter(({ path }) => disk.get(path)?.kind !== 'file' || NEEDED.test(path));
  if (refused.length === 0) return;
  const real = realpathSync(root);
  const reasons = new Map(refused.map(({ path, reason }) => standingInThe(real, path, reason)));
  const lines = [...reasons].slice(0, LISTED).map(([path, what]) => `\n  ${path}: ${what}`);
  const more = reasons.size > LISTED ? `\n  and ${reasons.size - LISTED} more` : '';
  throw new UserError(
    'in-the-way',
    `What is yours stands where the gate needs files of its own:${lines.join('')}${more}`,
    {
      hint: 'Rename it, and run the command again. Nothing was written.',
    },
  );
}

/** A section, or a resource, a parameter, a condition of ours, which others of ours refer to; further below is a key of a function. */
const REFERRED_TO = /^([^.]+)(?:\.[^.]+)?$/;

/**
 * A template that has a part of ours and not the others would not deploy.
 *
 * @param document the template, into which they would go
 * @throws UserError `no-place`
 */
export function refuseLeftOut({ actions }: Plan, document: SourceDocument): void {
  const { file } = document;
  const left = actions.flatMap((action) => (action.path === file ? (action.left ?? []) : []));
  for (const { at, reason } of left) {
    const section = REFERRED_TO.exec(at)?.[1];
    if (section !== undefined) throw noPlaceIn(section, reason, document);
  }
}

/**
 * The same of a template that its owner edited since, into which ours goes part by part: something refers to what has no place.
 *
 * @throws UserError `no-place`
 */
export function refuseMissing(dangling: readonly Dangling[], document: SourceDocument): void {
  for (const { kind, name } of dangling) {
    for (const section of SECTIONS[kind]) {
      const tried = { path: [section, name], value: { Type: 'String' } };
      const [left] = insertParts(document.text, document.file, [tried]).left;
      if (left) throw noPlaceIn(section, left.reason, document);
    }
  }
}

/** Where what is named is declared. */
const SECTIONS: Readonly<Record<Dangling['kind'], readonly string[]>> = {
  resource: ['Resources', 'Parameters'],
  condition: ['Conditions'],
  mapping: ['Mappings'],
};

function noPlaceIn(section: string, reason: string, document: SourceDocument): UserError {
  const explicit = reason.includes('unusual') ? explicitKeyIn(section, document) : undefined;
  const { why, location, instead } = explicit ?? {
    why: reason,
    location: document.locate([section]) ?? { file: document.file, line: 1, column: 1 },
    instead: `Write ${section} as a map of its own, one key a line and without an anchor`,
  };
  const message = `Nothing can be added to ${section}, where the gate needs parts of its own: ${why}.`;
  return new UserError('no-place', message, {
    location,
    hint: `${instead}, and run the command again. Nothing was written.`,
  });
}

interface InTheSection {
  readonly why: string;
  readonly location: Location;
  readonly instead: string;
}

/** The first key that is written behind a question mark. */
function explicitKeyIn(section: string, document: SourceDocument): InTheSection | undefined {
  const { data, text } = document;
  const entries = own(data, section);
  const lines = text.split('\n');
  for (const key of isRecord(entries) ? Object.keys(entries) : []) {
    const location = document.locate([section, key]);
    if (!location || !/\?\s+$/.test((lines[location.line - 1] ?? '').slice(0, location.column - 1))) continue;
    return { why: `${key} is written behind a question mark`, location, instead: `Write it as \`${key}:\`` };
  }
  return undefined;
}

/** Of many files below one that is no folder that one alone. */
function standingInThe(root: string, path: string, reason: string): [path: string, reason: string] {
  const parts = path.split('/');
  const above = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
  const found = above.find((each) => ['file', 'other'].includes(standingAt(root, each)));
  return found === undefined ? [path, reason] : [found, 'it is no folder'];
}

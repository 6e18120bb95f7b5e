/** A check of a service's own: its file, its test, and its line in the index that `score` and the hooks read. */
import { renderTemplate } from '../../templates.ts';
import { UserError } from '../../errors.ts';
import { hashOf } from '../../upgrade/manifest.ts';
import { readDisk } from '../../upgrade/disk.ts';
import type { OnDisk, Plan, PlannedAction, Write } from '../../upgrade/plan.ts';
import { CUSTOM_CHECKS as FOLDER } from '../../config/own-checks.ts';
import { CUSTOM_INDEX as INDEX } from '../own-checks.ts';
import { camelCase } from '../../project/identifier.ts';

export interface CustomCheck {
  readonly id: string;
  /** CloudFormation type that it judges; not needed if its file is there already. */
  readonly type: string | undefined;
  readonly title: string | undefined;
}

/**
 * What adding it does. Files that are there stay; an index that lacks its line gets it, every other byte unchanged.
 *
 * @throws UserError `check-exists` if there is nothing to do, `missing-type`, `obstacle`
 */
export function addedCheck(root: string, check: CustomCheck): { plan: Plan; test: string } {
  const { id } = check;
  const [file, test] = [`${FOLDER}/${id}.ts`, `${FOLDER}/${id}.test.ts`];
  const disk = readDisk(root, [file, test, INDEX]);
  const steps = [
    ...(disk.has(file) ? [kept(file, disk.get(file))] : created(check, file, test, disk.get(test))),
    listed(id, disk.get(INDEX)),
  ];
  const writes = steps.flatMap(({ write }) => write ?? []);
  if (writes.length === 0)
    throw new UserError('check-exists', `${file} is there, and ${INDEX} names it.`, {
      hint: 'Nothing was written. Give the new one another id.',
    });
  return { plan: { actions: steps.map(({ action }) => action), writes }, test };
}

interface Step {
  readonly action: PlannedAction;
  readonly write?: Write;
}

function created({ id, type, title }: CustomCheck, file: string, test: string, testNow: OnDisk | undefined): Step[] {
  if (type === undefined)
    throw new UserError('missing-type', '--type is missing: what does the check judge?', {
      hint: 'E.g. --type AWS::SQS::Queue.',
    });
  const data = {
    id,
    type,
    title: literal(title ?? sentence(id)),
    docs: docsOf(type),
  };
  return [
    fresh(file, renderTemplate('custom-check/check.ts', data)),
    testNow ? kept(test, testNow) : fresh(test, renderTemplate('custom-check/check.test.ts', data)),
  ];
}

function fresh(path: string, text: string): Step {
  return {
    action: { path, class: 'once', action: 'create', reason: 'new' },
    write: { path, content: { bytes: Buffer.from(text), executable: false } },
  };
}

function kept(path: string, now: OnDisk | undefined): Step {
  if (now && now.kind !== 'file') throw obstacle(path, now);
  return { action: { path, class: 'once', action: 'keep', reason: 'yours' } };
}

/** One line per check, so that branches that add different ones merge. */
function listed(id: string, now: OnDisk | undefined): Step {
  if (now && now.kind !== 'file') throw obstacle(INDEX, now);
  const before = now && Buffer.from(now.bytes).toString('utf8');
  const text = before ?? renderTemplate(INDEX, {});
  if ([`'./${id}.ts'`, `"./${id}.ts"`, `'./${id}.js'`, `"./${id}.js"`].some((from) => text.includes(from)))
    return { action: { path: INDEX, class: 'once', action: 'unchanged', reason: 'names it' } };
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const start = text === '' || text.endsWith('\n') ? text : `${text}${eol}`;
  const after = `${start}export { default as ${freeName(id, text)} } from './${id}.ts';${eol}`;
  return {
    action: { path: INDEX, class: 'once', action: now ? 'update' : 'create', reason: 'names it' },
    write: {
      path: INDEX,
      content: { bytes: Buffer.from(after), executable: now?.executable ?? false },
      ...(now && { before: hashOf(now.bytes) }),
    },
  };
}

/** `a-1` and `a1` have the same name in camel case. */
function freeName(id: string, text: string): string {
  let name = camelCase(id);
  while (new RegExp(`\\bas ${name}\\b`).test(text)) name += '_';
  return name;
}

/** As Prettier writes it. */
function literal(text: string): string {
  const json = JSON.stringify(text);
  return text.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** `queue-has-owner` → `Queue has owner` */
function sentence(id: string): string {
  const words = id.replaceAll('-', ' ');
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`;
}

/** `AWS::SQS::Queue` → its page in the template reference. */
function docsOf(type: string): string {
  const [vendor, ...names] = type.toLowerCase().split('::');
  const reference = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
  return vendor === 'aws' && names.length === 2
    ? `${reference}/aws-resource-${names.join('-')}.html`
    : `${reference}/aws-template-resource-type-ref.html`;
}

function obstacle(path: string, now: Exclude<OnDisk, { kind: 'file' }>): UserError {
  const what = now.kind === 'link' ? 'a symbolic link' : now.what;
  return new UserError('obstacle', `${what} stands in the place of ${path}.`, { hint: 'Move it away.' });
}

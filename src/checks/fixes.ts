/** Where the fixes of a check are written in the source of a template. */
import type { Edit } from '../template/edit.ts';
import type { Path, Resource, Template } from '../template/model.ts';
import { intrinsicOf, isRecord, own } from '../template/resolve/values.ts';
import type { Fix } from './check.ts';

/** As edits of the source; undefined if one of the fixes has no place there: most of what SAM generates has no text of its own. */
export function editsOf(template: Template, judged: string, fixes: readonly Fix[]): Edit[] | undefined {
  const edits: Edit[] = [];
  for (const fix of fixes) {
    const logicalId = fix.resource ?? judged;
    const resource = template.resources.get(logicalId);
    const path =
      fix.path.length === 0 ? placeOfNew(template, logicalId) : resource && placeOf(template, resource, fix.path);
    if (!path || isInsideFunction(template.document.data, path)) return undefined;
    if ('remove' in fix) edits.push({ path, remove: true });
    else edits.push(flat({ path, set: fix.path.length === 0 ? existingWith(template, judged, fix.set) : fix.set }));
  }
  return edits;
}

/** What is added for the sake of a resource exists where that does: it may refer to it. */
function existingWith(template: Template, judged: string, added: unknown): unknown {
  const condition = template.resources.get(judged)?.condition;
  const isWritten = condition !== undefined && own(own(template.document.data, 'Conditions'), condition) !== undefined;
  if (!isWritten || !isRecord(added) || added.Condition !== undefined) return added;
  const { Type, ...rest } = added;
  return { Type, Condition: condition, ...rest };
}

/** `!If […]` takes no key beside it: what an intrinsic function makes is changed by a person, in each of its branches. */
function isInsideFunction(data: unknown, path: Path): boolean {
  let at = data;
  for (const step of path) {
    if (intrinsicOf(at) && own(at, String(step)) === undefined) return true;
    at = own(at, String(step));
  }
  return false;
}

/** A new resource must not take the place of one that has its name. */
function placeOfNew({ document, resources }: Template, logicalId: string): Path | undefined {
  const isTaken = resources.has(logicalId) || own(own(document.data, 'Resources'), logicalId) !== undefined;
  return isTaken ? undefined : ['Resources', logicalId];
}

function placeOf({ document }: Template, resource: Resource, path: Path): Path | undefined {
  const source = resource.sourcePath(path);
  // Of a generated resource only what was written under its name has a place, e.g. the AuthType of a function's URL.
  if (resource.generated && source.at(-1) !== samName(path)) return undefined;
  const [section, logicalId = '', ...rest] = source;
  if (section !== 'Resources') return source;
  const written = own(own(document.data, 'Resources'), String(logicalId));
  if (written !== undefined) return isTaken(own(written, 'Type'), rest) ? source : undefined;
  // An API that SAM makes of the events of functions is configured by Globals alone.
  const globals = IMPLICIT.find(([prefix]) => resource.type.startsWith(prefix))?.[1];
  return globals === undefined || rest[0] !== 'Properties' ? undefined : ['Globals', globals, ...rest.slice(1)];
}

/** SAM types that take only some of the properties of what they become. */
const TAKEN: Readonly<Record<string, readonly (string | number)[]>> = {
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html
  'AWS::Serverless::SimpleTable': [
    'PointInTimeRecoverySpecification',
    'PrimaryKey',
    'ProvisionedThroughput',
    'SSESpecification',
    'TableName',
    'Tags',
  ],
};

function isTaken(type: unknown, [section, property = '']: Path): boolean {
  const taken = section === 'Properties' && typeof type === 'string' && Object.hasOwn(TAKEN, type) && TAKEN[type];
  return !taken || taken.includes(property);
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html */
const IMPLICIT: readonly (readonly [types: string, section: string])[] = [
  ['AWS::ApiGateway::', 'Api'],
  ['AWS::ApiGatewayV2::', 'HttpApi'],
];

/** The last step of a path as SAM calls it. */
function samName(path: Path): string | number | undefined {
  return path.at(-1) === 'DeploymentConfigName' ? 'Type' : path.at(-1);
}

/** CodeDeploy's name of a type that SAM knows by a shorter one. */
const DEPLOYMENT_TYPE = /^CodeDeployDefault\.Lambda(?=[A-Z])/;

/** `TracingConfig: {Mode}` of a function is `Tracing` in SAM, one word, and a way to deploy has a shorter name. */
function flat({ path, set }: { path: Path; set: unknown }): Edit {
  if (path.at(-1) === 'Type' && path.at(-2) === 'DeploymentPreference') {
    return { path, set: typeof set === 'string' ? set.replace(DEPLOYMENT_TYPE, '') : set };
  }
  if (path.at(-1) === 'Mode' && path.at(-2) === 'Tracing') return { path: path.slice(0, -1), set };
  const isWord = path.at(-1) === 'Tracing' && isRecord(set) && typeof set['Mode'] === 'string';
  return { path, set: isWord ? set['Mode'] : set };
}

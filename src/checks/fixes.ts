/** Where the fixes of a check are written in the source of a template. */
import type { Edit } from '../template/edit.ts';
import type { Path, Resource, Template } from '../template/model.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import type { Fix } from './check.ts';

/** As edits of the source; undefined if one of the fixes has no place there: most of what SAM generates has no text of its own. */
export function editsOf(template: Template, judged: string, fixes: readonly Fix[]): Edit[] | undefined {
  const edits: Edit[] = [];
  for (const fix of fixes) {
    const resource = template.resources.get(fix.resource ?? judged);
    const path = resource && placeOf(template, resource, fix.path);
    if (!path) return undefined;
    edits.push('remove' in fix ? { path, remove: true } : flat({ path, set: fix.set }));
  }
  return edits;
}

function placeOf({ document }: Template, resource: Resource, path: Path): Path | undefined {
  const source = resource.sourcePath(path);
  // Of a generated resource only what was written under the same name has a place, e.g. the AuthType of a function's URL.
  if (resource.generated && source.at(-1) !== path.at(-1)) return undefined;
  const [section, logicalId = '', ...rest] = source;
  if (section !== 'Resources' || own(own(document.data, 'Resources'), String(logicalId)) !== undefined) return source;
  // An API that SAM makes of the events of functions is configured by Globals alone.
  const globals = IMPLICIT.find(([prefix]) => resource.type.startsWith(prefix))?.[1];
  return globals === undefined || rest[0] !== 'Properties' ? undefined : ['Globals', globals, ...rest.slice(1)];
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html */
const IMPLICIT: readonly (readonly [types: string, section: string])[] = [
  ['AWS::ApiGateway::', 'Api'],
  ['AWS::ApiGatewayV2::', 'HttpApi'],
];

/** `TracingConfig: {Mode}` of a function is `Tracing` in SAM: one word. */
function flat({ path, set }: { path: Path; set: unknown }): Edit {
  if (path.at(-1) === 'Mode' && path.at(-2) === 'Tracing') return { path: path.slice(0, -1), set };
  const isWord = path.at(-1) === 'Tracing' && isRecord(set) && typeof set['Mode'] === 'string';
  return { path, set: isWord ? set['Mode'] : set };
}

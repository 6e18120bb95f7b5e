/** Where the parts of a definition are written: in it, in events, or in properties of the API. */
import type { Path } from '../../model.ts';
import { isRecord, own } from '../../resolve/values.ts';
import type { SamResource } from '../expansion.ts';
import type { Source } from '../source.ts';
import { BINARY_MEDIA_TYPES, CORS, ENDPOINT_CONFIGURATION, GATEWAY_RESPONSES, methodKey, POLICY } from './names.ts';
import type { Route } from './routes.ts';

/** Section of the definition → the property of the API that writes it. */
const SECTIONS: readonly (readonly [section: Path, property: Path])[] = [
  [['securityDefinitions'], ['Auth', 'Authorizers']],
  [
    ['components', 'securitySchemes'],
    ['Auth', 'Authorizers'],
  ],
  [['definitions'], ['Models']],
  [['components', 'schemas'], ['Models']],
  [[GATEWAY_RESPONSES], ['GatewayResponses']],
  [[POLICY], ['Auth', 'ResourcePolicy']],
  [[BINARY_MEDIA_TYPES], ['BinaryMediaTypes']],
  [[CORS], ['CorsConfiguration']],
  [[ENDPOINT_CONFIGURATION], ['DisableExecuteApiEndpoint']],
  [['servers'], ['DisableExecuteApiEndpoint']],
  [['tags'], ['Tags']],
  [['info', 'title'], ['Name']],
  [['info', 'description'], ['Description']],
];

/** Of the property `Body`; other properties are `otherwise`'s. */
export function bodySource(sam: SamResource, routes: readonly Route[], otherwise: Source): Source {
  let byMethod: Map<string, Route> | undefined;
  return (path) => {
    const [section, property, ...rest] = path;
    if (section !== 'Properties' || property !== 'Body') return otherwise(path);
    if (isWritten(sam.properties.DefinitionBody, rest)) return sam.source(['DefinitionBody', ...rest]);
    if (rest[0] === 'paths') {
      byMethod ??= new Map(routes.map((route) => [methodId(route.path, methodKey(route.method)), route]));
      return ofMethod(sam, byMethod, rest);
    }
    const [, written] = SECTIONS.find(([name]) => name.every((step, index) => rest[index] === step)) ?? [];
    return written && isWritten(sam.properties, written) ? sam.source(written) : ['Resources', sam.logicalId];
  };
}

/** Security and preflight methods may come from the API, the rest of a method from its event. */
function ofMethod(sam: SamResource, byMethod: ReadonlyMap<string, Route>, path: Path): Path {
  const steps = path.filter((step) => step !== 'Fn::If' && typeof step !== 'number').map(String);
  const [, name = '', method = '', part] = steps;
  const route = byMethod.get(methodId(name, method));
  if (part === 'security' && own(route?.properties, 'Auth') === undefined && sam.properties.Auth !== undefined) {
    return sam.source(['Auth']);
  }
  if (route) return part === 'security' ? [...route.at, 'Properties', 'Auth'] : route.at;
  if (method === 'options' && sam.properties.Cors !== undefined) return sam.source(['Cors']);
  return ['Resources', sam.logicalId];
}

function methodId(path: string, method: string): string {
  return `${method} ${path}`;
}

function isWritten(data: unknown, path: Path): boolean {
  let value = data;
  for (const step of path) {
    value = Array.isArray(value)
      ? (value as unknown[])[Number(step)]
      : isRecord(value)
        ? own(value, String(step))
        : undefined;
    if (value === undefined) return false;
  }
  return data !== undefined;
}

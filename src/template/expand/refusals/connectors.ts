/**
 * Connectors, of their own and within other resources.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-connector.html
 */
import type { Path } from '../../model.ts';
import { isList, isRecord } from '../../resolve/values.ts';
import { isTruthy } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { isMacroKey, isUnset, mayBeIntrinsic } from './shapes.ts';
import { refuseAt } from './subject.ts';
import type { Judged } from './subject.ts';

const CONNECTOR = 'AWS::Serverless::Connector';

interface Written {
  /** As messages name it. */
  readonly name: string;
  readonly logicalId: string;
  readonly properties: Readonly<Properties>;
  readonly at: Path;
}

type Fault = readonly [text: string, ...path: Path];

/** One fault of each: what its properties lack, else why the two ends do not fit. */
export function checkConnectors(judged: Judged): void {
  for (const [logicalId, resource] of judged.x.written) {
    const at = ['Resources', logicalId];
    if (resource.Type === CONNECTOR && isRecord(resource.Properties ?? {})) {
      const properties = (resource.Properties ?? {}) as Properties;
      check(judged, { name: logicalId, logicalId, properties, at: [...at, 'Properties'] }, ['Source']);
    }
    if ('Connectors' in resource) embedded(judged, logicalId, resource.Connectors, [...at, 'Connectors']);
  }
}

function embedded(judged: Judged, logicalId: string, connectors: unknown, at: Path): void {
  const say = (text: string, path: Path) => refuseAt(judged, 'connector', `${logicalId}${text}`, path);
  if (!isRecord(connectors)) return say(': Connectors has to be a map', at);
  for (const [name, connector] of Object.entries(connectors)) {
    if (isMacroKey(name)) continue;
    const path = [...at, name];
    const properties = isRecord(connector) ? connector.Properties : undefined;
    if (!isRecord(properties)) {
      say(`, connector ${name}: a connector has to be a map with Properties`, path);
    } else if (judged.x.written.has(logicalId + name)) {
      say(`, connector ${name}: there is another resource of the logical id ${logicalId}${name}`, path);
    } else {
      const written = { name: `${logicalId}, connector ${name}`, logicalId: logicalId + name, properties };
      check(judged, { ...written, at: [...path, 'Properties'] }, []);
    }
  }
}

function check(judged: Judged, written: Written, source: readonly string[]): void {
  const { properties, name, logicalId, at } = written;
  if ('Fn::Transform' in properties) return;
  const unfit = judged.x.unconnected.get(logicalId);
  const [fault] = [...faults(properties, source, judged), ...(unfit === undefined ? [] : [[unfit] as Fault])];
  if (fault) refuseAt(judged, 'connector', `${name}: ${fault[0]}`, [...at, ...fault.slice(1)]);
}

function* faults(
  properties: Readonly<Properties>,
  source: readonly string[],
  { resolvedBefore }: Judged,
): Generator<Fault> {
  const known = [...(source.length ? source : ['SourceReference']), 'Destination', 'Permissions'];
  for (const name of Object.keys(properties)) {
    if (!known.includes(name)) yield [`a connector has no ${name}, only ${known.join(', ')}`, name];
  }
  for (const name of [...source, 'Destination', 'Permissions']) {
    if (isUnset(properties[name])) yield [`a connector needs ${name}`];
  }
  if (!(resolvedBefore && mayBeIntrinsic(properties.Permissions))) yield* permissions(properties.Permissions);
  const { Source, SourceReference, Destination } = properties;
  if (isList(Destination) && Destination.length === 0) yield ['Destination is an empty list', 'Destination'];
  if (source.length) yield* endpoint('Source', Source);
  else if ('SourceReference' in properties) yield* ownEnd(SourceReference);
  if (!isList(Destination)) yield* endpoint('Destination', Destination);
  else for (const each of Destination) yield* endpoint('Destination', each);
}

function* permissions(written: unknown): Generator<Fault> {
  if (isUnset(written)) return;
  if (!isList(written)) yield ['Permissions has to be a list of Read and Write', 'Permissions'];
  else if (written.length === 0) yield ['Permissions is empty: give Read, Write or both', 'Permissions'];
  else if (!written.every((each) => each === 'Read' || each === 'Write'))
    yield ['Permissions takes Read and Write only', 'Permissions'];
}

/** The resource that the connector stands in is its source: more can only be said of it, by its other names. */
function* ownEnd(written: unknown): Generator<Fault> {
  if (!isRecord(written)) yield ['SourceReference has to be a map', 'SourceReference'];
  else if ('Id' in written) yield ['SourceReference takes no Id: the source is this resource', 'SourceReference', 'Id'];
  else if (Object.keys(written).some((key) => key !== 'Qualifier'))
    yield ['SourceReference takes a Qualifier only: the source is this resource', 'SourceReference'];
}

function* endpoint(name: string, written: unknown): Generator<Fault> {
  if (!isRecord(written)) {
    yield [`${name} has to be a map with Id, or with Type and what else is known`, name];
    return;
  }
  const hasId = 'Id' in written;
  const hasOthers = Object.keys(written).some((key) => key !== 'Id' && key !== 'Qualifier');
  if (hasId === hasOthers) yield [`${name} has Id (and Qualifier), or else Type and what is known`, name];
  else if (isTruthy(written.Id) && typeof written.Id !== 'string')
    yield [`${name}.Id has to be a logical id`, name, 'Id'];
  else if (!isTruthy(written.Id) && typeof written.Type !== 'string') yield [`${name} needs Id or Type`, name];
}

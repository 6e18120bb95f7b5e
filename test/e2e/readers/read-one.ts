import { Aws } from '../../../src/live/aws.ts';
import { actionsOf } from '../../../src/live/operations.ts';
import type { DeployedResource, Reading, ResourceReader } from '../../../src/live/reader.ts';
import { own } from '../../../src/template/resolve/values.ts';
import type { Moto } from '../moto.ts';

export interface Declared {
  readonly type: string;
  readonly physicalId: string;
  /** What the template says of it. */
  readonly written?: object;
}

/** Reads one resource of a template, which declares others besides. */
export function readOne(
  reader: ResourceReader,
  { settings }: Pick<Moto, 'settings'>,
  resource: Declared,
  others: readonly Declared[] = [],
): Promise<Reading> {
  const deployed = (each: Declared): DeployedResource => ({
    logicalId: each.physicalId,
    type: each.type,
    physicalId: each.physicalId,
    property: (...path) => path.reduce((at: unknown, key) => own(at, String(key)), each.written ?? {}),
    declared: (type) => [resource, ...others].filter((other) => other.type === type).map(deployed),
  });
  const aws = new Aws({
    wanted: new Set(reader.operations.flatMap((operation) => [...actionsOf(operation)])),
    settings,
    signal: AbortSignal.timeout(60_000),
  });
  return reader.read(deployed(resource), aws);
}

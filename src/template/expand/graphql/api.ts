/** A GraphQL API while it is made: what its parts share. */
import type { Path } from '../../model.ts';
import { isRecord } from '../../resolve/values.ts';
import type { Expansion, SamResource } from '../expansion.ts';
import { getAtt } from '../intrinsics.ts';
import type { Properties } from '../intrinsics.ts';
import { from } from '../source.ts';
import type { Source } from '../source.ts';

export interface GraphqlApi {
  readonly x: Expansion;
  readonly sam: SamResource;
  readonly logicalId: string;
  /** `ApiId` of all its parts. */
  readonly id: Properties;
}

export function graphqlApi(x: Expansion, sam: SamResource): GraphqlApi {
  return { x, sam, logicalId: sam.logicalId, id: getAtt(sam.logicalId, 'ApiId') };
}

/** Adds a part of the API, which gets all that stands beside the API's properties. @param at path of its properties */
export function addPart(
  { x, sam }: GraphqlApi,
  logicalId: string,
  type: string,
  properties: Properties,
  at: Path,
  source: Source = from(at),
): void {
  x.addGenerated(sam, logicalId, type, properties, source, { ...sam.attributes });
}

/** The parts that a property names, in their order. */
export function partsIn(written: unknown): [name: string, properties: Readonly<Properties>][] {
  const entries = Object.entries(isRecord(written) ? written : {});
  return entries.filter((entry): entry is [string, Properties] => isRecord(entry[1]));
}

/**
 * What AWS's SAM transform refuses: a template with one of these faults cannot be deployed, whatever its checks say.
 * The transform stops at the first fault of a resource; here each is told, so that all can be mended at once.
 */
import { isList, isRecord } from '../../resolve/values.ts';
import type { Expansion } from '../expansion.ts';
import type { Properties } from '../intrinsics.ts';
import { checkCollisions } from './collisions.ts';
import { checkConnectors } from './connectors.ts';
import { checkEvents } from './events/index.ts';
import { checkGlobals } from './globals.ts';
import { checkProperties } from './properties.ts';
import { RESOURCE_PROPERTIES } from './resource-properties.ts';
import { RULES } from './rules.ts';
import { checkStructure } from './structure.ts';
import { judged, resourceSubject } from './subject.ts';
import type { Judged } from './subject.ts';

/**
 * Adds an error to the diagnostics for everything in the template that is refused.
 *
 * @param serverless whether the transform has anything to do; what CloudFormation itself asks holds without it
 */
export function sayWhatIsRefused(x: Expansion, data: Readonly<Record<string, unknown>>, serverless: boolean): void {
  const transforms: readonly unknown[] = isList(data.Transform) ? data.Transform : [data.Transform];
  const all = judged(x, transforms.includes('AWS::LanguageExtensions'));
  if (serverless) {
    checkGlobals(x, data);
    for (const [logicalId, resource] of x.written) checkResource(all, logicalId, resource);
    checkConnectors(all);
  }
  checkStructure(all, data);
  if (serverless) checkCollisions(all);
}

function checkResource(all: Judged, logicalId: string, resource: Readonly<Properties>): void {
  const type = typeof resource.Type === 'string' ? resource.Type : '';
  const table = Object.hasOwn(RESOURCE_PROPERTIES, type) ? RESOURCE_PROPERTIES[type] : undefined;
  if (!table || !isRecord(resource.Properties ?? {})) return;
  const subject = resourceSubject(all, logicalId);
  const sound = checkProperties(subject, table);
  for (const rule of sound ? (RULES[type] ?? []) : []) rule(subject);
  checkEvents(subject);
}

/** Where what is deployed and the template disagree on what checks read. */
import type { Template } from '../template/model.ts';
import { isHole, isRecord, own } from '../template/resolve/values.ts';
import type { DeployedResource } from './reader.ts';

export interface DriftedProperty {
  readonly resource: string;
  readonly type: string;
  readonly physicalId: string;
  /** Top-level property. */
  readonly property: string;
  /** Undefined where it is not set. */
  readonly template: unknown;
  readonly deployed: unknown;
}

export interface Drift {
  readonly drifted: readonly DriftedProperty[];
  /** Deployed beside what the template names. */
  readonly found: readonly { readonly resource: string; readonly type: string }[];
  /** What could not be read, or not be compared. */
  readonly unknown: readonly { readonly resource: string; readonly property?: string; readonly reason: string }[];
}

/**
 * Compares what readers read with the template, property by property; what no check reads is not compared, and what an
 * update has yet to change is no drift.
 *
 * @param template with what is deployed
 * @param resourceOf the resource as the template has it, references replaced by physical ids
 */
export function driftOf(template: Template, resourceOf: (logicalId: string) => DeployedResource | undefined): Drift {
  const drifted: DriftedProperty[] = [];
  const found: { resource: string; type: string }[] = [];
  const unknown: { resource: string; property?: string; reason: string }[] = [];
  for (const [logicalId, deployed] of template.inputs.deployed ?? []) {
    const type = template.resources.get(logicalId)?.type ?? '';
    if (deployed.found) found.push({ resource: logicalId, type });
    if (deployed.unread !== undefined) unknown.push({ resource: logicalId, reason: deployed.unread });
    const resource = resourceOf(logicalId);
    if (!resource || deployed.found || deployed.pending) continue;
    for (const [property, live] of Object.entries(deployed.properties ?? {})) {
      if (isHole(live)) {
        unknown.push({ resource: logicalId, property, reason: live.reason });
        continue;
      }
      const written = template.resources.get(logicalId)?.properties[property];
      const expected = resource.property(property);
      // A value that nobody can know before it is deployed is whatever is deployed.
      if (written !== undefined && hasUnknown(expected)) continue;
      if (!isSame(expected, live))
        drifted.push({
          resource: logicalId,
          type,
          physicalId: resource.physicalId,
          property,
          template: shown(property, expected),
          deployed: shown(property, live),
        });
    }
  }
  return { drifted, found, unknown };
}

/** Of variables the names alone: a value may be a secret, however it came there. */
function shown(property: string, value: unknown): unknown {
  const variables = property === 'Environment' ? own(value, 'Variables') : undefined;
  return isRecord(variables) ? { Variables: Object.keys(variables).sort() } : value;
}

function hasUnknown(value: unknown): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.some(hasUnknown);
  return isRecord(value) && Object.values(value).some(hasUnknown);
}

/**
 * Does what is deployed have what the template writes? Below a property AWS writes out what nobody asked for, so only what is
 * written is compared. CloudFormation takes `"30"` for 30, lists of names in any order, and a key by its alias.
 */
function isSame(written: unknown, deployed: unknown): boolean {
  if (Array.isArray(written) && Array.isArray(deployed)) {
    if (written.length !== deployed.length) return false;
    const left = [...(deployed as unknown[])];
    return (written as unknown[]).every((item) => {
      const at = left.findIndex((other) => isSame(item, other));
      if (at >= 0) left.splice(at, 1);
      return at >= 0;
    });
  }
  if (isRecord(written) && isRecord(deployed))
    return Object.keys(written).every((key) => isSame(written[key], own(deployed, key)));
  if (isEmpty(written) || isEmpty(deployed)) return isEmpty(written) && isEmpty(deployed);
  return isScalar(written) && isScalar(deployed) && isSameText(String(written), String(deployed));
}

function isSameText(written: string, deployed: string): boolean {
  if (written === deployed) return true;
  // of a principal with a path nobody but IAM knows the ARN by its name
  const principal = /^arn:[^:]+:iam::\d*:(?:role|user)\/(?:.*\/)?([^/]+)$/;
  const [name, other] = [principal.exec(written)?.[1], principal.exec(deployed)?.[1]];
  if (name !== undefined && name === other) return true;
  const isKey = /^arn:[^:]+:kms:.*:key\//.test(deployed);
  return isKey && (/(?:^|:)alias\//.test(written) || deployed.endsWith(`/${written}`));
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

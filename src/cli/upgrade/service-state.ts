/** What is known of a service before anything is rendered, and what forbids to go on. */
import { isOrganisationConfig } from '../../config/organisation.ts';
import { UserError } from '../../errors.ts';
import type { Violation } from '../../report/upgrade.ts';
import { parseDocument } from '../../template/parse.ts';
import { readDisk } from '../../upgrade/disk.ts';
import { MANIFEST_PATH, parseManifest } from '../../upgrade/manifest.ts';
import type { Manifest } from '../../upgrade/manifest.ts';
import type { OnDisk } from '../../upgrade/plan.ts';
import { CONFIG_FILE, asService } from '../service.ts';
import { pathsInConflict, refuseUnresolved } from './unresolved.ts';
import { pathsToJudge, violationsOf } from './violations.ts';

export interface ServiceState {
  readonly manifest: Manifest;
  readonly violations: readonly Violation[];
  /** @throws UserError of kind `incomplete` if conflict markers of an earlier upgrade are left */
  readonly refuseUnresolved: () => void;
}

/** @throws UserError if it is no service that this tool made, or its manifest is broken */
export function stateOf(root: string): ServiceState {
  const head = readDisk(root, [CONFIG_FILE, MANIFEST_PATH]);
  refuseOrganisation(head.get(CONFIG_FILE));
  const manifest = manifestOf(head.get(MANIFEST_PATH), root);
  const disk = readDisk(root, [...pathsToJudge(manifest), ...pathsInConflict(manifest)]);
  return {
    manifest,
    violations: violationsOf(manifest, disk),
    refuseUnresolved: () => refuseUnresolved(manifest, disk),
  };
}

function refuseOrganisation(file: OnDisk | undefined): void {
  if (file?.kind !== 'file') return;
  const configDocument = parseDocument(Buffer.from(file.bytes).toString('utf8'), CONFIG_FILE);
  asService({ isOrganisation: isOrganisationConfig(configDocument), configDocument });
}

function manifestOf(file: OnDisk | undefined, root: string): Manifest {
  if (file?.kind === 'file') return parseManifest(file.bytes);
  throw new UserError('no-manifest', `There is no ${MANIFEST_PATH} in ${root}: this tool did not make the service.`, {
    hint: 'It is committed with the service. Restore it from version control.',
  });
}

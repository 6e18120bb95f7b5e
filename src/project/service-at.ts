/** The service of a folder, for its `.projenrc`. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { UserError } from '../errors.ts';
import { refuseAdoptedProjenrc } from '../upgrade/adopted-projenrc.ts';
import { MANIFEST_PATH } from '../upgrade/manifest.ts';
import { nextConfig } from '../upgrade/next-config.ts';
import { isKeptElsewhere, registryName, specificationFor } from '../upgrade/specification.ts';
import { specificationIn, startIn } from '../upgrade/start.ts';
import type { FitnessServerlessProjectOptions } from './project.ts';
import { renderRequest } from './render-request.ts';

const CONFIG = 'fitness.yaml';

/**
 * What a project of the folder is made with: its fitness.yaml, brought to the version of this package where an older one wrote the
 * folder (checks that are new arrive in trial). Nothing is written before `synth()`.
 *
 * @example
 * new FitnessServerlessProject(serviceAt(import.meta.dirname)).synth();
 *
 * @throws UserError if fitness.yaml is missing or not valid, the service was adopted, or a newer version of this package wrote the folder
 */
export function serviceAt(
  outdir: string,
): Required<Omit<FitnessServerlessProjectOptions, 'base'>> & Pick<FitnessServerlessProjectOptions, 'base'> {
  const root = resolve(outdir);
  const request = renderRequest(root);
  const next = request ? { text: request.configText } : textIn(root);
  const { config } = loadConfig(next.text, CONFIG, true);
  refuseAdoptedProjenrc(config.adopted);
  return { outdir: root, config, configText: next.text, ...('pristine' in next && { base: next.pristine }) };
}

interface Text {
  readonly text: string;
  readonly pristine?: string;
}

function textIn(root: string): Text {
  if (!existsSync(join(root, CONFIG))) throw noConfig(root);
  if (!existsSync(join(root, MANIFEST_PATH))) return { text: readFileSync(join(root, CONFIG), 'utf8') };
  const start = startIn(root);
  const current = specificationIn(start.yours);
  // of a file, a folder or a workspace only its owner knows where the other version is
  const isRaised = start.from !== start.to && !isKeptElsewhere(current) && registryName(current) !== undefined;
  return nextConfig({ ...start, tool: isRaised ? specificationFor(current, start.to) : current });
}

function noConfig(root: string): UserError {
  return new UserError('no-service', `There is no ${CONFIG} in ${root}.`, {
    hint: 'Begin with `npm create fitness-serverless`, and add the .projenrc to what it made.',
  });
}

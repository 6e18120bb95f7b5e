/** `measure`: what can be measured of the sources, written where the hooks bundle it, bound to a build id. */
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../errors.ts';
import { parseBuild } from '../measurements/build.ts';
import type { BuildMeasurements } from '../measurements/build.ts';
import { buildIdOf } from '../measurements/build-id.ts';
import { buildFile } from '../measurements/index.ts';
import { collect } from '../measurements/collect.ts';
import type { Collected } from '../measurements/collect.ts';
import { ownPackage } from '../package.ts';
import { formatMeasured } from '../report/measure.ts';
import { plain } from '../report/text.ts';
import type { Measurement } from '../template/model.ts';
import { loadTemplate } from '../template/template.ts';
import { apply } from '../upgrade/apply.ts';
import { hashOf } from '../upgrade/manifest.ts';
import { EXIT } from './exit.ts';
import { asService, findTemplate, readIfThere } from './service.ts';
import type { ServiceTemplate } from './service.ts';
import type { Run } from './terminal.ts';

export const run: Run<'measure'> = async ({ values, positional, terminal }) => {
  const service = asService(findTemplate(terminal.cwd, positional));
  const { root, configured, config } = service;
  const { output } = values;
  const unread = !configured ? 'there is no fitness.yaml' : config.adopted?.hooks === 'none' ? NO_HOOKS : undefined;
  const { build, functions } = await measureBuild(service);
  const { measurements } = build;
  if (values.json) terminal.out(textOf(build));
  else {
    terminal.out(formatMeasured(measurements, functions, { color: terminal.color }));
    for (const problem of problemsOf(measurements)) terminal.say(`${plain(problem)}\n`);
  }
  if (output !== undefined) writeOutput(resolve(terminal.cwd, output), build);
  else if (unread === undefined) writeIntoService(root, build);
  terminal.say(
    output === undefined && unread !== undefined
      ? `Not written: ${unread}.\n`
      : `Build ${build.buildId}, in ${output ?? buildFile(root)}.\n`,
  );
  return EXIT.ok;
};

const NO_HOOKS = 'this service has no hooks that would read it';

/** What a build that is made now holds of its sources. */
export async function measureBuild({
  root,
  file,
  document,
}: Pick<ServiceTemplate, 'root' | 'file' | 'document'>): Promise<{
  build: BuildMeasurements;
  functions: Collected['functions'];
}> {
  const folder = dirname(file);
  const { measurements, sources, functions } = await collect({ template: loadTemplate(document), root, folder });
  const build: BuildMeasurements = {
    version: 1,
    buildId: buildIdOf(root, sources),
    tool: `create-fitness-serverless@${ownPackage().version}`,
    at: new Date().toISOString(),
    measurements,
    sources,
  };
  return { build, functions };
}

function textOf(build: BuildMeasurements): string {
  return `${JSON.stringify(build, null, 2)}\n`;
}

/** Each once: those of the service stand for those of its functions. Coverage is said in the table. */
function problemsOf(measurements: Readonly<Record<string, Measurement>>): ReadonlySet<string> {
  const { lineCoverage: _lines, branchCoverage: _branches, ...ofCode } = measurements;
  return new Set(Object.values(ofCode).flatMap((each) => ('problem' in each ? [each.problem] : [])));
}

/** What was measured before stays, its time included, as long as it is the same: a build that changes nothing writes nothing. */
function writeIntoService(root: string, build: BuildMeasurements): void {
  const path = buildFile(root);
  const before = readIfThere(join(root, path));
  if (before !== undefined && isSame(before, build)) return;
  const content = { bytes: Buffer.from(textOf(build)), executable: false };
  const action = before === undefined ? 'create' : 'update';
  apply(realpathSync(root), {
    actions: [{ path, class: 'state', action, reason: 'measured' }],
    writes: [{ path, content, ...(before !== undefined && { before: hashOf(Buffer.from(before)) }) }],
  });
}

function isSame(text: string, build: BuildMeasurements): boolean {
  try {
    const before = JSON.parse(text) as BuildMeasurements;
    return (
      parseBuild(before) !== undefined && isDeepStrictEqual({ ...before, at: build.at }, JSON.parse(textOf(build)))
    );
  } catch {
    return false;
  }
}

function writeOutput(file: string, build: BuildMeasurements): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, textOf(build));
  } catch (cause) {
    throw new UserError('not-written', `Cannot write ${file}: ${(cause as Error).message}.`, { cause });
  }
}

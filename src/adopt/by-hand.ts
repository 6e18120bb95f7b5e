/** What of the files beside a template is left to a person: no insertion does it. */
import type { AdoptedConfig, Config } from '../config/config.ts';
import { toolCommand } from '../project/adopted/beside/tool.ts';
import type { OwnedFiles } from '../project/adopted/owned.ts';
import { remarksBeside } from '../project/adopted/parts-beside.ts';
import type { Plan } from '../upgrade/plan.ts';
import type { Finding, Pipeline, Survey } from './model.ts';

interface Beside {
  readonly config: Config;
  /** With all files that were looked at, whether something goes in or not. */
  readonly adopted: AdoptedConfig;
  readonly owned: OwnedFiles;
  readonly survey: Survey;
  readonly plan: Plan;
}

export function byHand(beside: Beside): Finding[] {
  const { config, adopted, owned } = beside;
  const remarks = adopted.files.flatMap((path) => {
    const file = owned.get(path);
    return file ? remarksBeside(path, config, adopted, file) : [];
  });
  const said = new Set(remarks.flatMap(({ location }) => location?.file ?? []));
  return [
    ...remarks.map((remark) => ({ ...remark, resources: [] })),
    ...unscored(beside).flatMap((pipeline) => (said.has(pipeline.path) ? [] : stepFor(pipeline, beside))),
  ];
}

/** Pipelines that nothing goes into, though they build; or deploy, and no other one builds. */
function unscored({ survey: { pipelines }, plan: { actions }, owned }: Beside): Pipeline[] {
  const known = new Set(actions.flatMap(({ path, action, left }) => (action === 'keep' && !left ? [] : path)));
  const isScored = ({ path }: Pipeline): boolean => known.has(path);
  const builds = pipelines.some((each) => isScored(each) || each.build !== undefined);
  // one that does not read was told of
  const isTold = ({ path, kind }: Pipeline): boolean => TAKEN.has(kind) && !path.startsWith('../') && !owned.has(path);
  return pipelines.filter((each) => !isScored(each) && !isTold(each) && (builds ? each.build : each.deploy));
}

const TAKEN: ReadonlySet<Pipeline['kind']> = new Set(['codebuild', 'github', 'gitlab']);

function stepFor({ path, build, deploy }: Pipeline, { config, adopted, survey }: Beside): Finding[] {
  const location = build ?? deploy;
  const commands = adopted.hooks === 'none' ? (['score'] as const) : (['score', 'measure'] as const);
  const named = commands.map((command) => `\`${toolCommand(config, adopted, command)}\``).join(' and ');
  const where = path.startsWith('../') ? ` in ${folderFrom(path, survey.root)}` : '';
  return [
    {
      severity: 'warning',
      code: 'by-hand',
      message: `Nothing is added to ${path}: let it run ${named}${where} before this`,
      ...(location && { location }),
      resources: [],
    },
  ];
}

/** The service's folder as a pipeline above it names it: `services/orders`. */
function folderFrom(path: string, root: string): string {
  const levels = path.split('/').filter((step) => step === '..').length;
  return root.split(/[/\\]/).slice(-levels).join('/');
}

/** What a change of fitness.yaml does not do in an adopted service: samconfig is its owner's, and says where a stack is and what it is called. */
import { commandParameters, tableName, type SamConfig } from '../config/samconfig.ts';
import { own } from '../template/resolve/values.ts';
import type { Service } from './service.ts';

type Adopted = Pick<Service, 'config' | 'samconfig'>;

/** The Region that each environment would have, by its name. */
export type Regions = Readonly<Record<string, string | undefined>>;

/** Tables that say another Region than fitness.yaml would, or none. */
export function regionNotes({ samconfig }: Adopted, regions: Regions): string[] {
  if (!samconfig) return ['Which Region a stack is in you say where you deploy it: there is no samconfig here.'];
  const other = Object.entries(regions).filter(([name, region]) => {
    const deploys = commandParameters(samconfig, name, 'deploy');
    return region !== undefined && Object.keys(deploys).length > 0 && deploys['region'] !== region;
  });
  if (other.length === 0) return [];
  return [
    `${samconfig.file} is yours, and \`deploy\` goes where it says. For the new Region write there:`,
    ...other.flatMap(([name, region]) => table(samconfig.file, tableName(samconfig, name), { region })),
  ];
}

/** Where the names of the stacks come from. */
export function stackNote({ samconfig, config }: Adopted): string {
  if (!samconfig) return 'Stacks keep the names that you deploy them by.';
  const names = Object.keys(config.environments).flatMap((name) => {
    const stack = commandParameters(samconfig, name, 'deploy')['stack_name'];
    return typeof stack === 'string' ? [stack] : [];
  });
  return `Stacks keep the names that ${samconfig.file} gives them${names.length > 0 ? `: ${[...new Set(names)].join(', ')}` : ''}.`;
}

/** What has to be written into samconfig so that a new environment can be deployed, and each other one as before. */
export function tablesToWrite({ config, samconfig }: Adopted, added: string): string[] {
  const { adopted, environments } = config;
  if (!adopted) return [];
  const parameter = adopted.environment;
  if (!samconfig) return [`A stack is ${added} by its parameter ${parameter}: deploy it with ${parameter}=${added}.`];
  const after = { ...samconfig, adopted: { environments: [...Object.keys(environments), added], parameter } };
  const lost = Object.keys(environments).filter((name) => has(samconfig, name) && !has(after, name));
  return [
    ...lost.flatMap((name) => [
      `${samconfig.file} is yours. Its table \`${tableName(samconfig, name)}\` was that of ${name} while there was no other; say so there:`,
      ...table(samconfig.file, tableName(samconfig, name), { parameter_overrides: `${parameter}=${name}` }),
    ]),
    ...(has(after, added)
      ? []
      : [
          `${samconfig.file} is yours, and has no table for ${added}. \`deploy --env ${added}\` needs one, with what else your template is given:`,
          ...table(samconfig.file, added, tableLike(samconfig, config, added)),
        ]),
  ];
}

/** The owner's parameter of the environment may take certain values only. */
export function valuesToAllow({ config: { adopted } }: Adopted, template: unknown, added: string): string[] {
  if (!adopted) return [];
  const values = own(own(own(template, 'Parameters'), adopted.environment), 'AllowedValues');
  if (!Array.isArray(values) || values.map(String).includes(added)) return [];
  return [
    `${adopted.environment} of ${adopted.template} is yours, and allows ${values.map(String).join(', ')}: add ${added} to its AllowedValues.`,
  ];
}

/** The table of an environment that is taken out. */
export function tableThatStays({ config, samconfig }: Adopted, name: string): string[] {
  if (!config.adopted || !samconfig || !has(samconfig, name)) return [];
  return [`${samconfig.file} is yours: its table \`${tableName(samconfig, name)}\`, that of ${name}, stays.`];
}

function has(samconfig: SamConfig, environment: string): boolean {
  return Object.keys(commandParameters(samconfig, environment, 'deploy')).length > 0;
}

type Values = Readonly<Record<string, unknown>>;

/** What environments have in common, wherever they are. */
const SHARED = ['region', 'capabilities', 'resolve_s3', 's3_bucket'];

/** As the table of the last environment that has one. */
function tableLike(samconfig: SamConfig, { environments, service, adopted }: Service['config'], added: string): Values {
  const like = Object.keys(environments).findLast((name) => has(samconfig, name));
  const written = like === undefined ? {} : commandParameters(samconfig, like, 'deploy');
  const stack = typeof written['stack_name'] === 'string' ? written['stack_name'] : service;
  return {
    stack_name: `${like !== undefined && stack.endsWith(`-${like}`) ? stack.slice(0, -like.length - 1) : stack}-${added}`,
    ...Object.fromEntries(SHARED.flatMap((key) => (Object.hasOwn(written, key) ? [[key, written[key]]] : []))),
    parameter_overrides: `${adopted?.environment}=${added}`,
  };
}

/** Lines of samconfig, in its own language. */
function table(file: string, name: string, values: Values): string[] {
  const entries = Object.entries(values);
  if (!/\.ya?ml$/.test(file))
    return [`  [${name}.deploy.parameters]`, ...entries.map(([key, value]) => `  ${key} = ${JSON.stringify(value)}`)];
  return [
    ...[`  ${name}:`, '    deploy:', '      parameters:'],
    ...entries.map(([key, value]) => `        ${key}: ${JSON.stringify(value)}`),
  ];
}

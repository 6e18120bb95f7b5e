/**
 * DeploymentPreference: CodeDeploy's application, groups and role.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html
 */
import { isList, isRecord } from '../resolve/values.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, getAtt, ifParts, isIntrinsic, isNoValue, isTruthy, ref, sub, tagList } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { assumeRolePolicy, managedPolicy } from './policies.ts';
import { DEPLOYMENT_TYPES } from '../deployment-types.ts';
import { orOf } from './conditions.ts';
import { from, mapped } from './source.ts';

const APPLICATION = 'ServerlessDeploymentApplication';
const SERVICE_ROLE = 'CodeDeployServiceRole';
const CONDITION = 'ServerlessCodeDeployCondition';

const PREDEFINED: ReadonlySet<string> = new Set(DEPLOYMENT_TYPES);

interface Preference {
  readonly sam: SamResource;
  readonly written: Readonly<Properties>;
  readonly type: unknown;
  /** Only with `PassthroughCondition` do the function's CodeDeploy resources take its condition. */
  readonly condition: string | undefined;
}

export class DeploymentPreferences {
  readonly #enabled: Preference[] = [];
  /** @returns the UpdatePolicy of the alias; undefined if the preference is switched off */
  add(x: Expansion, sam: SamResource, written: Readonly<Properties>): Properties | undefined {
    // As SAM sees it: an intrinsic that it cannot resolve is a map, and so true, whatever it becomes.
    const enabled = 'Enabled' in written ? x.literal(written.Enabled) : true;
    if (!isTruthy(enabled) || enabled === 'false' || enabled === 'False') return undefined;
    const passes = [true, 'true', 'True'].includes(x.literal(written.PassthroughCondition) as string);
    const condition = passes && typeof sam.inherited.Condition === 'string' ? sam.inherited.Condition : undefined;
    this.#enabled.push({ sam, written, type: typeOf(x, written.Type), condition });
    // `Hooks: !If` is a map without these keys, so SAM drops all hooks without a word.
    const hooks = isRecord(written.Hooks) ? written.Hooks : {};
    return {
      CodeDeployLambdaAliasUpdate: defined({
        ApplicationName: ref(APPLICATION),
        DeploymentGroupName: ref(`${sam.logicalId}DeploymentGroup`),
        BeforeAllowTrafficHook: isTruthy(hooks.PreTraffic) ? hooks.PreTraffic : undefined,
        AfterAllowTrafficHook: isTruthy(hooks.PostTraffic) ? hooks.PostTraffic : undefined,
      }),
    };
  }

  /** Adds the application, the groups, and the role unless every enabled preference names one. */
  finish(x: Expansion): void {
    const [first] = this.#enabled;
    if (!first) return;
    const origin = from(first.sam.source(['DeploymentPreference']));
    const Condition = this.#sharedCondition(x);
    const Tags = this.#sharedTags();
    const attributes = defined({ Condition });
    const shared = { sourceId: first.sam.logicalId, generated: true, source: origin };
    x.add({
      ...shared,
      logicalId: APPLICATION,
      type: 'AWS::CodeDeploy::Application',
      properties: defined({ ComputePlatform: 'Lambda', Tags }),
      attributes: { ...attributes },
    });
    if (this.#enabled.some(({ written }) => !isTruthy(written.Role))) {
      x.add({
        ...shared,
        logicalId: SERVICE_ROLE,
        type: 'AWS::IAM::Role',
        properties: defined({
          AssumeRolePolicyDocument: assumeRolePolicy('codedeploy.amazonaws.com'),
          ManagedPolicyArns: [managedPolicy('AWSCodeDeployRoleForLambda', x)],
          Tags,
        }),
        attributes: { ...attributes },
      });
    }
    for (const preference of this.#enabled) addGroup(x, preference);
  }

  #sharedCondition(x: Expansion): string | undefined {
    if (this.#enabled.some(({ condition }) => condition === undefined)) return undefined;
    const names = [...new Set(this.#enabled.map(({ condition }) => condition as string))];
    return orOf(x, names, CONDITION);
  }

  #sharedTags(): Properties[] | undefined {
    const propagated = this.#enabled.filter(
      ({ sam }) => sam.properties.PropagateTags === true && isRecord(sam.properties.Tags),
    );
    const tags = Object.assign({}, ...propagated.map(({ sam }) => sam.properties.Tags)) as Properties;
    return Object.keys(tags).length ? tagList(tags) : undefined;
  }
}

/** Parameters are replaced at every depth, also in an `Fn::If`. */
function typeOf(x: Expansion, written: unknown): unknown {
  const type = x.literalDeep(written);
  return isIntrinsic(type) && 'Fn::FindInMap' in type ? x.literal(type) : type;
}

function addGroup(x: Expansion, { sam, written, type, condition }: Preference): void {
  const at = sam.source(['DeploymentPreference']);
  const { Tags, PropagateTags } = sam.properties;
  const source = mapped(
    [
      [
        ['Properties', 'AlarmConfiguration'],
        [...at, 'Alarms'],
      ],
      [
        ['Properties', 'DeploymentConfigName'],
        [...at, 'Type'],
      ],
      [
        ['Properties', 'ServiceRoleArn'],
        [...at, 'Role'],
      ],
      [
        ['Properties', 'TriggerConfigurations'],
        [...at, 'TriggerConfigurations'],
      ],
    ],
    from(at),
  );
  x.add({
    logicalId: `${sam.logicalId}DeploymentGroup`,
    type: 'AWS::CodeDeploy::DeploymentGroup',
    sourceId: sam.logicalId,
    generated: true,
    source,
    attributes: defined({ Condition: condition }),
    properties: defined({
      ApplicationName: ref(APPLICATION),
      AlarmConfiguration: alarms(written.Alarms),
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
      DeploymentConfigName: configName(type),
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      ServiceRoleArn: isTruthy(written.Role) ? written.Role : getAtt(SERVICE_ROLE, 'Arn'),
      TriggerConfigurations: isTruthy(written.TriggerConfigurations) ? written.TriggerConfigurations : undefined,
      Tags: PropagateTags === true && isTruthy(Tags) ? tagList(Tags) : undefined,
    }),
  });
}

/** `Alarms: []` gives nothing at all, so the alarms of the last deployment stay; `[!Ref AWS::NoValue]` clears them. */
function alarms(written: unknown): unknown {
  if (!isTruthy(written) || isNoValue(written)) return undefined;
  const parts = ifParts(written);
  if (!parts) return alarmConfiguration(written);
  const [condition, whenTrue, whenFalse] = parts;
  return { 'Fn::If': [condition, alarmConfiguration(whenTrue), alarmConfiguration(whenFalse)] };
}

function alarmConfiguration(names: unknown): unknown {
  if (!isList(names)) return undefined;
  if (names.length === 0 || isNoValue(names[0])) return {};
  return { Enabled: true, Alarms: names.map((Name) => ({ Name })) };
}

function configName(type: unknown, key?: string): unknown {
  if (isList(type)) return type.map((item) => configName(item));
  if (isIntrinsic(type)) {
    return Object.fromEntries(Object.entries(type).map(([name, value]) => [name, configName(value, name)]));
  }
  if (typeof type !== 'string' || !PREDEFINED.has(type)) return type;
  const text = 'CodeDeployDefault.Lambda${ConfigName}';
  return key === 'Fn::Sub' ? [text, { ConfigName: type }] : sub(text, { ConfigName: type });
}

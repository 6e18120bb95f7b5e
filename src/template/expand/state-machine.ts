/**
 * AWS::Serverless::StateMachine.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
 */
import type { Path } from '../model.ts';
import { isList, isRecord } from '../resolve/values.ts';
import type { Expansion, SamResource } from './expansion.ts';
import { defined, getAtt, isIntrinsic, isTruthy, pick, ref, tagList } from './intrinsics.ts';
import type { Properties } from './intrinsics.ts';
import { assumeRolePolicy } from './policies.ts';
import { Role } from './role.ts';
import { s3Location } from './s3-location.ts';
import { from } from './source.ts';
import { expandStateMachineEvents } from './state-machine-events.ts';

const RENAMES: Readonly<Record<string, readonly string[]>> = {
  DefinitionS3Location: ['DefinitionUri'],
  DefinitionString: ['Definition'],
  LoggingConfiguration: ['Logging'],
  RoleArn: ['Role'],
  StateMachineName: ['Name'],
  StateMachineType: ['Type'],
  TracingConfiguration: ['Tracing'],
};

export function expandStateMachine(x: Expansion, logicalId: string): void {
  const sam = x.sam(logicalId);
  const { properties } = sam;
  const extracted = isRecord(properties.Definition) ? extractDynamic(properties.Definition) : undefined;
  const machine = x.addMain(sam, 'AWS::StepFunctions::StateMachine', machineProperties(properties, extracted), {
    renames: RENAMES,
    ...(extracted && { moved: extracted.places }),
  });
  if (!isTruthy(properties.Role)) machine.properties.RoleArn = executionRole(x, sam);
  const alias = publish(x, sam);
  const target = alias !== undefined && isTruthy(properties.UseAliasAsEventTarget) ? alias : logicalId;
  expandStateMachineEvents(x, sam, ref(target));
  if (isTruthy(properties.PropagateTags) && isRecord(properties.Tags)) x.propagateTags(logicalId, properties.Tags);
}

function machineProperties(properties: Readonly<Properties>, extracted: Extracted | undefined): Properties {
  const { DefinitionUri, Role: role, Tags } = properties;
  const { definition, substitutions } = extracted ?? {};
  const all = {
    ...(isRecord(properties.DefinitionSubstitutions) ? properties.DefinitionSubstitutions : {}),
    ...substitutions,
  };
  return defined({
    DefinitionString: definition === undefined ? undefined : inLines(definition),
    DefinitionS3Location: isTruthy(DefinitionUri) ? s3Location(DefinitionUri, ['Bucket', 'Key', 'Version']) : undefined,
    DefinitionSubstitutions: Object.keys(all).length ? all : undefined,
    RoleArn: isTruthy(role) ? role : undefined,
    StateMachineName: properties.Name,
    StateMachineType: properties.Type,
    LoggingConfiguration: properties.Logging,
    TracingConfiguration: properties.Tracing,
    Tags: [{ Key: 'stateMachine:createdBy', Value: 'SAM' }, ...tagList(Tags)],
  });
}

/** The lines of the JSON, joined, so that the template stays readable. */
function inLines(definition: unknown): Properties {
  return { 'Fn::Join': ['\n', JSON.stringify(definition, null, 4).split('\n')] };
}

interface Extracted {
  readonly definition: unknown;
  readonly substitutions: Properties;
  /** Where in the definition each of them is written. */
  readonly places: readonly (readonly [of: Path, at: Path])[];
}

/** Intrinsics and dynamic references in the definition become substitutions, numbered in the order of sorted keys. */
function extractDynamic(definition: Readonly<Properties>): Extracted {
  const substitutions: Properties = {};
  const places: [Path, Path][] = [];
  const visit = (value: unknown, at: Path): unknown => {
    const dynamic = typeof value === 'string' && /^\{\{resolve:.*\}\}$/s.test(value);
    if (dynamic || isIntrinsic(value)) {
      const name = `definition_substitution_${Object.keys(substitutions).length + 1}`;
      substitutions[name] = value;
      places.push([['DefinitionSubstitutions', name], at]);
      return `\${${name}}`;
    }
    if (isList(value)) return value.map((item, index) => visit(item, [...at, index]));
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, visit(value[key], [...at, key])]),
    );
  };
  return { definition: visit(definition, ['Definition']), substitutions, places };
}

function executionRole(x: Expansion, sam: SamResource): Properties {
  const { Policies, Tracing, RolePath, PermissionsBoundary, Tags } = sam.properties;
  const role = new Role(sam, `${sam.logicalId}Role`, {
    AssumeRolePolicyDocument: assumeRolePolicy('states.amazonaws.com'),
    Path: RolePath,
    PermissionsBoundary,
    Tags: [{ Key: 'stateMachine:createdBy', Value: 'SAM' }, ...tagList(Tags)],
  });
  role.addPolicies(Policies, x);
  if (isRecord(Tracing) && Tracing.Enabled === true) role.addPolicies(['AWSXrayWriteOnlyAccess'], x);
  return role.add(x);
}

/** @returns the logical id of the alias */
function publish(x: Expansion, sam: SamResource): string | undefined {
  const { AutoPublishAlias: name, DeploymentPreference } = sam.properties;
  if (!isTruthy(name)) return undefined;
  const versionId = `${sam.logicalId}Version`;
  const text = typeof name === 'string' ? name : '';
  const source = from(sam.source(['AutoPublishAlias']));
  const version = {
    StateMachineArn: ref(sam.logicalId),
    StateMachineRevisionId: getAtt(sam.logicalId, 'StateMachineRevisionId'),
  };
  x.addGenerated(sam, versionId, 'AWS::StepFunctions::StateMachineVersion', version, source, {
    DeletionPolicy: sam.inherited.DeletionPolicy ?? 'Retain',
    UpdateReplacePolicy: sam.inherited.UpdateReplacePolicy ?? 'Retain',
  });
  const preference = isRecord(DeploymentPreference) ? DeploymentPreference : { Type: 'ALL_AT_ONCE' };
  const alias = {
    ...pick(sam.properties, []),
    Name: name,
    DeploymentPreference: { ...preference, StateMachineVersionArn: ref(versionId) },
  };
  const aliasId = `${sam.logicalId}Alias${text}`;
  x.addGenerated(sam, aliasId, 'AWS::StepFunctions::StateMachineAlias', alias, source);
  return aliasId;
}

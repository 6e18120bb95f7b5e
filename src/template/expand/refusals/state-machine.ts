/**
 * AWS::Serverless::StateMachine.
 * Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
 */
import { isTruthy } from '../intrinsics.ts';
import { location } from './code.ts';
import { refuse } from './subject.ts';
import type { Rule } from './subject.ts';

export const stateMachine: Rule = (subject) => {
  const { Definition, DefinitionUri, Role, Policies } = subject.properties;
  if (isTruthy(Definition) && isTruthy(DefinitionUri))
    refuse(subject, 'properties-exclude-each-other', 'Definition and DefinitionUri exclude each other', [
      'DefinitionUri',
    ]);
  else if (!isTruthy(Definition) && !isTruthy(DefinitionUri))
    refuse(subject, 'property-missing', 'a state machine needs Definition or DefinitionUri');
  else if (isTruthy(DefinitionUri)) location(subject, 'DefinitionUri');
  if (isTruthy(Role) && isTruthy(Policies))
    refuse(subject, 'properties-exclude-each-other', 'Role and Policies exclude each other', ['Policies']);
};

export const stateMachineAlias: Rule = (subject) => {
  const { AutoPublishAlias, DeploymentPreference, UseAliasAsEventTarget } = subject.properties;
  if (isTruthy(AutoPublishAlias)) {
    const isScalar = typeof AutoPublishAlias === 'string' || typeof AutoPublishAlias === 'number';
    const isName = isScalar && /^[A-Za-z0-9]+$/.test(String(AutoPublishAlias));
    const text = 'AutoPublishAlias becomes part of a logical id, so it is written out in letters and digits';
    if (!isName && !subject.resolvedBefore) refuse(subject, 'alias-name', text, ['AutoPublishAlias']);
    return;
  }
  for (const [name, value] of Object.entries({ DeploymentPreference, UseAliasAsEventTarget })) {
    if (isTruthy(value)) refuse(subject, 'alias-needed', `${name} needs AutoPublishAlias`, [name]);
  }
};

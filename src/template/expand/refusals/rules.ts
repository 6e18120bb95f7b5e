/** By the type of a resource: what is asked of it beyond the shapes of its properties. */
import { apiAuth } from './api-auth.ts';
import { definitionBody, endpointConfiguration, models, openApiVersion, whereDefined } from './api.ts';
import { capacityProvider, capacityProviderConfig } from './capacity-provider.ts';
import { contentUri, functionCode } from './code.ts';
import { httpCors, restCors } from './cors.ts';
import { bodyIsMap } from './definition.ts';
import { deploymentPreference } from './deployment.ts';
import { httpDomain, restDomain } from './domain.ts';
import {
  aliasName,
  aliasNeeded,
  deadLetterQueue,
  destinations,
  exclusions,
  functionUrl,
  role,
  tenancy,
} from './function.ts';
import { gatewayResponses } from './gateway-responses.ts';
import { graphQlApi } from './graphql.ts';
import { httpAuth, httpDefinition } from './http-api.ts';
import { policies } from './policies.ts';
import { stateMachine, stateMachineAlias } from './state-machine.ts';
import { applicationLocation, layerArchitectures, layerTexts, primaryKey, retentionPolicy } from './storage.ts';
import type { Rule } from './subject.ts';
import { reservedTags } from './tags.ts';
import { webSocketAuth, webSocketRoutes, webSocketSettings } from './web-socket-api.ts';

export const RULES: Readonly<Record<string, readonly Rule[]>> = {
  'AWS::Serverless::Api': [
    bodyIsMap,
    whereDefined,
    openApiVersion,
    definitionBody,
    apiAuth,
    restCors,
    gatewayResponses,
    models,
    restDomain,
    endpointConfiguration,
  ],
  'AWS::Serverless::Application': [applicationLocation, reservedTags],
  'AWS::Serverless::CapacityProvider': [capacityProvider],
  'AWS::Serverless::Function': [
    exclusions,
    capacityProviderConfig,
    aliasNeeded,
    aliasName,
    functionCode,
    role,
    policies,
    deadLetterQueue,
    tenancy,
    destinations,
    functionUrl,
    deploymentPreference,
    reservedTags,
  ],
  'AWS::Serverless::GraphQLApi': [graphQlApi],
  'AWS::Serverless::HttpApi': [bodyIsMap, httpDefinition, httpAuth, httpCors, httpDomain],
  'AWS::Serverless::LayerVersion': [contentUri, retentionPolicy, layerTexts, layerArchitectures],
  'AWS::Serverless::SimpleTable': [primaryKey],
  'AWS::Serverless::StateMachine': [stateMachine, stateMachineAlias, policies, reservedTags],
  'AWS::Serverless::WebSocketApi': [webSocketRoutes, webSocketAuth, webSocketSettings, httpDomain],
};

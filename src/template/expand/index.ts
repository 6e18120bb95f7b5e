/** The SAM transform: what CloudFormation makes of a template with `Transform: AWS::Serverless-2016-10-31`. */
import type { Diagnostic, Path, Resource, SourceDocument, TemplateInputs } from '../model.ts';
import { isList, isRecord, own } from '../resolve/values.ts';
import { expandApi } from './api.ts';
import { expandApplication } from './application.ts';
import { expandCapacityProvider } from './capacity-provider.ts';
import { CONNECTOR, expandConnectors } from './connectors/index.ts';
import { DeploymentPreferences } from './deployment-preference.ts';
import { Expansion } from './expansion.ts';
import { unrollForEach, writtenPath } from './for-each.ts';
import type { Unrolled } from './for-each.ts';
import { expandFunction } from './function.ts';
import { expandGraphqlApi } from './graphql/index.ts';
import { expandHttpApi } from './http-api.ts';
import { addImplicitApis } from './implicit-api.ts';
import { expandLayerVersion } from './layer-version.ts';
import { expandMicrovmImage } from './microvm-image.ts';
import { expandNetworkConnector } from './network-connector.ts';
import { rewrite } from './references.ts';
import { sayWhatIsRefused } from './refusals/index.ts';
import { expandSimpleTable } from './simple-table.ts';
import { expandStateMachine } from './state-machine.ts';
import { SharedUsagePlan } from './usage-plan.ts';
import { expandWebFunction } from './web-function.ts';
import { expandWebSocketApi } from './web-socket-api.ts';

export interface Expanded {
  /** The template after its loops, before the transform. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What functions and state machines share with others, across one transform. */
interface Shared {
  readonly deployments: DeploymentPreferences;
  readonly usagePlan: SharedUsagePlan;
}

type Expand = (x: Expansion, logicalId: string, shared: Shared) => void;

/** In the order of the transform: events of functions and machines complete the APIs, so these come after. */
const ORDER: readonly Readonly<Record<string, Expand>>[] = [
  { 'AWS::Serverless::Function': (x, id, { deployments }) => expandFunction(x, id, deployments) },
  { 'AWS::Serverless::StateMachine': expandStateMachine },
  {
    'AWS::Serverless::Api': (x, id, { usagePlan }) => expandApi(x, id, usagePlan),
    'AWS::Serverless::HttpApi': expandHttpApi,
    'AWS::Serverless::WebSocketApi': expandWebSocketApi,
  },
  {
    'AWS::Serverless::SimpleTable': expandSimpleTable,
    'AWS::Serverless::LayerVersion': expandLayerVersion,
    'AWS::Serverless::Application': expandApplication,
    'AWS::Serverless::CapacityProvider': expandCapacityProvider,
    'AWS::Serverless::GraphQLApi': expandGraphqlApi,
    'AWS::Serverless::MicrovmImage': expandMicrovmImage,
    'AWS::Serverless::NetworkConnector': expandNetworkConnector,
    'AWS::Serverless::WebFunction': expandWebFunction,
  },
];

const KNOWN: ReadonlySet<string> = new Set([...ORDER.flatMap((expanders) => Object.keys(expanders)), CONNECTOR]);

export const TRANSFORM = 'AWS::Serverless-2016-10-31';

/**
 * Resources that are not SAM's, and those of SAM that are not known here, pass unchanged.
 *
 * @param refusals whether to say what CloudFormation would refuse: a tenth of the time, for who reads the diagnostics
 */
export function expandSam(document: SourceDocument, inputs: TemplateInputs, refusals = true): Expanded {
  const { data, sources, open } = unrolled(document, inputs);
  const x = new Expansion(document, inputs, data);
  const macros = macrosIn(data);
  sayWhatMacrosHide(x, data, macros);
  for (const path of open)
    x.warn('unknown-collection', 'The collection of this loop is not known before deployment', path);
  sayWhatIsNoResource(x, data);
  if (x.written.size === 0) x.fail('no-resources', 'The template has no resources', ['Resources']);
  const serverless = sayWhatIsNotExpanded(x, data, KNOWN);
  if (serverless) addImplicitApis(x);
  for (const [logicalId, { Type }] of x.written) if (!KNOWN.has(String(Type))) x.addWritten(logicalId);
  const shared = { deployments: new DeploymentPreferences(), usagePlan: new SharedUsagePlan() };
  for (const expanders of serverless ? ORDER : []) {
    for (const [logicalId, { Type }] of x.written) {
      const expand = own(expanders, String(Type)) as Expand | undefined;
      expand?.(x, logicalId, shared);
    }
  }
  shared.deployments.finish(x);
  expandConnectors(x);
  if (refusals && open.length === 0 && !hasMacros(data, macros)) sayWhatIsRefused(x, data, serverless);
  const resources = new Map<string, Resource>();
  for (const resource of x.finished()) {
    const properties = rewrite(resource.properties, x);
    const attributes = rewrite(resource.attributes, x);
    const dependsOn = resource.dependsOn.length > 0 ? rewrite({ DependsOn: resource.dependsOn }, x).DependsOn : [];
    const sourcePath = (path: Path) => writtenPath(resource.sourcePath(path), sources);
    resources.set(resource.logicalId, { ...resource, properties, attributes, dependsOn, sourcePath });
  }
  const { conditions, diagnostics } = x;
  return { data, resources, conditions, outputs: rewrite(x.outputs, x), diagnostics };
}

/** Those of AWS that change nothing that is judged here. */
const HARMLESS = new Set([TRANSFORM, 'AWS::LanguageExtensions', 'AWS::SecretsManager-2024-09-16']);

/** The names of macros that are not run; with parameters, a macro is a mapping with its name. */
function macrosIn(data: Readonly<Record<string, unknown>>): readonly string[] {
  const transforms: readonly unknown[] = isList(data.Transform) ? data.Transform : [data.Transform];
  const names = transforms.map((transform) => (isRecord(transform) ? transform.Name : transform));
  return names.filter((name): name is string => typeof name === 'string' && !HARMLESS.has(name));
}

/** They may change anything before the transform sees it. */
function hasMacros(data: Readonly<Record<string, unknown>>, macros: readonly string[]): boolean {
  return macros.length > 0 || (isRecord(data.Resources) && 'Fn::Transform' in data.Resources);
}

function sayWhatMacrosHide(x: Expansion, data: Readonly<Record<string, unknown>>, macros: readonly string[]): void {
  for (const name of macros)
    x.warn('macro-not-run', `The macro ${name} is not run: the template is judged as written`, ['Transform']);
  if (hasMacros(data, [])) {
    const message = 'A macro (Fn::Transform) adds resources: these are not judged';
    x.warn('macro-not-run', message, ['Resources', 'Fn::Transform']);
  }
}

/** What CloudFormation refuses, and what nothing can be said about. */
function sayWhatIsNoResource(x: Expansion, data: Readonly<Record<string, unknown>>): void {
  const resources = Object.entries(isRecord(data.Resources) ? data.Resources : {});
  for (const [logicalId, resource] of resources.filter(([name]) => !name.startsWith('Fn::'))) {
    const path = ['Resources', logicalId];
    if (!isRecord(resource)) {
      x.fail('resource-not-a-mapping', `${logicalId} is no resource: it has to have a Type`, path);
    } else if (typeof resource.Type !== 'string' || resource.Type === '') {
      const written = resource.Type === undefined ? 'has no Type' : 'has a Type that is no text';
      x.fail('resource-without-type', `${logicalId} ${written}, so it cannot be judged`, [...path, 'Type']);
    } else if (!isRecord(resource.Properties ?? {})) {
      x.fail('properties-not-a-mapping', `The Properties of ${logicalId} are no mapping`, [...path, 'Properties']);
    }
  }
}

/** @returns whether there are SAM resources */
function sayWhatIsNotExpanded(
  x: Expansion,
  data: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): boolean {
  const sam = [...x.written].filter(([, { Type }]) => typeof Type === 'string' && Type.startsWith('AWS::Serverless::'));
  const transforms: readonly unknown[] = isList(data.Transform) ? data.Transform : [data.Transform];
  const [first] = sam;
  if (first && !transforms.includes(TRANSFORM)) {
    x.fail('transform-missing', `CloudFormation knows SAM resources only with Transform: ${TRANSFORM}`, [
      'Resources',
      first[0],
    ]);
  }
  for (const [logicalId, { Type }] of sam) {
    const type = String(Type);
    const message = `${type} is not expanded: what it generates is not judged`;
    if (!known.has(type)) x.warn('not-expanded', message, ['Resources', logicalId]);
  }
  return first !== undefined;
}

/** Loops run before the SAM transform does. */
function unrolled(document: SourceDocument, inputs: TemplateInputs): Unrolled {
  const data = isRecord(document.data) ? document.data : {};
  if (!document.text.includes('Fn::ForEach')) return { data, sources: new Map(), open: [] };
  const { collection } = new Expansion(document, inputs, data);
  return unrollForEach(data, collection);
}

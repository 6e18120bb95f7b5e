/** What the stages of REST APIs and of the others have in common. */
import type { Resolved } from '../../template/model.ts';
import { isList, isRecord } from '../../template/resolve/values.ts';
import { setOf } from '../answers.ts';
import { properties, type LiveProperties } from '../aws.ts';
import type { DeployedResource } from '../reader.ts';

/** Settings of a method or a route, named as CloudFormation does. */
export type Settings = Readonly<Record<string, Resolved | undefined>>;

/**
 * What API Gateway writes out where nobody set it. The limits are those of an account, by Region; those of an account
 * that was granted more stand as if somebody had set them.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const DEFAULTS: Readonly<Record<string, readonly Resolved[]>> = {
  LoggingLevel: ['OFF'],
  ThrottlingRateLimit: [10_000, 2_500, -1],
  ThrottlingBurstLimit: [5_000, 1_250, -1],
  CachingEnabled: [false],
  CacheDataEncrypted: [false],
  CacheTtlInSeconds: [300],
  DataTraceEnabled: [false],
  DetailedMetricsEnabled: [false],
  MetricsEnabled: [false],
};

/** Settings without the defaults that the template does not write, and without what is not set. */
export function settingsOf(live: Settings, isWritten: (name: string) => boolean): Resolved {
  return setOf(
    Object.fromEntries(
      Object.entries(live).filter(
        ([name, value]) => value !== undefined && (isWritten(name) || !DEFAULTS[name]?.includes(value)),
      ),
    ),
  );
}

/** Undefined for a part of a property that has nothing in it, where the template has none either. */
export function unlessEmpty(value: Resolved, written: unknown): Resolved | undefined {
  return isRecord(value) && Object.keys(value).length === 0 && written === undefined ? undefined : value;
}

/** `AccessLogSetting` of REST APIs, `AccessLogSettings` of the others. */
export function accessLogs(destination: string | undefined, format: string | undefined): Resolved | undefined {
  const settings = setOf({ DestinationArn: destination || undefined, Format: format || undefined });
  return unlessEmpty(settings, undefined);
}

/** What API Gateway says of the settings of methods of a REST API. */
export interface LiveMethodSettings {
  readonly loggingLevel?: string | undefined;
  readonly throttlingRateLimit?: number | undefined;
  readonly throttlingBurstLimit?: number | undefined;
  readonly cachingEnabled?: boolean | undefined;
  readonly cacheDataEncrypted?: boolean | undefined;
  readonly cacheTtlInSeconds?: number | undefined;
  readonly dataTraceEnabled?: boolean | undefined;
  readonly metricsEnabled?: boolean | undefined;
}

/**
 * `MethodSettings` in the template's order, and after it those that it does not have.
 *
 * @param live by path and method, e.g. `~1items/GET` or `items/{id}/GET`; an asterisk stands for all of each
 */
export function methodSettings(
  stage: DeployedResource,
  live: Readonly<Record<string, LiveMethodSettings>>,
): Resolved | undefined {
  const left = new Map(Object.entries(live).map(([key, settings]) => [keyOf(...parted(key)), { key, settings }]));
  const property = stage.property('MethodSettings');
  const written = (isList(property) ? property : []).filter(isRecord).flatMap((setting) => {
    const { ResourcePath, HttpMethod } = setting;
    const key = keyOf(String(ResourcePath), String(HttpMethod));
    const found = left.get(key)?.settings;
    left.delete(key);
    return found ? [{ ...methodSetting(found, (name) => Object.hasOwn(setting, name)), ResourcePath, HttpMethod }] : [];
  });
  const others = [...left.values()].map(({ key, settings }) => {
    const [path, method] = parted(key);
    const name = keyOf(path, '').slice(0, -1);
    // A method that somebody silenced is silent, whatever holds for all of them.
    const setting = methodSetting(settings, (setting) => setting === 'LoggingLevel');
    return { ...setting, ResourcePath: name === '*' ? '/*' : `/${name}`, HttpMethod: method };
  });
  const all = [...written, ...others] as Resolved[];
  return all.length > 0 ? all : undefined;
}

function methodSetting(live: LiveMethodSettings, isWritten: (name: string) => boolean): Settings {
  const settings: Settings = {
    LoggingLevel: live.loggingLevel,
    ThrottlingRateLimit: live.throttlingRateLimit,
    ThrottlingBurstLimit: live.throttlingBurstLimit,
    CachingEnabled: live.cachingEnabled,
    CacheDataEncrypted: live.cacheDataEncrypted,
    CacheTtlInSeconds: live.cacheTtlInSeconds,
    DataTraceEnabled: live.dataTraceEnabled,
    MetricsEnabled: live.metricsEnabled,
  };
  return settingsOf(settings, isWritten) as Settings;
}

/** The method stands after the last slash. https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html */
function parted(key: string): [path: string, method: string] {
  const slash = key.lastIndexOf('/');
  return [key.slice(0, Math.max(slash, 0)), key.slice(slash + 1)];
}

/**
 * One form for `/*`, `*`, `/~1items`, `/items` and `~1items`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
 */
function keyOf(path: string, method: string): string {
  return `${path.replaceAll('~1', '/').replaceAll('~0', '~').replace(/^\/+/, '')}/${method}`;
}

/** Properties that one answer gives: if there is none, each of them is unknown, and no other. */
export function eachOf<Name extends string>(
  names: readonly Name[],
  read: Promise<Readonly<Record<Name, Resolved | undefined>>>,
): Promise<LiveProperties> {
  return properties(Object.fromEntries(names.map((name) => [name, read.then((all) => all[name])])));
}

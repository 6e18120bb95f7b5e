/** Every trap that can be seen in a template and the files beside it. */
import type { Diagnostic, Template } from '../model.ts';
import { TrapContext } from './context.ts';
import type { Finding, Trap } from './trap.ts';
import alarmSlowerThanTraffic from './alarm-slower-than-traffic.ts';
import alarmsWithoutSwitch from './alarms-without-switch.ts';
import aliasBypassed from './alias-bypassed.ts';
import aliasInAlarm from './alias-in-alarm.ts';
import aliasInGlobals from './alias-in-globals.ts';
import aliasInHook from './alias-in-hook.ts';
import buildInSource from './build-in-source.ts';
import callbackHandler from './callback-handler.ts';
import candidateDrawnAsFitness from './candidate-drawn-as-fitness.ts';
import circularDependency from './circular-dependency.ts';
import codedeployRoleWithoutBoundary from './codedeploy-role-without-boundary.ts';
import conditionalAlarmItem from './conditional-alarm-item.ts';
import conditionalDeploymentPreference from './conditional-deployment-preference.ts';
import conditionalEnabled from './conditional-enabled.ts';
import conditionalHooksDropped from './conditional-hooks-dropped.ts';
import dashboardFixedName from './dashboard-fixed-name.ts';
import dashboardTooLarge from './dashboard-too-large.ts';
import deployWithoutReleaseId from './deploy-without-release-id.ts';
import emptyAlarms from './empty-alarms.ts';
import environmentDefault from './environment-default.ts';
import fitnessFloorStopsDeployment from './fitness-floor-stops-deployment.ts';
import fitnessMetricDimensions from './fitness-metric-dimensions.ts';
import fitnessPeriod from './fitness-period.ts';
import fixedCodeSha from './fixed-code-sha.ts';
import functionNameFixed from './function-name-fixed.ts';
import functionNameTooLong from './function-name-too-long.ts';
import hookCannotReport from './hook-cannot-report.ts';
import hookDependsOnLoop from './hook-depends-on-loop.ts';
import hookEditsDashboard from './hook-edits-dashboard.ts';
import hookEventAge from './hook-event-age.ts';
import hookInVpc from './hook-in-vpc.ts';
import hookIsGated from './hook-is-gated.ts';
import hookLogLevel from './hook-log-level.ts';
import hookNotInvokable from './hook-not-invokable.ts';
import hookOrderIncomplete from './hook-order-incomplete.ts';
import hookPolicyLoop from './hook-policy-loop.ts';
import hookRetries from './hook-retries.ts';
import hookWithoutFailureDestination from './hook-without-failure-destination.ts';
import iamActionTakesNoResource from './iam-action-takes-no-resource.ts';
import iamActionUnknown from './iam-action-unknown.ts';
import inlinePoliciesTooLong from './inline-policies-too-long.ts';
import noReleaseId from './no-release-id.ts';
import oidcSubjectNotPinned from './oidc-subject-not-pinned.ts';
import packageJsonInCodeUri, { packageJsonIn } from './package-json-in-code-uri.ts';
import partialParameterOverrides from './partial-parameter-overrides.ts';
import partitionLiteral from './partition-literal.ts';
import pipelineSupersedes from './pipeline-supersedes.ts';
import preferenceInGlobals from './preference-in-globals.ts';
import recorderConcurrency from './recorder-concurrency.ts';
import releaseIdInBuildStage from './release-id-in-build-stage.ts';
import releaseIdTooLong from './release-id-too-long.ts';
import releaseIdWithoutDefault from './release-id-without-default.ts';
import roleWithoutBoundary from './role-without-boundary.ts';
import samBuildWithoutEsbuild from './sam-build-without-esbuild.ts';
import samDeployExpress from './sam-deploy-express.ts';
import samSync from './sam-sync.ts';
import samconfigIncomplete from './samconfig-incomplete.ts';
import tooManyAlarms from './too-many-alarms.ts';
import unknownDeploymentType from './unknown-deployment-type.ts';
import versionAlarmDimensions from './version-alarm-dimensions.ts';
import versionInPolicy from './version-in-policy.ts';

export type { Finding, Trap, TrapMeta } from './trap.ts';

/** By code. */
export const traps: readonly Trap[] = [
  alarmSlowerThanTraffic,
  alarmsWithoutSwitch,
  aliasBypassed,
  aliasInAlarm,
  aliasInGlobals,
  aliasInHook,
  buildInSource,
  callbackHandler,
  candidateDrawnAsFitness,
  circularDependency,
  codedeployRoleWithoutBoundary,
  conditionalAlarmItem,
  conditionalDeploymentPreference,
  conditionalEnabled,
  conditionalHooksDropped,
  dashboardFixedName,
  dashboardTooLarge,
  deployWithoutReleaseId,
  emptyAlarms,
  environmentDefault,
  fitnessFloorStopsDeployment,
  fitnessMetricDimensions,
  fitnessPeriod,
  fixedCodeSha,
  functionNameFixed,
  functionNameTooLong,
  hookCannotReport,
  hookDependsOnLoop,
  hookEditsDashboard,
  hookEventAge,
  hookInVpc,
  hookIsGated,
  hookLogLevel,
  hookNotInvokable,
  hookOrderIncomplete,
  hookPolicyLoop,
  hookRetries,
  hookWithoutFailureDestination,
  iamActionTakesNoResource,
  iamActionUnknown,
  inlinePoliciesTooLong,
  noReleaseId,
  oidcSubjectNotPinned,
  packageJsonInCodeUri,
  partialParameterOverrides,
  partitionLiteral,
  pipelineSupersedes,
  preferenceInGlobals,
  recorderConcurrency,
  releaseIdInBuildStage,
  releaseIdTooLong,
  releaseIdWithoutDefault,
  roleWithoutBoundary,
  samBuildWithoutEsbuild,
  samDeployExpress,
  samSync,
  samconfigIncomplete,
  tooManyAlarms,
  unknownDeploymentType,
  versionAlarmDimensions,
  versionInPolicy,
];

/**
 * What of the template, and of the files beside it, deploys otherwise than it says. In the order of the places.
 *
 * @param files texts by name relative to the template's folder; `trapFiles` says which are looked at
 */
export function findTraps(template: Template, files: Readonly<Record<string, string>> = {}): Diagnostic[] {
  return findWithFixes(template, files).map(({ fix: _, ...diagnostic }) => diagnostic);
}

/** As `findTraps`; what can be mended without a person's decision comes with its edits. */
export function findWithFixes(
  template: Template,
  files: Readonly<Record<string, string>> = {},
): (Diagnostic & Pick<Finding, 'fix'>)[] {
  const context = new TrapContext(template, files);
  const found: (Diagnostic & Pick<Finding, 'fix'>)[] = [];
  for (const { meta, find } of traps) {
    const { code, severity } = meta;
    for (const { message, location, fix } of find(context))
      found.push({ severity, code, message, ...(location && { location }), ...(fix && { fix }) });
  }
  return found.sort(byPlace(template.document.file));
}

/** The names of the files beside the template, relative to its folder, that traps look at. */
export function trapFiles(template: Template): string[] {
  const context = new TrapContext(template, {});
  const folders = context.samFunctions().flatMap((fn) => {
    const written = context.samProperty(fn, 'CodeUri')?.value;
    // Paths stay inside the folder.
    return typeof written === 'string' && !/^[/\\]|(^|[/\\])\.\.([/\\]|$)|:/.test(written)
      ? [packageJsonIn(written)]
      : [];
  });
  return [...new Set(['samconfig.toml', 'package.json', 'buildspec.yml', ...folders])];
}

function byPlace(file: string): (a: Diagnostic, b: Diagnostic) => number {
  const rank = ({ location }: Diagnostic): [number, string, number, number] =>
    location ? [location.file === file ? 0 : 1, location.file, location.line, location.column] : [2, '', 0, 0];
  return (a, b) => {
    const [x, y] = [rank(a), rank(b)];
    const byFile = x[1] === y[1] ? 0 : x[1].localeCompare(y[1], 'en');
    return x[0] - y[0] || byFile || x[2] - y[2] || x[3] - y[3];
  };
}

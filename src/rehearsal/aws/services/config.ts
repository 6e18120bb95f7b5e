import { AwsError, jsonService, type Call } from '../service.ts';
import type { ConfigState } from '../account.ts';

/** AWS Config's part: whether it records, its rules, and what they say of resources. */
export const config = jsonService('config', {
  DescribeConfigurationRecorderStatus: (_, { account }) => ({
    ConfigurationRecordersStatus: account.config ? [{ name: 'default', recording: true, lastStatus: 'SUCCESS' }] : [],
  }),
  DescribeConfigRules: ({ NextToken }, { account, page }) => {
    const { items, next } = page(Object.entries(account.config?.rules ?? {}), NextToken, 25);
    return {
      ConfigRules: items.map(([ConfigRuleName, { identifier }]) => ({
        ConfigRuleName,
        ConfigRuleState: 'ACTIVE',
        Source: identifier
          ? { Owner: 'AWS', SourceIdentifier: identifier }
          : { Owner: 'CUSTOM_LAMBDA', SourceIdentifier: account.arn('lambda', `function:${ConfigRuleName}`) },
      })),
      NextToken: next,
    };
  },
  ListDiscoveredResources: ({ resourceType, limit = 100, nextToken }, call) => {
    const known = recording(call).resources;
    const type = String(resourceType);
    const all = Object.hasOwn(known, type) ? (known[type] ?? []) : [];
    const { items, next } = call.page(all, nextToken, Number(limit));
    return {
      resourceIdentifiers: items.map(({ id, name }) => ({ resourceType, resourceId: id, resourceName: name })),
      nextToken: next,
    };
  },
  GetComplianceDetailsByResource: ({ ResourceType, ResourceId, ComplianceTypes, NextToken }, call) => {
    const wanted = Array.isArray(ComplianceTypes) ? (ComplianceTypes as readonly unknown[]) : undefined;
    const all = recording(call).results.filter(
      ({ type, id, compliance }) =>
        type === ResourceType && id === ResourceId && (!wanted || wanted.includes(compliance)),
    );
    const { items, next } = call.page(all, NextToken, 100);
    return {
      EvaluationResults: items.map(({ rule, compliance, at, annotation }) => ({
        EvaluationResultIdentifier: {
          EvaluationResultQualifier: { ConfigRuleName: rule, ResourceType, ResourceId },
          OrderingTimestamp: at.getTime() / 1000,
        },
        ComplianceType: compliance,
        ResultRecordedTime: at.getTime() / 1000,
        ConfigRuleInvokedTime: at.getTime() / 1000,
        Annotation: annotation,
      })),
      NextToken: next,
    };
  },
});

function recording({ account }: Call): ConfigState {
  if (account.config) return account.config;
  throw new AwsError('NoAvailableConfigurationRecorderException', 'There is no configuration recorder available.');
}

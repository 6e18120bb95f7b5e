/** What is used of the client, so that a bundle holds no more of it. */
export {
  ConfigServiceClient,
  DescribeConfigRulesCommand,
  DescribeConfigurationRecorderStatusCommand,
  GetComplianceDetailsByResourceCommand,
  ListDiscoveredResourcesCommand,
} from '@aws-sdk/client-config-service';

/** What is used of the client, so that a bundle holds no more of it. */
export { EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';

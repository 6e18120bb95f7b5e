/**
 * What a call needs: API operation → IAM actions. They are often not of one name, and one action may serve many
 * operations. Every action is checked against the Service Authorization Reference by a test.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const OPERATIONS = {
  'cloudformation:DescribeStacks': ['cloudformation:DescribeStacks'],
  'cloudformation:GetTemplate': ['cloudformation:GetTemplate'],
  'cloudformation:ListStackResources': ['cloudformation:ListStackResources'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** `service:Operation`, the service as in ARNs of IAM actions. */
export type Operation = keyof typeof OPERATIONS;

export function actionsOf(operation: Operation): readonly string[] {
  return OPERATIONS[operation];
}

import { isRecord, own } from '../resolve/values.ts';
import { alternatives, listItems } from './context.ts';
import { defineTrap } from './trap.ts';

function isPinned(condition: unknown): boolean {
  if (!isRecord(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      /^(ForAnyValue:)?String(Equals|Like)/.test(operator) &&
      isRecord(keys) &&
      Object.entries(keys).some(([key, value]) => key.endsWith(':sub') && value !== '*'),
  );
}

export default defineTrap({
  meta: {
    code: 'oidc-subject-not-pinned',
    severity: 'warning',
    why: 'A role that trusts GitHub without a pinned `sub` may be taken on from any repository; `ForAllValues` is true where the claim is missing.',
    instead: '`StringEquals` or `StringLike` on `token.actions.githubusercontent.com:sub` with your repository.',
    docs: 'https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services',
  },
  *find(context) {
    for (const role of context.resources('AWS::IAM::Role')) {
      const path = ['Properties', 'AssumeRolePolicyDocument', 'Statement'];
      const statements = listItems(own(role.properties.AssumeRolePolicyDocument, 'Statement'), path);
      for (const statement of statements.flatMap(({ value, path: at }) => alternatives(value, at))) {
        if (!JSON.stringify(own(statement.value, 'Principal') ?? '').includes('token.actions.githubusercontent.com'))
          continue;
        if (own(statement.value, 'Effect') !== 'Allow' || isPinned(own(statement.value, 'Condition'))) continue;
        const message = `${role.logicalId} trusts GitHub without pinning which repository`;
        yield { message, location: context.at(role.logicalId, statement.path) };
      }
    }
  },
});

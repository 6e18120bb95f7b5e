import type { Edit } from '../edit.ts';
import type { Edge } from '../graph.ts';
import type { Path } from '../model.ts';
import { isRecord } from '../resolve/values.ts';
import type { TrapContext } from './context.ts';
import { loopEdges } from './loops.ts';
import { defineTrap } from './trap.ts';
import type { Finding } from './trap.ts';

/** The statement in a policy of its own, which is attached to the role and on which nothing depends. */
function moveStatement(context: TrapContext, edge: Edge): Pick<Finding, 'fix'> {
  const role = context.template.resources.get(edge.from);
  const path = role?.sourcePath(edge.path) ?? [];
  const at = path.indexOf('Statement');
  const statementPath = path.slice(0, typeof path[at + 1] === 'number' ? at + 2 : at + 1);
  const statement = context.source(statementPath);
  if (role?.type !== 'AWS::IAM::Role' || at < 0 || path[0] !== 'Resources' || !isRecord(statement)) return {};
  const id = freeName(context, `${role.sourceId}Policy`);
  const policy = {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: id,
      Roles: [{ Ref: role.logicalId }],
      PolicyDocument: { Version: '2012-10-17', Statement: [statement] },
    },
  };
  return { fix: [...removal(context, statementPath), { path: ['Resources', id], set: policy }] };
}

/** Removes the statement, and with it the policy and the list of policies that are empty then. */
function removal(context: TrapContext, statement: Path): Edit[] {
  const statements = context.source(statement.slice(0, statement.lastIndexOf('Statement') + 1));
  if (Array.isArray(statements) && statements.length > 1) return [{ path: statement, remove: true }];
  const policies = statement.slice(0, statement.indexOf('Policies') + 1);
  const all = context.source(policies);
  const path = Array.isArray(all) && all.length > 1 ? statement.slice(0, policies.length + 1) : policies;
  return [{ path, remove: true }];
}

function freeName(context: TrapContext, wanted: string): string {
  let name = wanted;
  for (let count = 2; context.template.resources.has(name); count++) name = `${wanted}${count}`;
  return name;
}

export default defineTrap({
  meta: {
    code: 'hook-policy-loop',
    severity: 'error',
    why: 'The role of a hook is finished before the hook, so a policy in it that names what waits for the alias closes a loop.',
    instead: 'Name it by a pattern, or in an `AWS::IAM::Policy` of its own on which nothing depends.',
    docs: 'https://aws.amazon.com/blogs/infrastructure-and-automation/handling-circular-dependency-errors-in-aws-cloudformation/',
  },
  *find(context) {
    for (const { kind, edge } of loopEdges(context)) {
      if (kind !== 'policy') continue;
      yield {
        message: `The role ${edge.from} of a traffic hook names ${edge.to}, which waits for the hook`,
        location: context.at(edge.from, edge.path),
        ...moveStatement(context, edge),
      };
    }
  },
});

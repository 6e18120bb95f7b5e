/** What SAM would make of gated functions, and what of their owner's is in its way: seen when it is tried. */
import { LONGEST_LOGICAL_ID } from '../../project/adopted/template/called.ts';
import { equal } from '../../template/edit/data.ts';
import { references } from '../../template/graph.ts';
import type { Path, Resource, Template } from '../../template/model.ts';
import { resourcesOfTypes } from '../../template/resolve.ts';
import { isList, isRecord, own } from '../../template/resolve/values.ts';
import type { Obstacle } from './obstacles.ts';

/**
 * By logical id of a function, what keeps it from being gated.
 *
 * @param today the owner's template
 * @param whole the same with these functions gated
 */
export function clashesOf(today: Template, whole: Template): ReadonlyMap<string, Obstacle> {
  return new Map([
    ...takenIds(today, whole),
    ...takenAliases(today, whole),
    ...notifiedTwice(today, whole),
    ...tooLong(today, whole),
  ]);
}

/** Lambda has no two aliases of one name of a function, whatever the template calls them. */
function* takenAliases(today: Template, whole: Template): Generator<[string, Obstacle]> {
  const written = resourcesOfTypes(today, [ALIAS]).filter(({ generated }) => !generated);
  if (written.length === 0) return;
  for (const { logicalId, properties, sourceId } of resourcesOfTypes(whole, [ALIAS])) {
    if (today.resources.has(logicalId)) continue;
    const taken = written.find(
      (other) =>
        equal(other.properties['Name'], properties['Name']) &&
        references(other.properties['FunctionName']).some(({ name }) => name === sourceId),
    );
    if (!taken) continue;
    const reason = `${taken.logicalId} is its alias ${JSON.stringify(properties['Name'])} already, and Lambda has no two of a name: give the function an AutoPublishAlias of another name to have it gated.`;
    yield [sourceId, refused('alias-taken', reason, taken.sourcePath(['Properties', 'Name']))];
  }
}

const ALIAS = 'AWS::Lambda::Alias';

/** What SAM makes of a function takes the place of what has its logical id, or is refused. */
function* takenIds(today: Template, whole: Template): Generator<[string, Obstacle]> {
  for (const { logicalId, type, sourceId, generated } of whole.resources.values()) {
    const written = today.resources.get(logicalId);
    if (!generated || !written || written.generated) continue;
    const reason = `SAM makes ${logicalId} (${type}) for it where it is gated, and the template has a resource of that name: give that another one.`;
    yield [sourceId, refused('logical-id-taken', reason, ['Resources', logicalId])];
  }
}

/** SAM makes the names of what it makes of a function's, and CloudFormation takes no longer ones. */
function* tooLong(today: Template, whole: Template): Generator<[string, Obstacle]> {
  for (const { logicalId, type, sourceId, generated } of whole.resources.values()) {
    if (!generated || logicalId.length <= LONGEST_LOGICAL_ID || today.resources.has(logicalId)) continue;
    const reason = `SAM makes an ${type} for it where it is gated, whose logical id has ${logicalId.length} characters, and CloudFormation takes ${LONGEST_LOGICAL_ID}: give the function a shorter one to have it gated.`;
    yield [sourceId, refused('logical-id-too-long', reason, ['Resources', sourceId])];
  }
}

/**
 * A notification of a bucket that is written out and an S3 event that says the same are one for SAM, as long as both name the
 * function. With an alias the event names that, and S3 takes no two for the same objects:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
function* notifiedTwice(today: Template, whole: Template): Generator<[string, Obstacle]> {
  for (const bucket of whole.resources.values()) {
    const before = today.resources.get(bucket.logicalId);
    if (bucket.type !== 'AWS::S3::Bucket' || !before) continue;
    const had = notificationsOf(before);
    const all = notificationsOf(bucket);
    for (const added of all) {
      if (had.some((each) => equal(each, added))) continue;
      const [fn, named] = namingFunction(added, whole.resources) ?? [];
      const index = all.findIndex((each) => equal(each, named));
      if (fn === undefined || index < 0) continue;
      const reason = `${bucket.logicalId} notifies it as its S3 event does: gated, one is for the function and one for its alias, and S3 refuses two for the same objects. Take the one that is written at the bucket out: the event makes it.`;
      yield [fn, refused('notified-twice', reason, bucket.sourcePath([...NOTIFICATIONS, index]))];
    }
  }
}

const NOTIFICATIONS: Path = ['Properties', 'NotificationConfiguration', 'LambdaConfigurations'];

function notificationsOf({ properties }: Resource): readonly unknown[] {
  const notifications = own(own(properties, 'NotificationConfiguration'), 'LambdaConfigurations');
  return isList(notifications) ? notifications : [];
}

/** The function whose alias a notification names, and the notification as it was without one. */
function namingFunction(
  notification: unknown,
  resources: Template['resources'],
): [fn: string, named: unknown] | undefined {
  if (!isRecord(notification)) return undefined;
  const choice = own(notification, 'Fn::If');
  if (isList(choice)) {
    const [condition, chosen, otherwise] = choice;
    const [fn, named] = namingFunction(chosen, resources) ?? [];
    return fn === undefined ? undefined : [fn, { 'Fn::If': [condition, named, otherwise] }];
  }
  const alias = resources.get(String(own(own(notification, 'Function'), 'Ref')));
  if (alias?.type !== ALIAS) return undefined;
  return [alias.sourceId, { ...notification, Function: { 'Fn::GetAtt': [alias.sourceId, 'Arn'] } }];
}

function refused(code: string, reason: string, path: Path): Obstacle {
  return { outcome: 'refused', code, reason, path };
}

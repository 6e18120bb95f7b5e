/** Five releases of a service that is as it is: what its owner could do next, and one that nobody should let through. */
import type { Baseline } from '../fitness/baseline.ts';
import { mendData, type Judge, type Judged } from '../fitness/mend.ts';
import { counts } from '../fitness/comparison.ts';
import { editData } from '../template/edit.ts';
import type { SourceDocument } from '../template/model.ts';
import { hookOrder } from '../template/order.ts';
import { parseDocument } from '../template/parse.ts';
import { isRecord, own } from '../template/resolve/values.ts';
import { orderFix } from '../template/traps/order-fix.ts';

export interface Scene {
  /** What the release changes, in words. */
  readonly change: string;
  /** The SAM template. */
  readonly document: SourceDocument;
  /** It makes the architecture worse, and is to be stopped. */
  readonly bad: boolean;
}

/** Judges a template as the gate would, where `before` is deployed. */
export type JudgeAfter = (document: SourceDocument, before: Baseline | undefined) => Judged;

/** What a release does next; undefined where there is nothing of the kind to do. */
type Idea = (judged: Judged, judge: Judge) => Next | undefined;

interface Next {
  readonly change: string;
  readonly document: SourceDocument;
}

/** A table as one writes it the first time: what it lacks, `fix` can give. */
const DRAFT = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: true,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    SSESpecification: { SSEEnabled: true },
  },
};

/** The first that has something to do, and that the gate lets through, is the next release; each check is mended once. */
const IDEAS: readonly Idea[] = [
  mended,
  mended,
  mended,
  (judged) => changed('a queue for exports', withResource(judged, 'RehearsedExports', QUEUE)),
  (judged) => changed('more memory for the functions', withMemory(judged)),
  (judged) => changed('more time for a function', withTime(judged)),
  // where the gate lets neither a draft nor a queue through, there are five releases all the same
  (judged) => changed('a little more time for the function', withTime(judged)),
];

const QUEUE = {
  Type: 'AWS::SQS::Queue',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 },
};

const UNLOCKED = {
  BlockPublicAcls: false,
  BlockPublicPolicy: false,
  IgnorePublicAcls: false,
  RestrictPublicBuckets: false,
};

const PUBLIC = {
  Type: 'AWS::S3::Bucket',
  Properties: {
    AccessControl: 'PublicReadWrite',
    OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
    PublicAccessBlockConfiguration: UNLOCKED,
  },
};

/** Releases between the first and the bad one. */
const BETWEEN = 3;

/**
 * The first has a draft in it, if the gate lets that through: so that the next ones have something to mend in a service
 * that lacks nothing.
 */
export function fiveReleases(document: SourceDocument, judgeAfter: JudgeAfter): Scene[] {
  const judgeAlone: Judge = (next) => judgeAfter(next, undefined);
  const first = drafted(document, judgeAlone) ?? { change: 'the service as it is', document };
  const scenes: Scene[] = [{ ...first, bad: false }];
  let current = judgeAlone(first.document);
  for (const idea of IDEAS) {
    if (scenes.length > BETWEEN) break;
    const next = idea(current, judgeAlone);
    if (!next) continue;
    const judged = judgeAfter(ordered(next.document, judgeAlone), current.assessment.baseline());
    if (judged.assessment.report.gate.verdict !== 'pass') continue;
    scenes.push({ change: next.change, document: judged.template.document, bad: false });
    current = judged;
  }
  const worse = withResource(current, 'RehearsedPublicFiles', PUBLIC);
  if (!worse) return scenes;
  const change = 'a bucket that everybody may read and write';
  return [...scenes, { change, document: ordered(worse, judgeAlone), bad: true }];
}

function drafted(document: SourceDocument, judge: Judge): Next | undefined {
  const next = withResource(judge(document), 'RehearsedReports', DRAFT);
  if (!next) return undefined;
  const judged = judge(ordered(next, judge));
  if (judged.assessment.report.gate.verdict !== 'pass') return undefined;
  return { change: 'the service as it is, and the first draft of a table', document: judged.template.document };
}

function changed(change: string, document: SourceDocument | undefined): Next | undefined {
  return document && { change, document };
}

/** The check that costs most among those that `fix` mends; undefined if none needs no person. */
function mended(judged: Judged, judge: Judge): Next | undefined {
  const { results } = judged.assessment.report;
  const failing = results.filter((result) => counts(result) && result.status === 'fail' && result.fixable);
  const checks = new Set(failing.sort((a, b) => (b.cost ?? 0) - (a.cost ?? 0)).map(({ check }) => check));
  for (const id of checks) {
    const { applied, judged: after } = mendData(judged, ({ check }) => check === id, judge);
    const { document } = after.template;
    if (applied.length > 0) return { change: `fix ${id}`, document: asDocument(document, document.data) };
  }
  return undefined;
}

function withResource(judged: Judged, logicalId: string, resource: object): SourceDocument | undefined {
  const { document, resources } = judged.template;
  if (resources.has(logicalId)) return undefined;
  return edited(document, [{ path: ['Resources', logicalId], set: resource }]);
}

type Edits = Parameters<typeof editData>[1];

function edited(document: SourceDocument, edits: Edits): SourceDocument {
  return asDocument(document, editData(document.data, edits, document));
}

function withMemory({ template: { document } }: Judged): SourceDocument | undefined {
  const globals = own(own(document.data, 'Globals'), 'Function');
  const now = own(globals, 'MemorySize');
  return edited(document, [
    { path: ['Globals', 'Function', 'MemorySize'], set: typeof now === 'number' ? now * 2 : 512 },
  ]);
}

function withTime({ template: { document } }: Judged): SourceDocument | undefined {
  const functions = Object.entries(recordOf(own(document.data, 'Resources'))).filter(
    ([, resource]) => own(resource, 'Type') === 'AWS::Serverless::Function',
  );
  const [first] = functions;
  if (!first) return undefined;
  const now = own(own(first[1], 'Properties'), 'Timeout');
  return edited(document, [
    { path: ['Resources', first[0], 'Properties', 'Timeout'], set: typeof now === 'number' ? now + 1 : 4 },
  ]);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

/** The same name, and JSON for a text. */
function asDocument({ file }: SourceDocument, data: unknown): SourceDocument {
  return parseDocument(JSON.stringify(data, null, 2), file);
}

/** What the hook has to wait for is listed again: a new resource would be measured half-made. */
function ordered(document: SourceDocument, judge: Judge): SourceDocument {
  const { template } = judge(document);
  const edits = hookOrder(template)
    .filter(({ missing, closing }) => missing.length > 0 || closing.length > 0)
    .flatMap((order) => orderFix({ template }, order));
  return edits.length > 0 ? edited(template.document, edits) : template.document;
}

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

/** An edit of a template; undefined where it has nothing to change. */
interface Idea {
  readonly change: string;
  readonly edit: (judged: Judged, judge: Judge) => SourceDocument | undefined;
}

const BUCKET = 'RehearsedUploads';
const LOCKED = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

/** As one writes it the first time. */
const FIRST_DRAFT = {
  Type: 'AWS::S3::Bucket',
  Properties: { PublicAccessBlockConfiguration: LOCKED },
};

const TABLE = {
  Type: 'AWS::DynamoDB::Table',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: true,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
  },
};

/** In this order, as far as the gate lets each through. */
const IDEAS: readonly Idea[] = [
  { change: 'what `fix` mends by itself', edit: (judged, judge) => mended(judged, judge) },
  { change: 'a bucket for uploads, as a first draft', edit: (judged) => withResource(judged, BUCKET, FIRST_DRAFT) },
  { change: 'the first draft, mended by `fix`', edit: (judged, judge) => mended(judged, judge) },
  { change: 'a table of its own for reports', edit: (judged) => withResource(judged, 'RehearsedReports', TABLE) },
  { change: 'more memory for a function', edit: withMemory },
  { change: 'more time for a function', edit: withTime },
];

const PUBLIC = {
  Type: 'AWS::S3::Bucket',
  Properties: {
    AccessControl: 'PublicReadWrite',
    OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
    PublicAccessBlockConfiguration: Object.fromEntries(Object.keys(LOCKED).map((name) => [name, false])),
  },
};

/** Releases between the first and the bad one. */
const BETWEEN = 3;

export function fiveReleases(document: SourceDocument, judgeAfter: JudgeAfter): Scene[] {
  let current = judgeAfter(document, undefined);
  const scenes: Scene[] = [{ change: 'the service as it is', document, bad: false }];
  for (const { change, edit } of IDEAS) {
    if (scenes.length > BETWEEN) break;
    const before = current.assessment.baseline();
    const next = edit(current, (document) => judgeAfter(document, undefined));
    if (!next) continue;
    const judged = judgeAfter(inOrder(judgeAfter(next, before)), before);
    if (judged.assessment.report.gate.verdict !== 'pass') continue;
    scenes.push({ change, document: judged.template.document, bad: false });
    current = judged;
  }
  const worse = withResource(current, 'RehearsedPublicFiles', PUBLIC);
  if (!worse) return scenes;
  return [
    ...scenes,
    {
      change: 'a bucket that everybody may read and write',
      document: inOrder(judgeAfter(worse, undefined)),
      bad: true,
    },
  ];
}

/** Undefined if nothing can be mended without a person. */
function mended(judged: Judged, judge: Judge): SourceDocument | undefined {
  const { applied, judged: after } = mendData(judged, counts, judge);
  return applied.length > 0 ? asDocument(after.template.document, after.template.document.data) : undefined;
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
function inOrder(judged: Judged): SourceDocument {
  const { template } = judged;
  const edits = hookOrder(template)
    .filter(({ missing, closing }) => missing.length > 0 || closing.length > 0)
    .flatMap((order) => orderFix({ template }, order));
  return edits.length > 0 ? edited(template.document, edits) : template.document;
}

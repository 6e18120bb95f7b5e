import { checkById } from '../../src/checks/catalogue.ts';
import type { Config } from '../../src/config/config.ts';
import { assess } from '../../src/fitness/assess.ts';
import type { Result } from '../../src/fitness/report.ts';
import type { FailedEntry, RenderContext, ScoredEntry } from '../../src/report/entry.ts';
import { parseDocument } from '../../src/template/parse.ts';
import { loadTemplate } from '../../src/template/template.ts';
import { configWith } from '../fitness/support.ts';

/** Those of S3 buckets as they were first: reports are tested with them, whatever else there is to check. */
export const CHECKS = [
  's3-bucket-logging-enabled',
  's3-bucket-public-read-prohibited',
  's3-bucket-public-write-prohibited',
  's3-bucket-replication-enabled',
  's3-bucket-server-side-encryption-enabled',
  's3-bucket-ssl-requests-only',
  's3-bucket-versioning-enabled',
].map((id) => checkById(id)!);

/** The entry of a template, as `score` makes it. */
export function entryOf(text: string, { config = configWith(), file = 'template.yaml' } = {}): ScoredEntry {
  const report = assess({
    checks: CHECKS,
    template: loadTemplate(parseDocument(text, file)),
    config,
    environment: 'prod',
    now: new Date('2026-11-23'),
    phase: 'template',
  });
  return { template: file, report, checks: CHECKS, ownChecks: [] };
}

/** A gate that lets everything through. */
export const lenient: Config = configWith({ minimum: 0, minCoverage: 0 });

export const unreadable: FailedEntry = {
  template: 'broken.yaml',
  error: {
    code: 'template-syntax',
    message: 'broken.yaml:3:1: a tab where spaces belong',
    location: { file: 'broken.yaml', line: 3, column: 1 },
    hint: 'Correct the file at this place.',
  },
};

export const context: RenderContext = {
  now: new Date('2026-11-23T12:34:56.789Z'),
  tool: 'create-fitness-serverless@1.2.3',
  cwd: '/repository/services',
  root: '/repository',
  color: false,
  width: 100,
};

export const PUBLIC = `Resources:
  Open:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
`;

/** Something of every kind: failures, a pass, an unknown, a suppression, a diagnostic. */
export const MIXED = `Parameters:
  Versioning: { Type: String }
Resources:
  Open:
    Type: AWS::S3::Bucket
    Properties:
      AccessControl: PublicRead
      VersioningConfiguration: { Status: !Ref Versioning }
  Quiet:
    Type: AWS::S3::Bucket
    Metadata:
      fitness:
        suppress:
          - { id: s3-bucket-logging-enabled, reason: it holds the logs }
          - { id: no-such-check, reason: a slip }
    Properties:
      VersioningConfiguration: { Status: Enabled }
`;

/** Logical ids are alphanumeric; nothing makes a template's author keep to it. */
export const HOSTILE = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "']]>&<!--",
  '|a|`b`**c**[d](javascript:e)',
  '@everyone #1 ::error::%0A',
  'line\nbreak\u0000\u001b[31m\u202e\ud800',
];

export const hostileTemplate = JSON.stringify({
  Resources: Object.fromEntries(
    HOSTILE.map((name) => [name, { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicRead' } }]),
  ),
});

/** @param name what the logical ids begin with */
export function manyBuckets(amount: number, name = 'Bucket'): string {
  return JSON.stringify({
    Resources: Object.fromEntries(
      Array.from({ length: amount }, (_, index) => [
        `${name}${index}`,
        { Type: 'AWS::S3::Bucket', Properties: { AccessControl: 'PublicRead' } },
      ]),
    ),
  });
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
}

const VOID = new Set(['meta', 'br', 'input', 'link', 'img', 'hr']);
const RAW = new Set(['script', 'style']);

/**
 * A strict reader of XML, and of HTML that is written like it: every tag closed, every attribute quoted, no stray `<` or `&`.
 *
 * @throws Error at what is not well-formed
 */
export function treeOf(text: string, language: 'xml' | 'html' = 'xml'): Element {
  const root: Element = { name: '', attributes: {}, children: [] };
  const stack = [root];
  const token =
    /<!doctype html>|<\?xml[^?]*\?>|<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>|[^<]+|</gi;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [whole, closing, name, attributes, selfClosing] = match;
    const top = stack.at(-1)!;
    if (/^<[!?]/.test(whole)) continue;
    if (name === undefined) {
      if (whole === '<') throw new Error(`a stray < before ${text.slice(match.index, match.index + 40)}`);
      if (/&(?!(?:amp|lt|gt|quot|apos|#39|minus|ndash|rarr|Sigma);)/.test(whole))
        throw new Error(`a stray & in ${whole.slice(0, 60)}`);
      top.children.push(decoded(whole));
    } else if (closing) {
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>`);
      stack.pop();
    } else {
      const element: Element = { name, attributes: attributesOf(attributes ?? ''), children: [] };
      top.children.push(element);
      if (language === 'html' && RAW.has(name)) {
        const end = text.indexOf(`</${name}>`, token.lastIndex);
        element.children.push(text.slice(token.lastIndex, end));
        token.lastIndex = end + name.length + 3;
      } else if (!selfClosing && !(language === 'html' && VOID.has(name))) stack.push(element);
    }
  }
  if (stack.length > 1) throw new Error(`<${stack.at(-1)!.name}> is not closed`);
  return root;
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map(([, name, value]): [string, string] => {
    if (/&(?!(?:amp|lt|gt|quot|apos|#39);)/.test(value ?? '')) throw new Error(`a stray & in ${name}="${value}"`);
    return [name ?? '', decoded(value ?? '')];
  });
  if (new Set(found.map(([name]) => name)).size < found.length) throw new Error(`an attribute twice in ${text}`);
  return Object.fromEntries(found);
}

function decoded(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** All elements of a name, or of any, in the order of the document. */
export function elements(root: Element, name?: string): Element[] {
  return root.children.flatMap((child) =>
    typeof child === 'string'
      ? []
      : [...(name === undefined || child.name === name ? [child] : []), ...elements(child, name)],
  );
}

export function textIn(element: Element): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textIn(child))).join('');
}

/** A template of which every resource passes. */
export const CLEAN = `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      VersioningConfiguration: { Status: Enabled }
      LoggingConfiguration: { DestinationBucketName: logs }
      ReplicationConfiguration: { Role: r, Rules: [{ Status: Enabled, Destination: { Bucket: b } }] }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement:
          - Effect: Deny
            Principal: '*'
            Action: s3:*
            Resource: [!GetAtt Bucket.Arn, !Sub '\${Bucket.Arn}/*']
            Condition: { Bool: { aws:SecureTransport: 'false' } }
`;

/** MIXED after a change, with a failure that the team accepts and an accepted one that is gone. */
export function changedEntry(): ScoredEntry {
  const entry = entryOf(MIXED);
  const { report } = entry;
  const isKnown = ({ check, resource }: Result) => check === 's3-bucket-public-read-prohibited' && resource === 'Open';
  return {
    ...entry,
    report: {
      ...report,
      results: report.results.map((result): Result => (isKnown(result) ? { ...result, known: true } : result)),
      knownFailures: {
        file: 'fitness-known-failures.json',
        stale: ['template.yaml Gone s3-bucket-versioning-enabled'],
      },
      against: {
        ref: 'main',
        commit: '1a2b3c4d5e6f7890',
        template: 'template.yaml',
        before: { ...report, fitness: report.fitness + 3.21 },
        gain: -3.21,
        checks: [
          {
            check: 's3-bucket-ssl-requests-only',
            mode: 'enforced',
            penalty: { before: 0, now: 7 },
            changes: [
              {
                resource: 'Quiet',
                type: 'AWS::S3::Bucket',
                effect: 'worse',
                before: 'pass',
                now: 'fail',
                message: 'has no bucket policy any more',
                location: { file: 'template.yaml', line: 9, column: 3 },
              },
              {
                resource: 'Old',
                type: 'AWS::S3::Bucket',
                effect: 'better',
                before: 'fail',
                message: 'had no bucket policy',
              },
            ],
          },
        ],
      },
    },
  };
}

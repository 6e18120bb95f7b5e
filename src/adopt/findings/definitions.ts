/** Definitions in files of their own that name functions, and outputs that other stacks call functions by. */
import { references } from '../../template/graph.ts';
import type { Reference } from '../../template/graph.ts';
import type { Path } from '../../template/model.ts';
import { isRecord, own } from '../../template/resolve/values.ts';
import type { Finding } from '../model.ts';
import { pathBeside, textInside } from '../survey/folder.ts';
import { besideAlias, wordsFor } from './other-calls.ts';
import type { Find, Subject } from './subject.ts';

/** A file that the template takes in. */
interface Taken {
  readonly id: string;
  readonly path: string;
  /** Of where it is named. */
  readonly at: Path;
}

export const findDefinitions: Find = (subject) => takenIn(subject).flatMap((taken) => bypassesIn(subject, taken));

/** `DefinitionUri` of APIs, and `AWS::Include` in a definition: one file each. */
function takenIn({ context, survey }: Subject): Taken[] {
  const resources = own(context.document.data, 'Resources');
  return Object.entries(isRecord(resources) ? resources : {}).flatMap(([id, resource]): Taken[] => {
    const type = String(own(resource, 'Type'));
    if (!/^AWS::(Serverless::(Http)?Api|ApiGateway::RestApi|ApiGatewayV2::Api)$/.test(type)) return [];
    const properties = own(resource, 'Properties');
    const uri = own(properties, 'DefinitionUri');
    const include = ['DefinitionBody', 'Body'].flatMap((key) => {
      const location = own(own(own(own(properties, key), 'Fn::Transform'), 'Parameters'), 'Location');
      return [{ key, location }];
    });
    return [{ key: 'DefinitionUri', location: uri }, ...include].flatMap(({ key, location }): Taken[] => {
      const path = typeof location === 'string' ? pathBeside(survey.template, location) : undefined;
      return path === undefined ? [] : [{ id, path, at: ['Resources', id, 'Properties', key] }];
    });
  });
}

/** The first place for each function. What stands in a file of its own is the owner's to change. */
function bypassesIn({ survey, gated }: Subject, { id, path }: Taken): Finding[] {
  const text = textInside(survey.root, path);
  if (text === undefined) return [];
  const lines = text.split(/\r?\n/);
  return [...gated].flatMap((fn): Finding[] => {
    const named = new RegExp(`\\$\\{${fn}(\\.Arn)?\\}(?!:)|\\b${fn}\\.Arn\\b(?!\\}:)`);
    const line = lines.findIndex((each) => named.test(each));
    const column = (named.exec(lines[line] ?? '')?.index ?? 0) + 1;
    if (line < 0) return [];
    const message = `${path} has ${id} call ${fn} itself, past the alias: write \`\${${fn}.Arn}:live\` there`;
    const location = { file: path, line: line + 1, column };
    return [{ severity: 'warning', code: 'alias-bypassed', message, resources: [id, fn], location }];
  });
}

/** What is exported is for other stacks; an output that nobody imports is for people. */
export const findOutputs: Find = (subject) => {
  const { context, template } = subject;
  const exported = Object.entries(template.outputs).filter(([, output]) => own(output, 'Export') !== undefined);
  const past = pastAlias(subject, exported.length > 0);
  return exported.flatMap(([name, output]): Finding[] => {
    const named = past(references(own(output, 'Value')));
    if (!named) return [];
    const location = context.atSource(['Outputs', name, 'Value']);
    const message = `The output ${name} exports ${named.what}: who calls it by that goes past the alias${named.more}`;
    const severity = 'warning';
    return [
      { severity, code: 'output-exports-function', message, resources: [named.fn], ...(location && { location }) },
    ];
  });
};

/** Where what is given on is called by somebody else: stacks that are nested, and what reads a parameter. */
const GIVEN_ON: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'Parameters',
  'AWS::SSM::Parameter': 'Value',
};

export const findGivenOn: Find = (subject) => {
  const { context } = subject;
  const givers = context.resources(...Object.keys(GIVEN_ON));
  const past = pastAlias(subject, givers.length > 0);
  return givers.flatMap(({ logicalId, type, properties }): Finding[] => {
    const key = GIVEN_ON[type] ?? '';
    const found = past(references(own(properties, key), ['Properties', key]));
    if (!found) return [];
    const location = context.at(logicalId, found.path);
    const message = `${logicalId} gives ${found.what} on: who calls it by that goes past the alias${found.more}`;
    const resources = [logicalId, found.fn];
    return [{ severity: 'warning', code: 'function-given-on', message, resources, ...(location && { location }) }];
  });
};

interface PastAlias {
  readonly fn: string;
  /** In words, and which alias is meant where there are two. */
  readonly what: string;
  readonly more: string;
  readonly path: Path;
}

/**
 * Of references the first that is to a function itself, or to a version or an alias of it that is not gated.
 *
 * @param isAsked is there anything to ask of?
 */
function pastAlias(subject: Subject, isAsked: boolean): (named: readonly Reference[]) => PastAlias | undefined {
  const beside = new Map(isAsked ? besideAlias(subject).map((each) => [each.id, each]) : []);
  const placed = ({ name, attribute, path }: Reference): PastAlias[] => {
    // the number of a version alone calls nothing
    const isCallable = attribute === undefined || attribute.endsWith('Arn');
    const called = beside.get(name);
    if (called && isCallable) return [{ fn: called.fn, what: wordsFor(called), more: ' that is gated', path }];
    const isItself = subject.gated.has(name) && (attribute === undefined || attribute === 'Arn');
    return isItself ? [{ fn: name, what: `${name} itself`, more: '', path }] : [];
  };
  return (named) => named.flatMap(placed)[0];
}

/** Definitions in files of their own that name functions, and outputs that other stacks call functions by. */
import { references } from '../../template/graph.ts';
import type { Path } from '../../template/model.ts';
import { isRecord, own } from '../../template/resolve/values.ts';
import type { Finding } from '../model.ts';
import { pathBeside, textInside } from '../survey/folder.ts';
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
export const findOutputs: Find = ({ context, gated }) => {
  const outputs = own(context.document.data, 'Outputs');
  return Object.entries(isRecord(outputs) ? outputs : {}).flatMap(([name, output]): Finding[] => {
    if (own(output, 'Export') === undefined) return [];
    const named = references(own(output, 'Value')).find((each) => gated.has(each.name) && isItself(each.attribute));
    if (!named) return [];
    const location = context.atSource(['Outputs', name, 'Value']);
    const message = `The output ${name} exports ${named.name} itself: who calls it by that goes past the alias`;
    const severity = 'warning';
    return [
      { severity, code: 'output-exports-function', message, resources: [named.name], ...(location && { location }) },
    ];
  });
};

/** Where what is given on is called by somebody else: stacks that are nested, and what reads a parameter. */
const GIVEN_ON: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'Parameters',
  'AWS::SSM::Parameter': 'Value',
};

export const findGivenOn: Find = ({ context, gated }) =>
  context.resources(...Object.keys(GIVEN_ON)).flatMap(({ logicalId, type, properties }): Finding[] => {
    const key = GIVEN_ON[type] ?? '';
    const found = references(own(properties, key), ['Properties', key]).find(
      ({ name, attribute }) => gated.has(name) && isItself(attribute),
    );
    if (!found) return [];
    const location = context.at(logicalId, found.path);
    const message = `${logicalId} gives ${found.name} itself on: who calls it by that goes past the alias`;
    const resources = [logicalId, found.name];
    return [{ severity: 'warning', code: 'function-given-on', message, resources, ...(location && { location }) }];
  });

function isItself(attribute: string | undefined): boolean {
  return attribute === undefined || attribute === 'Arn';
}

/** `expand [template]`: the CloudFormation that AWS makes of a SAM template, without asking AWS. */
import { transformDocument } from '../template/expand/document.ts';
import type { TransformedDocument } from '../template/expand/document.ts';
import { isRecord } from '../template/resolve/values.ts';
import { lineOf } from './diagnostics.ts';
import { EXIT } from './exit.ts';
import { givenParameters, inputsOf, unknownParameters } from './parameters.ts';
import { environmentOf, findTemplate } from './service.ts';
import type { Run } from './terminal.ts';

export const run: Run<'expand'> = async ({ values, positional, terminal }) => {
  const given = await givenParameters(values, terminal.cwd);
  const service = findTemplate(terminal.cwd, positional);
  const environment = environmentOf(service, values.env);
  const inputs = await inputsOf(given, service, { environment, named: values.env !== undefined });
  const { data, diagnostics } = transformDocument(service.document, inputs);
  const declared = Object.keys(isRecord(data.Parameters) ? data.Parameters : {});
  const all = [...diagnostics, ...given.diagnostics, ...unknownParameters(given, declared)];
  for (const diagnostic of all) terminal.say(`${lineOf(diagnostic)}\n`);
  if (all.some(({ severity }) => severity === 'error')) return EXIT.usage;
  const format = values.format ?? (/^\uFEFF?\s*[{[]/.test(service.document.text) ? 'json' : 'yaml');
  terminal.out(format === 'json' ? `${JSON.stringify(data, null, 2)}\n` : await yamlOf(data));
  return EXIT.ok;
};

/** CloudFormation reads YAML 1.1, where `on` and `2012-10-17` are no text, and `=` and `<<` are special: they are quoted. */
async function yamlOf(data: TransformedDocument['data']): Promise<string> {
  const { Document, visit } = await import('#yaml');
  const document = new Document(data, {
    version: '1.1',
    aliasDuplicateObjects: false,
    // its own way to write it has no quotes
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !tag.tag.endsWith(':merge')),
  });
  visit(document, {
    Scalar: (_key, scalar) => {
      if (scalar.value === '=' || scalar.value === '<<') scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 });
}

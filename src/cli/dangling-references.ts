/** References in the template of an adopted service to what its owner took away of ours: CloudFormation takes no such template. */
import { join } from 'node:path';
import type { Diagnostic } from '../template/model.ts';
import { danglingIn, templateOfParts } from '../upgrade/dangling.ts';
import { basePath } from '../upgrade/manifest.ts';
import { readRegular } from '../upgrade/paths.ts';
import { toolCommand } from './command-line.ts';
import type { ServiceTemplate } from './service.ts';

export function danglingReferences({ root, config, file, shown, document }: ServiceTemplate): Diagnostic[] {
  const { adopted } = config;
  const parts = adopted && readRegular(join(root, basePath(adopted.template)));
  if (!parts || file !== join(root, adopted.template)) return [];
  const { text } = document;
  const found = danglingIn({ before: text, after: text, next: templateOfParts(parts), again: true }, shown);
  const back = toolCommand('upgrade', `--restore=${adopted.template}`);
  return found.map(({ from, to, line }) => ({
    severity: 'error',
    code: 'dangling-reference',
    message: `${from} refers to ${to}, which is not there any more: name what is there, or have ours put back by \`${back}\``,
    location: { file: shown, line, column: 1 },
  }));
}

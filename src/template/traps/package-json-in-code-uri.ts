import { isRecord, own } from '../resolve/values.ts';
import { alternatives } from './context.ts';
import { defineTrap } from './trap.ts';

/** The name of the package.json of a folder, relative to the template's. */
export function packageJsonIn(codeUri: string): string {
  const folder = codeUri.split('/').filter((part) => part !== '' && part !== '.');
  return [...folder, 'package.json'].join('/');
}

function hasEsbuild(data: unknown): boolean {
  return own(own(data, 'dependencies'), 'esbuild') !== undefined;
}

export default defineTrap({
  meta: {
    code: 'package-json-in-code-uri',
    severity: 'warning',
    why: 'SAM installs a package.json of a CodeUri again, without development dependencies: esbuild and the hook library are not found.',
    instead: 'A CodeUri without package.json, e.g. `src/` below the package.json of the service.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html',
  },
  *find(context) {
    for (const fn of context.samFunctions()) {
      if (!isRecord(fn.metadata) || fn.metadata.BuildMethod !== 'esbuild') continue;
      const written = context.samProperty(fn, 'CodeUri');
      for (const { value } of alternatives(written?.value)) {
        if (typeof value !== 'string' || !written) continue;
        const file = packageJsonIn(value);
        if (!context.neighbours.has(file) || hasEsbuild(context.neighbours.document(file)?.data)) continue;
        yield {
          message: `CodeUri of ${fn.id} holds a package.json, which SAM installs without esbuild`,
          location: context.atSource(written.path),
        };
      }
    }
  },
});

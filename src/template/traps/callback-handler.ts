import { texts } from './context.ts';
import { defineTrap } from './trap.ts';

/** A handler with three parameters. */
const CALLBACK = /handler\s*=\s*(async\s*)?(function\s*\w*\s*)?\(\s*\w+\s*,\s*\w+\s*,\s*\w+\s*\)/;

export default defineTrap({
  meta: {
    code: 'callback-handler',
    severity: 'error',
    why: 'Node.js 24 on Lambda calls no handler with a callback: the function never answers.',
    instead: '`export const handler = async (event) => …`.',
    docs: 'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html',
  },
  *find(context) {
    for (const fn of context.resources('AWS::Lambda::Function')) {
      const runtime = /^nodejs(\d+)\.x$/.exec(String(fn.properties.Runtime));
      if (!runtime || Number(runtime[1]) < 24) continue;
      for (const { text, path } of texts(context.property(fn.logicalId, 'Code', 'ZipFile'), [
        'Properties',
        'Code',
        'ZipFile',
      ])) {
        if (!CALLBACK.test(text)) continue;
        yield {
          message: `${fn.logicalId} has a handler with a callback, which ${runtime[0]} does not call`,
          location: context.at(fn.logicalId, path),
        };
      }
    }
  },
});

import { isRecord } from '../resolve/values.ts';
import { samCommands } from './neighbours.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'sam-build-without-esbuild',
    severity: 'warning',
    why: 'A bare `sam build` finds esbuild only on the PATH.',
    instead: 'Build through a script of package.json (`npm run build`), which has `node_modules/.bin` on its PATH.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build-typescript.html',
  },
  *find(context) {
    const bundled = context
      .samFunctions()
      .some(({ metadata }) => isRecord(metadata) && metadata.BuildMethod === 'esbuild');
    const text = context.neighbours.text('buildspec.yml') ?? '';
    if (!bundled || /node_modules\/\.bin|esbuild/.test(text)) return;
    for (const { text: command, file, name, location } of context.neighbours.commands()) {
      if (file !== 'buildspec.yml' || samCommands(command, 'build').length === 0) continue;
      yield { message: `buildspec.yml (${name}) runs sam build without esbuild on the PATH`, location };
    }
  },
});

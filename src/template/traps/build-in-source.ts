import { samCommands } from './neighbours.ts';
import { defineTrap } from './trap.ts';

export default defineTrap({
  meta: {
    code: 'build-in-source',
    severity: 'error',
    why: '`sam build --build-in-source` runs `npm update --omit=dev` in your own tree and deletes jest, eslint and esbuild.',
    instead: 'Build without it, from a CodeUri without package.json and with `node_modules/.bin` on the PATH.',
    docs: 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-build.html',
  },
  *find(context) {
    for (const { text, file, name, location } of context.neighbours.commands()) {
      if (samCommands(text, 'build').some((options) => /\s--build-in-source\b/.test(options))) {
        yield { message: `${file} (${name}) builds in the source folder`, location };
      }
    }
    for (const { environment, parameters, locate } of context.neighbours.samconfig()) {
      if (parameters.build_in_source === true) {
        yield {
          message: `samconfig.toml builds in the source folder (${environment})`,
          location: locate('build_in_source'),
        };
      }
    }
    for (const fn of context.samFunctions()) {
      const metadata = fn.metadata as { BuildProperties?: { BuildInSource?: unknown } } | null | undefined;
      if (metadata?.BuildProperties?.BuildInSource !== true) continue;
      const location = context.atSource(['Resources', fn.id, 'Metadata', 'BuildProperties', 'BuildInSource']);
      yield { message: `${fn.id} is built in the source folder`, location };
    }
  },
});

/** What is compiled by a tsconfig.json with our part in it, as TypeScript says: all that was before, and nothing of fitness/. */
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { withParts } from './parts-beside-support.ts';

const FILES = [
  'src/a.ts',
  'src/deep/b.ts',
  'test/a.test.ts',
  'dist/src/a.ts',
  'types/x.d.ts',
  'index.ts',
  'fitness/hooks/pre-traffic.ts',
  'fitness/checks/custom/index.ts',
  'fitness/yaml.d.ts',
  'node_modules/x/index.ts',
];

/** Of a folder with these files. */
const host: ts.ParseConfigHost = {
  useCaseSensitiveFileNames: true,
  fileExists: (path) => FILES.includes(path.replace('/r/', '')),
  readFile: () => undefined,
  readDirectory: (root, extensions, excludes, includes, depth) => {
    // the compiler's own matching, over these files
    const { matchFiles } = ts as unknown as { matchFiles: (...args: unknown[]) => string[] };
    const entries = (folder: string) => {
      const below = FILES.map((path) => `/r/${path}`).filter((path) =>
        path.startsWith(`${folder.replace(/\/$/, '')}/`),
      );
      const names = below.map((path) => path.slice(folder.replace(/\/$/, '').length + 1));
      return {
        files: names.filter((name) => !name.includes('/')),
        directories: [...new Set(names.filter((name) => name.includes('/')).map((name) => name.split('/')[0]))],
      };
    };
    return matchFiles(root, extensions, excludes, includes, true, '/r', depth, entries, (path: string) => path);
  },
};

function compiled(text: string): string[] {
  const { config } = ts.parseConfigFileTextToJson('/r/tsconfig.json', text);
  return ts
    .parseJsonConfigFileContent(config, host, '/r')
    .fileNames.map((path) => path.replace('/r/', ''))
    .sort();
}

test.each([
  '{}',
  '{"compilerOptions":{"outDir":"dist"}}',
  '{"compilerOptions":{"outDir":"./dist","declarationDir":"types"}}',
  '{"include":["**/*"]}',
  '{"include":["."],"exclude":["dist"]}',
  '{"include":["./"]}',
  '{"include":["*"]}',
  '{"include":["*/*"]}',
  '{"include":["**/*.ts"],"exclude":["**/*.test.ts"]}',
  '{"include":["src","fit*/**/*.ts"]}',
  '{"include":["src/**/*","fitness"]}',
  '{"include":["**/hooks/*"]}',
  '{"include":["src","test/**/*.ts"]}',
  '{"include":["src/**/*.ts","./index.ts"],"exclude":[]}',
  '{"files":["index.ts"]}',
  '{"files":["index.ts"],"include":["**/*"]}',
  '{"exclude":["fitness/**/*","dist"]}',
  '// all\n{\n  /* Language */\n  "compilerOptions": {\n    "outDir": "./dist", // emitted: "/*"\n    "strict": true,\n  },\n}\n',
  '{\r\n\t// all\r\n\t"exclude": [\r\n\t\t"dist", // built\r\n\t],\r\n}\r\n',
  '{\n  "include": ["src"], // ours\n}\n',
  '/* a */ {\n  "exclude": [ // these\n    "dist"\n  ]\n}\n',
])('%s', (text) => {
  const before = compiled(text);
  expect(compiled(withParts('tsconfig.json', text))).toEqual(before.filter((path) => !path.startsWith('fitness/')));
  expect(before).not.toEqual([]);
  const isTouched = withParts('tsconfig.json', text) !== text;
  expect(isTouched).toBe(before.some((path) => path.startsWith('fitness/')));
});

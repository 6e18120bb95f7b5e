/** Repositories of a few files. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';

const folders: string[] = [];

/** A folder with these texts, by its real path; it is gone when the tests are over. */
export function repository(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fitness-adopt-')));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A SAM template of functions: logical id → properties in flow style. @param more sections before Resources */
export function sam(functions: Readonly<Record<string, string>>, more = ''): string {
  const resources = Object.entries(functions).map(
    ([id, properties]) => `  ${id}:\n    Type: AWS::Serverless::Function\n    Properties: {${properties}}\n`,
  );
  return `Transform: AWS::Serverless-2016-10-31\n${more}Resources:\n${resources.join('')}`;
}

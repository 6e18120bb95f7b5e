/** Repositories for the tests of `adopt` and `unadopt`, as their owners wrote them, and the commands in them. */
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as adopt from '../../../src/cli/adopt.ts';
import * as unadopt from '../../../src/cli/unadopt.ts';
import { inProcess } from '../../support/in-process.ts';
import type { Said } from '../../support/in-process.ts';
import { emptyFolder, tree, write } from '../../upgrade/tree.ts';
import { git } from '../upgrade/service.ts';

export const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31

Resources:
  # takes an order
  TakeOrder:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.take

  Photos:
    Type: AWS::S3::Bucket
`;

/** A function whose gate would change its URL. */
export const WITH_URL = `${TEMPLATE}
  Webhook:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.hook
      FunctionUrlConfig: {AuthType: NONE}
`;

/** A function with a hook of its own. */
export const WITH_HOOK = `${TEMPLATE.replace(
  'app.take\n',
  `app.take
      AutoPublishAlias: live
      DeploymentPreference:
        Type: AllAtOnce
        Hooks:
          PreTraffic: !Ref Smoke # as ever
`,
)}
  Smoke:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.smoke
      DeploymentPreference: {Enabled: false}
`;

export const FILES = { 'template.yaml': TEMPLATE, 'src/app.py': 'def take(event, context):\n    return {}\n' };

/** In a folder of this name, outside of git. */
export function repository(files: Readonly<Record<string, string>> = FILES, name = 'orders'): string {
  const folder = join(emptyFolder(), name);
  write(folder, files);
  return folder;
}

export const IDENTITY = {
  PATH: process.env['PATH'],
  GIT_AUTHOR_NAME: 'Jo Doe',
  GIT_AUTHOR_EMAIL: 'jo@example.org',
  GIT_COMMITTER_NAME: 'Jo Doe',
  GIT_COMMITTER_EMAIL: 'jo@example.org',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

export function adopting(folder: string, ...args: string[]): Promise<Said> {
  return inProcess('adopt', adopt, ['--no-install', ...args], folder, IDENTITY);
}

export function unadopting(folder: string, ...args: string[]): Promise<Said> {
  return inProcess('unadopt', unadopt, args, folder, IDENTITY);
}

export function commitAll(folder: string, message = 'Change'): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', message);
}

/** What stands there, without git's own. */
export function files(folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(tree(folder)).filter(([path]) => !path.startsWith('.git/')));
}

export function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** The same in another place, by the same name. */
export function copyOf(folder: string): string {
  const copy = join(emptyFolder(), folder.slice(dirname(folder).length + 1));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Lines that a diff takes away. */
export function removedLines(diff: string): string[] {
  return diff.split('\n').filter((line) => line.startsWith('-') && !line.startsWith('---'));
}

export function isThere(folder: string, path: string): boolean {
  return existsSync(join(folder, path));
}

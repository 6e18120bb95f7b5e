/** Runs the questions in a Yeoman environment: registered classes, no look-up, nothing on disk. */
import { TerminalAdapter } from '@yeoman/adapter';
import Environment from 'yeoman-environment';
import { UserError } from '../src/errors.ts';
import { AppGenerator } from './app/index.ts';
import { NAMESPACE } from './base.ts';
import type { Conversation, Talk } from './conversation.ts';
import { DeploymentGenerator } from './deployment/index.ts';

/** Asks on the terminal, on stderr. @throws UserError of kind `interrupted` on Ctrl-C */
export async function ask(conversation: Conversation): Promise<Partial<Talk>> {
  const adapter = new TerminalAdapter({
    stdin: process.stdin,
    stdout: process.stderr,
    stderr: process.stderr,
  });
  const environment = new Environment({
    adapter: adapter,
    skipInstall: true,
    skipCache: true,
    skipLocalCache: true,
  });
  environment.register(AppGenerator as never, { namespace: `${NAMESPACE}:app` });
  environment.register(DeploymentGenerator as never, { namespace: `${NAMESPACE}:deployment` });
  try {
    await environment.run(`${NAMESPACE}:app`, { conversation } as never);
  } catch (error) {
    // inquirer's word for Ctrl-C
    if (error instanceof Error && error.name === 'ExitPromptError') {
      throw new UserError('interrupted', 'Interrupted; nothing was written.', { kind: 'interrupted' });
    }
    throw error;
  }
  return conversation.answered;
}

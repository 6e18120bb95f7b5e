/** Between the answers and the generators that ask for them. */
import { ask } from '../../../generators/ask.ts';
import type { Talk } from '../../../generators/conversation.ts';
import { withDefaultAnswers } from '../../config/answers.ts';
import { UserError } from '../../errors.ts';
import { problemsOf } from './answers.ts';
import type { Detected, Given } from './answers.ts';

interface Setting {
  readonly defaults: Detected;
  readonly gitIsPossible: boolean;
  /** Throws if the folder of a name is not free. */
  readonly free: ((name: string) => unknown) | undefined;
}

/** Asks for everything that was not given. */
export async function converse(given: Given, { defaults, gitIsPossible, free }: Setting): Promise<Given> {
  const { git, install } = given.creation;
  const answered = await ask({
    given: {
      ...given.answers,
      ...(git === undefined ? !gitIsPossible && { git: false } : { git }),
      ...(install !== undefined && { install }),
    },
    defaults: (so) => usual(given, so, defaults),
    problem(answer, so) {
      const { git: _git, install: _install, ...answers } = so;
      const problem = problemsOf({ ...given, answers }).find((one) => one.answer === answer);
      if (problem) return problem.message;
      return answer === 'name' && free ? refusal(() => free(so.name ?? '')) : undefined;
    },
    answered: {},
  });
  const { git: gitSaid, install: installSaid, ...answers } = answered;
  return {
    ...given,
    answers: answers,
    creation: { git: git ?? (gitIsPossible ? gitSaid : undefined), install: installSaid },
  };
}

/** What Enter takes, for what was answered so far. */
function usual(given: Given, so: Partial<Talk>, detected: Detected): Talk {
  const { git: _git, install: _install, ...answers } = so;
  const whole = withDefaultAnswers({ ...answers, name: answers.name ?? 'my-service' }, detected);
  const all = given.deploymentOfAll;
  const deployment =
    all === undefined ? whole.deployment : Object.fromEntries(whole.environments.map((name) => [name, all]));
  return { ...whole, deployment, git: true, install: true };
}

function refusal(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

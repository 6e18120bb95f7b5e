/** What the generators share: what is known, what they find out, and how an answer is judged. */
import type { Answers } from '../src/config/answers.ts';

/** The answers, and what is asked about the creation itself. */
export interface Talk extends Answers {
  git: boolean;
  install: boolean;
}

export interface Conversation {
  /** Said before: not asked again. */
  readonly given: Partial<Talk>;
  /** Offered with Enter, for what was answered so far. */
  readonly defaults: (answered: Partial<Talk>) => Talk;
  /** What is wrong with an answer, in words; undefined if nothing is. */
  readonly problem: (answer: keyof Talk, answered: Partial<Talk>) => string | undefined;
  /** What was found out; filled by the generators. */
  readonly answered: { -readonly [K in keyof Talk]?: Talk[K] };
}

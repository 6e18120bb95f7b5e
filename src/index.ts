/** create-fitness-serverless as a library: the project type and its components. */
export * from './project/index.ts';
export { configText, withDefaultAnswers, type Answers } from './config/answers.ts';
export type * from './config/config.ts';
export { loadConfig } from './config/load.ts';
export { UserError } from './errors.ts';

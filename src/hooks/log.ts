/** One line of structured log per message. */
export interface Log {
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

/**
 * Logs by the console, as Lambda expects: with JSON logging the runtime adds time, level and request id itself,
 * else each line is made JSON here.
 */
export function consoleLog(fields: object, format = process.env['AWS_LAMBDA_LOG_FORMAT']): Log {
  const line = (message: string, more: object = {}) => {
    const entry = { message, ...fields, ...more };
    return format?.toUpperCase() === 'JSON' ? entry : JSON.stringify(entry);
  };
  return {
    info: (message, more) => console.info(line(message, more)),
    warn: (message, more) => console.warn(line(message, more)),
    error: (message, more) => console.error(line(message, more)),
  };
}

/** The log of a hook function, with the release in every line. @param given in its place */
export function hookLog(
  hook: string,
  variables: Readonly<Record<string, string | undefined>>,
  given: Log | undefined,
): Log {
  return given ?? consoleLog({ hook, releaseId: variables['FITNESS_RELEASE_ID'] }, variables['AWS_LAMBDA_LOG_FORMAT']);
}

/** What is worth logging of an error. */
export function errorFields(error: unknown): { error: string; type: string; stack?: string } {
  if (!(error instanceof Error)) return { error: String(error), type: typeof error };
  return { error: error.message, type: error.name, ...(error.stack && { stack: error.stack }) };
}

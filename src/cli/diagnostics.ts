import type { Diagnostic } from '../template/model.ts';

/** `template.yaml:3:1: error: what is wrong [code]` */
export function lineOf({ severity, code, message, location }: Diagnostic): string {
  const place = location ? `${location.file}:${location.line}:${location.column}: ` : '';
  return `${place}${severity}: ${message} [${code}]`;
}

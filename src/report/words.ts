/** Numbers, places and names as every format writes them. */
import type { Category } from '../checks/api.ts';
import type { Location } from '../template/model.ts';
import { plain } from './text.ts';

/** In the order in which they are shown. */
export const CATEGORIES: readonly Category[] = ['security', 'reliability', 'performance', 'cost', 'operations'];

/** One digit; rounded down, so that nothing reads as a bound that it misses. */
export function points(value: number): string {
  return (Math.floor(value * 10 + 1e-9) / 10).toFixed(1);
}

export function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}

/** `template.yaml:42:7` */
export function placeOf({ file, line, column }: Location): string {
  return plain(`${file}:${line}:${column}`);
}

/** `1 function`, `3 IAM statements`, `40 paths` */
export function amountOf(term: string, amount: number): string {
  const words = term === 'cyclomatic' ? 'paths' : spaced(term);
  return `${amount} ${amount === 1 ? words.replace(/ies$/, 'ys').replace(/s$/, '') : words}`;
}

/** `3 checks`, `1 check` */
export function counted(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** `1,234`; as `toLocaleString('en-US')` has it, which takes the time of reading a template to begin with. */
export function grouped(amount: number): string {
  return Number.isInteger(amount) ? String(amount).replace(/\B(?=(?:\d{3})+$)/g, ',') : amount.toLocaleString('en-US');
}

/** `iamStatements` → `IAM statements` */
export function spaced(term: string): string {
  return term.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/^iam\b/, 'IAM');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Text that is written as it is: what needs quotes, or may, is for the printer of the YAML library to decide. */

/** Words that readers of YAML 1.1 take for a truth value, for nothing, or (`e3`) for a number. */
const WORD = /^(?:true|false|null|yes|no|on|off|y|n|e[-+]?\d+)$/i;
/** Begins with a letter or a slash, so it is no number and no date. */
const PLAIN = /^[A-Za-z/](?:[\w./@*+=,;()-]|:(?=[\w:./@*+=,;()-])| (?=[\w./@*+=,;()-]))*$/;

/** In block style, wherever it stands. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text) && !WORD.test(text);
}

/** Dates, whole numbers and truth values, and what begins an alias: these are in quotes wherever they stand, as is nothing. */
const MISREAD = /^(?:|\d{4}-\d\d-\d\d|[1-9]\d*|true|false|\*)$/;

/** Text that would be read as something else. */
export function isMisread(text: string): boolean {
  return MISREAD.test(text);
}

/** Printable, and without what a quote of either kind has to escape: in quotes it is as it is. */
const UNESCAPED = /^[ !#$%&(-[\]-~]+$/;

export function isUnescaped(text: string): boolean {
  return UNESCAPED.test(text);
}

/** Between brackets as well. */
export function isPlainInFlow(text: string): boolean {
  return isPlain(text) && !text.includes(',');
}

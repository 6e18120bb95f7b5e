/** Goes through text that `JSON.parse` has accepted, so nothing is checked again. */
export class JsonCursor {
  readonly text: string;
  /** Offset of what is read next. */
  at: number;

  constructor(text: string, from: number) {
    this.text = text;
    this.at = from;
  }

  get next(): string | undefined {
    return this.text[this.at];
  }

  space(): void {
    while (/\s/.test(this.next ?? '')) this.at++;
  }

  string(): string {
    const start = this.at++;
    while (this.next !== '"') this.at += this.next === '\\' ? 2 : 1;
    return JSON.parse(this.text.slice(start, ++this.at)) as string;
  }

  /** A string, a number, or one of the words. */
  scalar(): void {
    if (this.next === '"') this.string();
    else while (this.at < this.text.length && !/[\s,\]}]/.test(this.next as string)) this.at++;
  }

  /** Up to the first item of an object or array. */
  open(): void {
    this.at++;
    this.space();
  }

  /** A key of an object, with its colon. */
  key(): string {
    const key = this.string();
    this.space();
    this.at++;
    return key;
  }

  /** Up to the next item, or the end of them. */
  comma(): void {
    this.space();
    if (this.next === ',') this.at++;
    this.space();
  }
}

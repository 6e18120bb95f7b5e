/** HTML that cannot be broken by what stands in it: everything that is not markup itself is escaped. */

/** A piece of HTML. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | false | undefined | readonly Content[];

/** A template literal of HTML; what is inserted is text, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.map((part, index) => `${unindented(part)}${textOf(contents[index])}`).join(''));
}

/** The indentation of the source is none of the page's; a line break is as good as a space. */
function unindented(part: string): string {
  return part.replace(/\n\s+/g, '\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function textOf(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(textOf).join('');
  return visible(String(content)).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Nothing that is not seen, and nothing that turns the direction of what follows. */
function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu, '\ufffd');
}

/** Text of the tool's own in which names of code stand between backticks. */
export function prose(text: string): Content {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
}

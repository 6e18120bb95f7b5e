/** Text for terminals: colours, widths, and nothing in it that a terminal would obey. */

type Paint = (text: string) => string;

export type Style = Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow', Paint>>;

/** https://en.wikipedia.org/wiki/ANSI_escape_code#Select_Graphic_Rendition_parameters */
export function styleOf(color: boolean): Style {
  const wrap =
    (on: number, off: number): Paint =>
    (text) =>
      color ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return { bold: wrap(1, 22), dim: wrap(2, 22), red: wrap(31, 39), green: wrap(32, 39), yellow: wrap(33, 39) };
}

/** Names and messages come from files that anyone may have written. */
export function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ');
}

/** Breaks text at spaces into lines of at most `width`; a longer word is cut. */
export function wrapped(text: string, width: number): string[] {
  const room = Math.max(width, 1);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter(Boolean)) {
    for (let rest = word; rest; rest = rest.slice(room)) {
      const piece = rest.slice(0, room);
      if (line && line.length + 1 + piece.length > room) {
        lines.push(line);
        line = '';
      }
      line = line ? `${line} ${piece}` : piece;
    }
  }
  return line || lines.length === 0 ? [...lines, line] : lines;
}

/** A paragraph whose further lines stand below its text; what comes `first` may be coloured. */
export function paragraph(first: string, text: string, width: number): string[] {
  // eslint-disable-next-line no-control-regex -- colours take no room
  const indent = first.replace(/\u001b\[\d+m/g, '').length;
  const [head = '', ...rest] = wrapped(plain(text), Math.max(40, width) - indent);
  return [`${first}${head}`, ...rest.map((line) => `${' '.repeat(indent)}${line}`)];
}

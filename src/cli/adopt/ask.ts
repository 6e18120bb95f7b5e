/** The questions of `adopt` and `unadopt`. None loads more than readline. */
import type { FoundTemplate } from '../../adopt/model.ts';
import { plain } from '../../report/text.ts';
import { onTerminal } from '../upgrade/interactive.ts';
import type { Ask } from '../upgrade/interactive.ts';

/** Shall it be done? `d` shows the whole difference, where there is one, and asks again. No is the answer of Enter. */
export function agreed(question: string, say: (text: string) => void, diff?: () => string): Promise<boolean> {
  const keys = diff ? 'y,n,d' : 'y,n';
  const help = `  y: yes   n: no, write nothing${diff ? '   d: show the whole difference' : ''}\n`;
  return onTerminal(async (ask) => {
    for (;;) {
      const word = (await ask(`${question} [${keys}] `)).trim().toLowerCase();
      if (word === 'y' || word === 'yes') return true;
      if (['', 'n', 'no', 'q'].includes(word)) return false;
      say(word === 'd' && diff ? diff() : help);
    }
  });
}

/** Which of several templates? */
export function picked(found: readonly FoundTemplate[], say: (text: string) => void): Promise<FoundTemplate> {
  say(['Several templates:', ...found.map(({ path }, index) => `  ${index + 1}  ${plain(path)}`), ''].join('\n'));
  return onTerminal((ask) => pick(found, ask));
}

async function pick(found: readonly FoundTemplate[], ask: Ask): Promise<FoundTemplate> {
  for (;;) {
    const word = (await ask(`Which one? [1-${found.length}] `)).trim();
    const chosen = found[Number(word) - 1] ?? found.find(({ path }) => path === word);
    if (chosen) return chosen;
  }
}

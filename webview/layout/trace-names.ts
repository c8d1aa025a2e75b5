// The names at the left of the trace, in the little room there is: an episode's title on two lines, a lane's on one.
import { shorten } from '../store/words.ts';
import type { Font } from './font.ts';

const size = 11;

/** As many words as fit on the first line, the rest on a second, which keeps its beginning and its end. */
export function titleLines(title: string, room: number, font: Font): readonly string[] {
  const words = title.split(' ');
  let fitting = words.length;
  while (fitting > 1 && font.width(words.slice(0, fitting).join(' '), size) > room) {
    fitting--;
  }
  const lines = [words.slice(0, fitting).join(' '), words.slice(fitting).join(' ')].filter((line) => line !== '');
  return lines.map((line) => fitted(line, room, font));
}

function fitted(text: string, room: number, font: Font): string {
  let characters = text.length;
  while (characters > 7 && font.width(shorten(text, characters), size) > room) {
    characters--;
  }
  return shorten(text, characters);
}

/** What kind of thing a lane is goes first, when there is no room for it; then the middle of its name. */
export function laneLabel(label: string, room: number, font: Font): string {
  const bare = label.replace(/ ctrl$/, '').replace(/^Cloud: /, '');
  return font.width(label, size, 'strong') <= room ? label : fitted(bare, room / 1.08, font);
}

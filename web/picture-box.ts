import type { PersonView, StepView } from './chain-view';
import { personMark, stepMark } from './picture-marks';
import { escaped, fit, type Type, widthOf } from './picture-text';

/** What a picture shows of a step. */
export type PictureStep = Pick<
  StepView,
  'id' | 'title' | 'after' | 'afterWords' | 'state' | 'words' | 'because' | 'quorum' | 'quorumShort'
> & { readonly people: readonly Pick<PersonView, 'name' | 'state' | 'words'>[] };

/** A step's box without its place; what it holds is drawn from the box's own corner. */
export interface Box {
  readonly width: number;
  readonly height: number;
  readonly content: string;
}

const padding = 10;
const indent = 17;
/** More people than this are counted, not named: the list below the picture names them all. */
const mostPeople = 6;

const title: Type = { size: 13, isBold: true };
const plain: Type = { size: 13, isBold: false };
const small: Type = { size: 11.5, isBold: false };
const strong: Type = { size: 11.5, isBold: true };

export function boxOf(step: PictureStep, width: number): Box {
  const sheet = new Sheet(width);
  sheet.mark(stepMark(step.state, padding, sheet.height), 'state');
  sheet.text(step.words, strong, 3, 'state', indent);
  sheet.gap(2);
  sheet.text(step.title, title, 3, 'title');
  sheet.text(step.quorumShort, small, 1, 'soft');
  if (step.state === 'exempt') sheet.text(step.because, small, 4, 'soft');
  else addPeople(sheet, step);
  return { width, height: sheet.height + padding - 2, content: sheet.content };
}

function addPeople(sheet: Sheet, { people, state }: PictureStep): void {
  const shown = people.length > mostPeople ? people.slice(0, mostPeople - 1) : people;
  sheet.gap(5);
  for (const person of shown) {
    sheet.mark(personMark(person.state, padding, sheet.height + 1), `person ${person.state}`);
    sheet.text(person.name, plain, 2, 'name', indent);
    if (isTelling(person.state, state)) sheet.text(person.words, small, 3, 'soft', indent);
    sheet.gap(3);
  }
  if (shown.length < people.length) sheet.text(`and ${people.length - shown.length} more`, small, 1, 'soft', indent);
}

/** Where the step's own state says the same of everybody, it is not said again. */
function isTelling(person: PictureStep['people'][number]['state'], step: PictureStep['state']): boolean {
  return person !== 'later' && (person !== 'not-needed' || step === 'done' || step === 'lapsed');
}

/** Lines of text from top to bottom. */
class Sheet {
  height = padding;
  content = '';
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  gap(units: number): void {
    this.height += units;
  }

  /** Stands beside the text that follows. */
  mark(shape: string, kind: string): void {
    this.content += `<g class="${kind}">${shape}</g>`;
  }

  text(text: string, type: Type, lines: number, kind: string, left = 0): void {
    const x = padding + left;
    for (const line of fit(text, this.#width - x - padding, type, lines)) {
      const baseline = round(this.height + type.size * 0.92);
      this.content += `<text class="${kind}" x="${x}" y="${baseline}" font-size="${type.size}"${type.isBold ? ' font-weight="600"' : ''}>${escaped(line)}</text>`;
      this.height = round(this.height + type.size * 1.3);
    }
  }
}

function round(units: number): number {
  return Math.round(units * 10) / 10;
}

/** The start or the end of a chain: one line in a box of its own width. */
export function endBox(text: string, widest: number): Box {
  const [line = ''] = fit(text, widest - 4 * padding, title, 1);
  const width = Math.min(widest, Math.max(90, Math.ceil(widthOf(line, title)) + 4 * padding));
  const content = `<text class="title" x="${width / 2}" y="19" font-size="${title.size}" font-weight="600" text-anchor="middle">${escaped(line)}</text>`;
  return { width, height: 30, content };
}

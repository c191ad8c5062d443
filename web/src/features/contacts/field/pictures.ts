import type { Health } from '../api/contacts';
import { states } from '../state/look';

// Drawings of people for the "Realism" switch, made for this page on a grid of 64. Each state has a silhouette of its own, so that they are told apart without colours.

const skin = '#e8b48c';
const hair = '#5b4033';
const line = '#22303a';

/** Somebody who stands: legs, body, arms, neck and head. */
const human = (shirt: string, trousers: string) => `
  <g stroke="${line}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">
    <path d="M25 42v17h6V46h2v13h6V42z" fill="${trousers}"/>
    <path d="M23 26c-5 2-6 8-6 15l4 1 3-9v11h16V33l3 9 4-1c0-7-1-13-6-15-4-1-14-1-18 0z" fill="${shirt}"/>
    <circle cx="32" cy="15" r="9.5" fill="${skin}"/>
    <path d="M22.5 14c0-9 5-11 10-11 6 0 9.5 4 9 11-2-4-4-5-7-5-4 1-9 0-12 5z" fill="${hair}"/>
  </g>
  <g fill="${line}"><circle cx="28.5" cy="16" r="1.3"/><circle cx="35.5" cy="16" r="1.3"/></g>`;

/** Somebody with arms stretched forward, torn clothes and a grin. */
const zombie = `
  <g stroke="${line}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">
    <path d="M24 43l-2 16h7l3-12 3 12h7l-3-16z" fill="#4d4a63"/>
    <path d="M24 27c4-2 13-2 17 0l1 12-2 5-3-3-3 4-3-4-4 4-2-4z" fill="#a1352f"/>
    <path d="M26 28L9 31l-1-4-3 1 1 7 4 2 17-3z" fill="#86a85a"/>
    <path d="M38 28l17-5 1-3 4 1-1 6-3 3-17 5z" fill="#86a85a"/>
    <circle cx="32" cy="15" r="10" fill="#86a85a"/>
    <path d="M24 8l3 4 3-5 2 4 4-5 1 5 4-2" fill="none"/>
    <path d="M26 21l3 1.5 3-1.5 3 1.5 3-1.5" fill="none"/>
  </g>
  <g><circle cx="28" cy="15" r="3" fill="#fff"/><circle cx="36.5" cy="14" r="2.4" fill="#fff"/>
  <circle cx="28.5" cy="15.5" r="1.3" fill="${line}"/><circle cx="36.5" cy="14.5" r="1.1" fill="${line}"/></g>`;

const gravestone = `
  <g stroke="${line}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">
    <path d="M15 55V26c0-11 7-18 17-18s17 7 17 18v29z" fill="#9aa5ad"/>
    <path d="M32 18v18M25 25h14" fill="none" stroke-width="4"/>
    <path d="M22 44h20" fill="none"/>
    <path d="M7 59c3-6 8-5 11-3 4-4 8-3 11 0 4-4 9-3 12 0 4-3 12-3 16 3z" fill="#5b7d4e"/>
  </g>`;

/** A shield before the chest: immune. */
const shield = `<path d="M50 31l9 3c0 10-3 15-9 18-6-3-9-8-9-18z" fill="#4fd1a5" stroke="${line}" stroke-width="2"/><path d="M46 41l3 3 5-6" fill="none" stroke="${line}" stroke-width="2.5"/>`;

/** A thermometer beside the head: exposed. */
const thermometer = `<g stroke="${line}" stroke-width="2"><path d="M50 8a4 4 0 0 1 8 0v16a7 7 0 1 1-8 0z" fill="#fff"/><path d="M54 14v15" stroke="#d9480f" stroke-width="3.5"/><circle cx="54" cy="30" r="3.5" fill="#d9480f" stroke="none"/></g>`;

export const drawings: Record<Health, string> = {
  susceptible: human('#3a8fce', '#3c4a63'),
  exposed: human('#f2a541', '#3c4a63') + thermometer,
  infected: zombie,
  immune: human('#2f9e75', '#3c4a63') + shield,
  dead: gravestone,
};

/** One drawing as a picture of its own. */
export const svgOf = (state: Health) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">${drawings[state]}</svg>`;

/** All drawings side by side, in the order of the states. */
export function atlasSvg(cell: number): string {
  const all = states
    .map(
      (state, i) => `<svg x="${i * 64}" width="64" height="64" viewBox="0 0 64 64">${drawings[state]}</svg>`,
    )
    .join('');
  const { length } = states;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${64 * length} 64" width="${cell * length}" height="${cell}">${all}</svg>`;
}

let loading: Promise<HTMLCanvasElement> | undefined;

/** The drawings as one picture for the graphics card, made once. */
export function loadPictures(cell = 128): Promise<HTMLCanvasElement> {
  loading ??= new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement('canvas');
      canvas.width = cell * states.length;
      canvas.height = cell;
      canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
      resolve(canvas);
    };
    image.onerror = () => reject(new Error('The pictures cannot be drawn.'));
    image.src = `data:image/svg+xml,${encodeURIComponent(atlasSvg(cell))}`;
  });
  return loading;
}

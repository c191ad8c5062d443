import { looks, type Look } from '../state/look';
import type { Health } from '../api/contacts';

// The symbols on a plain canvas, for the legend. The field draws the same ones on the graphics card (`peopleShaders.ts`).

/** Draws the symbol of a state around a point; hollow for lost people, with a frame for those who isolate. */
export function symbolOf(
  canvas: CanvasRenderingContext2D,
  { shape }: Look,
  x: number,
  y: number,
  size: number,
  colour: string,
  hollow: boolean,
  framed = false,
): void {
  canvas.fillStyle = colour;
  canvas.strokeStyle = colour;
  if (framed) {
    canvas.lineWidth = 1.2;
    canvas.setLineDash([]);
    canvas.strokeRect(x - size - 1.5, y - size - 1.5, 2 * size + 3, 2 * size + 3);
  }
  canvas.lineWidth = hollow ? 1.4 : 2;
  canvas.setLineDash(hollow ? [2.5, 1.5] : []);
  canvas.beginPath();
  switch (shape) {
    case 'square':
      canvas.rect(x - size * 0.9, y - size * 0.9, 1.8 * size, 1.8 * size);
      break;
    case 'cross':
      canvas.moveTo(x, y - size);
      canvas.lineTo(x, y + size);
      canvas.moveTo(x - size * 0.7, y - size * 0.3);
      canvas.lineTo(x + size * 0.7, y - size * 0.3);
      break;
    default:
      canvas.arc(x, y, size - canvas.lineWidth / 2, 0, 2 * Math.PI);
  }
  if (hollow || shape === 'ring' || shape === 'cross' || shape === 'target') canvas.stroke();
  else canvas.fill();
  if (shape !== 'target' || hollow) return;
  canvas.beginPath();
  canvas.arc(x, y, size / 2.5, 0, 2 * Math.PI);
  canvas.fill();
}

/** Bands and lines of the curves have a dash each, so that they are told apart without colours. */
export const dashes: Record<Health, readonly number[]> = {
  susceptible: [],
  exposed: [2, 3],
  infected: [],
  immune: [7, 3],
  dead: [1, 4],
};

/** The number of a state's shape in the shaders. */
export const shapeNumbers = { disc: 0, target: 1, square: 2, ring: 3, cross: 4 } as const;

/** The numbers of the shapes, by the numbers of the states. */
export const shapesOfStates = Object.values(looks).map(({ shape }) => shapeNumbers[shape]);

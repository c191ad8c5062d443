import type { Field, Person } from '../api/contacts';
import { looks, type Look } from '../state/look';

export interface Scale {
  /** Pixels a unit. */
  unit: number;
  left: number;
  top: number;
}

/** The field as large as it fits into a box, with a margin; both its ends are places. */
export function fit(field: Field, width: number, height: number, margin = 16): Scale {
  const unit = Math.max(
    0.01,
    Math.min(
      (width - 2 * margin) / Math.max(1, field.width),
      (height - 2 * margin) / Math.max(1, field.height),
    ),
  );
  return { unit, left: (width - field.width * unit) / 2, top: (height - field.height * unit) / 2 };
}

/** Where a place is on the picture: north is up. */
export function onPicture({ unit, left, top }: Scale, field: Field, x: number, y: number): [number, number] {
  return [left + x * unit, top + (field.height - y) * unit];
}

/** Draws the field and its people; the dead lie under the living, and lost ones are hollow. */
export function draw(
  canvas: CanvasRenderingContext2D,
  field: Field,
  people: Iterable<Person>,
  mode: 'light' | 'dark',
  width: number,
  height: number,
): void {
  const scale = fit(field, width, height);
  canvas.clearRect(0, 0, width, height);
  canvas.strokeStyle = mode === 'dark' ? '#33434f' : '#c6d1d8';
  canvas.lineWidth = 1;
  canvas.strokeRect(
    scale.left - 4,
    scale.top - 4,
    field.width * scale.unit + 8,
    field.height * scale.unit + 8,
  );
  const size = Math.max(2, Math.min(7, (field.radius * scale.unit) / 2));
  const ordered = [...people].sort((a, b) => Number(b.health === 'dead') - Number(a.health === 'dead'));
  for (const person of ordered) {
    const [x, y] = onPicture(scale, field, person.x, person.y);
    const look = looks[person.health];
    const colour = look[mode];
    if (person.health !== 'dead' && !person.lost) ring(canvas, x, y, field.radius * scale.unit, colour);
    symbolOf(canvas, look, x, y, size, colour, person.lost);
  }
}

function ring(canvas: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  canvas.globalAlpha = 0.35;
  canvas.strokeStyle = colour;
  canvas.setLineDash([2, 3]);
  canvas.lineWidth = 1;
  canvas.beginPath();
  canvas.arc(x, y, radius, 0, 2 * Math.PI);
  canvas.stroke();
  canvas.setLineDash([]);
  canvas.globalAlpha = 1;
}

/** Draws the symbol of a state around a point. */
export function symbolOf(
  canvas: CanvasRenderingContext2D,
  { shape }: Look,
  x: number,
  y: number,
  size: number,
  colour: string,
  hollow: boolean,
): void {
  canvas.fillStyle = colour;
  canvas.strokeStyle = colour;
  canvas.lineWidth = 2;
  canvas.beginPath();
  switch (shape) {
    case 'square':
      canvas.rect(x - size, y - size, 2 * size, 2 * size);
      break;
    case 'cross':
      canvas.moveTo(x, y - size);
      canvas.lineTo(x, y + size);
      canvas.moveTo(x - size * 0.7, y - size * 0.3);
      canvas.lineTo(x + size * 0.7, y - size * 0.3);
      break;
    default:
      canvas.arc(x, y, size, 0, 2 * Math.PI);
  }
  if (hollow || shape === 'ring' || shape === 'cross' || shape === 'target') canvas.stroke();
  else canvas.fill();
  if (shape !== 'target' || hollow) return;
  canvas.beginPath();
  canvas.arc(x, y, size / 2.5, 0, 2 * Math.PI);
  canvas.fill();
}

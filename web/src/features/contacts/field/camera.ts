import type { Field } from '../api/contacts';

/** What of the field is seen: the place in the middle, and the power of two of the pixels a unit. North is up. */
export interface FieldCamera {
  x: number;
  y: number;
  zoom: number;
}

export interface Size {
  width: number;
  height: number;
}

const closest = 96;

/** The field as large as it fits into a box, with a margin; both its ends are places. */
export function fitted(field: Field, size: Size, margin = 16): FieldCamera {
  const unit = Math.max(
    0.001,
    Math.min(
      (size.width - 2 * margin) / Math.max(1, field.width),
      (size.height - 2 * margin) / Math.max(1, field.height),
    ),
  );
  return { x: field.width / 2, y: field.height / 2, zoom: Math.log2(unit) };
}

/** Pixels a unit. */
export const unitOf = (camera: FieldCamera) => 2 ** camera.zoom;

/** Where a place is in the box, pixels from its upper left corner. */
export function inBox(camera: FieldCamera, size: Size, x: number, y: number): [number, number] {
  const unit = unitOf(camera);
  return [size.width / 2 + (x - camera.x) * unit, size.height / 2 - (y - camera.y) * unit];
}

/** The place at a point of the box. */
export function placeAt(camera: FieldCamera, size: Size, left: number, top: number): [number, number] {
  const unit = unitOf(camera);
  return [camera.x + (left - size.width / 2) / unit, camera.y - (top - size.height / 2) / unit];
}

/** The place as one of the field: whole units, none outside. */
export function onField(field: Field, x: number, y: number): [number, number] {
  const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  return [within(x, field.width), within(y, field.height)];
}

/** The camera after a zoom at a point of the box, whose place stays where it is; never far outside the field, and never so close that a unit fills the box. */
export function zoomed(
  camera: FieldCamera,
  field: Field,
  size: Size,
  by: number,
  left = size.width / 2,
  top = size.height / 2,
): FieldCamera {
  const least = fitted(field, size).zoom - 1;
  const zoom = Math.min(Math.max(least, Math.log2(closest)), Math.max(least, camera.zoom + by));
  const [x, y] = placeAt(camera, size, left, top);
  const unit = 2 ** zoom;
  return kept({ x: x - (left - size.width / 2) / unit, y: y + (top - size.height / 2) / unit, zoom }, field);
}

/** The camera moved by so many pixels. */
export function moved(camera: FieldCamera, field: Field, right: number, up: number): FieldCamera {
  const unit = unitOf(camera);
  return kept({ ...camera, x: camera.x + right / unit, y: camera.y + up / unit }, field);
}

function kept(camera: FieldCamera, field: Field): FieldCamera {
  return {
    ...camera,
    x: Math.min(field.width, Math.max(0, camera.x)),
    y: Math.min(field.height, Math.max(0, camera.y)),
  };
}

/** Half the size of a person's symbol, pixels: as large as the radius lets them stand apart, and smaller where they are very many. */
export function symbolSize(field: Field, unit: number, people: number): number {
  const most = people > 20_000 ? 4 : people > 2_000 ? 5.5 : 7;
  const least = people > 20_000 ? 1.3 : people > 2_000 ? 2 : 3.2;
  return Math.max(least, Math.min(most, (Math.max(1, field.radius) * unit) / 2));
}

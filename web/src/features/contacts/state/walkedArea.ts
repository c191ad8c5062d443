import type { Field } from '../api/contacts';

/** A part of the field: left, bottom, right, top. */
export type Box = readonly [left: number, bottom: number, right: number, top: number];

/** Squares along the longer side of the field. */
const squares = 48;

/** Where people have walked, on a grid: the scene of a recording as its people show it. A place stands for the squares around it too. */
export class WalkedArea {
  /** How many squares somebody has walked on. */
  walked = 0;
  private readonly size: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly cells: Uint8Array;

  constructor({ width, height }: Field) {
    this.size = Math.max(width, height, 1e-9) / squares;
    this.columns = Math.max(1, Math.min(squares, Math.ceil(width / this.size)));
    this.rows = Math.max(1, Math.min(squares, Math.ceil(height / this.size)));
    this.cells = new Uint8Array(this.columns * this.rows);
  }

  add(x: number, y: number): void {
    const column = Math.floor(x / this.size);
    const row = Math.floor(y / this.size);
    for (let r = Math.max(0, row - 1); r <= Math.min(this.rows - 1, row + 1); r++)
      for (let c = Math.max(0, column - 1); c <= Math.min(this.columns - 1, column + 1); c++) {
        const at = r * this.columns + c;
        if (this.cells[at] !== 0) continue;
        this.cells[at] = 1;
        this.walked++;
      }
  }

  /** The area as boxes, one for each unbroken piece of a row. */
  boxes(): Box[] {
    const boxes: Box[] = [];
    const { size, columns, rows, cells } = this;
    for (let row = 0; row < rows; row++)
      for (let from = 0; from < columns; from++) {
        if (cells[row * columns + from] === 0) continue;
        let to = from;
        while (to < columns && cells[row * columns + to] !== 0) to++;
        boxes.push([from * size, row * size, to * size, (row + 1) * size]);
        from = to;
      }
    return boxes;
  }
}

import { states } from '../state/look';
import type { PeopleTable } from '../state/peopleTable';

/** How a person stands out: not at all, as one on the way of the trace, as the chosen one. */
export const unmarked = 0;
export const traced = 1;
export const chosen = 2;

export interface PeopleColumns {
  length: number;
  attributes: Record<string, { value: Float32Array; size: number }>;
}

/** The states from the lowest to the topmost: the dead lie under the living, and the infected above all. */
const order = ['dead', 'susceptible', 'immune', 'exposed', 'infected'] as const;
const rankOfState = states.map((state) => order.indexOf(state));

/** The people as the graphics card takes them, the topmost last. The arrays are kept, and filled anew with each change. */
export class PeopleArrangement {
  private capacity = 0;
  private from = new Float32Array();
  private to = new Float32Array();
  private glide = new Float32Array();
  private look = new Float32Array();
  private readonly next = new Int32Array(order.length);

  /** The marks name the person who is chosen and those of its trace. */
  arrange(table: PeopleTable, chosenPerson: string | null, trace: ReadonlySet<string> | null): PeopleColumns {
    const { count, next } = this.room(table);
    next.fill(0);
    for (let slot = 0; slot < count; slot++) next[rankOfState[table.look[slot]! & 7]!]!++;
    for (let rank = 0, sum = 0; rank < next.length; rank++) {
      const size = next[rank]!;
      next[rank] = sum;
      sum += size;
    }
    const { from, to, glide, look } = this;
    for (let slot = 0; slot < count; slot++) {
      const at = 2 * next[rankOfState[table.look[slot]! & 7]!]!++;
      from[at] = table.from[2 * slot]!;
      from[at + 1] = table.from[2 * slot + 1]!;
      to[at] = table.to[2 * slot]!;
      to[at + 1] = table.to[2 * slot + 1]!;
      glide[at] = table.glide[2 * slot]!;
      glide[at + 1] = table.glide[2 * slot + 1]!;
      look[at] = table.look[slot]!;
      look[at + 1] = unmarked;
      if (trace !== null && trace.has(table.ids[slot]!)) look[at + 1] = traced;
      if (chosenPerson !== null && table.ids[slot] === chosenPerson) look[at + 1] = chosen;
    }
    return {
      length: count,
      attributes: {
        instanceFrom: { value: from, size: 2 },
        instanceTo: { value: to, size: 2 },
        instanceGlides: { value: glide, size: 2 },
        instanceLooks: { value: look, size: 2 },
      },
    };
  }

  private room({ count }: PeopleTable): { count: number; next: Int32Array } {
    if (count > this.capacity) {
      this.capacity = Math.max(count, 2 * this.capacity, 64);
      for (const name of ['from', 'to', 'glide', 'look'] as const)
        this[name] = new Float32Array(2 * this.capacity);
    }
    return { count, next: this.next };
  }
}

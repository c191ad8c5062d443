import type { Health } from '../api/contacts';
import type { PersonLook } from './look';
import { lostBit, type PeopleTable } from './peopleTable';
import { states } from './look';

export type PersonFilter = Health | 'lost' | null;

export interface ListedPerson {
  id: string;
  look: PersonLook;
}

/** People whose id begins with or holds the text, and who are in the state; at most so many, and how many there are. */
export function personList(
  table: PeopleTable,
  text: string,
  filter: PersonFilter,
  most: number,
): { listed: ListedPerson[]; matching: number } {
  const wanted = text.trim().toLowerCase();
  const state = filter === null || filter === 'lost' ? -1 : states.indexOf(filter);
  const slots: number[] = [];
  let matching = 0;
  for (let slot = 0; slot < table.count; slot++) {
    const look = table.look[slot]!;
    if (state >= 0 && (look & 7) !== state) continue;
    if (filter === 'lost' && (look & lostBit) === 0) continue;
    if (wanted !== '' && !table.ids[slot]!.toLowerCase().includes(wanted)) continue;
    matching++;
    if (slots.length < most) slots.push(slot);
  }
  const listed = slots.map((slot) => ({ id: table.ids[slot]!, look: table.lookOf(slot) }));
  return { listed, matching };
}

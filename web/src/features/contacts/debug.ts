import type { LiveContacts } from './state/liveContacts';
import type { PersonLook } from './state/look';

/** What tests in a browser and curious people read of the picture, which is pixels only. */
export interface ContactsDebug {
  /** People drawn. */
  readonly people: number;
  /** Unix milliseconds of the moment that is shown; null before the first. */
  readonly lastUpdate: number | null;
  readonly simulation: string | null;
  /** Ids of people drawn, at most so many. */
  ids(most: number): string[];
  look(id: string): PersonLook | null;
  /** Where the person is drawn now, in units of the field. */
  position(id: string): [x: number, y: number] | null;
  /** Where a place of the field is in the window, pixels; null while the field is not drawn. */
  inWindow?: (x: number, y: number) => [number, number] | null;
  /** Milliseconds of the last drawings: between their begins, and of the processor's part of each. */
  readonly frames: { between: number[]; processor: number[] };
}

declare global {
  interface Window {
    __contacts?: ContactsDebug;
  }
}

const frames: ContactsDebug['frames'] = { between: [], processor: [] };
const mostFrames = 600;

export function tellFrame(between: number, processor: number): void {
  frames.between.push(between);
  frames.processor.push(processor);
  if (frames.between.length > mostFrames) {
    frames.between.shift();
    frames.processor.shift();
  }
}

export function exposeContacts(contacts: LiveContacts): void {
  const { people } = contacts;
  window.__contacts = {
    ...window.__contacts,
    get people() {
      return people.count;
    },
    get lastUpdate() {
      return contacts.pictureAt;
    },
    get simulation() {
      return contacts.store.getState().simulation;
    },
    ids: (most) => people.ids.slice(0, most),
    look(id) {
      const slot = people.slotOf(id);
      return slot === undefined ? null : people.lookOf(slot);
    },
    position(id) {
      const slot = people.slotOf(id);
      return slot === undefined ? null : people.position(slot, performance.now());
    },
    frames,
  };
}

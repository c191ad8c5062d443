import { useStore } from '../../ui/useStore';
import { openContacts } from './api/contacts';
import { LiveContacts, type ContactsState } from './state/liveContacts';

/** What is watched of people; it begins when the first page that shows it is opened. */
export const contacts = new LiveContacts(openContacts);

export function useContactsState(): ContactsState {
  return useStore(contacts.store);
}

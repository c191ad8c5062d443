import { useStore } from '../../ui/useStore';
import { contactsApi, openContacts } from './api/contacts';
import { LiveContacts, type ContactsState } from './state/liveContacts';

/** What is watched of people; it begins when the first page that shows it is opened. */
export const contacts = new LiveContacts(
  openContacts,
  contactsApi,
  () => !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
);

export function useContactsState(): ContactsState {
  return useStore(contacts.store);
}

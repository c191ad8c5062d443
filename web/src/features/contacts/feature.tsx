import type { Feature, FeatureStatus } from '../../app/feature';
import { ContactsFigures } from './ContactsFigures';
import { ContactsPage } from './ContactsPage';
import { contacts as live, useContactsState } from './live';

export const contacts: Feature = {
  path: '/contacts',
  name: 'Contacts',
  says: 'people who move, meet and infect each other.',
  Page: ContactsPage,
  rest: () => live.stop(),
  useStatus,
  Figures: ContactsFigures,
};

function useStatus(): FeatureStatus | null {
  const { started, link, heardAt, clockOffset, delayedSeconds } = useContactsState();
  if (!started) return null;
  return { link, delayedSeconds, heardAt, clockOffset, retryNow: () => live.retryNow() };
}

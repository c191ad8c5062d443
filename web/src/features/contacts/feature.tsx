import type { Feature, FeatureStatus } from '../../app/feature';
import { ContactsFigures } from './ContactsFigures';
import { ContactsPage } from './ContactsPage';
import { ContactsProvider } from './ContactsProvider';
import { contacts as live, useContactsState } from './live';
import { ContactsMain } from './Overview';

export const contacts: Feature = {
  path: '/contacts',
  name: 'Contacts',
  says: 'people who move, meet and infect each other; who met and infected whom is traced.',
  Page: ContactsPage,
  Provider: ContactsProvider,
  rest: () => live.stop(),
  useStatus,
  Figures: ContactsFigures,
  Overview: { Main: ContactsMain },
  history: { load: async () => [live.series()] },
  shortcuts: [
    { keys: ['R'], does: 'Realism: pictures instead of symbols' },
    { keys: ['O'], does: 'Circles around people on or off' },
    { keys: ['N'], does: 'New simulation' },
    { keys: ['P'], does: 'The panel: runs, people, spread, comparison, privacy' },
    { keys: ['F'], does: 'The whole field' },
    { keys: ['Esc'], does: 'End adding people; stop following a person; leave it' },
    {
      keys: ['↑', '↓', '←', '→'],
      does: 'On the field, when the tab key has come to it: move it (+ and − zoom)',
    },
  ],
};

function useStatus(): FeatureStatus | null {
  const { started, link, heardAt, clockOffset, delayedSeconds } = useContactsState();
  if (!started) return null;
  return { link, delayedSeconds, heardAt, clockOffset, retryNow: () => live.retryNow() };
}

import { useEffect, type ReactNode } from 'react';
import { useTimeline } from '../../ui/timebar/TimelineProvider';
import { exposeContacts } from './debug';
import { contacts } from './live';

/** Turns the picture of people to the moment that the time bar shows, once for all who show it. */
export function ContactsProvider({ children }: { children: ReactNode }) {
  const { timeline } = useTimeline();
  const moment = timeline.mode === 'live' ? null : timeline.at;
  useEffect(() => exposeContacts(contacts), []);
  useEffect(() => {
    contacts.showMoment(moment, timeline.playing ? 0.3 : 0.2);
  }, [moment, timeline.playing]);
  return children;
}

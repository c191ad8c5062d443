import { useEffect, useState } from 'react';
import { contactsApi, type Field } from '../api/contacts';
import { contacts, useContactsState } from '../live';
import { WalkedArea, type Box } from '../state/walkedArea';

const moments = 60;
const mostPeople = 5000;

/** Where the people of a recording have walked: as sampled over what is kept of it, and as seen since; null for people who are not recorded. */
export function useWalkedArea({ width, height, radius }: Field): readonly Box[] | null {
  const { simulation, simulations } = useContactsState();
  const shown = simulations?.find(({ name }) => name === simulation);
  const isRecorded = shown?.plan?.kind === 'recorded' && shown.counts.all <= mostPeople;
  const [area, setArea] = useState<readonly Box[] | null>(null);
  useEffect(() => {
    if (!isRecorded || simulation === null) return setArea(null);
    const walked = new WalkedArea({ width, height, radius });
    const stop = new AbortController();
    let told = 0;
    const tell = () => {
      if (walked.walked === told) return;
      told = walked.walked;
      setArea(walked.boxes());
    };
    const sample = async (from: number, to: number) => {
      for (let i = 0; i < moments; i++) {
        const at = Math.round(from + ((to - from) * i) / (moments - 1));
        const parts = await contactsApi.moment(simulation, at, stop.signal);
        for (const { x, y } of parts) x.forEach((left, k) => walked.add(left, y[k]!));
        tell();
      }
    };
    // Without those moments the area grows with what is seen.
    if (shown?.from != null && shown.to != null) sample(shown.from, shown.to).catch(() => undefined);
    const leave = contacts.onPicture(() => {
      if (contacts.store.getState().simulation !== simulation) return;
      const { people } = contacts;
      for (let slot = 0; slot < people.count; slot++)
        walked.add(people.to[2 * slot]!, people.to[2 * slot + 1]!);
      tell();
    });
    return () => {
      stop.abort();
      leave();
    };
  }, [simulation, isRecorded, width, height, radius]);
  return area;
}

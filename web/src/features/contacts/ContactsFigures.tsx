import { Figure } from '../../ui/Figure';
import { count } from '../../ui/format';
import { useShownContacts } from './useShownContacts';

/** The four numbers, at the moment shown. */
export function ContactsFigures() {
  const { counts } = useShownContacts();
  const value = (number: number | undefined) => (number === undefined ? '–' : count(number));
  return (
    <>
      <Figure
        label="total nodes"
        value={value(counts?.all)}
        hint="People of whom anything was heard"
        testId="contacts-all"
      />
      <Figure
        label="zombies"
        value={value(counts?.infected)}
        hint="People who are alive and infected"
        testId="contacts-infected"
      />
      <Figure
        label="deaths"
        value={value(counts?.dead)}
        hint="People at the end of their lives"
        testId="contacts-dead"
      />
      <Figure
        label="dead zombies"
        value={value(counts?.deadInfected)}
        hint="People who were infected when they died"
        testId="contacts-dead-infected"
      />
    </>
  );
}

import { Figure } from '../../ui/Figure';
import { count } from '../../ui/format';
import { useContactsState } from './live';

/** The four numbers of the original page, at the moment shown. */
export function ContactsFigures() {
  const { counts } = useContactsState();
  const value = (number: number | undefined) => (number === undefined ? '–' : count(number));
  return (
    <>
      <Figure
        label="Total nodes"
        value={value(counts?.all)}
        hint="People of whom anything was heard"
        testId="contacts-all"
      />
      <Figure
        label="Zombies"
        value={value(counts?.infected)}
        hint="People who are alive and infected"
        testId="contacts-infected"
      />
      <Figure
        label="Deaths"
        value={value(counts?.dead)}
        hint="People at the end of their lives"
        testId="contacts-dead"
      />
      <Figure
        label="Dead zombies"
        value={value(counts?.deadInfected)}
        hint="People who were infected when they died"
        testId="contacts-dead-infected"
      />
    </>
  );
}

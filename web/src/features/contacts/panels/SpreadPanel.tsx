import { Alert, Typography } from '@mui/material';
import { useMemo } from 'react';
import { Facts } from '../../../ui/Card';
import { count, some } from '../../../ui/format';
import { useReading } from '../../../ui/useReading';
import { contactsApi, mostInfections, type Infection, type Statistics } from '../api/contacts';
import { windowOf } from '../curves/stack';
import { Tree } from '../tree/Tree';
import { depthOf, transmissionTrees } from '../tree/treeOf';
import { Bars } from './Bars';
import { PersonRow } from './PersonDetails';

interface Props {
  simulation: string;
  statistics: Statistics | null;
  person: string | null;
  onPerson: (person: string) => void;
}

const every = 6000;

/** How the infection spreads: figures over the run, and who infected whom. */
export function SpreadPanel({ simulation, statistics, person, onPerson }: Props) {
  const { infections, error } = useInfections(simulation);
  const trees = useMemo(() => transmissionTrees(infections ?? []), [infections]);
  const depth = useMemo(() => depthOf(trees), [trees]);
  return (
    <>
      {statistics === null ? (
        <Typography variant="body2" color="text.secondary">
          Reading the figures…
        </Typography>
      ) : (
        <Figures statistics={statistics} />
      )}
      <Typography variant="h6" component="h3" sx={{ mt: 2, mb: 0.5 }}>
        Who infected whom
      </Typography>
      {error !== null && (
        <Alert severity="info" sx={{ py: 0 }} data-testid="transmission-error">
          {error}
        </Alert>
      )}
      {infections !== null && (
        <Typography
          variant="body2"
          color="text.secondary"
          role="status"
          data-testid="transmission-told"
          sx={{ mb: 0.5 }}
        >
          {infections.length === 0
            ? 'Nobody was infected yet.'
            : `${infections.length >= mostInfections ? `The first ${count(mostInfections)} infections` : some(infections.length, 'infection')} in ${some(trees.length, 'tree')}, at most ${some(depth, 'infection')} in a row`}
        </Typography>
      )}
      {trees.length > 0 && (
        <Tree
          key={simulation}
          label="Who infected whom"
          roots={trees}
          chosen={person}
          onChoose={onPerson}
          testId="transmission-tree"
          row={({ person: other, earliest, children, below }) => (
            <PersonRow
              person={other}
              note={`tick ${count(earliest)}${children.length > 0 ? ` · infected ${count(children.length)}` : ''}${below > children.length ? `, ${count(below)} below` : ''}`}
            />
          )}
        />
      )}
    </>
  );
}

function Figures({ statistics }: { statistics: Statistics }) {
  const { meetings, infections, reproduction, secondaryCases, partners, doublingTicks } = statistics;
  const known = reproduction.filter(({ mean }) => mean !== null);
  const cases = known.reduce((sum, r) => sum + r.cases, 0);
  const mean = cases === 0 ? null : known.reduce((sum, r) => sum + r.mean! * r.cases, 0) / cases;
  return (
    <>
      <Facts
        facts={[
          ['Contacts', count(meetings)],
          ['Infections', count(infections)],
          ['Each infected others, on average', mean === null ? '–' : mean.toFixed(2)],
          ...(doublingTicks === undefined
            ? []
            : ([
                ['Cases doubled in', doublingTicks === null ? 'no time' : `${count(doublingTicks)} ticks`],
              ] as [string, string][])),
        ]}
      />
      <Bars
        title="Reproduction number over time"
        bars={reproduction.map(({ from, mean, cases: of }) => ({
          name: String(from),
          value: mean ?? 0,
          words: `from tick ${count(from)}: ${mean === null ? 'nobody infected' : `${mean.toFixed(2)}, of ${some(of, 'person', 'people')}`}`,
        }))}
        axis={`ticks, ${windowOf(reproduction)} in a bar; the line is 1, above which an infection grows`}
        line={1}
        digits={1}
      />
      <Bars
        title="How many others each infected person infected"
        bars={secondaryCases.map((value, i) => ({
          name: String(i),
          value,
          words: `${some(value, 'person', 'people')} infected ${i} others`,
        }))}
        axis="others infected"
        digits={0}
      />
      <Bars
        title="How many others each person met"
        bars={partners.map((value, i) => ({
          name: String(i),
          value,
          words: `${some(value, 'person', 'people')} met ${i} others`,
        }))}
        axis="others met"
        digits={0}
      />
    </>
  );
}

function useInfections(simulation: string): { infections: Infection[] | null; error: string | null } {
  const { value, error } = useReading(simulation, every, (signal) =>
    contactsApi.infections(simulation, signal),
  );
  const words =
    error === null
      ? null
      : error.status === 404
        ? 'This server does not tell who infected whom.'
        : error.message;
  return { infections: value, error: words };
}

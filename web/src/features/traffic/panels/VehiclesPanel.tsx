import { Box, Button, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { count, kmh, span } from '../../../ui/format';
import { Choice } from '../../../ui/list/Choice';
import { List, ListRow } from '../../../ui/list/List';
import { useMoment } from '../../../ui/timebar/TimelineProvider';
import { useNow } from '../../../ui/useNow';
import { useScheme } from '../../../ui/useScheme';
import { traffic } from '../live';
import { speedClasses, unknownSpeed } from '../state/speedClasses';
import {
  allVehicles,
  classOf,
  sortings,
  vehicleList,
  type ListedVehicle,
  type Sorting,
  type VehicleFilter,
} from '../state/vehicleList';

interface Props {
  quadrants: readonly { quadkey: string }[];
  quadrantZoom: number;
  followed: string | null;
  onFollow: (vehicle: string | null) => void;
}

const most = 100;
const sortingNames: Record<Sorting, string> = {
  name: 'name',
  fastest: 'fastest first',
  slowest: 'slowest first',
  newest: 'newest report first',
  oldest: 'oldest report first',
};

/** The vehicles in view as a list: what the map tells those who see it and point at it. */
export function VehiclesPanel({ quadrants, quadrantZoom, followed, onFollow }: Props) {
  const [filter, setFilter] = useState(allVehicles);
  const past = useMoment();
  const now = useNow(1000);
  const set = (part: Partial<VehicleFilter>) => setFilter({ ...filter, ...part });
  const moment = past ?? now + traffic.clockOffset;
  const { listed, matching, sources } = vehicleList(traffic.vehicles, filter, moment, quadrantZoom, most);
  const filtered = JSON.stringify({ ...filter, sorting: 'name' }) !== JSON.stringify(allVehicles);
  return (
    <>
      <TextField
        fullWidth
        size="small"
        label="Find a vehicle"
        value={filter.text}
        onChange={(event) => set({ text: event.target.value })}
        slotProps={{ htmlInput: { 'data-testid': 'vehicle-search' } }}
      />
      <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1, my: 1.25 }}>
        <Choice
          label="Speed"
          testId="vehicle-speed"
          value={filter.speed === null ? '' : String(filter.speed)}
          choices={[
            ...speedClasses.map((c, i): [string, string] => [
              String(i),
              i === 0 ? c.label : `${c.label} km/h`,
            ]),
            ['unknown', 'unknown'],
          ]}
          onChange={(value) =>
            set({ speed: value === '' ? null : value === 'unknown' ? 'unknown' : Number(value) })
          }
        />
        <Choice
          label="Source"
          testId="vehicle-source"
          value={filter.source ?? ''}
          choices={sources.map((source) => [source, source])}
          onChange={(value) => set({ source: value === '' ? null : value })}
        />
        <Choice
          label="Quadrant"
          testId="vehicle-quadrant"
          value={filter.quadrant ?? ''}
          choices={quadrants.slice(0, 200).map(({ quadkey }) => [quadkey, quadkey])}
          onChange={(value) => set({ quadrant: value === '' ? null : value })}
        />
        <Choice
          label="Sorted by"
          testId="vehicle-sorting"
          value={filter.sorting}
          choices={sortings.map((sorting) => [sorting, sortingNames[sorting]])}
          all={null}
          onChange={(value) => set({ sorting: value as Sorting })}
        />
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minHeight: 32 }}>
        <Typography
          variant="body2"
          color="text.secondary"
          role="status"
          data-testid="vehicles-matching"
          sx={{ flex: 1 }}
        >
          {matching > most
            ? `${most} of ${count(matching)} vehicles`
            : `${count(matching)} vehicle${matching === 1 ? '' : 's'}`}
          {filtered ? ' found' : ' in and around the view'}
          {past === null ? '' : ', at the moment shown'}
        </Typography>
        {filtered && (
          <Button size="small" onClick={() => setFilter({ ...allVehicles, sorting: filter.sorting })}>
            Show all
          </Button>
        )}
      </Box>
      <List label="Vehicles" testId="vehicle-list">
        {listed.map((vehicle) => (
          <Row key={vehicle.id} vehicle={vehicle} followed={vehicle.id === followed} onFollow={onFollow} />
        ))}
      </List>
      {matching === 0 && (
        <Typography variant="body2">
          {filtered ? 'No vehicle in view is like that.' : 'No vehicle is in view.'} The list holds those in
          and around the part of the map that is shown.
        </Typography>
      )}
    </>
  );
}

interface RowProps {
  vehicle: ListedVehicle;
  followed: boolean;
  onFollow: (vehicle: string | null) => void;
}

function Row({ vehicle: { id, speed, age, quadkey, source }, followed, onFollow }: RowProps) {
  const { mode } = useScheme();
  const kind = classOf(speed);
  const colour = (kind === 'unknown' ? unknownSpeed : speedClasses[kind]!)[mode];
  return (
    <ListRow
      chosen={followed}
      onClick={() => onFollow(followed ? null : id)}
      testId="vehicle-row"
      data={{ 'data-vehicle': id }}
      sx={{ display: 'grid', gridTemplateColumns: '10px minmax(0, 1fr) auto' }}
    >
      <Box sx={{ width: 10, height: 10, borderRadius: '50%' }} style={{ background: colour }} />
      <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
        {id}
      </Typography>
      <Typography variant="body2">{speed === null ? 'speed unknown' : kmh(speed)}</Typography>
      <span />
      <Typography variant="caption" color="text.secondary" sx={{ gridColumn: '2 / -1' }}>
        {span(age)} ago in {quadkey}
        {source === null ? '' : `, by ${source}`}
      </Typography>
    </ListRow>
  );
}
